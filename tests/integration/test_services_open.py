"""Opening cycles: the roll is frozen once, with the reason for each agency in or out."""

from __future__ import annotations

import dataclasses

import pytest
from builders import Office, at

from danvan_workflow.duty.events import EventKind
from danvan_workflow.errors import InvalidInput, Refused, UnknownName
from danvan_workflow.services.cycle.ad_hoc import AdHocRequest, open_ad_hoc
from danvan_workflow.services.cycle.moments import cycle_moments
from danvan_workflow.store import cycles, events
from danvan_workflow.store.tables import AgencyRow
from danvan_workflow.views.cycle.status import cycle_status

Q1 = "binh-dinh-2025.dinh-ky.2025-q1"
SIX = "binh-dinh-2025.dinh-ky.2025-6m"
NINE = "binh-dinh-2025.dinh-ky.2025-9m"


def test_opening_twice_changes_nothing(office: Office) -> None:
    first = office.open(Q1)
    duties = office.duties(Q1)
    again = office.open(Q1, at("2025-03-01"))
    assert (first.created, again.created) == (True, False)
    assert dataclasses.replace(again, created=True) == first
    assert {code: duty.id for code, duty in office.duties(Q1).items()} == {code: duty.id for code, duty in duties.items()}
    with office.runtime.uow() as uow:
        assert [event.kind for event in events.events_of(uow, Q1)].count(EventKind.CYCLE_OPENED) == 1
        assert cycles.get_cycle(uow, Q1).opened_at == at("2025-02-26")


def test_before_the_mergers_the_old_departments_owe(office: Office) -> None:
    office.open(Q1)  # Wed 26/2/2025
    duties = office.duties(Q1)
    assert duties["L52-SKHDT"].owes
    assert duties["L52-SKHDT"].reason == "thuộc nhóm “Các sở, ban, ngành”"


def test_the_collector_owes_like_the_others_and_nobody_writes_to_it(office: Office) -> None:
    office.open(Q1)
    own, other = office.duties(Q1)["L52-SNV"], office.duties(Q1)["L52-SKHDT"]
    assert (own.owes, own.reason, own.last_day) == (True, "thuộc nhóm “Các sở, ban, ngành”", other.last_day)
    assert (own.sections, own.indicators) == (other.sections, other.indicators)
    assert own.ladder == []
    assert len(other.ladder) == 7


def test_after_the_mergers_their_successors_owe_and_the_old_ones_stand_outside(office: Office) -> None:
    office.open(SIX)  # Thu 29/5/2025, after 1/3/2025
    duties = office.duties(SIX)
    assert not duties["L52-SKHDT"].owes
    assert duties["L52-SKHDT"].reason == "kết thúc hoạt động ngày 28/02/2025; nghĩa vụ chuyển cho Sở Tài chính"
    assert duties["L52-STC"].owes
    assert "L52-SKHDT" in duties["L52-STC"].inherited_from


def test_after_the_abolition_of_districts_communes_owe(office: Office) -> None:
    office.open(NINE)  # Wed 27/8/2025
    duties = office.duties(NINE)
    owing = [duty for duty in duties.values() if duty.owes]
    communes = [duty for duty in owing if duty.group_id == "cap-huyen"]
    assert len(communes) == 58  # the communes of the former province of Bình Định since 1/7/2025
    assert all(duty.agency.startswith("N") for duty in owing)
    assert all(duty.inherited_from for duty in owing)
    assert (duties["N52-SNV"].owes, duties["N52-SNV"].ladder) == (True, [])  # heir of the collector of this plan
    assert not duties["L540"].owes
    assert duties["L540"].reason.startswith("kết thúc hoạt động ngày 30/6/2025; nghĩa vụ chuyển cho ")


def test_a_late_opening_freezes_the_same_roll(office: Office) -> None:
    office.open(SIX, at("2025-07-03"))  # Thu 3/7/2025: the districts are gone, the roll is that of 29/5
    assert office.duties(SIX)["L540"].owes


def test_every_duty_has_its_deadline_requirements_and_ladder(office: Office) -> None:
    office.open(Q1)
    duty = office.duties(Q1)["L540"]
    assert duty.last_day.isoformat() == "2025-03-19"  # Wed: “trước ngày 20/3/2025”
    assert "kien-nghi" not in duty.sections  # optional
    assert "CD01" in duty.indicators
    assert "HC05" not in duty.indicators  # a ratio is computed, never asked
    assert [rung["offset"] for rung in duty.ladder] == [-15, -7, -3, -1, 1, 3, 7]


def test_moments_follow_the_plan(office: Office) -> None:
    office.open(Q1)
    moments = cycle_moments(office.runtime, Q1)
    assert moments.opens_at == at("2025-02-26")  # Wed
    assert moments.rungs[2] == at("2025-03-10")  # Mon: seven working days before Wed 19/3
    assert moments.due_at == at("2025-03-20 00:00")  # 24:00 of Wed 19/3
    assert moments.consolidate_at == at("2025-03-26")  # Wed: five working days later
    assert not moments.complete


def test_unknown_cycles_are_named(office: Office) -> None:
    with pytest.raises(UnknownName, match="2025-q1"):
        office.open("binh-dinh-2025.dinh-ky.2025-q7", at("2025-03-01"))
    with pytest.raises(UnknownName):
        office.open("khong-co.dinh-ky.2025-q1", at("2025-03-01"))
    with pytest.raises(UnknownName):
        cycle_status(office.runtime, Q1, at("2025-03-01"))


def test_an_empty_register_is_filled_once(office: Office) -> None:
    with office.runtime.uow() as uow:
        before = uow.session.query(AgencyRow).count()
    office.runtime.prepare()
    with office.runtime.uow() as uow:
        assert uow.session.query(AgencyRow).count() == before > 14000


REQUEST = AdHocRequest(
    plan="dak-lak-2025",
    key="2025-dot-xuat-01",
    title="Tình hình dư luận khi sắp xếp đơn vị hành chính",
    basis="Công văn số 100/SNV-CTTN ngày 05/5/2025",
    last_day=at("2025-05-16").date(),  # Fri
    questions=("Diễn biến dư luận trong Nhân dân", "Kiến nghị, đề xuất"),
    indicators=("DTH1",),
    groups=("cap-huyen",),
    by="Trưởng phòng",
)


def test_an_ad_hoc_cycle_asks_what_the_officer_wrote(office: Office) -> None:
    opened = open_ad_hoc(office.runtime, REQUEST, at("2025-05-06"))  # Tue
    duties = office.duties("dak-lak-2025.dot-xuat.2025-dot-xuat-01")
    assert opened.created
    assert opened.owing == len(duties) == 15  # the districts of Đắk Lắk
    assert {tuple(duty.sections) for duty in duties.values()} == {("cau-1", "cau-2")}
    assert {tuple(duty.indicators) for duty in duties.values()} == {("DTH1",)}
    assert open_ad_hoc(office.runtime, REQUEST, at("2025-05-06 09:00")).created is False


def test_an_ad_hoc_cycle_is_received_like_any_other(office: Office) -> None:
    cycle = open_ad_hoc(office.runtime, REQUEST, at("2025-05-06")).cycle_id
    agency = office.owing(cycle)[0]
    receipt = office.send(cycle, agency, "2025-05-12 10:00", {"DTH1": 2})
    assert (receipt.is_complete, receipt.errors) == (True, 0)


def test_another_request_under_the_same_key_is_refused(office: Office) -> None:
    open_ad_hoc(office.runtime, REQUEST, at("2025-05-06"))
    with pytest.raises(Refused, match="đặt mã khác"):
        open_ad_hoc(office.runtime, dataclasses.replace(REQUEST, title="Việc khác"), at("2025-05-06"))


def test_ad_hoc_problems_come_all_at_once(office: Office) -> None:
    wrong = dataclasses.replace(
        REQUEST,
        key="Đợt 1",
        title=" ",
        questions=(),
        indicators=("XX99",),
        groups=("khong-co",),
        last_day=at("2025-05-05").date(),
    )
    with pytest.raises(InvalidInput) as caught:
        open_ad_hoc(office.runtime, wrong, at("2025-05-06"))
    assert {problem.place for problem in caught.value.problems} == {"key", "title", "last_day", "groups", "indicators"}
    assert office.runtime.library.load("dak-lak-2025").id == "dak-lak-2025"
    with office.runtime.uow() as uow:
        assert cycles.cycles_of(uow) == []


def test_ad_hoc_is_allowed_where_the_plan_says_so(office: Office) -> None:
    gia_lai = dataclasses.replace(
        REQUEST, plan="gia-lai-2024", key="2024-dot-xuat-01", last_day=at("2024-08-16").date(), groups=(), indicators=("DTH1",)
    )
    assert open_ad_hoc(office.runtime, gia_lai, at("2024-08-06")).owing == 37
    binh_dinh = dataclasses.replace(REQUEST, plan="binh-dinh-2025")
    with pytest.raises(Refused, match="không có chế độ báo cáo đột xuất"):
        open_ad_hoc(office.runtime, binh_dinh, at("2025-05-06"))
