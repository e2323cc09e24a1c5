"""Totals of a cycle: whole, by group, by agency. Every total says whom it covers; a missing figure is never a zero."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from danvan_workflow.consolidate import wording
from danvan_workflow.consolidate.coverage import NAMED, answer_states, coverage
from danvan_workflow.consolidate.figures import Apart
from danvan_workflow.consolidate.frames import checked_facts, numbers, split_by_speaker, with_apart
from danvan_workflow.statutory.indicators import Aggregation, Catalogue, Indicator

_COUNTS = ["reporting", "owing", "not_applicable", "unasked"]


def totals(facts: pd.DataFrame, owing: pd.DataFrame, indicators: Catalogue) -> pd.DataFrame:
    """One row for each indicator, in the order of the catalogue.

    indicator, value (None where no number is added up), reporting, owing, not_applicable, unasked (agencies that answered and
    don't owe; their figures are in the value), the agencies that are missing, checking, left_out, accepted and beside,
    with_beside (the total with the last of them), coverage (`187/192`).
    """
    frame = pd.DataFrame({"indicator": pd.Series(list(indicators), dtype=object)})
    return _table(frame, facts, owing, indicators, [])


def totals_by_group(facts: pd.DataFrame, owing: pd.DataFrame, indicators: Catalogue) -> pd.DataFrame:
    """As `totals`, with the column group in front: one row for each group and indicator that somebody owes or answered."""
    known = pd.concat([owing[["group", "indicator"]], facts[["group", "indicator"]]], ignore_index=True)
    groups = pd.DataFrame({"group": known["group"].drop_duplicates()})
    frame = groups.merge(pd.DataFrame({"indicator": list(indicators)}), how="cross")
    table = _table(frame, facts, owing, indicators, ["group"])
    spoken = (table[_COUNTS].sum(axis=1) > 0) | table["value"].notna()
    return table[spoken].reset_index(drop=True)


def _table(frame: pd.DataFrame, facts: pd.DataFrame, owing: pd.DataFrame, indicators: Catalogue, by: list[str]) -> pd.DataFrame:
    added, owed, _ = split_by_speaker(checked_facts(facts), owing, indicators)
    keys = [*by, "indicator"]
    values = add_up(added, indicators, by)
    counts = coverage(answer_states(added, owed, indicators), keys)
    table = frame.merge(values, on=keys, how="left").merge(counts, on=keys, how="left")
    table = table.merge(_unasked(added, owed, keys), on=keys, how="left")
    table = table.merge(_with_beside(added, indicators, by), on=keys, how="left")
    for column in ("value", "with_beside"):
        table[column] = _none_for_nan(table[column])
    table[_COUNTS] = table[_COUNTS].astype("Float64").fillna(0).astype("int64")
    for column in NAMED:
        table[column] = [names if isinstance(names, tuple) else () for names in table[column]]
    table["coverage"] = [f"{n}/{of}" for n, of in zip(table["reporting"], table["owing"], strict=True)]
    return table[[*keys, "value", *_COUNTS, *NAMED, "with_beside", "coverage"]]


def _with_beside(facts: pd.DataFrame, indicators: Catalogue, by: list[str]) -> pd.DataFrame:
    """by…, indicator, with_beside: the totals of the indicators that have figures beside their total."""
    codes = facts.loc[facts["status"] == Apart.BESIDE, "indicator"].unique()
    own = with_apart(facts[facts["indicator"].isin(codes)], Apart.BESIDE)
    return add_up(own, indicators.only(codes), by).rename(columns={"value": "with_beside"})


def add_up(facts: pd.DataFrame, indicators: Catalogue, by: Sequence[str] = ()) -> pd.DataFrame:
    """by…, indicator, value: the numbers put together as each indicator wants it, ratios as ratios of sums.

    A ratio adds up only agencies that gave both of its numbers. The caller has set aside the leads' figures.
    """
    keys, known = [*by, "indicator"], numbers(facts)
    largest = known["indicator"].isin([c for c, item in indicators.items() if item.aggregation is Aggregation.MAX])
    ratio = known["indicator"].isin([c for c, item in indicators.items() if item.is_ratio])
    averaged = known["indicator"].isin([c for c, item in indicators.items() if item.aggregation is Aggregation.MEAN])
    sums = known[~largest & ~ratio & ~averaged].groupby(keys, sort=False)["value"].sum()
    peaks = known[largest].groupby(keys, sort=False)["value"].max()
    ratios = [_ratio(known, item, list(by)) for item in indicators.values() if item.is_ratio]
    means = [_mean(known[averaged], item, keys) for item in indicators.values() if item.aggregation is Aggregation.MEAN]
    frames = [part.astype(object).reset_index() for part in (sums, peaks, *means)] + ratios
    filled = [frame for frame in frames if len(frame)]
    return pd.concat(filled, ignore_index=True) if filled else frames[0]


def _ratio(known: pd.DataFrame, ratio: Indicator, by: list[str]) -> pd.DataFrame:
    """by…, indicator, value for one ratio; nothing where the denominators add up to zero."""
    whole = known.loc[known["indicator"] == ratio.denominator, ["agency", "value"]]
    part = known.loc[known["indicator"] == ratio.numerator, [*dict.fromkeys(["agency", *by]), "value"]]
    pairs = part.merge(whole, on="agency", suffixes=("_part", "_whole")).assign(indicator=ratio.code)
    sums = pairs.groupby([*by, "indicator"], sort=False)[["value_part", "value_whole"]].sum()
    values = [
        wording.ratio(a, b, ratio.decimals, ratio.times) for a, b in zip(sums["value_part"], sums["value_whole"], strict=True)
    ]
    table = sums.assign(value=pd.Series(values, index=sums.index, dtype=object)).reset_index()
    return table.loc[table["value"].notna(), [*by, "indicator", "value"]]


def _mean(known: pd.DataFrame, indicator: Indicator, keys: list[str]) -> pd.Series:
    """The mean of one indicator by `keys`, over the agencies that gave a number."""
    own = known[known["indicator"] == indicator.code].groupby(keys, sort=False)["value"]
    return own.agg(lambda values: wording.mean(list(values), indicator.decimals))


def _unasked(facts: pd.DataFrame, owing: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """keys…, unasked: how many answered who don't owe."""
    asked = owing[["agency", "indicator"]].drop_duplicates()
    joined = facts.merge(asked, on=["agency", "indicator"], how="left", indicator="asked")
    extra = joined[joined["asked"] == "left_only"]
    return extra.groupby(keys, sort=False).size().rename("unasked").reset_index()


def agency_values(facts: pd.DataFrame, owing: pd.DataFrame, indicators: Catalogue) -> pd.DataFrame:
    """Agencies down (in the order of the roll), indicators across; Decimal, or None where there is no sound number.

    Ratios are computed from each agency's own two numbers. Leads' figures stand in their own row like anybody's, and so does what
    is not in the totals, unless it is being checked.
    """
    known = with_apart(checked_facts(facts), Apart.LEFT_OUT, Apart.BESIDE)
    cells = add_up(known, indicators, ["agency"]).pivot(index="agency", columns="indicator", values="value")
    roll = pd.Index(list(dict.fromkeys([*owing["agency"], *known["agency"]])), name="agency")
    wide = cells.reindex(index=roll, columns=list(indicators)).astype(object)
    return wide.where(wide.notna(), None)


def _none_for_nan(values: pd.Series) -> pd.Series:
    plain = values.astype(object)
    return plain.where(plain.notna(), None)
