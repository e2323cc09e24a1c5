"""How the figures of a report read: one sentence an indicator, with its coverage and what it is compared with."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

import pandas as pd

from danvan_workflow.duty.ad_hoc import asked_titles
from danvan_workflow.plan.models import Group, ObligationKind
from danvan_workflow.plan.models import Section as PlanSection
from danvan_workflow.render import numbers
from danvan_workflow.services.report.tables import CycleTables
from danvan_workflow.statutory.indicators import Indicator

Row = dict[str, Any]
LONGEST_EXCERPT = 600
COMMITTEE = "Ủy ban nhân dân"
UNIT_KINDS = ("tỉnh", "quận", "huyện", "thị xã", "thành phố", "xã", "phường", "thị trấn", "đặc khu")
_UNIT = re.compile(rf"{COMMITTEE} ({'|'.join(UNIT_KINDS)})\b")
PRODUCT: Mapping[ObligationKind, str] = {
    ObligationKind.PERIODIC_REPORT: "báo cáo",
    ObligationKind.PUBLICITY_REPORT: "báo cáo",
    ObligationKind.AD_HOC: "báo cáo",
    ObligationKind.PLAN_DELIVERY: "kế hoạch",
    ObligationKind.FOCAL_REGISTER: "danh sách phân công",
}


def rows_by_indicator(tables: CycleTables) -> dict[str, Row]:
    """Totals and comparisons of each indicator in one record."""
    beside = {row["indicator"]: row for row in records(tables.comparisons)}
    return {row["indicator"]: {**beside.get(row["indicator"], {}), **row} for row in records(tables.totals)}


def records(frame: pd.DataFrame) -> list[Row]:
    """The rows of a frame as records."""
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]


def figure_order(tables: CycleTables, rows: Mapping[str, Row]) -> list[tuple[PlanSection | None, list[str]]]:
    """The indicators that are owed, under the sections they stand in; those of no section come last, under None."""
    left = {code: None for code, row in rows.items() if row["owing"]}
    found: list[tuple[PlanSection | None, list[str]]] = []
    for section in tables.plan.sections:
        codes = [code for code in section.indicators if code in left]
        for code in codes:
            del left[code]
        found.append((section, codes))
    return [(section, codes) for section, codes in [*found, (None, list(left))] if codes]


def usual_coverage(tables: CycleTables) -> str:
    """The coverage of a figure that all who sent have answered (`28/30`), where there is one: said once for all figures."""
    whole = f"{tables.counts.sent}/{tables.counts.owing}"
    told = [row["coverage"] for row in records(tables.totals) if row["value"] is not None]
    return whole if whole in told else ""


def spelled(coverage: str) -> str:
    """
    >>> spelled("5/6"), spelled("28/30")
    ('05/06', '28/30')
    """
    return "/".join(numbers.count(int(part)) for part in coverage.split("/"))


def amount(indicator: Indicator, value: Decimal | None) -> str:
    """The figure with its unit: `02 mô hình`, `85,5%`."""
    if indicator.is_ratio:
        return numbers.percent(value, indicator.decimals if value is not None else None)
    return numbers.quantity(value, indicator.unit)


def figure_sentence(indicator: Indicator, row: Row, tables: CycleTables, usual: str = "") -> str:
    """What the total says: name, figure, change, and how many agencies stand behind it unless that is the `usual` coverage."""
    if row["value"] is None:
        return f"{indicator.name}: chưa có số liệu ({_coverage(row)})."
    parts = [f"{indicator.name}: {amount(indicator, row['value'])}", *_changes(indicator, row, tables)]
    behind = "" if row["coverage"] == usual else f" ({_coverage(row)})"
    return f"{', '.join(parts)}{behind}."


def _coverage(row: Row) -> str:
    return f"{spelled(row['coverage'])} cơ quan"


def _changes(indicator: Indicator, row: Row, tables: CycleTables) -> Iterable[str]:
    """Cumulative figures are only compared with the same period of last year; a rise within the year goes without saying."""
    base = row.get("base_same_period")
    if base is None or not tables.same_period_label:
        return
    change = _points(row["value"], base) if indicator.is_ratio else numbers.change(row["value"], base, indicator.unit)
    yield f"{change} so với cùng kỳ năm trước"


def _points(now: Decimal, before: Decimal) -> str:
    moved = now - before
    if not moved:
        return "không thay đổi"
    return f"{'tăng' if moved > 0 else 'giảm'} {numbers.number(abs(moved))} điểm phần trăm"


def unit_kinds(names: Iterable[str]) -> list[str]:
    """The kinds of units whose People's Committees bear these names, in the customary order; other bodies have none.

    >>> unit_kinds(["Ủy ban nhân dân xã An Nhơn", "Sở Y tế", "Ủy ban nhân dân thị xã An Nhơn"])
    ['thị xã', 'xã']
    """
    found = {match[1] for name in names if (match := _UNIT.match(name))}
    return [kind for kind in UNIT_KINDS if kind in found]


def group_title(tables: CycleTables, group: Group) -> str:
    """The plan's title of a group, and what its members are now where others took the place of them all."""
    views = [view for view in tables.views if view.group == group.id and view.owes and view.status.state != "passed_on"]
    kinds = unit_kinds(view.name for view in views)
    said = group.title.replace("thị xã", "")
    if kinds and all(view.inherited_from for view in views) and not any(kind in said for kind in kinds):
        return f"{group.title} (nay là {', '.join(kinds)})"
    return group.title


def listed(names: Iterable[str]) -> str:
    """Names in one sentence, none left out."""
    return "; ".join(names)


def excerpt(text: str) -> str:
    """The beginning of a long text, ended after a whole sentence (or word) and marked as shortened.

    >>> excerpt("Đã triển khai.")
    'Đã triển khai.'
    """
    plain = text.strip()
    if len(plain) <= LONGEST_EXCERPT:
        return plain
    head = plain[:LONGEST_EXCERPT]
    ends = max(head.rfind(mark) for mark in (". ", ".\n", "; "))
    return f"{head[: ends + 1] if ends > LONGEST_EXCERPT // 2 else head.rpartition(' ')[0]} […]"


def missing_parts(tables: CycleTables, codes: Iterable[str]) -> str:
    """What a version lacks: sections by their numbers, indicators by their codes, the rest in words."""
    titles = {section.id: section.number for section in tables.plan.sections}
    asked = asked_titles(tables.ad_hoc)
    found = list(codes)
    return listed(_missing(found, titles, asked, tables))


def _missing(codes: list[str], titles: Mapping[str, str], asked: Mapping[str, str], tables: CycleTables) -> Iterator[str]:
    sections = [titles[code] for code in codes if code in titles and code not in asked]
    figures = [code for code in codes if code in tables.catalogue]
    if sections:
        yield f"mục {', '.join(sections)}"
    if figures:
        yield f"chỉ tiêu {', '.join(figures)}"
    for code in codes:
        if code in asked:
            yield f"câu hỏi “{asked[code]}”"
        elif code not in titles and code not in tables.catalogue:
            yield code
