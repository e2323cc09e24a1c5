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
    said = {"day": day and day.isoformat(), **detail}
    log_act(uow, EventKind(kind), cycle_id, duty.agency if duty else "", act, now, **said)


def log_act(uow: UnitOfWork, kind: EventKind, cycle_id: str, agency: str, act: Act, now: dt.datetime, **detail: Any) -> None:
    """The event of an act, with everything by which `was_done` knows it again."""
    said = {"entered_by": act.entered_by, "reason": act.reason, "document_number": act.document_number, **detail}
    form = {"form": act.form} if act.form else {}
    events.record(uow, kind, now, cycle_id=cycle_id, agency=agency, by=act.decider, **said, **form)


def was_done(uow: UnitOfWork, kind: EventKind, cycle_id: str, agency: str, act: Act) -> bool:
    """True where this very form was acted on before: an act is the same only with its whole content, by the same account."""
    known = events.find_form(uow, kind, cycle_id, agency, act.form) if act.form else None
    return known is not None and known.detail.get("entered_by") == act.entered_by
