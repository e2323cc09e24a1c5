"""The first quarter of Bình Định with its letters and the marks of its run, up to the last day and beyond."""

from __future__ import annotations

from board_story import Q1, first_quarter
from builders import Office, at

from danvan_workflow.duty.milestones import Outcome
from danvan_workflow.errors import TransportError
from danvan_workflow.notify.memory import MemoryTransport
from danvan_workflow.services.consolidation.consolidate_cycle import SnapshotResult, consolidate_cycle
from danvan_workflow.services.cycle.milestones import note_milestone
from danvan_workflow.services.cycle.pass_on_duties import pass_on_duties
from danvan_workflow.services.letters.outbox import send_pending
from danvan_workflow.services.letters.send_rung import send_rung

RUN = "scheduled__2025-q1"
LOST = "L549"
"""The district whose mailbox is gone."""


def mark(office: Office, milestone: str, moment: str, outcome: Outcome = Outcome.DONE, why: str = "") -> None:
    note_milestone(office.runtime, Q1, milestone, outcome, at(moment), why=why, run=RUN)


def sweep(office: Office, number: int, day: str) -> None:
    """One rung at 08:00 of its day, and its mark."""
    failed = send_rung(office.runtime, Q1, number, at(day)).failed
    why = f"{failed} thư chưa gửi được; lần thử sau chỉ gửi thư còn lại."
    mark(office, f"rung:{number}", f"{day} 08:01", Outcome.FAILED if failed else Outcome.DONE, why if failed else "")
    if failed:
        mark(office, f"rung:{number}", f"{day} 08:06")


def asked(office: Office) -> None:
    """Wed 26/2/2025: opened, the request sent; one mailbox refuses for good."""
    office.open(Q1)
    mark(office, "open", "2025-02-26 08:00")
    contact = office.runtime.register.contacts(LOST, at("2025-02-26").date())[0].email
    office.runtime._transport = MemoryTransport({contact: TransportError("550 hộp thư không tồn tại", permanent=True)})
    sweep(office, 1, "2025-02-26")


def in_march(office: Office) -> None:
    """Up to Fri 21/3/2025: reminded on 10/3 and 14/3, 18/3 skipped, late ones chased on 20/3."""
    asked(office)
    pass_on_duties(office.runtime, Q1, at("2025-03-03"))
    sweep(office, 2, "2025-03-10")
    sweep(office, 3, "2025-03-14")
    first_quarter(office)
    mark(office, "rung:4", "2025-03-18 08:01", Outcome.SKIPPED, "Không có thư nào phải gửi ở mốc này.")
    mark(office, "due", "2025-03-20 00:00")
    mark(office, "collect", "2025-03-20 00:01")
    sweep(office, 5, "2025-03-20")


def consolidated(office: Office) -> SnapshotResult:
    """Wed 26/3/2025: the report waits for the leader."""
    sweep(office, 6, "2025-03-24")
    made = consolidate_cycle(office.runtime, Q1, at("2025-03-26"))
    mark(office, "consolidate", "2025-03-26 08:02")
    send_pending(office.runtime, Q1, at("2025-03-26"))
    return made
