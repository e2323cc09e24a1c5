"""Who sent in time: the table by group that stands in the report's annex."""

from __future__ import annotations

import pandas as pd

COUNTS = ["owe", "sent", "on_time", "late", "incomplete", "missing", "exempt"]
WHOLE = ""


def punctuality(duties: pd.DataFrame) -> pd.DataFrame:
    """group, owe, sent, on_time, late, incomplete, missing, exempt: a row for each group, and one with group "" for all.

    `duties` has one row for each agency: group and the booleans owes (False: exempted or waived), sent, late, complete.
    on_time + late = sent and sent + missing = owe; `incomplete` counts those of the sent that lack an answer. What an exempted
    agency sent all the same is not counted.
    """
    owes, late, complete = (duties[name].astype(bool) for name in ("owes", "late", "complete"))
    sent = duties["sent"].astype(bool) & owes
    marks = pd.DataFrame(
        {
            "group": duties["group"],
            "owe": owes,
            "sent": sent,
            "on_time": sent & ~late,
            "late": sent & late,
            "incomplete": sent & ~complete,
            "missing": owes & ~sent,
            "exempt": ~owes,
        }
    )
    by_group = marks.groupby("group", sort=False)[COUNTS].sum().reset_index()
    whole = pd.DataFrame([{"group": WHOLE, **by_group[COUNTS].sum().to_dict()}])
    return pd.concat([by_group, whole], ignore_index=True).astype(dict.fromkeys(COUNTS, "int64"))
