"""Who answered what: a total is only worth the agencies behind it."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from danvan_workflow.consolidate.figures import Apart
from danvan_workflow.consolidate.frames import SENT_COLUMNS
from danvan_workflow.duty.submission import FigureStatus
from danvan_workflow.statutory.indicators import Catalogue, Indicator

MISSING = "missing"
_ANSWERS = [FigureStatus.VALUE.value, FigureStatus.ZERO.value, FigureStatus.NIL.value, Apart.ACCEPTED.value]
NAMED = (MISSING, *(kind.value for kind in Apart))
"""The states whose agencies a total names."""


def answer_states(facts: pd.DataFrame, owing: pd.DataFrame, indicators: Catalogue) -> pd.DataFrame:
    """agency, group, indicator, state for every answer that is owed; the state is a FigureStatus, an Apart or `missing`.

    A ratio is never answered by itself: it counts as a value where both of its numbers are added up, as not applicable where
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
    state[states_of_both.isin([Apart.LEFT_OUT, Apart.BESIDE, Apart.ACCEPTED]).any(axis=1)] = Apart.LEFT_OUT.value
    for weightier in (Apart.CHECKING.value, MISSING, FigureStatus.NOT_APPLICABLE.value):
        state[(states_of_both == weightier).any(axis=1)] = weightier
    return both.assign(indicator=ratio.code, state=state).drop(columns="state_whole")


def coverage(states: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """by…, reporting, owing, not_applicable; a column of agencies, in the order of the roll, for each state of NAMED.

    `owing` leaves out those to whom the indicator does not apply, so that reporting = owing means everybody.
    """
    keys = list(by)
    marks = states[keys].assign(
        reporting=states["state"].isin(_ANSWERS),
        not_applicable=states["state"] == FigureStatus.NOT_APPLICABLE.value,
        owing=states["state"] != FigureStatus.NOT_APPLICABLE.value,
    )
    counts = marks.groupby(keys, sort=False)[["reporting", "owing", "not_applicable"]].sum().astype("int64").reset_index()
    table = counts
    for name in NAMED:
        named = states[states["state"] == name].groupby(keys, sort=False)["agency"].agg(tuple).rename(name)
        table = table.merge(named, left_on=keys, right_index=True, how="left")
    return table
