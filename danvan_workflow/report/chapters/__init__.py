"""The chapters of the consolidated report, one module each: its sections of the body and its annex.

No reading of the store, no frames, no fonts: a chapter turns facts into blocks. The next one is a module with a `Chapter` and its
place in CHAPTERS, which is the order of the body and of the annexes.
"""

from danvan_workflow.report.chapter import Chapter
from danvan_workflow.report.chapters.accepted import ACCEPTED
from danvan_workflow.report.chapters.apart import APART
from danvan_workflow.report.chapters.assumptions import ASSUMPTIONS
from danvan_workflow.report.chapters.changes import CHANGES
from danvan_workflow.report.chapters.corrections import CORRECTIONS
from danvan_workflow.report.chapters.deliveries import DELIVERIES
from danvan_workflow.report.chapters.doubts import DOUBTS
from danvan_workflow.report.chapters.groups import GROUPS
from danvan_workflow.report.chapters.outline import OUTLINE
from danvan_workflow.report.chapters.persons import PERSONS
from danvan_workflow.report.chapters.punctuality import PUNCTUALITY
from danvan_workflow.report.chapters.questions import QUESTIONS
from danvan_workflow.report.chapters.tasks import TASKS

CHAPTERS: tuple[Chapter, ...] = (
    DELIVERIES,
    PERSONS,
    QUESTIONS,
    OUTLINE,
    GROUPS,
    TASKS,
    PUNCTUALITY,
    DOUBTS,
    APART,
    ACCEPTED,
    CHANGES,
    CORRECTIONS,
    ASSUMPTIONS,
)

__all__ = ["CHAPTERS"]
