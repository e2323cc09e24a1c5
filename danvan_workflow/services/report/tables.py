"""Everything a consolidated report is made of, read from one snapshot's versions and put into frames and lists."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeVar

import pandas as pd

from danvan_workflow.consolidate.comparisons import comparisons
from danvan_workflow.consolidate.frames import FactRow, facts_frame, owing_frame
from danvan_workflow.consolidate.succession import carry_over
from danvan_workflow.consolidate.tables import agency_states, agency_values, totals, totals_by_group
from danvan_workflow.consolidate.targets import targets_met
from danvan_workflow.duty.ad_hoc import AdHocContent
from danvan_workflow.duty.standing import Counts, DutyStanding, count
from danvan_workflow.plan.assumptions import Assumption, assumptions
from danvan_workflow.plan.models import Obligation, ObligationKind, Plan
from danvan_workflow.register import Agency, AgencyKind, Register, tier_above
from danvan_workflow.services.cycle.tasks import TaskItem, task_list
from danvan_workflow.services.report.changes import ReportChanges
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.services.submissions.history import cycle_of_last_year, previous_cycle
from danvan_workflow.statutory import vietnam_date
from danvan_workflow.statutory.indicators import Catalogue
from danvan_workflow.store import cycles, submissions
from danvan_workflow.store.standing import duty_standing
from danvan_workflow.store.tables import CycleRow, DutyRow, FindingRow, NarrativeRow, PersonRow, SubmissionRow
from danvan_workflow.store.unit_of_work import UnitOfWork

Members = Sequence[tuple[int, int]]
"""(duty id, submission id) pairs of a snapshot."""


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
    severity: str
    sentence: str


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
class Passage:
    """On `day`, `heir` took over the reporting duty of `predecessor`; both by full name."""

    day: dt.date
    predecessor: str
    heir: str


@dataclass(frozen=True, slots=True)
class ReportHead:
    """Who the report comes from, where, and to whom, on the day it is made."""

    superior: str
    issuing_body: str
    place: str
    addressees: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CycleTables:
    """One cycle, consolidated. Frames are those of `consolidate`; views, voices, persons and doubts are in the roll's order.

    `short` holds the names that running text uses, by agency: “Sở Nội vụ”, “UBND huyện An Lão”. `changes` is what a corrected
    report differs in from the issued one that it replaces; None where nothing was issued before.
    """

    plan: Plan
    cycle_id: str
    label: str
    kind: ObligationKind
    period: str | None
    data_window: tuple[dt.date, dt.date] | None
    last_day: dt.date
    due_phrase: str
    ad_hoc: AdHocContent | None
    catalogue: Catalogue
    views: tuple[DutyStanding, ...]
    counts: Counts
    totals: pd.DataFrame
    by_group: pd.DataFrame
    by_agency: pd.DataFrame
    states: pd.DataFrame
    comparisons: pd.DataFrame
    targets: pd.DataFrame
    previous_label: str
    same_period_label: str
    voices: tuple[Voice, ...]
    persons: tuple[NamedPerson, ...]
    deliveries: tuple[Delivery, ...]
    doubts: tuple[Doubt, ...]
    tasks: tuple[TaskItem, ...]
    assumptions: tuple[Assumption, ...]
    is_sample: bool
    short: Mapping[str, str]
    passages: tuple[Passage, ...]
    head: ReportHead
    changes: ReportChanges | None = None

    @property
    def names(self) -> dict[str, str]:
        """Agency names by code."""
        return {view.agency: view.name for view in self.views}

    @property
    def obligation(self) -> Obligation:
        """The obligation of the plan that this cycle belongs to."""
        return self.plan.obligation(self.cycle_id.split(".")[1])


def cycle_tables(runtime: Runtime, uow: UnitOfWork, cycle: CycleRow, members: Members, as_of: dt.datetime) -> CycleTables:
    """The tables of a snapshot: `members` are its versions, `as_of` the moment it was taken, which decides who is late."""
    loaded = runtime.plan_of(cycle)
    plan, duties = loaded.plan, cycles.duties_of(uow, cycle.cycle_id)
    chosen = runtime.catalogue_of(plan)
    versions = {version.id: version for duty in duties for version in duty.submissions}
    taken = [versions[submission] for _, submission in members]
    facts = facts_frame(_fact_rows(uow, cycle.cycle_id, taken, duties))
    owing = owing_frame(_owing_rows(duties))
    before, year_ago = previous_cycle(uow, cycle), cycle_of_last_year(uow, cycle)
    now_totals = totals(facts, owing, chosen)
    views = tuple(duty_standing(duty, as_of) for duty in duties)
    names = {duty.id: duty for duty in duties}
    keys = [version.id for version in taken]
    return CycleTables(
        plan=plan,
        cycle_id=cycle.cycle_id,
        label=cycle.label,
        kind=ObligationKind(cycle.kind),
        period=cycle.period,
        data_window=(cycle.data_first_day, cycle.data_last_day) if cycle.data_first_day and cycle.data_last_day else None,
        last_day=cycle.effective_last_day,
        due_phrase=cycle.due_phrase,
        ad_hoc=cycle.ad_hoc,
        catalogue=chosen,
        views=views,
        counts=count(views),
        totals=now_totals,
        by_group=totals_by_group(facts, owing, chosen),
        by_agency=agency_values(facts, owing, chosen),
        states=agency_states(facts, owing, chosen),
        comparisons=comparisons(
            now_totals,
            chosen,
            _earlier_totals(runtime, uow, before, cycle, chosen),
            _earlier_totals(runtime, uow, year_ago, cycle, chosen),
        ),
        targets=targets_met(facts, owing, plan.targets, chosen),
        previous_label=before.label if before else "",
        same_period_label=year_ago.label if year_ago else "",
        voices=tuple(_voice(n, versions, names) for n in _in_order(submissions.narratives_of(uow, keys), keys)),
        persons=tuple(_person(p, versions, names) for p in _in_order(submissions.persons_of(uow, keys), keys)),
        deliveries=tuple(_delivery(version, names[version.duty_id], views) for version in taken),
        doubts=tuple(_doubt(f, versions, names) for f in _in_order(submissions.findings_of(uow, keys), keys)),
        tasks=task_list(runtime, plan, as_of),
        assumptions=assumptions(loaded),
        is_sample=any(version.is_sample for version in taken),
        short=_short_names(runtime.register, duties),
        passages=tuple(_passages(runtime.register, duties)),
        head=_head(runtime.register, plan, vietnam_date(as_of)),
    )


def _fact_rows(uow: UnitOfWork, cycle_id: str, taken: Sequence[SubmissionRow], duties: Sequence[DutyRow]) -> list[FactRow]:
    groups = {duty.id: duty.group_id for duty in duties}
    owners = {version.id: (version.agency, groups[version.duty_id]) for version in taken}
    return [(*owners[key], code, status, value) for key, code, status, value in submissions.figures_of(uow, cycle_id, owners)]


def _owing_rows(duties: Sequence[DutyRow]) -> list[tuple[str, str, str]]:
    return [
        (duty.agency, duty.group_id, code)
        for duty in duties
        if duty.owes and duty.waived_at is None and duty.passed_on_at is None
        for code in duty.indicators
    ]


def _earlier_totals(
    runtime: Runtime, uow: UnitOfWork, earlier: CycleRow | None, cycle: CycleRow, chosen: Catalogue
) -> pd.DataFrame | None:
    """The totals of an earlier cycle as the agencies of this one: what ended since is carried over, totals kept."""
    if earlier is None:
        return None
    duties = cycles.duties_of(uow, earlier.cycle_id)
    taken = [version for version in submissions.latest_versions(uow, earlier.cycle_id) if version.state != "returned"]
    rows = [row for row in _fact_rows(uow, earlier.cycle_id, taken, duties) if row[2] in chosen]
    facts = carry_over(facts_frame(rows), _steps(runtime, {row[0] for row in rows}, cycle.roll_as_of), chosen)
    owing = owing_frame(row for row in _owing_rows(duties) if row[2] in chosen)
    heirs = carried_owing(runtime, owing, cycle.roll_as_of)
    return totals(facts, heirs, chosen)


def _steps(runtime: Runtime, agencies: set[str], day: dt.date) -> list[tuple[str, str, Fraction]]:
    ended = [code for code in sorted(agencies) if not runtime.register.exists(code, day)]
    return [(code, heir, share) for code in ended for heir, share in runtime.register.successors(code, day)]


def carried_owing(runtime: Runtime, owing: pd.DataFrame, day: dt.date) -> pd.DataFrame:
    """What was owed, as owed by those who exist on `day`."""
    heirs = {agency: [heir for heir, _ in runtime.register.successors(agency, day)] for agency in owing["agency"].unique()}
    rows = {(heir, group, code): None for agency, group, code in owing.itertuples(index=False) for heir in heirs[agency]}
    return owing_frame(rows)


def _short_names(register: Register, duties: Sequence[DutyRow]) -> dict[str, str]:
    """What running text calls the agencies; of those that owe, the ones that would share a name keep the full one."""
    found = {duty.agency: _short_name(register, duty) for duty in duties if duty.owes}
    times = Counter(found.values())
    return {d.agency: found[d.agency] if d.owes and times[found[d.agency]] == 1 else d.agency_name for d in duties}


def _short_name(register: Register, duty: DutyRow) -> str:
    agency = register.get(duty.agency)
    committee = agency.kind in (AgencyKind.PROVINCE, AgencyKind.DISTRICT, AgencyKind.COMMUNE)
    name = agency.short_name if committee else agency.unit_name or agency.name
    return name.replace("Ủy ban nhân dân", "UBND")


def _head(register: Register, plan: Plan, day: dt.date) -> ReportHead:
    """Who the report comes from and goes to; where the issuer has ended, the one that carries on, under its own superior."""
    spec, unit = plan.report, plan.issuer.unit
    heirs = register.successors(unit, day)
    if register.exists(unit, day) or not heirs:
        return ReportHead(spec.superior, spec.issuing_body, plan.issuer.place, spec.addressees)
    heir = register.get(max(heirs, key=lambda found: found[1])[0])
    names = {plan.issuer.name: heir.name}
    for code in {obligation.upward_to for obligation in plan.obligations} - {unit, ""}:
        names |= {register.get(code).name: register.get(above).name for above in tier_above(register, code, day)[:1]}

    def renamed(text: str) -> str:
        return names.get(text, text)

    addressees = tuple(map(renamed, spec.addressees))
    return ReportHead(renamed(spec.superior), renamed(spec.issuing_body), _place(heir), addressees)


def _place(agency: Agency) -> str:
    """The name of a unit without its kind, as it stands before the date of a document."""
    return agency.unit_name.split(" ", 2 if agency.unit_name.startswith(("Thành phố", "Thị", "Đặc khu")) else 1)[-1]


def _passages(register: Register, duties: Sequence[DutyRow]) -> Iterator[Passage]:
    """Who carries on now, and since when: the day after the old agency's last one, or the heir's first where that is later."""
    for duty in (duty for duty in duties if duty.owes and not duty.passed_on_at):
        for code in duty.inherited_from:
            ended = register.get(code).valid_to
            if ended is not None and code != duty.agency:
                day = max(ended + dt.timedelta(days=1), register.get(duty.agency).valid_from or dt.date.min)
                yield Passage(day, register.get(code).name, duty.agency_name)


_Part = TypeVar("_Part", NarrativeRow, PersonRow, FindingRow)


def _in_order(rows: Sequence[_Part], keys: Sequence[int]) -> list[_Part]:
    """The parts of versions in the order of the versions."""
    rank = {key: position for position, key in enumerate(keys)}
    return sorted(rows, key=lambda row: rank[row.submission_id])


def _voice(row: NarrativeRow, versions: Mapping[int, SubmissionRow], duties: Mapping[int, DutyRow]) -> Voice:
    duty = duties[versions[row.submission_id].duty_id]
    return Voice(duty.agency, duty.agency_name, row.section, row.text, row.nil, row.skip_reason)


def _person(row: PersonRow, versions: Mapping[int, SubmissionRow], duties: Mapping[int, DutyRow]) -> NamedPerson:
    duty = duties[versions[row.submission_id].duty_id]
    return NamedPerson(duty.agency, duty.agency_name, row.role, row.name, row.title, row.phone, row.email)


def _doubt(row: FindingRow, versions: Mapping[int, SubmissionRow], duties: Mapping[int, DutyRow]) -> Doubt:
    duty = duties[versions[row.submission_id].duty_id]
    return Doubt(duty.agency, duty.agency_name, row.rule, row.severity, row.sentence)


def _delivery(version: SubmissionRow, duty: DutyRow, views: Sequence[DutyStanding]) -> Delivery:
    view = next(view for view in views if view.agency == duty.agency)
    on_time = view.status.on_time is not False
    return Delivery(duty.agency, duty.agency_name, version.version, version.document_number, version.sent_at, on_time)
