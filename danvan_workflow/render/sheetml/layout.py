"""Where things stand in a sheet, and what its formulas come to (rows and columns count from 0)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Context, Decimal

from xlsxwriter.utility import quote_sheetname, xl_range, xl_rowcol_to_cell

from danvan_workflow.render.models import Ratio, Sheet, Value
from danvan_workflow.render.numbers import MISSING

_PRECISION = Context(prec=15)


@dataclass(frozen=True, slots=True)
class Layout:
    """Places and formulas of one sheet."""

    sheet: Sheet
    sample: bool

    @property
    def heading(self) -> int:
        return 2 + len(self.sheet.notes) + self.sample

    @property
    def first(self) -> int:
        return self.heading + 1

    @property
    def last(self) -> int:
        return self.heading + max(len(self.sheet.rows), 1)

    @property
    def total(self) -> int:
        return self.last + 1

    def place(self, key: str) -> int:
        return [column.key for column in self.sheet.columns].index(key)

    def sum_formula(self, key: str) -> str:
        """SUM over the data rows; a column with no figure at all is “…”, not zero."""
        cells = xl_range(self.first, self.place(key), self.last, self.place(key))
        return f"=SUM({cells})" if known(self.sheet, key) else f'=IF(COUNT({cells})=0,"{MISSING}",SUM({cells}))'

    def ratio_formula(self, ratio: Ratio, row: int) -> str:
        """One cell over another; “…” when a figure is missing or there is nothing to divide by."""
        top = xl_rowcol_to_cell(row, self.place(ratio.numerator))
        bottom = xl_rowcol_to_cell(row, self.place(ratio.denominator))
        return f'=IF(AND(ISNUMBER({top}),N({bottom})<>0),{top}/{bottom},"{MISSING}")'

    def total_ratio_formula(self, ratio: Ratio) -> str:
        """One sum over another, both over the rows that have both figures."""
        top, bottom = (
            xl_range(self.first, self.place(key), self.last, self.place(key)) for key in (ratio.numerator, ratio.denominator)
        )
        both = f"--ISNUMBER({top}),--ISNUMBER({bottom})"
        whole = f"SUMPRODUCT({both},{bottom})"
        return f'=IF({whole}<>0,SUMPRODUCT({both},{top})/{whole},"{MISSING}")'

    def link(self, key: str) -> str:
        """A formula, for another sheet, that shows a column's total."""
        return f"={quote_sheetname(self.sheet.name)}!{xl_rowcol_to_cell(self.total, self.place(key), True, True)}"


def known(sheet: Sheet, key: str) -> list[Decimal]:
    """The figures there are in a column."""
    place = next(place for place, column in enumerate(sheet.columns) if column.key == key)
    return [Decimal(row[place]) for row in sheet.rows if isinstance(row[place], int | Decimal)]  # type: ignore[arg-type]


def total_of(sheet: Sheet, key: str) -> Decimal | None:
    """What the total row shows for a column: a sum, or for a ratio the ratio of the two sums over rows that have both."""
    ratio = next(column.ratio for column in sheet.columns if column.key == key)
    if ratio is not None:
        return _ratio_of_sums(sheet, ratio)
    figures = known(sheet, key)
    return sum(figures, Decimal(0)) if figures else None


def _ratio_of_sums(sheet: Sheet, ratio: Ratio) -> Decimal | None:
    keys = [column.key for column in sheet.columns]
    top, bottom = keys.index(ratio.numerator), keys.index(ratio.denominator)
    pairs = [(row[top], row[bottom]) for row in sheet.rows]
    known_pairs = [(Decimal(a), Decimal(b)) for a, b in pairs if isinstance(a, int | Decimal) and isinstance(b, int | Decimal)]
    return divided(sum(a for a, _ in known_pairs), sum(b for _, b in known_pairs))


def divided(top: Value, bottom: Value) -> Decimal | None:
    """A ratio to the 15 digits Excel keeps.

    >>> divided(1, 8), divided(1, 0), divided(None, 4)
    (Decimal('0.125'), None, None)
    """
    if not isinstance(top, int | Decimal) or not isinstance(bottom, int | Decimal) or not bottom:
        return None
    return _PRECISION.divide(Decimal(top), Decimal(bottom))


def cached(value: Decimal | None) -> Decimal | str:
    """The worked-out value stored beside a formula: a number has to stay one, or Excel shows text."""
    return MISSING if value is None else value
