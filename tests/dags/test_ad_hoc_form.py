"""Airflow's form for an ad hoc cycle: its run opens the cycle as asked, or says all that is wrong and sends nothing."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from builders import Office, at
from offices import make_runtime, office, prepared  # noqa: F401

from danvan_workflow.errors import InvalidInput, Refused
from danvan_workflow.orchestration import acts
from danvan_workflow.orchestration.clock import RunClock
from danvan_workflow.orchestration.dag.ad_hoc import OpenAdHoc
from danvan_workflow.orchestration.dag.factory import plan_dags
from danvan_workflow.orchestration.dag.step import PatienceByCause
from danvan_workflow.services.cycle.ad_hoc import AdHocRequest, open_ad_hoc
from danvan_workflow.services.cycle.ad_hoc_conf import conf_of, request_of
from danvan_workflow.store import cycles

PLANS = Path(__file__).resolve().parents[2] / "dags" / "plans"
PLAN, DAG_ID = "dak-lak-2025", "dak_lak_2025__dot_xuat"
CYCLE = f"{PLAN}.dot-xuat.2025-dx-01"
NOW = at("2025-06-16 09:00")  # a Monday
FILLED = {
    "ma_ky": "2025-dx-01",
    "ten": "Tình hình dư luận sau sắp xếp đơn vị hành chính",
    "can_cu": "Công văn số 215/UBND-NC ngày 10/6/2025",
    "nhom": ["so-ban-nganh"],
    "cau_hoi": "Dư luận chung ra sao?\n\n  Có vụ việc nào phát sinh không?  \n",
    "chi_tieu": ["TC01"],
    "han_nop": "2025-06-20",
}


@pytest.fixture
def here(office: Office, monkeypatch: pytest.MonkeyPatch) -> Office:  # noqa: F811
    """The tasks work in this office, on that Monday."""
    monkeypatch.setattr(acts, "open_runtime", lambda _settings: office.runtime)
    monkeypatch.setattr(RunClock, "wall", staticmethod(lambda: NOW))
    return office


def begin(conf: dict[str, Any], cycle_id: str = CYCLE) -> None:
    """The first row of a run with that form."""
    run = SimpleNamespace(conf=conf, run_id="manual__1", triggering_user_name="chuyenvien")
    OpenAdHoc(task_id="mo_ky", plan=PLAN, cycle_id=cycle_id).execute({"dag_run": run})


def test_the_form_offers_what_the_plan_has_in_vietnamese() -> None:
    params = plan_dags(PLANS).dags[DAG_ID].params
    fields = {name: params.get_param(name) for name in params}
    assert set(FILLED) <= set(fields)
    assert fields["nhom"].schema["values_display"]["so-ban-nganh"] == "Các sở, ban, ngành"
    assert fields["chi_tieu"].schema["values_display"]["TC01"] == "Số lượt tiếp công dân (TC01)"
    assert fields["han_nop"].schema["format"] == "date"
    assert all(field.schema["title"] and field.description for field in fields.values())
    params.update(FILLED)
    params.validate()


def test_the_run_opens_the_cycle_as_the_form_asks(here: Office) -> None:
    begin(FILLED)
    with here.runtime.uow() as uow:
        cycle = cycles.get_cycle(uow, CYCLE)
        owing = [duty for duty in cycles.duties_of(uow, CYCLE) if duty.owes]
    assert (cycle.label, cycle.effective_last_day) == (FILLED["ten"], dt.date(2025, 6, 20))  # a Friday
    assert cycle.ad_hoc is not None
    assert [q.title for q in cycle.ad_hoc.questions] == ["Dư luận chung ra sao?", "Có vụ việc nào phát sinh không?"]
    assert cycle.ad_hoc.by == "tài khoản chuyenvien"
    assert {duty.group_id for duty in owing} == {"so-ban-nganh"}
    assert here.transport.sent == []


def test_a_second_try_opens_nothing_twice_even_when_the_day_has_come(here: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    begin(FILLED)
    monkeypatch.setattr(RunClock, "wall", staticmethod(lambda: at("2025-06-21")))
    begin(FILLED)
    with pytest.raises(Refused, match="nội dung khác"):
        begin({**FILLED, "cau_hoi": "Câu khác?"})


def test_every_fault_of_a_form_is_told_at_once_and_nothing_is_opened_or_sent(here: Office) -> None:
    with pytest.raises(InvalidInput) as caught:
        begin({"ma_ky": "Kỳ 1", "ten": " ", "nhom": ["khong-co"], "chi_tieu": ["ZZ99"], "han_nop": "2025-06-16"})
    places = {problem.place for problem in caught.value.problems}
    assert places == {"key", "title", "last_day", "groups", "indicators"}
    assert PatienceByCause().evaluate(caught.value, 1, 18).action.value == "fail"
    with here.runtime.uow() as uow:
        assert cycles.cycles_of(uow) == []
    assert here.transport.sent == []


@pytest.mark.parametrize(
    ("field", "value"), [("han_nop", "thứ Sáu"), ("han_nop", None), ("cau_hoi", 7), ("nhom", [1]), ("ten", ["a"])]
)
def test_nonsense_that_airflow_lets_through_is_told_by_its_field(here: Office, field: str, value: Any) -> None:
    with pytest.raises(InvalidInput) as caught:
        begin({**FILLED, field: value})
    assert [problem.place for problem in caught.value.problems] == [field]


def test_without_a_key_the_run_gives_one(here: Office) -> None:
    begin({**FILLED, "ma_ky": None}, cycle_id=f"{PLAN}.dot-xuat.dx-250616-020000")
    with here.runtime.uow() as uow:
        assert cycles.find_cycle(uow, f"{PLAN}.dot-xuat.dx-250616-020000")


def test_a_cycle_opened_from_the_command_line_is_gone_on_with(here: Office) -> None:
    request = AdHocRequest(PLAN, "2025-dx-01", "Báo cáo nhanh", "", dt.date(2025, 6, 20), ("Có gì mới?",))
    open_ad_hoc(here.runtime, request, NOW)
    begin({"cycle_id": CYCLE})


def test_a_request_survives_its_way_through_the_form() -> None:
    request = AdHocRequest(
        PLAN, "k-1", "Tên", "Căn cứ", dt.date(2025, 6, 20), ("Một?", "Hai?"), ("TC01",), ("so-ban-nganh",), "An"
    )
    params = plan_dags(PLANS).dags[DAG_ID].params
    params.update(conf_of(request))
    assert request_of(PLAN, params.validate(), key="khac", by="khac") == request
