"""Lists of a consolidated report: targets, tasks, delivered plans, focal persons; agencies always in the roll's order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from danvan_workflow.duty.submission import TaskState
from danvan_workflow.plan.models import ObligationKind, Task
from danvan_workflow.render import numbers
from danvan_workflow.render.models import Annex, Block, Column, Paragraph, Row, RowKind, TableBlock
from danvan_workflow.services.report.tables import CycleTables, NamedPerson
from danvan_workflow.services.report.wording import PRODUCT, group_title, listed, records
from danvan_workflow.statutory import vietnam_date

ROLES = {"leader": "Lãnh đạo phụ trách", "official": "Công chức tham mưu"}


def target_blocks(tables: CycleTables) -> Iterator[Block]:
    """Each target of the plan: who has reached it, who falls short and with what, who gave no figure."""
    rows = records(tables.targets)
    for target in tables.plan.targets:
        mine = [row for row in rows if row["target"] == target.id]
        if target.scope == "whole":
            yield Paragraph(f"{target.text}: {_verdict(mine)}.", lead="Chỉ tiêu. ")
            continue
        met = sum(row["met"] is True for row in mine)
        yield Paragraph(f"{target.text}: {numbers.fraction(met, len(mine), 'cơ quan, đơn vị')} đạt.", lead="Chỉ tiêu. ")
        short = [f"{tables.short[row['agency']]} ({numbers.count(row['value'])})" for row in mine if row["met"] is False]
        unknown = [tables.short[row["agency"]] for row in mine if row["met"] is None]
        if short:
            yield Paragraph(f"Chưa đạt ({numbers.count(len(short))}): {listed(short)}.")
        if unknown:
            yield Paragraph(f"Chưa có số liệu ({numbers.count(len(unknown))}): {listed(unknown)}.")


def _verdict(rows: list[dict[str, object]]) -> str:
    row = rows[0] if rows else {"value": None, "met": None}
    words = {True: "đạt", False: "chưa đạt", None: "chưa đủ số liệu để kết luận"}
    return f"thực hiện {numbers.number(row['value'])}, {words[row['met']]}"  # type: ignore[arg-type,index]


def task_sentences(tables: CycleTables, annex: str) -> Iterator[Block]:
    """How many tasks there are and which are overdue somewhere; the table of all is the `annex` named so."""
    asked = [task.id for task in _asked_tasks(tables)]
    if asked:
        text = f"Tình hình thực hiện {numbers.count(len(asked))} nhiệm vụ của Kế hoạch nêu tại {annex}."
        yield Paragraph(text, lead="Nhiệm vụ. ")
    late = Counter(item.title for item in tables.tasks if item.state is TaskState.OVERDUE and item.task in asked)
    if late:
        told = listed(f"{title} ({numbers.count(number)} cơ quan)" for title, number in late.items())
        yield Paragraph(f"Quá hạn: {told}.")


def tasks_annex(tables: CycleTables) -> Annex | None:
    """The tasks of the plan with how many agencies stand where."""
    if not _asked_tasks(tables) or tables.kind is not ObligationKind.PERIODIC_REPORT:
        return None
    columns = (
        Column("TT", 10),
        Column("Nhiệm vụ"),
        Column("Hạn", 22),
        *(Column(title, 16, numeric=True) for title in ("Số cơ quan", "Hoàn thành", "Đang làm", "Chưa làm", "Quá hạn")),
    )
    return Annex("Tình hình thực hiện nhiệm vụ của Kế hoạch", (TableBlock(columns, tuple(_task_rows(tables))),))


def _asked_tasks(tables: CycleTables) -> list[Task]:
    """The tasks that this cycle asks about: those of another cycle alone were told of there."""
    key, known = tables.cycle_id.split(".")[2], {item.task for item in tables.tasks}
    return [task for task in tables.plan.tasks if task.id in known and (task.due or not task.cycles or key in task.cycles)]


def _task_rows(tables: CycleTables) -> Iterator[Row]:
    for position, task in enumerate(_asked_tasks(tables), start=1):
        items = [item for item in tables.tasks if item.task == task.id]
        states = [item.state.value for item in items if item.state.value != "not_applicable"]
        due = next((item.due_on for item in items if item.due_on), None)
        tally = [states.count(state) for state in ("done", "in_progress", "not_started", "overdue")]
        yield Row((position, task.title, numbers.short_day(due) if due else "trong năm", len(states), *tally))


# -- by group -------------------------------------------------------------------------------------------------------


def _group_blocks(tables: CycleTables) -> Iterator[Block]:
    """How many of each group sent; a single group needs no table."""
    owing = [view for view in tables.views if view.counts_as_owing]
    groups = [group for group in tables.plan.groups if any(view.group == group.id for view in owing)]
    if len(groups) < 2:
        return
    titles = ("Phải gửi", "Đã gửi", "Quá hạn", "Còn thiếu", "Chưa gửi")
    columns = (Column("TT", 10), Column("Nhóm cơ quan"), *(Column(title, 20, numeric=True) for title in titles))
    rows = []
    for position, group in enumerate(groups, start=1):
        views = [view for view in owing if view.group == group.id]
        sent = [view for view in views if view.status.state.is_sent]
        late = sum(view.status.on_time is False for view in sent)
        incomplete = sum(view.status.state == "incomplete" for view in sent)
        rows.append(Row((position, group_title(tables, group), len(views), len(sent), late, incomplete, len(views) - len(sent))))
    totals = [sum(row.cells[place] for row in rows) for place in range(2, 7)]  # type: ignore[misc]
    rows.append(Row(("", "Tổng số", *totals), RowKind.TOTAL))
    yield TableBlock(columns, tuple(rows), caption=f"Tình hình gửi {PRODUCT[tables.kind]} theo nhóm cơ quan")


# -- delivered plans ------------------------------------------------------------------------------------------------


def delivery_blocks(tables: CycleTables) -> Iterator[Block]:
    """How many plans came, how many without a number; the list itself is an annex."""
    came, without = len(tables.deliveries), sum(not delivery.document_number for delivery in tables.deliveries)
    lacking = f", trong đó {numbers.count(without)} kế hoạch chưa ghi số, ký hiệu" if without else ""
    yield Paragraph(f"Đã nhận {numbers.count(came)} kế hoạch{lacking}.")
    yield from _group_blocks(tables)


def deliveries_annex(tables: CycleTables) -> Annex | None:
    """The plans that came, with number and day."""
    if not tables.deliveries:
        return None
    columns = (
        Column("TT", 10),
        Column("Cơ quan, đơn vị"),
        Column("Số, ký hiệu", 40),
        Column("Ngày gửi", 28),
        Column("Ghi chú", 28),
    )
    rows = [
        Row((n, d.name, d.document_number or "…", numbers.short_day(vietnam_date(d.sent_at)), "" if d.on_time else "quá hạn"))
        for n, d in enumerate(tables.deliveries, start=1)
    ]
    note = "Dấu “…” là kế hoạch chưa ghi số, ký hiệu."
    return Annex("Kế hoạch đã nhận", (TableBlock(columns, tuple(rows), note=note),))


# -- focal persons --------------------------------------------------------------------------------------------------


def person_blocks(tables: CycleTables) -> Iterator[Block]:
    """How many were named in each role; the list itself is an annex."""
    roles = [f"{numbers.count(sum(p.role == role for p in tables.persons))} {title.lower()}" for role, title in ROLES.items()]
    yield Paragraph(f"Các cơ quan, đơn vị đã phân công {' và '.join(roles)}.")
    yield from _group_blocks(tables)


def persons_annex(tables: CycleTables) -> Annex | None:
    """One line for each agency that named somebody, under the titles of its group."""
    if not tables.persons:
        return None
    columns = (
        Column("TT", 10),
        Column("Cơ quan, đơn vị", 62),
        *(Column(title, group=group) for group in ROLES.values() for title in ("Họ và tên", "Chức vụ", "Điện thoại")),
    )
    rows: list[Row] = []
    for group in tables.plan.groups:
        named = [view for view in tables.views if view.group == group.id and _of(tables, view.agency)]
        if named:
            rows.append(Row((f"{group_title(tables, group)} ({numbers.count(len(named))})",), RowKind.GROUP))
            rows += [Row((n, view.name, *_cells(_of(tables, view.agency)))) for n, view in enumerate(named, start=1)]
    return Annex("Đầu mối phụ trách công tác dân vận chính quyền", (TableBlock(columns, tuple(rows)),), landscape=True)


def _of(tables: CycleTables, agency: str) -> list[NamedPerson]:
    return [person for person in tables.persons if person.agency == agency]


def _cells(persons: list[NamedPerson]) -> Iterator[str]:
    for role in ROLES:
        mine = [person for person in persons if person.role == role]
        yield listed(person.name for person in mine)
        yield listed(dict.fromkeys(person.title for person in mine if person.title))
        yield listed(person.phone for person in mine if person.phone)
