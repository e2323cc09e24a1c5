"""Successions, members and contacts on small registers made for the purpose."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from danvan_workflow.errors import InvalidInput
from danvan_workflow.register.models import Agency, AgencyKind, Contact, ContactRole, Succession
from danvan_workflow.register.register import Register

LAST = date(2025, 6, 30)  # Monday
FIRST = date(2025, 7, 1)  # Tuesday
LATER = date(2026, 1, 1)  # Thursday
HALF, WHOLE = Fraction(1, 2), Fraction(1)


def agency(code: str, first: date | None = None, last: date | None = None, parent: str = "") -> Agency:
    return Agency(code, f"Cơ quan {code}", code, AgencyKind.DEPARTMENT, valid_from=first, valid_to=last, parent=parent)


def passing(old: str, new: str, share: Fraction | int = 1, day: date = FIRST) -> Succession:
    return Succession(old, new, Fraction(share), day)


def problems_of(agencies: Iterable[Agency], successions: Iterable[Succession] = ()) -> list[str]:
    with pytest.raises(InvalidInput) as caught:
        Register(agencies, successions)
    return [problem.message for problem in caught.value.problems]


def test_an_agency_stands_for_itself_on_its_last_day_and_its_heir_on_the_next() -> None:
    register = Register([agency("A", last=LAST), agency("B", first=FIRST)], [passing("A", "B")])
    assert register.successors("A", LAST) == (("A", WHOLE),)
    assert register.successors("A", FIRST) == (("B", WHOLE),)
    assert (register.exists("A", LAST), register.exists("A", FIRST)) == (True, False)
    assert (register.exists("B", LAST), register.exists("B", FIRST)) == (False, True)
    assert not register.exists("C", FIRST)


def test_an_end_without_successor_leaves_nobody() -> None:
    assert Register([agency("A", last=LAST)]).successors("A", FIRST) == ()


def test_paths_that_meet_again_add_up() -> None:
    agencies = [agency("A", last=LAST), *(agency(code, FIRST, date(2025, 12, 31)) for code in "BC"), agency("D", LATER)]
    links = [passing("A", "B", HALF), passing("A", "C", HALF), passing("B", "D", day=LATER), passing("C", "D", day=LATER)]
    register = Register(agencies, links)
    assert register.successors("A", FIRST) == (("B", HALF), ("C", HALF))
    assert register.successors("A", LATER) == (("D", WHOLE),)
    assert register.predecessors("D", LAST) == (("A", WHOLE),)
    assert register.predecessors("D", FIRST) == (("B", WHOLE), ("C", WHOLE))


def test_the_share_of_an_heir_that_ended_without_successor_falls_to_the_others() -> None:
    agencies = [agency("A", last=LAST), agency("B", FIRST, date(2025, 12, 31)), agency("C", FIRST)]
    register = Register(agencies, [passing("A", "B", HALF), passing("A", "C", HALF)])
    assert register.successors("A", LATER) == (("C", WHOLE),)


def test_nobody_stands_for_an_agency_between_its_end_and_a_later_takeover() -> None:
    register = Register([agency("A", last=LAST), agency("B")], [passing("A", "B", day=LATER)])
    assert register.successors("A", FIRST) == ()
    assert register.successors("A", LATER) == (("B", WHOLE),)


def test_heirs_gather_all_they_stand_for_and_the_living_stand_for_themselves() -> None:
    agencies = [agency("A", last=LAST), agency("B", last=LAST), agency("C"), agency("D", last=LAST)]
    register = Register(agencies, [passing("A", "C"), passing("B", "C")])
    assert register.heirs(["A", "B", "C", "D"], FIRST) == {"C": (("A", WHOLE), ("B", WHOLE), ("C", WHOLE))}


def test_members_are_found_at_any_depth_in_the_order_of_the_files() -> None:
    listed = [agency("P"), agency("Z", parent="P"), agency("A", parent="Z"), agency("M", parent="P", last=LAST)]
    register = Register(listed)
    assert [found.code for found in register.members({AgencyKind.DEPARTMENT}, "P", LAST)] == ["Z", "A", "M"]
    assert [found.code for found in register.members({AgencyKind.DEPARTMENT}, "P", FIRST)] == ["Z", "A"]
    assert register.members({AgencyKind.MEDIA}, "P", FIRST) == ()


def test_all_inconsistencies_are_told_at_once() -> None:
    messages = problems_of(
        [agency("A"), agency("A"), agency("B", parent="X")],
        [passing("A", "B"), passing("Y", "B"), passing("A", "Z")],
    )
    assert messages == [
        "mã cơ quan bị trùng",
        "không có cơ quan nào mang mã này (cơ quan cấp trên của B)",
        "tổng tỷ lệ kế thừa khác 1",
        "cơ quan cũ chưa kết thúc",
        "không có cơ quan nào mang mã này (cơ quan kế thừa của A)",
        "không có cơ quan nào mang mã này (cơ quan cũ của một bản ghi kế thừa)",
    ]


@pytest.mark.parametrize(
    ("links", "message"),
    [
        ([passing("A", "B", HALF)], "tổng tỷ lệ kế thừa khác 1"),
        ([passing("A", "B", HALF), passing("A", "B", HALF)], "một cơ quan kế thừa ghi hai lần"),
        (
            [passing("A", "B", HALF), passing("A", "C", HALF, LATER)],
            "các phần kế thừa khác ngày hiệu lực",
        ),
        ([passing("A", "B", day=LAST)], "cơ quan cũ kết thúc ngày 30/6/2025"),
        ([passing("A", "N", day=FIRST)], "cơ quan kế thừa N không có vào ngày đó"),
    ],
)
def test_a_succession_that_cannot_be_followed_is_refused(links: list[Succession], message: str) -> None:
    agencies = [agency("A", last=LAST), agency("B"), agency("C"), agency("N", first=LATER)]
    assert message in problems_of(agencies, links)


def test_a_circle_of_successions_cannot_be_written() -> None:
    assert problems_of([agency("A", last=LAST), agency("B", last=LAST)], [passing("A", "B"), passing("B", "A")])


@pytest.mark.parametrize("parents", [{"A": "A"}, {"A": "B", "B": "A"}])
def test_an_agency_above_itself_is_refused(parents: dict[str, str]) -> None:
    agencies = [agency(code, parent=parent) for code, parent in parents.items()]
    assert set(problems_of(agencies)) == {"cơ quan là cấp trên của chính mình"}


def contact(code: str, email: str, last: date | None = None, first: date | None = None) -> Contact:
    return Contact(code, ContactRole.FOCAL, "Văn thư", email, valid_from=first, valid_to=last)


def test_contacts_are_those_in_charge_on_the_day() -> None:
    people = [contact("A", "cu@a.example", last=LAST), contact("A", "moi@a.example", first=FIRST)]
    register = Register([agency("A")], contacts=people)
    assert [person.email for person in register.contacts("A", LAST)] == ["cu@a.example"]
    assert [person.email for person in register.contacts("A", FIRST)] == ["moi@a.example"]


def test_the_fallback_answers_only_for_agencies_without_contacts_of_their_own() -> None:
    register = Register(
        [agency("A"), agency("B")],
        contacts=[contact("A", "that@a.example")],
        fallback_contacts=lambda found: (contact(found.code, "mau@b.example"),),
    )
    assert [person.email for code in "AB" for person in register.contacts(code, FIRST)] == [
        "that@a.example",
        "mau@b.example",
    ]


def test_a_contact_of_nobody_is_refused() -> None:
    with pytest.raises(InvalidInput, match=r"địa chỉ a@b\.example"):
        Register([agency("A")], contacts=[contact("X", "a@b.example")])


def test_own_records_take_the_place_of_the_packaged_ones() -> None:
    agencies = [agency("A", last=LAST), agency("B"), agency("C")]
    register = Register(agencies, [passing("A", "B")], [contact("B", "cu@b.example")])
    renamed = replace(agencies[1], name="Tên mới")
    changed = register.overlaid([renamed, agency("D")], [passing("A", "C")], [contact("B", "moi@b.example")])
    assert [found.code for found in changed.agencies] == ["A", "B", "C", "D"]
    assert changed.get("B").name == "Tên mới"
    assert changed.successors("A", FIRST) == (("C", WHOLE),)
    assert [person.email for person in changed.contacts("B", FIRST)] == ["moi@b.example"]
    assert register.get("B").name == "Cơ quan B"


def test_a_code_twice_among_the_own_records_is_refused() -> None:
    with pytest.raises(InvalidInput, match="bị trùng"):
        Register([agency("A")]).overlaid([agency("B"), agency("B")])
