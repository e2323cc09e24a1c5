"""A person's word on letters that the outbox gave up: it arrived, send it again, let it be. Nothing decides that by itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from enum import StrEnum

from danvan_workflow.duty.events import EventKind
from danvan_workflow.duty.notice_state import NoticeReason, NoticeState
from danvan_workflow.errors import InvalidInput, Problem, Refused, UnknownName
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.services.watch.letters import SENDING_AT_MOST, unsure_since
from danvan_workflow.store import cycles, events, notices
from danvan_workflow.store.tables import NoticeRow
from danvan_workflow.store.unit_of_work import UnitOfWork


class Settlement(StrEnum):
    """What becomes of a letter."""

    ARRIVED = "arrived"
    RESEND = "resend"
    DROP = "drop"


STATES = {Settlement.ARRIVED: NoticeState.SENT, Settlement.RESEND: NoticeState.PENDING, Settlement.DROP: NoticeState.SKIPPED}


def settle(
    runtime: Runtime, cycle_id: str, letters: Collection[int], settlement: str, by: str, reason: str, now: dt.datetime
) -> int:
    """Settle these letters of a cycle, all the refused ones where none are named; returns how many.

    A letter to be sent again waits in the outbox for the next sending, under its old Message-ID: a reader who has it already
    sees the double. InvalidInput where nobody decides or no reason is given; UnknownName, Refused for letters that need no word.
    """
    chosen = _chosen(settlement, by, reason, named=bool(letters))
    with runtime.uow() as uow:
        cycles.get_cycle(uow, cycle_id)
        rows = _rows(uow, cycle_id, letters)
        if refused := [row for row in rows if not _needs_a_word(row, now)]:
            first = refused[0]
            raise Refused(f"Thư số {first.id} gửi {first.recipient} không cần xử lý (đang ở trạng thái “{first.state.label}”).")
        for row in rows:
            _settle_one(uow, row, chosen, by, reason, now)
        uow.commit()
    return len(rows)


def unknown_letters(runtime: Runtime, cycle_id: str, now: dt.datetime) -> tuple[int, ...]:
    """The letters of a cycle of which nobody knows whether they arrived; Refused where there is none."""
    with runtime.uow() as uow:
        rows = notices.notices_of(uow, cycles.get_cycle(uow, cycle_id).cycle_id)
        found = tuple(row.id for row in rows if row.state is not NoticeState.FAILED and _needs_a_word(row, now))
    if not found:
        raise Refused(f"Kỳ {cycle_id} không có thư nào chưa rõ kết quả.")
    return found


def _chosen(settlement: str, by: str, reason: str, *, named: bool) -> Settlement:
    problems = []
    if settlement not in set(Settlement):
        problems.append(Problem("chưa rõ xử lý thế nào", place="settlement", value=settlement, accepted=", ".join(Settlement)))
    elif settlement == Settlement.ARRIVED and not named:
        problems.append(Problem("phải nêu thư nào đã đến", place="letter", accepted="số của thư, xem danvan watch"))
    if not by.strip():
        problems.append(Problem("chưa nêu người quyết định", place="by", accepted="họ tên, chức vụ"))
    if not reason.strip():
        problems.append(Problem("chưa nêu lý do", place="reason", accepted="một câu, ví dụ: đã gọi điện hỏi văn thư"))
    if problems:
        raise InvalidInput(problems)
    return Settlement(settlement)


def _rows(uow: UnitOfWork, cycle_id: str, letters: Collection[int]) -> list[NoticeRow]:
    of_cycle = notices.notices_of(uow, cycle_id)
    rows = [row for row in of_cycle if (row.id in letters if letters else row.state is NoticeState.FAILED)]
    if missing := sorted(set(letters) - {row.id for row in rows}):
        raise UnknownName(f"thư của kỳ {cycle_id}", str(missing[0]))
    return rows


def _needs_a_word(row: NoticeRow, now: dt.datetime) -> bool:
    return row.state in (NoticeState.UNKNOWN, NoticeState.FAILED) or (
        row.state is NoticeState.SENDING and unsure_since(row) + SENDING_AT_MOST <= now
    )


def _settle_one(uow: UnitOfWork, row: NoticeRow, settlement: Settlement, by: str, reason: str, now: dt.datetime) -> None:
    """Refused where a worker has just had the last word itself."""
    times = {Settlement.RESEND: {"planned_at": now}, Settlement.ARRIVED: {"sent_at": row.claimed_at or now}}
    state, code = STATES[settlement], NoticeReason(f"{settlement}_by_person")
    if not notices.change_state(uow, row.id, row.state, state, code, **times.get(settlement, {})):
        raise Refused(f"Thư số {row.id} vừa được xử lý ở nơi khác; xem lại: danvan watch.")
    detail = {"letter": row.id, "recipient": row.recipient, "settlement": settlement.value, "reason": reason}
    events.record(uow, EventKind.LETTER_SETTLED, now, cycle_id=row.cycle_id, agency=row.agency, by=by, **detail)
