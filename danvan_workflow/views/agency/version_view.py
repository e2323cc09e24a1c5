"""What one version says, as a person reads it: section by section, figures and texts together, and what it leaves out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from danvan_workflow.duty.nil import says_nil
from danvan_workflow.duty.outline import OTHER_FIGURES, PersonRole, placed_codes, sections_of
from danvan_workflow.duty.submission import FigureStatus
from danvan_workflow.plan.models import Plan
from danvan_workflow.render.numbers import number
from danvan_workflow.statutory.indicators import Catalogue, Indicator, IndicatorKind
from danvan_workflow.store.agencies import StoredFile
from danvan_workflow.store.tables import CycleRow, DutyRow, FigureRow, NarrativeRow, PersonRow, SubmissionRow, TaskProgressRow

NIL, NOT_APPLICABLE, BLANK = "không phát sinh", "không áp dụng", "chưa báo cáo"


@dataclass(frozen=True, slots=True)
class FigureView:
    """One figure in words. `missing` marks one that is owed and not answered."""

    code: str
    name: str
    unit: str
    text: str
    note: str
    missing: bool


@dataclass(frozen=True, slots=True)
class SectionView:
    """One section: its text, or the word that stands in its place, and its figures. `missing` says that the text is owed."""

    section: str
    title: str
    text: str
    word: str
    missing: bool
    figures: tuple[FigureView, ...]


@dataclass(frozen=True, slots=True)
class PersonView:
    """A focal person; the role in words."""

    role: str
    name: str
    position: str
    phone: str
    email: str


@dataclass(frozen=True, slots=True)
class TaskView:
    """What a version says of a task; the title and the state in words."""

    title: str
    state: str
    percent: int | None
    evidence: str


@dataclass(frozen=True, slots=True)
class VersionView:
    """One version whole."""

    number: int
    nil_report: bool
    is_sample: bool
    sections: tuple[SectionView, ...]
    persons: tuple[PersonView, ...]
    tasks: tuple[TaskView, ...]
    files: tuple[StoredFile, ...]
    missing_others: tuple[str, ...]


def version_view(
    plan: Plan, cycle: CycleRow, duty: DutyRow, chosen: Catalogue, version: SubmissionRow, files: tuple[StoredFile, ...]
) -> VersionView:
    """The version in the order of the plan's sections; what is owed and missing stands at its place."""
    tasks = {task.id: task.title for task in plan.tasks}
    missing = version.completeness or {}
    return VersionView(
        number=version.version,
        nil_report=version.nil_report,
        is_sample=version.is_sample,
        sections=tuple(_sections(plan, cycle, duty, chosen, version)),
        persons=tuple(_person(row) for row in version.persons),
        tasks=tuple(_task(row, tasks) for row in version.tasks),
        files=files,
        missing_others=tuple(missing.get("others", ())),
    )


def _sections(plan: Plan, cycle: CycleRow, duty: DutyRow, chosen: Catalogue, version: SubmissionRow) -> Iterator[SectionView]:
    texts, figures = {row.section: row for row in version.narratives}, {row.indicator: row for row in version.figures}
    with_figures = {s.id for s in plan.sections if not set(s.indicators).isdisjoint({*figures, *duty.indicators})}
    titles = sections_of(plan, cycle.ad_hoc, {*duty.sections, *texts, *with_figures})
    placed = placed_codes(plan, [*duty.indicators, *figures], titles)
    for section, title in titles.items():
        said = _figures(placed.get(section, ()), duty, chosen, figures)
        yield _section(section, title, texts.get(section), section in duty.sections, version, said)
    if others := _figures(placed[""], duty, chosen, figures):
        yield SectionView("", OTHER_FIGURES, "", "", missing=False, figures=others)


def _section(
    section: str,
    title: str,
    row: NarrativeRow | None,
    owed: bool,
    version: SubmissionRow,
    figures: tuple[FigureView, ...],
) -> SectionView:
    missing = section in (version.completeness or {}).get("sections", ())
    word = _word(row, version, missing, owed)
    return SectionView(section, title, row.text if row and not says_nil(row) else "", word, missing, figures)


def _word(row: NarrativeRow | None, version: SubmissionRow, missing: bool, owed: bool) -> str:
    """What stands in the place of a text."""
    if row is not None and says_nil(row):
        return NIL
    if row is not None and row.skip_reason and not row.text.strip():
        return f"không nêu: {row.skip_reason}"
    if row is not None and row.text.strip():
        return ""
    if missing:
        return BLANK
    return NIL if owed and version.nil_report else ""


def _figures(codes: Iterable[str], duty: DutyRow, chosen: Catalogue, given: Mapping[str, FigureRow]) -> tuple[FigureView, ...]:
    return tuple(_figure(chosen[code], given.get(code), code in duty.indicators) for code in codes if code in chosen)


def _figure(indicator: Indicator, row: FigureRow | None, owed: bool) -> FigureView:
    return FigureView(
        code=indicator.code,
        name=indicator.name,
        unit=indicator.unit,
        text=figure_text(indicator, row),
        note=row.note if row else "",
        missing=row is None and owed,
    )


def figure_text(indicator: Indicator, row: FigureRow | None) -> str:
    """A figure as it is read: a number in Vietnamese style, or the words of its status."""
    if row is None:
        return BLANK
    status = FigureStatus(row.status)
    if status is FigureStatus.NOT_APPLICABLE:
        return NOT_APPLICABLE
    if status is FigureStatus.NIL:
        return NIL
    if indicator.kind is IndicatorKind.YES_NO:
        return "có" if row.value else "không"
    return number(row.value)


def _person(row: PersonRow) -> PersonView:
    return PersonView(PersonRole(row.role).label, row.name, row.title, row.phone, row.email)


def _task(row: TaskProgressRow, titles: Mapping[str, str]) -> TaskView:
    return TaskView(titles.get(row.task, row.task), row.state.label, row.percent, row.evidence)
