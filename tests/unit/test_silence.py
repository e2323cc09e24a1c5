"""Why no letter of a rung left: what the outbox and the clock say, and nothing kinder."""

from __future__ import annotations

import datetime as dt

import pytest

from danvan_workflow.duty.ladder import rungs_due
from danvan_workflow.duty.notice_state import NoticeReason, silence
from danvan_workflow.duty.rung import DEFAULT_LADDER
from danvan_workflow.statutory.workdays import WorkCalendar

SHIFT = WorkCalendar.default().shift
LAST_DAY = dt.date(2025, 3, 21)  # Friday


@pytest.mark.parametrize(
    ("withheld", "in_ladder", "has_come", "still_open", "words"),
    [
        ((), True, True, 0, "các cơ quan đã gửi đủ, không còn ai phải nhắc"),
        ((), False, True, 20, "kỳ mở sau mốc này nên mốc không có trong thang đôn đốc đã chốt"),
        ((), True, True, 20, "chưa gửi thư nào, còn 20 cơ quan chưa hoàn thành"),
        ((), True, False, 20, "chưa đến mốc, còn 20 cơ quan chưa hoàn thành"),
        ([NoticeReason.HIGHER_RUNG] * 20, True, True, 20, "không gửi 20 thư (đã có thư của bậc sau)"),
        (
            [NoticeReason.PAST_DUE, NoticeReason.SUBMISSION],
            True,
            True,
            1,
            "không gửi 1 thư (đã qua hạn nộp, nhắc trước hạn không còn nghĩa); 1 thư (báo cáo đã đến)",
        ),
    ],
)
def test_a_rung_says_why_it_is_silent(
    withheld: list[NoticeReason], in_ladder: bool, has_come: bool, still_open: int, words: str
) -> None:
    assert silence(withheld, in_ladder=in_ladder, has_come=has_come, still_open=still_open) == words


def test_nobody_is_told_of_a_later_letter_that_there_is_not() -> None:
    due = rungs_due(DEFAULT_LADDER, LAST_DAY, (), dt.date(2025, 3, 22), SHIFT)  # Saturday: the last day is over, no rung after it
    assert (due.send, due.past_due, [rung.offset for rung in due.skipped]) == (None, True, [-15, -7, -3, -1])
    after = rungs_due(DEFAULT_LADDER, LAST_DAY, (), dt.date(2025, 3, 24), SHIFT)  # Monday
    assert (after.past_due, after.send and after.send.offset) == (False, 1)
