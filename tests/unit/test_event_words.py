"""The audit log in words: everything that is ever written into it has a Vietnamese title."""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path

import pytest

from danvan_workflow.services.cycle.milestones import KIND
from danvan_workflow.store.questions import DECIDED, REQUESTED
from danvan_workflow.store.tables import EventRow
from danvan_workflow.views.entries.events import TITLES, event_view

SERVICES = Path(__file__).resolve().parents[2] / "danvan_workflow" / "services"
RECORDED = re.compile(r'events\.record\(\s*uow,\s*"(\w+)"')
OUTSIDE_OF_CYCLES = {"register_imported"}


def test_every_kind_that_is_written_down_has_a_title() -> None:
    kinds = {kind for file in SERVICES.rglob("*.py") for kind in RECORDED.findall(file.read_text())} | {REQUESTED, *DECIDED}
    assert len(kinds) > 10
    assert kinds - set(TITLES) - OUTSIDE_OF_CYCLES - {KIND} == set()


@pytest.mark.parametrize(
    ("kind", "detail", "said"),
    [
        (
            "cycle_opened",
            {"owing": 36, "outside": 1},
            "36 cơ quan phải báo cáo, 1 đứng ngoài danh sách",
        ),
        ("consolidated", {"snapshot": 2, "versions": 35, "sha256": "a"}, "bản chốt số 2, 35 báo cáo"),
        ("decision_return", {"snapshot": 2, "note": "Rà soát số đối thoại"}, "bản chốt số 2; Rà soát số đối thoại"),
        ("decision_approve", {"snapshot": 3, "note": ""}, "bản chốt số 3"),
        ("report_issued", {"version": 1, "snapshot": 3}, "phiên bản 1"),
    ],
)
def test_an_event_says_what_it_was_about(kind: str, detail: dict[str, object], said: str) -> None:
    event = EventRow(at=dt.datetime(2024, 5, 23, tzinfo=dt.UTC), kind=kind, by="", detail=detail)
    assert event_view(event).detail == said
