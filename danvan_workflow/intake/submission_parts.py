"""What a submission file may say, part by part; a key without a value counts as left out."""

from __future__ import annotations

import base64
import binascii
import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal, Self, TypeVar

from pydantic import AfterValidator, BeforeValidator, Field, ValidationInfo, model_validator

from danvan_workflow.duty.lengths import LONGEST_ID, LONGEST_NAME, LONGEST_NUMBER, LONGEST_PHONE
from danvan_workflow.duty.submission import Attachment, Figure, FigureStatus, Narrative, Person, TaskProgress, TaskState
from danvan_workflow.reading.forms import NUMBER_FORM, Breach, Number, Whole, YesNo
from danvan_workflow.reading.model import BlankIsAbsent, Text
from danvan_workflow.statutory.deadline import VIETNAM

A_NUMBER = "số viết bằng chữ số, dấu thập phân là dấu chấm, ví dụ 12 hoặc 98.5; hoặc {status: nil}"
REPORTED_STATES = tuple(state for state in TaskState if state.is_said)
Id = Annotated[Text, Field(max_length=LONGEST_ID)]
Name = Annotated[Text, Field(max_length=LONGEST_NAME)]
Part = TypeVar("Part")


class FigureAnswer(BlankIsAbsent):
    """The answer to one indicator; a status without a value, or a value."""

    status: FigureStatus = FigureStatus.VALUE
    value: Number | None = None
    note: str = ""

    @model_validator(mode="after")
    def _says_one_thing(self) -> Self:
        if self.status is FigureStatus.VALUE and self.value is None:
            raise Breach("chưa ghi giá trị", "value: một số, hoặc status: nil, zero, not_applicable")
        if self.status is not FigureStatus.VALUE and self.value:
            message = f"status là {self.status} thì không có giá trị khác 0"
            raise Breach(message, "bỏ value, hoặc bỏ status", key="value", value=str(self.value))
        return self

    def figure(self, code: str) -> Figure:
        """The figure of that indicator."""
        if self.status is FigureStatus.VALUE:
            return Figure(code, FigureStatus.VALUE if self.value else FigureStatus.ZERO, self.value, self.note)
        applies = self.status is not FigureStatus.NOT_APPLICABLE
        return Figure(code, self.status, Decimal(0) if applies else None, self.note)


def _figure(value: object) -> object:
    """A number alone is an answer, too."""
    if isinstance(value, dict | FigureAnswer):
        return value
    if value is None or value == "":
        raise Breach("khóa có mà chưa ghi giá trị", A_NUMBER)
    if not isinstance(value, str) or not NUMBER_FORM.fits(value):
        raise Breach("không phải số", A_NUMBER)
    return FigureAnswer(value=Decimal(value))


FigureAnswers = dict[str, Annotated[FigureAnswer, BeforeValidator(_figure)]]
"""Answers by indicator: a number alone, or what FigureAnswer says."""


class NarrativeAnswer(BlankIsAbsent):
    """The text of a section, or why there is none."""

    section: Id
    text: str = ""
    nil: YesNo = False
    skip_reason: str = ""

    @model_validator(mode="after")
    def _says_one_thing(self) -> Self:
        if self.nil and self.text:
            raise Breach("mục đã có nội dung thì không ghi “không phát sinh”", "bỏ text hoặc bỏ nil", key="nil", value="true")
        return self

    def narrative(self) -> Narrative:
        """The narrative."""
        return Narrative(self.section, self.text, self.nil, self.skip_reason)


class PersonAnswer(BlankIsAbsent):
    """A focal person."""

    role: Literal["leader", "official"]
    name: Name
    position: Annotated[str, Field(max_length=LONGEST_NAME)] = ""
    phone: Annotated[str, Field(max_length=LONGEST_PHONE)] = ""
    email: Annotated[str, Field(max_length=LONGEST_NAME)] = ""

    def person(self) -> Person:
        """The person."""
        return Person(self.role, self.name, self.position, self.phone, self.email)


def _state(value: object) -> object:
    if value not in REPORTED_STATES:
        raise Breach("giá trị không nằm trong danh sách", f"một trong: {', '.join(REPORTED_STATES)}")
    return value


class TaskAnswer(BlankIsAbsent):
    """The progress of a task."""

    task: Id
    state: Annotated[TaskState, BeforeValidator(_state)]
    percent: Annotated[Whole, Field(ge=0, le=100)] | None = None
    evidence: str = ""

    def progress(self) -> TaskProgress:
        """The progress."""
        return TaskProgress(self.task, self.state, self.percent, self.evidence)


def _file_name(name: str) -> str:
    if name != Path(name).name or "\\" in name:
        raise Breach("tên tệp không được chứa đường dẫn", "tên tệp, ví dụ bao-cao.docx")
    return name


def _decoded(value: object) -> object:
    try:
        return base64.b64decode("".join(value.split()), validate=True) if isinstance(value, str) else value
    except (binascii.Error, ValueError):
        raise Breach("nội dung tệp không phải base64", "nội dung tệp mã hóa base64", value="") from None


class AttachedFile(BlankIsAbsent):
    """A file that goes with the submission."""

    name: Annotated[Name, AfterValidator(_file_name)]
    content: Annotated[bytes, BeforeValidator(_decoded)]
    media_type: Annotated[str, Field(max_length=LONGEST_NUMBER)] = "application/octet-stream"

    def attachment(self) -> Attachment:
        """The attachment."""
        return Attachment(self.name, self.content, self.media_type)


def _moment(value: object, info: ValidationInfo) -> object:
    """An aware moment, not after the one (the context) at which the file is taken in."""
    try:
        said = dt.datetime.fromisoformat(value if isinstance(value, str) else "")
        found = said if said.tzinfo else said.replace(tzinfo=VIETNAM)
        found.astimezone(dt.UTC)
    except (ValueError, OverflowError):
        raise Breach("thời điểm không có thật", "ngày và giờ, ví dụ 2025-03-18T09:30") from None
    if isinstance(info.context, dt.datetime) and found > info.context:
        raise Breach("thời điểm gửi sau thời điểm tiếp nhận", "thời điểm đã qua")
    return found


def _each_once(name: Callable[[Part], str]) -> Callable[[tuple[Part, ...]], tuple[Part, ...]]:
    def check(parts: tuple[Part, ...]) -> tuple[Part, ...]:
        names = [name(part) for part in parts]
        if twice := sorted({found for found in names if names.count(found) > 1}):
            raise Breach("ghi hai lần", "mỗi tên một lần", value=", ".join(twice))
        return parts

    return check


class SubmissionFile(BlankIsAbsent):
    """The whole file."""

    format: Literal["1"]
    cycle: Text
    agency: Text
    sent_at: Annotated[dt.datetime, BeforeValidator(_moment)] | None = None
    via: Literal["file", "paper", "lower_tier"] = "file"
    sender: Annotated[str, Field(max_length=LONGEST_NAME)] = ""
    document_number: Annotated[str, Field(max_length=LONGEST_NUMBER)] = ""
    version: Annotated[Whole, Field(ge=1, le=10_000)] | None = None
    nil_report: YesNo = False
    sample: YesNo = False
    figures: FigureAnswers = Field(default_factory=dict)
    narratives: Annotated[tuple[NarrativeAnswer, ...], AfterValidator(_each_once(lambda part: part.section))] = ()
    persons: tuple[PersonAnswer, ...] = ()
    tasks: Annotated[tuple[TaskAnswer, ...], AfterValidator(_each_once(lambda part: part.task))] = ()
    attachments: Annotated[tuple[AttachedFile, ...], AfterValidator(_each_once(lambda part: part.name))] = ()
