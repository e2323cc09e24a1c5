"""The tasks of a plan: silence stays silence, figures decide; over mergers what was done stays done, the rest passes on."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from builders import Office, at

from danvan_workflow.duty.submission import TaskProgress, TaskState
from danvan_workflow.duty.tasks import TaskItem
from danvan_workflow.services.acts.act import Act
from danvan_workflow.services.acts.concede import return_submission
from danvan_workflow.services.cycle.tasks import task_list
from danvan_workflow.services.submissions.receive_submission import receive_submission
from danvan_workflow.store import reports
from danvan_workflow.store.tables import ReportRow, SnapshotRow

Q1 = "binh-dinh-2025.dinh-ky.2025-q1"
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
    assert {items[code].state for code in others} == {TaskState.NOT_REPORTED}  # nobody spoke for them


def test_what_some_had_done_is_under_way_at_a_common_heir(office: Office) -> None:
    office.open("binh-dinh-2025.dinh-ky.2025-q1")
    progress = (TaskProgress(TASK, TaskState.DONE, 100, "Biên bản"),)
    office.send("binh-dinh-2025.dinh-ky.2025-q1", "L52-STNMT", "2025-02-28 10:00", tasks=progress)  # Fri, its last day
    office.open(SIX)
    items = listed(office, "2025-05-29")
    assert "L52-STNMT" not in items
    assert items["L52-SNNMT"].state is TaskState.IN_PROGRESS  # Sở Nông nghiệp và Phát triển nông thôn hadn't
    assert "Sở Nông nghiệp và Phát triển nông thôn tỉnh Bình Định: chưa báo cáo" in items["L52-SNNMT"].evidence
    assert items["L52-STC"].state is TaskState.NOT_REPORTED  # it was on the list before, with a state of its own


def test_a_second_opening_leaves_states_alone(office: Office) -> None:
    office.open(SIX)
    office.open(NINE)
    commune = communes(office)[0]
    office.send(NINE, commune, "2025-09-18 10:00", tasks=(TaskProgress(TASK, TaskState.IN_PROGRESS, 40, "Lịch"),))
    office.open("binh-dinh-2025.dinh-ky.2025-annual")
    assert listed(office, "2025-11-03")[commune].percent == 40


# -- returned ------------------------------------------------------------------------------------------------------


def done(evidence: str) -> tuple[TaskProgress, ...]:
    return (TaskProgress(TASK, TaskState.DONE, 100, evidence),)


def test_what_a_returned_version_said_of_tasks_does_not_count(office: Office) -> None:
    office.open(SIX)
    start = listed(office, "2025-06-20")[DISTRICT]
    office.send(SIX, DISTRICT, "2025-06-17 10:00", tasks=done("Thông báo số 14"))
    office.send(SIX, DISTRICT, "2025-06-18 10:00", document_number="13/BC-UBND")
    return_submission(office.runtime, SIX, DISTRICT, (), Act("Thiếu căn cứ", "Giám đốc Sở Nội vụ"), at("2025-06-19"))
    assert listed(office, "2025-06-20")[DISTRICT] == start  # nor what the version said that it had replaced


def test_after_a_return_stands_what_the_agency_said_in_another_cycle(office: Office) -> None:
    first = "binh-dinh-2025.dinh-ky.2025-q1"
    office.open(first)
    office.send(first, DISTRICT, "2025-03-18 10:00", tasks=done("Thông báo số 3"))
    office.open(SIX)
    office.send(SIX, DISTRICT, "2025-06-18 10:00", tasks=(TaskProgress(TASK, TaskState.IN_PROGRESS, 50, "Thông báo số 14"),))
    return_submission(office.runtime, SIX, DISTRICT, (), Act("Thiếu căn cứ", "Giám đốc Sở Nội vụ"), at("2025-06-19"))
    item = listed(office, "2025-06-20")[DISTRICT]
    assert (item.state, item.evidence) == (TaskState.DONE, "Thông báo số 3")


# -- silence and figures ----------------------------------------------------------------------------------------------

PLAN_TASK = "ke-hoach-don-vi"  # done where CD02 is at least 1
OWN_REPORT = "tong-hop-bao-cao"


def test_a_document_that_never_came_is_not_done_by_a_word_or_a_figure(office: Office) -> None:
    """Lạng Sơn III.8: the plan is to be with Sở Nội vụ before Tue 10/3/2026; in June all three say that they have one."""
    plan, task = office.runtime.library.load("lang-son-2026"), "ke-hoach-cap-xa"
    plans, half = "lang-son-2026.ke-hoach.2026-ke-hoach", "lang-son-2026.dinh-ky.2026-6m"
    office.open(plans)
    sent, late, never = office.chased(plans)[:3]
    office.send(plans, sent, "2026-03-06", document_number="05/KH-UBND")
    office.send(plans, late, "2026-03-20", document_number="06/KH-UBND")
    office.open(half)
    for agency in (sent, late, never):
        told = (TaskProgress(task, TaskState.DONE, 100, "Kế hoạch năm 2026"),)
        office.send(half, agency, "2026-06-18", {"CD02": 1}, tasks=told)
    items = {item.agency: item for item in task_list(office.runtime, plan, at("2026-06-25")) if item.task == task}
    states = {code: items[code].state for code in (sent, late, never)}
    assert states == {sent: TaskState.DONE, late: TaskState.DONE, never: TaskState.OVERDUE}
    assert items[never].evidence == "Chưa nhận được văn bản; Kế hoạch năm 2026"


def test_a_document_that_came_stays_there_whatever_is_said_later(office: Office) -> None:
    """Delivered on Fri 6/3/2026. A nil report in June doesn't undo it, and what comes in December doesn't hide it from June."""
    plan, task = office.runtime.library.load("lang-son-2026"), "ke-hoach-cap-xa"
    plans, half, year = (f"lang-son-2026.{key}" for key in ("ke-hoach.2026-ke-hoach", "dinh-ky.2026-6m", "dinh-ky.2026-annual"))
    office.open(plans)
    agency = office.chased(plans)[0]
    office.send(plans, agency, "2026-03-06", document_number="05/KH-UBND")
    office.open(half)
    office.send(half, agency, "2026-06-18", figures={"CD02": 0}, nil_report=True)

    def item() -> tuple[TaskState, str]:
        items = task_list(office.runtime, plan, at("2026-06-25"))
        return next((one.state, one.evidence) for one in items if (one.task, one.agency) == (task, agency))

    assert item() == (TaskState.DONE, "05/KH-UBND")
    office.open(year)
    office.send(year, agency, "2026-12-18", {"CD02": 1}, tasks=(TaskProgress(task, TaskState.DONE, 100, "Kế hoạch năm 2026"),))
    assert item() == (TaskState.DONE, "05/KH-UBND")


def test_where_nobody_said_anything_nothing_is_said(office: Office) -> None:
    office.open(Q1)
    items = task_list(office.runtime, office.runtime.library.load("binh-dinh-2025"), at("2025-03-01"))
    assert {item.state for item in items if item.task != OWN_REPORT} == {TaskState.NOT_REPORTED}


def test_a_figure_that_reaches_its_level_says_that_the_task_is_done(office: Office) -> None:
    office.open(Q1)
    office.send(Q1, DISTRICT, "2025-03-10", {"CD02": 1})
    office.send(Q1, "L542", "2025-03-10", {"CD02": 0}, tasks=(TaskProgress(PLAN_TASK, TaskState.DONE, 100, "Kế hoạch 12"),))
    items = listed(office, "2025-03-12", PLAN_TASK)
    done, short = items[DISTRICT], items["L542"]
    assert (done.state, done.percent, done.told_in) == (TaskState.DONE, 100, Q1)
    assert done.evidence == "Số liệu CD02 của báo cáo quý I năm 2025: 1"
    assert (short.state, short.percent) == (TaskState.NOT_STARTED, None)
    assert short.evidence == "Số liệu CD02 của báo cáo quý I năm 2025: 0, chưa đạt mức 1; Kế hoạch 12"
    assert {items[code].state for code in set(items) - {DISTRICT, "L542"}} == {TaskState.NOT_REPORTED}


def test_a_task_without_a_level_is_under_way_where_its_figure_is_above_zero(office: Office) -> None:
    office.open(Q1)
    office.send(Q1, DISTRICT, "2025-03-10", {"DTH1": 2})
    office.send(Q1, "L542", "2025-03-10")
    items = listed(office, "2025-03-12")
    assert (items[DISTRICT].state, items[DISTRICT].evidence) == (
        TaskState.IN_PROGRESS,
        "Số liệu DTH1 của báo cáo quý I năm 2025: 2",
    )
    assert (items["L542"].state, items["L542"].evidence) == (TaskState.NOT_REPORTED, "")


def test_a_ratio_is_worked_out_of_the_two_figures_of_one_report(office: Office) -> None:
    office.open(Q1)
    office.send(Q1, DISTRICT, "2025-03-10", {"HC02": 200, "HC03": 200, "HC04": 190})
    item = listed(office, "2025-03-12", "cai-cach-hanh-chinh")[DISTRICT]
    assert (item.state, item.evidence) == (TaskState.IN_PROGRESS, "Số liệu HC05 của báo cáo quý I năm 2025: 95")


def test_the_newest_figure_decides_and_a_later_cycle_without_it_leaves_the_earlier_one(office: Office) -> None:
    office.open(Q1)
    office.send(Q1, DISTRICT, "2025-03-10", {"CD02": 0})
    office.send(Q1, "L542", "2025-03-10", {"CD02": 1})
    office.open(SIX)
    office.send(SIX, DISTRICT, "2025-06-10", {"CD02": 1})
    whole = office.draft(SIX, "L542", "2025-06-10")
    without = replace(whole, figures=tuple(one for one in whole.figures if one.indicator != "CD02"))
    receive_submission(office.runtime, without, at("2025-06-10"))
    items = listed(office, "2025-06-12", PLAN_TASK)
    assert {items[code].state for code in (DISTRICT, "L542")} == {TaskState.DONE}
    assert "6 tháng đầu năm 2025" in items[DISTRICT].evidence
    assert "quý I năm 2025" in items["L542"].evidence


def test_what_came_later_or_breaks_a_rule_says_nothing(office: Office) -> None:
    office.open(Q1)
    office.send(Q1, DISTRICT, "2025-03-10", {"DV01": 1, "DV02": 3})  # more recognised than registered
    assert listed(office, "2025-03-12", "phong-trao-thi-dua")[DISTRICT].state is TaskState.NOT_REPORTED  # both are being checked
    office.send(Q1, "L542", "2025-03-11", {"CD02": 1}, tasks=(TaskProgress(TASK, TaskState.DONE, 100, "Biên bản"),))
    assert {listed(office, "2025-03-10", task)["L542"].state for task in (PLAN_TASK, TASK)} == {TaskState.NOT_REPORTED}
    assert {listed(office, "2025-03-12", task)["L542"].state for task in (PLAN_TASK, TASK)} == {TaskState.DONE}


def test_a_returned_version_tells_nothing_of_its_tasks(office: Office) -> None:
    office.open(Q1)
    office.send(Q1, DISTRICT, "2025-03-10", {"CD02": 1}, tasks=(TaskProgress(TASK, TaskState.DONE, 100, "Biên bản"),))
    return_submission(office.runtime, Q1, DISTRICT, ("danh-gia-chung",), Act("Thiếu", "An", "1/SNV"), at("2025-03-11"))
    assert {listed(office, "2025-03-12", task)[DISTRICT].state for task in (PLAN_TASK, TASK)} == {TaskState.NOT_REPORTED}


def test_what_an_heir_takes_over_is_what_the_figure_said(office: Office) -> None:
    office.open(SIX)
    office.send(SIX, DISTRICT, "2025-06-18 10:00", {"CD02": 1})
    office.open(NINE)
    items = listed(office, "2025-08-27", PLAN_TASK)
    assert {items[code].state for code in heirs(office, DISTRICT)} == {TaskState.DONE}


# -- the report itself ------------------------------------------------------------------------------------------------


def issued(office: Office, cycle_id: str, day: str) -> None:
    with office.runtime.uow() as uow:
        snapshot = SnapshotRow(cycle_id=cycle_id, number=1, sha256=cycle_id, created_at=at(day), members=[])
        uow.session.add(snapshot)
        uow.session.flush()
        file = {"format": "docx", "file_name": "a.docx", "sha256": "a", "content": b"", "created_at": at(day)}
        uow.session.add(ReportRow(cycle_id=cycle_id, snapshot_id=snapshot.id, version=1, issued_at=at(day), **file))
        uow.commit()
        assert reports.first_issues(uow, [cycle_id]) == {cycle_id: at(day)}


def test_the_consolidating_itself_follows_the_reports_that_were_issued(office: Office) -> None:
    office.open(Q1)
    mine = listed(office, "2025-03-20", OWN_REPORT)["L52-SNV"]
    assert (mine.state, mine.percent, mine.evidence) == (TaskState.IN_PROGRESS, None, "")
    issued(office, Q1, "2025-03-25")
    mine = listed(office, "2025-03-26", OWN_REPORT)["L52-SNV"]
    assert (mine.state, mine.evidence) == (TaskState.IN_PROGRESS, "Đã phát hành báo cáo: Quý I năm 2025 (ngày 25/3/2025)")
    for cycle_id in (SIX, NINE, "binh-dinh-2025.dinh-ky.2025-annual"):
        office.open(cycle_id)
        issued(office, cycle_id, "2025-12-20")
    assert {item.state for item in listed(office, "2025-12-19", OWN_REPORT).values()} == {TaskState.IN_PROGRESS}
    assert {item.state for item in listed(office, "2025-12-21", OWN_REPORT).values()} == {TaskState.DONE}
