"""What a document or a workbook says, before anything decides how it looks.

Services build these; `docx.write_docx` and `xlsx.write_xlsx` turn them into bytes. There is no picture and no
outside link among the blocks, so a document can't carry one. Figures are `int` or `Decimal`; `None` is a figure
nobody gave, shown as “…”: never zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

Value = str | int | Decimal | date | None


class Align(StrEnum):
    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


class RowKind(StrEnum):
    """DATA is one record; GROUP opens a group of records; TOTAL adds up. GROUP and TOTAL are bold."""

    DATA = "data"
    GROUP = "group"
    TOTAL = "total"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a document's table.

    `width` is in millimetres; columns without one share what is left, and everything shrinks when it would not
    fit. Neighbours with the same `group` get one merged heading above their own. Numbers are written with
    `places` decimals, or with as many as they have. Unless `align` says, figures stand right, “TT” is centred.
    """

    title: str
    width: float | None = None
    align: Align | None = None
    numeric: bool = False
    group: str = ""
    places: int | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One table row; when it has fewer cells than the table has columns, its last cell spans the rest."""

    cells: tuple[Value, ...]
    kind: RowKind = RowKind.DATA


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text; each line break starts a new paragraph. `lead` is put in front in bold."""

    text: str
    lead: str = ""
    bold: bool = False
    italic: bool = False


@dataclass(frozen=True, slots=True)
class BulletList:
    """Lines each begun by `marker`: “-” by custom, “+” one step below it."""

    items: tuple[str, ...]
    marker: str = "-"


@dataclass(frozen=True, slots=True)
class Quote:
    """An agency's own words, set apart, with who said them."""

    text: str
    attribution: str


@dataclass(frozen=True, slots=True)
class TableBlock:
    """A ruled table whose heading repeats on every page and whose rows never split.

    `numbered` adds the customary (1), (2), (3)… line under the heading.
    """

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    caption: str = ""
    unit: str = ""
    note: str = ""
    numbered: bool = False


Block = Paragraph | BulletList | Quote | TableBlock


@dataclass(frozen=True, slots=True)
class DocumentSection:
    """A heading and what stands under it, until the next section.

    `level` 0 is a centred “Phần …”, 1 is “I. TITLE”, 2 is “1. Title”, 3 is “a) Title” or “1.1. Title”. The
    number is written as given, with the point or bracket custom wants added.
    """

    number: str
    title: str
    level: int = 1
    blocks: tuple[Block, ...] = ()


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signs: `authority` lines such as “TM. ỦY BAN NHÂN DÂN”, “KT. CHỦ TỊCH”, then the position, then the name."""

    position: str
    name: str = ""
    authority: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Annex:
    """An appendix: its own page run, numbered in Roman when there are several; wide tables lie in landscape."""

    title: str
    blocks: tuple[Block, ...]
    landscape: bool = False


@dataclass(frozen=True, slots=True)
class OfficialDocument:
    """A named administrative document (báo cáo, kế hoạch …) in the layout of Nghị định 30/2020/NĐ-CP.

    Without a `number` or an `issued_on` the blanks stay open for the registry, the year too (a report
    of 2024 is signed in January 2025). `notation` is what follows the
    slash: “BC-SNV”. Bodies are written as in running text (“Sở Nội vụ”); `issuing_body` may be broken over lines.
    `filing` is who keeps the file copies (“VT”, “NVKS”). `draft` and `sample` mark every page. `trace` identifies
    the inputs in the file's properties.
    """

    issuing_body: str
    place: str
    subject: str
    notation: str
    signature: Signature
    superior_body: str = ""
    kind: str = "BÁO CÁO"
    number: int | None = None
    issued_on: date | None = None
    addressees: tuple[str, ...] = ()
    legal_basis: tuple[str, ...] = ()
    opening: tuple[Block, ...] = ()
    sections: tuple[DocumentSection, ...] = ()
    closing: tuple[Block, ...] = ()
    recipients: tuple[str, ...] = ()
    filing: tuple[str, ...] = ("VT",)
    annexes: tuple[Annex, ...] = ()
    draft: bool = False
    sample: bool = False
    trace: str = ""


class CellKind(StrEnum):
    """How a workbook column is shown; PERCENT takes a share of one (0,855 shows as 85,5%)."""

    TEXT = "text"
    INTEGER = "integer"
    DECIMAL = "decimal"
    PERCENT = "percent"
    DATE = "date"


@dataclass(frozen=True, slots=True)
class Ratio:
    """A computed column: numerator ÷ denominator, in the total row a ratio of totals; names are column keys."""

    numerator: str
    denominator: str


@dataclass(frozen=True, slots=True)
class Tint:
    """Colours (#RRGGBB) of the cells of a text column that begin with `beginning`; they follow when somebody changes the text."""

    beginning: str
    ink: str
    paper: str


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """A workbook column; `total` asks for a SUM under it, `ratio` makes its cells formulas.

    `width` is in characters (else the content decides), `places` are the decimals of DECIMAL and PERCENT. Of several `tints` that
    fit a cell the first one counts.
    """

    key: str
    title: str
    kind: CellKind = CellKind.TEXT
    width: float | None = None
    total: bool = False
    ratio: Ratio | None = None
    places: int = 1
    tints: tuple[Tint, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """A flat table of records: one heading row, autofilter, frozen heading, a total row when a column asks for it.

    `notes` are lines between title and heading. A row has a value for each column; a ratio column's is ignored.
    `freeze_columns` is how many columns stay when scrolling to the right.
    """

    name: str
    title: str
    columns: tuple[SheetColumn, ...]
    rows: tuple[tuple[Value, ...], ...]
    notes: tuple[str, ...] = ()
    freeze_columns: int = 1
    total_label: str = "Tổng cộng"
    landscape: bool = True


@dataclass(frozen=True, slots=True)
class TotalOf:
    """A summary value that is the total of a sheet's column, linked by formula."""

    sheet: str
    column: str


@dataclass(frozen=True, slots=True)
class SummaryLine:
    """A line of the first sheet; with an empty value it is a heading."""

    label: str
    value: Value | TotalOf = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Workbook:
    """A workbook whose first sheet, “Tổng quan”, says what it is, its key figures and what the other sheets hold."""

    title: str
    sheets: tuple[Sheet, ...]
    summary: tuple[SummaryLine, ...] = ()
    author: str = ""
    sample: bool = False
    trace: str = ""
