"""From the frames of `tables` to the frozen figures that leave this package."""

from __future__ import annotations

from decimal import Decimal

import pandas as pd

from danvan_workflow.consolidate.coverage import NAMED
from danvan_workflow.consolidate.figures import AgencyValues, Apart, GroupValue, SetApart, Total


def typed_totals(frame: pd.DataFrame) -> dict[str, Total]:
    """The rows of `totals` by indicator, not yet compared with anything."""
    columns = (frame[name] for name in ("indicator", "value", "reporting", "owing"))
    named = [{name: tuple(found) for name, found in row.items()} for row in frame[list(NAMED)].to_dict("records")]
    beside = [_number(value) for value in frame["with_beside"]]
    return {
        str(code): Total(str(code), _number(value), int(reporting), int(owing), **names, with_beside=own)
        for code, value, reporting, owing, names, own in zip(*columns, named, beside, strict=True)
    }


def typed_groups(frame: pd.DataFrame) -> tuple[GroupValue, ...]:
    """The rows of `totals_by_group`."""
    columns = (frame[name] for name in ("group", "indicator", "value", "owing"))
    return tuple(
        GroupValue(str(group), str(code), _number(value), int(owing)) for group, code, value, owing in zip(*columns, strict=True)
    )


def typed_agencies(frame: pd.DataFrame) -> tuple[AgencyValues, ...]:
    """The rows of `agency_values`, in the order of the roll."""
    codes = [str(code) for code in frame.columns]
    return tuple(
        AgencyValues(str(agency), {code: value for code, value in zip(codes, values, strict=True) if value is not None})
        for agency, *values in frame.itertuples(name=None)
    )


def typed_apart(facts: pd.DataFrame) -> tuple[SetApart, ...]:
    """The figures that were settled to stand apart, in the order of the facts."""
    found = facts[facts["status"].isin(list(Apart))]
    columns = (found[name] for name in ("agency", "indicator", "value", "status"))
    return tuple(SetApart(str(a), str(code), Decimal(value), Apart(why)) for a, code, value, why in zip(*columns, strict=True))


def _number(value: Decimal | None) -> Decimal | None:
    return None if value is None else Decimal(value)
