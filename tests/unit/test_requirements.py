"""What one agency owes: sections, figures and persons, with what lead units alone own."""

from __future__ import annotations

from pathlib import Path

import pytest

from danvan_workflow.duty.requirements import PersonNeed, requirements
from danvan_workflow.plan.loading import load_plan
from danvan_workflow.plan.models import LeadUnit, Obligation, ObligationKind, PersonDuty, Plan, Section

PLANS = Path(__file__).parents[2] / "dags" / "plans"
SECTIONS = (
    Section(id="chung", number="I", title="Chung", indicators=("CD01", "CD02")),
    Section(id="bao-chi", number="II", title="Báo chí", indicators=("TT03", "TT04")),
    Section(id="kien-nghi", number="III", title="Kiến nghị", required=False),
    Section(id="mot-cua", number="IV", title="Một cửa", indicators=("HC01", "HC05")),
)
OFFICE = LeadUnit(
    agencies=("VP", "VP2"), name="Văn phòng", duties=("Một cửa",), sections=("mot-cua",), indicators=("HC01", "HC05")
)
PRESS = LeadUnit(agencies=("DAI",), name="Đài", duties=("Tuyên truyền",), indicators=("TT04", "KT01"))


@pytest.fixture(scope="module")
def plan() -> Plan:
    gia_lai = load_plan(PLANS / "gia-lai-2024.yaml")
    return gia_lai.model_copy(update={"sections": SECTIONS, "lead_units": (OFFICE, PRESS)})


def obligation(plan: Plan, kind: ObligationKind = ObligationKind.PERIODIC_REPORT, **changes: object) -> Obligation:
    return plan.obligations[0].model_copy(update={"kind": kind, "sections": (), **changes})


def test_a_common_agency_owes_what_no_lead_unit_owns(plan: Plan) -> None:
    needs = requirements(plan, obligation(plan), "so-ban-nganh", {"STC"})
    assert needs.sections == ("chung", "bao-chi")
    assert needs.indicators == ("CD01", "CD02", "TT03")
    assert needs.optional == ("kien-nghi",)


def test_a_lead_unit_owes_its_own_besides(plan: Plan) -> None:
    needs = requirements(plan, obligation(plan), "so-ban-nganh", {"VP"})
    assert needs.sections == ("chung", "bao-chi", "mot-cua")
    assert needs.indicators == ("CD01", "CD02", "TT03", "HC01", "HC05")


def test_a_section_with_groups_is_asked_of_these_alone(plan: Plan) -> None:
    communes = Section(id="cap-xa", number="V", title="Cấp xã", groups=("cap-huyen",), indicators=("DTH1",))
    wider = plan.model_copy(update={"sections": (*SECTIONS, communes)})
    asked = {group: requirements(wider, obligation(wider), group, {"X"}) for group in ("cap-huyen", "so-ban-nganh")}
    assert {group: ("cap-xa" in needs.sections, "DTH1" in needs.indicators) for group, needs in asked.items()} == {
        "cap-huyen": (True, True),
        "so-ban-nganh": (False, False),
    }


def test_ratios_are_computed_and_never_asked(plan: Plan) -> None:
    assert "HC05" not in requirements(plan, obligation(plan), "so-ban-nganh", {"VP"}, {"HC05"}).indicators


def test_the_heir_of_a_lead_unit_owes_what_that_unit_owned(plan: Plan) -> None:
    assert requirements(plan, obligation(plan), "g", {"MOI", "VP"}) == requirements(plan, obligation(plan), "g", {"VP"})


def test_an_indicator_in_no_section_is_asked_of_its_lead_unit(plan: Plan) -> None:
    assert "KT01" in requirements(plan, obligation(plan), "g", {"DAI"}).indicators
    assert "KT01" not in requirements(plan, obligation(plan), "g", {"STC"}).indicators


def test_an_indicator_of_a_lead_unit_in_a_common_section_is_its_alone(plan: Plan) -> None:
    assert "TT04" in requirements(plan, obligation(plan), "g", {"DAI"}).indicators
    assert "TT04" not in requirements(plan, obligation(plan), "g", {"VP"}).indicators


def test_an_obligation_asks_for_its_sections_only(plan: Plan) -> None:
    narrow = obligation(plan, sections=("kien-nghi", "chung"))
    needs = requirements(plan, narrow, "g", {"VP"})
    assert (needs.sections, needs.indicators, needs.optional) == (("chung",), ("CD01", "CD02"), ("kien-nghi",))


def test_sections_come_in_the_order_of_the_plan(plan: Plan) -> None:
    wide = obligation(plan, sections=("mot-cua", "bao-chi", "chung"))
    assert requirements(plan, wide, "g", {"VP"}).sections == ("chung", "bao-chi", "mot-cua")


@pytest.mark.parametrize("kind", [ObligationKind.PLAN_DELIVERY, ObligationKind.FOCAL_REGISTER])
def test_products_without_figures_ask_for_none(plan: Plan, kind: ObligationKind) -> None:
    needs = requirements(plan, obligation(plan, kind), "g", {"VP"})
    assert (needs.sections, needs.indicators, needs.optional) == ((), (), ())


def test_persons_are_asked_of_the_groups_named(plan: Plan) -> None:
    persons = (
        PersonDuty(groups=("so", "xa"), role="leader", count=1),
        PersonDuty(groups=("xa",), role="official", count=2),
    )
    register = obligation(plan, ObligationKind.FOCAL_REGISTER, persons=persons)
    assert requirements(plan, register, "so", {"VP"}).persons == (PersonNeed("leader", 1),)
    assert requirements(plan, register, "xa", {"X"}).persons == (PersonNeed("leader", 1), PersonNeed("official", 2))
    assert requirements(plan, register, "khac", {"X"}).persons == ()
