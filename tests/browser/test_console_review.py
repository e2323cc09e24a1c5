"""What the leader reads: the draft's numbers, who is missing, what moved since, and the files."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from builders import at
from known_dags import add_run, make_known, set_state

from danvan_workflow.duty.milestones import Outcome
from danvan_workflow.orchestration.console.access import Visitor
from danvan_workflow.services.approval.decide import record_decision
from danvan_workflow.services.consolidation.consolidate_cycle import consolidate_cycle
from danvan_workflow.services.cycle.milestones import note_milestone
from danvan_workflow.store import reports

if TYPE_CHECKING:
    from playwright.sync_api import Page

CYCLE = "gia-lai-2024.dinh-ky.2024-6m"
PAGE = f"/ky/{CYCLE}/trinh-duyet"


@pytest.fixture(scope="module")
def agencies(console: Any) -> list[str]:
    """The half year of Gia Lai, nothing sent yet."""
    console.office.open(CYCLE)
    console.now = at("2024-05-23 09:00")
    return list(console.office.owing(CYCLE))


def test_before_the_consolidation_there_is_nothing_to_decide(agencies: list[str], visit: Callable[..., Page]) -> None:
    assert "chưa có gì để duyệt" in visit(PAGE, as_="lanhdao").locator("main").inner_text()


def test_the_leader_sees_numbers_absentees_and_drafts(console: Any, agencies: list[str], visit: Callable[..., Page]) -> None:
    for number, agency in enumerate(agencies[:3], start=1200):
        console.office.send(CYCLE, agency, "2024-05-08 10:00", {"TT01": number})
    consolidate_cycle(console.office.runtime, CYCLE, at("2024-05-23"))
    page = visit(PAGE, as_="lanhdao")
    text = page.locator("main").inner_text()
    assert f"3/{len(agencies)}" in text
    assert "3.603" in text  # 1200 + 1201 + 1202
    assert page.locator(".names a").count() == len(agencies) - 3
    assert page.get_by_role("alert").count() == 0
    with page.expect_download() as download:
        page.get_by_role("link", name="Báo cáo (.docx)").click()
    with console.office.runtime.uow() as uow:
        [stored] = [r.content for r in reports.reports_of(uow, 1) if r.format == "docx"]
    assert download.value.path().read_bytes() == stored


def test_what_moved_since_is_said_first(console: Any, agencies: list[str], visit: Callable[..., Page]) -> None:
    console.office.send(CYCLE, agencies[3], "2024-05-23 08:30")
    alert = visit(PAGE, as_="lanhdao").get_by_role("alert").inner_text()
    assert "(1 cơ quan)" in alert
    assert "bản số 01, gửi ngày 23/5/2024" in alert


def test_a_return_is_listed_with_its_reason(console: Any, agencies: list[str], visit: Callable[..., Page]) -> None:
    record_decision(console.office.runtime, CYCLE, 1, "return", "Nguyễn Văn An", "Rà soát <b>TT01</b>", at("2024-05-23 08:45"))
    page = visit(PAGE, as_="nguoixem")
    assert "Rà soát <b>TT01</b>" in page.locator("table").last.inner_text()
    assert "không có yêu cầu nào đang chờ quyết định" in page.locator("main").inner_text()


def test_where_a_run_waits_the_page_leads_to_airflows_form(console: Any, agencies: list[str], visit: Callable[..., Page]) -> None:
    dag, run = "gia_lai_2024__dinh_ky", "scheduled__2024-6m"
    make_known(dag)
    add_run(dag, run, key="2024-6m")
    note_milestone(console.office.runtime, CYCLE, "consolidate", Outcome.DONE, at("2024-05-23 08:00"), run=run)
    assert visit(PAGE).get_by_role("link", name="Đến chỗ quyết định").count() == 0  # nobody asks yet
    set_state(dag, run, "phe_duyet", "awaiting_input")
    link = visit(PAGE, as_="lanhdao").get_by_role("link", name="Đến chỗ quyết định")
    assert link.get_attribute("href") == f"/dags/{dag}/runs/{run}/tasks/phe_duyet/required_actions"


def test_who_may_not_read_the_dag_reads_no_draft(console: Any, agencies: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Visitor, "may_read", lambda *_: False)
    for path in (PAGE, f"/ky/{CYCLE}/tep/1"):
        assert httpx.get(console.address(path), cookies={"_token": console.token("lanhdao")}).status_code == 403
