"""The agencies that a plan's group means."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from danvan_workflow.plan.models import Group, Plan
from danvan_workflow.register.models import Agency, AgencyKind
from danvan_workflow.register.register import Register


def group_members(group: Group, register: Register, base_date: dt.date) -> tuple[Agency, ...]:
    """The agencies of a group on the base date, the excluded ones too. Raises UnknownName for an unknown code."""
    kinds = [AgencyKind(kind) for kind in group.kinds]
    members = {agency.code: agency for agency in register.members(kinds, group.of, base_date)} if kinds else {}
    for code in group.include:
        members.setdefault(code, register.get(code))
    return tuple(members.values())


def reporters_on(plan: Plan, groups: Iterable[str], register: Register, day: dt.date) -> tuple[str, ...]:
    """The codes of those who owe on `day` for these groups: the members of the base date, or their heirs."""
    codes: dict[str, None] = {}
    for group_id in groups:
        group = plan.group(group_id)
        barred = {heir for one in group.exclude for heir in (one.agency, *dict(register.successors(one.agency, day)))}
        heirs = register.heirs((agency.code for agency in group_members(group, register, plan.base_date)), day)
        codes.update(dict.fromkeys(code for code in heirs if code not in barred))
    return tuple(codes)
