"""The milestones of a cycle, one row each in the grid of its run, and how such a row ended."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum


class Milestone(StrEnum):
    """The milestones that every cycle has; between them stand the rungs of its ladder, as `rung:<number>`."""

    OPEN = "open"
    DUE = "due"
    COLLECT = "collect"
    CONSOLIDATE = "consolidate"
    APPROVE = "approve"
    ISSUE = "issue"

    @property
    def label(self) -> str:
        """The Vietnamese name."""
        return {
            "open": "Mở kỳ",
            "due": "Hạn nộp",
            "collect": "Thu thập và kiểm tra",
            "consolidate": "Tổng hợp",
            "approve": "Lãnh đạo duyệt",
            "issue": "Phát hành",
        }[self.value]


class Outcome(StrEnum):
    """How a row of the grid ended."""

    DONE = "done"
    SKIPPED = "skipped"
    FAILED = "failed"

    @property
    def label(self) -> str:
        """The Vietnamese word."""
        return {"done": "đã thực hiện", "skipped": "bỏ qua", "failed": "bị lỗi"}[self.value]


@dataclass(frozen=True, slots=True)
class MilestoneMark:
    """One end of one row. `milestone` is a Milestone, or `rung:<number>`; `run` is Airflow's run id."""

    milestone: str
    outcome: Outcome
    why: str
    run: str
    at: dt.datetime
