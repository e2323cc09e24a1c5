"""The words of the domain's enumerations as the glossary lists them.

`PYTHONPATH=tests python -m architecture.words` writes them there.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

from danvan_workflow.consolidate.figures import Apart
from danvan_workflow.duty.cycle_state import CycleState
from danvan_workflow.duty.decision import Decision
from danvan_workflow.duty.events import ActKind, EventKind
from danvan_workflow.duty.milestones import Milestone, Outcome
from danvan_workflow.duty.notice_state import NoticeState
from danvan_workflow.duty.outline import PersonRole
from danvan_workflow.duty.states import DutyState, SubmissionState
from danvan_workflow.duty.submission import TaskState
from danvan_workflow.errors import Severity
from danvan_workflow.notify.kinds import NoticeKind
from danvan_workflow.plan.models import ObligationKind
from danvan_workflow.register.models import ContactRole

GLOSSARY = Path(__file__).resolve().parents[2] / "GLOSSARY.md"
HEADING = "## Words of states and kinds"
WORDS: tuple[type[StrEnum], ...] = (
    ObligationKind,
    CycleState,
    Milestone,
    Outcome,
    DutyState,
    SubmissionState,
    TaskState,
    Severity,
    Apart,
    NoticeKind,
    NoticeState,
    ActKind,
    Decision,
    EventKind,
    ContactRole,
    PersonRole,
)


def label_of(word: StrEnum) -> str:
    """The Vietnamese word that a member has."""
    label: str = word.label  # type: ignore[attr-defined]
    return label


def section() -> str:
    """The part of the glossary that follows from the code."""
    return "\n".join(
        [HEADING, "", "Each stands once, in the code; screens, letters and files take their words from there.", "", *_rows(), ""]
    )


def _rows() -> Iterator[str]:
    yield "| enumeration | where | stored word: Vietnamese |"
    yield "|---|---|---|"
    for words in WORDS:
        told = "; ".join(f"{word.value}: {label_of(word)}" for word in words)
        yield f"| {words.__name__} | `{words.__module__.removeprefix('danvan_workflow.')}` | {told} |"


def main() -> None:
    """Write the section anew."""
    text = GLOSSARY.read_text("utf-8")
    GLOSSARY.write_text(text.partition(HEADING)[0].rstrip() + "\n\n" + section(), "utf-8")


if __name__ == "__main__":
    main()
