"""The files in which a province edits its bodies: what they may say, and what they make of a province's history."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction

import pytest

from danvan_workflow.errors import InvalidInput
from danvan_workflow.register.bodies import Body, body_agencies, body_successions
from danvan_workflow.register.bodies_file import read_bodies, read_departments, read_wards
from danvan_workflow.register.models import Agency, AgencyKind, Succession
from danvan_workflow.register.register import Register

LAST = date(2025, 6, 30)  # Monday
FIRST = date(2025, 7, 1)  # Tuesday
AUTUMN = date(2025, 10, 1)  # Wednesday
WHOLE = Fraction(1)

OLD = Agency("L52", "UBND", "UBND", AgencyKind.PROVINCE, "L52", valid_to=LAST, unit_name="Tỉnh Bình Định")
NEW = Agency("N52", "UBND", "UBND", AgencyKind.PROVINCE, "N52", valid_from=FIRST, unit_name="Tỉnh Gia Lai")
PASSING = Succession("L52", "N52", Fraction(1), FIRST)


def department(code: str, first: date | None = None, last: date | None = None, *heirs: str) -> Body:
    shares = tuple((heir, Fraction(1, len(heirs))) for heir in heirs)
    return Body(code, f"Sở {code} {{place}}", code, AgencyKind.DEPARTMENT, first, last, shares)


def history(*bodies: Body) -> Register:
    made = tuple(body_agencies(bodies, [OLD, NEW], {"L52": frozenset({"52"}), "N52": frozenset({"52"})}))
    return Register([OLD, NEW, *made], body_successions(bodies, made, {"L52": PASSING}))


def life(register: Register, code: str) -> tuple[date | None, date | None]:
    return register.get(code).valid_from, register.get(code).valid_to


def test_a_body_that_lasts_ends_with_the_old_province_and_begins_with_the_new() -> None:
    register = history(department("A"))
    assert (life(register, "L52-A"), life(register, "N52-A")) == ((None, LAST), (FIRST, None))
    assert register.successors("L52-A", FIRST) == (("N52-A", WHOLE),)


def test_a_body_merged_with_the_provinces_passes_straight_to_the_new_one() -> None:
    register = history(department("A", None, LAST, "B"), department("B", FIRST))
    assert "N52-A" not in register
    assert "L52-B" not in register
    assert register.successors("L52-A", FIRST) == (("N52-B", WHOLE),)


def test_a_body_merged_after_the_provinces_passes_on_inside_the_new_one() -> None:
    register = history(department("A", None, date(2025, 9, 30), "B", "C"), department("B"), department("C", AUTUMN))
    assert life(register, "N52-A") == (FIRST, date(2025, 9, 30))  # Tuesday, Tuesday
    assert register.successors("L52-A", FIRST) == (("N52-A", WHOLE),)
    assert register.successors("L52-A", AUTUMN) == (("N52-B", Fraction(1, 2)), ("N52-C", Fraction(1, 2)))


def test_a_body_closed_without_successor_leaves_nobody() -> None:
    assert history(department("A", None, LAST)).successors("L52-A", FIRST) == ()


def test_departments_may_state_the_shares_of_their_successors() -> None:
    header = "code,name,short_name,kind,valid_from,valid_to,successors\n"
    (body,) = read_departments(f"{header}SLD,Sở Lao động,Sở LĐ,department,,28/02/2025,SNV:1/2|SYT:30%|SGD:0.2\n")
    assert body.successors == (("SNV", Fraction(1, 2)), ("SYT", Fraction(3, 10)), ("SGD", Fraction(1, 5)))
    assert body.valid_to == date(2025, 2, 28)  # Friday


def test_a_body_of_the_file_takes_the_reason_of_the_file_unless_it_has_its_own() -> None:
    text = """
reason: chung
bodies:
  - {code: A, name: "Báo {proper}", short_name: Báo, kind: media, only: ["02"]}
  - {code: NO, name: "Đài {unit}", short_name: Đài, kind: media, reason: riêng}
"""
    bodies, ministries = read_bodies(text)
    assert [(body.code, body.reason, body.only) for body in bodies] == [
        ("A", "chung", frozenset({"02"})),
        ("NO", "riêng", frozenset()),
    ]
    assert ministries == ()


WARD = Agency("N1", "UBND phường A", "UBND phường A", AgencyKind.COMMUNE, "N38", "N38", unit_name="Phường A")


@pytest.mark.parametrize(
    ("read", "text", "expected"),
    [
        (read_bodies, "bodies:\n  - {code: A, name: A, short_name: A, kind: bank}", [("bodies[0].kind", "bank")]),
        (read_bodies, "bodies:\n  - {code: A, name: 'Báo {ten}', short_name: A, kind: media}", [("bodies[0].name", "Báo {ten}")]),
        (read_bodies, "bodies:\n  - {code: A, name: 'Báo {', short_name: A, kind: media}", [("bodies[0].name", "Báo {")]),
        (
            read_bodies,
            "bodies:\n  - {code: A, name: A, short_name: A, kind: media, successors: B}",
            [("bodies[0].successors", "B")],
        ),
        (
            read_bodies,
            "bodies:\n  - {code: A, ten: A, short_name: A, kind: media}",
            [("bodies[0].name", ""), ("bodies[0].ten", "")],
        ),
        (read_bodies, "bodies:\n  - A", [("bodies[0]", "A")]),
        (read_bodies, "- A", [("", "")]),
        (read_departments, "code,name,short_name,kind,successors\nA,A,A,department,B:9", [("successors", "B:9")]),
        (lambda text: read_wards(text, {}), "wards: {N1: []}", [("wards.N1", "N1")]),
        (
            lambda text: read_wards(text, {"N1": WARD}),
            "wards: {N1: [{code: A, name: A, short_name: A, successors: [N1-B]}]}",
            [("wards.N1[0].successors", "")],
        ),
    ],
)
def test_what_an_editor_gets_wrong_is_named(read: Callable[[str], object], text: str, expected: list[tuple[str, str]]) -> None:
    with pytest.raises(InvalidInput) as caught:
        read(text)
    assert [(problem.place, problem.value) for problem in caught.value.problems] == expected


def test_broken_yaml_is_reported_with_its_line() -> None:
    with pytest.raises(InvalidInput, match=r"bodies\.yaml") as caught:
        read_bodies("bodies:\n  - {code: A\n  - B")
    assert caught.value.problems[0].line == 3


def test_those_who_report_inside_a_ward_bear_its_name_and_code() -> None:
    text = "wards: {N1: [{code: VP, name: Văn phòng, short_name: VP, source: Kế hoạch 1}]}"
    ((agency,), successions) = read_wards(text, {"N1": WARD})
    assert (agency.code, agency.name, agency.parent, agency.province) == ("N1-VP", "Văn phòng phường A", "N1", "N38")
    assert (agency.assumed, agency.reason, successions) == (False, "Kế hoạch 1", ())
