"""The tier above an agency, through the mergers."""

from __future__ import annotations

from datetime import date

from danvan_workflow.register.models import AgencyKind
from danvan_workflow.register.register import Register


def tier_above(register: Register, unit: str, day: date) -> tuple[str, ...]:
    """Who stands for the tier `unit` on a day: itself, the province for a district that was abolished, else its successors.

    The duties of an abolished district pass to communes, but a commune doesn't report to a commune.
    """
    agency = register.get(unit)
    if agency.valid_on(day):
        return (unit,)
    over = agency.province if agency.kind is AgencyKind.DISTRICT else unit
    return tuple(code for code, _ in register.successors(over, day))
