"""How the figures of a report read: one sentence an indicator, with its coverage and what it is compared with."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import pandas as pd

from danvan_workflow.render import numbers
from danvan_workflow.services.cycle_tables import CycleTables
from danvan_workflow.statutory.indicators import Indicator

Row = dict[str, Any]
NAMED_IN_BODY = 15


def rows_by_indicator(tables: CycleTables) -> dict[str, Row]:
    """Totals and comparisons of each indicator in one record."""
    beside = {row["indicator"]: row for row in records(tables.comparisons)}
    return {row["indicator"]: {**beside.get(row["indicator"], {}), **row} for row in records(tables.totals)}


def records(frame: pd.DataFrame) -> list[Row]:
    """The rows of a frame as records."""
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]


def amount(indicator: Indicator, value: Decimal | None) -> str:
    """The figure with its unit: `02 mô hình`, `85,5%`."""
    if indicator.is_ratio:
        return numbers.percent(value, indicator.decimals if value is not None else None)
    return numbers.quantity(value, indicator.unit)


def figure_sentence(indicator: Indicator, row: Row, tables: CycleTables) -> str:
    """What the total says: name, figure, change, and how many agencies stand behind it."""
    if row["value"] is None:
        return f"{indicator.name}: chưa có số liệu ({_coverage(row)})."
    parts = [f"{indicator.name}: {amount(indicator, row['value'])}", *_changes(indicator, row, tables)]
    return f"{', '.join(parts)} ({_coverage(row)})."


def _coverage(row: Row) -> str:
    return f"{row['coverage']} cơ quan"


def _changes(indicator: Indicator, row: Row, tables: CycleTables) -> Iterable[str]:
    """Cumulative figures are only compared with the same period of last year; a rise within the year goes without saying."""
    base = row.get("base_same_period")
    if base is None or not tables.same_period_label:
        return
    change = _points(row["value"], base) if indicator.is_ratio else numbers.change(row["value"], base, indicator.unit)
    yield f"{change} so với {tables.same_period_label}"


def _points(now: Decimal, before: Decimal) -> str:
    moved = now - before
    if not moved:
        return "không thay đổi"
    return f"{'tăng' if moved > 0 else 'giảm'} {numbers.number(abs(moved))} điểm phần trăm"


def listed(names: Iterable[str]) -> str:
    """Names in one sentence, none left out."""
    return "; ".join(names)


def coverage_sentences(tables: CycleTables) -> list[str]:
    """Who sent, who was late, who is missing: the paragraph that makes every total readable."""
    counts = tables.counts
    thing = PRODUCT[tables.kind]
    head = (
        f"Tính đến thời điểm tổng hợp, {numbers.count(counts.sent)}/{numbers.count(counts.owing)} cơ quan, đơn vị "
        f"đã gửi {thing}, trong đó {numbers.count(counts.on_time)} đúng hạn, {numbers.count(counts.late)} quá hạn."
    )
    missing = [view.name for view in tables.views if view.owes and view.status.state == "missing"]
    named = listed(missing) if len(missing) <= NAMED_IN_BODY else "danh sách tại Phụ lục"
    tail = f"Chưa gửi ({numbers.count(len(missing))}): {named}." if missing else "Không còn cơ quan, đơn vị chưa gửi."
    notes = []
    if counts.incomplete:
        notes.append(f"{numbers.count(counts.incomplete)} {thing} còn thiếu nội dung")
    if counts.wrong:
        notes.append(f"{numbers.count(counts.wrong)} {thing} có số liệu cần kiểm tra lại")
    if counts.exempt:
        notes.append(f"{numbers.count(counts.exempt)} cơ quan được miễn")
    return [f"{head} {tail}", *([f"Ngoài ra, {', '.join(notes)} (xem Phụ lục)."] if notes else [])]


PRODUCT = {
    "periodic_report": "báo cáo",
    "publicity_report": "báo cáo",
    "ad_hoc": "báo cáo",
    "plan_delivery": "kế hoạch",
    "focal_register": "danh sách phân công",
}
