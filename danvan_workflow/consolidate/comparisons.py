"""A cycle beside another one: by how much each total rose or fell."""

from __future__ import annotations

from decimal import Decimal

import pandas as pd

from danvan_workflow.consolidate.wording import percentage
from danvan_workflow.statutory.indicators import Catalogue

PERCENT_DECIMALS = 2


def compare(current: pd.DataFrame, base: pd.DataFrame, indicators: Catalogue) -> pd.DataFrame:
    """indicator, value, base, change, percent, base_coverage, same_coverage; both frames as `tables.totals` makes them.

    None wherever a number is missing; a ratio changes by points and has no percent; over a base of zero there is no percent.
    `same_coverage` is False where one of the two totals lacks agencies, so that the change may be one of coverage.
    """
    table = current[["indicator", "value", "reporting", "owing"]].merge(
        base[["indicator", "value", "reporting", "owing", "coverage"]], on="indicator", how="left", suffixes=("", "_base")
    )
    table = table.rename(columns={"value_base": "base", "coverage": "base_coverage"})
    table["base"] = _none_for_nan(table["base"])
    table["base_coverage"] = table["base_coverage"].astype(object).where(table["base_coverage"].notna(), "0/0")
    rows = list(zip(table["indicator"], table["value"], table["base"], strict=True))
    table["change"] = pd.Series([_change(value, before) for _, value, before in rows], dtype=object)
    percents = [None if indicators.get(code).is_ratio else _percent(value, before) for code, value, before in rows]
    table["percent"] = pd.Series(percents, dtype=object)
    whole = (table["reporting"] == table["owing"]) & (table["reporting_base"] == table["owing_base"])
    table["same_coverage"] = whole & table["base"].notna()
    return table[["indicator", "value", "base", "change", "percent", "base_coverage", "same_coverage"]]


def comparisons(
    current: pd.DataFrame, indicators: Catalogue, previous: pd.DataFrame | None, same_period: pd.DataFrame | None
) -> pd.DataFrame:
    """indicator, value, then base, change, percent, base_coverage, same_coverage with `_previous` and with `_same_period`.

    A period that is not there (None) leaves its columns at None.
    """
    result = current[["indicator", "value"]]
    for name, base in (("previous", previous), ("same_period", same_period)):
        beside = compare(current, current.iloc[0:0] if base is None else base, indicators)
        columns = {c: f"{c}_{name}" for c in beside.columns if c not in ("indicator", "value")}
        result = result.merge(beside.drop(columns="value").rename(columns=columns), on="indicator", how="left")
    return result


def _change(value: Decimal | None, base: Decimal | None) -> Decimal | None:
    return None if value is None or base is None else value - base


def _percent(value: Decimal | None, base: Decimal | None) -> Decimal | None:
    return None if value is None or base is None else percentage(value - base, base, PERCENT_DECIMALS)


def _none_for_nan(values: pd.Series) -> pd.Series:
    plain = values.astype(object)
    return plain.where(plain.notna(), None)
