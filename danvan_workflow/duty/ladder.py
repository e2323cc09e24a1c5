"""The ladder of notices: who is told what, how many working days before or after the last admissible day.

D is the last admissible day: D-1 is the last working day before it, D+1 the first one after it. A ladder is a plain tuple of
rungs, frozen on the duty when its cycle opens; what the plan says later doesn't touch a running cycle.

After an outage only the highest rung whose day has come is sent. The lower ones are returned apart, to be written down as
skipped: an agency that is three days late has no use for the reminder of a fortnight ago. A rung of D or earlier isn't sent
after D at all: on the Saturday after a missed Friday nobody is told that the deadline is coming.

A rung belongs to the last day that it speaks of. When D moves, the rungs of the new D are due anew, but for the request that
opens the ladder, which is made once, and for those whose day has come: the letter that tells the new D stands in for them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

from danvan_workflow.duty.rung import Ladder, Rung, by_number
from danvan_workflow.notify.kinds import NoticeKind
from danvan_workflow.statutory.deadline import VIETNAM
from danvan_workflow.statutory.office_hours import OFFICE_OPENS

SEND_AT = OFFICE_OPENS
STALE_AFTER_WORKING_DAYS = 15

Shift = Callable[[dt.date, int], dt.date]
"""`shift(day, n)`: the day n working days after (negative: before) `day`, as `WorkCalendar.shift`."""


@dataclass(frozen=True, slots=True)
class RungsDue:
    """What a look at the clock asks for: at most one rung to send, and rungs to write down as skipped, lowest first.

    `stale` says that the cycle is too long past to be mailed about: everything due is skipped. `past_due` says that the last day
    is over and only rungs before it are due: nobody is reminded of what is past, and no later rung has spoken yet.
    """

    send: Rung | None
    skipped: Ladder
    stale: bool = False
    past_due: bool = False


NOTHING_DUE = RungsDue(None, ())


def rung_day(rung: Rung, last_day: dt.date, shift: Shift) -> dt.date:
    """The day on which a rung is due; NotCovered where the calendar doesn't reach it."""
    return shift(last_day, rung.offset)


def rung_moment(rung: Rung, last_day: dt.date, shift: Shift, send_at: dt.time = SEND_AT) -> dt.datetime:
    """The first moment at which a rung may be sent: `send_at` of its day, Asia/Ho_Chi_Minh."""
    return dt.datetime.combine(rung_day(rung, last_day, shift), send_at, VIETNAM)


def sending_day(now: dt.datetime, send_at: dt.time = SEND_AT) -> dt.date:
    """The latest day whose rungs may be sent at `now` (aware): before `send_at` of a day it is still the day before.

    `rung_moment(rung) <= now` says the same as `rung_day(rung) <= sending_day(now)`.
    """
    if now.tzinfo is None:
        raise ValueError("now must be aware")
    local = now.astimezone(VIETNAM)
    return local.date() if local.time() >= send_at else local.date() - dt.timedelta(days=1)


def rungs_due(
    ladder: Collection[Rung],
    last_day: dt.date,
    done: Collection[int],
    today: dt.date,
    shift: Shift,
    stale_after_working_days: int = STALE_AFTER_WORKING_DAYS,
) -> RungsDue:
    """The rung to send on `today` and those to skip; `done` holds the numbers already sent or skipped.

    `today` is `sending_day(now)`, `done` what `rungs_told` says of this `last_day`. A rung below a done one is never sent, nor
    one of D or before once D is over. Where `stale_after_working_days` working days lie between the last rung's day and
    `today`, nothing is sent.
    """
    reached = [rung for rung in sorted(ladder, key=by_number) if _has_come(rung, last_day, today, shift)]
    due = [rung for rung in reached if rung.number not in done]
    if not due:
        return NOTHING_DUE
    if len(reached) == len(ladder) and _is_stale(reached[-1], last_day, today, shift, stale_after_working_days):
        return RungsDue(None, tuple(due), stale=True)
    highest = due[-1]
    if highest.number < max(done, default=0):
        return RungsDue(None, tuple(due))
    if highest.offset <= 0 < (today - last_day).days:
        return RungsDue(None, tuple(due), past_due=True)
    return RungsDue(highest, tuple(due[:-1]))


def rungs_told(ladder: Collection[Rung], told: Collection[tuple[int, dt.date]], last_day: dt.date) -> set[int]:
    """The numbers that are done for `last_day`, of what was sent or skipped as pairs (number, the last day it was about)."""
    first = min(ladder, key=by_number, default=None)
    once = {first.number} if first and first.kind is NoticeKind.REQUEST else set()
    return {number for number, day in told if day == last_day or number in once}


def rungs_covered(ladder: Collection[Rung], last_day: dt.date, done: Collection[int], today: dt.date, shift: Shift) -> Ladder:
    """The rungs not yet done that the news of `last_day` stands in for when it goes out on `today`, lowest first."""
    return tuple(r for r in sorted(ladder, key=by_number) if r.number not in done and _has_come(r, last_day, today, shift))


def fit_ladder(ladder: Collection[Rung], last_day: dt.date, opened_on: dt.date, shift: Shift, *, at_once: bool = False) -> Ladder:
    """The ladder for a duty that begins on `opened_on`, perhaps later than the first rung's day.

    An agency is asked before it is reminded: a request whose day has passed moves to the first working day on or after
    `opened_on`, and the rungs that would fall on or before it are left out. With `at_once` a request whose day is still to come
    moves there, too. Numbers stay as they were.
    """
    ordered = sorted(ladder, key=by_number)
    if not ordered or ordered[0].kind is not NoticeKind.REQUEST:
        return tuple(ordered)
    if not at_once and rung_day(ordered[0], last_day, shift) >= opened_on:
        return tuple(ordered)
    request = replace(ordered[0], offset=_offset_of(opened_on, last_day, shift))
    return (request, *(rung for rung in ordered[1:] if rung.offset > request.offset))


def _has_come(rung: Rung, last_day: dt.date, today: dt.date, shift: Shift) -> bool:
    """Whether the rung's day is past or present.

    n working days take at least n days: what can't have come isn't asked of the calendar, so that a rung in a year not yet
    covered stops nothing before its time.
    """
    if (today - last_day).days < rung.offset and rung.offset > 0:
        return False
    return rung_day(rung, last_day, shift) <= today


def _is_stale(last_rung: Rung, last_day: dt.date, today: dt.date, shift: Shift, limit: int) -> bool:
    """Whether `limit` working days or more lie after the last rung's day and before `today`."""
    return shift(today, -limit) > rung_day(last_rung, last_day, shift)


def _offset_of(day: dt.date, last_day: dt.date, shift: Shift) -> int:
    """The smallest offset from `last_day` whose day is `day` or later."""
    offset = 0
    while shift(last_day, offset) < day:
        offset += 1
    while shift(last_day, offset - 1) >= day:
        offset -= 1
    return offset
