"""Accepting values that break an error rule: they count again, each in its own total, and the report's annex says why."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from danvan_workflow.consolidate.blocked import checked_values, impossible_values, standing_errors
from danvan_workflow.duty.events import ActKind
from danvan_workflow.duty.states import SubmissionState
from danvan_workflow.errors import InvalidInput, Problem, Refused
from danvan_workflow.services.acts.act import Act
from danvan_workflow.services.acts.concede import owed_duty, require_not_waived
from danvan_workflow.services.acts.note import note_act
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.services.submissions.settle import settle
from danvan_workflow.store import acceptances, submissions
from danvan_workflow.store.tables import AcceptanceRow, DutyRow, SubmissionRow
from danvan_workflow.store.unit_of_work import UnitOfWork

PLACE = "indicators"
IMPOSSIBLE = "số liệu này không thể là giá trị của chỉ tiêu nên không chấp nhận được; cơ quan phải gửi bản sửa"


@dataclass(frozen=True, slots=True)
class Acceptance:
    """What became of it: the version's number, and how many errors still stand in it."""

    version: int
    errors_left: int


def accept_figures(
    runtime: Runtime, cycle_id: str, agency: str, indicators: Iterable[str], act: Act, now: dt.datetime
) -> Acceptance:
    """Accept values of the newest version that are being checked; a corrected version needs none, or a new act.

    InvalidInput for a value that isn't being checked, with what may be accepted. A report without standing errors is in order
    from then on: its reminders are withdrawn.
    """
    act.require()
    wanted = list(dict.fromkeys(indicators))
    with runtime.uow() as uow:
        duty = owed_duty(uow, cycle_id, agency)
        require_not_waived(duty)
        cycle, plan = runtime.cycle_plan(uow, cycle_id)
        version = _newest(uow, duty)
        _require_checked(uow, version, wanted)
        acceptances.keep_acceptances(uow, [_row(version, code, act, now) for code in wanted])
        version.error_count = len(_standing(uow, version))
        settle(uow, cycle, plan, version, now)
        note_act(uow, cycle_id, duty, ActKind.FIGURES_ACCEPTED, act, now, version=version.version, indicators=wanted)
        uow.commit()
        return Acceptance(version.version, version.error_count)


def _newest(uow: UnitOfWork, duty: DutyRow) -> SubmissionRow:
    version = submissions.latest_version(uow, duty.id)
    if version is None:
        raise Refused(f"{duty.agency_name} chưa gửi báo cáo kỳ này nên không có số liệu nào để chấp nhận.")
    if version.state is SubmissionState.RETURNED:
        raise Refused(f"Bản số {version.version} của {duty.agency_name} đã được trả lại; chờ bản mới của cơ quan.")
    return version


def _require_checked(uow: UnitOfWork, version: SubmissionRow, wanted: Sequence[str]) -> None:
    accepted = acceptances.accepted_values(uow, [version.id]).get(version.id, frozenset())
    checked = checked_values(version.findings, _given(version), accepted)
    impossible = impossible_values(version.findings)
    choice = ", ".join(code for code in checked if code not in impossible) or "không có số liệu nào chấp nhận được"
    problems = list(_problems(wanted, checked, accepted, choice))
    problems += [Problem(IMPOSSIBLE, place=PLACE, value=code, accepted=choice) for code in wanted if code in impossible]
    if problems:
        raise InvalidInput(problems)


def _problems(wanted: Sequence[str], checked: Iterable[str], accepted: frozenset[str], choice: str) -> Iterator[Problem]:
    if not wanted:
        yield Problem("chưa chọn số liệu nào", place=PLACE, accepted=choice)
    for code in wanted:
        if code in accepted:
            yield Problem("số liệu này đã được chấp nhận", place=PLACE, value=code, accepted=choice)
        elif code not in set(checked):
            yield Problem("số liệu này không vướng lỗi nào nên không phải chấp nhận", place=PLACE, value=code, accepted=choice)


def _standing(uow: UnitOfWork, version: SubmissionRow) -> list[str]:
    accepted = acceptances.accepted_values(uow, [version.id]).get(version.id, frozenset())
    return [found.rule for found, _ in standing_errors(version.findings, _given(version), accepted)]


def _given(version: SubmissionRow) -> set[str]:
    return {figure.indicator for figure in version.figures}


def _row(version: SubmissionRow, code: str, act: Act, now: dt.datetime) -> AcceptanceRow:
    return AcceptanceRow(
        submission_id=version.id,
        indicator=code,
        reason=act.reason,
        decider=act.decider,
        document_number=act.document_number,
        entered_by=act.entered_by,
        at=now,
    )
