"""Sample submissions: shares kept, rules obeyed or broken as said, cumulative, timely, repeatable, all marked."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from danvan_workflow.consolidate.checks import check_submission
from danvan_workflow.duty.completeness import completeness
from danvan_workflow.duty.nil import with_nil
from danvan_workflow.duty.requirements import requirements
from danvan_workflow.duty.roll import build_roll
from danvan_workflow.duty.submission import Figure, FigureStatus, SubmissionDraft
from danvan_workflow.errors import InvalidInput, Severity
from danvan_workflow.plan.loading import load_plan
from danvan_workflow.plan.models import ObligationKind, Plan
from danvan_workflow.plan.schedule import planned_cycles
from danvan_workflow.register.build import national_register
from danvan_workflow.sample.drafts import sample_drafts
from danvan_workflow.sample.figures import figures_of, true_numbers
from danvan_workflow.sample.levels import year_of
from danvan_workflow.sample.models import SampleCycle, SampleDuty, SampleOutcome, Shares, rng
from danvan_workflow.sample.quota import outcomes
from danvan_workflow.statutory.deadline import VIETNAM, deadline_moment
from danvan_workflow.statutory.indicators import Catalogue, catalogue
from danvan_workflow.statutory.workdays import WorkCalendar

PLANS = Path(__file__).parents[2] / "dags" / "plans"
CALENDAR = WorkCalendar.default()


def plan_named(name: str) -> Plan:
    return load_plan(PLANS / f"{name}.yaml")


def chosen(plan: Plan) -> Catalogue:
    own = plan.indicators.own
    return catalogue().with_own(own).only([*plan.indicators.use, *(item.code for item in own)])


def case(plan: Plan, cycle_id: str) -> tuple[SampleCycle, list[SampleDuty]]:
    """A cycle of a plan file with its duties as `open_cycle` would freeze them."""
    planned = next(c for c in planned_cycles(plan, CALENDAR) if c.cycle_id == cycle_id)
    obligation = plan.obligation(planned.obligation)
    ratios = {code for code, item in chosen(plan).items() if item.is_ratio}
    duties = []
    for entry in build_roll(plan, obligation.reporters, national_register(), planned.opens_on).owing:
        needs = requirements(plan, obligation, entry.group, {entry.agency, *entry.inherited_from}, ratios)
        tasks = tuple(task.id for task in plan.tasks if entry.group in task.who)
        duties.append(SampleDuty(entry.agency, entry.name, entry.group, needs.sections, needs.indicators, needs.persons, tasks))
    cycle = SampleCycle(
        cycle_id,
        planned.kind,
        planned.period,
        planned.opens_on,
        planned.last_admissible_day,
        planned.data_last_day,
        planned.label,
    )
    return cycle, duties


def given(draft: SubmissionDraft, duty: SampleDuty) -> Mapping[str, Figure]:
    filled = with_nil(draft.figures, duty.indicators, draft.narratives, nil_report=draft.nil_report)
    return {figure.indicator: figure for figure in filled}


def known(figures: Mapping[str, Figure]) -> dict[str, Decimal]:
    return {code: figure.value for code, figure in figures.items() if figure.value is not None}


def as_figures(values: Mapping[str, Decimal]) -> dict[str, Figure]:
    return {code: Figure(code, FigureStatus.VALUE, value) for code, value in values.items()}


def errors(plan: Plan, draft: SubmissionDraft, duty: SampleDuty, before: Mapping[str, Decimal]) -> list[str]:
    found = check_submission(
        given(draft, duty), as_figures(before), indicators=chosen(plan), narratives=draft.narratives, rules=None
    )
    return [item.sentence for item in found if item.severity is Severity.ERROR]


def is_complete(draft: SubmissionDraft, duty: SampleDuty) -> bool:
    measured = completeness(duty.sections, duty.indicators, draft.figures, draft.narratives, nil_report=draft.nil_report)
    named = Counter(person.role for person in draft.persons)
    return measured.is_complete and all(named[need.role] >= need.count for need in duty.persons)


PERIODIC = [
    "binh-dinh-2025.dinh-ky.2025-q1",
    "gia-lai-2024.dinh-ky.2024-annual",
    "gia-lai-2024.tuyen-truyen.2024-6m",
    "dak-lak-2025.dinh-ky.2025-annual",
    "phu-son-2025.dinh-ky.2025-6m",
    "lang-son-2026.dinh-ky.2026-6m",
]


@pytest.mark.parametrize("cycle_id", PERIODIC)
def test_each_draft_is_as_its_outcome_says(cycle_id: str) -> None:
    plan = plan_named(cycle_id.split(".")[0])
    cycle, duties = case(plan, cycle_id)
    assert duties
    drafts = sample_drafts(plan, cycle, duties, chosen(plan), seed=7)
    fate = outcomes(duties, Shares(), f"7|{cycle_id}", {duty.agency for duty in duties})
    versions = {duty.agency: [d for d in drafts if d.agency == duty.agency] for duty in duties}
    for duty in duties:
        made = versions[duty.agency]
        match fate[duty.agency]:
            case SampleOutcome.MISSING:
                assert made == []
            case SampleOutcome.CORRECTED:
                first, second = made
                assert (first.version, second.version) == (1, 2)
                assert errors(plan, first, duty, {}) or not is_complete(first, duty)
                assert errors(plan, second, duty, {}) == []
                assert is_complete(second, duty)
            case SampleOutcome.WRONG:
                assert errors(plan, made[0], duty, {})
                assert is_complete(made[0], duty)
            case SampleOutcome.INCOMPLETE:
                assert not is_complete(made[0], duty)
            case outcome:
                assert len(made) == 1
                assert errors(plan, made[0], duty, {}) == []
                assert is_complete(made[0], duty)
                assert made[0].nil_report == (outcome is SampleOutcome.NIL)
    assert all(draft.is_sample and draft.via == "sample" for draft in drafts)
    assert all("Mẫu" in draft.sender for draft in drafts)


def test_moments_lie_on_the_right_side_of_the_deadline_and_in_office_hours() -> None:
    plan = plan_named("binh-dinh-2025")
    cycle, duties = case(plan, "binh-dinh-2025.dinh-ky.2025-q1")
    drafts = sample_drafts(plan, cycle, duties, chosen(plan), seed=3)
    end = deadline_moment(cycle.last_day)  # Wed 19/3/2025, 24:00
    fate = outcomes(duties, Shares(), "3|binh-dinh-2025.dinh-ky.2025-q1", {duty.agency for duty in duties})
    for draft in drafts:
        local = draft.sent_at.astimezone(VIETNAM)
        assert CALENDAR.is_workday(local.date())
        assert dt.time(7, 30) <= local.time() < dt.time(17, 0)
        if draft.version == 1:
            assert (draft.sent_at < end) == (fate[draft.agency] is not SampleOutcome.LATE)
            assert local.date() > dt.date(2025, 3, 14)  # Fri, the last day of the data window
    assert any(fate[draft.agency] is SampleOutcome.LATE for draft in drafts)


def test_cumulative_figures_never_fall_over_a_year_with_successions() -> None:
    """Q1 → 6 months by the same agencies: no V13 error in what is meant to be right, and real growth."""
    plan = plan_named("binh-dinh-2025")
    before: dict[str, dict[str, Decimal]] = {}
    for key in ("2025-q1", "2025-6m"):
        cycle, duties = case(plan, f"binh-dinh-2025.dinh-ky.{key}")
        drafts = sample_drafts(plan, cycle, duties, chosen(plan), "năm", Shares(Decimal(1), *[Decimal(0)] * 6), before)
        by_agency = {duty.agency: duty for duty in duties}
        for draft in drafts:
            assert errors(plan, draft, by_agency[draft.agency], before.get(draft.agency, {})) == []
        now = {draft.agency: known(given(draft, by_agency[draft.agency])) for draft in drafts}
        assert not before or sum(v["TC01"] for v in now.values()) > sum(v["TC01"] for v in before.values())
        before = now


def test_previous_figures_that_break_the_rules_are_outgrown() -> None:
    """Apportioned or mistaken earlier figures, fractions among them, don't break the next period."""
    plan = plan_named("binh-dinh-2025")
    cycle, duties = case(plan, "binh-dinh-2025.dinh-ky.2025-6m")
    odd = {"DT05": Decimal(90), "DT04": Decimal(3), "HC04": Decimal("700.5"), "HC03": Decimal(10), "DV01": Decimal(9)}
    drafts = sample_drafts(
        plan, cycle, duties, chosen(plan), 1, Shares(Decimal(1), *[Decimal(0)] * 6), {duty.agency: odd for duty in duties}
    )
    assert len(drafts) == len(duties)
    for draft, duty in ((draft, next(d for d in duties if d.agency == draft.agency)) for draft in drafts):
        assert errors(plan, draft, duty, odd) == []


def test_shares_hold_exactly_and_every_outcome_is_seen() -> None:
    duties = [SampleDuty(f"N{n:05d}", f"Ủy ban nhân dân xã Mẫu {n}", "cap-xa", ("i",), ("TT01",)) for n in range(100)]
    assert Counter(outcomes(duties, Shares(), "s").values()) == {
        SampleOutcome.ON_TIME: 62,
        SampleOutcome.LATE: 12,
        SampleOutcome.MISSING: 8,
        SampleOutcome.INCOMPLETE: 6,
        SampleOutcome.WRONG: 5,
        SampleOutcome.CORRECTED: 5,
        SampleOutcome.NIL: 2,
    }
    dozen = Counter(outcomes(duties[:12], Shares(), "s").values())
    assert set(dozen) == set(SampleOutcome)
    assert dozen.total() == 12


def test_without_figures_nothing_is_wrong_or_nil() -> None:
    plan = plan_named("lang-son-2026")
    cycle, duties = case(plan, "lang-son-2026.ke-hoach.2026-ke-hoach")
    assert len(duties) == 65
    fate = Counter(outcomes(duties, Shares(), f"0|{cycle.cycle_id}").values())
    assert not fate[SampleOutcome.WRONG] + fate[SampleOutcome.NIL]
    drafts = sample_drafts(plan, cycle, duties, chosen(plan))
    numbers = [draft.document_number for draft in drafts]
    assert all(number.endswith("/KH-UBND") or number == "" for number in numbers)
    assert numbers.count("") >= fate[SampleOutcome.INCOMPLETE]
    assert not any(draft.figures or draft.nil_report for draft in drafts)


def test_focal_persons_are_named_as_often_as_asked() -> None:
    plan = plan_named("dak-lak-2025")
    cycle, duties = case(plan, "dak-lak-2025.dau-moi.2025-dau-moi")
    drafts = sample_drafts(plan, cycle, duties, chosen(plan), 5)
    fate = outcomes(duties, Shares(), f"5|{cycle.cycle_id}")
    by_agency = {duty.agency: duty for duty in duties}
    for draft in (draft for draft in drafts if fate[draft.agency] is SampleOutcome.ON_TIME):
        assert is_complete(draft, by_agency[draft.agency])
        assert all("Mẫu" in person.name and person.email.endswith(".example") for person in draft.persons)


def test_the_same_seed_makes_the_same_drafts_in_any_order_of_duties() -> None:
    plan = plan_named("gia-lai-2024")
    cycle, duties = case(plan, "gia-lai-2024.dinh-ky.2024-6m")
    one = sample_drafts(plan, cycle, duties, chosen(plan), 11)
    assert one == sample_drafts(plan, cycle, duties[::-1], chosen(plan), 11)
    assert one != sample_drafts(plan, cycle, duties, chosen(plan), 12)


def test_the_leading_body_of_a_sector_has_the_sum_of_its_sector() -> None:
    """V17c compares it with the sum of the units."""
    plan = plan_named("binh-dinh-2025")
    cycle, duties = case(plan, "binh-dinh-2025.dinh-ky.2025-q1")
    drafts = sample_drafts(plan, cycle, duties, chosen(plan), 2, Shares(Decimal(1), *[Decimal(0)] * 6))
    reported = {draft.agency: known({f.indicator: f for f in draft.figures}) for draft in drafts}
    lead = next(agency for agency in reported if agency.endswith("-TTT"))
    assert reported[lead]["TC01"] == sum(values["TC01"] for agency, values in reported.items() if agency != lead)


def test_no_placeholder_is_left_and_texts_differ() -> None:
    plan = plan_named("dak-lak-2025")
    cycle, duties = case(plan, "dak-lak-2025.dinh-ky.2025-6m")
    texts = [n.text for draft in sample_drafts(plan, cycle, duties, chosen(plan)) for n in draft.narratives if not n.nil]
    assert texts
    assert not [text for text in texts if "{" in text or "  " in text or not text.endswith((".", "”"))]
    assert len(set(texts)) > len(texts) // 2


def test_shares_must_add_up() -> None:
    with pytest.raises(InvalidInput, match="cộng lại bằng 1"):
        Shares(on_time=Decimal("0.7"))


def test_what_only_some_plans_ask_for_gets_numbers_too_and_moves_those_of_no_other() -> None:
    # A plan that asks for every indicator: each has a number or a reason, and the others' numbers are the same with and without.
    added = [code for code, item in catalogue().items() if item.published_in]
    cycle = SampleCycle("p.o.k", ObligationKind.PERIODIC_REPORT, "2025-annual", dt.date(2024, 12, 15), dt.date(2025, 12, 14))
    duty = SampleDuty("N21553", "Ủy ban nhân dân phường Quy Nhơn", "g", (), tuple(catalogue()))
    numbers = true_numbers(cycle, [duty], catalogue(), "mẫu", {})["N21553"]
    figures = {figure.indicator: figure for figure in figures_of(duty, numbers, catalogue(), "mẫu")}
    assert [code for code in added if figures[code].value is None] == []
    assert all(numbers[code] for code in ("HG05", "HG06", "XH05", "TC01c", "DT05a", "NS01"))
    assert numbers["HG06"] >= 3 * numbers["HG05"]
    plan = plan_named("lang-son-2026")
    with_more = catalogue().with_own(plan.indicators.own).only([*plan.indicators.use, *added])
    asked = {code for code, item in chosen(plan).items() if not item.is_ratio}
    for one in (duty, replace(duty, agency="N20-STP", name="Sở Tư pháp tỉnh Lạng Sơn")):
        fewer, more = (year_of(one, book, rng("mẫu", "level", one.agency)) for book in (chosen(plan), with_more))
        own = {item.code for item in plan.indicators.own}
        assert {code: fewer[code] for code in asked - own} == {code: more[code] for code in asked - own}
