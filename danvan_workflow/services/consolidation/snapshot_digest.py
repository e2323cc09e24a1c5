"""What identifies a snapshot: a hash of everything that its report is made from, cheap enough to be taken again at every look."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from danvan_workflow.report.earlier import NotCompared
from danvan_workflow.services.consolidation.find_earlier import EarlierIssue, earlier_issues
from danvan_workflow.services.consolidation.made_with import made_with
from danvan_workflow.services.consolidation.read_facts import Members, told_facts
from danvan_workflow.services.consolidation.stored_facts import canonical
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.statutory.deadline import vietnam_date
from danvan_workflow.store import cycles, submissions
from danvan_workflow.store.reports import IssuedVersion
from danvan_workflow.store.tables import CycleRow
from danvan_workflow.store.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Sources:
    """What a report would be made from now, but for the issued one that it replaces."""

    content: str

    def digest(self, replaced: IssuedVersion | None) -> str:
        """The hash of a snapshot whose report replaces that issued version (None: nothing was issued before)."""
        return _hash([self.content, *([replaced.snapshot.sha256, _issue(replaced)] if replaced else ())])


def sources(runtime: Runtime, uow: UnitOfWork, cycle: CycleRow, members: Members, now: dt.datetime) -> Sources:
    """The facts that nothing is added up for, and all that the figures come of: no two different reports have the same.

    It holds no key of the database, so that the same year in another one gives the same hash.
    """
    told = told_facts(runtime, uow, cycle, members, now)
    content = {
        "made_with": dict(made_with()),
        "plan": cycle.plan_version.sha256,
        "told": hashlib.sha256(canonical(told)).hexdigest(),
        "owed": [[duty.agency, duty.group_id, duty.indicators] for duty in cycles.duties_of(uow, cycle.cycle_id)],
        "figures": list(_figures(uow, cycle, members)),
        "earlier": [_earlier(found) for found in earlier_issues(uow, told.plan, cycle, now)],
    }
    return Sources(json.dumps(content, ensure_ascii=False))


def _figures(uow: UnitOfWork, cycle: CycleRow, members: Members) -> Iterator[list[str]]:
    """The answers of the versions, each under the place of its version in the roll."""
    place = {submission: f"{number}" for number, (_, submission) in enumerate(members)}
    found = submissions.figures_of(uow, cycle.cycle_id, place)
    yield from sorted([place[key], code, status, "" if value is None else f"{value}"] for key, code, status, value in found)


def _earlier(found: EarlierIssue | NotCompared) -> Sequence[object]:
    if isinstance(found, NotCompared):
        return [found.relation, found.label, found.why]
    later = [[version.agency, version.version, version.content_sha256] for version in found.later]
    return [found.relation, found.cycle.label, found.issue.snapshot.facts_sha256, _issue(found.issue), later]


def _issue(issue: IssuedVersion) -> str:
    return f"{issue.version} {vietnam_date(issue.issued_at)}"


def _hash(parts: Sequence[str]) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()
