"""The form of one quarterly report, for tests that fill it in; each says itself what its form asks."""

from __future__ import annotations

import datetime as dt

from danvan_workflow.intake.form import AskedPerson, ReportForm
from danvan_workflow.statutory.indicators import catalogue

QUARTERLY = ReportForm(
    cycle_id="ke-hoach.dinh-ky.2025-q1",
    cycle_label="Quý I năm 2025",
    title="Báo cáo",
    agency="L540",
    agency_name="UBND thành phố Quy Nhơn",
    opens_on=dt.date(2025, 2, 26),
    first_day=dt.date(2024, 12, 15),
    last_day=dt.date(2025, 3, 19),
    sections=(),
    persons=(AskedPerson("leader", "Lãnh đạo phụ trách"),),
    owed=frozenset(),
    catalogue=catalogue(),
)
