"""What an agency sends: figures, narratives, persons, progress of tasks, files. Nothing here knows where it came from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType


class FigureStatus(StrEnum):
    """How a figure was answered. A blank is the absence of a figure, and never a zero."""

    VALUE = "value"
    ZERO = "zero"
    NIL = "nil"  # "không phát sinh", said explicitly
    NOT_APPLICABLE = "not_applicable"

    @property
    def counts_as_zero(self) -> bool:
        """True for the two explicit ways of saying that there was none."""
        return self in (self.ZERO, self.NIL)


class TaskState(StrEnum):
    """The state of a task of the plan at one agency.

    NOT_REPORTED: nobody said anything of it. The two that speak of the due day follow from it; nobody has to say them.
    """

    NOT_REPORTED = "not_reported"
    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    DONE = "done"
    OVERDUE = "overdue"
    OVERDUE_UNREPORTED = "overdue_unreported"
    NOT_APPLICABLE = "not_applicable"

    @property
    def is_overdue(self) -> bool:
        """True where the day has passed and the task isn't known to be done."""
        return self in (self.OVERDUE, self.OVERDUE_UNREPORTED)

    @property
    def is_said(self) -> bool:
        """True for what an agency says of a task."""
        return self not in (self.NOT_REPORTED, self.OVERDUE, self.OVERDUE_UNREPORTED)

    @property
    def label(self) -> str:
        """The Vietnamese word."""
        return TASK_STATE_LABELS[self]


TASK_STATE_LABELS: Mapping[TaskState, str] = MappingProxyType(
    {
        TaskState.NOT_REPORTED: "chưa báo cáo",
        TaskState.NOT_STARTED: "chưa làm",
        TaskState.IN_PROGRESS: "đang làm",
        TaskState.DONE: "hoàn thành",
        TaskState.OVERDUE: "quá hạn",
        TaskState.OVERDUE_UNREPORTED: "quá hạn, chưa báo cáo",
        TaskState.NOT_APPLICABLE: "không áp dụng",
    }
)


@dataclass(frozen=True, slots=True)
class Figure:
    """One answer to one indicator. `value` is None exactly when the status is NOT_APPLICABLE; ZERO and NIL hold 0."""

    indicator: str
    status: FigureStatus
    value: Decimal | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Narrative:
    """The text of one section. `nil` says "không phát sinh" for the whole section; `skip_reason` justifies leaving it out."""

    section: str
    text: str
    nil: bool = False
    skip_reason: str = ""


@dataclass(frozen=True, slots=True)
class Person:
    """A focal person named by an agency; role is `leader` or `official`."""

    role: str
    name: str
    position: str = ""
    phone: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class TaskProgress:
    """What an agency says of one task: state, percent (0-100, None when not said), evidence."""

    task: str
    state: TaskState
    percent: int | None = None
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came with the submission."""

    name: str
    content: bytes
    media_type: str = "application/octet-stream"


@dataclass(frozen=True, slots=True)
class SubmissionDraft:
    """A submission before it has a number: the same whether it came from a database, a workbook, a page or a sample.

    `sent_at` is the moment the agency sent it (aware), which decides on time or late; `version` is the sender's own number
    where the source keeps one. `via` names the way in: `database:<name>`, `workbook`, `paper`, `portal`, `lower_tier`, `sample`.
    """

    cycle_id: str
    agency: str
    sent_at: dt.datetime
    via: str
    sender: str = ""
    document_number: str = ""
    version: int | None = None
    figures: tuple[Figure, ...] = ()
    narratives: tuple[Narrative, ...] = ()
    persons: tuple[Person, ...] = ()
    tasks: tuple[TaskProgress, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    nil_report: bool = False
    is_sample: bool = False
    extra: Mapping[str, str] = field(default_factory=dict)
