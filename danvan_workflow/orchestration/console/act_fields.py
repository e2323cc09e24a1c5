"""The three fields of every officer's act: reason, decider, document number."""

from __future__ import annotations

from danvan_workflow.errors import InvalidInput
from danvan_workflow.orchestration.console.desk import Desk
from danvan_workflow.services.acts.act import Act
from danvan_workflow.web.forms import Bound, TypedForm, too_long

BOUNDS = {
    "reason": Bound("lý do", 2_000),
    "decider": Bound("người quyết định", 200),
    "document_number": Bound("số văn bản", 100),
}


def typed_act(form: TypedForm, desk: Desk) -> Act:
    """Reason, decider and document number as typed, by this account."""
    reason, decider, number = (form.value(name).strip() for name in BOUNDS)
    return Act(reason, decider, number, desk.visitor.name)


def within_lengths(form: TypedForm) -> None:
    """InvalidInput for what is longer than can be kept."""
    problems = list(too_long(form, BOUNDS))
    if problems:
        raise InvalidInput(problems)
