"""The indicators that a plan may ask for, as a person looks them up."""

from __future__ import annotations

from dataclasses import asdict

from danvan_workflow.cli.rendering import Col, say, show_json, show_table
from danvan_workflow.register.names import folded
from danvan_workflow.statutory.indicators import Indicator, IndicatorKind, catalogue

KINDS = {
    IndicatorKind.FLOW: "lũy kế trong kỳ",
    IndicatorKind.STOCK: "cuối kỳ",
    IndicatorKind.STOCK_AT_START: "đầu kỳ",
    IndicatorKind.RATIO: "tỷ lệ",
    IndicatorKind.YES_NO: "có hoặc không",
}


def show_indicators(wanted: str, *, as_json: bool) -> None:
    """Print the indicators whose code, name, unit or source has these words, one after the other."""
    found = [item for item in catalogue().values() if f" {folded(wanted)}".rstrip() in _text(item)]
    if as_json:
        show_json([{key: value for key, value in asdict(item).items() if value != ""} for item in found])
        return
    columns = (Col("Mã", whole=True), Col("Chỉ tiêu"), Col("ĐVT"), Col("Loại"), Col("Thuộc"), Col("Có trong", roomy=True))
    show_table(columns, [(i.code, i.name, i.unit, KINDS[i.kind], i.parent, i.published_in) for i in found])
    say(f"Có {len(found)} chỉ tiêu. Thêm mã vào `indicators.use` và vào một mục của `sections` để yêu cầu báo cáo.", "dim")


def _text(item: Indicator) -> str:
    return f" {folded(f'{item.code} {item.name} {item.unit} {item.published_in}')}"
