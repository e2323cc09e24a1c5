"""The audit log in words: everything that is ever written into it has a Vietnamese title."""

from __future__ import annotations

import datetime as dt

import pytest

from danvan_workflow.duty.events import EventKind
from danvan_workflow.store.tables import EventRow
from danvan_workflow.views.entries.events import event_view


@pytest.mark.parametrize("kind", EventKind)
def test_every_kind_that_can_be_written_down_has_a_title(kind: EventKind) -> None:
    assert kind.label[:1].isupper()


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
    event = EventRow(at=dt.datetime(2024, 5, 23, tzinfo=dt.UTC), kind=EventKind(kind), by="", detail=detail)
    assert event_view(event).detail == said
