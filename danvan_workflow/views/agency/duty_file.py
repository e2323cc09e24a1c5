"""One agency in one cycle: its versions, what the newest says, findings, letters, concessions, the audit log."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from danvan_workflow.duty.cycle_state import CycleState
from danvan_workflow.duty.group_label import group_label
from danvan_workflow.duty.outline import section_titles
from danvan_workflow.duty.standing import days_late, lateness
from danvan_workflow.duty.states import DutyState, DutyStatus
from danvan_workflow.errors import UnknownName
from danvan_workflow.plan.models import Plan
from danvan_workflow.register.takeover import taken_over_on
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.services.standing_findings import standing_findings
from danvan_workflow.statutory.indicators import Catalogue
from danvan_workflow.store import agencies
from danvan_workflow.store.standing import duty_standing
from danvan_workflow.store.tables import CycleRow, DutyRow, SubmissionRow
from danvan_workflow.store.unit_of_work import UnitOfWork
from danvan_workflow.views.agency.checked_values import accepted_views, checked_views
from danvan_workflow.views.agency.version_changes import VersionChanges, version_changes
from danvan_workflow.views.agency.version_view import VersionView, version_view
from danvan_workflow.views.entries.events import EventView, event_view
from danvan_workflow.views.entries.lines import (
    CheckedView,
    ConcessionView,
    FindingView,
    NoticeView,
    VersionLine,
    concession_view,
    finding_view,
    notice_view,
    version_line,
)
from danvan_workflow.views.rehearsal import PlannedLetter, rehearse


@dataclass(frozen=True, slots=True)
class Handover:
    """The other agency of a duty that passed on, and since when it was the heir's, by the register."""

    agency: str
    since: dt.date | None


@dataclass(frozen=True, slots=True)
class DutyFile:
    """Everything about one agency in one cycle.

    `shown` is the version whose content is shown; `checked` are those of its values that are being checked, `accepted` those that
    an officer accepted.
    """

    cycle_id: str
    cycle_label: str
    cycle_state: CycleState
    agency: str
    agency_name: str
    group: str
    owes: bool
    reason: str
    status: DutyStatus
    last_day: dt.date
    cycle_last_day: dt.date
    lateness: str
    waived_at: dt.datetime | None
    passed_on_to: tuple[Handover, ...]
    inherited_from: tuple[Handover, ...]
    missing: tuple[str, ...]
    versions: tuple[VersionLine, ...]
    shown: VersionView | None
    changes: VersionChanges | None
    findings: tuple[FindingView, ...]
    checked: tuple[CheckedView, ...]
    accepted: tuple[CheckedView, ...]
    notices: tuple[NoticeView, ...]
    planned: tuple[PlannedLetter, ...]
    concessions: tuple[ConcessionView, ...]
    events: tuple[EventView, ...]

    @property
    def is_extended(self) -> bool:
        """True where the agency has a later day than its cycle."""
        return self.last_day > self.cycle_last_day

    @property
    def takes_acts(self) -> bool:
        """True where something can still be conceded or asked again."""
        return self.takes_reports and self.cycle_state is not CycleState.ISSUED

    @property
    def takes_reports(self) -> bool:
        """True where a version can be received, if only for a correction of the issued report."""
        return self.owes and self.status.state is not DutyState.PASSED_ON


def duty_file(runtime: Runtime, cycle_id: str, agency: str, now: dt.datetime, number: int | None = None) -> DutyFile:
    """The file of an agency of the roll, with the content of one version (the newest where none is named).

    UnknownName where the agency isn't on the roll, or has no version of that number.
    """
    with runtime.uow() as uow:
        cycle, plan = runtime.cycle_plan(uow, cycle_id)
        duty = next(iter(agencies.duties_of_agencies(uow, {agency}, {cycle_id})), None)
        if duty is None:
            raise UnknownName(f"cơ quan trong danh sách của kỳ {cycle.label}", agency)
        return _file(runtime, uow, cycle, plan, duty, now, number)


def _file(
    runtime: Runtime, uow: UnitOfWork, cycle: CycleRow, plan: Plan, duty: DutyRow, now: dt.datetime, number: int | None
) -> DutyFile:
    view, chosen = duty_standing(duty, now), runtime.catalogue_of(plan)
    names = section_titles(plan, cycle.ad_hoc) | {code: indicator.name for code, indicator in chosen.items()}
    shown, changes, row = _contents(uow, cycle, plan, duty, chosen, number)
    events = agencies.events_on(uow, duty)
    typed = {(event.kind, event.at): str(event.detail.get("entered_by", "")) for event in events}
    coming = rehearse(runtime, cycle.cycle_id, now) if view.is_open else ()
    return DutyFile(
        cycle_id=cycle.cycle_id,
        cycle_label=cycle.label,
        cycle_state=cycle.state,
        agency=duty.agency,
        agency_name=duty.agency_name,
        group=_group(uow, plan, duty),
        owes=duty.owes,
        reason=duty.reason,
        status=view.status,
        last_day=duty.last_day,
        cycle_last_day=cycle.effective_last_day,
        lateness=lateness(view, days_late(view, runtime.calendar.workdays_between, now)),
        waived_at=duty.waived_at,
        passed_on_to=tuple(Handover(heir, taken_over_on(runtime.register, duty.agency, heir)) for heir in duty.passed_on_to),
        inherited_from=tuple(Handover(code, taken_over_on(runtime.register, code, duty.agency)) for code in duty.inherited_from),
        missing=tuple(names.get(part, part) for part in view.missing),
        versions=tuple(version_line(duty, version, now) for version in reversed(duty.submissions)),
        shown=shown,
        changes=changes,
        findings=tuple(
            finding_view(found, names) for found in standing_findings(uow, cycle.cycle_id, row.findings if row else ())
        ),
        checked=checked_views(uow, chosen, row) if row else (),
        accepted=accepted_views(uow, chosen, row) if row else (),
        notices=tuple(notice_view(row) for row in agencies.notices_of_duty(uow, duty.id)),
        planned=tuple(letter for letter in coming if letter.agency == duty.agency),
        concessions=tuple(concession_view(row, typed) for row in agencies.concessions_on(uow, duty)),
        events=tuple(event_view(event) for event in reversed(events)),
    )


def _group(uow: UnitOfWork, plan: Plan, duty: DutyRow) -> str:
    """What the agency's group is called on the cycle's roll."""
    title = next((group.title for group in plan.groups if group.id == duty.group_id), duty.group_id)
    return group_label(title, agencies.names_of_group(uow, duty.cycle_id, duty.group_id))


def _contents(
    uow: UnitOfWork, cycle: CycleRow, plan: Plan, duty: DutyRow, chosen: Catalogue, number: int | None
) -> tuple[VersionView | None, VersionChanges | None, SubmissionRow | None]:
    """The version to show, what it changed, and its row."""
    if not duty.submissions:
        return None, None, None
    place = _place(duty, number)
    shown, row = _read(uow, cycle, plan, duty, chosen, duty.submissions[place])
    if place == 0:
        return shown, None, row
    older, before = _read(uow, cycle, plan, duty, chosen, duty.submissions[place - 1])
    return shown, version_changes(older, shown, (before.document_number, row.document_number)), row


def _place(duty: DutyRow, number: int | None) -> int:
    numbers = [version.version for version in duty.submissions]
    if number is None:
        return len(numbers) - 1
    if number not in numbers:
        raise UnknownName(f"bản báo cáo của {duty.agency_name} mang số", str(number), [str(n) for n in numbers])
    return numbers.index(number)


def _read(
    uow: UnitOfWork, cycle: CycleRow, plan: Plan, duty: DutyRow, chosen: Catalogue, version: SubmissionRow
) -> tuple[VersionView, SubmissionRow]:
    row = agencies.whole_version(uow, version.id)
    return version_view(plan, cycle, duty, chosen, row, agencies.files_of(uow, version.id)), row
