"""Passing on the duties of agencies that have ended, as every act on a cycle does first, and saying so."""

from __future__ import annotations

import datetime as dt
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from danvan_workflow.services.runtime import Runtime


def pass_on(runtime: Runtime, cycle: str, now: dt.datetime) -> None:
    """Hand open duties to successors. Told on standard error: it is beside what the command was asked for."""
    from danvan_workflow.services.cycle.pass_on_duties import pass_on_duties

    passed = pass_on_duties(runtime, cycle, now)
    if passed:
        print(f"{len(passed)} cơ quan chưa báo cáo đã kết thúc hoạt động; nghĩa vụ chuyển cho cơ quan kế thừa:", file=sys.stderr)
    for one in passed:
        print(f"- {one.agency_name} ({one.agency}) → {', '.join(one.heirs) or 'không có cơ quan kế thừa'}", file=sys.stderr)
