"""Writing an act down: a row of concessions and an event of the audit log, in the transaction of the act."""

from __future__ import annotations

import datetime as dt
from typing import Any

from danvan_workflow.duty.events import ActKind, EventKind
from danvan_workflow.services.acts.act import Act
from danvan_workflow.store import events
from danvan_workflow.store.tables import ConcessionRow, DutyRow
from danvan_workflow.store.unit_of_work import UnitOfWork


def note_act(
    uow: UnitOfWork, cycle_id: str, duty: DutyRow | None, kind: ActKind, act: Act, now: dt.datetime, **detail: Any
) -> None:
    """Keep who decided what for which reason; `duty` is None for an act on the whole cycle, `day` in `detail` a new last day."""
    day: dt.date | None = detail.pop("day", None)
    uow.session.add(
        ConcessionRow(
            cycle_id=cycle_id,
            duty_id=duty.id if duty else None,
            kind=kind,
            new_last_day=day,
            reason=act.reason,
            decider=act.decider,
            document_number=act.document_number,
            at=now,
        )
    )
    said = {"reason": act.reason, "document_number": act.document_number, "day": day and day.isoformat(), **detail}
    agency = duty.agency if duty else ""
    events.record(uow, EventKind(kind), now, cycle_id=cycle_id, agency=agency, by=act.decider, entered_by=act.entered_by, **said)
