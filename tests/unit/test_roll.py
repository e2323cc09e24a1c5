"""Who owes on a day, each agency in or out with its reason."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from pathlib import Path

import pytest

from danvan_workflow.duty.roll import Roll, build_roll
from danvan_workflow.errors import UnknownName
from danvan_workflow.plan.loading import load_plan
from danvan_workflow.plan.members import group_members
from danvan_workflow.plan.models import Exclusion, Group, Plan
from danvan_workflow.register.models import Agency, AgencyKind, Succession
from danvan_workflow.register.register import Register

PLANS = Path(__file__).parents[2] / "dags" / "plans"
BASE = dt.date(2025, 2, 20)  # Thu
MERGED = dt.date(2025, 3, 1)  # Sat
ABOLISHED = dt.date(2025, 7, 1)  # Tue


def agency(code: str, kind: AgencyKind, first: dt.date | None = None, last: dt.date | None = None) -> Agency:
    return Agency(code, f"Cơ quan {code}", code, kind, province="P", parent="P", valid_from=first, valid_to=last)


LAST_FEBRUARY = MERGED - dt.timedelta(1)
LAST_JUNE = ABOLISHED - dt.timedelta(1)
AGENCIES = (
    Agency("P", "Tỉnh P", "P", AgencyKind.PROVINCE, province="P"),
    agency("A", AgencyKind.DEPARTMENT, last=LAST_FEBRUARY),
    agency("B", AgencyKind.DEPARTMENT),
    agency("C", AgencyKind.DEPARTMENT, last=LAST_FEBRUARY),
    agency("AC", AgencyKind.DEPARTMENT, first=MERGED),
    agency("S", AgencyKind.DEPARTMENT, last=LAST_JUNE),
    agency("T", AgencyKind.DEPARTMENT, last=LAST_JUNE),
    agency("S2", AgencyKind.DEPARTMENT, first=ABOLISHED),
    agency("D", AgencyKind.DISTRICT, last=LAST_JUNE),
    agency("E", AgencyKind.DISTRICT, last=LAST_JUNE),
    agency("X1", AgencyKind.COMMUNE, first=ABOLISHED),
    agency("X2", AgencyKind.COMMUNE, first=ABOLISHED),
    agency("Z", AgencyKind.DISTRICT, last=LAST_FEBRUARY),
)
SUCCESSIONS = (
    Succession("A", "AC", Fraction(1), MERGED),
    Succession("C", "AC", Fraction(1, 2), MERGED),
    Succession("C", "B", Fraction(1, 2), MERGED),
    Succession("S", "S2", Fraction(1), ABOLISHED),
    Succession("T", "S2", Fraction(1), ABOLISHED),
    Succession("D", "X1", Fraction(1, 3), ABOLISHED),
    Succession("D", "X2", Fraction(2, 3), ABOLISHED),
    Succession("E", "X2", Fraction(1), ABOLISHED),
)
REGISTER = Register(AGENCIES, SUCCESSIONS)
DEPARTMENTS = Group(
    id="so", title="Các sở", kinds=("department",), of="P", exclude=(Exclusion(agency="S", reason="Cơ quan tổng hợp"),)
)
DISTRICTS = Group(id="huyen", title="Các huyện", kinds=("district",), of="P")


@pytest.fixture(scope="module")
def plan() -> Plan:
    shipped = load_plan(PLANS / "gia-lai-2024.yaml")
    collector = shipped.collector.model_copy(update={"agency": "S"})
    return shipped.model_copy(update={"base_date": BASE, "collector": collector, "groups": (DEPARTMENTS, DISTRICTS)})


def reasons(roll: Roll) -> dict[str, str]:
    return {entry.agency: entry.reason for entry in roll.entries}


def test_members_of_the_base_date_owe(plan: Plan) -> None:
    roll = build_roll(plan, ["so", "huyen"], REGISTER, BASE)
    assert [entry.agency for entry in roll.owing] == ["A", "B", "C", "T", "D", "E", "Z"]
    assert {entry.group for entry in roll.owing} == {"so", "huyen"}
    assert reasons(roll)["A"] == "thuộc nhóm “Các sở”"


def test_excluded_agencies_stand_outside_with_the_plans_reason(plan: Plan) -> None:
    [outside] = build_roll(plan, ["so", "huyen"], REGISTER, BASE).outside
    assert (outside.agency, outside.reason) == ("S", "Cơ quan tổng hợp")


def test_the_collector_is_known_on_the_roll_and_so_is_who_takes_its_place(plan: Plan) -> None:
    """S collects; T, which becomes S2 with it, is one agency like the others until then."""
    whole = plan.model_copy(update={"groups": (DEPARTMENTS.model_copy(update={"exclude": ()}), DISTRICTS)})
    collecting = {
        day: [entry.agency for entry in build_roll(whole, ["so", "huyen"], REGISTER, day).owing if entry.collects]
        for day in (BASE, ABOLISHED)
    }
    assert collecting == {BASE: ["S"], ABOLISHED: ["S2"]}


def test_an_agency_founded_after_the_base_date_owes_only_as_an_heir(plan: Plan) -> None:
    assert "AC" not in {entry.agency for entry in build_roll(plan, ["so"], REGISTER, LAST_FEBRUARY).entries}
    [heir] = [entry for entry in build_roll(plan, ["so"], REGISTER, MERGED).owing if entry.agency == "AC"]
    assert heir.inherited_from == ("A", "C")
    assert heir.reason == "kế thừa nghĩa vụ của 2 cơ quan"


def test_the_last_day_of_an_agency_is_still_its_own(plan: Plan) -> None:
    before = {entry.agency for entry in build_roll(plan, ["so"], REGISTER, LAST_FEBRUARY).owing}
    after = {entry.agency for entry in build_roll(plan, ["so"], REGISTER, MERGED).owing}
    assert (before, after) == ({"A", "B", "C", "T"}, {"B", "AC", "T"})


def test_a_member_that_inherits_stays_on_the_roll_once(plan: Plan) -> None:
    [member] = [entry for entry in build_roll(plan, ["so"], REGISTER, MERGED).entries if entry.agency == "B"]
    assert member.owes
    assert member.inherited_from == ("C",)


def test_the_heir_of_the_excluded_one_is_excluded_for_the_same_reason(plan: Plan) -> None:
    roll = build_roll(plan, ["so"], REGISTER, ABOLISHED)
    assert {entry.agency: entry.reason for entry in roll.outside if entry.agency in ("S", "S2")} == {
        "S": "Cơ quan tổng hợp",
        "S2": "Cơ quan tổng hợp",  # though it is the heir of T, too
    }


def test_split_and_merged_districts_owe_through_their_communes(plan: Plan) -> None:
    roll = build_roll(plan, ["huyen"], REGISTER, ABOLISHED)
    assert {entry.agency: entry.inherited_from for entry in roll.owing} == {"X1": ("D",), "X2": ("D", "E")}
    assert reasons(roll)["D"] == "kết thúc hoạt động ngày 30/6/2025; nghĩa vụ chuyển cho X1, X2"


def test_an_agency_that_ended_without_an_heir_is_named(plan: Plan) -> None:
    roll = build_roll(plan, ["huyen"], REGISTER, MERGED)
    assert reasons(roll)["Z"] == "kết thúc hoạt động ngày 28/02/2025; không có cơ quan kế thừa trong danh mục"
    assert "Z" not in {entry.agency for entry in roll.owing}


def test_every_agency_stands_on_the_roll_once(plan: Plan) -> None:
    both = Group(id="ca-hai", title="Cả hai", include=("A", "D"))
    roll = build_roll(plan.model_copy(update={"groups": (*plan.groups, both)}), ["so", "ca-hai", "huyen"], REGISTER, BASE)
    codes = [entry.agency for entry in roll.entries]
    assert len(codes) == len(set(codes))
    assert {entry.agency: entry.group for entry in roll.entries}["A"] == "so"


def test_named_members_join_those_of_the_kinds() -> None:
    group = Group(id="g", title="g", kinds=("department",), of="P", include=("D", "A"))
    assert [member.code for member in group_members(group, REGISTER, BASE)] == ["A", "B", "C", "S", "T", "D"]


def test_unknown_members_are_refused() -> None:
    with pytest.raises(UnknownName):
        group_members(Group(id="g", title="g", include=("KHONG",)), REGISTER, BASE)
