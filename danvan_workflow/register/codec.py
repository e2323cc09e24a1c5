"""A province's own register as CSV files: agencies, successions, contacts.

Reading takes what Excel writes (comma, semicolon or tab; BOM; dates as 01/07/2025) and reports every problem of every
file at once. Writing gives files that Excel opens safely: a cell that begins like a formula gets an apostrophe, which
reading takes off again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from danvan_workflow.errors import InvalidInput, Problem
from danvan_workflow.reading.model import Model
from danvan_workflow.reading.rows import header_of, read_rows
from danvan_workflow.register.models import Agency, Contact, Succession
from danvan_workflow.register.rows import AgencyRecord, ContactRecord, SuccessionRecord

AGENCY_COLUMNS = tuple(AgencyRecord.model_fields)
SUCCESSION_COLUMNS = tuple(SuccessionRecord.model_fields)
CONTACT_COLUMNS = tuple(ContactRecord.model_fields)

_IDENTITY: dict[type[Model], tuple[str, ...]] = {
    AgencyRecord: ("code",),
    SuccessionRecord: ("predecessor", "successor"),
    ContactRecord: ("agency", "role", "email"),
}
_Row = TypeVar("_Row", AgencyRecord, SuccessionRecord, ContactRecord)
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
        header = set(header_of(text))
        if {"predecessor", "successor"} & header:
            successions += _read(text, file, SuccessionRecord, SuccessionRecord.succession, problems)
        elif {"email", "agency", "role"} & header:
            contacts += _read(text, file, ContactRecord, ContactRecord.contact, problems)
        else:
            agencies += _read(text, file, AgencyRecord, AgencyRecord.agency, problems)
    if problems:
        raise InvalidInput(problems)
    return RegisterRecords(tuple(agencies), tuple(successions), tuple(contacts))


def _read(text: str, file: str, model: type[_Row], item: Callable[[_Row], _Item], problems: list[Problem]) -> list[_Item]:
    found = read_rows(model, text, file, _IDENTITY[model])
    problems += found.problems
    return [item(row) for row in found.rows]
