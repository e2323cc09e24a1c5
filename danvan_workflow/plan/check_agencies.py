"""Agencies of a plan against the register: they exist on the base date, groups aren't empty, contacts can be reached."""

from __future__ import annotations

import re
from collections.abc import Iterator

from danvan_workflow.errors import Severity, UnknownName
from danvan_workflow.plan.members import group_members, reporters_on
from danvan_workflow.plan.models import Plan
from danvan_workflow.plan.remarks import Remark, nearest
from danvan_workflow.reading.strict_yaml import Place
from danvan_workflow.register.register import Register
from danvan_workflow.statutory.deadline import date_text

AGENCY_CODE = re.compile(r"[A-Z]+\d*(-[A-Z0-9]+)*")
NAMES_SHOWN = 5


def written_code_remarks(plan: Plan) -> Iterator[Remark]:
    """What can be said of agencies without a register: who a task names that is neither group nor agency code."""
    groups = [group.id for group in plan.groups]
    for place, name, _ in _task_names(plan):
        if not AGENCY_CODE.fullmatch(name):
            yield Remark(place, "không phải nhóm cơ quan đã khai báo, cũng không phải mã cơ quan", name, nearest(name, groups))


def agency_remarks(plan: Plan, register: Register) -> Iterator[Remark]:
    """Unknown agencies, agencies that don't exist on the base date, empty groups, missing contacts."""
    unknown = [remark for place, code, severity in _named(plan) for remark in _one(place, code, severity, plan, register)]
    yield from unknown
    if not any(remark.severity is Severity.ERROR for remark in unknown):
        yield from _groups(plan, register)
        yield from _contacts(plan, register)


def _one(place: Place, code: str, severity: Severity, plan: Plan, register: Register) -> Iterator[Remark]:
    try:
        agency = register.get(code)
    except UnknownName:
        near = nearest(code, [a.code for a in register.agencies if a.code[:3] == code[:3]])
        yield Remark(place, "cơ quan không có trong danh mục", code, near)
        return
    if not agency.valid_on(plan.base_date):
        message = f"{agency.name} không tồn tại vào ngày căn cứ {date_text(plan.base_date)}"
        heirs = ", ".join(heir for heir, _ in register.successors(code, plan.base_date)[:3])
        yield Remark(place, message, code, heirs, severity)


Named = tuple[Place, str, Severity]


def _named(plan: Plan) -> Iterator[Named]:
    """Every agency code of the plan. One that is only written to may be of another time: a warning."""
    yield ("issuer", "unit"), plan.issuer.unit, Severity.ERROR
    yield ("collector", "agency"), plan.collector.agency, Severity.ERROR
    for number, group in enumerate(plan.groups):
        if group.of:
            yield ("groups", number, "of"), group.of, Severity.ERROR
        yield from ((("groups", number, "include", n), code, Severity.ERROR) for n, code in enumerate(group.include))
        yield from (
            (("groups", number, "exclude", n, "agency"), out.agency, Severity.ERROR) for n, out in enumerate(group.exclude)
        )
    for number, unit in enumerate(plan.lead_units):
        yield from ((("lead_units", number, "agencies", n), code, Severity.ERROR) for n, code in enumerate(unit.agencies))
    yield from (named for named in _task_names(plan) if AGENCY_CODE.fullmatch(named[1]))
    for key, recipients in ((("recipients",), plan.recipients), (("report", "recipients"), plan.report.recipients)):
        for number, line in enumerate(recipients):
            yield from (((*key, number, "agencies", n), code, Severity.WARNING) for n, code in enumerate(line.agencies))
    for number, obligation in enumerate(plan.obligations):
        if obligation.upward_to:
            yield ("obligations", number, "upward_to"), obligation.upward_to, Severity.WARNING


def _task_names(plan: Plan) -> Iterator[Named]:
    groups = {group.id for group in plan.groups}
    for number, task in enumerate(plan.tasks):
        for position, name in enumerate(task.who):
            if name not in groups:
                yield ("tasks", number, "who", position), name, Severity.ERROR


def _groups(plan: Plan, register: Register) -> Iterator[Remark]:
    for number, group in enumerate(plan.groups):
        members = {agency.code for agency in group_members(group, register, plan.base_date)}
        for position, out in enumerate(group.exclude):
            if out.agency not in members:
                message = "cơ quan được loại ra nhưng không thuộc nhóm"
                yield Remark(("groups", number, "exclude", position, "agency"), message, out.agency, severity=Severity.WARNING)
        if not members - {out.agency for out in group.exclude}:
            yield Remark(("groups", number), f"nhóm không có cơ quan nào vào ngày căn cứ {date_text(plan.base_date)}", group.id)


def _contacts(plan: Plan, register: Register) -> Iterator[Remark]:
    """One warning for each role that some agencies lack on the base date."""
    if any(group not in {g.id for g in plan.groups} for o in plan.obligations for group in o.reporters):
        return
    groups = dict.fromkeys(group for obligation in plan.obligations for group in obligation.reporters)
    codes = reporters_on(plan, groups, register, plan.base_date)
    filled = {code: {contact.role.value for contact in register.contacts(code, plan.base_date)} for code in codes}
    for number, wanted in enumerate(plan.contacts):
        without = [register.get(code).name for code in codes if wanted.role not in filled[code]]
        if without:
            more = f" và {len(without) - NAMES_SHOWN} cơ quan khác" if len(without) > NAMES_SHOWN else ""
            names = f"{'; '.join(without[:NAMES_SHOWN])}{more}"
            message = f"{len(without)} cơ quan chưa có đầu mối vai trò này: {names}"
            yield Remark(("contacts", number), message, wanted.role, severity=Severity.WARNING)
