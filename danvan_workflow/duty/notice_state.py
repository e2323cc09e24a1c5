"""Where a letter of the outbox stands, and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from enum import StrEnum


class NoticeState(StrEnum):
    """From its row in the outbox to the mail server and back."""

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"
    SKIPPED = "skipped"

    @property
    def label(self) -> str:
        """The Vietnamese word, as it stands behind “thư”."""
        return {
            "pending": "chờ gửi",
            "sending": "đang gửi",
            "sent": "đã gửi",
            "failed": "không gửi được",
            "unknown": "chưa rõ đã đến",
            "skipped": "không gửi",
        }[self.value]


REACHED = (NoticeState.SENT, NoticeState.SENDING, NoticeState.UNKNOWN)
"""Letters that their addressee has, or may have."""
UNSETTLED = (NoticeState.PENDING, NoticeState.SENDING, NoticeState.UNKNOWN, NoticeState.FAILED)
"""Letters of which the last word isn't said."""
TO_MEND = (NoticeState.PENDING, NoticeState.FAILED, NoticeState.UNKNOWN)
"""Letters that did not get through yet, with the server's reason."""


class NoticeReason(StrEnum):
    """Why a letter stands where it stands. Those of a skipped letter have a Vietnamese label, the others say it by the state."""

    QUEUED = "queued"
    CLAIMED = "claimed"
    SENT = "sent"
    UNWRITABLE = "unwritable"
    TRY_AGAIN = "try_again"
    REFUSED_FOR_GOOD = "refused_for_good"
    OUTCOME_UNKNOWN = "outcome_unknown"
    ARRIVED_BY_PERSON = "arrived_by_person"
    RESEND_BY_PERSON = "resend_by_person"
    DROP_BY_PERSON = "drop_by_person"
    SUBMISSION = "superseded_by_submission"
    HIGHER_RUNG = "superseded_by_higher_rung"
    SUCCESSOR = "superseded_by_successor"
    NEW_DEADLINE = "superseded_by_new_deadline"
    COVERED = "covered_by_new_deadline"
    DECIDED = "decided"
    WAIVED = "waived"
    PAST_DUE = "past_due"
    STALE = "stale"
    LONG_PAST = "cycle_long_past"

    @property
    def label(self) -> str:
        """The Vietnamese reason why nothing is sent; empty where the state says it all."""
        return _LABELS.get(self, "")


_LABELS = {
    NoticeReason.DROP_BY_PERSON: "cán bộ quyết định không gửi",
    NoticeReason.SUBMISSION: "báo cáo đã đến",
    NoticeReason.HIGHER_RUNG: "đã có thư của bậc sau",
    NoticeReason.SUCCESSOR: "nghĩa vụ đã chuyển giao",
    NoticeReason.NEW_DEADLINE: "hạn đã đổi",
    NoticeReason.COVERED: "thư báo hạn mới đã nêu",
    NoticeReason.DECIDED: "lãnh đạo đã quyết định",
    NoticeReason.WAIVED: "cơ quan được miễn",
    NoticeReason.PAST_DUE: "đã qua hạn nộp, nhắc trước hạn không còn nghĩa",
    NoticeReason.STALE: "đã quá lâu",
    NoticeReason.LONG_PAST: "kỳ đã qua lâu",
}


def withheld_words(reasons: Iterable[NoticeReason]) -> str:
    """Why letters were not sent, counted by reason; empty where there are none.

    >>> withheld_words([NoticeReason.PAST_DUE, NoticeReason.SUBMISSION, NoticeReason.SUBMISSION])
    '1 thư (đã qua hạn nộp, nhắc trước hạn không còn nghĩa); 2 thư (báo cáo đã đến)'
    """
    return "; ".join(f"{number} thư ({why})" for why, number in Counter(reason.label for reason in reasons).items())


def silence(
    withheld: Collection[NoticeReason],
    told: Collection[NoticeState] = (),
    *,
    in_ladder: bool,
    has_come: bool,
    still_open: int,
) -> str:
    """Why no letter of a rung leaves, told as it is.

    `withheld` are the reasons of those that were written down and not sent, `told` the states of its other letters.
    `in_ladder` says whether the rung stands in the ladder that was frozen with the cycle, `has_come` whether its moment is
    past, `still_open` how many agencies have something left to send or to mend.
    """
    before = ", ".join(f"{number} thư {state.label}" for state, number in Counter(told).most_common())
    known = [f"từ trước có {before}"] if before else []
    known += [f"không gửi {withheld_words(withheld)}"] if withheld else []
    if known:
        return "; ".join(known)
    if not in_ladder:
        return "kỳ mở sau mốc này nên mốc không có trong thang đôn đốc đã chốt"
    if not still_open:
        return "các cơ quan đã gửi đủ, không còn ai phải nhắc"
    waiting = f"còn {still_open} cơ quan chưa hoàn thành"
    return f"chưa gửi thư nào, {waiting}" if has_come else f"chưa đến mốc, {waiting}"
