"""How much of the issuer's territory the figures of a roll reach: read from the register as of the day of the report."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence

from danvan_workflow.duty.group_label import unit_kinds
from danvan_workflow.plan.models import Plan
from danvan_workflow.register.models import UNIT_KINDS, Agency, AgencyKind
from danvan_workflow.register.names import within_sentence
from danvan_workflow.register.register import Register
from danvan_workflow.register.takeover import takeovers
from danvan_workflow.report.facts import Scope
from danvan_workflow.services.consolidation.read_parties import issuer_on
from danvan_workflow.store.tables import DutyRow


def report_scope(register: Register, plan: Plan, duties: Sequence[DutyRow], day: dt.date) -> Scope | None:
    """What the roll reaches of the unit that stands for the issuer's on `day`; None where that is all, and the unit as it was."""
    former, unit = register.get(plan.issuer.unit), issuer_on(register, plan, day)
    owing = _owing(register, duties, day)
    communes, reached = _communes(register, unit, day), set(_reached(register, owing, day))
    covered = sum(commune.code in reached for commune in communes)
    made_of = _forerunners(register, former, unit)
    if made_of < 2 and covered in (0, len(communes)):
        return None
    steps = takeovers(register, [former.code], unit.code)
    return Scope(
        unit=within_sentence(unit.unit_name),
        communes=len(communes),
        covered=covered,
        kinds=tuple(unit_kinds(commune.name for commune in communes)),
        bodies=sum(agency.kind not in UNIT_KINDS for agency in owing),
        former=within_sentence(former.unit_name) if made_of > 1 else "",
        since=steps[-1].effective_on if made_of > 1 else None,
        formed_from=made_of if made_of > 1 else 0,
    )


def _owing(register: Register, duties: Sequence[DutyRow], day: dt.date) -> list[Agency]:
    """Who stands on `day` for those that owe, also for the ones that answered before they ended."""
    codes = dict.fromkeys(heir for duty in duties if duty.owes for heir, _ in register.successors(duty.agency, day))
    outside = {duty.agency for duty in duties if not duty.owes}
    return [register.get(code) for code in codes if code not in outside]


def _communes(register: Register, unit: Agency, day: dt.date) -> tuple[Agency, ...]:
    return register.members([AgencyKind.COMMUNE], unit.code, day)


def _reached(register: Register, owing: Iterable[Agency], day: dt.date) -> Iterator[str]:
    """A commune by itself, and those beneath a district."""
    for agency in owing:
        if agency.kind is AgencyKind.COMMUNE:
            yield agency.code
        elif agency.kind is AgencyKind.DISTRICT:
            yield from (commune.code for commune in _communes(register, agency, day))


def _forerunners(register: Register, former: Agency, unit: Agency) -> int:
    """How many units of its kind the unit was made of, among them the former one; 0 where it is still the same."""
    if former.code == unit.code or former.valid_to is None:
        return 0
    return sum(register.get(code).kind is unit.kind for code, _ in register.predecessors(unit.code, former.valid_to))
