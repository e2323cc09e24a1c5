"""How a report names the reports that it is compared with, and why it isn't compared with others."""

from __future__ import annotations

from collections.abc import Iterator

from danvan_workflow.render import numbers
from danvan_workflow.report.earlier import ComparedWith, EarlierReport, NotCompared
from danvan_workflow.report.facts import ReportFacts
from danvan_workflow.statutory.wording import in_sentence
from danvan_workflow.text import upper_first

CORRECTED = "Số liệu đã điều chỉnh sau khi phát hành"


def earlier_notes(facts: ReportFacts) -> Iterator[str]:
    """A sentence for each earlier cycle: what its figures are here, or why there are none."""
    for report in facts.earlier:
        yield f"“{upper_first(report.relation.label)}” là {cited(report)}{_where_corrected(report)}."
    for missing in facts.not_compared:
        yield f"{_not_compared(missing)}."


def cited(report: EarlierReport) -> str:
    """The report as it was issued: `báo cáo quý I năm 2025 phát hành ngày 27/3/2025 (lần 01), tổng hợp từ 28/30 cơ quan`."""
    behind = numbers.fraction(report.sent, report.owing, "cơ quan, đơn vị")
    return f"báo cáo {in_sentence(report.label)} {_issue(report)}, tổng hợp từ {behind}"


def same_period(facts: ReportFacts) -> str:
    """What the same period of last year is, and which report speaks for it; empty where nothing is compared with it."""
    found = next((report for report in facts.earlier if report.relation is ComparedWith.SAME_PERIOD), None)
    label = in_sentence(facts.cycle.same_period_label)
    return f"Cùng kỳ năm trước là {label}{f', theo báo cáo {_issue(found)}' if found else ''}" if label else ""


def correction(report: EarlierReport) -> str:
    """Who sent or mended a report after the issue, and that the comparison stays with what was issued."""
    behind = numbers.quantity(len(report.corrected), "cơ quan, đơn vị")
    return (
        f"Sau khi báo cáo {in_sentence(report.label)} ({report.relation.label}) {_issue(report)}, {behind} gửi bổ sung, "
        f"sửa đổi: {'; '.join(report.corrected)}. Số liệu {report.relation.label} trong báo cáo này là số liệu đã phát hành; "
        "tính cả các báo cáo gửi sau thì tổng số thay đổi như sau:"
    )


def _issue(report: EarlierReport) -> str:
    return f"phát hành ngày {numbers.short_day(report.issued_on)} (lần {report.version:02d})"


def _where_corrected(report: EarlierReport) -> str:
    return f"; số liệu điều chỉnh sau khi phát hành nêu riêng tại phụ lục “{CORRECTED}”" if report.figures else ""


def _not_compared(missing: NotCompared) -> str:
    return f"Không so sánh với {missing.relation.label} ({in_sentence(missing.label)}): {missing.why.label}"
