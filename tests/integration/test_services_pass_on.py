"""Duties that pass to successors while a cycle runs: mergers of departments on 1/3/2025, of units on 1/7/2025."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest
from builders import Office, at
from sqlalchemy import delete

from danvan_workflow.duty.events import EventKind
from danvan_workflow.duty.submission import TaskProgress, TaskState
from danvan_workflow.duty.tasks import TaskItem
from danvan_workflow.errors import Refused
from danvan_workflow.plan.library import PlanLibrary
from danvan_workflow.services.acts.act import Act
from danvan_workflow.services.acts.concede import extend, waive
from danvan_workflow.services.cycle.pass_on_duties import pass_on_duties
from danvan_workflow.services.cycle.tasks import task_list
from danvan_workflow.services.letters.outbox import send_pending
from danvan_workflow.services.letters.send_rung import send_rung
from danvan_workflow.services.submissions.receive_submission import receive_submission
from danvan_workflow.store import events
from danvan_workflow.store.tables import TaskItemRow
from danvan_workflow.views.agency.duty_file import Handover, duty_file
from danvan_workflow.views.cycle.status import cycle_status

Q1 = "binh-dinh-2025.dinh-ky.2025-q1"
SIX = "binh-dinh-2025.dinh-ky.2025-6m"


def test_nothing_passes_on_while_everybody_lives(office: Office) -> None:
    office.open(Q1)
    assert pass_on_duties(office.runtime, Q1, at("2025-02-28 23:59")) == ()  # Fri, the old departments' last day


def test_departments_pass_their_duty_to_those_that_took_them_over(office: Office) -> None:
    office.open(Q1)
    passed = {item.agency: item.heirs for item in pass_on_duties(office.runtime, Q1, at("2025-03-01 00:00"))}  # Sat
    assert passed["L52-SKHDT"] == ("L52-STC",)
    assert passed["L52-SLDTBXH"] == ("L52-SGDDT", "L52-SNV", "L52-SYT")
    duties = office.duties(Q1)
    assert duties["L52-SKHDT"].passed_on_to == ["L52-STC"]
    assert duties["L52-STC"].inherited_from == ["L52-SKHDT"]
    assert office.view(Q1, "L52-SKHDT", "2025-03-01").status.state == "passed_on"


def test_a_department_founded_by_a_merger_gets_a_duty_of_its_own(office: Office) -> None:
    office.open(Q1)
    before = office.duties(Q1)
    pass_on_duties(office.runtime, Q1, at("2025-03-01"))
    founded = {code: duty for code, duty in office.duties(Q1).items() if code not in before}
    assert founded
    for code, duty in founded.items():
        register = office.runtime.register
        assert register.exists(code, at("2025-03-01").date())
        assert duty.inherited_from
        if duty.owes:
            assert duty.reason.startswith("kế thừa nghĩa vụ của ")
            assert duty.sections
            assert duty.last_day == before["L540"].last_day
            assert [n.kind for n in office.notices(Q1, agency=code)] == ["duty_passed_on"]


def test_the_collector_inherits_and_gets_no_letter_from_itself(office: Office) -> None:
    office.open(Q1)
    pass_on_duties(office.runtime, Q1, at("2025-03-01"))
    own = office.duties(Q1)["L52-SNV"]
    assert (own.owes, own.ladder, "L52-SLDTBXH" in own.inherited_from) == (True, [], True)
    assert office.notices(Q1, agency="L52-SNV") == []


def test_who_takes_the_place_of_the_collector_gets_no_letter_from_itself(office: Office) -> None:
    office.open(SIX)
    pass_on_duties(office.runtime, SIX, at("2025-07-01"))
    assert office.duties(SIX)["L52-SNV"].passed_on_to == ["N52-SNV"]
    own = office.duties(SIX)["N52-SNV"]
    assert (own.owes, own.ladder) == (True, [])
    assert office.notices(SIX, agency="N52-SNV") == []


def test_passing_on_twice_changes_nothing(office: Office) -> None:
    office.open(Q1)
    pass_on_duties(office.runtime, Q1, at("2025-03-01"))
    before = office.duties(Q1)
    letters = len(office.notices(Q1))
    assert pass_on_duties(office.runtime, Q1, at("2025-03-03")) == ()
    after = office.duties(Q1)
    assert {c: (d.owes, d.inherited_from, d.passed_on_to) for c, d in after.items()} == {
        c: (d.owes, d.inherited_from, d.passed_on_to) for c, d in before.items()
    }
    assert len(office.notices(Q1)) == letters
    with office.runtime.uow() as uow:
        kinds = [event.kind for event in events.events_of(uow, Q1)]
    assert kinds.count(EventKind.DUTY_PASSED_ON) == sum(bool(duty.passed_on_at) for duty in after.values())


def test_districts_still_owing_pass_to_the_communes_formed_out_of_them(office: Office) -> None:
    office.open(SIX)
    answered = "L540"  # the city of Quy Nhơn
    office.send(SIX, answered, "2025-06-18 10:00")
    passed = {item.agency: item.heirs for item in pass_on_duties(office.runtime, SIX, at("2025-07-01"))}  # Tue
    districts = [code for code, duty in office.duties(SIX).items() if duty.group_id == "cap-huyen" and code.startswith("L")]
    assert len(districts) == 11
    assert answered not in passed
    assert set(districts) - {answered} <= set(passed)
    assert all(heirs and all(heir.startswith("N") for heir in heirs) for heirs in passed.values())
    assert passed["L52-STC"] == ("N52-STC",)
    duties = office.duties(SIX)
    assert duties[answered].passed_on_at is None
    assert office.view(SIX, answered, "2025-07-01").status.state == "accepted"


def test_the_communes_of_all_districts_are_the_58_of_the_former_province(office: Office) -> None:
    office.open(SIX)
    pass_on_duties(office.runtime, SIX, at("2025-07-01"))
    communes = [d for d in office.duties(SIX).values() if d.owes and not d.passed_on_at and d.group_id == "cap-huyen"]
    assert len(communes) == 58
    counts = cycle_status(office.runtime, SIX, at("2025-07-01")).counts
    departments = [d for d in office.duties(SIX).values() if d.owes and not d.passed_on_at and d.group_id == "so-ban-nganh"]
    assert counts.heirs is not None
    assert counts.heirs.owing == counts.heirs.missing == 58 + len(departments)
    assert counts.owing == counts.passed_on == 26


def test_the_rate_of_a_cycle_keeps_the_roll_that_was_frozen(office: Office) -> None:
    office.open(SIX)
    office.send(SIX, "L540", "2025-06-18")
    before = cycle_status(office.runtime, SIX, at("2025-06-30")).counts
    pass_on_duties(office.runtime, SIX, at("2025-07-01"))
    after = cycle_status(office.runtime, SIX, at("2025-07-01")).counts
    assert (before.sent, before.owing, before.heirs) == (1, 26, None)
    assert (after.sent, after.owing) == (1, 26)
    assert after.heirs_sent == f" và 0/{after.heirs.owing if after.heirs else 0} cơ quan kế thừa"


def test_an_heir_has_a_day_of_its_own_and_is_asked_before_it_is_reminded(office: Office) -> None:
    office.open(SIX)
    pass_on_duties(office.runtime, SIX, at("2025-07-01"))  # Tue; the last day was Thu 19/6
    heirs = [duty for duty in office.duties(SIX).values() if duty.owes and not duty.passed_on_at]
    assert {duty.heir_since for duty in heirs} == {dt.date(2025, 7, 1)}
    assert {duty.last_day for duty in heirs} == {dt.date(2025, 7, 8)}  # five working days on
    chased = [duty for duty in heirs if duty.agency != "N52-SNV"]  # nobody writes to the collector
    assert {tuple(rung["offset"] for rung in duty.ladder) for duty in chased} == {(-5, -3, -1, 1, 3, 7)}
    status = cycle_status(office.runtime, SIX, at("2025-07-02"))
    assert [duty for duty in status.duties if duty.is_open and duty.status.overdue] == []


def test_an_heir_told_late_counts_from_that_day(office: Office) -> None:
    office.open(SIX)
    pass_on_duties(office.runtime, SIX, at("2025-07-10"))  # Thu
    heirs = [duty for duty in office.duties(SIX).values() if duty.owes and not duty.passed_on_at]
    assert {duty.last_day for duty in heirs} == {dt.date(2025, 7, 17)}


def test_a_merger_before_the_last_day_leaves_the_day_as_it_is(office: Office) -> None:
    office.open(Q1)
    pass_on_duties(office.runtime, Q1, at("2025-03-03"))
    heirs = [duty for duty in office.duties(Q1).values() if duty.heir_since]
    assert {duty.heir_since for duty in heirs} == {dt.date(2025, 3, 1)}
    assert {duty.last_day for duty in heirs} == {dt.date(2025, 3, 19)}


def test_letters_to_those_who_ended_are_withdrawn_and_heirs_are_written_to(office: Office) -> None:
    office.open(SIX)
    send_rung(office.runtime, SIX, 1, at("2025-05-29"))  # Thu
    pass_on_duties(office.runtime, SIX, at("2025-07-01"))
    send_rung(office.runtime, SIX, 7, at("2025-07-01"))
    told = {notice.agency for notice in office.notices(SIX, kind="duty_passed_on", state="sent")}
    heirs = {code for code, duty in office.duties(SIX).items() if duty.owes and not duty.passed_on_at and duty.inherited_from}
    assert told == heirs - {"N52-SNV"}  # the heir of the collector
    for notice in office.notices(SIX, state="sent"):
        if notice.sent_at and notice.sent_at >= at("2025-07-01"):
            assert not notice.agency.startswith("L")


def test_reports_of_those_who_ended_are_refused_with_the_heirs_named(office: Office) -> None:
    office.open(SIX)
    draft = office.draft(SIX, "L540", "2025-07-01 09:00")
    pass_on_duties(office.runtime, SIX, at("2025-07-01"))
    with pytest.raises(Refused, match="kế thừa") as caught:
        receive_submission(office.runtime, draft, at("2025-07-01 09:00"))
    assert office.duties(SIX)["L540"].passed_on_to[0] in str(caught.value)


def test_a_lead_unit_hands_its_own_sections_on(office: Office) -> None:
    cycle = "lang-son-2026.dinh-ky.2026-6m"
    office.open(cycle)
    duties = office.duties(cycle)
    assert "tiep-dan-toan-tinh" in duties["N20-TTT"].sections
    assert all("tiep-dan-toan-tinh" not in duty.sections for code, duty in duties.items() if code != "N20-TTT" and duty.owes)


def test_a_look_back_in_time_passes_nothing_on(office: Office) -> None:
    """Sở Nông nghiệp và Môi trường exists since Sat 1/3/2025: on Thu 27/2 it isn't founded yet, which isn't ended."""
    office.open(Q1)
    pass_on_duties(office.runtime, Q1, at("2025-03-03 08:00"))
    before = office.owing(Q1)
    assert "L52-SNNMT" in before
    assert pass_on_duties(office.runtime, Q1, at("2025-02-27 08:00")) == ()
    assert office.owing(Q1) == before


def test_a_waived_duty_passes_to_nobody(office: Office) -> None:
    office.open(SIX)
    waive(office.runtime, SIX, "L540", Act("Đã báo cáo chuyên đề", "Giám đốc Sở Nội vụ"), at("2025-06-20"))
    passed = {item.agency for item in pass_on_duties(office.runtime, SIX, at("2025-07-01"))}
    assert "L540" not in passed
    assert office.view(SIX, "L540", "2025-07-02").status.state == "exempt"


def test_an_extension_is_inherited(office: Office) -> None:
    office.open(SIX)
    later = at("2025-07-10").date()  # Thu
    extend(office.runtime, SIX, "L540", later, Act("Sắp xếp bộ máy", "Giám đốc Sở Nội vụ"), at("2025-06-18"))
    [passed] = [item for item in pass_on_duties(office.runtime, SIX, at("2025-07-01")) if item.agency == "L540"]
    duties = office.duties(SIX)
    assert {duties[heir].last_day for heir in passed.heirs} == {later}
    assert duties["L540"].last_day == later


LEAD_UNIT = """lead_units:
  - agencies: [L52-STTTT]
    name: Sở Thông tin và Truyền thông
    duties: [Tuyên truyền]
    sections: [tuyen-truyen]
    indicators: [TT01, TT02, TT03]
"""


def test_an_heir_already_on_the_roll_takes_the_lead_units_own_sections_over(office: Office, tmp_path: Path) -> None:
    plans = tmp_path / "plans"
    plans.mkdir()
    text = (office.runtime.settings.plans / "binh-dinh-2025.yaml").read_text(encoding="utf-8")
    (plans / "binh-dinh-2025.yaml").write_text(text.replace("lead_units:\n", LEAD_UNIT, 1), encoding="utf-8")
    office.runtime.__dict__["library"] = PlanLibrary(plans)
    office.open(Q1)
    before = office.duties(Q1)
    assert "tuyen-truyen" in before["L52-STTTT"].sections
    assert "tuyen-truyen" not in before["L52-SKHCN"].sections
    pass_on_duties(office.runtime, Q1, at("2025-03-01"))  # Sat
    heir = office.duties(Q1)["L52-SKHCN"]
    assert heir.sections == before["L52-STTTT"].sections
    assert heir.indicators == before["L52-STTTT"].indicators
    assert office.duties(Q1)["L52-STC"].sections == before["L52-STC"].sections


# -- since when -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("acted_on", ["2025-03-10", "2025-03-18"])
def test_the_letter_names_the_day_of_the_register_whenever_it_is_written(office: Office, acted_on: str) -> None:
    # L52-STC existed before it took over from L52-SKHDT on Sat 01/3/2025.
    office.open(Q1)
    pass_on_duties(office.runtime, Q1, at(acted_on))
    send_pending(office.runtime, Q1, at(acted_on))
    (notice,) = office.notices(Q1, agency="L52-STC", kind="duty_passed_on", state="sent")
    text = next(m.text for m in office.transport.sent if m.message_id == notice.message_id)
    assert "từ ngày 01/3/2025 Sở Tài chính" in text
    since = re.compile(r"đơn vị hành chính, từ ngày (\S+)")
    assert {day for m in office.transport.sent for day in since.findall(m.text)} == {"01/3/2025"}


def test_a_letter_names_only_those_from_whom_the_agency_took_over(office: Office) -> None:
    # What Sở Kế hoạch và Đầu tư owed came to the new Gia Lai by way of Sở Tài chính tỉnh Bình Định.
    office.open(SIX)
    pass_on_duties(office.runtime, SIX, at("2025-07-14"))
    send_pending(office.runtime, SIX, at("2025-07-14"))
    (notice,) = office.notices(SIX, agency="N52-STC", kind="duty_passed_on", state="sent")
    text = next(m.text for m in office.transport.sent if m.message_id == notice.message_id)
    assert "từ ngày 01/7/2025 Sở Tài chính" in text
    assert re.findall(r"^- (.+)$", text, re.MULTILINE)[:1] == ["Sở Tài chính tỉnh Bình Định"]
    assert "Kế hoạch và Đầu tư" not in text


def test_the_page_of_an_agency_says_since_when(office: Office) -> None:
    office.open(Q1)
    pass_on_duties(office.runtime, Q1, at("2025-03-10"))
    march = dt.date(2025, 3, 1)
    heir = duty_file(office.runtime, Q1, "L52-STC", at("2025-03-10"))
    assert heir.inherited_from == (Handover("L52-SKHDT", march),)
    assert duty_file(office.runtime, Q1, "L52-SKHDT", at("2025-03-10")).passed_on_to == (Handover("L52-STC", march),)


# -- tasks ------------------------------------------------------------------------------------------------------------


def tasks_of(office: Office, day: str, task: str = "doi-thoai") -> dict[str, TaskItem]:
    items = task_list(office.runtime, office.runtime.library.load("binh-dinh-2025"), at(day))
    return {item.agency: item for item in items if item.task == task}


def test_with_the_duty_the_heir_takes_over_the_tasks_in_the_same_moment(office: Office) -> None:
    office.open(Q1)
    pass_on_duties(office.runtime, Q1, at("2025-03-01"))  # Sat, the day of the mergers
    reporting = {code for code, duty in office.duties(Q1).items() if duty.owes and not duty.passed_on_at}
    assert set(tasks_of(office, "2025-03-01")) == reporting


def test_what_an_heir_reports_of_a_task_in_the_same_cycle_counts(office: Office) -> None:
    office.open(Q1)
    pass_on_duties(office.runtime, Q1, at("2025-03-01"))
    done = TaskProgress("doi-thoai", TaskState.DONE, 100, "Biên bản số 4")
    office.send(Q1, "L52-SNNMT", "2025-03-18 10:00", {"CD02": 1}, tasks=(done,))  # Tue
    assert tasks_of(office, "2025-03-19")["L52-SNNMT"].state is TaskState.DONE
    assert tasks_of(office, "2025-03-19", "ke-hoach-don-vi")["L52-SNNMT"].state is TaskState.DONE  # its figure CD02 says so


def test_what_an_heir_told_before_it_stood_on_the_list_is_kept(office: Office) -> None:
    office.open(SIX)
    done = TaskProgress("doi-thoai", TaskState.DONE, 100, "Biên bản số 4")
    with office.runtime.uow() as uow:
        uow.session.execute(delete(TaskItemRow).where(TaskItemRow.agency == "L540"))
        uow.commit()
    office.send(SIX, "L540", "2025-06-10 10:00", tasks=(done,))  # Tue
    office.open(Q1, at("2025-06-11"))
    assert tasks_of(office, "2025-06-12")["L540"].evidence == "Biên bản số 4"
