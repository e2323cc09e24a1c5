"""Who carries on for whom after a merger, and what of the territory of today the figures cover."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable

from danvan_workflow.duty.group_label import COMMITTEE, unit_kinds
from danvan_workflow.render import numbers
from danvan_workflow.report.facts import NamedBody, Passage, Scope
from danvan_workflow.report.wording import listed
from danvan_workflow.text import upper_first


def carried_on(passages: Iterable[Passage]) -> str:
    """From which day on how many of which agencies carry on the duties of how many others."""
    days: dict[dt.date, list[Passage]] = defaultdict(list)
    for passage in passages:
        days[passage.day].append(passage)
    told = [
        f"từ ngày {numbers.short_day(day)}, nghĩa vụ báo cáo của {_parties(p.predecessor for p in found)} "
        f"do {_parties(p.heir for p in found)} kế thừa"
        for day, found in sorted(days.items(), key=lambda item: item[0])
    ]
    text = "; ".join(told)
    return f"{upper_first(text)}." if text else ""


def _parties(bodies: Iterable[NamedBody]) -> str:
    """Few by name, many by number and kind: `11 huyện, thị xã, thành phố và 14 cơ quan, đơn vị khác`."""
    found = [body.name for body in dict.fromkeys(bodies)]
    if len(found) <= 3:
        return listed(name.replace(COMMITTEE, "UBND") for name in found)
    kinds = unit_kinds(found)
    units = sum(bool(unit_kinds([name])) for name in found)
    others = len(found) - units
    parts = [f"{numbers.count(units)} {', '.join(kinds)}"] if units else []
    parts += [f"{numbers.count(others)} cơ quan, đơn vị{' khác' if units else ''}"] if others else []
    return " và ".join(parts)


def reach(scope: Scope | None) -> str:
    """What of the territory the figures cover and what not; nothing where they cover all of it."""
    if scope is None:
        return ""
    return " ".join(sentence for sentence in (_merger(scope), _communes(scope), _bodies(scope)) if sentence)


def _merger(scope: Scope) -> str:
    if scope.since is None:
        return ""
    return (
        f"Kế hoạch được ban hành cho {_former(scope)}; từ ngày {numbers.short_day(scope.since)}, {_unit(scope)} "
        f"được hình thành từ {numbers.count(scope.formed_from)} đơn vị hành chính, trong đó có {_former(scope)}."
    )


def _communes(scope: Scope) -> str:
    """How many of the units of today are on the roll; of a roll without units nothing is said."""
    if not scope.covered:
        return ""
    kinds, left = ", ".join(scope.kinds), scope.communes - scope.covered
    whole = f"{numbers.count(scope.communes)} {kinds} của {_unit(scope)}"
    if not left:
        return f"Báo cáo gồm cả {whole}."
    of = f" hình thành trên địa bàn {_former(scope)}" if scope.former else ""
    return (
        f"Trong {whole}, phải báo cáo theo Kế hoạch là {numbers.count(scope.covered)} {kinds}{of}; "
        f"báo cáo này không gồm {numbers.count(left)} {kinds} còn lại."
    )


def _bodies(scope: Scope) -> str:
    """The merged unit's bodies are not asked for the old and the new territory apart."""
    if scope.since is None or not scope.bodies:
        return ""
    return (
        f"Số liệu của {numbers.count(scope.bodies)} cơ quan, đơn vị {'khác ' if scope.covered else ''}thuộc {_unit(scope)} "
        f"không tách riêng phần địa bàn {_former(scope)}."
    )


def _unit(scope: Scope) -> str:
    """The unit of today; where the former one bore the same name, told apart from it."""
    return f"{scope.unit} (sau sắp xếp)" if scope.unit == scope.former else scope.unit


def _former(scope: Scope) -> str:
    return f"{scope.former} (trước sắp xếp)" if scope.unit == scope.former else scope.former
