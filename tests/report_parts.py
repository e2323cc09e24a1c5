"""True facts of a report, made by hand: for tests of what a report says, without a store."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from decimal import Decimal

from danvan_workflow.consolidate.figures import NOT_COMPARED, Comparison, GroupValue, TargetResult, Total
from danvan_workflow.duty.standing import DutyFacts, DutyStanding, stand
from danvan_workflow.duty.states import VersionFacts
from danvan_workflow.plan.loading import load_plan
from danvan_workflow.plan.models import ObligationKind
from danvan_workflow.report.facts import CycleFigures, ReportCycle, ReportFacts, ReportHead
from danvan_workflow.settings import SHIPPED
from danvan_workflow.statutory.deadline import VIETNAM
from danvan_workflow.statutory.indicators import catalogue

PLAN = load_plan(SHIPPED / "dags" / "plans" / "binh-dinh-2025.yaml")
ALL = catalogue()
LAST_DAY = dt.date(2025, 3, 19)  # Wed
IN_TIME, LATE = (dt.datetime(2025, 3, day, 10, tzinfo=VIETNAM) for day in (18, 20))
HEAD = ReportHead("Ủy ban nhân dân tỉnh Bình Định", "Sở Nội vụ", "Bình Định", ("Ủy ban nhân dân tỉnh",))
QUARTER = ReportCycle(
    cycle_id="binh-dinh-2025.dinh-ky.2025-q1",
    label="Quý I năm 2025",
    kind=ObligationKind.PERIODIC_REPORT,
    data_window=(dt.date(2024, 12, 15), dt.date(2025, 3, 14)),
    last_day=LAST_DAY,
    due_phrase="trước ngày 20/3/2025",
    ad_hoc=None,
    previous_label="",
    same_period_label="",
)


def version(sent_at: dt.datetime = IN_TIME, *, missing: tuple[str, ...] = (), returned: bool = False) -> VersionFacts:
    """A version without errors; whole where nothing is missing."""
    return VersionFacts(sent_at, is_complete=not missing, error_count=0, returned=returned, number=1, missing=missing)


def standing(
    agency: str, *versions: VersionFacts, group: str = "cap-huyen", waived: bool = False, passed_on_to: tuple[str, ...] = ()
) -> DutyStanding:
    """An agency that owes, as it stands on the day after the last one."""
    duty = DutyFacts(
        agency=agency,
        name=f"Ủy ban nhân dân huyện {agency}",
        group=group,
        owes=True,
        reason="",
        last_day=LAST_DAY,
        waived=waived,
        passed_on=bool(passed_on_to),
        inherited_from=(),
        passed_on_to=passed_on_to,
        versions=versions,
    )
    return stand(duty, LATE)


def total(
    code: str, value: str | None, coverage: str = "28/30", *, last_year: str | None = None, missing: tuple[str, ...] = ()
) -> Total:
    """A total, beside that of last year where one is named."""
    reporting, owing = map(int, coverage.split("/"))
    beside = NOT_COMPARED if last_year is None else Comparison(Decimal(last_year))
    return Total(code, None if value is None else Decimal(value), reporting, owing, missing, same_period=beside)


def figures(*totals: Total, by_group: Iterable[GroupValue] = (), targets: Iterable[TargetResult] = ()) -> CycleFigures:
    """These totals under the whole catalogue."""
    return CycleFigures(ALL, {found.indicator: found for found in totals}, tuple(by_group), (), tuple(targets))


def report(*views: DutyStanding) -> ReportFacts:
    """The facts of Bình Định's first quarter of 2025 that these agencies owe, with nothing else to tell."""
    return ReportFacts(
        plan=PLAN,
        cycle=QUARTER,
        head=HEAD,
        views=views,
        short={view.agency: f"UBND huyện {view.agency}" for view in views},
        passages=(),
        figures=figures(),
        voices=(),
        persons=(),
        deliveries=(),
        doubts=(),
        tasks=(),
        assumptions=(),
        is_sample=False,
    )


REPORT = report(*(standing(f"H{n:02d}", *((version(),) if n <= 28 else ())) for n in range(1, 31)))
"""28 of 30 districts sent in time, nothing is told of yet."""
