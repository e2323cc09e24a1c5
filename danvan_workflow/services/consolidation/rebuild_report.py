"""Making the report of a snapshot again from what was stored with it, later and elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from danvan_workflow.errors import Refused, UnknownName
from danvan_workflow.render.differences import differences
from danvan_workflow.services.consolidation.documents import documents
from danvan_workflow.services.consolidation.made_with import made_with
from danvan_workflow.services.consolidation.stored_facts import holds, read
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.store import reports
from danvan_workflow.store.tables import ReportRow, SnapshotRow


class RebuildOutcome(Enum):
    """What came of it. Only with SAME are the files new ones; with all others they are those that were stored."""

    SAME = auto()
    DIFFERENT = auto()
    NOT_KEPT = auto()
    SPOILT = auto()
    UNREADABLE = auto()


@dataclass(frozen=True, slots=True)
class OtherVersion:
    """A part that the report was made with in another version (empty: it wasn't there)."""

    name: str
    then: str
    now: str


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """The documents of a snapshot, and how they were come by; `differences` are lines in which newly made ones would differ."""

    cycle_id: str
    number: int
    sha256: str
    outcome: RebuildOutcome
    files: tuple[tuple[str, bytes], ...]
    other_versions: tuple[OtherVersion, ...]
    differences: tuple[str, ...]


def rebuild_report(runtime: Runtime, name: str) -> Rebuilt:
    """Make the documents of a snapshot from its stored facts alone, and compare them with those that were stored.

    `name` is the beginning of the snapshot's code, or the name of one of its files. With the versions that it was made with the
    bytes are the same; where they aren't, the stored ones are handed out.
    """
    with runtime.uow() as uow:
        snapshot = _only_one(reports.find_snapshots(uow, name.strip()), name)
        stored = reports.reports_of(uow, snapshot.id)
        facts = reports.facts_of(uow, snapshot.id)
    outcome, told = _outcome(snapshot, stored, facts)
    files = tuple((document.file_name, document.content) for document in stored)
    others = tuple(_other_versions(snapshot.made_with or {}, made_with())) if snapshot.made_with else ()
    return Rebuilt(snapshot.cycle_id, snapshot.number, snapshot.sha256, outcome, files, others, told)


def _only_one(found: Sequence[SnapshotRow], name: str) -> SnapshotRow:
    if not found:
        raise UnknownName("bản chốt", name.strip())
    if len(found) > 1:
        codes = ", ".join(snapshot.sha256[:12] for snapshot in found)
        raise Refused(f"“{name.strip()}” ứng với nhiều bản chốt: {codes}. Ghi thêm ký tự của mã.")
    return found[0]


def _outcome(snapshot: SnapshotRow, stored: Sequence[ReportRow], content: bytes | None) -> tuple[RebuildOutcome, tuple[str, ...]]:
    if content is None:
        return RebuildOutcome.NOT_KEPT, ()
    if not holds(content, snapshot.facts_sha256):
        return RebuildOutcome.SPOILT, ()
    facts = read(content)
    if facts is None:
        return RebuildOutcome.UNREADABLE, ()
    made = documents(facts, snapshot.facts_sha256)
    told = tuple(line for document in stored for line in _differences(document, made[document.format]))
    return (RebuildOutcome.DIFFERENT if told else RebuildOutcome.SAME), told


def _differences(document: ReportRow, made: bytes) -> Iterator[str]:
    if document.content != made:
        yield from (f"{document.file_name}: {line}" for line in differences(document.content, made, document.format))


def _other_versions(then: Mapping[str, str], now: Mapping[str, str]) -> Iterator[OtherVersion]:
    for name in dict.fromkeys([*then, *now]):
        if then.get(name) != now.get(name):
            yield OtherVersion(name, then.get(name, ""), now.get(name, ""))
