"""What an act on one agency stands on: who acts, and the file of the agency in the cycle."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from danvan_workflow.errors import Refused
from danvan_workflow.orchestration.console.desk import Desk
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.views.agency.duty_file import DutyFile, duty_file
from danvan_workflow.views.previews.foresee import Foreseen, foresee

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class AgencyGround:
    """Where an act stands: the visitor's desk, and the file of the agency in the cycle."""

    desk: Desk
    duty: DutyFile

    @property
    def address(self) -> str:
        """The page of the agency, standing on the cycle, within the console."""
        return f"/co-quan/{self.duty.agency}?ky={self.duty.cycle_id}"

    @property
    def mark(self) -> str:
        """Another text as soon as something happened to the duty: what was foreseen isn't sure any more then."""
        duty = self.duty
        newest = f"{duty.versions[0].number}{duty.versions[0].state}" if duty.versions else ""
        return f"{duty.last_day}/{duty.waived_at is not None}/{newest}/{len(duty.concessions)}"

    def foresee(self, act: Callable[[Runtime], Result]) -> Foreseen[Result]:
        """What an act on this duty would do."""
        return foresee(self.desk.runtime, self.duty.cycle_id, self.desk.now, act)


def ground_of(desk: Desk, cycle_id: str, code: str, *, reports: bool = False) -> AgencyGround:
    """NotAllowed for who may not change the cycle, Refused where nothing can be done on the duty any more.

    `reports` is for an act that brings a report: that can be received after the issue, too.
    """
    desk.cycle(cycle_id, change=True)
    duty = duty_file(desk.runtime, cycle_id, code, desk.now)
    if not (duty.takes_reports if reports else duty.takes_acts):
        issued = duty.takes_reports and "kỳ đã phát hành báo cáo tổng hợp"
        why = issued or (duty.reason if not duty.owes else "nghĩa vụ đã chuyển giao")
        raise Refused(f"Không còn thay đổi được báo cáo kỳ này của {duty.agency_name}: {why}.")
    return AgencyGround(desk, duty)


def require_waived(ground: AgencyGround, wanted: bool) -> None:
    """Refused where the agency is excused and shouldn't be for this act, or the other way round."""
    if wanted and ground.duty.waived_at is None:
        raise Refused(f"{ground.duty.agency_name} không được miễn báo cáo kỳ này.")
    if not wanted and ground.duty.waived_at is not None:
        raise Refused(f"{ground.duty.agency_name} đang được miễn báo cáo kỳ này; hủy miễn trước.")
