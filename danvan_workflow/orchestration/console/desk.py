"""What every page works with: the installation, the visitor, the moment."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from typing import Annotated

from fastapi import Depends

from danvan_workflow.duty.events import EventKind
from danvan_workflow.orchestration.clock import RunClock
from danvan_workflow.orchestration.connections import current_settings
from danvan_workflow.orchestration.console.access import Visitor, visitor
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.settings import Settings
from danvan_workflow.statutory.deadline import vietnam_date
from danvan_workflow.store import cycles, events
from danvan_workflow.store.tables import CycleRow

_runtimes: dict[str, Runtime] = {}
_imports: dict[str, int] = {}


@dataclass(frozen=True)
class Desk:
    """One request: who looks at which installation, and when (`now` is aware)."""

    runtime: Runtime
    visitor: Visitor
    now: dt.datetime

    @property
    def today(self) -> dt.date:
        """The day in Vietnam."""
        return vietnam_date(self.now)

    @cached_property
    def cycles(self) -> tuple[CycleRow, ...]:
        """The opened cycles that the visitor may look at, by opening day."""
        with self.runtime.uow() as uow:
            found = cycles.cycles_of(uow)
        readable = {pair for pair in {(c.plan, c.obligation) for c in found} if self.visitor.may_read(*pair)}
        return tuple(cycle for cycle in found if (cycle.plan, cycle.obligation) in readable)

    def cycle(self, cycle_id: str, *, change: bool = False) -> CycleRow:
        """The opened cycle; UnknownName or NotAllowed otherwise, the latter also where it is to be changed."""
        with self.runtime.uow() as uow:
            cycle = cycles.get_cycle(uow, cycle_id)
        allowed = self.visitor.may_change if change else self.visitor.may_read
        self.visitor.require(allowed(cycle.plan, cycle.obligation))
        return cycle


def wall() -> dt.datetime:
    """The present moment."""
    return RunClock.wall()


def runtime_of(settings: Settings) -> Runtime:
    """One runtime for each database: its pool of connections serves all requests."""
    if settings.database_url not in _runtimes:
        _runtimes[settings.database_url] = Runtime(settings)
    return _runtimes[settings.database_url]


def forget_old_register(runtime: Runtime) -> None:
    """Read the register anew where one was imported since: a server lives for months."""
    with runtime.uow() as uow:
        last = events.newest(uow, EventKind.REGISTER_IMPORTED)
    if _imports.setdefault(runtime.settings.database_url, last) != last:
        _imports[runtime.settings.database_url] = last
        runtime.forget_register()


def desk(who: Annotated[Visitor, Depends(visitor)]) -> Desk:
    """The dependency of every page."""
    runtime = runtime_of(current_settings())
    forget_old_register(runtime)
    return Desk(runtime, who, wall())


DeskDep = Annotated[Desk, Depends(desk)]


def may_change(desk: DeskDep, cycle_id: str) -> None:
    """The dependency of every route that takes a form on a cycle: NotAllowed before anything of the form is read."""
    desk.cycle(cycle_id, change=True)


CHANGING = (Depends(may_change),)
