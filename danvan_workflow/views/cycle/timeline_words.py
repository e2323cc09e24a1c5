"""The sentences of a cycle's time line: what a milestone is called, what it did, what it will do."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from danvan_workflow.duty.counts import beside, count, sent_of
from danvan_workflow.duty.decision import Decision
from danvan_workflow.duty.events import EventKind
from danvan_workflow.duty.milestones import MilestoneMark, Outcome
from danvan_workflow.duty.notice_state import NoticeState, withheld_words
from danvan_workflow.duty.states import DutyState
from danvan_workflow.notify.kinds import NoticeKind
from danvan_workflow.statutory.deadline import deadline_moment, vietnam_date
from danvan_workflow.statutory.wording import moment_text, short_date
from danvan_workflow.statutory.workdays import WorkCalendar
from danvan_workflow.store.tables import ConcessionRow, NoticeRow
from danvan_workflow.views.cycle.story import CycleStory
from danvan_workflow.views.rehearsal import PlannedLetter

MOVED_TITLE = "Đổi hạn nộp của cả kỳ"
AFTER_CONSOLIDATING = "Trình lãnh đạo ngay sau khi tổng hợp."
AFTER_APPROVAL = "Phát hành ngay khi được duyệt."
WAITING_FOR_CHANGE = "Chờ số liệu thay đổi để tổng hợp và trình lại."
TOLD = (NoticeState.SENT, NoticeState.SENDING, NoticeState.PENDING, NoticeState.FAILED, NoticeState.UNKNOWN)
"""The states of letters that a rung is told with, in this order."""


def ended_badly(mark: MilestoneMark | None) -> Iterator[str]:
    """Why a row was skipped or failed, as its run wrote it down."""
    if mark and mark.outcome is Outcome.SKIPPED:
        yield f"Bỏ qua{_because(mark.why)}"
    if mark and mark.outcome is Outcome.FAILED:
        yield f"Bị lỗi lúc {moment_text(mark.at)}{_because(mark.why)}"


def _because(why: str) -> str:
    return f": {why[:1].lower()}{why[1:]}" if why else "."


def letters_told(held: Iterable[NoticeRow], old: Sequence[NoticeRow]) -> Iterator[str]:
    """How many letters of a rung stand in each state."""
    listed = list(held)
    states = Counter(row.state for row in listed)
    parts = [f"{states[state]} thư {state.label}" for state in TOLD if states[state]]
    if parts:
        yield f"{', '.join(parts)}."
    if whys := withheld_words(row.status_code for row in listed if row.state is NoticeState.SKIPPED):
        yield f"Không gửi: {whys}."
    if sent := sum(row.state is NoticeState.SENT for row in old):
        yield f"{sent} thư đã gửi theo hạn cũ."


def letters_to_come(letters: Sequence[PlannedLetter], planned: dt.datetime, now: dt.datetime) -> str:
    """What a rung will still send if nothing more comes in; after its moment that is to agencies with a day of their own."""
    if not letters:
        return "Không còn cơ quan nào phải nhắc ở mốc này." if planned > now else ""
    many = f"{letter_count(letters)} thư về {len({letter.agency for letter in letters})} cơ quan"
    if planned > now:
        own = sum(letter.moment != planned for letter in letters)
        return f"Sẽ gửi {many}, nếu đến lúc đó chưa gửi đủ" + (f"; trong đó {own} theo hạn riêng." if own else ".")
    if any(letter.moment == now for letter in letters):
        return f"Lần chạy tới sẽ gửi {many}."
    return f"Còn {many} có hạn riêng."


def letter_count(letters: Iterable[PlannedLetter]) -> int:
    """How many letters leave: a leader gets one about all who owe, anybody else one for each agency."""
    return len({(letter.recipient, "" if NoticeKind(letter.kind).is_digest else letter.agency) for letter in letters})


def opened(story: CycleStory) -> Iterator[str]:
    """The roll."""
    for event in story.events_of(EventKind.CYCLE_OPENED):
        outside = f", {event.detail['outside']} đứng ngoài danh sách" if event.detail["outside"] else ""
        yield f"Chốt danh sách: {event.detail['owing']} cơ quan phải báo cáo{outside}."
    handed = sum(view.status.state is DutyState.PASSED_ON for view in story.views)
    if handed:
        yield f"{handed} nghĩa vụ đã chuyển cho cơ quan kế thừa."


def due(story: CycleStory, calendar: WorkCalendar) -> Iterator[str]:
    """How it stands with the last day."""
    counts, last_day = count(story.views), story.cycle.effective_last_day
    later = sum(view.owes and view.heir_since is None and view.last_day > last_day for view in story.views)
    own = sum(view.owes and view.heir_since is not None and view.last_day > last_day for view in story.views)
    if story.now >= deadline_moment(last_day):
        yield f"{counts.on_time}/{counts.owing} cơ quan{beside(counts, lambda c: c.on_time)} đã gửi đúng hạn."
    else:
        left = calendar.workdays_between(vietnam_date(story.now), last_day)
        yield f"Còn {left} ngày làm việc; {sent_of(counts)} đã gửi."
    if later:
        yield f"{later} cơ quan được gia hạn, có hạn riêng."
    if own:
        yield f"{own} cơ quan kế thừa có hạn riêng, tính từ ngày tiếp nhận nghĩa vụ."


def collected(story: CycleStory) -> Iterator[str]:
    """What came in, whatever the way."""
    versions = len(story.events_of(EventKind.SUBMISSION_RECEIVED))
    agencies = count(story.views).everybody.sent
    if versions:
        yield f"Đến nay nhận {versions} phiên bản báo cáo của {agencies} cơ quan."
    for event in story.events_of(EventKind.COLLECTED)[-1:]:
        rejected = f", {event.detail['rejected']} giá trị không nhận" if event.detail["rejected"] else ""
        yield f"Lần thu thập gần nhất từ nguồn “{event.detail['source']}”: {event.detail['new']} báo cáo mới{rejected}."


def consolidated(story: CycleStory) -> Iterator[str]:
    """Each snapshot."""
    for event in story.events_of(EventKind.CONSOLIDATED):
        yield f"Bản chốt số {event.detail['snapshot']}: {event.detail['versions']} báo cáo, lúc {moment_text(event.at)}."


def decided(story: CycleStory) -> Iterator[str]:
    """What the leader said, and what waits."""
    if asked := [row for row in story.letters if row.kind == NoticeKind.APPROVAL_REQUEST and row.state is NoticeState.SENT]:
        yield f"{len(asked)} thư trình lãnh đạo đã gửi, gần nhất lúc {moment_text(asked[-1].sent_at or asked[-1].planned_at)}."
    for row in story.decisions:
        verb = {Decision.APPROVE: "Đã duyệt", Decision.RETURN: "Đã trả lại"}.get(row.decision, row.decision.label)
        note = f" Ý kiến: {row.note.rstrip('.')}." if row.note else ""
        yield f"{verb} bản chốt số {story.numbers[row.snapshot_id]} bởi {row.by}, {moment_text(row.at)}.{note}"


def issued(story: CycleStory) -> Iterator[str]:
    """Each issued version and its letters."""
    for event in story.events_of(EventKind.REPORT_ISSUED):
        yield f"Đã phát hành phiên bản {event.detail['version']}, {moment_text(event.at)}."
    yield from letters_told([row for row in story.letters if row.kind == NoticeKind.REPORT_ISSUED], ())


def waiting_for_leader(number: int) -> str:
    """What waits at the leader's desk."""
    return f"Bản chốt số {number} đang chờ lãnh đạo quyết định."


def after_answer(story: CycleStory) -> str:
    """When the leader is asked again."""
    told = story.events_of(EventKind.DECISION_WAIT, EventKind.DECISION_RETURN)[-1:]
    until = told[0].detail.get("until") if told else None
    if until:
        return f"Trình lại ngày {short_date(dt.date.fromisoformat(until))}, hoặc ngay khi các cơ quan gửi đủ."
    return WAITING_FOR_CHANGE


def moved(row: ConcessionRow) -> Iterator[str]:
    """A new last day of the whole cycle."""
    document = f", văn bản {row.document_number}" if row.document_number else ""
    if row.new_last_day:
        yield f"Hạn mới: hết ngày {short_date(row.new_last_day)}. Quyết định: {row.decider}{document}. Lý do: {row.reason}."
