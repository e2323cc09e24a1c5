"""Taking in a report for an agency that handed it in on paper: stored as any other, with who allowed it and who typed it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from danvan_workflow.duty.events import EventKind
from danvan_workflow.duty.submission import SubmissionDraft
from danvan_workflow.services.acts.act import Act
from danvan_workflow.services.acts.note import log_act
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.services.submissions.receive_submission import Receipt, take_in


@dataclass(frozen=True, slots=True)
class OnBehalf:
    """A draft and the act by which it is taken in."""

    draft: SubmissionDraft
    act: Act


def receive_on_behalf(runtime: Runtime, given: OnBehalf, now: dt.datetime) -> Receipt:
    """As `receive_submission`, with reason, decider and account in the audit log; the same content again changes nothing."""
    given.act.require()
    with runtime.uow() as uow:
        receipt = take_in(runtime, uow, given.draft, now)
        if not receipt.unchanged:
            kind, version = EventKind.RECEIVED_ON_BEHALF, receipt.version
            log_act(uow, kind, receipt.cycle_id, receipt.agency, given.act, now, version=version)
        uow.commit()
        return receipt
