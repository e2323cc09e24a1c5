"""What a mapping file may say, part by part; a key without a value counts as left out."""

from __future__ import annotations

from collections import Counter
from string import Formatter
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, model_validator

from danvan_workflow.duty.submission import FigureStatus, TaskState
from danvan_workflow.intake.codes import FIELD, CodePattern
from danvan_workflow.intake.mapping import AnswerKind
from danvan_workflow.reading.forms import Breach
from danvan_workflow.reading.model import NullIsAbsent, Text

VIETNAM_TIME = "Asia/Ho_Chi_Minh"
PERIOD_FIELDS = {"year": ("", "04d"), "number": ("", "d", "02d"), "key": ("",)}


class Tables(NullIsAbsent):
    """The source's names of its tables, for the list of rows that were set aside."""

    submission: Text
    answer: Text


class Columns(NullIsAbsent):
    """Our names of the columns, each with the name that it has in the result of the query."""

    agency: Text
    sent_at: Text
    kind: Text
    code: Text
    value: Text
    submission: Text | None = None
    version: Text | None = None
    sender: Text | None = None
    document_number: Text | None = None
    nil_report: Text | None = None
    is_sample: Text | None = None
    note: Text | None = None


class CodeRule(NullIsAbsent):
    """One rule for codes."""

    theirs: str
    ours: str

    @model_validator(mode="after")
    def _both_sides_agree(self) -> Self:
        stray = set("{}") & set(FIELD.sub("", self.theirs + self.ours))
        if stray or not CodePattern(self.theirs, self.ours).fields_agree:
            said = f"{self.theirs} ↔ {self.ours}"
            raise Breach("hai vế của mẫu không khớp nhau", "{theirs: DV.{unit}, ours: “{unit}”}", value=said)
        return self


def _each_of_ours_once(table: dict[str, str]) -> dict[str, str]:
    if twice := sorted(code for code, count in Counter(table.values()).items() if count > 1):
        raise Breach("một mã của ta ứng với nhiều mã của nguồn", "mỗi mã một lần", value=", ".join(twice))
    return table


class Codes(NullIsAbsent):
    """Codes of one kind, theirs to ours: by table, then by pattern."""

    table: Annotated[dict[str, Text], AfterValidator(_each_of_ours_once)] = Field(default_factory=dict)
    patterns: tuple[CodeRule, ...] = ()


class WordLists(NullIsAbsent):
    """The answers that are no numbers."""

    zero: tuple[str, ...] = ()
    nil: tuple[str, ...] = ()
    not_applicable: tuple[str, ...] = ()
    yes: tuple[str, ...] = ()
    no: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _one_meaning_each(self) -> Self:
        counts = Counter(word.casefold() for _, words in self._lists() for word in words)
        if twice := sorted(word for word, count in counts.items() if count > 1):
            raise Breach("một từ mang hai nghĩa", "mỗi từ ở một danh sách", value=", ".join(twice))
        return self

    def statuses(self) -> dict[str, FigureStatus]:
        """The status that each word stands for."""
        return {word.casefold(): status for status, words in self._lists() for word in words}

    def _lists(self) -> tuple[tuple[FigureStatus, tuple[str, ...]], ...]:
        return (
            (FigureStatus.ZERO, self.zero),
            (FigureStatus.NIL, self.nil),
            (FigureStatus.NOT_APPLICABLE, self.not_applicable),
        )


def _period_form(form: str) -> str:
    try:
        parts = [(name, spec, turned) for _, name, spec, turned in Formatter().parse(form) if name is not None]
    except ValueError:
        parts = [("", "", None)]
    if any(turned or spec not in PERIOD_FIELDS.get(name, ()) for name, spec, turned in parts):
        raise Breach("mẫu viết chưa đúng", "{year}, {number}, {number:02d}, {key}")
    return form


PeriodForm = Annotated[str, AfterValidator(_period_form)]


class Periods(NullIsAbsent):
    """The source's codes of periods."""

    month: PeriodForm | None = None
    quarter: PeriodForm | None = None
    six_months: PeriodForm | None = None
    second_half: PeriodForm | None = None
    nine_months: PeriodForm | None = None
    year: PeriodForm | None = None
    none: PeriodForm | None = None


def _one_of(*accepted: str) -> BeforeValidator:
    """One of some signs, which are quoted where the value is none of them."""

    def check(value: object) -> object:
        if value not in accepted:
            raise Breach("giá trị không nằm trong danh sách", ", ".join(f"“{sign}”" for sign in accepted))
        return value

    return BeforeValidator(check)


class Numbers(NullIsAbsent):
    """The signs within numbers."""

    thousands: Annotated[Literal[".", ",", " "], _one_of(".", ",", " ")] = "."
    decimal: Annotated[Literal[".", ","], _one_of(".", ",")] = ","

    @model_validator(mode="after")
    def _two_signs(self) -> Self:
        if self.thousands == self.decimal:
            message = "dấu phân cách hàng nghìn trùng với dấu thập phân"
            raise Breach(message, "hai dấu khác nhau", value=self.decimal)
        return self


def _zone(name: object) -> object:
    try:
        return ZoneInfo(name) if isinstance(name, str) else name
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Breach("không có múi giờ này", f"tên múi giờ, ví dụ {VIETNAM_TIME}") from None


def _task_state(value: object) -> object:
    """What a source may say of a task: silence is no answer, and it has no word."""
    accepted = [state for state in TaskState if state.is_said or state is TaskState.OVERDUE]
    if value not in accepted:
        raise Breach("giá trị không nằm trong danh sách", f"một trong: {', '.join(accepted)}")
    return value


class MappingFile(NullIsAbsent):
    """The whole file."""

    format: Literal["1"]
    title: Text
    query: Text | None = None
    time_zone: Annotated[ZoneInfo, BeforeValidator(_zone)] = ZoneInfo(VIETNAM_TIME)
    timestamps: tuple[str, ...] = ("%Y-%m-%d %H:%M:%S",)
    numbers: Numbers = Numbers()
    tables: Tables
    columns: Columns
    kinds: dict[str, AnswerKind] = Field(default_factory=dict)
    agencies: Codes = Codes()
    indicators: Codes = Codes()
    sections: Codes = Codes()
    tasks: Codes = Codes()
    roles: dict[str, Literal["leader", "official"]] = Field(default_factory=dict)
    separator: Annotated[str, StringConstraints(min_length=1, strip_whitespace=False)] = "|"
    task_states: dict[str, Annotated[TaskState, BeforeValidator(_task_state)]] = Field(default_factory=dict)
    words: WordLists = WordLists()
    periods: Periods = Periods()
    obligations: dict[str, Text] = Field(default_factory=dict)
    plans: dict[str, Text] = Field(default_factory=dict)
