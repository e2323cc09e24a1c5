"""Who was late, who left something out, who is missing or excused: the annex, and the table by group for the body."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from danvan_workflow.duty.counts import Counts, count
from danvan_workflow.duty.standing import DutyStanding
from danvan_workflow.duty.states import DutyState
from danvan_workflow.render import numbers
from danvan_workflow.render.models import Annex, Block, Column, Paragraph, Row, RowKind, TableBlock
from danvan_workflow.report.chapter import Chapter
from danvan_workflow.report.facts import ReportFacts
from danvan_workflow.report.wording import group_title, missing_parts
from danvan_workflow.statutory.deadline import vietnam_date

MANY_HEIRS = 3


def _is(state: DutyState) -> Callable[[DutyStanding], bool]:
    return lambda view: view.status.state is state


_TROUBLES: tuple[tuple[str, Callable[[DutyStanding], bool]], ...] = (
    ("Chưa gửi", _is(DutyState.MISSING)),
    ("Gửi quá hạn", lambda view: view.status.state.is_sent and view.status.on_time is False),
    ("Gửi đúng hạn, còn thiếu nội dung", lambda view: bool(view.status.on_time) and view.status.state is DutyState.INCOMPLETE),
    ("Đang trả lại để sửa", lambda view: bool(view.status.on_time) and view.status.state is DutyState.RETURNED),
    ("Được miễn", _is(DutyState.EXEMPT)),
    ("Đã chuyển nghĩa vụ cho cơ quan kế thừa", _is(DutyState.PASSED_ON)),
)


def _annex(facts: ReportFacts) -> Annex | None:
    rows = tuple(_rows(facts))
    if not rows:
        return None
    columns = (Column("TT", 10), Column("Cơ quan, đơn vị"), Column("Ngày gửi", 26), Column("Còn thiếu, ghi chú", 66))
    last = numbers.weekday_day(facts.cycle.last_day)
    due = f"Hạn nộp: {facts.cycle.due_phrase}; ngày cuối cùng được chấp nhận: {last}."
    return Annex("Cơ quan, đơn vị chưa gửi, gửi muộn, gửi chưa đầy đủ", (Paragraph(due), TableBlock(columns, rows)))


def _rows(facts: ReportFacts) -> Iterator[Row]:
    for title, troubled in _TROUBLES:
        views = [view for view in facts.views if view.owes and troubled(view)]
        if views:
            yield Row((f"{title} ({numbers.count(len(views))})",), RowKind.GROUP)
        yield from (_row(facts, n, view) for n, view in enumerate(views, start=1))


def _row(facts: ReportFacts, position: int, view: DutyStanding) -> Row:
    sent = numbers.short_day(vietnam_date(view.sent_at)) if view.sent_at else ""
    return Row((position, view.name, sent, _note(facts, view)))


def _note(facts: ReportFacts, view: DutyStanding) -> str:
    if view.status.state is DutyState.PASSED_ON:
        return f"chuyển cho {_few(facts, view.passed_on_to)}"
    if view.status.state is DutyState.RETURNED:
        return "đang trả lại để sửa"
    lacking = missing_parts(facts, view.missing)
    own_day = f"hạn riêng đến hết ngày {numbers.short_day(view.last_day)}" if view.last_day != facts.cycle.last_day else ""
    return "; ".join(part for part in (own_day, f"thiếu {lacking}" if lacking else "") if part)


def _few(facts: ReportFacts, agencies: Iterable[str]) -> str:
    names = [facts.short.get(agency, agency) for agency in agencies]
    return ", ".join(names) if len(names) <= MANY_HEIRS else f"{numbers.count(len(names))} cơ quan, đơn vị"


# -- by group -------------------------------------------------------------------------------------------------------


TALLIED: Mapping[str, Callable[[Counts], int]] = {
    "Phải gửi": lambda counts: counts.owing,
    "Đã gửi": lambda counts: counts.sent,
    "Quá hạn": lambda counts: counts.late,
    "Còn thiếu": lambda counts: counts.incomplete,
    "Chưa gửi": lambda counts: counts.missing,
    "Đã chuyển nghĩa vụ": lambda counts: counts.passed_on,
}
"""The columns of the table; the last one only where a duty was passed on."""


def sent_by_group(facts: ReportFacts) -> Iterator[Block]:
    """How many of each group of the roll sent, and of the heirs beside it; a single group without heirs needs no table."""
    by_group = {group: count([view for view in facts.views if view.group == group.id]) for group in facts.plan.groups}
    listed = {group: counts for group, counts in by_group.items() if counts.owing}
    whole = facts.counts
    if len(listed) < 2 and not whole.heirs:
        return
    titles = list(TALLIED) if whole.passed_on else list(TALLIED)[:-1]
    columns = (Column("TT", 10), Column("Nhóm cơ quan"), *(Column(title, 20, numeric=True) for title in titles))
    rows = [
        Row((position, group_title(facts, group), *_tally(counts, titles)))
        for position, (group, counts) in enumerate(listed.items(), start=1)
    ]
    rows.append(Row(("", "Tổng số", *_tally(whole, titles)), RowKind.TOTAL))
    if whole.heirs:
        rows.append(Row(("", "Cơ quan kế thừa giữa kỳ", *_tally(whole.heirs, titles))))
    caption = f"Tình hình gửi {facts.cycle.kind.words.counted} theo nhóm cơ quan"
    yield TableBlock(columns, tuple(rows), caption=caption)


def _tally(counts: Counts, titles: Iterable[str]) -> tuple[int, ...]:
    return tuple(TALLIED[title](counts) for title in titles)


PUNCTUALITY = Chapter(annex=_annex)
