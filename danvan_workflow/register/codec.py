"""A province's own register as CSV files: agencies, successions, contacts.

Reading takes what Excel writes (comma, semicolon or tab; BOM; dates as 01/07/2025) and reports every problem of every
file at once. Writing gives files that Excel opens safely: a cell that begins like a formula gets an apostrophe, which
reading takes off again.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from danvan_workflow.errors import InvalidInput, Problem
from danvan_workflow.register.fields import Record, unknown_fields
from danvan_workflow.register.models import Agency, AgencyKind, Contact, ContactRole, Succession
from danvan_workflow.register.names import clean
from danvan_workflow.statutory.deadline import date_text

AGENCY_COLUMNS = (
    *("code", "name", "short_name", "kind", "province", "parent", "valid_from", "valid_to"),
    *("assumed", "reason", "unit_name", "province_name"),
)
SUCCESSION_COLUMNS = ("predecessor", "successor", "share", "effective_on", "assumed", "reason")
CONTACT_COLUMNS = ("agency", "role", "name", "email", "phone", "valid_from", "valid_to", "example")

_IDENTITY = {
    AGENCY_COLUMNS: ("code",),
    SUCCESSION_COLUMNS: ("predecessor", "successor"),
    CONTACT_COLUMNS: ("agency", "role", "email"),
}
_NEEDED = {
    AGENCY_COLUMNS: ("code", "name", "kind"),
    SUCCESSION_COLUMNS: ("predecessor", "successor", "effective_on"),
    CONTACT_COLUMNS: ("agency", "role", "name", "email"),
}
_LIKE_FORMULA = ("=", "+", "-", "@", "\t", "'")
_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class RegisterRecords:
    """What a province's files hold; `Register.overlaid` takes the three as they are."""

    agencies: tuple[Agency, ...] = ()
    successions: tuple[Succession, ...] = ()
    contacts: tuple[Contact, ...] = ()


def read_register_files(files: Iterable[tuple[str, str]]) -> RegisterRecords:
    """Read (file name, text) pairs of any of the three kinds, told apart by their header lines.

    Raises InvalidInput with the problems of all files.
    """
    problems: list[Problem] = []
    agencies: list[Agency] = []
    successions: list[Succession] = []
    contacts: list[Contact] = []
    for file, text in files:
        header = set(_rows(text).fieldnames or ())
        if {"predecessor", "successor"} & header:
            successions += _read(text, file, SUCCESSION_COLUMNS, _succession, problems)
        elif {"email", "agency", "role"} & header:
            contacts += _read(text, file, CONTACT_COLUMNS, _contact, problems)
        else:
            agencies += _read(text, file, AGENCY_COLUMNS, _agency, problems)
    if problems:
        raise InvalidInput(problems)
    return RegisterRecords(tuple(agencies), tuple(successions), tuple(contacts))


def read_agencies_csv(text: str, file: str = "") -> tuple[Agency, ...]:
    """The agencies of one file; InvalidInput with all its problems."""
    return _read_one(text, file, AGENCY_COLUMNS, _agency)


def read_successions_csv(text: str, file: str = "") -> tuple[Succession, ...]:
    """The successions of one file; InvalidInput with all its problems."""
    return _read_one(text, file, SUCCESSION_COLUMNS, _succession)


def read_contacts_csv(text: str, file: str = "") -> tuple[Contact, ...]:
    """The contacts of one file; InvalidInput with all its problems."""
    return _read_one(text, file, CONTACT_COLUMNS, _contact)


def write_agencies_csv(agencies: Iterable[Agency]) -> str:
    """The agencies as the text of a CSV file that `read_agencies_csv` reads back unchanged."""
    return _write(AGENCY_COLUMNS, agencies)


def write_successions_csv(successions: Iterable[Succession]) -> str:
    """The successions as the text of a CSV file that `read_successions_csv` reads back unchanged."""
    return _write(SUCCESSION_COLUMNS, successions)


def write_contacts_csv(contacts: Iterable[Contact]) -> str:
    """The contacts as the text of a CSV file that `read_contacts_csv` reads back unchanged."""
    return _write(CONTACT_COLUMNS, contacts)


def _read_one(text: str, file: str, columns: tuple[str, ...], make: Callable[[Record], _Item | None]) -> tuple[_Item, ...]:
    problems: list[Problem] = []
    items = tuple(_read(text, file, columns, make, problems))
    if problems:
        raise InvalidInput(problems)
    return items


def _read(
    text: str, file: str, columns: tuple[str, ...], make: Callable[[Record], _Item | None], problems: list[Problem]
) -> Iterator[_Item]:
    rows = _rows(text)
    header = list(rows.fieldnames or ())
    missing = [name for name in _NEEDED[columns] if name not in header]
    problems += unknown_fields(header, columns, file, 1)
    problems += [Problem("thiếu cột", file, 1, "dòng tiêu đề", name, ", ".join(columns)) for name in missing]
    if missing:
        return
    seen: dict[tuple[str, ...], int] = {}
    for row in rows:
        if None in row:
            accepted = f"{len(header)} ô mỗi dòng"
            problems.append(Problem("dòng có nhiều ô hơn dòng tiêu đề", file, rows.line_num, accepted=accepted))
            continue
        record = Record({name: _unguarded(value) for name, value in row.items()}, problems, file, rows.line_num)
        _refuse_repeated(record, _IDENTITY[columns], seen)
        item = make(record)
        if item is not None:
            yield item


def _refuse_repeated(record: Record, identity: tuple[str, ...], seen: dict[tuple[str, ...], int]) -> None:
    key = tuple(clean(record.values.get(name, "")).casefold() for name in identity)
    assert record.line is not None
    first = seen.setdefault(key, record.line)
    if first != record.line and all(key):
        record.refuse(identity[0], f"dòng lặp lại dòng {first}", "mỗi nội dung một dòng")


def _rows(text: str) -> csv.DictReader[str]:
    body = text.removeprefix("\ufeff")
    header = body.partition("\n")[0]
    delimiter = max(",;\t", key=header.count)
    rows = csv.DictReader(io.StringIO(body, newline=""), delimiter=delimiter, restval="")
    rows.fieldnames = [name.strip() for name in rows.fieldnames or ()]
    return rows


def _agency(record: Record) -> Agency:
    name = record.required("name")
    agency = Agency(
        code=record.code("code"),
        name=name,
        short_name=record.text("short_name") or name,
        kind=record.choice("kind", AgencyKind),
        province=record.code("province", required=False),
        parent=record.code("parent", required=False),
        valid_from=record.day("valid_from"),
        valid_to=record.day("valid_to"),
        assumed=record.flag("assumed"),
        reason=record.text("reason"),
        unit_name=record.text("unit_name") or name,
        province_name=record.text("province_name"),
    )
    _refuse_reversed(record, agency.valid_from, agency.valid_to)
    return agency


def _succession(record: Record) -> Succession | None:
    predecessor, successor = record.code("predecessor"), record.code("successor")
    if not record.required("effective_on"):
        return None
    share, assumed, reason = record.share("share"), record.flag("assumed"), record.text("reason")
    day = record.day("effective_on")
    return Succession(predecessor, successor, share, day, assumed, reason) if day else None


def _contact(record: Record) -> Contact:
    contact = Contact(
        agency=record.code("agency"),
        role=record.choice("role", ContactRole),
        name=record.required("name"),
        email=record.email("email"),
        phone=record.text("phone"),
        valid_from=record.day("valid_from"),
        valid_to=record.day("valid_to"),
        example=record.flag("example"),
    )
    _refuse_reversed(record, contact.valid_from, contact.valid_to)
    return contact


def _refuse_reversed(record: Record, first: date | None, last: date | None) -> None:
    if first and last and last < first:
        record.refuse("valid_to", "ngày kết thúc trước ngày bắt đầu", f"từ {date_text(first)} trở đi")


def _write(columns: Sequence[str], items: Iterable[object]) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_guarded(_cell(getattr(item, name))) for name in columns] for item in items)
    return out.getvalue()


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "có" if value else ""
    return "" if value is None else str(value)


def _guarded(text: str) -> str:
    return f"'{text}" if text.startswith(_LIKE_FORMULA) else text


def _unguarded(text: str) -> str:
    return text[1:] if text.startswith("'") and text[1:].startswith(_LIKE_FORMULA) else text
