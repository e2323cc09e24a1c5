"""Taking in submissions: numbered, immutable, judged, receipted; all problems at once."""

from __future__ import annotations

import dataclasses
import datetime as dt
from decimal import Decimal

import pytest
from builders import LEADER, OFFICIAL, TEXT, Office, at, figure

from danvan_workflow.duty.submission import Attachment, Figure, FigureStatus, Narrative, Person, TaskProgress, TaskState
from danvan_workflow.errors import InvalidInput, Refused, StoreConflict, UnknownName
from danvan_workflow.services.acts.act import Act
from danvan_workflow.services.acts.concede import extend, move_deadline, return_submission, waive
from danvan_workflow.services.cycle.tasks import task_list
from danvan_workflow.services.submissions.assess import assess, stored_draft
from danvan_workflow.services.submissions.receive_submission import receive_submission
from danvan_workflow.store import submissions
from danvan_workflow.store.tables import SubmissionRow
from danvan_workflow.views.cycle.status import cycle_status

CYCLE = "gia-lai-2024.dinh-ky.2024-6m"
MERGED = "binh-dinh-2025.dinh-ky.2025-6m"  # after the mergers of 1/3/2025: L52-SKHDT stands outside
"""Opens Mon 15/4/2024, last admissible day Thu 9/5."""
REASON = Act("Số liệu chưa thống nhất", "Giám đốc Sở Nội vụ")


@pytest.fixture
def opened(office: Office) -> tuple[Office, str]:
    """The office with an opened cycle, and one agency that owes."""
    office.open(CYCLE)
    return office, office.owing(CYCLE)[-1]


def versions(office: Office, agency: str) -> list[SubmissionRow]:
    """Stored versions, their parts loaded."""
    with office.runtime.uow() as uow:
        found = uow.session.query(SubmissionRow).filter_by(cycle_id=CYCLE, agency=agency).order_by(SubmissionRow.version).all()
        for version in found:  # loaded while the transaction lasts
            _ = version.figures, version.narratives, version.findings
        return found


# -- versions ----------------------------------------------------------------------------------------------------


def test_the_same_content_again_changes_nothing(opened: tuple[Office, str]) -> None:
    office, agency = opened
    first = office.send(CYCLE, agency, "2024-05-06 10:00", {"TT01": 4})
    again = office.send(CYCLE, agency, "2024-05-07 10:00", {"TT01": 4}, sender="người khác", via="portal")
    assert (first.version, first.unchanged, first.is_complete, first.errors) == (1, False, True, 0)
    assert again == dataclasses.replace(first, unchanged=True)
    assert len(versions(office, agency)) == 1
    assert len(office.notices(CYCLE, kind="receipt")) == 1


def test_changed_content_is_a_further_version_and_the_first_stays(opened: tuple[Office, str]) -> None:
    office, agency = opened
    office.send(CYCLE, agency, "2024-05-06 10:00", {"TT01": 4})
    with office.runtime.uow() as uow:
        before = stored_draft(uow.session.query(SubmissionRow).one())
    assert office.send(CYCLE, agency, "2024-05-07 10:00", {"TT01": 5}).version == 2
    one, two = versions(office, agency)
    with office.runtime.uow() as uow:
        assert stored_draft(uow.session.get_one(SubmissionRow, one.id)) == before
    assert (one.content_sha256 != two.content_sha256, one.version, two.version) == (True, 1, 2)
    assert len(office.notices(CYCLE, kind="receipt")) == 2


def test_what_is_stored_is_what_was_sent(opened: tuple[Office, str]) -> None:
    office, agency = opened
    draft = office.draft(
        CYCLE,
        agency,
        "2024-05-06 10:00",
        sender="Nguyễn Văn An",
        tasks=(TaskProgress("tap-huan", TaskState.DONE, 100, "02 lớp"),),
        attachments=(Attachment("bao-cao.pdf", b"%PDF-1.7", "application/pdf"),),
        persons=(LEADER, OFFICIAL),
    )
    receive_submission(office.runtime, draft, at("2024-05-06 10:05"))
    with office.runtime.uow() as uow:
        stored = stored_draft(uow.session.query(SubmissionRow).one())
    expected = dataclasses.replace(draft, version=1, figures=tuple(sorted(draft.figures, key=lambda f: f.indicator)))
    assert stored == expected


def test_going_back_to_earlier_content_is_a_version_too(opened: tuple[Office, str]) -> None:
    office, agency = opened
    for moment, value in (("2024-05-06", 4), ("2024-05-07", 5), ("2024-05-08", 4)):
        office.send(CYCLE, agency, moment, {"TT01": value})
    assert [version.version for version in versions(office, agency)] == [1, 2, 3]


def test_two_contents_under_one_number_are_refused(opened: tuple[Office, str]) -> None:
    office, agency = opened
    office.send(CYCLE, agency, "2024-05-06 10:00", {"TT01": 4}, version=3)
    with pytest.raises(InvalidInput, match="từ 4 trở lên"):
        office.send(CYCLE, agency, "2024-05-07 10:00", {"TT01": 5}, version=3)
    assert office.send(CYCLE, agency, "2024-05-07 10:00", {"TT01": 5}, version=4).version == 4
    assert len(versions(office, agency)) == 2


def test_a_content_known_under_its_number_may_come_again(opened: tuple[Office, str]) -> None:
    office, agency = opened
    office.send(CYCLE, agency, "2024-05-06 10:00", {"TT01": 4}, version=1)
    assert office.send(CYCLE, agency, "2024-05-06 10:00", {"TT01": 4}, version=1).unchanged


def test_an_older_number_after_a_newer_one_is_taken_as_seen(opened: tuple[Office, str]) -> None:
    office, agency = opened
    office.send(CYCLE, agency, "2024-05-06 10:00", {"TT01": 4}, version=1)
    office.send(CYCLE, agency, "2024-05-07 10:00", {"TT01": 5}, version=2)
    again = office.send(CYCLE, agency, "2024-05-06 10:00", {"TT01": 4}, version=1)
    assert (again.unchanged, again.version) == (True, 1)
    assert len(versions(office, agency)) == 2


# -- what is refused -----------------------------------------------------------------------------------------------


def test_unknown_parts_are_named_all_at_once_and_nothing_is_stored(opened: tuple[Office, str]) -> None:
    office, agency = opened
    with pytest.raises(InvalidInput) as caught:
        office.send(
            CYCLE,
            agency,
            "2024-05-06 10:00",
            {"XX99": 1},
            narratives=(Narrative("khong-co", TEXT),),
            tasks=(TaskProgress("viec-la", TaskState.DONE),),
            attachments=(Attachment("to.zip", b"0" * (20 * 1024 * 1024 + 1)),),
        )
    assert [problem.place for problem in caught.value.problems] == ["figures", "narratives", "tasks", "attachments"]
    assert versions(office, agency) == []
    assert office.notices(CYCLE) == []


def test_doubled_parts_are_refused(opened: tuple[Office, str]) -> None:
    office, agency = opened
    duty = office.duties(CYCLE)[agency]
    with pytest.raises(InvalidInput) as caught:
        office.send(
            CYCLE,
            agency,
            "2024-05-06 10:00",
            figures=None,
            narratives=tuple(Narrative(section, TEXT) for section in (*duty.sections, duty.sections[0])),
            tasks=(TaskProgress("tap-huan", TaskState.DONE), TaskProgress("tap-huan", TaskState.IN_PROGRESS)),
            attachments=(Attachment("a.pdf", b"1"), Attachment("a.pdf", b"2")),
        )
    assert {problem.place for problem in caught.value.problems} == {"narratives", "tasks", "attachments"}
    assert versions(office, agency) == []


def test_figures_that_cannot_be_kept_exactly_are_refused(opened: tuple[Office, str]) -> None:
    office, agency = opened
    draft = office.draft(CYCLE, agency, "2024-05-06 10:00")
    odd = (
        Figure("TT01", FigureStatus.VALUE, Decimal("1.00001")),
        Figure("TT02", FigureStatus.VALUE, Decimal("NaN")),
        Figure("TT03", FigureStatus.VALUE, Decimal(10) ** 17),
    )
    kept = tuple(f for f in draft.figures if f.indicator not in {"TT01", "TT02", "TT03"})
    with pytest.raises(InvalidInput) as caught:
        receive_submission(office.runtime, dataclasses.replace(draft, figures=(*kept, *odd)), at("2024-05-06 10:00"))
    assert [problem.value for problem in caught.value.problems] == ["1.00001", "NaN", "100000000000000000"]


def test_an_agency_outside_of_the_roll_is_refused(opened: tuple[Office, str]) -> None:
    office, agency = opened
    draft = office.draft(CYCLE, agency, "2024-05-06 10:00")
    with pytest.raises(InvalidInput, match="danh sách phải báo cáo"):
        receive_submission(office.runtime, dataclasses.replace(draft, agency="L540"), at("2024-05-06"))
    office.open(MERGED)
    late = office.draft(MERGED, "L52-STC", "2025-06-10 10:00")
    with pytest.raises(Refused, match="kết thúc hoạt động"):
        receive_submission(office.runtime, dataclasses.replace(late, agency="L52-SKHDT"), at("2025-06-10"))
    with pytest.raises(UnknownName):
        receive_submission(office.runtime, dataclasses.replace(draft, cycle_id="gia-lai-2024.dinh-ky.2024-q1"), at("2024-05-06"))


def test_a_waived_agency_is_refused_until_the_waiver_falls(opened: tuple[Office, str]) -> None:
    office, agency = opened
    waive(office.runtime, CYCLE, agency, REASON, at("2024-05-06"))
    with pytest.raises(Refused, match="miễn"):
        office.send(CYCLE, agency, "2024-05-07")
    assert office.view(CYCLE, agency, "2024-05-07").status.state == "exempt"


# -- completeness and findings ------------------------------------------------------------------------------------


def test_completeness_is_measured_from_content(opened: tuple[Office, str]) -> None:
    office, agency = opened
    duty = office.duties(CYCLE)[agency]
    receipt = office.send(
        CYCLE,
        agency,
        "2024-05-06 10:00",
        narratives=tuple(Narrative(section, TEXT) for section in duty.sections[1:]),
        figures=None,
    )
    assert not receipt.is_complete
    view = office.view(CYCLE, agency, "2024-05-06 11:00")
    assert view.missing == (duty.sections[0],)
    assert view.status.state.label == "thiếu"


def test_a_blank_is_missing_where_a_zero_is_an_answer(opened: tuple[Office, str]) -> None:
    office, agency = opened
    draft = office.draft(CYCLE, agency, "2024-05-06 10:00")
    blank = dataclasses.replace(draft, figures=tuple(f for f in draft.figures if f.indicator != "DV05"))
    receive_submission(office.runtime, blank, at("2024-05-06 10:00"))
    assert office.view(CYCLE, agency, "2024-05-06 11:00").missing == ("DV05",)
    receive_submission(office.runtime, draft, at("2024-05-06 12:00"))
    assert office.view(CYCLE, agency, "2024-05-06 13:00").status.state == "accepted"


def test_a_nil_report_answers_everything_and_is_stored_as_nil(opened: tuple[Office, str]) -> None:
    office, agency = opened
    receipt = office.send(CYCLE, agency, "2024-05-06 10:00", narratives=(), figures=None, nil_report=True)
    draft = office.draft(CYCLE, agency, "2024-05-07 10:00", figures=None, nil_report=True)
    nil = dataclasses.replace(draft, figures=(), narratives=())
    assert receipt.is_complete
    assert receive_submission(office.runtime, nil, at("2024-05-07 10:00")).is_complete
    stored = versions(office, agency)[-1]
    assert {(f.status, f.value) for f in stored.figures} == {("nil", Decimal(0))}
    assert [f.indicator for f in stored.figures] == sorted(office.duties(CYCLE)[agency].indicators)


def test_findings_belong_to_the_version(opened: tuple[Office, str]) -> None:
    office, agency = opened
    wrong = office.send(CYCLE, agency, "2024-05-06 10:00", {"DV01": 1, "DV02": 3})
    right = office.send(CYCLE, agency, "2024-05-07 10:00", {"DV01": 3, "DV01a": 3, "DV02": 3})
    assert (wrong.errors > 0, right.errors) == (True, 0)
    one, two = versions(office, agency)
    assert "V09a" in {finding.rule for finding in one.findings}
    assert [finding for finding in two.findings if finding.severity == "error"] == []
    assert one.ruleset == two.ruleset != ""


def test_judging_again_catches_up_with_versions_left_unjudged(opened: tuple[Office, str]) -> None:
    office, agency = opened
    office.send(CYCLE, agency, "2024-05-06 10:00")
    assert assess(office.runtime, CYCLE, at("2024-05-06 11:00")) == 0
    with office.runtime.uow() as uow:
        row = uow.session.query(SubmissionRow).one()
        row.is_complete = None
        uow.commit()
    assert assess(office.runtime, CYCLE, at("2024-05-06 12:00")) == 1
    assert office.view(CYCLE, agency, "2024-05-06 13:00").status.state == "accepted"


# -- timeliness ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sent_at", "on_time"),
    [
        ("2024-05-09 23:59:59", True),  # Thu, “trước ngày 10/5/2024”
        ("2024-05-10 00:00:00", False),  # Fri
        ("2024-05-10 00:00:01", False),
    ],
)
def test_the_moment_of_sending_decides_who_is_late(opened: tuple[Office, str], sent_at: str, on_time: bool) -> None:
    office, agency = opened
    draft = office.draft(CYCLE, agency, sent_at)
    receive_submission(office.runtime, draft, at("2024-05-13 09:00"))  # collected on Mon
    assert office.view(CYCLE, agency, "2024-05-13 10:00").status.on_time is on_time
    counts = cycle_status(office.runtime, CYCLE, at("2024-05-13 10:00")).counts
    assert (counts.owing, counts.sent, counts.on_time, counts.late) == (37, 1, int(on_time), int(not on_time))


def test_a_correction_after_the_deadline_leaves_the_first_in_time(opened: tuple[Office, str]) -> None:
    office, agency = opened
    office.send(CYCLE, agency, "2024-05-09 16:00", {"DV01": 1, "DV02": 3})
    office.send(CYCLE, agency, "2024-05-13 16:00")
    assert office.view(CYCLE, agency, "2024-05-14").status.on_time is True


def test_an_extension_makes_a_late_report_timely(opened: tuple[Office, str]) -> None:
    office, agency = opened
    extend(office.runtime, CYCLE, agency, dt.date(2024, 5, 15), REASON, at("2024-05-08"))
    office.send(CYCLE, agency, "2024-05-15 20:00")
    assert office.view(CYCLE, agency, "2024-05-16").status.on_time is True


def test_acts_need_reason_and_decider_and_a_later_day(opened: tuple[Office, str]) -> None:
    office, agency = opened
    with pytest.raises(InvalidInput) as caught:
        extend(office.runtime, CYCLE, agency, dt.date(2024, 5, 15), Act(" ", ""), at("2024-05-08"))
    assert {problem.place for problem in caught.value.problems} == {"reason", "decider"}
    with pytest.raises(InvalidInput, match="muộn hơn"):
        extend(office.runtime, CYCLE, agency, dt.date(2024, 5, 9), REASON, at("2024-05-08"))
    office.open(MERGED)
    with pytest.raises(Refused, match="không phải báo cáo"):
        extend(office.runtime, MERGED, "L52-SKHDT", dt.date(2025, 6, 25), REASON, at("2025-06-10"))


def test_a_moved_deadline_keeps_longer_extensions_and_the_gap_to_the_collector(opened: tuple[Office, str]) -> None:
    office, agency = opened
    extend(office.runtime, CYCLE, agency, dt.date(2024, 5, 31), REASON, at("2024-05-06"))
    assert move_deadline(office.runtime, CYCLE, dt.date(2024, 5, 16), REASON, at("2024-05-07")) == 36
    status = cycle_status(office.runtime, CYCLE, at("2024-05-08"))
    assert status.last_day == dt.date(2024, 5, 16)  # Thu
    assert status.collector_due_on == dt.date(2024, 5, 30)  # Thu, ten working days later
    assert office.duties(CYCLE)[agency].last_day == dt.date(2024, 5, 31)


# -- returns -------------------------------------------------------------------------------------------------------


def test_a_return_names_sections_and_reason_and_a_new_version_closes_it(opened: tuple[Office, str]) -> None:
    office, agency = opened
    office.send(CYCLE, agency, "2024-05-06 10:00")
    assert return_submission(office.runtime, CYCLE, agency, ("doi-thoai",), REASON, at("2024-05-07")) == 1
    assert office.view(CYCLE, agency, "2024-05-07 09:00").status.state.label == "trả lại"
    [letter] = office.notices(CYCLE, kind="return")
    assert letter.payload["sections"] == ["doi-thoai"]
    assert office.send(CYCLE, agency, "2024-05-08 10:00", {"DTH1": 2}).version == 2
    assert office.view(CYCLE, agency, "2024-05-08 11:00").status.state == "accepted"


def test_the_same_content_after_a_return_does_not_close_it(opened: tuple[Office, str]) -> None:
    office, agency = opened
    office.send(CYCLE, agency, "2024-05-06 10:00")
    return_submission(office.runtime, CYCLE, agency, (), REASON, at("2024-05-07"))
    assert office.send(CYCLE, agency, "2024-05-08 10:00").unchanged
    assert office.view(CYCLE, agency, "2024-05-08 11:00").status.state == "returned"


def test_a_return_needs_a_report_and_known_sections(opened: tuple[Office, str]) -> None:
    office, agency = opened
    with pytest.raises(Refused, match="chưa gửi"):
        return_submission(office.runtime, CYCLE, agency, (), REASON, at("2024-05-07"))
    office.send(CYCLE, agency, "2024-05-06 10:00")
    with pytest.raises(InvalidInput, match="mục không thuộc báo cáo"):
        return_submission(office.runtime, CYCLE, agency, ("la",), REASON, at("2024-05-07"))


# -- against earlier cycles ----------------------------------------------------------------------------------------

Q1, SIX, NINE = (f"binh-dinh-2025.dinh-ky.2025-{key}" for key in ("q1", "6m", "9m"))


def rules_of(office: Office, cycle: str, agency: str) -> set[str]:
    """The rules that found something in the newest version."""
    with office.runtime.uow() as uow:
        found = next(v for v in submissions.latest_versions(uow, cycle) if v.agency == agency)
        return {finding.rule for finding in found.findings}


def test_cumulative_figures_never_fall(office: Office) -> None:
    office.open(Q1)
    office.open(SIX)
    office.send(Q1, "L540", "2025-03-18 10:00", {"TT01": 10})
    assert office.send(SIX, "L540", "2025-06-18 10:00", {"TT01": 9}).errors
    assert "V13" in rules_of(office, SIX, "L540")
    assert not office.send(SIX, "L540", "2025-06-18 11:00", {"TT01": 10}).errors


def test_a_merged_department_is_measured_by_what_both_reported(office: Office) -> None:
    office.open(Q1)  # Wed 26/2: both departments live
    office.open(SIX)
    office.send(Q1, "L52-SKHDT", "2025-02-28 10:00", {"TT01": 4})  # Fri, its last day
    office.send(Q1, "L52-STC", "2025-03-18 10:00", {"TT01": 3})
    assert office.send(SIX, "L52-STC", "2025-06-18 10:00", {"TT01": 6}).errors
    assert not office.send(SIX, "L52-STC", "2025-06-18 11:00", {"TT01": 7}).errors


def test_a_commune_is_measured_by_its_share_of_the_district(office: Office) -> None:
    office.open(SIX)
    office.open(NINE)
    heirs = dict(office.runtime.register.successors("L540", dt.date(2025, 8, 27)))
    office.send(SIX, "L540", "2025-06-18 10:00", {"TT01": 20 * len(heirs)})
    share = next(code for code, weight in heirs.items() if weight * 20 * len(heirs) >= 2)
    assert office.send(NINE, share, "2025-09-18 10:00", {"TT01": 1}).errors
    assert "V13" in rules_of(office, NINE, share)
    assert not office.send(NINE, share, "2025-09-18 11:00", {"TT01": 20 * len(heirs)}).errors


# -- other products ------------------------------------------------------------------------------------------------


def test_the_register_of_focal_persons_counts_who_is_named(office: Office) -> None:
    cycle = "dak-lak-2025.dau-moi.2025-dau-moi"
    office.open(cycle)
    duties = office.duties(cycle)
    district = next(d for d in duties.values() if d.group_id == "cap-huyen")
    commune = next(d for d in duties.values() if d.group_id == "cap-xa")
    department = next(d for d in duties.values() if d.group_id == "so-ban-nganh")
    assert not office.send(cycle, district.agency, "2025-05-30 10:00", persons=(LEADER,)).is_complete
    assert office.view(cycle, district.agency, "2025-05-30 11:00").missing == ("công chức tham mưu (0/1)",)
    assert office.send(cycle, commune.agency, "2025-05-30 10:00", persons=(LEADER, OFFICIAL)).is_complete
    assert office.send(cycle, department.agency, "2025-05-30 10:00", persons=(LEADER,)).is_complete


def test_a_named_person_has_a_name(office: Office) -> None:
    cycle = "dak-lak-2025.dau-moi.2025-dau-moi"
    office.open(cycle)
    agency = next(d.agency for d in office.duties(cycle).values() if d.group_id == "so-ban-nganh")
    assert not office.send(cycle, agency, "2025-05-30 10:00", persons=(Person("leader", " "),)).is_complete


def test_a_plan_is_delivered_with_its_number(office: Office) -> None:
    cycle = "lang-son-2026.ke-hoach.2026-ke-hoach"
    opened = office.open(cycle)
    assert opened.owing == 65
    agency = office.owing(cycle)[0]
    assert not office.send(cycle, agency, "2026-03-05 10:00", document_number="").is_complete
    assert office.view(cycle, agency, "2026-03-05 11:00").missing == ("số, ký hiệu của kế hoạch",)
    assert office.send(cycle, agency, "2026-03-09 23:59", document_number="05/KH-UBND").is_complete  # Mon


def test_tasks_follow_submissions_and_become_overdue_the_day_after(office: Office) -> None:
    cycle = "lang-son-2026.ke-hoach.2026-ke-hoach"
    office.open(cycle)
    plan = office.runtime.library.load("lang-son-2026")
    done, late = office.owing(cycle)[:2]
    progress = (TaskProgress("ke-hoach-cap-xa", TaskState.DONE, 100, "05/KH-UBND"),)
    office.send(cycle, done, "2026-03-06 10:00", tasks=progress)

    def states(now: str) -> dict[str, str]:
        items = task_list(office.runtime, plan, at(now))
        return {item.agency: item.state.value for item in items if item.task == "ke-hoach-cap-xa"}

    assert states("2026-03-09 23:59")[late] == "not_reported"  # Mon, the last day of “trước ngày 10/3/2026”
    assert states("2026-03-10 00:00")[late] == "overdue_unreported"  # Tue
    assert states("2026-03-10 00:00")[done] == "done"
    assert len(states("2026-03-10 00:00")) == 65


def test_a_plan_that_was_delivered_and_lacks_something_is_under_way(office: Office) -> None:
    cycle = "lang-son-2026.ke-hoach.2026-ke-hoach"
    office.open(cycle)
    plan, agency = office.runtime.library.load("lang-son-2026"), office.owing(cycle)[0]

    def item() -> tuple[str, str]:
        found = task_list(office.runtime, plan, at("2026-03-07"))
        return next((i.state.value, i.evidence) for i in found if (i.task, i.agency) == ("ke-hoach-cap-xa", agency))

    office.send(cycle, agency, "2026-03-05 10:00", document_number="")
    assert item() == ("in_progress", "Đã gửi, còn thiếu nội dung hoặc phải sửa")
    office.send(cycle, agency, "2026-03-06 10:00", document_number="05/KH-UBND")
    assert item() == ("done", "05/KH-UBND")


def test_a_plan_that_was_delivered_is_a_task_done(office: Office) -> None:
    cycle = "lang-son-2026.ke-hoach.2026-ke-hoach"
    office.open(cycle)
    agency = office.owing(cycle)[0]
    receipt = office.send(cycle, agency, "2026-03-06 10:00", tasks=(TaskProgress("ke-hoach-co-quan", TaskState.DONE),))
    assert receipt.version == 1  # a task that this agency doesn't have changes nothing
    plan = office.runtime.library.load("lang-son-2026")
    assert not [
        i for i in task_list(office.runtime, plan, at("2026-03-07")) if i.agency == agency and i.task == "ke-hoach-co-quan"
    ]


def test_figures_sent_with_a_plan_are_kept(office: Office) -> None:
    cycle = "lang-son-2026.ke-hoach.2026-ke-hoach"
    office.open(cycle)
    receipt = office.send(cycle, office.owing(cycle)[0], "2026-03-06 10:00", figures={"CD02": 1})
    assert (receipt.is_complete, receipt.errors) == (True, 0)
    assert figure("CD02", 1).value == 1


def test_of_two_who_store_one_version_the_second_is_told_to_run_again(opened: tuple[Office, str]) -> None:
    office, agency = opened
    office.send(CYCLE, agency, "2024-05-06 10:00", {"TT01": 4})
    with office.runtime.uow() as uow:
        values = {c.key: getattr(uow.session.query(SubmissionRow).one(), c.key) for c in SubmissionRow.__table__.columns}
    with pytest.raises(StoreConflict, match="chạy lại"):
        store_beside(office, SubmissionRow(**{**values, "id": None, "content_sha256": "0" * 64}))
    assert len(versions(office, agency)) == 1


def store_beside(office: Office, version: SubmissionRow) -> None:
    """What a second process does that read the duty at the same moment."""
    with office.runtime.uow() as uow:
        uow.session.add(version)
        uow.commit()
