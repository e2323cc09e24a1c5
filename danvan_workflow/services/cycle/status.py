"""How a cycle stands as of a moment: every duty's state, the counts, the notices by rung."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from danvan_workflow.duty.status import DutyState, DutyStatus, VersionFacts, duty_status
from danvan_workflow.plan.models import Plan
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.store import cycles, notices
from danvan_workflow.store.tables import CycleRow, DutyRow, NoticeRow


@dataclass(frozen=True, slots=True)
class DutyView:
    """One agency of the roll as it stands. `missing` holds section ids, indicator codes and phrases of what is not there."""

    agency: str
    name: str
    group: str
    owes: bool
    reason: str
    status: DutyStatus
    version: int | None
    sent_at: dt.datetime | None
    last_day: dt.date
    missing: tuple[str, ...]
    errors: int
    warnings: int
    is_sample: bool
    inherited_from: tuple[str, ...]
    passed_on_to: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Counts:
    """The counts an officer asks for. `owing` = sent + missing; exempt ones and those passed on stand apart."""

    owing: int
    sent: int
    on_time: int
    late: int
    incomplete: int
    wrong: int
    returned: int
    missing: int
    exempt: int
    passed_on: int


@dataclass(frozen=True, slots=True)
class RungCount:
    """How many notices of a rung stand in each state."""

    rung: int | None
    kind: str
    sent: int
    pending: int
    failed: int
    skipped: int


@dataclass(frozen=True, slots=True)
class CycleStatus:
    """A cycle as of `now`."""

    cycle_id: str
    label: str
    kind: str
    state: str
    last_day: dt.date
    collector_due_on: dt.date
    duties: tuple[DutyView, ...]
    counts: Counts
    notices: tuple[RungCount, ...]

    @property
    def complete(self) -> bool:
        """True where nobody has anything left to send or to mend."""
        return not any(view.status.state.is_open for view in self.duties if view.owes)


def cycle_status(runtime: Runtime, cycle_id: str, now: dt.datetime) -> CycleStatus:
    """The state of an opened cycle; UnknownName for any other."""
    with runtime.uow() as uow:
        cycle = cycles.get_cycle(uow, cycle_id)
        views = tuple(duty_view(duty, now) for duty in cycles.duties_of(uow, cycle_id))
        return CycleStatus(
            cycle_id,
            cycle.label,
            cycle.kind,
            cycle.state,
            cycle.effective_last_day,
            cycle.collector_due_on,
            views,
            count(views),
            _by_rung(cycle, runtime.plan_of(cycle).plan, notices.notices_of(uow, cycle_id)),
        )


def duty_view(duty: DutyRow, now: dt.datetime) -> DutyView:
    """One duty with its versions as it stands; versions sent after `now` are not seen."""
    versions = [version for version in duty.submissions if version.sent_at <= now]
    facts = tuple(VersionFacts(v.sent_at, bool(v.is_complete), v.error_count, returned=v.state == "returned") for v in versions)
    latest = versions[-1] if versions else None
    return DutyView(
        agency=duty.agency,
        name=duty.agency_name,
        group=duty.group_id,
        owes=duty.owes,
        reason=duty.reason,
        status=duty_status(duty.last_day, facts, now, exempt=duty.waived_at is not None, passed_on=duty.passed_on_at is not None),
        version=latest.version if latest else None,
        sent_at=latest.sent_at if latest else None,
        last_day=duty.last_day,
        missing=_missing(latest.completeness if latest else None),
        errors=latest.error_count if latest else 0,
        warnings=latest.warning_count if latest else 0,
        is_sample=bool(latest and latest.is_sample),
        inherited_from=tuple(duty.inherited_from),
        passed_on_to=tuple(duty.passed_on_to),
    )


def _missing(summary: dict[str, list[str]] | None) -> tuple[str, ...]:
    return tuple(item for part in ("sections", "indicators", "others") for item in (summary or {}).get(part, ()))


def count(views: tuple[DutyView, ...]) -> Counts:
    """The counts of those who owe."""
    owing = [view for view in views if view.owes]
    states = Counter(view.status.state for view in owing)
    apart = states[DutyState.EXEMPT] + states[DutyState.PASSED_ON]
    sent = [view for view in owing if view.status.state.is_sent]
    return Counts(
        owing=len(owing) - apart,
        sent=len(sent),
        on_time=sum(view.status.on_time is True for view in sent),
        late=sum(view.status.on_time is False for view in sent),
        incomplete=states[DutyState.INCOMPLETE],
        wrong=states[DutyState.WRONG],
        returned=states[DutyState.RETURNED],
        missing=states[DutyState.MISSING],
        exempt=states[DutyState.EXEMPT],
        passed_on=states[DutyState.PASSED_ON],
    )


def _by_rung(cycle: CycleRow, plan: Plan, rows: list[NoticeRow]) -> tuple[RungCount, ...]:
    """Every rung of the plan's ladder, reached or not, then the notices that stand outside of it."""
    keys: dict[int | str, str] = {n: rung.kind for n, rung in enumerate(plan.ladder.rungs, start=1)}
    keys.update({row.kind: row.kind for row in rows if row.rung is None})
    states: Counter[tuple[int | str, str]] = Counter((row.rung or row.kind, row.state) for row in rows)
    return tuple(
        RungCount(
            rung=key if isinstance(key, int) else None,
            kind=kind,
            sent=states[key, "sent"],
            pending=states[key, "pending"] + states[key, "sending"],
            failed=states[key, "failed"] + states[key, "unknown"],
            skipped=states[key, "skipped"],
        )
        for key, kind in keys.items()
    )
