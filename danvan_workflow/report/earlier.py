"""The reports that a report is compared with: what was issued, what was corrected since, or why there is no comparison."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

from danvan_workflow.report.changes import FigureChange


class ComparedWith(StrEnum):
    """Which earlier cycle is meant."""

    PREVIOUS = "previous"
    SAME_PERIOD = "same_period"

    @property
    def label(self) -> str:
        """The Vietnamese phrase."""
        return {"previous": "kỳ trước", "same_period": "cùng kỳ năm trước"}[self.value]


class WhyNot(StrEnum):
    """Why nothing is compared: there is no issued report of that cycle here, or none whose figures were kept as issued."""

    NOT_OPENED = "not_opened"
    NOT_ISSUED = "not_issued"
    NOT_KEPT = "not_kept"

    @property
    def label(self) -> str:
        """The Vietnamese sentence, without its stop."""
        return {
            "not_opened": "không có báo cáo của kỳ đó trong dữ liệu tổng hợp",
            "not_issued": "báo cáo của kỳ đó chưa được phát hành khi tổng hợp",
            "not_kept": "số liệu đã phát hành của kỳ đó không được lưu cùng báo cáo",
        }[self.value]


@dataclass(frozen=True, slots=True)
class EarlierReport:
    """The issued report of an earlier cycle, newest version, as it was issued: `sent` of `owing` stand behind it.

    `corrected` names the agencies that sent or mended their report since, `figures` are the totals that this would change.
    """

    relation: ComparedWith
    label: str
    version: int
    issued_on: dt.date
    sent: int
    owing: int
    corrected: tuple[str, ...]
    figures: tuple[FigureChange, ...]


@dataclass(frozen=True, slots=True)
class NotCompared:
    """An earlier cycle by its label, and why this report isn't compared with it."""

    relation: ComparedWith
    label: str
    why: WhyNot
