"""The plan as frozen, closed models: what a file in dags/plans/ may say, and nothing else.

Text stays text: the loader hands every scalar over as a string and the declared types parse it. References between the parts
(group ids, indicator codes, agencies) are checked in `checks`, so that all problems come out at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from danvan_workflow.plan.indicator_code import IndicatorCode
from danvan_workflow.plan.own_rule import OwnRule
from danvan_workflow.plan.rung_kind import RungKind
from danvan_workflow.reading.forms import Day, Hour, TextForm, YesNo
from danvan_workflow.reading.model import Model, Text
from danvan_workflow.statutory.office_hours import OFFICE_OPENS

Slug = Annotated[
    str,
    StringConstraints(max_length=60),
    TextForm(r"^[a-z0-9]+(-[a-z0-9]+)*$", "viết chưa đúng mẫu", "chữ thường không dấu, số và dấu gạch nối, ví dụ dinh-ky"),
]


@dataclass(frozen=True, slots=True)
class ObligationWords:
    """How letters and reports speak of what is owed; as it stands here it is a report.

    `product` is what letters ask for, `counted` what the consolidated report counts, `owes` the duty in a sentence. `subject` is
    the trích yếu of the consolidated report, empty for the plan's own.
    """

    product: str = "báo cáo"
    counted: str = "báo cáo"
    owes: str = "phải báo cáo"
    subject: str = ""


A_REPORT = ObligationWords()


class ObligationKind(StrEnum):
    """What an obligation asks for."""

    label: str  # where a line has little room: in lists, in the path above a page
    hint: str  # in the schema of the plan
    words: ObligationWords
    has_figures: bool  # the product carries sections and figures that are added up

    def __new__(
        cls, value: str, label: str = "", hint: str = "", words: ObligationWords = A_REPORT, has_figures: bool = True
    ) -> Self:
        kind = str.__new__(cls, value)
        kind._value_ = value
        kind.label, kind.hint, kind.words, kind.has_figures = label, hint, words, has_figures
        return kind

    PERIODIC_REPORT = "periodic_report", "báo cáo định kỳ", "báo cáo định kỳ"
    PUBLICITY_REPORT = (
        "publicity_report",
        "báo cáo tuyên truyền",
        "kết quả tuyên truyền",
        ObligationWords(product="báo cáo tuyên truyền", subject="Kết quả tuyên truyền về công tác dân vận"),
    )
    PLAN_DELIVERY = (
        "plan_delivery",
        "nộp kế hoạch",
        "gửi kế hoạch",
        ObligationWords(
            product="kế hoạch",
            counted="kế hoạch",
            owes="phải gửi kế hoạch",
            subject="Tình hình xây dựng, gửi kế hoạch công tác dân vận chính quyền",
        ),
        False,
    )
    FOCAL_REGISTER = (
        "focal_register",
        "đăng ký đầu mối",
        "đăng ký đầu mối",
        ObligationWords(
            product="danh sách đầu mối",
            counted="danh sách phân công",
            owes="phải gửi danh sách",
            subject="Tình hình phân công đầu mối phụ trách công tác dân vận chính quyền",
        ),
        False,
    )
    AD_HOC = "ad_hoc", "báo cáo đột xuất", "đột xuất"


class Stated(Model):
    """Something the document says (`source`: its place, as `III.1`) or that was assumed (with the reason)."""

    source: str = ""
    assumed: YesNo = False
    reason: str = ""

    @model_validator(mode="after")
    def _assumption_has_reason(self) -> Self:
        if self.assumed and not self.reason:
            raise ValueError("điều giả định phải nêu lý do ở khóa `reason`")
        return self


class Issuer(Model):
    """Who issued the plan. `unit` is a unit_id of the register; `superior` the direct governing body, where shown."""

    unit: Text
    name: Text
    superior: str = ""
    place: Text


class Collector(Stated):
    """The agency that watches, chases and consolidates."""

    agency: Text
    name: Text
    contact: str = ""


class Signatory(Stated):
    """The lines over a name: authority (`TM. …`), capacity (`KT. …`), position, name."""

    authority: str = ""
    capacity: str = ""
    position: Text
    name: str = ""


class LegalBasis(Model):
    """One document the plan rests on."""

    kind: Text
    number: str = ""
    issued_on: Day | None = None
    issuer: str = ""
    about: str = ""


class ContentArea(Model):
    """A numbered area of work of the plan, under our own short title."""

    id: Slug
    number: Text
    title: Text
    source: str = ""


class Target(Stated):
    """A figure to reach: by each agency (`agency`) or by all together (`whole`).

    A `goal` is what the document strives for (phấn đấu): whoever stays below it has broken no obligation.
    """

    id: Slug
    text: Text
    indicator: IndicatorCode
    at_least: Decimal
    scope: Literal["agency", "whole"]
    groups: tuple[Slug, ...] = ()
    goal: YesNo = False


class Exclusion(Model):
    """An agency of a group that does not owe, and why."""

    agency: Text
    reason: Text


class Group(Stated):
    """A group of agencies: those of `kinds` in the unit `of` on the plan's base date, and `include` by code."""

    id: Slug
    title: Text
    kinds: tuple[Text, ...] = ()
    of: str = ""
    include: tuple[Text, ...] = ()
    exclude: tuple[Exclusion, ...] = ()


class LeadUnit(Stated):
    """A unit with duties of its own. The sections and indicators named here are owed by it alone.

    Of `cross_checks` it gives the figure of the whole sector, beside the units' own: it is compared with their sum, never added.
    """

    agencies: tuple[Text, ...]
    name: Text
    duties: tuple[Text, ...]
    sections: tuple[Slug, ...] = ()
    indicators: tuple[IndicatorCode, ...] = ()
    cross_checks: tuple[IndicatorCode, ...] = ()


class Section(Model):
    """A section of the report, in the order of the file. `indicators` stand in it as figures.

    With `groups`, only the agencies of these groups are asked for it.
    """

    id: Slug
    number: Text
    title: Text
    required: YesNo = True
    groups: tuple[Slug, ...] = ()
    areas: tuple[Slug, ...] = ()
    indicators: tuple[IndicatorCode, ...] = ()


class OwnIndicator(Model):
    """An indicator that only this plan has; the fields are those of the catalogue."""

    code: IndicatorCode
    name: Text
    unit: Text
    kind: Literal["flow", "stock", "stock_at_start", "ratio", "yes_no"]
    aggregation: Literal["sum", "ratio", "latest", "max", "count_yes", "first", "mean"]
    numerator: str = ""
    denominator: str = ""
    times: Decimal = Decimal(100)
    decimals: int = Field(default=0, ge=0, le=6)
    parent: str = ""


class IndicatorChoice(Model):
    """Indicators taken from the catalogue, and the plan's own."""

    use: tuple[IndicatorCode, ...]
    own: tuple[OwnIndicator, ...] = ()


class Due(Model):
    """The due phrase: exactly one of the four is said."""

    before: Day | None = None
    by: Day | None = None
    day_of_last_month: int | None = Field(default=None, ge=1, le=31)
    working_days_after_cutoff: int | None = Field(default=None, ge=1, le=60)

    @model_validator(mode="after")
    def _exactly_one(self) -> Self:
        said = [name for name in type(self).model_fields if getattr(self, name) is not None]
        if len(said) != 1:
            raise ValueError("hạn nộp phải nêu đúng một trong bốn cách: before, by, day_of_last_month, working_days_after_cutoff")
        return self


class WorkingDays(Stated):
    """A distance in working days."""

    working_days: int = Field(ge=0, le=120)


HEIRS_DUE = WorkingDays(
    working_days=5,
    assumed=True,
    reason="Văn bản không nêu hạn gửi của cơ quan tiếp nhận nghĩa vụ giữa kỳ; cơ quan mới cần thời gian nhận bàn giao số liệu",
)


class DayOff(Stated):
    """What happens when the last day is a day off."""

    policy: Literal["strict", "next_working_day", "previous_working_day"]


class CycleSpec(Stated):
    """One occurrence of an obligation.

    `period` is a period id (`2025-q1`) where figures cover one; `estimate` says that figures for the time between the due day and
    the statutory cut-off are estimated (ước thực hiện), which alone allows a due day before the cut-off.
    """

    key: Slug
    label: str = ""
    period: str | None = None
    due: Due
    estimate: YesNo = False
    opens_on: Day | None = None
    collector_due_on: Day | None = None


class PersonDuty(Stated):
    """How many persons of which role the agencies of `groups` must name (register of focal persons)."""

    groups: tuple[Slug, ...]
    role: Literal["leader", "official"]
    count: int = Field(ge=1, le=20)


class Obligation(Stated):
    """Who owes what product for which cycles, by when, to whom."""

    id: Slug
    kind: ObligationKind
    title: Text
    reporters: tuple[Slug, ...]
    recipient: Text
    sections: tuple[Slug, ...] = ()
    day_off: DayOff
    opens: WorkingDays
    collector_due: WorkingDays
    cycles: tuple[CycleSpec, ...] = ()
    persons: tuple[PersonDuty, ...] = ()
    upward_to: str = ""


class RungSpec(Model):
    """One step of the ladder: working days from the last admissible day, whom to tell, what."""

    offset: int = Field(ge=-60, le=60)
    to: Literal["focal", "head", "leader"]
    kind: RungKind

    @property
    def title(self) -> str:
        """What is done and when, as `Nhắc trước 3 ngày làm việc`."""
        return self.kind.rung_title(self.offset)


class LadderSpec(Stated):
    """The ladder of notices, and the hour (Asia/Ho_Chi_Minh) at which a rung's day begins to count."""

    send_at: Hour = OFFICE_OPENS
    rungs: tuple[RungSpec, ...]


class Task(Stated):
    """A piece of work of the plan: what, who, by when or in which cycles, and what shows that it is done.

    `who` holds group ids and agency codes. `due` is a day; without it the task is asked about in the cycles of `cycles`
    (empty: every cycle). A figure of `at_least` for `indicator` says that it is done. A `consolidation` is done by the
    consolidated reports of those cycles themselves (empty: every periodic report). A `goal` is striven for (phấn đấu), so it has
    no day on which it is overdue.
    """

    id: Slug
    title: Text
    who: tuple[Text, ...]
    area: str = ""
    due: Due | None = None
    cycles: tuple[Slug, ...] = ()
    evidence: Text
    indicator: IndicatorCode | None = None
    at_least: Decimal | None = None
    goal: YesNo = False
    consolidation: YesNo = False


class Recipient(Model):
    """A line of Nơi nhận; `agencies` are the register codes it means, for sending."""

    text: Text
    agencies: tuple[Text, ...] = ()
    groups: tuple[Slug, ...] = ()


class ReportSpec(Stated):
    """The consolidated report: who issues and signs it, its sign and its recipients."""

    issuing_body: Text
    superior: str = ""
    notation: Text
    subject: Text
    addressees: tuple[Text, ...] = ()
    signatory: Signatory
    recipients: tuple[Recipient, ...]
    archive: Text


class ContactRoleSpec(Stated):
    """A role of contact that every agency must fill."""

    role: Literal["focal", "head", "leader"]
    title: Text


class Plan(Model):
    """A plan (kế hoạch): the whole file.

    `base_date` is the day on which groups are read from the register; later days follow the successions. `heirs_due` is how long
    who takes a duty over in mid-cycle has at least, from the day on which it is told.
    """

    format: Literal["1"]
    id: Slug
    title: Text
    short_title: Text
    year: int = Field(ge=2019, le=2100)
    theme: str = ""
    number: str = ""
    issued_on: Day | None = None
    number_note: str = ""
    base_date: Day
    issuer: Issuer
    collector: Collector
    signatory: Signatory
    legal_basis: tuple[LegalBasis, ...]
    areas: tuple[ContentArea, ...]
    targets: tuple[Target, ...] = ()
    groups: tuple[Group, ...]
    lead_units: tuple[LeadUnit, ...] = ()
    sections: tuple[Section, ...]
    indicators: IndicatorChoice
    rules: tuple[str, ...] = ()
    own_rules: tuple[OwnRule, ...] = ()
    ladder: LadderSpec
    heirs_due: WorkingDays = HEIRS_DUE
    contacts: tuple[ContactRoleSpec, ...] = ()
    obligations: tuple[Obligation, ...]
    tasks: tuple[Task, ...] = ()
    recipients: tuple[Recipient, ...]
    report: ReportSpec

    def obligation(self, obligation_id: str) -> Obligation:
        """The obligation of that id; KeyError where there is none."""
        return next(o for o in self.obligations if o.id == obligation_id)

    def group(self, group_id: str) -> Group:
        """The group of that id; StopIteration is never seen after `check_plan`."""
        return next(g for g in self.groups if g.id == group_id)
