"""Which of the figures that agencies gave are added up: not what is being checked, nor what lacks the figures it is read with."""

from __future__ import annotations

import pandas as pd

from danvan_workflow.consolidate.blocked import Marks, Pairs
from danvan_workflow.consolidate.families import Need, bound, kept
from danvan_workflow.consolidate.figures import Apart
from danvan_workflow.consolidate.frames import SENT_COLUMNS, checked_facts, numbers, split_by_speaker
from danvan_workflow.statutory.indicators import Catalogue


def settled(
    facts: pd.DataFrame, owing: pd.DataFrame, indicators: Catalogue, needs: tuple[Need, ...], marks: Marks
) -> pd.DataFrame:
    """The facts, with an Apart as the status of every figure that isn't simply added up: their totals obey every error rule."""
    marked = _marked(checked_facts(facts), marks)
    added = numbers(split_by_speaker(marked, owing, indicators)[0])
    sound = added[added["status"] != Apart.ACCEPTED]
    asked = frozenset(owing["indicator"]) | frozenset(facts["indicator"])
    own = [need for need in needs if need.terms <= asked]
    givers = {str(code): frozenset(agencies) for code, agencies in sound.groupby("indicator", sort=False)["agency"]}
    left = kept(givers, own)
    out = {(agency, code) for code, agencies in givers.items() for agency in agencies - left[code]}
    in_family = bound(own)
    beside = {pair for pair in marks.accepted if pair[1] in in_family}
    return _with_status(_with_status(marked, out, Apart.LEFT_OUT), beside, Apart.BESIDE, only=Apart.ACCEPTED)


def _marked(facts: pd.DataFrame, marks: Marks) -> pd.DataFrame:
    known = facts.assign(status=facts["status"].astype(str))
    for pairs, kind in ((marks.accepted, Apart.ACCEPTED), (marks.checking, Apart.CHECKING)):
        number = numbers(known)
        known = _with_status(known, pairs & set(zip(number["agency"], number["indicator"], strict=True)), kind)
    return known


def _with_status(facts: pd.DataFrame, pairs: Pairs, status: Apart, only: Apart | None = None) -> pd.DataFrame:
    if not pairs:
        return facts
    chosen = pd.Series(pd.MultiIndex.from_frame(facts[SENT_COLUMNS]).isin(list(pairs)), index=facts.index)
    if only is not None:
        chosen &= facts["status"] == only
    return facts.assign(status=facts["status"].where(~chosen, status.value))
