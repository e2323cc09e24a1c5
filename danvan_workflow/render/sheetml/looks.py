"""Cell formats, each made once; number formats are locale codes, so a Vietnamese Excel shows 1.234,5."""

from __future__ import annotations

from typing import Any

from danvan_workflow.render.models import CellKind, SheetColumn, Tint

_BASE = {"font_name": "Times New Roman", "font_size": 12, "valign": "vcenter"}
_NAMED: dict[str, dict[str, object]] = {
    "title": {"bold": True, "font_size": 14},
    "note": {"italic": True},
    "sample": {"bold": True, "font_color": "#C00000"},
    "heading": {"bold": True, "border": 1, "align": "center", "text_wrap": True, "bg_color": "#D9E2F3"},
    "label": {"text_wrap": True, "valign": "top"},
    "part": {"bold": True},
    "value": {"align": "left", "text_wrap": True, "valign": "top", "num_format": "@"},
    "link": {"font_color": "#0563C1", "underline": 1},
}


class Looks:
    """The formats of one workbook."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[tuple[tuple[str, object], ...], Any] = {}

    def named(self, name: str) -> Any:
        """A format that does not depend on a column."""
        return self._get(_NAMED[name])

    def cell(self, column: SheetColumn, *, total: bool = False, missing: bool = False) -> Any:
        """The bordered format of a column's cells."""
        kind = column.kind
        look: dict[str, object] = {"border": 1, "num_format": number_format(column)}
        look["text_wrap"] = kind is CellKind.TEXT
        if missing or kind is CellKind.DATE:
            look["align"] = "center"
        if total:
            look |= {"bold": True, "bg_color": "#F2F2F2"}
        return self._get(look)

    def figure(self, column: SheetColumn) -> Any:
        """The plain format of a column's total outside its sheet."""
        return self._get({"align": "left", "num_format": number_format(column)})

    def tint(self, tint: Tint) -> Any:
        """The colours of a tint, laid over the format of a cell."""
        return self._book.add_format({"font_color": tint.ink, "bg_color": tint.paper})

    def _get(self, look: dict[str, object]) -> Any:
        key = tuple(sorted(look.items()))
        if key not in self._made:
            self._made[key] = self._book.add_format({**_BASE, **look})
        return self._made[key]


def number_format(column: SheetColumn) -> str:
    """Excel's code for a column, written the way every locale reads it.

    >>> number_format(SheetColumn("a", "A", CellKind.DECIMAL, places=2)), number_format(SheetColumn("b", "B"))
    ('#,##0.00', '@')
    """
    decimals = f".{'0' * column.places}" if column.places else ""
    codes = {CellKind.TEXT: "@", CellKind.INTEGER: "#,##0", CellKind.DATE: "dd/mm/yyyy"}
    return codes.get(column.kind) or {CellKind.DECIMAL: f"#,##0{decimals}", CellKind.PERCENT: f"0{decimals}%"}[column.kind]
