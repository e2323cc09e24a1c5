"""Targets of the plan: reached or not, by each agency or by all together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

import pandas as pd

from danvan_workflow.consolidate.tables import agency_values, totals
from danvan_workflow.statutory.indicators import Catalogue

_COLUMNS = ["target", "indicator", "scope", "agency", "at_least", "value", "met", "coverage"]


@dataclass(frozen=True, slots=True)
class Target:
    """At least so much of an indicator, by each `agency` (of `groups`, where named) or by the `whole`."""

    id: str
    indicator: str
    at_least: Decimal
    scope: str = "agency"
    groups: tuple[str, ...] = ()


class TargetLike(Protocol):
    """What a target must say; the plan's own targets fit."""

    @property
    def id(self) -> str: ...
    @property
    def indicator(self) -> str: ...
    @property
    def at_least(self) -> Decimal: ...
    @property
    def scope(self) -> str: ...
    @property
    def groups(self) -> Sequence[str]: ...


def targets_met(facts: pd.DataFrame, owing: pd.DataFrame, targets: Iterable[TargetLike], indicators: Catalogue) -> pd.DataFrame:
    """target, indicator, scope, agency (empty for the whole), at_least, value, met, coverage; a row for each who must reach it.

    `met` is True or False, and None where it can't be told: no figure, or a whole that falls short while agencies are missing.
    An indicator without figures in `facts` gives None, not False: nobody is reproached for a figure that nobody asked for.
    """
    rows = [row for target in targets for row in _rows(target, facts, owing, indicators)]
    return pd.DataFrame({name: pd.Series([row[i] for row in rows], dtype=object) for i, name in enumerate(_COLUMNS)})


def _rows(target: TargetLike, facts: pd.DataFrame, owing: pd.DataFrame, indicators: Catalogue) -> Iterator[tuple[object, ...]]:
    kept_facts, kept_owing = (_of_groups(frame, target.groups) for frame in (facts, owing))
    chosen = indicators.only([target.indicator])
    head = (target.id, target.indicator, target.scope)
    if target.scope == "whole":
        table = totals(kept_facts, kept_owing, chosen)
        table = table[table["indicator"] == target.indicator]
        value, missing, covered = (table[name].iloc[0] for name in ("value", "missing", "coverage"))
        yield (*head, "", target.at_least, value, _met(value, target.at_least, complete=not missing), covered)
        return
    values = agency_values(kept_facts, kept_owing[kept_owing["indicator"].isin(list(chosen))], chosen)[target.indicator]
    for agency, value in values.items():
        met = _met(value, target.at_least, complete=True)
        yield (*head, agency, target.at_least, value, met, "1/1" if value is not None else "0/1")


def _of_groups(frame: pd.DataFrame, groups: Sequence[str]) -> pd.DataFrame:
    return frame[frame["group"].isin(list(groups))] if groups else frame


def _met(value: Decimal | None, at_least: Decimal, *, complete: bool) -> bool | None:
    if value is None:
        return None
    return True if value >= at_least else (False if complete else None)
