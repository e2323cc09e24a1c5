"""The roll (danh sách phải báo cáo): who owes on a day, each agency in or out with its reason."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from danvan_workflow.plan.members import group_members
from danvan_workflow.plan.models import Group, Plan
from danvan_workflow.register.models import Agency
from danvan_workflow.register.register import Register
from danvan_workflow.statutory.deadline import date_text


@dataclass(frozen=True, slots=True)
class RollEntry:
    """One agency on the roll. `inherited_from` names the agencies whose duty it carries on, in code order.

    `collects` marks the collector itself: it owes and counts as the others do, and nobody writes to it to ask for its own report.
    """

    agency: str
    name: str
    group: str
    owes: bool
    reason: str
    inherited_from: tuple[str, ...] = ()
    collects: bool = False


@dataclass(frozen=True, slots=True)
class Roll:
    """The roll as of one day: every agency once."""

    as_of: dt.date
    entries: tuple[RollEntry, ...]

    @property
    def owing(self) -> tuple[RollEntry, ...]:
        """Those who owe."""
        return tuple(entry for entry in self.entries if entry.owes)

    @property
    def outside(self) -> tuple[RollEntry, ...]:
        """Those who stand outside, with the reason."""
        return tuple(entry for entry in self.entries if not entry.owes)


def build_roll(plan: Plan, reporters: Iterable[str], register: Register, as_of: dt.date) -> Roll:
    """The roll of the groups `reporters` as of a day, the collector among them where a group holds it and doesn't exclude it.

    Groups are read on the plan's base date; where an agency no longer exists on `as_of`, its successors owe in its place.
    An agency named in two groups owes once, in the first.
    """
    entries: dict[str, RollEntry] = {}
    for group_id in reporters:
        for entry in _group_entries(plan, plan.group(group_id), register, as_of):
            entries[entry.agency] = _merged(entries.get(entry.agency), entry)
    own = collectors_on(plan, register, as_of)
    return Roll(as_of, tuple(replace(entry, collects=entry.agency in own) for entry in entries.values()))


def collectors_on(plan: Plan, register: Register, day: dt.date) -> tuple[str, ...]:
    """The collector, or who stands in its place on that day."""
    return tuple(code for code, _ in register.successors(plan.collector.agency, day))


def _group_entries(plan: Plan, group: Group, register: Register, as_of: dt.date) -> Iterator[RollEntry]:
    excluded = barred(group, register, as_of)
    for agency in group_members(group, register, plan.base_date):
        if agency.code in excluded:
            yield RollEntry(agency.code, agency.name, group.id, owes=False, reason=excluded[agency.code])
        elif register.exists(agency.code, as_of):
            yield RollEntry(agency.code, agency.name, group.id, owes=True, reason=f"thuộc nhóm “{group.title}”")
        else:
            yield from _passed_on(agency, group, register, as_of, excluded)


def barred(group: Group, register: Register, as_of: dt.date) -> dict[str, str]:
    """The excluded agencies and those they became, with the reason."""
    found: dict[str, str] = {}
    for exclusion in group.exclude:
        found[exclusion.agency] = exclusion.reason
        for code, _ in register.successors(exclusion.agency, as_of):
            found[code] = exclusion.reason
    return found


def _passed_on(agency: Agency, group: Group, register: Register, as_of: dt.date, excluded: dict[str, str]) -> Iterator[RollEntry]:
    heirs = [register.get(code) for code, _ in register.successors(agency.code, as_of) if code != agency.code]
    yield RollEntry(agency.code, agency.name, group.id, owes=False, reason=_ended(agency, heirs))
    for heir in heirs:
        if heir.code in excluded:
            yield RollEntry(heir.code, heir.name, group.id, owes=False, reason=excluded[heir.code])
        else:
            yield RollEntry(heir.code, heir.name, group.id, True, f"kế thừa nghĩa vụ của {agency.name}", (agency.code,))


def _ended(agency: Agency, heirs: list[Agency]) -> str:
    ended = f"kết thúc hoạt động ngày {date_text(agency.valid_to)}" if agency.valid_to else "chưa được thành lập"
    if not heirs:
        return f"{ended}; không có cơ quan kế thừa trong danh mục"
    names = ", ".join(heir.short_name for heir in heirs[:3]) + (f" và {len(heirs) - 3} cơ quan khác" if len(heirs) > 3 else "")
    return f"{ended}; nghĩa vụ chuyển cho {names}"


def _merged(known: RollEntry | None, new: RollEntry) -> RollEntry:
    """One entry of two for the same agency: owing outweighs standing outside, and heritages add up."""
    if known is None or (new.owes and not known.owes):
        return new
    if not (known.owes and new.owes):
        return known
    heritage = tuple(sorted({*known.inherited_from, *new.inherited_from}))
    reason = f"kế thừa nghĩa vụ của {len(heritage)} cơ quan" if known.inherited_from and new.inherited_from else known.reason
    return replace(known, inherited_from=heritage, reason=reason)
