"""The agencies on the rolls that a person may read: by group, and found by a name written without diacritics."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from danvan_workflow.duty.group_label import group_label
from danvan_workflow.plan.models import Plan
from danvan_workflow.register.models import Agency
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.statutory.deadline import vietnam_date
from danvan_workflow.store import agencies


@dataclass(frozen=True, slots=True)
class AgencyLine:
    """One agency of the list. `contact` says what is wrong with its addresses in a word, empty where nothing is."""

    agency: Agency
    exists: bool
    contact: str
    email: str


@dataclass(frozen=True, slots=True)
class AgencyGroup:
    """A group of a plan with its agencies; the title names the plan where there are several."""

    plan: str
    group: str
    title: str
    lines: tuple[AgencyLine, ...]


def agency_groups(runtime: Runtime, cycle_ids: Collection[str], now: dt.datetime, wanted: str = "") -> tuple[AgencyGroup, ...]:
    """Everybody who owes on the rolls of these opened cycles, group by group; those alone that a search finds, where given.

    A plan's groups are named as in its newest cycle.
    """
    with runtime.uow() as uow:
        members = agencies.roll_members(uow, cycle_ids)
        newest = {cycle.plan: cycle for cycle in agencies.cycles_named(uow, cycle_ids)}
        plans = {plan: runtime.plan_of(cycle).plan for plan, cycle in newest.items()}
    found = {agency.code for agency in runtime.register.search(wanted)} if wanted.strip() else None
    grouped: dict[tuple[str, str], dict[str, None]] = {}
    for plan, group, code in members:
        if found is None or code in found:
            grouped.setdefault((plan, group), {})[code] = None
    order = {(plan.id, group.id): n for n, (plan, group) in enumerate((p, g) for p in plans.values() for g in p.groups)}
    pairs = sorted(grouped, key=lambda pair: order.get(pair, len(order)))
    return tuple(_group(runtime, plans[plan], group, grouped[plan, group], now) for plan, group in pairs)


def _group(runtime: Runtime, plan: Plan, group: str, codes: Collection[str], now: dt.datetime) -> AgencyGroup:
    title = next((known.title for known in plan.groups if known.id == group), group)
    lines = tuple(_line(runtime, code, now) for code in codes)
    return AgencyGroup(plan.id, group, group_label(title, (line.agency.name for line in lines if line.exists)), lines)


def _line(runtime: Runtime, code: str, now: dt.datetime) -> AgencyLine:
    today = vietnam_date(now)
    agency, contacts = runtime.register.get(code), runtime.register.contacts(code, today)
    exists = agency.valid_on(today)
    wrong = "chưa có địa chỉ" if not contacts else "địa chỉ ví dụ" if all(contact.example for contact in contacts) else ""
    return AgencyLine(agency, exists, wrong if exists else "", contacts[0].email if contacts else "")
