"""What a mapping file says of a source: its columns, codes, words, numbers and times."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from zoneinfo import ZoneInfo

from danvan_workflow.duty.submission import FigureStatus, TaskState
from danvan_workflow.intake.codes import CodeMap
from danvan_workflow.intake.numbers import VIETNAMESE, NumberStyle
from danvan_workflow.plan.cycle_id import CycleId
from danvan_workflow.statutory.period import Period

PARAMETERS = ("plan", "obligation", "cycle", "key", "period", "nam", "ma_ky", "che_do", "ke_hoach")


class AnswerKind(StrEnum):
    """What a row of answers may hold."""

    FIGURE = "figure"
    NARRATIVE = "narrative"
    PERSON = "person"
    TASK = "task"


@dataclass(frozen=True, slots=True)
class Words:
    """How the source writes answers that are no numbers; all in small letters."""

    statuses: Mapping[str, FigureStatus] = field(default_factory=dict)
    yes: frozenset[str] = frozenset()
    no: frozenset[str] = frozenset()
    true: frozenset[str] = frozenset({"1", "true", "t", "có"})


@dataclass(frozen=True, slots=True)
class SourceMapping:
    """A source as its mapping file describes it. `columns` leads from our name of a column to theirs.

    `schema` is the file that makes an empty source of this kind, for trials; it need not be there.
    """

    name: str
    title: str
    query: Path
    schema: Path
    columns: Mapping[str, str]
    submission_table: str
    answer_table: str
    kinds: Mapping[str, AnswerKind]
    agencies: CodeMap
    indicators: CodeMap
    sections: CodeMap
    tasks: CodeMap
    roles: Mapping[str, str]
    task_states: Mapping[str, TaskState]
    words: Words
    periods: Mapping[str, str]
    obligations: Mapping[str, str]
    plans: Mapping[str, str]
    separator: str
    timestamps: tuple[str, ...]
    zone: ZoneInfo
    numbers: NumberStyle = VIETNAMESE

    @property
    def via(self) -> str:
        """How a submission of this source is marked."""
        return f"database:{self.name}"

    def parameters(self, cycle_id: str, period: str | None) -> dict[str, object]:
        """The bind parameters that the query may use for a cycle: ours, and the source's own names of the same things."""
        found = CycleId.find(cycle_id) or CycleId(cycle_id, "", "")
        plan, obligation, key = found.plan, found.obligation, found.key
        return {
            "plan": plan,
            "obligation": obligation,
            "cycle": cycle_id,
            "key": key,
            "period": period or "",
            "nam": Period.parse(period).year if period else None,
            "ma_ky": self._period_code(period, key),
            "che_do": self.obligations.get(obligation, obligation),
            "ke_hoach": self.plans.get(plan, plan),
        }

    def _period_code(self, period: str | None, key: str) -> str:
        if period is None:
            return self.periods.get("none", "{key}").format(key=key)
        read = Period.parse(period)
        return self.periods.get(read.kind.value, "{key}").format(key=key, year=read.year, number=read.number)
