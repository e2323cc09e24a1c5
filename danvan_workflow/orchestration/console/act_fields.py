"""The three fields of every officer's act: reason, decider, document number."""

from __future__ import annotations

from danvan_workflow.duty.events import EventKind
from danvan_workflow.errors import InvalidInput
from danvan_workflow.orchestration.console.desk import Desk
from danvan_workflow.services.acts.act import Act
from danvan_workflow.services.acts.note import was_done
from danvan_workflow.web.forms import Bound, TypedForm, too_long
from danvan_workflow.web.posted import Posted

BOUNDS = {
    "reason": Bound("lý do", 2_000),
    "decider": Bound("người quyết định", 200),
    "document_number": Bound("số văn bản", 100),
}


def typed_act(posted: Posted, desk: Desk) -> Act:
    """Reason, decider and document number as typed, by this account, in this very form."""
    reason, decider, number = (posted.form.value(name).strip() for name in BOUNDS)
    return Act(reason, decider, number, desk.visitor.name, posted.identity)


def sent_before(posted: Posted, desk: Desk, kind: EventKind, cycle_id: str, agency: str = "") -> bool:
    """True where this very form was acted on since its second step was shown: it was sent twice."""
    with desk.runtime.uow() as uow:
        return was_done(uow, kind, cycle_id, agency, typed_act(posted, desk))


def within_lengths(form: TypedForm) -> None:
    """InvalidInput for what is longer than can be kept."""
    problems = list(too_long(form, BOUNDS))
    if problems:
        raise InvalidInput(problems)
