"""The time line of a cycle: every milestone with its moment, what happened at it, and what comes next."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from danvan_workflow.duty.cycle_state import CycleState
from danvan_workflow.duty.events import EventKind
from danvan_workflow.duty.milestones import Milestone, MilestoneMark, Outcome
from danvan_workflow.duty.notice_state import NoticeState
from danvan_workflow.services.cycle.moments import CycleMoments, cycle_moments
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.services.watch.trouble import GRACE
from danvan_workflow.store.tables import NoticeRow
from danvan_workflow.views.cycle import timeline_words as words
from danvan_workflow.views.cycle.story import CycleStory, read_story
from danvan_workflow.views.rehearsal import PlannedLetter

MOVED = "moved"


class StopState(StrEnum):
    """How it stands with a milestone. `missed`: its moment is past and nothing says that it was carried out."""

    DONE = "done"
    SKIPPED = "skipped"
    FAILED = "failed"
    WAITING = "waiting"
    MISSED = "missed"
    COMING = "coming"

    @property
    def label(self) -> str:
        """The Vietnamese word."""
        return {
            **{outcome.value: outcome.label for outcome in Outcome},
            "waiting": "đang chờ",
            "missed": "chưa thấy thực hiện",
            "coming": "sắp tới",
        }[self.value]


@dataclass(frozen=True, slots=True)
class Stop:
    """One milestone. `planned` is None where no day is fixed (approval, issue); `letters` are those it will send."""

    milestone: str
    title: str
    state: StopState
    planned: dt.datetime | None
    happened: dt.datetime | None
    told: tuple[str, ...] = ()
    to_come: str = ""
    letters: tuple[PlannedLetter, ...] = ()

    @property
    def moment(self) -> dt.datetime | None:
        """Where it stands on the line; None for what has no day yet."""
        return self.planned or self.happened


@dataclass(frozen=True, slots=True)
class Timeline:
    """A cycle from its opening to the issue as of `now`; `runs` are Airflow's run ids, the newest first."""

    cycle_id: str
    now: dt.datetime
    stops: tuple[Stop, ...]
    runs: tuple[str, ...]

    @property
    def next(self) -> Stop | None:
        """What waits or comes next; None where all is done."""
        return next((stop for stop in self.stops if stop.state in (StopState.WAITING, StopState.COMING)), None)

    @property
    def past(self) -> int:
        """How many stops, from the first on, lie before the mark of `now`."""
        reached = [n for n, stop in enumerate(self.stops, start=1) if stop.moment and stop.moment <= self.now]
        return max(reached, default=0)


def timeline(runtime: Runtime, cycle_id: str, now: dt.datetime) -> Timeline:
    """The time line of an opened cycle as of `now`; UnknownName for any other."""
    return timeline_of(runtime, read_story(runtime, cycle_id, now))


def timeline_of(runtime: Runtime, story: CycleStory) -> Timeline:
    """The time line of a story that was read."""
    moments = cycle_moments(runtime, story.cycle.cycle_id)
    letters: dict[int, list[PlannedLetter]] = {}
    for letter in story.coming:
        letters.setdefault(letter.rung, []).append(letter)
    stops = [*_fixed(runtime, story, moments), *_rungs(story, moments, letters), *_moved(story)]
    order = sorted(stops, key=lambda placed: placed[0])
    return Timeline(story.cycle.cycle_id, story.now, tuple(stop for _, stop in order), story.runs)


Letters = Mapping[int, Sequence[PlannedLetter]]
"""Letters to come, by rung."""
_Place = tuple[dt.datetime, int]
"""Where a stop stands: its moment, and the order of the run among those of one moment."""


def _fixed(runtime: Runtime, story: CycleStory, moments: CycleMoments) -> Iterator[tuple[_Place, Stop]]:
    opens, due, own = moments.opens_at, moments.due_at, moments.consolidate_at
    made = bool(story.snapshots)  # what can't have come without the rows before it
    opened = tuple(words.opened(story))
    yield (
        (opens, 0),
        Stop(Milestone.OPEN, Milestone.OPEN.label, StopState.DONE, opens, story.cycle.opened_at, opened),
    )
    yield (due, 2), _act(story, Milestone.DUE, due, words.due(story, runtime.calendar), done=made and due <= story.now)
    yield (due, 3), _act(story, Milestone.COLLECT, due, words.collected(story), done=made)
    yield (own, 4), _act(story, Milestone.CONSOLIDATE, own, words.consolidated(story), done=made)
    approval, issue = _approval(story), _issue(story)
    decided = max(approval.happened or own, own)
    yield (decided, 5), approval
    yield (max(issue.happened or decided, decided), 6), issue


def _act(story: CycleStory, name: Milestone, planned: dt.datetime, told: Iterable[str], *, done: bool) -> Stop:
    """A row with a moment of its own; `done` says that it must have been carried out, whether a run wrote it down or not."""
    mark = story.mark(name)
    state = _marked(mark) or (StopState.DONE if done else _by_clock(story, planned))
    return Stop(name, name.label, state, planned, mark.at if mark else None, (*words.ended_badly(mark), *told))


def _marked(mark: MilestoneMark | None) -> StopState | None:
    return StopState(mark.outcome.value) if mark else None


def _by_clock(story: CycleStory, planned: dt.datetime) -> StopState:
    """What the clock alone says of a milestone of which nothing is known."""
    if planned > story.now:
        return StopState.COMING
    return StopState.MISSED if max(planned, story.cycle.opened_at) + GRACE <= story.now else StopState.WAITING


def _approval(story: CycleStory) -> Stop:
    newest = story.snapshots[-1] if story.snapshots else None
    last = story.decisions[-1] if story.decisions else None
    told = tuple(words.decided(story))
    if newest is None:
        return Stop(Milestone.APPROVE, Milestone.APPROVE.label, StopState.COMING, None, None, told, words.AFTER_CONSOLIDATING)
    if story.cycle.state.is_decided:
        return Stop(Milestone.APPROVE, Milestone.APPROVE.label, StopState.DONE, None, last.at if last else None, told)
    answered = last is not None and last.snapshot_id == newest.id
    to_come = words.after_answer(story) if answered else words.waiting_for_leader(newest.number)
    return Stop(Milestone.APPROVE, Milestone.APPROVE.label, StopState.WAITING, None, last.at if last else None, told, to_come)


def _issue(story: CycleStory) -> Stop:
    issued, mark = story.events_of(EventKind.REPORT_ISSUED), story.mark(Milestone.ISSUE)
    failed = mark if mark and mark.outcome is Outcome.FAILED else None
    told = (*words.ended_badly(failed), *words.issued(story))
    if issued:
        return Stop(Milestone.ISSUE, Milestone.ISSUE.label, StopState.DONE, None, issued[-1].at, told)
    open_state = StopState.WAITING if story.cycle.state is CycleState.APPROVED else StopState.COMING
    return Stop(
        Milestone.ISSUE, Milestone.ISSUE.label, StopState.FAILED if failed else open_state, None, None, told, words.AFTER_APPROVAL
    )


def _rungs(story: CycleStory, moments: CycleMoments, letters: Letters) -> Iterator[tuple[_Place, Stop]]:
    """A cycle opened late, or at short notice, asks first: rungs before its opening stand in nobody's ladder."""
    for number, rung in enumerate(story.plan.ladder.rungs, start=1):
        if number not in story.ladder_numbers:
            continue
        place = moments.rungs[number], 1 if rung.offset <= 0 else 3
        yield place, _rung(story, number, place[0], tuple(letters.get(number, ())))


def _rung(story: CycleStory, number: int, planned: dt.datetime, coming: tuple[PlannedLetter, ...]) -> Stop:
    held, old = story.letters_of(number)
    sent = [row.sent_at for row in held if row.state is NoticeState.SENT and row.sent_at]
    mark = None if sent and _is_skip(story.mark(f"rung:{number}")) else story.mark(f"rung:{number}")
    state = _marked(mark) or _by_letters(held) or _by_clock(story, planned)
    told = (*words.ended_badly(mark), *words.letters_told(held, old))
    to_come = words.letters_to_come(coming, planned, story.now)
    happened = min(sent) if sent else mark.at if mark else None
    title = story.plan.ladder.rungs[number - 1].title
    return Stop(f"rung:{number}", title, state, planned, happened, told, to_come, coming)


def _is_skip(mark: MilestoneMark | None) -> bool:
    return mark is not None and mark.outcome is Outcome.SKIPPED


def _by_letters(held: list[NoticeRow]) -> StopState | None:
    """What the letters of a rung say where no run wrote anything down; None where there are none."""
    states = {row.state for row in held}
    return next((meaning for state, meaning in _MEANING if state in states), None)


_MEANING = (
    (NoticeState.SENT, StopState.DONE),
    (NoticeState.PENDING, StopState.WAITING),
    (NoticeState.SENDING, StopState.WAITING),
    (NoticeState.FAILED, StopState.FAILED),
    (NoticeState.UNKNOWN, StopState.FAILED),
    (NoticeState.SKIPPED, StopState.SKIPPED),
)


def _moved(story: CycleStory) -> Iterator[tuple[_Place, Stop]]:
    for row in story.moved:
        yield (row.at, 1), Stop(MOVED, words.MOVED_TITLE, StopState.DONE, None, row.at, tuple(words.moved(row)))
