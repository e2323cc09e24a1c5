"""Before an ad hoc cycle is opened: what can be asked of whom, and exactly who would get which request."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from danvan_workflow.duty.group_label import group_label
from danvan_workflow.duty.roll import build_roll
from danvan_workflow.plan.cycle_id import CycleId
from danvan_workflow.plan.models import Obligation, ObligationKind, Plan
from danvan_workflow.services.cycle.ad_hoc import AdHocRequest, open_ad_hoc
from danvan_workflow.services.cycle.moments import cycle_moments
from danvan_workflow.services.letters.names import rungs_to_come
from danvan_workflow.services.letters.outbox import queue_due_rungs
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.statutory.deadline import VIETNAM, vietnam_date
from danvan_workflow.statutory.indicators import Indicator
from danvan_workflow.store import cycles
from danvan_workflow.views.previews.foresee import Foreseen, foresee

OTHERS = "Chỉ tiêu khác của kế hoạch"


@dataclass(frozen=True, slots=True)
class AskableGroup:
    """A group of the plan and how many of its agencies would owe today; `usual` where the obligation names it."""

    id: str
    title: str
    agencies: int
    usual: bool


@dataclass(frozen=True, slots=True)
class AskableIndicators:
    """Indicators under the section of the plan's report that shows them."""

    title: str
    indicators: tuple[Indicator, ...]


@dataclass(frozen=True, slots=True)
class Askable:
    """What a plan lets an officer ask at short notice. `taken` are the keys of its ad hoc cycles so far."""

    plan: str
    title: str
    obligation: str
    groups: tuple[AskableGroup, ...]
    indicators: tuple[AskableIndicators, ...]
    taken: frozenset[str]


@dataclass(frozen=True, slots=True)
class AskedAgency:
    """One agency of the roll of the cycle to be; `reason` says why it stands outside."""

    agency: str
    name: str
    group: str
    owes: bool
    reason: str


@dataclass(frozen=True, slots=True)
class AdHocPreview:
    """The cycle as it would be."""

    cycle_id: str
    roll: tuple[AskedAgency, ...]
    indicators: tuple[Indicator, ...]
    collector_due_on: dt.date
    reminders: tuple[tuple[str, dt.datetime], ...]

    @property
    def owing(self) -> tuple[AskedAgency, ...]:
        """Who gets the request."""
        return tuple(entry for entry in self.roll if entry.owes)


def ad_hoc_plans(runtime: Runtime) -> tuple[tuple[Plan, Obligation], ...]:
    """The plans with an ad hoc obligation; a file that is broken has none."""
    plans = [loaded.plan for loaded in runtime.library.load_all().plans]
    return tuple((plan, found) for plan in plans if (found := ad_hoc_obligation(plan)))


def ad_hoc_obligation(plan: Plan) -> Obligation | None:
    """The obligation under which the plan allows requests at short notice."""
    return next((o for o in plan.obligations if o.kind is ObligationKind.AD_HOC), None)


def askable(runtime: Runtime, plan: Plan, obligation: Obligation, now: dt.datetime) -> Askable:
    """What can be asked under a plan today."""
    return Askable(
        plan=plan.id,
        title=plan.short_title,
        obligation=obligation.id,
        groups=tuple(_groups(runtime, plan, obligation, vietnam_date(now))),
        indicators=tuple(_indicators(runtime, plan)),
        taken=_taken(runtime, plan, obligation),
    )


def _groups(runtime: Runtime, plan: Plan, obligation: Obligation, today: dt.date) -> Iterator[AskableGroup]:
    for group in plan.groups:
        owing = build_roll(plan, (group.id,), runtime.register, today).owing
        title = group_label(group.title, (entry.name for entry in owing))
        yield AskableGroup(group.id, title, len(owing), group.id in obligation.reporters)


def _indicators(runtime: Runtime, plan: Plan) -> Iterator[AskableIndicators]:
    chosen = dict(runtime.catalogue_of(plan))
    for section in plan.sections:
        own = tuple(chosen.pop(code) for code in section.indicators if code in chosen)
        if own:
            yield AskableIndicators(section.title, own)
    if chosen:
        yield AskableIndicators(OTHERS, tuple(chosen.values()))


def _taken(runtime: Runtime, plan: Plan, obligation: Obligation) -> frozenset[str]:
    with runtime.uow() as uow:
        return frozenset(row.key for row in cycles.cycles_of(uow, [plan.id]) if row.obligation == obligation.id)


def preview_ad_hoc(runtime: Runtime, request: AdHocRequest, now: dt.datetime) -> Foreseen[AdHocPreview]:
    """The opening and its first letters, foreseen; what the opening would refuse is refused in the same words."""
    plan = runtime.library.load(request.plan)
    obligation = ad_hoc_obligation(plan)
    cycle_id = str(CycleId(plan.id, obligation.id if obligation else "", request.key))
    at = max(now, dt.datetime.combine(vietnam_date(now), plan.ladder.send_at, VIETNAM))
    return foresee(runtime, cycle_id, at, lambda trial: _open(trial, request, now, at))


def _open(trial: Runtime, request: AdHocRequest, now: dt.datetime, at: dt.datetime) -> AdHocPreview:
    cycle_id = open_ad_hoc(trial, request, now).cycle_id
    moments = cycle_moments(trial, cycle_id)
    with trial.uow() as uow:
        cycle, plan = trial.cycle_plan(uow, cycle_id)
        queue_due_rungs(trial, uow, cycle, plan, at)
        duties = cycles.duties_of(uow, cycle_id)
        chosen = trial.catalogue_of(plan)
        return AdHocPreview(
            cycle_id,
            tuple(AskedAgency(d.agency, d.agency_name, d.group_id, d.owes, d.reason) for d in duties),
            tuple(chosen[code] for code in request.indicators),
            cycle.collector_due_on,
            rungs_to_come(plan, moments.rungs, at),
        )
