"""Targets and tasks of the plan: what was reached, what is overdue, and the table of all tasks.

They belong to the periodic report; the other kinds ask for something narrower.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

from danvan_workflow.consolidate.figures import Apart, TargetResult
from danvan_workflow.duty.submission import TaskState
from danvan_workflow.plan.cycle_id import CycleId
from danvan_workflow.plan.models import ObligationKind, Target, Task
from danvan_workflow.plan.own_reports import own_report_cycles
from danvan_workflow.render import numbers
from danvan_workflow.render.models import Annex, Block, Column, DocumentSection, Paragraph, Row, TableBlock
from danvan_workflow.report.chapter import Chapter, Place
from danvan_workflow.report.facts import ReportFacts
from danvan_workflow.report.wording import listed
from danvan_workflow.text import upper_first

_VERDICTS: Mapping[bool | None, str] = {True: "đạt", False: "chưa đạt", None: "chưa đủ số liệu để kết luận"}
_STRIVING = "đang phấn đấu"
# By whether the plan only strives for it (phấn đấu): nobody is reproached for what was no obligation.
_LEADS = {False: "Chỉ tiêu. ", True: "Mức phấn đấu. "}
_REACHED = {False: "đạt", True: "đã đạt mức phấn đấu"}
_SHORT = {False: "Chưa đạt", True: "Đang phấn đấu"}
_TALLIED: Mapping[TaskState, tuple[str, str]] = {
    TaskState.DONE: ("Hoàn thành", ""),
    TaskState.IN_PROGRESS: ("Đang làm", ""),
    TaskState.NOT_STARTED: ("Chưa làm", ""),
    TaskState.NOT_REPORTED: ("Chưa báo cáo", ""),
    TaskState.OVERDUE: ("Chưa xong", "Quá hạn"),
    TaskState.OVERDUE_UNREPORTED: ("Chưa báo cáo", "Quá hạn"),
}
"""The columns of the table: title, and the title over it."""
_SILENT = (TaskState.NOT_REPORTED, TaskState.OVERDUE_UNREPORTED)
_OVERDUE = {TaskState.OVERDUE: "Quá hạn, chưa hoàn thành", TaskState.OVERDUE_UNREPORTED: "Quá hạn, chưa báo cáo"}


def _sections(facts: ReportFacts, place: Place) -> Iterator[DocumentSection]:
    if facts.cycle.kind is not ObligationKind.PERIODIC_REPORT:
        return
    parts = {"chỉ tiêu": (*_target_blocks(facts),), "nhiệm vụ": (*_task_blocks(facts, place.annex),)}
    there = {name: blocks for name, blocks in parts.items() if blocks}
    if there:
        title = upper_first(f"{' và '.join(there)} của kế hoạch")
        yield DocumentSection(numbers.roman(place.number), title, 1, tuple(chain.from_iterable(there.values())))


def _target_blocks(facts: ReportFacts) -> Iterator[Block]:
    """Each target of the plan: who has reached it, who falls short and with what, who gave no figure."""
    for target in facts.plan.targets:
        results = [result for result in facts.figures.targets if result.target == target.id]
        if target.scope == "whole":
            yield Paragraph(f"{target.text}: {_verdict(results, goal=target.goal)}.", lead=_LEADS[target.goal])
            continue
        yield Paragraph(f"{target.text}: {_how_many(results, goal=target.goal)}.", lead=_LEADS[target.goal])
        yield from _short_of_it(facts, results, target)


def _short_of_it(facts: ReportFacts, results: Sequence[TargetResult], target: Target) -> Iterator[Block]:
    short = [f"{facts.short[r.agency]} ({numbers.count(r.value)})" for r in results if r.met is False and r.value is not None]
    checking = {item.agency for item in facts.figures.apart if item.why is Apart.CHECKING and item.indicator == target.indicator}
    unknown = [result.agency for result in results if result.met is None]
    silent = [facts.short[agency] for agency in unknown if agency not in checking]
    doubted = [facts.short[agency] for agency in unknown if agency in checking]
    for title, names in ((_SHORT[target.goal], short), ("Đang kiểm tra số liệu", doubted), ("Chưa có số liệu", silent)):
        if names:
            yield Paragraph(f"{title} ({numbers.count(len(names))}): {listed(names)}.")


def _how_many(results: Sequence[TargetResult], *, goal: bool) -> str:
    met = sum(result.met is True for result in results)
    if all(result.met is None for result in results):
        return "chưa có số liệu để kết luận"
    return f"{numbers.fraction(met, len(results), 'cơ quan, đơn vị')} {_REACHED[goal]}"


def _verdict(results: Sequence[TargetResult], *, goal: bool) -> str:
    value, met = (results[0].value, results[0].met) if results else (None, None)
    if value is None:
        return "chưa có số liệu"
    return f"thực hiện {numbers.number(value)}, {_STRIVING if goal and met is False else _VERDICTS[met]}"


def _task_blocks(facts: ReportFacts, annex: str) -> Iterator[Block]:
    """How many tasks there are, of which nobody told, and which are overdue somewhere; the table of all is the annex."""
    told = "; ".join(_told(facts, annex))
    if told:
        yield Paragraph(f"{upper_first(told)}.", lead="Nhiệm vụ. ")
    asked = {task.id for task in _asked_tasks(facts)}
    for state, words in _OVERDUE.items():
        late = Counter(item.title for item in facts.tasks if item.state is state and item.task in asked)
        if late:
            yield Paragraph(f"{words}: {listed(f'{title} ({numbers.count(n)} cơ quan)' for title, n in late.items())}.")


def _told(facts: ReportFacts, annex: str) -> Iterator[str]:
    asked = _asked_tasks(facts)
    if asked:
        yield f"tình hình thực hiện {numbers.count(len(asked))} nhiệm vụ của Kế hoạch nêu tại {annex}"
    silent = sum(all(state in _SILENT for state in _states(facts, task)) for task in asked)
    if silent:
        yield f"{numbers.count(silent)} nhiệm vụ chưa có cơ quan, đơn vị nào báo cáo tiến độ"
    for task in _tasks_of_cycle(facts):
        if _is_this_report(facts, task):
            yield f"nhiệm vụ “{task.title}” được thực hiện bằng chính báo cáo này"


def _states(facts: ReportFacts, task: Task) -> list[TaskState]:
    """The states of a task at those to whom it applies."""
    return [item.state for item in facts.tasks if item.task == task.id and item.state is not TaskState.NOT_APPLICABLE]


def _asked_tasks(facts: ReportFacts) -> list[Task]:
    """The tasks of this cycle whose state is told: the making of this very report isn't among them."""
    return [task for task in _tasks_of_cycle(facts) if not _is_this_report(facts, task)]


def _is_this_report(facts: ReportFacts, task: Task) -> bool:
    return CycleId.parse(facts.cycle.cycle_id).key in own_report_cycles(facts.plan, task)


def _tasks_of_cycle(facts: ReportFacts) -> list[Task]:
    """The tasks that this cycle asks about: those of another cycle alone were told of there."""
    known = {item.task for item in facts.tasks}
    return [task for task in facts.plan.tasks if task.id in known and asks_about(facts, task)]


def asks_about(facts: ReportFacts, task: Task) -> bool:
    """Whether the cycle of the report asks about a task: one with a day of its own is asked about in every cycle."""
    return bool(task.due) or not task.cycles or CycleId.parse(facts.cycle.cycle_id).key in task.cycles


# -- annex ----------------------------------------------------------------------------------------------------------


def _annex(facts: ReportFacts) -> Annex | None:
    """The tasks of the plan with how many agencies stand where."""
    if not _asked_tasks(facts) or facts.cycle.kind is not ObligationKind.PERIODIC_REPORT:
        return None
    columns = (
        Column("TT", 10),
        Column("Nhiệm vụ"),
        Column("Hạn", 22),
        Column("Số cơ quan", 18, numeric=True),
        *(Column(title, 18, numeric=True, group=group) for title, group in _TALLIED.values()),
    )
    table = TableBlock(columns, tuple(_rows(facts)), note=" ".join(_notes(facts)))
    return Annex("Tình hình thực hiện nhiệm vụ của Kế hoạch", (table,), landscape=True)


def _notes(facts: ReportFacts) -> Iterator[str]:
    """What the counts mean; who sent nothing yet may have told of a task before, or stand for bodies that had."""
    yield "Số cơ quan là số cơ quan được giao nhiệm vụ còn hoạt động vào ngày tổng hợp."
    yield "“Chưa báo cáo” là chưa có thông tin về việc thực hiện, không có nghĩa là chưa làm."
    asked = {task.id for task in _asked_tasks(facts) if not task.consolidation}
    told = [item for item in facts.tasks if item.task in asked and item.state not in _SILENT]
    before = {item.agency for item in told if item.told_in != facts.cycle.cycle_id}
    if before:
        whence = "lấy theo báo cáo gửi ở kỳ khác hoặc của cơ quan đã sáp nhập, vì báo cáo kỳ này chưa có hoặc không nêu"
        yield f"Tình hình của {numbers.count(len(before))} cơ quan có chỗ {whence}."


def _rows(facts: ReportFacts) -> Iterator[Row]:
    for position, task in enumerate(_asked_tasks(facts), start=1):
        items = [item for item in facts.tasks if item.task == task.id]
        states = _states(facts, task)
        due = next((item.due_on for item in items if item.due_on), None)
        tally = (states.count(state) for state in _TALLIED)
        when = "phấn đấu" if task.goal else "trong năm"
        yield Row((position, task.title, numbers.short_day(due) if due else when, len(states), *tally))


TASKS = Chapter(_sections, _annex)
