"""Cycles of the plans that should be open, and what will be missing soon: a next plan, days of the calendar, law in force."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from danvan_workflow.duty.ladder import STALE_AFTER_WORKING_DAYS
from danvan_workflow.errors import DanvanError
from danvan_workflow.plan.models import Plan
from danvan_workflow.plan.names import short_name
from danvan_workflow.plan.schedule import PlannedCycle, planned_cycles
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.services.watch.facts import Facts
from danvan_workflow.services.watch.trouble import GRACE, Code, Trouble, Urgency, midnight, moment
from danvan_workflow.statutory.deadline import date_text, deadline_moment, vietnam_date
from danvan_workflow.statutory.facts import LegalFact, facts
from danvan_workflow.statutory.office_hours import opening_of
from danvan_workflow.statutory.workdays import WorkCalendar

AHEAD = dt.timedelta(days=60)
HOLIDAYS_FROM_MONTH = 10
"""Next year's holidays are announced in autumn; before October nobody can enter them."""


@dataclass(frozen=True, slots=True)
class Calendared:
    """A plan file with its cycles."""

    plan: Plan
    cycles: tuple[PlannedCycle, ...]

    @property
    def end(self) -> dt.date | None:
        """The last day on which the plan foresees anything."""
        return max((cycle.collector_due_on for cycle in self.cycles), default=None)


def plan_troubles(runtime: Runtime, facts: Facts, now: dt.datetime) -> Iterator[Trouble]:
    """Plan files that can't be used, cycles that should be open by now, plans that end without a next one."""
    contents = runtime.library.load_all()
    readable: list[Calendared] = []
    for broken in contents.broken:
        yield _broken(broken.id, f"có {len(broken.problems)} lỗi", now)
    for loaded in contents.plans:
        try:
            readable.append(Calendared(loaded.plan, planned_cycles(loaded.plan, runtime.calendar)))
        except DanvanError as error:
            yield _broken(loaded.plan.id, f"không tính được lịch ({str(error).rstrip('. ')})", now)
    for known in readable:
        yield from _unopened(runtime.calendar, known, facts, now)
    yield from _ending_plans(runtime, readable, now)


def _broken(plan: str, what: str, now: dt.datetime) -> Trouble:
    sentence = (
        f"Tệp kế hoạch {plan}.yaml {what}: các kỳ của kế hoạch không được mở, không được soát. Xem: danvan plan check {plan}."
    )
    return Trouble(Code.PLAN_BROKEN, sentence, Urgency.STUCK, midnight(vietnam_date(now)), plan=plan)


def _unopened(calendar: WorkCalendar, known: Calendared, facts: Facts, now: dt.datetime) -> Iterator[Trouble]:
    """Cycles whose opening has passed, until they are so old that nobody would be written to any more."""
    oldest = calendar.shift(vietnam_date(now), -STALE_AFTER_WORKING_DAYS)
    for cycle in known.cycles:
        opens_at = opening_of(cycle.opens_on)
        if cycle.cycle_id in facts.labels or opens_at + GRACE > now or cycle.collector_due_on < oldest:
            continue
        in_time = now < deadline_moment(cycle.last_admissible_day)
        late = "" if in_time else f" Đã quá hạn nộp (hết ngày {date_text(cycle.last_admissible_day)}): Airflow không tự mở nữa."
        sentence = (
            f"Kỳ {cycle.label} ({cycle.cycle_id}): phải mở từ {moment(opens_at)} mà chưa mở.{late} "
            f"Bật quy trình “{short_name(known.plan, known.plan.obligation(cycle.obligation))}”, hoặc bấm Chạy ở quy trình đó "
            "và chọn kỳ này."
        )
        yield Trouble(Code.NOT_OPENED, sentence, Urgency.STUCK, opens_at, cycle.cycle_id, plan=known.plan.id)


def _ending_plans(runtime: Runtime, readable: Sequence[Calendared], now: dt.datetime) -> Iterator[Trouble]:
    today = vietnam_date(now)
    for known in readable:
        end = known.end
        if end is None or known.plan.year != today.year or end > today + AHEAD:
            continue
        if not any(_follows(runtime, other, known, today) for other in readable):
            sentence = (
                f"{known.plan.short_title}: việc cuối cùng của kế hoạch là ngày {date_text(end)}, chưa có kế hoạch tiếp theo. "
                f"Thêm tệp kế hoạch năm {known.plan.year + 1} vào thư mục kế hoạch rồi chạy: danvan plan check."
            )
            yield Trouble(Code.PLAN_ENDS, sentence, Urgency.SOON, midnight(end), plan=known.plan.id)


def _follows(runtime: Runtime, other: Calendared, known: Calendared, today: dt.date) -> bool:
    """Whether `other` is a plan of the same collector, or of who takes its place, that goes on after 60 days."""
    if other.plan.id == known.plan.id or other.end is None or other.end <= today + AHEAD:
        return False
    if other.plan.collector.agency == known.plan.collector.agency:
        return True
    day = max(today, other.plan.base_date)
    heirs = {code for code, _ in runtime.register.successors(known.plan.collector.agency, day)}
    return bool(heirs & {code for code, _ in runtime.register.successors(other.plan.collector.agency, day)})


def calendar_troubles(calendar: WorkCalendar, now: dt.datetime) -> Iterator[Trouble]:
    """The year without holidays: this one at once, the next one from October on."""
    today = vietnam_date(now)
    missing = calendar.last_covered_day.year + 1
    if missing <= today.year or (missing == today.year + 1 and today.month >= HOLIDAYS_FROM_MONTH):
        severity = Urgency.STUCK if missing <= today.year else Urgency.SOON
        sentence = (
            f"Lịch làm việc chưa có năm {missing}: không tính được ngày làm việc của năm đó. Bổ sung tệp "
            f"statutory/data/workdays/{missing}.yaml theo thông báo nghỉ lễ, tết chính thức."
        )
        yield Trouble(Code.CALENDAR_ENDS, sentence, severity, midnight(dt.date(missing, 1, 1)))


def law_troubles(now: dt.datetime, known: Sequence[LegalFact] | None = None) -> Iterator[Trouble]:
    """Legal values that end within 60 days while no other takes their place on the next day."""
    today, entries = vietnam_date(now), facts() if known is None else known
    for entry in entries:
        end = entry.last_day
        if end is None or not today <= end <= today + AHEAD:
            continue
        if not any(other.id == entry.id and other.covers(end + dt.timedelta(days=1)) for other in entries):
            sentence = (
                f"Giá trị pháp lý “{entry.about}” hết hiệu lực sau ngày {date_text(end)} mà chưa có giá trị thay thế. "
                "Bổ sung một mục có nguồn và ngày hiệu lực vào statutory/data/facts.yaml."
            )
            yield Trouble(Code.LAW_ENDS, sentence, Urgency.SOON, midnight(end + dt.timedelta(days=1)))
