"""Who answered what: a total is only worth the agencies behind it."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from danvan_workflow.consolidate.frames import SENT_COLUMNS
from danvan_workflow.duty.submission import FigureStatus
from danvan_workflow.statutory.indicators import Catalogue, Indicator

MISSING = "missing"
_ANSWERS = [FigureStatus.VALUE.value, FigureStatus.ZERO.value, FigureStatus.NIL.value]


def answer_states(facts: pd.DataFrame, owing: pd.DataFrame, indicators: Catalogue) -> pd.DataFrame:
    """agency, group, indicator, state for every answer that is owed; the state is a FigureStatus or `missing`.

    A ratio is never answered by itself: it counts as a value where both of its numbers are known, as not applicable where
    one of them is, and is owed where both are owed.
    """
    owed = owing[~owing["indicator"].isin([code for code, item in indicators.items() if item.is_ratio])]
    states = owed.merge(facts[[*SENT_COLUMNS, "status"]], on=SENT_COLUMNS, how="left")
    states = states.rename(columns={"status": "state"})
    states["state"] = states["state"].astype(object).where(states["state"].notna(), MISSING).astype(str)
    ratios = [_ratio_states(states, item) for item in indicators.values() if item.is_ratio]
    return pd.concat([states, *ratios], ignore_index=True)


def _ratio_states(states: pd.DataFrame, ratio: Indicator) -> pd.DataFrame:
    part, whole = (states[states["indicator"] == code] for code in (ratio.numerator, ratio.denominator))
    both = part.merge(whole[["agency", "state"]], on="agency", suffixes=("", "_whole"))
    states_of_both = both[["state", "state_whole"]]
    state = pd.Series(FigureStatus.VALUE.value, index=both.index, dtype=object)
    state[(states_of_both == MISSING).any(axis=1)] = MISSING
    state[(states_of_both == FigureStatus.NOT_APPLICABLE.value).any(axis=1)] = FigureStatus.NOT_APPLICABLE.value
    return both.assign(indicator=ratio.code, state=state).drop(columns="state_whole")


def coverage(states: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """by…, reporting, owing, not_applicable, missing (agencies, in the order of the roll).

    `owing` leaves out those to whom the indicator does not apply, so that reporting = owing means everybody.
    """
    keys = list(by)
    marks = states[keys].assign(
        reporting=states["state"].isin(_ANSWERS),
        not_applicable=states["state"] == FigureStatus.NOT_APPLICABLE.value,
        owing=states["state"] != FigureStatus.NOT_APPLICABLE.value,
    )
    counts = marks.groupby(keys, sort=False)[["reporting", "owing", "not_applicable"]].sum().astype("int64").reset_index()
    absent = states[states["state"] == MISSING].groupby(keys, sort=False)["agency"].agg(tuple).rename("missing")
    table = counts.merge(absent, left_on=keys, right_index=True, how="left")
    table["missing"] = [names if isinstance(names, tuple) else () for names in table["missing"]]
    return table
