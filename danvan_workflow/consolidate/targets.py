"""Targets of the plan: reached or not, by each agency or by all together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

import pandas as pd

from danvan_workflow.consolidate.figures import TargetResult
from danvan_workflow.consolidate.tables import agency_values, totals
from danvan_workflow.consolidate.typed_figures import typed_agencies, typed_totals
from danvan_workflow.plan.models import Target
from danvan_workflow.statutory.indicators import Catalogue


def targets_met(
    facts: pd.DataFrame, owing: pd.DataFrame, targets: Iterable[Target], indicators: Catalogue
) -> tuple[TargetResult, ...]:
    """How each target stands at each who must reach it, in the order of the roll.

    It can't be told without a figure, nor of a whole that falls short while agencies are missing. An indicator without figures
    in `facts` is one that nobody asked for: nobody is reproached for it.
    """
    return tuple(result for target in targets for result in _results(target, facts, owing, indicators))


def _results(target: Target, facts: pd.DataFrame, owing: pd.DataFrame, indicators: Catalogue) -> Iterator[TargetResult]:
    kept_facts, kept_owing = (_of_groups(frame, target.groups) for frame in (facts, owing))
    chosen = indicators.only([target.indicator])
    if target.scope == "whole":
        total = typed_totals(totals(kept_facts, kept_owing, chosen))[target.indicator]
        yield TargetResult(target.id, "", total.value, _met(total.value, target.at_least, complete=total.is_whole))
        return
    owed = kept_owing[kept_owing["indicator"].isin(list(chosen))]
    for own in typed_agencies(agency_values(kept_facts, owed, chosen)):
        value = own.values.get(target.indicator)
        yield TargetResult(target.id, own.agency, value, _met(value, target.at_least, complete=True))


def _of_groups(frame: pd.DataFrame, groups: Sequence[str]) -> pd.DataFrame:
    return frame[frame["group"].isin(list(groups))] if groups else frame


def _met(value: Decimal | None, at_least: Decimal, *, complete: bool) -> bool | None:
    if value is None:
        return None
    return True if value >= at_least else (False if complete else None)
