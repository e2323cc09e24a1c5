"""Rows of answers turned into the parts of a submission; a bad row is set aside with its reason, the others stay."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from danvan_workflow.duty.lengths import LONGEST_NAME, LONGEST_NOTE, LONGEST_PHONE, LONGEST_TEXT
from danvan_workflow.duty.submission import Figure, FigureStatus, Narrative, Person, TaskProgress, TaskState
from danvan_workflow.intake.mapping import AnswerKind, SourceMapping
from danvan_workflow.intake.rejection import Rejection, shown
from danvan_workflow.intake.values import BadValue, figure_of, text_of
from danvan_workflow.statutory.indicators import Catalogue

NOT_APPLICABLE = "Không áp dụng."
PERCENT = re.compile(r"(?P<word>.*?)\s*(?P<percent>[0-9]{1,3})\s*%")

Part = Figure | Narrative | Person | TaskProgress


@dataclass(frozen=True, slots=True)
class AskedContent:
    """What a cycle can take: the plan's indicators, its sections (and questions), its tasks; the figures of each section."""

    cycle_id: str
    period: str | None
    catalogue: Catalogue
    sections: Collection[str]
    tasks: Collection[str]
    section_indicators: Mapping[str, Collection[str]] = field(default_factory=dict)


@dataclass(slots=True)
class Parts:
    """The parts of one submission and the rows that were set aside; `unread` are indicators whose answer was."""

    figures: list[Figure] = field(default_factory=list)
    narratives: list[Narrative] = field(default_factory=list)
    persons: list[Person] = field(default_factory=list)
    tasks: list[TaskProgress] = field(default_factory=list)
    rejections: list[Rejection] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)

    def add(self, part: Part) -> None:
        """Take a part among those of its kind."""
        match part:
            case Figure():
                self.figures.append(part)
            case Narrative():
                self.narratives.append(part)
            case Person():
                self.persons.append(part)
            case TaskProgress():
                self.tasks.append(part)


class AnswerReader:
    """Reads the rows of one submission after another."""

    def __init__(self, mapping: SourceMapping, asked: AskedContent) -> None:
        self._mapping, self._asked = mapping, asked

    def read(self, rows: Iterable[Mapping[str, object]], key: str) -> Parts:
        """The parts of the rows of one submission. A code that is answered twice, differently, is answered by nobody."""
        parts = Parts()
        seen: dict[tuple[AnswerKind, str], list[Part]] = {}
        for row in rows:
            try:
                found = self._part(row)
            except _Refusal as refusal:
                place = f"{key}/{shown(self._cell(row, 'code'))}"
                parts.rejections.append(self._rejection(place, refusal.column, row, str(refusal)))
                parts.unread += refusal.indicator
                continue
            if found is not None:
                seen.setdefault(found[0], []).append(found[1])
        for (kind, code), answers in seen.items():
            self._keep(parts, kind, code, answers, key)
        return parts

    def _keep(self, parts: Parts, kind: AnswerKind, code: str, answers: list[Part], key: str) -> None:
        distinct = list(dict.fromkeys(answers))
        if kind is AnswerKind.PERSON or len(distinct) == 1:
            for part in distinct:
                parts.add(part)
            return
        reason = f"mã được trả lời {len(answers)} lần với nội dung khác nhau; chỉ ghi một lần"
        column = self._mapping.columns["code"]
        parts.unread += [part.indicator for part in answers[:1] if isinstance(part, Figure)]
        parts.rejections.append(Rejection(self._mapping.answer_table, f"{key}/{code}", column, code, reason))

    def _part(self, row: Mapping[str, object]) -> tuple[tuple[AnswerKind, str], Part] | None:
        said = self._text(row, "kind", LONGEST_NAME)
        if not said and self._cell(row, "code") is None:
            return None  # an outer join: a submission without any answer
        kind = self._mapping.kinds.get(said)
        if kind is None:
            raise _Refusal("kind", f"loại câu trả lời không có trong bảng ánh xạ; chấp nhận: {', '.join(self._mapping.kinds)}")
        code = self._text(row, "code", LONGEST_NAME)
        note = self._text(row, "note", LONGEST_NOTE)
        match kind:
            case AnswerKind.FIGURE:
                part: Part | None = self._figure(row, code, note)
            case AnswerKind.NARRATIVE:
                part = self._narrative(row, code, note)
            case AnswerKind.PERSON:
                part = self._person(row, code, note)
            case AnswerKind.TASK:
                part = self._task(row, code, note)
        return None if part is None else ((kind, code), part)

    def _figure(self, row: Mapping[str, object], code: str, note: str) -> Figure | None:
        ours = self._known(self._mapping.indicators.ours(code), self._asked.catalogue, "chỉ tiêu")
        try:
            return figure_of(self._asked.catalogue[ours], self._cell(row, "value"), note, self._mapping)
        except BadValue as error:
            raise _Refusal("value", str(error), (ours,)) from None

    def _narrative(self, row: Mapping[str, object], code: str, note: str) -> Narrative | None:
        ours = self._known(self._mapping.sections.ours(code), self._asked.sections, "mục")
        text = self._text(row, "value", LONGEST_TEXT)
        status = self._mapping.words.statuses.get(text.casefold().rstrip("."))
        if status is FigureStatus.NOT_APPLICABLE:
            return Narrative(ours, "", skip_reason=note or NOT_APPLICABLE)
        if status is not None:
            return Narrative(ours, text, nil=True, skip_reason=note)
        return Narrative(ours, text, skip_reason=note) if text or note else None

    def _person(self, row: Mapping[str, object], code: str, note: str) -> Person | None:
        role = self._mapping.roles.get(code)
        if role is None:
            raise _Refusal("code", f"vai trò không có trong bảng ánh xạ; chấp nhận: {', '.join(self._mapping.roles)}")
        name = self._text(row, "value", LONGEST_NAME)
        position, phone, email, *_ = [part.strip() for part in note.split(self._mapping.separator)] + [""] * 3
        if max(len(position), len(email)) > LONGEST_NAME or len(phone) > LONGEST_PHONE:
            raise _Refusal("note", f"chức vụ, điện thoại hoặc thư điện tử quá dài; tối đa {LONGEST_NAME} ký tự mỗi phần")
        return Person(role, name, position, phone, email) if name else None

    def _task(self, row: Mapping[str, object], code: str, note: str) -> TaskProgress | None:
        ours = self._known(self._mapping.tasks.ours(code), self._asked.tasks, "nhiệm vụ")
        said = self._text(row, "value", LONGEST_NAME)
        if not said:
            return None
        found = PERCENT.fullmatch(said)
        percent = int(found["percent"]) if found else None
        state = self._mapping.task_states.get(found["word"].strip() if found else said)
        if state is None or (percent is not None and percent > 100):
            accepted = ", ".join(self._mapping.task_states)
            raise _Refusal("value", f"trạng thái nhiệm vụ không đọc được; chấp nhận: {accepted}, kèm tỷ lệ từ 0% đến 100%")
        return TaskProgress(ours, state, 100 if state is TaskState.DONE else percent, note)

    def _known(self, ours: str | None, accepted: Collection[str], what: str) -> str:
        if ours is None:
            raise _Refusal("code", f"mã {what} không có trong bảng ánh xạ {self._mapping.name}.yaml")
        if ours not in accepted:
            raise _Refusal("code", f"{what} {ours} không có trong kế hoạch")
        return ours

    def _text(self, row: Mapping[str, object], name: str, limit: int) -> str:
        try:
            return text_of(self._cell(row, name), limit)
        except BadValue as error:
            raise _Refusal(name, str(error)) from None

    def _cell(self, row: Mapping[str, object], name: str) -> object:
        column = self._mapping.columns.get(name)
        return row.get(column) if column else None

    def _rejection(self, key: str, name: str, row: Mapping[str, object], reason: str) -> Rejection:
        column = self._mapping.columns.get(name, name)
        return Rejection(self._mapping.answer_table, key, column, shown(self._cell(row, name)), reason)


class _Refusal(ValueError):
    """One row can't be taken because of one column; `indicator` is what it would have answered, where that is known."""

    def __init__(self, column: str, reason: str, indicator: tuple[str, ...] = ()) -> None:
        self.column, self.indicator = column, indicator
        super().__init__(reason)
