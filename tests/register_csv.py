"""A register as the CSV files that an office would send, for tests that read them back."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from danvan_workflow.reading.rows import LIKE_FORMULA
from danvan_workflow.register.codec import AGENCY_COLUMNS, CONTACT_COLUMNS, SUCCESSION_COLUMNS
from danvan_workflow.register.models import Agency, Contact, Succession


def write_agencies_csv(agencies: Iterable[Agency]) -> str:
    """The agencies as the text of a CSV file that `read_register_files` reads back unchanged."""
    return _write(AGENCY_COLUMNS, agencies)


def write_successions_csv(successions: Iterable[Succession]) -> str:
    """The successions as the text of a CSV file that `read_register_files` reads back unchanged."""
    return _write(SUCCESSION_COLUMNS, successions)


def write_contacts_csv(contacts: Iterable[Contact]) -> str:
    """The contacts as the text of a CSV file that `read_register_files` reads back unchanged."""
    return _write(CONTACT_COLUMNS, contacts)


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
    return f"'{text}" if text.startswith(LIKE_FORMULA) else text
