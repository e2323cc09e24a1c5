"""The facts of a report as they are stored: written field by field from their types, so that a new field needs nothing here."""

from __future__ import annotations

import hashlib
import zlib
from dataclasses import dataclass
from functools import cache

from pydantic import TypeAdapter, ValidationError

from danvan_workflow.report.facts import ReportFacts
from danvan_workflow.store import reports
from danvan_workflow.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class StoredFacts:
    """The stored form, and the hash of what is in it."""

    content: bytes
    sha256: str


def written(facts: ReportFacts) -> StoredFacts:
    """The facts in their stored form; the same facts give the same bytes."""
    text = canonical(facts)
    return StoredFacts(zlib.compress(text, 9), hashlib.sha256(text).hexdigest())


def canonical(facts: ReportFacts) -> bytes:
    """The facts as JSON of one form: numbers exact as texts, fields in the order of their types.

    Keys aren't sorted: the order of a mapping is that of the report.
    """
    return _form().dump_json(facts)


def read(content: bytes) -> ReportFacts | None:
    """The facts in a stored form; None where it is one that this release doesn't read."""
    try:
        return _form().validate_json(zlib.decompress(content))
    except (ValidationError, zlib.error):
        return None


def holds(content: bytes, sha256: str) -> bool:
    """True where the stored form still holds what was stored."""
    try:
        return hashlib.sha256(zlib.decompress(content)).hexdigest() == sha256
    except zlib.error:
        return False


def facts_of_snapshot(uow: UnitOfWork, snapshot_id: int) -> ReportFacts | None:
    """What the report of a snapshot states; None where it wasn't kept, or not in a form that this release reads."""
    content = reports.facts_of(uow, snapshot_id)
    return None if content is None else read(content)


@cache
def _form() -> TypeAdapter[ReportFacts]:
    return TypeAdapter(ReportFacts)
