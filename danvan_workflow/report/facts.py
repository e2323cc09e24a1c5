"""The facts that a consolidated report states, as they were when its snapshot was taken."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from danvan_workflow.consolidate.figures import AgencyValues, GroupValue, SetApart, TargetResult, TotalFinding, Totals
from danvan_workflow.duty.ad_hoc import AdHocContent
from danvan_workflow.duty.counts import Counts, Included, included
from danvan_workflow.duty.standing import DutyStanding
from danvan_workflow.duty.tasks import TaskItem
from danvan_workflow.errors import Severity
from danvan_workflow.plan.assumptions import Assumption
from danvan_workflow.plan.cycle_id import CycleId
from danvan_workflow.plan.models import Obligation, ObligationKind, Plan
from danvan_workflow.report.changes import ReportChanges
from danvan_workflow.report.earlier import EarlierReport, NotCompared
from danvan_workflow.statutory.indicators import Catalogue


@dataclass(frozen=True, slots=True)
class ReportCycle:
    """Which cycle is told of, of what days, and what the cycles that it is compared with are called (empty: it isn't)."""

    cycle_id: str
    label: str
    kind: ObligationKind
    data_window: tuple[dt.date, dt.date] | None
    last_day: dt.date
    due_phrase: str
    ad_hoc: AdHocContent | None
    previous_label: str
    same_period_label: str


@dataclass(frozen=True, slots=True)
class CycleFigures:
    """The figures of a cycle, whole, by group and by agency (in the roll's order), and what was reached of the plan's targets.

    `apart` are the figures that aren't simply added up, `findings` what the rules say of the totals themselves.
    """

    catalogue: Catalogue
    totals: Totals
    by_group: tuple[GroupValue, ...]
    by_agency: tuple[AgencyValues, ...]
    targets: tuple[TargetResult, ...]
    apart: tuple[SetApart, ...] = ()
    findings: tuple[TotalFinding, ...] = ()


@dataclass(frozen=True, slots=True)
class Voice:
    """What one agency wrote under one section."""

    agency: str
    name: str
    section: str
    text: str
    nil: bool
    skip_reason: str


@dataclass(frozen=True, slots=True)
class NamedPerson:
    """A focal person as an agency named them."""

    agency: str
    agency_name: str
    role: str
    name: str
    title: str
    phone: str
    email: str


@dataclass(frozen=True, slots=True)
class Doubt:
    """A finding on a consolidated version."""

    agency: str
    agency_name: str
    rule: str
    severity: Severity
    sentence: str


@dataclass(frozen=True, slots=True)
class AcceptedFigure:
    """A value of a consolidated version that breaks an error rule and was accepted, by whom, why, on which day and paper."""

    agency: str
    agency_name: str
    indicator: str
    value: Decimal | None
    reason: str
    decider: str
    document_number: str
    day: dt.date


@dataclass(frozen=True, slots=True)
class Delivery:
    """The document by which an agency sent its version."""

    agency: str
    name: str
    version: int
    document_number: str
    sent_at: dt.datetime
    on_time: bool


@dataclass(frozen=True, slots=True)
class NamedBody:
    """An agency by its code and full name: two of one name are two."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class Passage:
    """On `day`, the day of the succession in the register, `heir` took over the reporting duty of `predecessor`."""

    day: dt.date
    predecessor: NamedBody
    heir: NamedBody


@dataclass(frozen=True, slots=True)
class Scope:
    """Which of the units and bodies of the issuer's territory the roll reaches, on the day of the report.

    `unit` (“tỉnh Gia Lai”) has `communes` units beneath it, of which `covered` are on the roll or beneath one that is; `kinds` is
    what they are called. Where the issuer's unit became another one, `former` is the unit whose plan it was, `since` the day from
    which on the other one stands for it, `formed_from` how many units it was made of; else empty, None and 0. `bodies` are those
    on the roll that are no unit.
    """

    unit: str
    communes: int
    covered: int
    kinds: tuple[str, ...]
    bodies: int
    former: str = ""
    since: dt.date | None = None
    formed_from: int = 0


@dataclass(frozen=True, slots=True)
class ReportHead:
    """Who the report comes from, where, and to whom, on the day it is made; `recipients` get a copy."""

    superior: str
    issuing_body: str
    place: str
    addressees: tuple[str, ...]
    recipients: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """One cycle, consolidated. Views, voices, persons, deliveries and doubts are in the roll's order.

    `short` holds the names that running text uses, by agency: “Sở Nội vụ”, “UBND huyện An Lão”. `changes` is what a corrected
    report differs in from the issued one that it replaces; None where nothing was issued before. `scope` is None where the roll
    reaches the whole territory of a unit that is the issuer's as it was. `earlier` are the issued reports that this one is
    compared with, `not_compared` the cycles that it would be compared with if they had one.

    All of it is stored with the snapshot and read back before a document is made: what has no stored form can't be printed.
    """

    plan: Plan
    cycle: ReportCycle
    head: ReportHead
    views: tuple[DutyStanding, ...]
    short: Mapping[str, str]
    passages: tuple[Passage, ...]
    figures: CycleFigures
    voices: tuple[Voice, ...]
    persons: tuple[NamedPerson, ...]
    deliveries: tuple[Delivery, ...]
    doubts: tuple[Doubt, ...]
    tasks: tuple[TaskItem, ...]
    assumptions: tuple[Assumption, ...]
    is_sample: bool
    changes: ReportChanges | None = None
    scope: Scope | None = None
    accepted: tuple[AcceptedFigure, ...] = ()
    earlier: tuple[EarlierReport, ...] = ()
    not_compared: tuple[NotCompared, ...] = ()

    @property
    def names(self) -> dict[str, str]:
        """Agency names by code."""
        return {view.agency: view.name for view in self.views}

    @property
    def included(self) -> Included:
        """Who is in the report and who is not: what the letter and the page about it say, too."""
        return included(self.views, {delivery.agency for delivery in self.deliveries})

    @property
    def counts(self) -> Counts:
        """How many owe, sent, are late or missing."""
        return self.included.counts

    @property
    def obligation(self) -> Obligation:
        """The obligation of the plan that this cycle belongs to."""
        return self.plan.obligation(CycleId.parse(self.cycle.cycle_id).obligation)
