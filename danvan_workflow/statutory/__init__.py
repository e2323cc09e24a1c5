"""What the law fixes: periods, data windows, working days, deadlines, and the texts they come from."""

from danvan_workflow.statutory.calendar_year import CalendarEntry, CalendarYear, EntryKind
from danvan_workflow.statutory.deadline import (
    VIETNAM,
    Before,
    By,
    DayOffPolicy,
    DayOfLastMonth,
    DuePhrase,
    WorkingDaysAfterCutoff,
    date_text,
    deadline_moment,
    in_time,
    last_admissible_day,
    literal_last_day,
    phrase_text,
    vietnam_date,
)
from danvan_workflow.statutory.facts import LegalFact, fact, facts
from danvan_workflow.statutory.period import Period, PeriodKind
from danvan_workflow.statutory.records import Confidence
from danvan_workflow.statutory.sources import LegalSource, source, sources
from danvan_workflow.statutory.windows import DataWindow, data_window
from danvan_workflow.statutory.workdays import WorkCalendar, freshness_problems

__all__ = [
    "VIETNAM",
    "Before",
    "By",
    "CalendarEntry",
    "CalendarYear",
    "Confidence",
    "DataWindow",
    "DayOfLastMonth",
    "DayOffPolicy",
    "DuePhrase",
    "EntryKind",
    "LegalFact",
    "LegalSource",
    "Period",
    "PeriodKind",
    "WorkCalendar",
    "WorkingDaysAfterCutoff",
    "data_window",
    "date_text",
    "deadline_moment",
    "fact",
    "facts",
    "freshness_problems",
    "in_time",
    "last_admissible_day",
    "literal_last_day",
    "phrase_text",
    "source",
    "sources",
    "vietnam_date",
]
