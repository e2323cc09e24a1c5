"""Figures of agencies that passed into others: summed or apportioned, with every total kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

import pandas as pd

from danvan_workflow.consolidate.frames import FactRow, checked_facts, facts_frame
from danvan_workflow.consolidate.wording import mean
from danvan_workflow.duty.submission import FigureStatus
from danvan_workflow.errors import InvalidInput, Problem
from danvan_workflow.register.apportion import apportion
from danvan_workflow.statutory.indicators import Aggregation, Catalogue, Indicator

Step = tuple[str, str, Fraction]
_Answer = tuple[FigureStatus, Decimal | None]

NOT_SHARED = (Aggregation.MAX, Aggregation.COUNT_YES, Aggregation.MEAN)
"""What doesn't grow with an agency stays whole when it is divided."""


def carry_over(
    facts: pd.DataFrame, successions: Iterable[Step], indicators: Catalogue, groups: Mapping[str, str] | None = None
) -> pd.DataFrame:
    """The facts as the successors' own: `successions` holds (predecessor, successor, share), shares adding up to 1.

    Counts and amounts are divided by the shares without loss and added to what the successor reported itself. A yes or a
    largest value passes whole to every successor, since it can't be divided. Stated percentages of those concerned are left out,
    because they are computed anew. `groups` names the successors' groups; without an entry the group is that of the successor's
    own facts, else the predecessor's. InvalidInput where shares don't add up to 1 or a successor has itself passed on.
    """
    shares = _shares(successions)
    known = checked_facts(facts)
    passing = known["agency"].isin(shares.keys())
    group_of = {**_groups(known, shares), **dict(zip(known["agency"], known["group"], strict=True)), **(groups or {})}
    answers: defaultdict[tuple[str, str], list[_Answer]] = defaultdict(list)
    heirs = {heir for parts in shares.values() for heir, _ in parts}
    for agency, code, answer in _answers(known[~passing]):
        if agency not in heirs or not indicators.get(code).is_ratio:
            answers[agency, code].append(answer)
    for agency, code, answer in _answers(known[passing]):
        for heir, part in _divided(answer, shares[agency], indicators.get(code)):
            answers[heir, code].append(part)
    return facts_frame(_row(key, parts, group_of, indicators) for key, parts in answers.items())


def _shares(successions: Iterable[Step]) -> dict[str, list[tuple[str, Fraction]]]:
    """Successors and shares of each predecessor."""
    shares: defaultdict[str, list[tuple[str, Fraction]]] = defaultdict(list)
    for predecessor, successor, share in successions:
        shares[predecessor].append((successor, share))
    problems = [
        Problem("tỷ lệ chuyển giao số liệu không cộng thành 1", place=code, value=str(total), accepted="tổng bằng 1")
        for code, parts in shares.items()
        if (total := sum(share for _, share in parts)) != 1
    ]
    for code, parts in shares.items():
        for heir in (heir for heir, _ in parts if heir in shares and heir != code):
            message = "cơ quan kế thừa đã được chuyển giao tiếp; cần nêu cơ quan kế thừa cuối cùng"
            problems.append(Problem(message, place=code, value=heir, accepted="cơ quan còn tồn tại vào ngày tổng hợp"))
    if problems:
        raise InvalidInput(problems)
    return dict(shares)


def _groups(facts: pd.DataFrame, shares: Mapping[str, list[tuple[str, Fraction]]]) -> dict[str, str]:
    """For each successor, the group of a predecessor."""
    own = dict(zip(facts["agency"], facts["group"], strict=True))
    return {heir: own[old] for old, parts in shares.items() if old in own for heir, _ in parts}


def _answers(facts: pd.DataFrame) -> Iterable[tuple[str, str, _Answer]]:
    for agency, code, status, value in facts[["agency", "indicator", "status", "value"]].itertuples(index=False):
        yield agency, code, (FigureStatus(status), value)


def _divided(answer: _Answer, parts: Sequence[tuple[str, Fraction]], indicator: Indicator) -> Iterable[tuple[str, _Answer]]:
    status, value = answer
    heirs = [heir for heir, _ in parts]
    if indicator.is_ratio:
        return
    if value is None or indicator.aggregation in NOT_SHARED:
        yield from ((heir, answer) for heir in heirs)
        return
    quantum = Decimal(1) if value == value.to_integral_value() and indicator.decimals == 0 else None
    shared = apportion(value, [share for _, share in parts], quantum=quantum)
    yield from ((heir, (status, part)) for heir, part in zip(heirs, shared, strict=True))


def _row(key: tuple[str, str], parts: Sequence[_Answer], group_of: Mapping[str, str], indicators: Catalogue) -> FactRow:
    """The answers of one successor made one: a number beside “not applicable” counts, nil only where all say nil."""
    agency, code = key
    values = [value for _, value in parts if value is not None]
    statuses = {status for status, value in parts if value is not None}
    if not values:
        return agency, group_of[agency], code, FigureStatus.NOT_APPLICABLE.value, None
    value = _together(values, indicators.get(code))
    return agency, group_of[agency], code, _status(value, statuses).value, value


def _together(values: Sequence[Decimal], indicator: Indicator) -> Decimal:
    match indicator.aggregation:
        case Aggregation.MAX | Aggregation.COUNT_YES:
            return max(values)
        case Aggregation.MEAN:
            return mean(values, indicator.decimals)
        case _:
            return sum(values, Decimal(0))


def _status(value: Decimal, statuses: set[FigureStatus]) -> FigureStatus:
    if value:
        return FigureStatus.VALUE
    return FigureStatus.NIL if statuses == {FigureStatus.NIL} else FigureStatus.ZERO
