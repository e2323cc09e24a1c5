"""The tasks of a plan over mergers: what was done stays done, what is left to do passes to those who stand in its place."""

from __future__ import annotations

import datetime as dt

from builders import Office, at

from danvan_workflow.duty.submission import TaskProgress, TaskState
from danvan_workflow.duty.tasks import TaskItem
from danvan_workflow.services.acts.act import Act
from danvan_workflow.services.acts.concede import return_submission
from danvan_workflow.services.cycle.tasks import task_list

SIX, NINE = "binh-dinh-2025.dinh-ky.2025-6m", "binh-dinh-2025.dinh-ky.2025-9m"
TASK = "doi-thoai"
DISTRICT = "L540"


def listed(office: Office, day: str, task: str = TASK) -> dict[str, TaskItem]:
    """The items of a task by agency."""
    items = task_list(office.runtime, office.runtime.library.load("binh-dinh-2025"), at(day))
    mine = [item for item in items if item.task == task]
    assert len({item.agency for item in mine}) == len(mine)
    return {item.agency: item for item in mine}


def heirs(office: Office, *districts: str) -> list[str]:
    """The communes that stand in the place of these districts and of no other."""
    register = office.runtime.register
    roots = {code: {old for old, _ in register.predecessors(code, dt.date(2025, 6, 30))} for code in communes(office)}
    return [code for code, old in roots.items() if old & set(districts) and not (old & all_districts(office)) - set(districts)]


def communes(office: Office) -> list[str]:
    return [duty.agency for duty in office.duties(NINE).values() if duty.owes and duty.group_id == "cap-huyen"]


def all_districts(office: Office) -> set[str]:
    return {duty.agency for duty in office.duties(SIX).values() if duty.group_id == "cap-huyen"}


def test_until_its_last_day_a_district_stands_on_the_list(office: Office) -> None:
    office.open(SIX)
    assert set(listed(office, "2025-06-30")) == set(office.owing(SIX))


def test_between_the_handover_and_the_next_opening_nothing_is_lost(office: Office) -> None:
    office.open(SIX)
    assert DISTRICT in listed(office, "2025-07-15")  # its heirs aren't on the list yet


def test_afterwards_those_who_live_stand_there_alone(office: Office) -> None:
    office.open(SIX)
    office.open(NINE)
    assert set(listed(office, "2025-08-27")) == set(office.owing(NINE))
    assert set(listed(office, "2025-06-20")) == set(office.owing(SIX))  # looking back


def test_what_a_district_did_its_heirs_have_done(office: Office) -> None:
    office.open(SIX)
    office.send(SIX, DISTRICT, "2025-06-18 10:00", tasks=(TaskProgress(TASK, TaskState.DONE, 100, "Thông báo số 15"),))
    office.open(NINE)
    items = listed(office, "2025-08-27")
    mine = heirs(office, DISTRICT)
    assert mine
    assert {items[code].state for code in mine} == {TaskState.DONE}
    assert all("Thông báo số 15" in items[code].evidence and "Quy Nhơn" in items[code].evidence for code in mine)
    others = set(communes(office)) - set(mine)
    assert {items[code].state for code in others} == {TaskState.NOT_STARTED}


def test_what_some_had_done_is_under_way_at_a_common_heir(office: Office) -> None:
    office.open("binh-dinh-2025.dinh-ky.2025-q1")
    progress = (TaskProgress(TASK, TaskState.DONE, 100, "Biên bản"),)
    office.send("binh-dinh-2025.dinh-ky.2025-q1", "L52-STNMT", "2025-02-28 10:00", tasks=progress)  # Fri, its last day
    office.open(SIX)
    items = listed(office, "2025-05-29")
    assert "L52-STNMT" not in items
    assert items["L52-SNNMT"].state is TaskState.IN_PROGRESS  # Sở Nông nghiệp và Phát triển nông thôn hadn't
    assert items["L52-STC"].state is TaskState.NOT_STARTED  # it was on the list before, with a state of its own


def test_a_second_opening_leaves_states_alone(office: Office) -> None:
    office.open(SIX)
    office.open(NINE)
    commune = communes(office)[0]
    office.send(NINE, commune, "2025-09-18 10:00", tasks=(TaskProgress(TASK, TaskState.IN_PROGRESS, 40, "Lịch"),))
    office.open("binh-dinh-2025.dinh-ky.2025-annual")
    assert listed(office, "2025-11-03")[commune].percent == 40


# -- returned ------------------------------------------------------------------------------------------------------


def done(evidence: str) -> dict[str, tuple[TaskProgress, ...]]:
    return {"tasks": (TaskProgress(TASK, TaskState.DONE, 100, evidence),)}


def test_what_a_returned_version_said_of_tasks_does_not_count(office: Office) -> None:
    office.open(SIX)
    start = listed(office, "2025-06-20")[DISTRICT]
    office.send(SIX, DISTRICT, "2025-06-17 10:00", **done("Thông báo số 14"))
    office.send(SIX, DISTRICT, "2025-06-18 10:00", document_number="13/BC-UBND")
    return_submission(office.runtime, SIX, DISTRICT, (), Act("Thiếu căn cứ", "Giám đốc Sở Nội vụ"), at("2025-06-19"))
    assert listed(office, "2025-06-20")[DISTRICT] == start  # nor what the version said that it had replaced


def test_after_a_return_stands_what_the_agency_said_in_another_cycle(office: Office) -> None:
    first = "binh-dinh-2025.dinh-ky.2025-q1"
    office.open(first)
    office.send(first, DISTRICT, "2025-03-18 10:00", **done("Thông báo số 3"))
    office.open(SIX)
    office.send(SIX, DISTRICT, "2025-06-18 10:00", tasks=(TaskProgress(TASK, TaskState.IN_PROGRESS, 50, "Thông báo số 14"),))
    return_submission(office.runtime, SIX, DISTRICT, (), Act("Thiếu căn cứ", "Giám đốc Sở Nội vụ"), at("2025-06-19"))
    item = listed(office, "2025-06-20")[DISTRICT]
    assert (item.state, item.evidence) == (TaskState.DONE, "Thông báo số 3")
