"""What is wrong with a draft before it is measured against its duty: unknown, doubled, unkeepable parts, all at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal

from danvan_workflow.duty.ad_hoc import asked_titles
from danvan_workflow.duty.nil import nil_contradictions
from danvan_workflow.duty.outline import section_indicators
from danvan_workflow.duty.submission import SubmissionDraft
from danvan_workflow.errors import Problem
from danvan_workflow.plan.models import Plan
from danvan_workflow.render.numbers import number
from danvan_workflow.statutory.indicators import Catalogue
from danvan_workflow.statutory.number_kinds import refused_number
from danvan_workflow.store.tables import CycleRow

MAX_ATTACHMENT = 20 * 1024 * 1024
MAX_FIGURE = Decimal(10) ** 14
FIGURE_PLACES = 4


def draft_problems(plan: Plan, cycle: CycleRow, chosen: Catalogue, draft: SubmissionDraft) -> Iterator[Problem]:
    """Everything that keeps a draft from being stored."""
    yield from _unknown_parts(plan, cycle, chosen, draft)
    yield from _doubled_parts(draft)
    yield from _unkeepable_figures(draft)
    yield from _other_kinds(chosen, draft)
    yield from _false_nils(plan, draft)
    yield from _oversized(draft)


def _unknown_parts(plan: Plan, cycle: CycleRow, chosen: Catalogue, draft: SubmissionDraft) -> Iterator[Problem]:
    sections = {section.id for section in plan.sections} | set(asked_titles(cycle.ad_hoc))
    tasks = {task.id for task in plan.tasks}
    for figure in draft.figures:
        if figure.indicator not in chosen:
            yield Problem("chỉ tiêu không có trong kế hoạch", place="figures", value=figure.indicator, accepted=_some(chosen))
    for narrative in draft.narratives:
        if narrative.section not in sections:
            yield Problem("mục không có trong kế hoạch", place="narratives", value=narrative.section, accepted=_some(sections))
    for progress in draft.tasks:
        if progress.task not in tasks:
            yield Problem("nhiệm vụ không có trong kế hoạch", place="tasks", value=progress.task, accepted=_some(tasks))


def _some(names: Iterable[str]) -> str:
    known = sorted(names)
    return ", ".join(known[:8]) + ("…" if len(known) > 8 else "")


def _doubled_parts(draft: SubmissionDraft) -> Iterator[Problem]:
    parts = {
        "figures": [figure.indicator for figure in draft.figures],
        "narratives": [narrative.section for narrative in draft.narratives],
        "tasks": [progress.task for progress in draft.tasks],
        "attachments": [file.name for file in draft.attachments],
    }
    for place, names in parts.items():
        for name, times in Counter(names).items():
            if times > 1:
                yield Problem(f"ghi {times} lần trong một báo cáo", place=place, value=name, accepted="mỗi nội dung một lần")


def _unkeepable_figures(draft: SubmissionDraft) -> Iterator[Problem]:
    for figure in draft.figures:
        if figure.value is not None and not _is_keepable(figure.value):
            accepted = f"số có tối đa {FIGURE_PLACES} chữ số thập phân, nhỏ hơn 100.000 tỷ"
            message = f"{figure.indicator}: số liệu không lưu được"
            yield Problem(message, place="figures", value=str(figure.value), accepted=accepted)


def _is_keepable(value: Decimal) -> bool:
    return value.is_finite() and abs(value) < MAX_FIGURE and value == round(value, FIGURE_PLACES)


def _other_kinds(chosen: Catalogue, draft: SubmissionDraft) -> Iterator[Problem]:
    """Half persons, negative counts, a yes or no that is neither: what no agency can mean."""
    for figure in draft.figures:
        value = figure.value
        if figure.indicator not in chosen or value is None or not _is_keepable(value):
            continue
        if accepted := refused_number(chosen[figure.indicator], value):
            message = f"{chosen[figure.indicator].label}: số liệu không hợp với chỉ tiêu"
            yield Problem(message, place=f"figures.{figure.indicator}", value=number(value), accepted=accepted)


def _false_nils(plan: Plan, draft: SubmissionDraft) -> Iterator[Problem]:
    covered = section_indicators(plan)
    for found in nil_contradictions(draft.figures, draft.narratives, (), draft.nil_report, covered):
        place = f"narratives.{found.section}" if found.section else "nil_report"
        yield Problem(found.message, place=place, value=found.value, accepted=found.accepted)


def _oversized(draft: SubmissionDraft) -> Iterator[Problem]:
    for file in draft.attachments:
        if len(file.content) > MAX_ATTACHMENT:
            yield Problem("tệp đính kèm quá lớn", place="attachments", value=file.name, accepted="tệp không quá 20 MB")
