"""An office to try the services in: a real SQLite store, a mail server that keeps letters in memory, and short words."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from danvan_workflow.duty.standing import DutyStanding
from danvan_workflow.duty.submission import Figure, FigureStatus, Narrative, Person, SubmissionDraft
from danvan_workflow.notify.memory import MemoryTransport
from danvan_workflow.plan.cycle_id import CycleId
from danvan_workflow.plan.schedule import planned_cycles
from danvan_workflow.services.cycle.open_cycle import OpenedCycle, open_cycle
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.services.submissions.receive_submission import Receipt, receive_submission
from danvan_workflow.statutory.deadline import VIETNAM
from danvan_workflow.store import cycles, notices
from danvan_workflow.store.tables import DutyRow, NoticeRow
from danvan_workflow.views.cycle.status import cycle_status

TEXT = "Đã triển khai thực hiện theo kế hoạch."
LEADER = Person("leader", "Nguyễn Văn An", "Phó Chủ tịch", "", "an@donvi.example")
OFFICIAL = Person("official", "Trần Thị Bình", "Chuyên viên", "", "binh@donvi.example")


def at(text: str) -> dt.datetime:
    """A moment written in Vietnamese time: `2025-03-10 08:00`, or a day alone for 08:00."""
    moment = dt.datetime.fromisoformat(text if " " in text else f"{text} 08:00")
    return moment.replace(tzinfo=VIETNAM)


@dataclass
class Office:
    """A runtime with the words that tests use."""

    runtime: Runtime
    transport: MemoryTransport

    def open(self, cycle_id: str, now: dt.datetime | None = None) -> OpenedCycle:
        """Open a cycle, at 08:00 of its planned day where no moment is given."""
        return open_cycle(self.runtime, cycle_id, now or self.opening(cycle_id))

    def opening(self, cycle_id: str) -> dt.datetime:
        """08:00 of the planned opening day."""
        plan = self.runtime.library.load(CycleId.parse(cycle_id).plan)
        day = next(c.opens_on for c in planned_cycles(plan, self.runtime.calendar) if c.cycle_id == cycle_id)
        return at(day.isoformat())

    def duties(self, cycle_id: str) -> dict[str, DutyRow]:
        """The duties of a cycle by agency, as stored."""
        with self.runtime.uow() as uow:
            return {duty.agency: duty for duty in cycles.duties_of(uow, cycle_id)}

    def chased(self, cycle_id: str) -> list[str]:
        """Those who owe and whom the ladder writes to: not the collector itself."""
        return [code for code, duty in self.duties(cycle_id).items() if duty.owes and not duty.passed_on_at and duty.ladder]

    def owing(self, cycle_id: str) -> list[str]:
        """Who owes and has not passed its duty on."""
        return [code for code, duty in self.duties(cycle_id).items() if duty.owes and not duty.passed_on_at]

    def draft(
        self, cycle_id: str, agency: str, sent_at: str, figures: Mapping[str, int] | None = None, **changes: Any
    ) -> SubmissionDraft:
        """A complete submission that breaks no rule: every figure 0 but those given."""
        duty, given = self.duties(cycle_id)[agency], figures or {}
        codes = [*duty.indicators, *(code for code in given if code not in duty.indicators)]
        draft = SubmissionDraft(
            cycle_id=cycle_id,
            agency=agency,
            sent_at=at(sent_at),
            via="paper",
            document_number="12/BC-UBND",
            figures=tuple(figure(code, given.get(code, 0)) for code in codes),
            narratives=tuple(Narrative(section, TEXT) for section in duty.sections),
            persons=tuple({"leader": LEADER, "official": OFFICIAL}[need["role"]] for need in duty.persons),
        )
        return dataclasses.replace(draft, **changes)

    def send(self, cycle_id: str, agency: str, sent_at: str, figures: Mapping[str, int] | None = None, **changes: Any) -> Receipt:
        """Receive a complete submission at the moment it is sent."""
        return receive_submission(self.runtime, self.draft(cycle_id, agency, sent_at, figures, **changes), at(sent_at))

    def send_all(self, cycle_id: str, sent_at: str, agencies: Iterable[str] | None = None) -> None:
        """Receive a complete submission of each of these agencies, of all who owe where none are given."""
        for agency in self.owing(cycle_id) if agencies is None else agencies:
            self.send(cycle_id, agency, sent_at)

    def view(self, cycle_id: str, agency: str, now: str) -> DutyStanding:
        """One agency of the cycle as it stands."""
        return next(view for view in cycle_status(self.runtime, cycle_id, at(now)).duties if view.agency == agency)

    def notices(self, cycle_id: str, **wanted: Any) -> list[NoticeRow]:
        """The rows of the outbox whose columns hold these values."""
        with self.runtime.uow() as uow:
            rows = notices.notices_of(uow, cycle_id)
        return [row for row in rows if all(getattr(row, name) == value for name, value in wanted.items())]


def figure(code: str, value: int) -> Figure:
    """A stated number; 0 is a stated zero."""
    return Figure(code, FigureStatus.VALUE if value else FigureStatus.ZERO, Decimal(value))
