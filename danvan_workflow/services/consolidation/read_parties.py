"""Who a report comes from, what it calls the agencies, and who carries on for whom: read from the register."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Sequence

from danvan_workflow.plan.models import Plan
from danvan_workflow.register.models import Agency, AgencyKind
from danvan_workflow.register.register import Register
from danvan_workflow.register.tiers import tier_above
from danvan_workflow.report.facts import Passage, ReportHead
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


def passages(register: Register, duties: Sequence[DutyRow]) -> Iterator[Passage]:
    """Who carries on now, and since when: the day after the old agency's last one, or the heir's first where that is later."""
    for duty in (duty for duty in duties if duty.owes and not duty.passed_on_at):
        for code in duty.inherited_from:
            ended = register.get(code).valid_to
            if ended is not None and code != duty.agency:
                day = max(ended + dt.timedelta(days=1), register.get(duty.agency).valid_from or dt.date.min)
                yield Passage(day, register.get(code).name, duty.agency_name)
