"""Sample figures obey every rule whatever was reported before: they are only ever raised."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from danvan_workflow.consolidate.checks import check_submission
from danvan_workflow.duty.submission import Figure, FigureStatus
from danvan_workflow.errors import Severity
from danvan_workflow.plan.models import ObligationKind
from danvan_workflow.sample.figures import figures_of, true_numbers
from danvan_workflow.sample.models import SampleCycle, SampleDuty
from danvan_workflow.statutory.indicators import IndicatorKind, catalogue
from danvan_workflow.statutory.period import Period

COUNTED = tuple(code for code, item in catalogue().items() if not item.is_ratio)
NAMES = {
    "L52-STP": "Sở Tư pháp tỉnh Bình Định",
    "L540": "Ủy ban nhân dân thành phố Quy Nhơn",
    "N21553": "Ủy ban nhân dân phường Quy Nhơn",
    "L14823-VPTK": "Công chức Văn phòng - thống kê phường Phú Sơn",
}
REPORTED = st.dictionaries(st.sampled_from(COUNTED), st.decimals(min_value=0, max_value=10**7, places=1), max_size=12)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(NAMES)), st.sampled_from(["2025-6m", "2025-9m", "2025-annual"]), REPORTED, st.integers())
def test_no_rule_is_broken_and_no_flow_falls(agency: str, period: str, before: dict[str, Decimal], seed: int) -> None:
    window = Period.parse(period)
    cycle = SampleCycle("p.o.k", ObligationKind.PERIODIC_REPORT, period, window.first_day, window.last_day)
    duty = SampleDuty(agency, NAMES[agency], "g", (), COUNTED)
    numbers = true_numbers(cycle, [duty], catalogue(), str(seed), {agency: before})[agency]
    figures = {figure.indicator: figure for figure in figures_of(duty, numbers, catalogue(), str(seed))}
    earlier = {code: Figure(code, FigureStatus.VALUE, value) for code, value in before.items()}
    found = check_submission(figures, earlier)
    assert [item.sentence for item in found if item.severity is Severity.ERROR] == []
    flows = [code for code in before if catalogue()[code].kind is IndicatorKind.FLOW]
    assert all(numbers[code] >= before[code] for code in flows)
