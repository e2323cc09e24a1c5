"""How far an opened cycle is."""

from __future__ import annotations

from enum import StrEnum

from danvan_workflow.duty.decision import Decision


class CycleState(StrEnum):
    """What is stored of a cycle. A corrected report of an issued cycle changes nothing: it stays issued."""

    OPEN = "open"
    APPROVED = "approved"
    ISSUED = "issued"

    @property
    def label(self) -> str:
        """The Vietnamese word."""
        return {"open": "đang nhận báo cáo", "approved": "đã duyệt", "issued": "đã phát hành"}[self.value]

    @property
    def is_decided(self) -> bool:
        """True once a leader approved, whether issued by now or not."""
        return self is not CycleState.OPEN


def after(decision: Decision) -> CycleState:
    """The state of a cycle that is not issued once a leader has decided."""
    return CycleState.APPROVED if decision is Decision.APPROVE else CycleState.OPEN
