"""When a milestone acts: its planned moment as the database has it now, and when it has been overtaken."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from danvan_workflow.statutory.deadline import VIETNAM, date_text

if TYPE_CHECKING:  # importing it loads SQLAlchemy, which parsing a DAG file must not
    from danvan_workflow.services.cycle.moments import CycleMoments

OPENS, DUE, CONSOLIDATE = "opens", "due", "consolidate"


def rung_name(number: int) -> str:
    """The name under which a milestone waits for a rung."""
    return f"rung:{number}"


def frozen_name(moments: CycleMoments, name: str, offset: int | None) -> str:
    """The name, under the ladder that was frozen with the cycle, of the rung that stands `offset` days from the last day.

    A plan's file may get rungs in the middle of a cycle: their numbers shift, their distances don't. Without a distance (a
    trigger written down by an earlier version, a milestone that is no rung) it's the name itself; a rung that the frozen ladder
    lacks is number 0.
    """
    if offset is None:
        return name
    return rung_name(next((number for number, found in moments.offsets.items() if found == offset), 0))


def rung_number(name: str) -> int:
    """The number in the name of a rung."""
    return int(name.removeprefix("rung:"))


def moment_of(moments: CycleMoments, name: str) -> dt.datetime:
    """The moment that a milestone waits for.

    A rung that the cycle's frozen ladder lacks (it came into the plan later) has none: it stands at the opening, and is skipped.
    """
    if name.startswith("rung:"):
        return moments.rungs.get(rung_number(name), moments.opens_at)
    return {OPENS: moments.opens_at, DUE: moments.due_at, CONSOLIDATE: moments.consolidate_at}[name]


def why_not_send(moments: CycleMoments, number: int, now: dt.datetime) -> str:
    """Why a rung's row has nothing to do, in Vietnamese; empty where it has.

    Whom a letter is still owed to is decided per duty by the service; after an outage it is the last row due that asks it.
    """
    if number not in moments.rungs:
        return "Thang đôn đốc đã chốt khi mở kỳ không có bậc này."
    later = [moment for moment in moments.rungs.values() if moments.rungs[number] < moment <= now]
    return f"Đã tới mốc sau ({_local(max(later))}), bỏ qua mốc này để không gửi dồn thư." if later else ""


def _local(moment: dt.datetime) -> str:
    local = moment.astimezone(VIETNAM)
    return f"{local:%H:%M} ngày {date_text(local.date())}"
