"""The packaged register against domain.md §4.3 and the five plans."""

from __future__ import annotations

from collections import Counter
from datetime import date
from fractions import Fraction

import pytest

from danvan_workflow.errors import UnknownName
from danvan_workflow.register.build import national_register
from danvan_workflow.register.models import AgencyKind, ContactRole
from danvan_workflow.register.register import Register

BEFORE_DEPARTMENTS_MERGED = date(2025, 2, 28)  # Friday, the last day
DEPARTMENTS_MERGED = date(2025, 3, 1)  # Saturday
LAST_DAY_OF_DISTRICTS = date(2025, 6, 30)  # Monday
TWO_TIERS = date(2025, 7, 1)  # Tuesday

COMMUNES_SINCE_2025 = """
    N01:126 N04:56 N08:124 N11:45 N12:38 N14:75 N15:99 N19:92 N20:65
    N22:54 N24:99 N25:148 N31:114 N33:104 N37:129 N38:166 N40:130 N42:69
    N44:78 N46:40 N48:94 N51:96 N52:135 N56:65 N66:102 N68:124 N75:95
    N79:168 N80:96 N82:102 N86:124 N91:102 N92:103 N96:64
"""
WHOLE = Fraction(1)
COMMUNE, DISTRICT, PROVINCE = {AgencyKind.COMMUNE}, {AgencyKind.DISTRICT}, {AgencyKind.PROVINCE}


@pytest.fixture(scope="module")
def register() -> Register:
    return national_register()


def test_each_new_province_has_its_communes(register: Register) -> None:
    expected = {code: int(count) for code, _, count in (row.partition(":") for row in COMMUNES_SINCE_2025.split())}
    found = {code: len(register.members(COMMUNE, code, TWO_TIERS)) for code in expected}
    assert found == expected
    assert sum(found.values()) == 3321


def test_the_country_had_63_provinces_and_then_34(register: Register) -> None:
    kinds = Counter(agency.kind for agency in register.as_of(LAST_DAY_OF_DISTRICTS))
    assert (kinds[AgencyKind.PROVINCE], kinds[AgencyKind.DISTRICT], kinds[AgencyKind.COMMUNE]) == (63, 696, 10035)
    kinds = Counter(agency.kind for agency in register.as_of(TWO_TIERS))
    assert (kinds[AgencyKind.PROVINCE], kinds[AgencyKind.DISTRICT], kinds[AgencyKind.COMMUNE]) == (34, 0, 3321)


def test_binh_dinh_had_11_districts_and_155_communes_found_through_them(register: Register) -> None:
    assert len(register.members(DISTRICT, "L52", LAST_DAY_OF_DISTRICTS)) == 11
    assert len(register.members(COMMUNE, "L52", LAST_DAY_OF_DISTRICTS)) == 155
    assert register.members(DISTRICT | COMMUNE, "L52", TWO_TIERS) == ()


def test_binh_dinh_passed_into_58_communes_of_gia_lai(register: Register) -> None:
    for kinds in (COMMUNE, DISTRICT):
        old = [agency.code for agency in register.members(kinds, "L52", LAST_DAY_OF_DISTRICTS)]
        heirs = register.heirs(old, TWO_TIERS)
        assert len(heirs) == 58
        assert {register.get(code).province for code in heirs} == {"N52"}


def test_phu_son_passed_into_quang_trung_with_its_officials(register: Register) -> None:
    assert register.get("L14823").name == "Ủy ban nhân dân phường Phú Sơn"
    assert register.successors("L14823", TWO_TIERS) == (("N14818", WHOLE),)
    assert register.get("N14818").unit_name == "Phường Quang Trung"
    assert register.successors("L14823-VPTK", TWO_TIERS) == (("N14818-VP", WHOLE),)
    assert register.successors("L14823-VHXH", TWO_TIERS) == (("N14818-VHXH", WHOLE),)


def test_the_officials_that_the_plan_names_are_not_assumed(register: Register) -> None:
    officials = register.members({AgencyKind.WARD_OFFICIAL}, "L14823", LAST_DAY_OF_DISTRICTS)
    assert {agency.code for agency in officials if not agency.assumed} == {"L14823-VPTK", "L14823-VHXH"}
    assert len(officials) == 6
    assert all(agency.reason for agency in officials)


@pytest.mark.parametrize(
    ("code", "name", "short_name", "unit_name"),
    [
        ("L540", "Ủy ban nhân dân thành phố Quy Nhơn", "UBND thành phố Quy Nhơn", "Thành phố Quy Nhơn"),
        ("N52", "Ủy ban nhân dân tỉnh Gia Lai", "UBND tỉnh Gia Lai", "Tỉnh Gia Lai"),
        ("L52-SNV", "Sở Nội vụ tỉnh Bình Định", "Sở Nội vụ", "Sở Nội vụ"),
        ("L52-TTT", "Thanh tra tỉnh Bình Định", "Thanh tra tỉnh", "Thanh tra tỉnh"),
        ("N01-TTT", "Thanh tra thành phố Hà Nội", "Thanh tra thành phố", "Thanh tra thành phố"),
        ("N01-BTGDV", "Ban Tuyên giáo và Dân vận Thành ủy Hà Nội", "Ban TG&DV Thành ủy", None),
        ("L64-BAO", "Báo Gia Lai", "Báo Gia Lai", "Báo Gia Lai"),
        ("N20-CA", "Công an tỉnh Lạng Sơn", "Công an tỉnh", "Công an tỉnh"),
    ],
)
def test_names_are_the_official_ones(register: Register, code: str, name: str, short_name: str, unit_name: str | None) -> None:
    agency = register.get(code)
    assert (agency.name, agency.short_name) == (name, short_name)
    assert unit_name is None or agency.unit_name == unit_name


def test_departments_merge_on_1_march_and_pass_to_the_new_province_on_1_july(register: Register) -> None:
    assert register.successors("L52-SKHDT", BEFORE_DEPARTMENTS_MERGED) == (("L52-SKHDT", WHOLE),)
    assert register.successors("L52-SKHDT", DEPARTMENTS_MERGED) == (("L52-STC", WHOLE),)
    assert register.successors("L52-SKHDT", LAST_DAY_OF_DISTRICTS) == (("L52-STC", WHOLE),)
    assert register.successors("L52-SKHDT", TWO_TIERS) == (("N52-STC", WHOLE),)


def test_the_labour_department_passes_in_three_equal_parts(register: Register) -> None:
    third = Fraction(1, 3)
    expected = (("L52-SGDDT", third), ("L52-SNV", third), ("L52-SYT", third))
    assert register.successors("L52-SLDTBXH", DEPARTMENTS_MERGED) == expected


def test_the_ethnic_committee_passes_to_a_department_founded_the_next_day(register: Register) -> None:
    assert not register.exists("L52-SDTTG", BEFORE_DEPARTMENTS_MERGED)
    assert register.successors("L52-BDT", DEPARTMENTS_MERGED) == (("L52-SDTTG", WHOLE),)


def test_departments_of_a_province_that_did_not_merge_pass_on_too(register: Register) -> None:
    assert register.successors("L20-SNV", TWO_TIERS) == (("N20-SNV", WHOLE),)


def test_the_new_department_knows_all_it_came_from(register: Register) -> None:
    third = Fraction(1, 3)
    before = register.predecessors("N52-SNV", BEFORE_DEPARTMENTS_MERGED)
    assert before == (("L52-SLDTBXH", third), ("L52-SNV", WHOLE), ("L64-SLDTBXH", third), ("L64-SNV", WHOLE))
    assert register.predecessors("N52-SNV", LAST_DAY_OF_DISTRICTS) == (("L52-SNV", WHOLE), ("L64-SNV", WHOLE))
    assert register.predecessors("N52-SNV", TWO_TIERS) == (("N52-SNV", WHOLE),)


def test_party_and_media_bodies_merge(register: Register) -> None:
    assert register.successors("L64-BDV", date(2024, 10, 29)) == (("L64-BDV", WHOLE),)
    assert register.successors("L64-BDV", date(2025, 2, 1)) == (("L64-BTGDV", WHOLE),)
    assert register.successors("L64-BDV", TWO_TIERS) == (("N52-BTGDV", WHOLE),)
    assert register.predecessors("N52-BPTTH", date(2024, 5, 9)) == tuple(
        (code, WHOLE) for code in ("L52-BAO", "L52-DAI", "L64-BAO", "L64-DAI")
    )


def test_border_guards_only_where_there_is_a_border_or_a_coast(register: Register) -> None:
    assert "L64-BCHBDBP" in register
    assert "L08-BCHBDBP" not in register
    assert register.successors("L64-BCHBDBP", TWO_TIERS) == (("N52-BCHQS", WHOLE),)


def test_units_of_the_provincial_office_stand_under_it(register: Register) -> None:
    assert register.get("N20-TTPVHCC").parent == "N20-VP"
    assert [agency.code for agency in register.members({AgencyKind.SERVICE_UNIT}, "N20", TWO_TIERS)] == [
        "N20-TTPVHCC",
        "N20-TTCTTDT",
    ]


@pytest.mark.parametrize("day", [TWO_TIERS, date(2026, 3, 9)])
def test_every_agency_that_ended_has_living_successors_whose_shares_sum_to_one(register: Register, day: date) -> None:
    ended = [agency for agency in register.agencies if agency.ended_before(day)]
    assert len(ended) > 10_794 + 63 * 20
    for agency in ended:
        shares = register.successors(agency.code, day)
        assert sum(share for _, share in shares) == 1, agency.code
        assert all(register.exists(code, day) for code, _ in shares), agency.code


def test_every_new_commune_and_province_came_from_somewhere(register: Register) -> None:
    for kinds, old_kind in ((COMMUNE, AgencyKind.COMMUNE), (PROVINCE, AgencyKind.PROVINCE)):
        new = [agency for agency in register.as_of(TWO_TIERS) if agency.kind in kinds]
        for agency in new:
            origins = register.predecessors(agency.code, LAST_DAY_OF_DISTRICTS)
            # Five island districts had no communes and became special zones themselves.
            assert {register.get(code).kind for code, _ in origins} & {old_kind, AgencyKind.DISTRICT}, agency.code


def test_the_main_part_of_a_divided_commune_takes_two_thirds_by_assumption(register: Register) -> None:
    expected = (
        ("N00004", Fraction(2, 3)),
        ("N00070", Fraction(1, 9)),
        ("N00190", Fraction(1, 9)),
        ("N00226", Fraction(1, 9)),
    )
    assert register.successors("L00019", TWO_TIERS) == expected
    records = [record for record in register.succession_records if record.predecessor == "L00019"]
    assert all(record.assumed and "2/3" in record.reason for record in records)


def test_a_district_passes_in_proportion_to_its_communes(register: Register) -> None:
    communes = [unit.code for unit in register.members(COMMUNE, "L542", LAST_DAY_OF_DISTRICTS)]
    by_hand = {
        heir: sum(share for _, share in shares) / len(communes) for heir, shares in register.heirs(communes, TWO_TIERS).items()
    }
    assert dict(register.successors("L542", TWO_TIERS)) == by_hand
    assert all(record.assumed for record in register.succession_records if record.predecessor == "L542")


def test_every_body_is_assumed_with_a_reason_and_no_unit_is(register: Register) -> None:
    units = {AgencyKind.PROVINCE, AgencyKind.DISTRICT, AgencyKind.COMMUNE}
    assert not any(agency.assumed for agency in register.agencies if agency.kind in units)
    bodies = [agency for agency in register.agencies if agency.kind is AgencyKind.DEPARTMENT]
    assert all(agency.assumed and agency.reason for agency in bodies)


def test_an_agency_not_yet_founded_stands_for_nobody(register: Register) -> None:
    assert register.successors("N52-SNV", LAST_DAY_OF_DISTRICTS) == ()


def test_an_unknown_code_is_answered_with_near_ones(register: Register) -> None:
    with pytest.raises(UnknownName, match="N52-SNV"):
        register.get("N52-SNVV")


def test_every_agency_has_its_own_example_addresses(register: Register) -> None:
    for day in (LAST_DAY_OF_DISTRICTS, TWO_TIERS):
        contacts = [contact for agency in register.as_of(day) for contact in register.contacts(agency.code, day)]
        assert len({contact.email for contact in contacts}) == len(contacts) == 3 * len(register.as_of(day))
        assert all(contact.email.endswith(".example") and contact.example for contact in contacts)
        assert all(contact.email.isascii() for contact in contacts)


def test_example_contacts_name_offices_not_persons(register: Register) -> None:
    focal, head, _ = register.contacts("L52-SNV", LAST_DAY_OF_DISTRICTS)
    assert (focal.role, focal.name, focal.email) == (
        ContactRole.FOCAL,
        "Văn thư Sở Nội vụ",
        "vanthu@so-noi-vu.binh-dinh.example",
    )
    assert head.name == "Giám đốc Sở Nội vụ"
    assert register.contacts("L52-SNV", TWO_TIERS) == ()


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("UBND TP. Quy Nhơn", "L540"),
        ("ủy ban nhân dân thành phố qui nhơn", "L540"),
        ("Uỷ ban nhân dân TX An Nhơn", "L549"),
        ("SỞ KH&ĐT tỉnh Bình Định", "L52-SKHDT"),
        ("n52-snv", "N52-SNV"),
    ],
)
def test_search_takes_what_people_write(register: Register, text: str, code: str) -> None:
    assert code in {agency.code for agency in register.search(text, exact=True)}


def test_search_returns_all_that_share_a_name_and_is_narrowed_by_place_and_day(register: Register) -> None:
    everywhere = register.search("xã an hòa", exact=True)
    assert len(everywhere) > 3
    assert [agency.code for agency in register.search("XÃ AN HÒA", exact=True, of="N52", day=TWO_TIERS)] == ["N21628"]


def test_two_wards_of_one_province_with_one_name_are_both_found(register: Register) -> None:
    found = register.search("phường Phú Sơn", exact=True, of="L38", day=LAST_DAY_OF_DISTRICTS)
    assert {agency.code for agency in found} == {"L14770", "L14823"}
    assert [agency.code for agency in register.search("phường Phú Sơn", exact=True, of="L381")] == ["L14823"]


def test_search_without_letters_finds_nothing(register: Register) -> None:
    assert register.search(" - ") == ()


def test_search_puts_the_bearer_of_the_name_first_then_names_that_begin_with_it(register: Register) -> None:
    found = [agency.code for agency in register.search("Sở Nội vụ", of="L52")]
    assert found == ["L52-SNV"]
    found = [agency.code for agency in register.search("Văn phòng", of="L52", day=LAST_DAY_OF_DISTRICTS)]
    assert found == ["L52-VP", "L52-VPTU"]
    found = [agency.code for agency in register.search("Sở Nội", of="N52")]
    assert found == ["N52-SNV"]


def test_search_finds_words_inside_a_name_in_any_order(register: Register) -> None:
    found = register.search("dân vận tuyên giáo Lạng Sơn", day=TWO_TIERS)
    assert [agency.code for agency in found] == ["N20-BTGDV"]
    assert register.search("dân vận tuyên giáo Lạng Sơn", day=TWO_TIERS, exact=True) == ()


def test_every_kind_and_role_has_its_vietnamese_label() -> None:
    labels = [kind.label for kind in AgencyKind]
    assert len(set(labels)) == len(labels)
    assert [role.label for role in ContactRole] == ["Đầu mối", "Thủ trưởng", "Lãnh đạo phụ trách"]


def test_kinds_of_units_are_written_one_way_whatever_the_data_do(register: Register) -> None:
    assert register.get("L644").unit_name == "Thị xã Buôn Hồ"
    assert register.get("L644").name == "Ủy ban nhân dân thị xã Buôn Hồ"
    assert not [a.name for a in register.agencies if any(odd in a.name for odd in ("thị Xã", "thị Trấn", "thành Phố"))]
