"""What a group of agencies is called: the plan's title, with the kinds of units that its members are on the day of the roll."""

from __future__ import annotations

import re
from collections.abc import Iterable

from danvan_workflow.duty.standing import DutyStanding
from danvan_workflow.duty.states import DutyState
from danvan_workflow.plan.models import Group

COMMITTEE = "Ủy ban nhân dân"
UNIT_KINDS = ("tỉnh", "quận", "huyện", "thị xã", "thành phố", "xã", "phường", "thị trấn", "đặc khu")
_COMMUNE_KINDS = frozenset({"xã", "phường", "thị trấn", "đặc khu"})
_UNIT = re.compile(rf"{COMMITTEE} ({'|'.join(UNIT_KINDS)})\b")
# A kind before a name (“phường Phú Sơn”) is no kind of the members, nor are “xã hội” and “thành phố trực thuộc”.
_KIND = r"(?:quận|huyện|thị xã|TX|thành phố|TP|xã|phường|thị trấn|đặc khu)(?![\w.])(?! (?:hội|trực thuộc|[A-ZÀ-Ỹ]))"
_KINDS = re.compile(rf"(?<![\w-])(?P<level>cấp )?{_KIND}(?:(?:, | và ){_KIND})*")
_ABBREVIATED = {"TX": "thị xã", "TP": "thành phố"}
_ASIDE = re.compile(r" *\([^()]*\)$")


def unit_kinds(names: Iterable[str]) -> list[str]:
    """The kinds of units whose People's Committees bear these names, in the customary order; other bodies have none.

    >>> unit_kinds(["Ủy ban nhân dân xã An Nhơn", "Sở Y tế", "Ủy ban nhân dân thị xã An Nhơn"])
    ['thị xã', 'xã']
    """
    found = {match[1] for name in names if (match := _UNIT.match(name))}
    return [kind for kind in UNIT_KINDS if kind in found]


def group_label(title: str, names: Iterable[str]) -> str:
    """The title of a group whose members bear these names; what it says of other kinds gives way to what they are.

    >>> group_label("Ủy ban nhân dân các huyện, thị xã", ["Ủy ban nhân dân xã An Nhơn", "Ủy ban nhân dân phường Quy Nhơn"])
    'Ủy ban nhân dân các xã, phường'
    >>> group_label("Các sở, ban, ngành", ["Sở Y tế"])
    'Các sở, ban, ngành'
    """
    kinds, said = unit_kinds(names), _KINDS.search(title)
    if not kinds or said is None or _same(said, kinds):
        return title
    level = "xã" if _COMMUNE_KINDS.intersection(kinds) else "huyện"
    now = f"cấp {level}" if said["level"] else ", ".join(kinds)
    # What stands in brackets was said of those that are no more.
    return f"{title[: said.start()]}{now}{_ASIDE.sub('', title[said.end() :])}"


def group_labels(groups: Iterable[Group], roll: Iterable[DutyStanding]) -> dict[str, str]:
    """What each group of a plan is called on this roll, by its id; those that passed their duty on are no members any more."""
    members = [view for view in roll if view.owes and view.status.state is not DutyState.PASSED_ON]
    return {group.id: group_label(group.title, (view.name for view in members if view.group == group.id)) for group in groups}


def _same(said: re.Match[str], kinds: list[str]) -> bool:
    words = {_ABBREVIATED.get(word, word) for word in re.findall(_KIND, said[0])}
    if said["level"]:
        return words.isdisjoint(_COMMUNE_KINDS) is _COMMUNE_KINDS.isdisjoint(kinds)
    return words == set(kinds)
