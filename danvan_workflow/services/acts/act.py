"""Who stands behind an act of the collector, and for which reason."""

from __future__ import annotations

from dataclasses import dataclass

from danvan_workflow.errors import InvalidInput, Problem


@dataclass(frozen=True, slots=True)
class Act:
    """Who decides what for which reason; `document_number` is the paper behind it, `entered_by` the account that typed it.

    `form` is one word for the whole form that said it, by which the same form sent twice is known; empty where there was none.
    """

    reason: str
    decider: str
    document_number: str = ""
    entered_by: str = ""
    form: str = ""

    def require(self) -> None:
        """InvalidInput unless reason and decider are said."""
        problems = [
            Problem(f"chưa nêu {what}", place=place, accepted=accepted)
            for value, what, place, accepted in (
                (self.reason, "lý do", "reason", "một câu nói rõ vì sao"),
                (self.decider, "người quyết định", "decider", "họ tên, chức vụ"),
            )
            if not value.strip()
        ]
        if problems:
            raise InvalidInput(problems)
