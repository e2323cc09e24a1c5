"""Submissions of a whole cycle, made up: each agency behaves in one way, and the same seed makes the same ones again."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from danvan_workflow.duty.submission import Figure, FigureStatus, Narrative, SubmissionDraft
from danvan_workflow.plan.cycle_id import CycleId
from danvan_workflow.plan.models import ObligationKind, Plan
from danvan_workflow.sample import moments
from danvan_workflow.sample.figures import figures_of, true_numbers
from danvan_workflow.sample.mistakes import with_mistake
from danvan_workflow.sample.models import Previous, SampleCycle, SampleDuty, SampleOutcome, Shares, rng
from danvan_workflow.sample.people import document_number, persons_of, sample_name
from danvan_workflow.sample.progress import tasks_of
from danvan_workflow.sample.quota import outcomes
from danvan_workflow.sample.texts import narratives_of
from danvan_workflow.statutory.indicators import Catalogue
from danvan_workflow.statutory.workdays import WorkCalendar

NIL_TEXT = "Trong kỳ không phát sinh."


def sample_drafts(
    plan: Plan,
    cycle: SampleCycle,
    duties: Sequence[SampleDuty],
    catalogue: Catalogue,
    seed: str | int = 0,
    shares: Shares | None = None,
    previous: Previous | None = None,
) -> tuple[SubmissionDraft, ...]:
    """The drafts of a cycle, by sending time; an agency whose outcome is MISSING has none, a CORRECTED one has two.

    `previous` holds what each agency reported for the earlier period of the year, which cumulative figures never fall below.
    Every draft is marked as a sample. NotCovered where the work calendar doesn't reach the sending days.
    """
    salt, before = f"{seed}", previous or {}
    given = outcomes(duties, shares or Shares(), f"{salt}|{cycle.cycle_id}", _quiet(duties, before))
    numbers = true_numbers(cycle, duties, catalogue, f"{salt}|{plan.issuer.unit}", before)
    made: list[SubmissionDraft] = []
    for duty in duties:
        source = rng(salt, plan.id, cycle.cycle_id, duty.agency)
        figures = figures_of(duty, numbers[duty.agency], catalogue, salt)
        case = _Case(plan, cycle, duty, catalogue, figures, before.get(duty.agency, {}), salt, source)
        made += _versions(case, given[duty.agency])
    return tuple(sorted(made, key=lambda draft: (draft.sent_at, draft.agency)))


def _quiet(duties: Iterable[SampleDuty], previous: Previous) -> set[str]:
    return {duty.agency for duty in duties if not any(previous.get(duty.agency, {}).values())}


@dataclass(frozen=True, slots=True)
class _Case:
    """One agency in one cycle."""

    plan: Plan
    cycle: SampleCycle
    duty: SampleDuty
    catalogue: Catalogue
    figures: tuple[Figure, ...]
    before: Mapping[str, Decimal]
    seed: str
    source: random.Random


def _versions(case: _Case, outcome: SampleOutcome) -> Iterator[SubmissionDraft]:
    calendar = WorkCalendar.default()
    right = _right(case)
    match outcome:
        case SampleOutcome.MISSING:
            return
        case SampleOutcome.LATE:
            yield replace(right, sent_at=moments.late(case.cycle, case.source, calendar))
        case SampleOutcome.INCOMPLETE:
            yield _incomplete(case, right)
        case SampleOutcome.WRONG:
            yield _wrong(case, right)
        case SampleOutcome.NIL:
            yield _nil(case, right)
        case SampleOutcome.CORRECTED:
            spoil = _wrong if case.source.random() < 0.5 else _incomplete
            yield spoil(case, right)
            yield replace(right, version=2, sent_at=moments.corrected(right.sent_at, case.source, calendar))
        case _:
            yield right


def _right(case: _Case) -> SubmissionDraft:
    """A complete submission without a mistake, in time."""
    cycle, duty, source = case.cycle, case.duty, case.source
    return SubmissionDraft(
        cycle_id=cycle.cycle_id,
        agency=duty.agency,
        sent_at=moments.on_time(cycle, source, WorkCalendar.default()),
        via="sample",
        sender=sample_name(source),
        document_number=document_number(duty, cycle.kind, source),
        version=1,
        figures=case.figures,
        narratives=narratives_of(cycle, duty, _sections(case), case.figures, f"{case.seed}|{cycle.cycle_id}"),
        persons=persons_of(duty, source),
        tasks=tasks_of(case.plan, cycle, duty, case.figures, source),
        is_sample=True,
    )


def _sections(case: _Case) -> tuple[str, ...]:
    """The sections owed, and, from some agencies, the optional ones of the obligation."""
    found = CycleId.find(case.cycle.cycle_id)
    obligation = next((o for o in case.plan.obligations if found and o.id == found.obligation), None)
    if obligation is None or case.cycle.questions or not case.duty.sections or case.source.random() < 0.5:
        return case.duty.sections
    wanted = {*case.duty.sections, *(s.id for s in case.plan.sections if not s.required and s.id in obligation.sections)}
    return tuple(section.id for section in case.plan.sections if section.id in wanted)


def _wrong(case: _Case, right: SubmissionDraft) -> SubmissionDraft:
    """With a mistake; incomplete where no figure of the agency can break a rule."""
    if not right.figures:
        return _incomplete(case, right)
    figures = with_mistake(case.plan, right.figures, case.catalogue, case.before, case.source)
    if figures == right.figures:
        return _incomplete(case, right)
    texts = narratives_of(
        case.cycle, case.duty, [n.section for n in right.narratives], figures, f"{case.seed}|{case.cycle.cycle_id}"
    )
    return replace(right, figures=figures, narratives=texts)


def _incomplete(case: _Case, right: SubmissionDraft) -> SubmissionDraft:
    """Some figures left blank and a section not written; a person not named; a plan without its number."""
    source = case.source
    blank = set(source.sample(case.duty.indicators, k=-(-len(case.duty.indicators) // 6)))
    unwritten = set(source.sample(case.duty.sections, k=min(1, len(case.duty.sections))))
    figures = tuple(figure for figure in right.figures if figure.indicator not in blank)
    texts = tuple(n for n in right.narratives if n.section not in unwritten)
    number = "" if case.cycle.kind is ObligationKind.PLAN_DELIVERY else right.document_number
    return replace(right, figures=figures, narratives=texts, persons=right.persons[:-1], document_number=number)


def _nil(case: _Case, right: SubmissionDraft) -> SubmissionDraft:
    """Nothing arose: a nil report; where the earlier period of the year had figures, these stand and all others are nil."""
    if not right.figures:
        return right
    if any(case.before.get(figure.indicator) for figure in right.figures):
        return _nil_since(case, right)
    texts = tuple(_nil_text(narrative.section) for narrative in right.narratives)
    return replace(right, figures=(), narratives=texts, tasks=(), nil_report=True)


def _nil_since(case: _Case, right: SubmissionDraft) -> SubmissionDraft:
    figures = tuple(_standing(figure.indicator, case.before) for figure in right.figures)
    above = {figure.indicator for figure in figures if figure.value}
    told = {section.id for section in case.plan.sections if not above.isdisjoint(section.indicators)}
    sections = [narrative.section for narrative in right.narratives]
    written = {
        n.section: n for n in narratives_of(case.cycle, case.duty, sections, figures, f"{case.seed}|{case.cycle.cycle_id}")
    }
    texts = tuple(written[section] if section in told else _nil_text(section) for section in sections)
    return replace(right, figures=figures, narratives=texts, tasks=())


def _standing(code: str, before: Mapping[str, Decimal]) -> Figure:
    value = before.get(code) or Decimal(0)
    return Figure(code, FigureStatus.VALUE if value else FigureStatus.NIL, value)


def _nil_text(section: str) -> Narrative:
    return Narrative(section, NIL_TEXT, nil=True)
