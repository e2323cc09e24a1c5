"""A cycle beside another one: by how much each total rose or fell."""

from __future__ import annotations

from dataclasses import replace

from danvan_workflow.consolidate.figures import NOT_COMPARED, Comparison, Total, Totals
from danvan_workflow.consolidate.wording import percentage
from danvan_workflow.statutory.indicators import Catalogue, Indicator

PERCENT_DECIMALS = 2


def compared(totals: Totals, indicators: Catalogue, previous: Totals | None, same_period: Totals | None) -> dict[str, Total]:
    """The totals with what they are compared with; a period that is not there (None) leaves them uncompared."""
    earlier, a_year_ago = previous or {}, same_period or {}
    return {
        code: replace(
            total,
            previous=compare(total, earlier.get(code), indicators[code]),
            same_period=compare(total, a_year_ago.get(code), indicators[code]),
        )
        for code, total in totals.items()
    }


def compare(total: Total, base: Total | None, indicator: Indicator) -> Comparison:
    """One total beside the earlier one of the same indicator."""
    if base is None or base.value is None:
        return NOT_COMPARED
    change = None if total.value is None else total.value - base.value
    percent = None if change is None or indicator.is_ratio else percentage(change, base.value, PERCENT_DECIMALS)
    return Comparison(base.value, change, percent, same_coverage=total.is_whole and base.is_whole)
