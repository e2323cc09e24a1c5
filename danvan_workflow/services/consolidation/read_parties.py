"""Who a report comes from, what it calls the agencies, and who carries on for whom: read from the register."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence

from danvan_workflow.duty.group_label import group_label
from danvan_workflow.plan.members import reporters_on
from danvan_workflow.plan.models import Plan, Recipient
from danvan_workflow.register.models import Agency, AgencyKind
from danvan_workflow.register.register import Register
from danvan_workflow.register.takeover import takeovers
from danvan_workflow.register.tiers import tier_above
from danvan_workflow.render.wordml.back import AS_ABOVE
from danvan_workflow.report.facts import NamedBody, Passage, ReportHead
from danvan_workflow.store.tables import DutyRow


def short_names(register: Register, duties: Sequence[DutyRow]) -> dict[str, str]:
    """What running text calls the agencies; of those that owe, the ones that would share a name keep the full one."""
    found = {duty.agency: _short_name(register, duty) for duty in duties if duty.owes}
    times = Counter(found.values())
    return {d.agency: found[d.agency] if d.owes and times[found[d.agency]] == 1 else d.agency_name for d in duties}


def _short_name(register: Register, duty: DutyRow) -> str:
    agency = register.get(duty.agency)
    committee = agency.kind in (AgencyKind.PROVINCE, AgencyKind.DISTRICT, AgencyKind.COMMUNE)
    name = agency.short_name if committee else agency.unit_name or agency.name
    return name.replace("Ủy ban nhân dân", "UBND")


def report_head(register: Register, plan: Plan, day: dt.date) -> ReportHead:
    """Who the report comes from and goes to; where the issuer has ended, the one that carries on, under its own superior."""
    spec, unit = plan.report, plan.issuer.unit
    heir, recipients = issuer_on(register, plan, day), tuple(_recipients(register, plan, day))
    if heir.code == unit:
        return ReportHead(spec.superior, spec.issuing_body, plan.issuer.place, spec.addressees, recipients)
    names = {plan.issuer.name: heir.name}
    for code in {obligation.upward_to for obligation in plan.obligations} - {unit, ""}:
        names |= {register.get(code).name: register.get(above).name for above in tier_above(register, code, day)[:1]}

    def renamed(text: str) -> str:
        return names.get(text, text)

    addressees = tuple(map(renamed, spec.addressees))
    return ReportHead(renamed(spec.superior), renamed(spec.issuing_body), _place(heir), addressees, recipients)


def issuer_on(register: Register, plan: Plan, day: dt.date) -> Agency:
    """The plan's issuer or, where it has ended, the one that carries on most of it."""
    heirs = register.successors(plan.issuer.unit, day)
    return register.get(max(heirs, key=lambda found: found[1])[0] if heirs else plan.issuer.unit)


def _recipients(register: Register, plan: Plan, day: dt.date) -> Iterator[str]:
    """The lines of “Nơi nhận”, each once; groups are called what their members are on that day."""
    told = dict.fromkeys(_recipient(register, plan, line, day) for line in plan.report.recipients)
    yield from (text for text in told if text != AS_ABOVE)


def _recipient(register: Register, plan: Plan, line: Recipient, day: dt.date) -> str:
    members = reporters_on(plan, line.groups, register, day)
    return group_label(line.text, (register.get(code).name for code in members))


def _place(agency: Agency) -> str:
    """The name of a unit without its kind, as it stands before the date of a document."""
    return agency.unit_name.split(" ", 2 if agency.unit_name.startswith(("Thành phố", "Thị", "Đặc khu")) else 1)[-1]


def passages(register: Register, duties: Sequence[DutyRow]) -> Iterator[Passage]:
    """Who carried on for whom, step by step, up to those who owe now; each step once."""
    owing = [duty for duty in duties if duty.owes and not duty.passed_on_at]
    steps = dict.fromkeys(step for duty in owing for step in takeovers(register, duty.inherited_from, duty.agency))
    for step in steps:
        yield Passage(step.effective_on, _body(register, step.predecessor), _body(register, step.successor))


def _body(register: Register, code: str) -> NamedBody:
    return NamedBody(code, register.get(code).name)
