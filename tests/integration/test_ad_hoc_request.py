"""What is asked at short notice is asked on the day it is opened, whether the last day is near or far."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest
from builders import Office, at

from danvan_workflow.services.cycle.ad_hoc import AdHocRequest, open_ad_hoc
from danvan_workflow.services.cycle.moments import cycle_moments
from danvan_workflow.services.letters.send_rung import send_rung
from danvan_workflow.views.cycle.timeline import timeline
from danvan_workflow.views.previews.ad_hoc import preview_ad_hoc
from danvan_workflow.views.rehearsal import rehearse

CYCLE = "gia-lai-2024.dot-xuat.2024-dx-01"
MONDAY = "2024-05-13 09:00"
NEAR, FAR = dt.date(2024, 5, 20), dt.date(2024, 6, 28)  # Monday D+5 working days, Friday D+34


def request(last_day: dt.date, **changes: object) -> AdHocRequest:
    said = {
        "plan": "gia-lai-2024",
        "key": "2024-dx-01",
        "title": "Báo cáo nhanh về đối thoại với Nhân dân",
        "basis": "Công văn số 15/UBND-NC ngày 10/5/2024",
        "last_day": last_day,
        "questions": ("Số cuộc đối thoại đột xuất và kết quả?",),
        "indicators": ("TT01",),
        "groups": ("cap-huyen",),
    }
    return AdHocRequest(**{**said, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize("last_day", [NEAR, FAR])
def test_the_request_leaves_on_the_opening_day(office: Office, last_day: dt.date) -> None:
    open_ad_hoc(office.runtime, request(last_day), at(MONDAY))
    assert cycle_moments(office.runtime, CYCLE).rungs[1] == at("2024-05-13 08:00")
    send_rung(office.runtime, CYCLE, 1, at(MONDAY))
    assert Counter(row.kind for row in office.notices(CYCLE, state="sent")) == {"request": 17}


def test_reminders_follow_that_fall_after_the_request(office: Office) -> None:
    open_ad_hoc(office.runtime, request(NEAR), at(MONDAY))
    planned = {(letter.rung, letter.moment) for letter in rehearse(office.runtime, CYCLE, at(MONDAY))}
    days = [at(MONDAY), *(at(day) for day in ("2024-05-15", "2024-05-17", "2024-05-21", "2024-05-23", "2024-05-29"))]
    assert planned == set(zip((1, 3, 4, 5, 6, 7), days, strict=True))


def test_the_letter_names_the_document_behind_the_request_and_what_is_asked(office: Office) -> None:
    open_ad_hoc(office.runtime, request(NEAR), at(MONDAY))
    send_rung(office.runtime, CYCLE, 1, at(MONDAY))
    text = " ".join(office.transport.sent[0].text.split())
    assert "của Ủy ban nhân dân tỉnh Gia Lai và Công văn số 15/UBND-NC ngày 10/5/2024, Sở Nội vụ" in text
    assert "gửi báo cáo nhanh về đối thoại với Nhân dân theo các yêu cầu sau" in text
    assert "Số cuộc đối thoại đột xuất và kết quả?" in text


def test_a_preview_shows_the_very_letters_and_stores_nothing(office: Office) -> None:
    foreseen = preview_ad_hoc(office.runtime, request(NEAR), at(MONDAY))
    assert len(foreseen.result.owing) == 17
    assert {letter.kind for letter in foreseen.letters} == {"Yêu cầu báo cáo"}
    assert foreseen.result.reminders[0] == ("Nhắc trước 3 ngày làm việc", at("2024-05-15 08:00"))
    open_ad_hoc(office.runtime, request(NEAR), at(MONDAY))  # nothing of that key is there yet
    send_rung(office.runtime, CYCLE, 1, at(MONDAY))
    assert [message.text for message in office.transport.sent] == [letter.text for letter in foreseen.letters]


def test_the_time_line_begins_with_the_opening_and_the_request(office: Office) -> None:
    open_ad_hoc(office.runtime, request(NEAR), at(MONDAY))
    stops = timeline(office.runtime, CYCLE, at("2024-05-13 08:30")).stops
    assert [(stop.title, stop.planned) for stop in stops[:3]] == [
        ("Mở kỳ", at("2024-05-13 08:00")),
        ("Gửi yêu cầu", at("2024-05-13 08:00")),
        ("Nhắc trước 3 ngày làm việc", at("2024-05-15 08:00")),  # the rung of D-7 lies before the opening
    ]
