"""The letters of the ladder to one agency: what each says, and how it is written."""

from __future__ import annotations

from dataclasses import dataclass

from danvan_workflow.duty.outline import section_titles
from danvan_workflow.notify.kinds import NoticeKind
from danvan_workflow.services.letters.context import Arrived, LastDay, LetterContext, Wanting, Window
from danvan_workflow.services.letters.occasion import Occasion
from danvan_workflow.services.letters.salutation import to_head
from danvan_workflow.store import notices


@dataclass(frozen=True, slots=True, kw_only=True)
class Request(LetterContext):
    """What is owed, by name, and until when."""

    day: LastDay
    due_phrase: str
    window: Window
    sections: tuple[str, ...]
    indicators: tuple[str, ...]


def request(occasion: Occasion) -> Request:
    """The request of a cycle."""
    duty, chosen = occasion.duty, occasion.runtime.catalogue_of(occasion.plan)
    titles = section_titles(occasion.plan, occasion.cycle.ad_hoc)
    return Request(
        shared=occasion.of_duty(),
        day=occasion.last_day(),
        due_phrase=occasion.due_phrase(),
        window=occasion.window(),
        sections=tuple(titles.get(section, section) for section in duty.sections),
        indicators=tuple(chosen[code].name for code in duty.indicators),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder(LetterContext):
    """How many working days are left, and how the report stands."""

    day: LastDay
    due_phrase: str
    working_days: int
    arrived: Arrived
    wanting: Wanting


def reminder(occasion: Occasion) -> Reminder:
    """A reminder before the last day."""
    return Reminder(
        shared=occasion.of_duty(),
        day=occasion.last_day(),
        due_phrase=occasion.due_phrase(),
        working_days=occasion.working_days(),
        arrived=occasion.arrived(),
        wanting=occasion.wanting(),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class DueTomorrow(LetterContext):
    """The last day, and how the report stands."""

    day: LastDay
    arrived: Arrived
    wanting: Wanting


def due_tomorrow(occasion: Occasion) -> DueTomorrow:
    """The last reminder."""
    return DueTomorrow(shared=occasion.of_duty(), day=occasion.last_day(), arrived=occasion.arrived(), wanting=occasion.wanting())


@dataclass(frozen=True, slots=True, kw_only=True)
class Overdue(LetterContext):
    """How many working days the agency is late, and how the report stands."""

    day: LastDay
    working_days: int
    arrived: Arrived
    wanting: Wanting


def overdue(occasion: Occasion) -> Overdue:
    """The letter to the focal point of an agency that is late."""
    return Overdue(
        shared=occasion.of_duty(),
        day=occasion.last_day(),
        working_days=occasion.working_days(),
        arrived=occasion.arrived(),
        wanting=occasion.wanting(),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class EscalationHead(LetterContext):
    """The same to the head, with how many letters went to the focal point: none is claimed that an outage swallowed."""

    day: LastDay
    working_days: int
    notices_sent: int
    arrived: Arrived
    wanting: Wanting


def escalation_head(occasion: Occasion) -> EscalationHead:
    """The letter to the head of an agency that is late."""
    return EscalationHead(
        shared=occasion.of_duty(to_head(occasion.duty.agency_name)),
        day=occasion.last_day(),
        working_days=occasion.working_days(),
        notices_sent=notices.rungs_sent(occasion.uow, occasion.duty.id),
        arrived=occasion.arrived(),
        wanting=occasion.wanting(),
    )


WRITERS = {
    NoticeKind.REQUEST: request,
    NoticeKind.REMINDER: reminder,
    NoticeKind.DUE_TOMORROW: due_tomorrow,
    NoticeKind.OVERDUE: overdue,
    NoticeKind.ESCALATION_HEAD: escalation_head,
}
