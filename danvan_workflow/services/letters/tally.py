"""How many letters of a cycle stand in which state, rung by rung."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from danvan_workflow.duty.notice_state import NoticeState
from danvan_workflow.plan.models import Plan
from danvan_workflow.store.tables import NoticeRow


@dataclass(frozen=True, slots=True)
class RungCount:
    """How many notices of a rung stand in each state."""

    rung: int | None
    kind: str
    sent: int
    pending: int
    failed: int
    skipped: int


def letters_by_rung(plan: Plan, rows: list[NoticeRow]) -> tuple[RungCount, ...]:
    """Every rung of the plan's ladder, reached or not, then the notices that stand outside of it."""
    keys: dict[int | str, str] = {n: rung.kind for n, rung in enumerate(plan.ladder.rungs, start=1)}
    keys.update({row.kind: row.kind for row in rows if row.rung is None})
    states: Counter[tuple[int | str, NoticeState]] = Counter((row.rung or row.kind, row.state) for row in rows)
    return tuple(
        RungCount(
            rung=key if isinstance(key, int) else None,
            kind=kind,
            sent=states[key, NoticeState.SENT],
            pending=states[key, NoticeState.PENDING] + states[key, NoticeState.SENDING],
            failed=states[key, NoticeState.FAILED] + states[key, NoticeState.UNKNOWN],
            skipped=states[key, NoticeState.SKIPPED],
        )
        for key, kind in keys.items()
    )
