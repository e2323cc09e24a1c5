"""Letters of the outbox that stopped on their way."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator

from danvan_workflow.duty.notice_state import NoticeState
from danvan_workflow.notify.kinds import notice_label
from danvan_workflow.plan.cycle_id import CycleId
from danvan_workflow.services.watch.facts import Facts
from danvan_workflow.services.watch.trouble import Code, Trouble, Urgency, moment, names
from danvan_workflow.store.standing import duty_standing
from danvan_workflow.store.tables import NoticeRow

SENDING_AT_MOST = dt.timedelta(minutes=10)
PENDING_AT_MOST = dt.timedelta(days=1)
EACH_ALONE = 10
"""Up to so many refused letters of one kind are told of one by one."""


def letter_troubles(facts: Facts, now: dt.datetime) -> Iterator[Trouble]:
    """Letters of unknown outcome one by one, refused and waiting ones together where they are many."""
    alive = _open_duties(facts, now)
    running = {cycle.row.cycle_id for cycle in facts.cycles}
    refused: dict[tuple[str, str], list[NoticeRow]] = defaultdict(list)
    waiting: dict[str, list[NoticeRow]] = defaultdict(list)
    for row in facts.letters:
        if is_settled(row, alive, running):
            continue
        if row.state is NoticeState.UNKNOWN or (row.state is NoticeState.SENDING and unsure_since(row) + SENDING_AT_MOST <= now):
            yield _unsure(facts, row)
        elif row.state is NoticeState.FAILED:
            refused[row.cycle_id, row.kind].append(row)
        elif row.state is NoticeState.PENDING and row.planned_at + PENDING_AT_MOST <= now:
            waiting[row.cycle_id].append(row)
    for rows in refused.values():
        yield from _refused(facts, rows)
    for rows in waiting.values():
        yield _waiting(facts, rows)


def _open_duties(facts: Facts, now: dt.datetime) -> set[int]:
    return {duty.id for cycle in facts.cycles for duty in cycle.duties if duty_standing(duty, now).is_open}


def is_settled(row: NoticeRow, alive: set[int], running: set[str]) -> bool:
    """True for a letter of the ladder that nobody needs any more: the report came, the duty was waived, the cycle was issued."""
    if row.rung is None:
        return False
    return row.cycle_id not in running if row.duty_id is None else row.duty_id not in alive


def unsure_since(row: NoticeRow) -> dt.datetime:
    """When a letter was taken up for sending."""
    return row.claimed_at or row.planned_at


def _unsure(facts: Facts, row: NoticeRow) -> Trouble:
    unknown = row.state is NoticeState.UNKNOWN
    how = "đường truyền đứt khi máy chủ đã nhận thư" if unknown else f"gửi dở từ {moment(unsure_since(row))}"
    sentence = (
        f"{_letter(facts, row)} gửi {row.recipient}: {how}, không rõ đã đến chưa. Hệ thống không tự gửi lại; hãy hỏi nơi nhận "
        f"rồi ghi kết quả: danvan settle {row.cycle_id} --letter {row.id} kèm --arrived, --resend hoặc --drop."
    )
    return _trouble(Code.LETTER_UNKNOWN if unknown else Code.LETTER_UNSURE, sentence, unsure_since(row), row)


def _refused(facts: Facts, rows: list[NoticeRow]) -> Iterator[Trouble]:
    mend = "Sửa danh bạ (danvan register import) hoặc cấu hình thư, rồi: danvan settle"
    if len(rows) <= EACH_ALONE:
        for row in rows:
            sentence = (
                f"{_letter(facts, row)} gửi {row.recipient}: máy chủ thư từ chối hẳn{_why(row)}. {mend} {row.cycle_id} "
                f"--letter {row.id} kèm --resend, --arrived hoặc --drop."
            )
            yield _trouble(Code.LETTER_FAILED, sentence, unsure_since(row), row)
        return
    first = min(rows, key=unsure_since)
    yield Trouble(
        Code.LETTER_FAILED,
        f"{_letter(facts, first, several=len(rows))} bị máy chủ thư từ chối hẳn ({names([row.recipient for row in rows], 3)})"
        f"{_why(first)}. {mend} {first.cycle_id} --resend (hoặc --drop).",
        Urgency.STUCK,
        unsure_since(first),
        first.cycle_id,
        plan=CycleId.parse(first.cycle_id).plan,
    )


def _waiting(facts: Facts, rows: list[NoticeRow]) -> Trouble:
    first = min(rows, key=lambda row: row.planned_at)
    return Trouble(
        Code.LETTER_WAITING,
        f"Kỳ {_cycle(facts, first)}: {len(rows)} thư chờ gửi đã quá 1 ngày (từ {moment(first.planned_at)}; "
        f"{names([row.recipient for row in rows], 3)}){_why(first)}. Kiểm tra máy chủ thư (danvan doctor) rồi gửi: "
        f"danvan notices {first.cycle_id} --send.",
        Urgency.STUCK,
        first.planned_at,
        first.cycle_id,
        agency=first.agency if len(rows) == 1 else "",
        plan=CycleId.parse(first.cycle_id).plan,
    )


def _trouble(code: Code, sentence: str, since: dt.datetime, row: NoticeRow) -> Trouble:
    return Trouble(code, sentence, Urgency.STUCK, since, row.cycle_id, row.agency, CycleId.parse(row.cycle_id).plan)


def _letter(facts: Facts, row: NoticeRow, several: int = 0) -> str:
    what = f"{several} thư" if several else f"thư số {row.id}"
    agency = facts.agencies.get(row.duty_id or 0, "")
    to = f" về báo cáo của {agency}" if agency and not several else ""
    return f"Kỳ {_cycle(facts, row)}: {what} “{notice_label(row.kind)}”{to}"


def _cycle(facts: Facts, row: NoticeRow) -> str:
    return f"{facts.labels.get(row.cycle_id, row.cycle_id)} ({row.cycle_id})"


def _why(row: NoticeRow) -> str:
    return f"; lý do: {row.detail.rstrip('. ')}" if row.detail else ""
