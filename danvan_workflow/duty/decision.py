"""What a leader can decide of a consolidated report."""

from __future__ import annotations

from enum import StrEnum


class Decision(StrEnum):
    """What a leader can decide."""

    APPROVE = "approve"
    RETURN = "return"
    WAIT = "wait"

    @property
    def label(self) -> str:
        """The Vietnamese word on the button. Airflow keeps the words of a question for weeks: don't change them."""
        return {"approve": "Duyệt", "return": "Trả lại", "wait": "Chờ thêm cơ quan"}[self.value]
