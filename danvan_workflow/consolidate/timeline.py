"""Successive, not cumulative periods put together: two half-years, three months."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from danvan_workflow.consolidate.frames import FACT_COLUMNS, SENT_COLUMNS, ZERO, checked_facts, numbers
from danvan_workflow.duty.submission import FigureStatus
from danvan_workflow.statutory.indicators import Aggregation, Catalogue, IndicatorKind


def over_periods(periods: Sequence[pd.DataFrame], indicators: Catalogue) -> pd.DataFrame:
    """One facts frame for several adjoining periods, the earliest first.

    Flows are added, stocks and yes/no are those of the last period, stocks at the start those of the first; ratios are left
    out, since they are computed anew. An agency that left a period blank gets no figure: the whole would look complete.
    """
    frames = [numbers(checked_facts(frame)).assign(position=i) for i, frame in enumerate(periods)]
    facts = pd.concat(frames, ignore_index=True).sort_values("position", kind="stable")
    kinds = facts["indicator"].map({code: item.kind for code, item in indicators.items()})
    flows = facts[kinds == IndicatorKind.FLOW]
    first = facts[(kinds == IndicatorKind.STOCK_AT_START) & (facts["position"] == 0)]
    last = facts[kinds.isin([IndicatorKind.STOCK, IndicatorKind.YES_NO]) & (facts["position"] == len(periods) - 1)]
    parts = [_added(flows, len(periods), indicators), first, last]
    return pd.concat([part[FACT_COLUMNS] for part in parts], ignore_index=True)


def _added(flows: pd.DataFrame, periods: int, indicators: Catalogue) -> pd.DataFrame:
    """Flows of the agencies that answered every period; the group is that of the last one."""
    largest = {code for code, item in indicators.items() if item.aggregation is Aggregation.MAX}
    grouped = flows.assign(nil=flows["status"] == FigureStatus.NIL).groupby(SENT_COLUMNS, sort=False)
    table = grouped.agg(
        group=("group", "last"),
        value=("value", "sum"),
        peak=("value", "max"),
        said=("position", "nunique"),
        nil=("nil", "all"),
    )
    table = table[table["said"] == periods].reset_index()
    values = [p if c in largest else v for c, v, p in zip(table["indicator"], table["value"], table["peak"], strict=True)]
    table["value"] = pd.Series(values, index=table.index, dtype=object)
    table["status"] = [_status(v != ZERO, n) for v, n in zip(table["value"], table["nil"], strict=True)]
    return table


def _status(positive: bool, nil: bool) -> str:
    return (FigureStatus.VALUE if positive else FigureStatus.NIL if nil else FigureStatus.ZERO).value
