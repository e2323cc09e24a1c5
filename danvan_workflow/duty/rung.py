"""A step of the ladder of notices, and how a ladder is frozen on a duty as JSON."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Any

from danvan_workflow.errors import InvalidInput, Problem
from danvan_workflow.notify.kinds import RUNG_KINDS, NoticeKind


class Audience(StrEnum):
    """Whom a rung speaks to: two roles of the reporting agency, and the leader of the collector (Sở Nội vụ)."""

    FOCAL = "focal"
    HEAD = "head"
    LEADER = "leader"


_KEYS = ("number", "offset", "audience", "kind")
_AUDIENCES = frozenset(audience.value for audience in Audience)
_KINDS = frozenset(kind.value for kind in RUNG_KINDS)


@dataclass(frozen=True, slots=True)
class Rung:
    """One step. `offset` counts working days from the last admissible day; negative is before it, 0 that day itself."""

    number: int
    offset: int
    audience: Audience
    kind: NoticeKind


Ladder = tuple[Rung, ...]

DEFAULT_LADDER: Ladder = (
    Rung(1, -15, Audience.FOCAL, NoticeKind.REQUEST),
    Rung(2, -7, Audience.FOCAL, NoticeKind.REMINDER),
    Rung(3, -3, Audience.FOCAL, NoticeKind.REMINDER),
    Rung(4, -1, Audience.FOCAL, NoticeKind.DUE_TOMORROW),
    Rung(5, 1, Audience.FOCAL, NoticeKind.OVERDUE),
    Rung(6, 3, Audience.HEAD, NoticeKind.ESCALATION_HEAD),
    Rung(7, 7, Audience.LEADER, NoticeKind.ESCALATION_LEADER),
)


def make_ladder(steps: Iterable[tuple[int, str, str]]) -> Ladder:
    """A ladder of (offset, audience, kind) in order, numbered from 1; InvalidInput with every breach."""
    records = [_record(n, *step) for n, step in enumerate(steps, start=1)]
    if not records:
        raise InvalidInput([_problem("thang đôn đốc phải có ít nhất một bậc", "ladder", records, "danh sách các bậc")])
    return from_json(records)


def by_number(rung: Rung) -> int:
    """The order of a ladder."""
    return rung.number


def to_json(ladder: Collection[Rung]) -> list[dict[str, int | str]]:
    """A ladder as JSON values, lowest rung first: what is frozen on the duty."""
    return [_record(r.number, r.offset, r.audience, r.kind) for r in sorted(ladder, key=by_number)]


def from_json(value: object) -> Ladder:
    """The ladder of `to_json`; InvalidInput with every problem for anything else, a further or a missing key included.

    The collector's own duty has an empty one.
    """
    if not isinstance(value, list):
        raise InvalidInput([_problem("thang đôn đốc phải là danh sách", "ladder", value, "danh sách các bậc")])
    problems = [problem for place, record in enumerate(value, start=1) for problem in _record_problems(record, f"bậc {place}")]
    if problems:
        raise InvalidInput(problems)
    ladder = tuple(_rung(record) for record in value)
    order_problems = _order_problems(ladder)
    if order_problems:
        raise InvalidInput(order_problems)
    return ladder


def _record(number: int, offset: int, audience: str, kind: str) -> dict[str, int | str]:
    return {"number": number, "offset": offset, "audience": str(audience), "kind": str(kind)}


def _rung(record: Mapping[str, Any]) -> Rung:
    return Rung(record["number"], record["offset"], Audience(record["audience"]), NoticeKind(record["kind"]))


def _problem(message: str, place: str, value: object, accepted: str) -> Problem:
    return Problem(message, place=place, value=str(value), accepted=accepted)


def _record_problems(record: object, place: str) -> list[Problem]:
    if not isinstance(record, dict) or set(record) != set(_KEYS):
        return [_problem("bậc đôn đốc không đúng cấu trúc", place, record, f"đúng các khóa {', '.join(_KEYS)}")]
    numbers = [
        _problem("không phải số nguyên", f"{place}.{key}", record[key], "số nguyên")
        for key in ("number", "offset")
        if type(record[key]) is not int
    ]
    names = [
        _problem("không có giá trị này", f"{place}.{key}", record[key], ", ".join(sorted(known)))
        for key, known in (("audience", _AUDIENCES), ("kind", _KINDS))
        if not isinstance(record[key], str) or record[key] not in known
    ]
    return numbers + names


def _order_problems(ladder: Sequence[Rung]) -> list[Problem]:
    problems = []
    if ladder and ladder[0].number < 1:
        problems.append(_problem("số của bậc phải từ 1", "bậc 1", ladder[0].number, "số nguyên từ 1"))
    for low, high in pairwise(ladder):
        if high.number <= low.number:
            problems.append(_problem("số của bậc phải tăng dần", f"bậc {high.number}", high.number, f"số lớn hơn {low.number}"))
        if high.offset <= low.offset:
            problems.append(_problem("ngày của bậc phải tăng dần", f"bậc {high.number}", high.offset, f"số lớn hơn {low.offset}"))
    return problems
