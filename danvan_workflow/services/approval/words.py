"""The decision on a report and the form it is given in, by name; pure, because DAG files are parsed with it."""

from __future__ import annotations

from enum import StrEnum

NOTE, UNTIL, BY = "y_kien", "cho_den", "nguoi_quyet_dinh"
"""The fields of the form in Airflow beside the choice: the remark, the day to wait for, the person who decided."""


class Decision(StrEnum):
    """What a leader can decide."""

    APPROVE = "approve"
    RETURN = "return"
    WAIT = "wait"

    @property
    def label(self) -> str:
        """The Vietnamese word on the button. Airflow keeps the words of a question for weeks: don't change them."""
        return {"approve": "Duyệt", "return": "Trả lại", "wait": "Chờ thêm cơ quan"}[self.value]


def page_path(cycle_id: str) -> str:
    """Where the console shows what is decided upon, below the address of Airflow's pages."""
    return f"/dan-van/ky/{cycle_id}/trinh-duyet"
