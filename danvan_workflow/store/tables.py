"""All tables. Times are UTC, days are dates in Asia/Ho_Chi_Minh, figures exact decimals.

Versions are immutable: nothing updates a submission's content; corrections are new rows. Unique keys make a second run harmless.
"""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from sqlalchemy import (
    JSON,
    Date,
    ForeignKey,
    Index,
    LargeBinary,
    MetaData,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

from danvan_workflow.duty.ad_hoc import AdHocContent
from danvan_workflow.duty.cycle_state import CycleState
from danvan_workflow.duty.decision import Decision
from danvan_workflow.duty.events import ActKind, EventKind
from danvan_workflow.duty.notice_state import NoticeReason, NoticeState
from danvan_workflow.duty.states import SubmissionState
from danvan_workflow.duty.submission import TaskState
from danvan_workflow.errors import Severity
from danvan_workflow.plan.models import ObligationKind
from danvan_workflow.store.types import AdHocJson, ExactNumber, UtcDateTime, WordOf


class Base(DeclarativeBase):
    """Names of constraints are fixed, so that migrations can address them on every database."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads this mapping from the class
        dt.datetime: UtcDateTime,
        Decimal: ExactNumber,
        AdHocContent: AdHocJson,
        dict[str, Any]: JSON,
        list[Any]: JSON,
        list[str]: JSON,
    }


class AgencyRow(Base):
    """An agency of the register, with the days on which it exists (both inclusive; NULL: open).

    `position` keeps the order of the files, here and in the two tables below: rolls and reports follow it.
    """

    __tablename__ = "agency"
    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(300))
    short_name: Mapped[str] = mapped_column(String(200))
    unit_name: Mapped[str] = mapped_column(String(200), default="")
    province_name: Mapped[str] = mapped_column(String(200), default="")
    kind: Mapped[str] = mapped_column(String(20), index=True)
    province: Mapped[str] = mapped_column(String(10), default="", index=True)
    parent: Mapped[str] = mapped_column(String(40), default="")
    valid_from: Mapped[dt.date | None] = mapped_column(Date)
    valid_to: Mapped[dt.date | None] = mapped_column(Date)
    assumed: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[str] = mapped_column(Text, default="")


class SuccessionRow(Base):
    """Which agency passed into which, from when, with what share (numerator/denominator)."""

    __tablename__ = "succession"
    predecessor: Mapped[str] = mapped_column(String(40), primary_key=True)
    successor: Mapped[str] = mapped_column(String(40), primary_key=True, index=True)
    effective_on: Mapped[dt.date] = mapped_column(Date, primary_key=True)
    position: Mapped[int]
    numerator: Mapped[int]
    denominator: Mapped[int]
    assumed: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[str] = mapped_column(Text, default="")


class ContactRow(Base):
    """Who receives notices for an agency, by role."""

    __tablename__ = "contact"
    agency: Mapped[str] = mapped_column(String(40), primary_key=True)
    role: Mapped[str] = mapped_column(String(10), primary_key=True)
    email: Mapped[str] = mapped_column(String(200), primary_key=True)
    position: Mapped[int]
    name: Mapped[str] = mapped_column(String(200), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    valid_from: Mapped[dt.date | None] = mapped_column(Date)
    valid_to: Mapped[dt.date | None] = mapped_column(Date)
    example: Mapped[bool] = mapped_column(default=False)


class PlanVersionRow(Base):
    """The exact text of a plan that a cycle was opened with."""

    __tablename__ = "plan_version"
    id: Mapped[int] = mapped_column(primary_key=True)
    plan: Mapped[str] = mapped_column(String(60))
    sha256: Mapped[str] = mapped_column(String(64))
    text: Mapped[str] = mapped_column(Text)
    loaded_at: Mapped[dt.datetime]
    __table_args__ = (UniqueConstraint("plan", "sha256"),)


class CycleRow(Base):
    """A reporting cycle (kỳ báo cáo). `last_day` is the plan's; `effective_last_day` follows a change of the whole cycle."""

    __tablename__ = "cycle"
    cycle_id: Mapped[str] = mapped_column(String(190), primary_key=True)
    plan: Mapped[str] = mapped_column(String(60), index=True)
    obligation: Mapped[str] = mapped_column(String(60))
    key: Mapped[str] = mapped_column(String(60))
    kind: Mapped[ObligationKind] = mapped_column(WordOf(ObligationKind, 30))
    label: Mapped[str] = mapped_column(String(300))
    period: Mapped[str | None] = mapped_column(String(20))
    data_first_day: Mapped[dt.date | None] = mapped_column(Date)
    data_last_day: Mapped[dt.date | None] = mapped_column(Date)
    opens_on: Mapped[dt.date] = mapped_column(Date)
    due_phrase: Mapped[str] = mapped_column(String(200), default="")
    last_day: Mapped[dt.date] = mapped_column(Date)
    effective_last_day: Mapped[dt.date] = mapped_column(Date)
    collector_due_on: Mapped[dt.date] = mapped_column(Date)
    assumed: Mapped[bool] = mapped_column(default=False)
    plan_version_id: Mapped[int] = mapped_column(ForeignKey("plan_version.id"))
    state: Mapped[CycleState] = mapped_column(WordOf(CycleState, 20), default=CycleState.OPEN)
    opened_at: Mapped[dt.datetime]
    roll_as_of: Mapped[dt.date] = mapped_column(Date)
    ad_hoc: Mapped[AdHocContent | None]
    plan_version: Mapped[PlanVersionRow] = relationship()
    duties: Mapped[list[DutyRow]] = relationship(back_populates="cycle", order_by="DutyRow.id")


class DutyRow(Base):
    """What one agency owes in one cycle; frozen when the cycle opens: sections, indicators, ladder.

    `owes` is False for an agency that stands outside, with the reason; `passed_on_at` is set when its duty went to successors,
    whose own duties say since when they carry it on (`heir_since`; None for who stood on the roll when it was frozen).
    """

    __tablename__ = "duty"
    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_id: Mapped[str] = mapped_column(ForeignKey("cycle.cycle_id"))
    agency: Mapped[str] = mapped_column(String(40), index=True)
    agency_name: Mapped[str] = mapped_column(String(300))
    group_id: Mapped[str] = mapped_column(String(60))
    owes: Mapped[bool] = mapped_column(default=True)
    reason: Mapped[str] = mapped_column(Text, default="")
    last_day: Mapped[dt.date] = mapped_column(Date)
    sections: Mapped[list[str]]
    indicators: Mapped[list[str]]
    persons: Mapped[list[Any]]
    ladder: Mapped[list[Any]]
    inherited_from: Mapped[list[str]]
    passed_on_to: Mapped[list[str]]
    passed_on_at: Mapped[dt.datetime | None]
    waived_at: Mapped[dt.datetime | None]
    heir_since: Mapped[dt.date | None] = mapped_column(Date)
    cycle: Mapped[CycleRow] = relationship(back_populates="duties")
    submissions: Mapped[list[SubmissionRow]] = relationship(back_populates="duty", order_by="SubmissionRow.version")
    __table_args__ = (UniqueConstraint("cycle_id", "agency"),)


class ConcessionRow(Base):
    """An act on a duty or a cycle (gia hạn, miễn, trả lại, đổi hạn, chấp nhận số liệu), with who decided and why."""

    __tablename__ = "concession"
    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_id: Mapped[str] = mapped_column(ForeignKey("cycle.cycle_id"), index=True)
    duty_id: Mapped[int | None] = mapped_column(ForeignKey("duty.id"))
    kind: Mapped[ActKind] = mapped_column(WordOf(ActKind, 20))
    new_last_day: Mapped[dt.date | None] = mapped_column(Date)
    reason: Mapped[str] = mapped_column(Text)
    decider: Mapped[str] = mapped_column(String(200))
    document_number: Mapped[str] = mapped_column(String(100), default="")
    at: Mapped[dt.datetime]


class SubmissionRow(Base):
    """An immutable numbered version of what an agency sent. The summary columns spare reading the texts again."""

    __tablename__ = "submission"
    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_id: Mapped[str] = mapped_column(ForeignKey("cycle.cycle_id"))
    duty_id: Mapped[int] = mapped_column(ForeignKey("duty.id"))
    agency: Mapped[str] = mapped_column(String(40))
    version: Mapped[int]
    sent_at: Mapped[dt.datetime]
    received_at: Mapped[dt.datetime]
    via: Mapped[str] = mapped_column(String(80))
    sender: Mapped[str] = mapped_column(String(200), default="")
    document_number: Mapped[str] = mapped_column(String(100), default="")
    content_sha256: Mapped[str] = mapped_column(String(64))
    nil_report: Mapped[bool] = mapped_column(default=False)
    is_sample: Mapped[bool] = mapped_column(default=False)
    state: Mapped[SubmissionState] = mapped_column(WordOf(SubmissionState, 20), default=SubmissionState.RECEIVED)
    is_complete: Mapped[bool | None]
    completeness: Mapped[dict[str, Any] | None]
    error_count: Mapped[int] = mapped_column(default=0)
    warning_count: Mapped[int] = mapped_column(default=0)
    ruleset: Mapped[str] = mapped_column(String(64), default="")
    duty: Mapped[DutyRow] = relationship(back_populates="submissions")
    figures: Mapped[list[FigureRow]] = relationship(order_by="FigureRow.indicator")
    narratives: Mapped[list[NarrativeRow]] = relationship(order_by="NarrativeRow.position")
    persons: Mapped[list[PersonRow]] = relationship(order_by="PersonRow.position")
    tasks: Mapped[list[TaskProgressRow]] = relationship(order_by="TaskProgressRow.task")
    attachments: Mapped[list[AttachmentRow]] = relationship(order_by="AttachmentRow.name")
    findings: Mapped[list[FindingRow]] = relationship(order_by="FindingRow.position")
    __table_args__ = (
        UniqueConstraint("duty_id", "version"),
        Index("ix_submission_cycle_id_agency", "cycle_id", "agency"),
    )


class FigureRow(Base):
    """One figure. The key begins with the cycle: consolidating one cycle reads one stretch of the table."""

    __tablename__ = "figure"
    cycle_id: Mapped[str] = mapped_column(String(190), primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"), primary_key=True)
    indicator: Mapped[str] = mapped_column(String(10), primary_key=True)
    status: Mapped[str] = mapped_column(String(20))
    value: Mapped[Decimal | None]
    note: Mapped[str] = mapped_column(Text, default="")


class NarrativeRow(Base):
    """The text of one section of a version."""

    __tablename__ = "narrative"
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"), primary_key=True)
    section: Mapped[str] = mapped_column(String(60), primary_key=True)
    position: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    nil: Mapped[bool] = mapped_column(default=False)
    skip_reason: Mapped[str] = mapped_column(Text, default="")


class PersonRow(Base):
    """A focal person named in a version."""

    __tablename__ = "person"
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    role: Mapped[str] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(200))
    title: Mapped[str] = mapped_column(String(200), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    email: Mapped[str] = mapped_column(String(200), default="")


class TaskProgressRow(Base):
    """What a version says of one task of the plan."""

    __tablename__ = "task_progress"
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"), primary_key=True)
    task: Mapped[str] = mapped_column(String(60), primary_key=True)
    state: Mapped[TaskState] = mapped_column(WordOf(TaskState, 20))
    percent: Mapped[int | None]
    evidence: Mapped[str] = mapped_column(Text, default="")


class AttachmentRow(Base):
    """A file of a version."""

    __tablename__ = "attachment"
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(200), primary_key=True)
    sha256: Mapped[str] = mapped_column(String(64))
    media_type: Mapped[str] = mapped_column(String(100))
    content: Mapped[bytes] = mapped_column(LargeBinary)


class FindingRow(Base):
    """A result of a check on a version: rule id, severity, place, sentence, the indicators whose figures it compares."""

    __tablename__ = "finding"
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    rule: Mapped[str] = mapped_column(String(20))
    severity: Mapped[Severity] = mapped_column(WordOf(Severity, 10))
    place: Mapped[str] = mapped_column(String(100))
    sentence: Mapped[str] = mapped_column(Text)
    terms: Mapped[list[str]] = mapped_column(JSON, default=list)


class AcceptanceRow(Base):
    """A value of a version that an officer accepts although it breaks an error rule, with who decided and why."""

    __tablename__ = "acceptance"
    submission_id: Mapped[int] = mapped_column(ForeignKey("submission.id"), primary_key=True)
    indicator: Mapped[str] = mapped_column(String(10), primary_key=True)
    reason: Mapped[str] = mapped_column(Text)
    decider: Mapped[str] = mapped_column(String(200))
    document_number: Mapped[str] = mapped_column(String(100), default="")
    entered_by: Mapped[str] = mapped_column(String(200), default="")
    at: Mapped[dt.datetime]


class TaskItemRow(Base):
    """A task of the plan at one agency, with its latest state."""

    __tablename__ = "task_item"
    plan: Mapped[str] = mapped_column(String(60), primary_key=True)
    task: Mapped[str] = mapped_column(String(60), primary_key=True)
    agency: Mapped[str] = mapped_column(String(40), primary_key=True)
    agency_name: Mapped[str] = mapped_column(String(300))
    due_on: Mapped[dt.date | None] = mapped_column(Date)
    state: Mapped[TaskState] = mapped_column(WordOf(TaskState, 20), default=TaskState.NOT_REPORTED)
    percent: Mapped[int | None]
    evidence: Mapped[str] = mapped_column(Text, default="")
    submission_id: Mapped[int | None] = mapped_column(ForeignKey("submission.id"))
    updated_at: Mapped[dt.datetime]


class NoticeRow(Base):
    """The outbox. `key` is duty × rung × recipient; the row exists before anything is sent."""

    __tablename__ = "notice"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(400), unique=True)
    cycle_id: Mapped[str] = mapped_column(ForeignKey("cycle.cycle_id"), index=True)
    duty_id: Mapped[int | None] = mapped_column(ForeignKey("duty.id"), index=True)
    agency: Mapped[str] = mapped_column(String(40), default="")
    rung: Mapped[int | None]
    kind: Mapped[str] = mapped_column(String(30))
    recipient: Mapped[str] = mapped_column(String(200))
    recipient_name: Mapped[str] = mapped_column(String(200), default="")
    message_id: Mapped[str] = mapped_column(String(200))
    subject: Mapped[str] = mapped_column(Text, default="")
    payload: Mapped[dict[str, Any]]
    state: Mapped[NoticeState] = mapped_column(WordOf(NoticeState, 12), default=NoticeState.PENDING, index=True)
    status_code: Mapped[NoticeReason] = mapped_column(WordOf(NoticeReason, 40), default=NoticeReason.QUEUED)
    detail: Mapped[str] = mapped_column(Text, default="")
    attempts: Mapped[int] = mapped_column(default=0)
    planned_at: Mapped[dt.datetime]
    claimed_at: Mapped[dt.datetime | None]
    sent_at: Mapped[dt.datetime | None]


class SnapshotRow(Base):
    """A consolidated cycle (bản chốt): the hash is of everything that its report is made from; `members` are (duty, submission).

    `facts` is what the report states, compressed, with its own hash, and `made_with` what the documents were made with, by name
    and version. A snapshot of a release that kept neither has NULL, and can't be made again.
    """

    __tablename__ = "snapshot"
    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_id: Mapped[str] = mapped_column(ForeignKey("cycle.cycle_id"))
    number: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[dt.datetime]
    members: Mapped[list[Any]]
    facts: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    facts_sha256: Mapped[str] = mapped_column(String(64), default="", server_default="")
    made_with: Mapped[dict[str, str] | None] = mapped_column(JSON)
    reports: Mapped[list[ReportRow]] = relationship(back_populates="snapshot", order_by="ReportRow.format")
    __table_args__ = (UniqueConstraint("cycle_id", "sha256"), UniqueConstraint("cycle_id", "number"))


class ReportRow(Base):
    """A document made of a snapshot; `version` rises when a corrected report is issued."""

    __tablename__ = "report"
    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_id: Mapped[str] = mapped_column(ForeignKey("cycle.cycle_id"), index=True)
    snapshot_id: Mapped[int] = mapped_column(ForeignKey("snapshot.id"))
    format: Mapped[str] = mapped_column(String(10))
    file_name: Mapped[str] = mapped_column(String(200))
    sha256: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[dt.datetime]
    version: Mapped[int | None]
    issued_at: Mapped[dt.datetime | None]
    snapshot: Mapped[SnapshotRow] = relationship(back_populates="reports")
    __table_args__ = (UniqueConstraint("snapshot_id", "format"),)


class DecisionRow(Base):
    """What a leader decided of a snapshot: approve, return, wait."""

    __tablename__ = "decision"
    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_id: Mapped[str] = mapped_column(ForeignKey("cycle.cycle_id"), index=True)
    snapshot_id: Mapped[int] = mapped_column(ForeignKey("snapshot.id"))
    files_sha256: Mapped[str] = mapped_column(String(64))
    decision: Mapped[Decision] = mapped_column(WordOf(Decision, 10))
    by: Mapped[str] = mapped_column(String(200))
    note: Mapped[str] = mapped_column(Text, default="")
    at: Mapped[dt.datetime]


class EventRow(Base):
    """The audit log: append-only, written in the same transaction as the act."""

    __tablename__ = "event"
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[dt.datetime]
    cycle_id: Mapped[str] = mapped_column(String(190), default="", index=True)
    agency: Mapped[str] = mapped_column(String(40), default="")
    kind: Mapped[EventKind] = mapped_column(WordOf(EventKind, 40))
    by: Mapped[str] = mapped_column(String(200), default="")
    detail: Mapped[dict[str, Any]]


class RejectionRow(Base):
    """A row of a source that could not be taken: table, key, column, value, reason. One row per distinct rejection."""

    __tablename__ = "rejection"
    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_id: Mapped[str] = mapped_column(String(190), index=True)
    source: Mapped[str] = mapped_column(String(80))
    table_name: Mapped[str] = mapped_column(String(100))
    row_key: Mapped[str] = mapped_column(String(200))
    column_name: Mapped[str] = mapped_column(String(100))
    value: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    at: Mapped[dt.datetime]
    __table_args__ = (
        UniqueConstraint("cycle_id", "source", "table_name", "row_key", "column_name", "reason", name="uq_rejection"),
    )
