"""Where each date of a cycle comes from: a section of the plan, the law, an assumption with its reason, an officer's request."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from danvan_workflow.duty.ad_hoc import AdHocContent
from danvan_workflow.plan.models import CycleSpec, DayOff, Obligation, Plan, Stated
from danvan_workflow.plan.schedule import due_phrase
from danvan_workflow.statutory.deadline import DayOffPolicy, phrase_text
from danvan_workflow.statutory.period import Period
from danvan_workflow.statutory.windows import data_window
from danvan_workflow.statutory.wording import long_date, short_date
from danvan_workflow.store.tables import CycleRow


@dataclass(frozen=True, slots=True)
class Basis:
    """One date or rule: what it is, its value in words, what it rests on. `assumed`: no document says so."""

    what: str
    value: str
    ground: str
    assumed: bool = False


def cycle_basis(plan: Plan, cycle: CycleRow) -> tuple[Basis, ...]:
    """The grounds of an opened cycle, under the plan as it was frozen with it."""
    obligation = plan.obligation(cycle.obligation)
    if cycle.ad_hoc:
        return tuple(_asked(cycle, cycle.ad_hoc, obligation))
    spec = next((spec for spec in obligation.cycles if spec.key == cycle.key), None)
    return tuple(_planned(plan, cycle, obligation, spec)) if spec else ()


def _planned(plan: Plan, cycle: CycleRow, obligation: Obligation, spec: CycleSpec) -> Iterator[Basis]:
    yield from _window(spec)
    phrase = f"{phrase_text(due_phrase(spec.due))}: ngày cuối cùng được nhận là {long_date(cycle.last_day)}"
    yield _basis("Hạn nộp", phrase, spec if spec.assumed or spec.source else obligation)
    yield _day_off(obligation.day_off)
    yield _opening(cycle, obligation, fixed=spec.opens_on, said=spec)
    yield _own_day(cycle, obligation, fixed=spec.collector_due_on, said=spec)
    rungs = f"{len(plan.ladder.rungs)} bậc, gửi lúc {plan.ladder.send_at:%H:%M}"
    yield _basis("Thang đôn đốc", rungs, plan.ladder)


def _asked(cycle: CycleRow, asked: AdHocContent, obligation: Obligation) -> Iterator[Basis]:
    by = f"Yêu cầu của {asked.by}" if asked.by else "Yêu cầu đột xuất"
    ground = ", ".join(part for part in (by, asked.basis) if part)
    yield Basis("Hạn nộp", f"ngày cuối cùng được nhận là {long_date(cycle.last_day)}", ground)
    yield _day_off(obligation.day_off)
    yield Basis("Ngày mở kỳ", long_date(cycle.opens_on), "ngày mở kỳ theo yêu cầu")
    yield _own_day(cycle, obligation)


def _window(spec: CycleSpec) -> Iterator[Basis]:
    if spec.period:
        window = data_window(Period.parse(spec.period))
        days = f"từ {short_date(window.first_day)} đến hết {short_date(window.last_day)}"
        yield Basis("Số liệu của kỳ", days, window.source.citation(), window.assumed)


def _day_off(policy: DayOff) -> Basis:
    return _basis("Hạn trùng ngày nghỉ", DayOffPolicy(policy.policy).text, policy)


def _opening(cycle: CycleRow, obligation: Obligation, fixed: dt.date | None, said: Stated) -> Basis:
    if fixed:
        return _basis("Ngày mở kỳ", long_date(cycle.opens_on), said)
    days = f"{long_date(cycle.opens_on)}, trước hạn {obligation.opens.working_days} ngày làm việc"
    return _basis("Ngày mở kỳ", days, obligation.opens)


def _own_day(cycle: CycleRow, obligation: Obligation, fixed: dt.date | None = None, said: Stated | None = None) -> Basis:
    if fixed and said:
        return _basis("Hạn tổng hợp", long_date(cycle.collector_due_on), said)
    days = f"{long_date(cycle.collector_due_on)}, sau hạn {obligation.collector_due.working_days} ngày làm việc"
    return _basis("Hạn tổng hợp", days, obligation.collector_due)


def _basis(what: str, value: str, part: Stated) -> Basis:
    if part.assumed:
        return Basis(what, value, part.reason, assumed=True)
    return Basis(what, value, f"mục {part.source} của kế hoạch" if part.source else "kế hoạch")
