"""What an agency, or those it came from, reported in an earlier cycle."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal

from danvan_workflow.duty.submission import Figure, FigureStatus
from danvan_workflow.register.apportion import apportion
from danvan_workflow.register.register import Register
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.statutory.period import Period
from danvan_workflow.store import cycles, submissions
from danvan_workflow.store.tables import CycleRow
from danvan_workflow.store.unit_of_work import UnitOfWork

Figures = Mapping[str, Figure]


def previous_cycle(uow: UnitOfWork, cycle: CycleRow) -> CycleRow | None:
    """The opened cycle of the same obligation that covers the earlier cumulative period of the same year."""
    earlier = Period.parse(cycle.period).previous() if cycle.period else None
    found = cycles.cycles_of_period(uow, str(earlier), cycle.kind) if earlier else []
    return next((c for c in found if (c.plan, c.obligation) == (cycle.plan, cycle.obligation)), None)


def cycle_of_last_year(uow: UnitOfWork, cycle: CycleRow) -> CycleRow | None:
    """An opened cycle, of any plan, that covers the same period of last year and whose roll leads to this one's."""
    return _of_any_year(uow, cycle, Period.parse(cycle.period).same_period_last_year()) if cycle.period else None


def cycle_of_year_end(uow: UnitOfWork, cycle: CycleRow) -> CycleRow | None:
    """As cycle_of_last_year, the one that covers the whole year before: its end is where this year's stocks begin."""
    return _of_any_year(uow, cycle, Period.parse(f"{Period.parse(cycle.period).year - 1}-annual")) if cycle.period else None


def _of_any_year(uow: UnitOfWork, cycle: CycleRow, period: Period) -> CycleRow | None:
    """The opened cycle of that period of the same obligation, in whatever year's plan of this issuer."""
    issuer = cycle.plan.rsplit("-", 1)[0]
    found = cycles.cycles_of_period(uow, str(period), cycle.kind)
    return next((c for c in found if c.plan.rsplit("-", 1)[0] == issuer and c.obligation == cycle.obligation), None)


def figures_of_agency(runtime: Runtime, uow: UnitOfWork, cycle: CycleRow | None, agency: str, day: dt.date) -> Figures | None:
    """What stands for `agency` in an earlier cycle: its own newest figures, or its share of its predecessors'.

    None where nothing of it was reported. Shares add up to the predecessors' totals, exactly.
    """
    if cycle is None:
        return None
    ancestors = _ancestors(runtime.register, agency, (cycle.roll_as_of, cycle.effective_last_day))
    versions = submissions.submissions_of_agencies(uow, cycle.cycle_id, {agency, *ancestors})
    if not versions:
        return None
    owners = {version.id: version.agency for version in versions}
    totals: dict[str, Decimal] = defaultdict(Decimal)
    for submission, code, status, value in submissions.figures_of(uow, cycle.cycle_id, owners):
        if value is not None and status != FigureStatus.NOT_APPLICABLE:
            totals[code] += _share(value, runtime.register, owners[submission], agency, day)
    return {code: Figure(code, FigureStatus.VALUE, value) for code, value in totals.items()}


def _ancestors(register: Register, agency: str, days: Iterable[dt.date]) -> set[str]:
    """Who stood for what is now this agency on these days: an agency that ended between them reported, too."""
    return {code for day in days for code, _ in register.predecessors(agency, day)}


def _share(value: Decimal, register: Register, owner: str, agency: str, day: dt.date) -> Decimal:
    if owner == agency:
        return value
    heirs = register.successors(owner, day)
    parts = apportion(value, [weight for _, weight in heirs])
    return sum((Decimal(part) for (code, _), part in zip(heirs, parts, strict=True) if code == agency), Decimal(0))
