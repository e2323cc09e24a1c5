"""One agency as an officer keeps it: what it is, what it came from, whom to write to, and all its duties."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from danvan_workflow.duty.standing import days_late, lateness
from danvan_workflow.duty.states import DutyStatus
from danvan_workflow.errors import UnknownName
from danvan_workflow.register.models import Agency, Contact, ContactRole
from danvan_workflow.register.register import Register
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.statutory.deadline import vietnam_date
from danvan_workflow.store import agencies
from danvan_workflow.store.standing import duty_standing
from danvan_workflow.store.tables import DutyRow
from danvan_workflow.views.agency.lineage import Relation, ancestry, progeny, relatives


@dataclass(frozen=True, slots=True)
class AgencyDuty:
    """One line of the list of duties. `lateness` says how late, in words; empty for one in time."""

    cycle_id: str
    cycle_label: str
    plan: str
    agency: str
    agency_name: str
    owes: bool
    reason: str
    status: DutyStatus
    last_day: dt.date
    extended: bool
    sent_at: dt.datetime | None
    version: int | None
    lateness: str
    is_sample: bool


@dataclass(frozen=True, slots=True)
class AgencyFile:
    """An agency as of a day. `stands_for_it` are those who act in its place today, where it has ended."""

    agency: Agency
    parent_name: str
    exists: bool
    stands_for_it: tuple[Agency, ...]
    ancestry: tuple[Relation, ...]
    progeny: tuple[Relation, ...]
    contacts: tuple[tuple[ContactRole, tuple[Contact, ...]], ...]
    duties: tuple[AgencyDuty, ...]

    @property
    def own_duties(self) -> tuple[AgencyDuty, ...]:
        """Its own, without those of its predecessors."""
        return tuple(duty for duty in self.duties if duty.agency == self.agency.code)


def agency_file(runtime: Runtime, code: str, now: dt.datetime, cycle_ids: Collection[str]) -> AgencyFile:
    """The agency with its duties, and its predecessors', in these cycles, newest first.

    UnknownName for a code that nobody bears, and for an agency of another province than those on these cycles' rolls.
    """
    register, today = runtime.register, vietnam_date(now)
    agency = register.get(code)
    before = ancestry(register, code)
    with runtime.uow() as uow:
        if not _is_within(register, code, agencies.agencies_on(uow, cycle_ids)):
            raise UnknownName("cơ quan thuộc địa bàn mà tài khoản này được xem", code)
        rows = agencies.duties_of_agencies(uow, {code, *(relation.code for relation in before)}, cycle_ids)
        duties = tuple(_duty(runtime, row, now) for row in rows)
    contacts = register.contacts(code, today)
    return AgencyFile(
        agency=agency,
        parent_name=register.get(agency.parent).name if agency.parent in register else "",
        exists=agency.valid_on(today),
        stands_for_it=tuple(register.get(heir) for heir, _ in register.successors(code, today) if heir != code),
        ancestry=before,
        progeny=progeny(register, code),
        contacts=tuple((role, tuple(c for c in contacts if c.role is role)) for role in ContactRole),
        duties=duties,
    )


def _is_within(register: Register, code: str, listed: Collection[str]) -> bool:
    """True for those listed, and for everybody who stands, stood or will stand in a province of theirs."""
    provinces = {register.get(known).province for known in listed} - {""}
    return code in listed or any(register.get(one).province in provinces for one in relatives(register, code))


def _duty(runtime: Runtime, row: DutyRow, now: dt.datetime) -> AgencyDuty:
    view = duty_standing(row, now)
    return AgencyDuty(
        cycle_id=row.cycle_id,
        cycle_label=row.cycle.label,
        plan=row.cycle.plan,
        agency=row.agency,
        agency_name=row.agency_name,
        owes=row.owes,
        reason=row.reason,
        status=view.status,
        last_day=row.last_day,
        extended=row.last_day > row.cycle.effective_last_day,
        sent_at=view.sent_at,
        version=view.version,
        lateness=lateness(view, days_late(view, runtime.calendar.workdays_between, now)),
        is_sample=view.is_sample,
    )
