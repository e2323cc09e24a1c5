"""What the page of a cycle shows beside its time line: findings, letters, acts, the audit log, documents, grounds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from danvan_workflow.duty.notice_state import NoticeState, silence
from danvan_workflow.duty.outline import section_titles
from danvan_workflow.errors import Severity
from danvan_workflow.notify.kinds import notice_label
from danvan_workflow.services.cycle.moments import cycle_moments
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.services.standing_findings import standing_findings
from danvan_workflow.store import reports, submissions
from danvan_workflow.store.tables import NoticeRow
from danvan_workflow.views.cycle.basis import Basis, cycle_basis
from danvan_workflow.views.cycle.story import CycleStory
from danvan_workflow.views.cycle.timeline_words import letter_count
from danvan_workflow.views.entries.events import EventView, event_view
from danvan_workflow.views.entries.lines import (
    ConcessionView,
    FindingView,
    NoticeView,
    concession_view,
    finding_view,
    notice_view,
)
from danvan_workflow.views.rehearsal import PlannedLetter


@dataclass(frozen=True, slots=True)
class FindingOf:
    """A finding on the newest version of an agency."""

    agency: str
    agency_name: str
    version: int
    finding: FindingView


@dataclass(frozen=True, slots=True)
class RuleFindings:
    """What one rule found, in the roll's order."""

    rule: str
    severity: Severity
    found: tuple[FindingOf, ...]

    @property
    def agencies(self) -> int:
        """How many agencies it concerns."""
        return len({item.agency for item in self.found})


@dataclass(frozen=True, slots=True)
class Mailing:
    """The letters of one rung, or of one kind beside the ladder: each with the name of the agency; and those to come.

    `silence` says why a rung has none.
    """

    title: str
    letters: tuple[tuple[str, NoticeView], ...]
    to_come: tuple[PlannedLetter, ...]
    silence: str = ""

    def count(self, *states: NoticeState) -> int:
        """How many of the letters stand in one of these states."""
        return sum(letter.state in states for _, letter in self.letters)

    @property
    def coming(self) -> int:
        """How many letters will leave."""
        return letter_count(self.to_come)


@dataclass(frozen=True, slots=True)
class CycleDocument:
    """A file of a snapshot; `version` is set when it was issued."""

    id: int
    name: str
    format: str
    snapshot: int
    created_at: dt.datetime
    version: int | None
    issued_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class CycleRecord:
    """Everything of one cycle as of `now`; `acts` and `log` come with the name of the agency, empty for the whole cycle.

    `names` are those of the sections and indicators, by id.
    """

    names: Mapping[str, str]
    findings: tuple[RuleFindings, ...]
    mailings: tuple[Mailing, ...]
    acts: tuple[tuple[str, ConcessionView], ...]
    log: tuple[tuple[str, EventView], ...]
    documents: tuple[CycleDocument, ...]
    basis: tuple[Basis, ...]


def cycle_record(runtime: Runtime, story: CycleStory) -> CycleRecord:
    """The record of a cycle whose story was read. Rules by gravity; acts, log and documents newest first."""
    agencies = {duty.agency: duty.agency_name for duty in story.duties}
    names = section_titles(story.plan, story.cycle.ad_hoc) | {c: i.name for c, i in runtime.catalogue_of(story.plan).items()}
    return CycleRecord(
        names=names,
        findings=_findings(runtime, story, names),
        mailings=tuple(_mailings(story, agencies, cycle_moments(runtime, story.cycle.cycle_id).rungs)),
        acts=tuple(_acts(story, agencies)),
        log=tuple((agencies.get(event.agency, event.agency), event_view(event)) for event in reversed(story.events)),
        documents=_documents(runtime, story),
        basis=cycle_basis(story.plan, story.cycle),
    )


def _findings(runtime: Runtime, story: CycleStory, places: Mapping[str, str]) -> tuple[RuleFindings, ...]:
    names = {duty.agency: duty.agency_name for duty in story.duties if not duty.passed_on_at}
    with runtime.uow() as uow:
        newest = {v.id: v for v in submissions.latest_versions(uow, story.cycle.cycle_id, names) if v.sent_at <= story.now}
        rows = standing_findings(uow, story.cycle.cycle_id, submissions.findings_of(uow, newest))
    order = {key: place for place, key in enumerate(newest)}
    by_rule: dict[tuple[str, str], list[FindingOf]] = {}
    for row in sorted(rows, key=lambda row: order[row.submission_id]):
        version = newest[row.submission_id]
        found = FindingOf(version.agency, names[version.agency], version.version, finding_view(row, places))
        by_rule.setdefault((row.severity, row.rule), []).append(found)
    gravity = list(Severity)
    keys = sorted(by_rule, key=lambda key: (gravity.index(Severity(key[0])), key[1]))
    return tuple(RuleFindings(rule, Severity(severity), tuple(by_rule[severity, rule])) for severity, rule in keys)


def _mailings(story: CycleStory, names: Mapping[str, str], moments: Mapping[int, dt.datetime]) -> Iterator[Mailing]:
    """The rungs in their order, whether reached or not, then the letters beside the ladder, by the first of each kind."""
    rungs, beside = _sorted_out(story.letters)
    planned: dict[int, list[PlannedLetter]] = {}
    for letter in story.coming:
        planned.setdefault(letter.rung, []).append(letter)
    for number, rung in enumerate(story.plan.ladder.rungs, start=1):
        letters, coming = _named(rungs.get(number, ()), names), tuple(planned.get(number, ()))
        yield Mailing(rung.title, letters, coming, "" if letters or coming else _silence(story, number, moments))
    for kind, rows in beside.items():
        yield Mailing(notice_label(kind), _named(rows, names), ())


def _silence(story: CycleStory, number: int, moments: Mapping[int, dt.datetime]) -> str:
    has_come = number in moments and moments[number] <= story.now
    still_open = sum(view.is_open for view in story.views)
    return silence((), in_ladder=number in story.ladder_numbers, has_come=has_come, still_open=still_open)


def _sorted_out(letters: Iterable[NoticeRow]) -> tuple[dict[int, list[NoticeRow]], dict[str, list[NoticeRow]]]:
    rungs: dict[int, list[NoticeRow]] = {}
    beside: dict[str, list[NoticeRow]] = {}
    for row in letters:
        if row.rung is None:
            beside.setdefault(row.kind, []).append(row)
        else:
            rungs.setdefault(row.rung, []).append(row)
    return rungs, beside


def _named(rows: Iterable[NoticeRow], names: Mapping[str, str]) -> tuple[tuple[str, NoticeView], ...]:
    return tuple((names.get(row.agency, row.recipient_name), notice_view(row)) for row in rows)


def _acts(story: CycleStory, names: Mapping[str, str]) -> Iterator[tuple[str, ConcessionView]]:
    agencies = {duty.id: names[duty.agency] for duty in story.duties}
    typed = {(event.kind, event.at): str(event.detail.get("entered_by", "")) for event in story.events}
    for row in reversed(story.concessions):
        yield agencies.get(row.duty_id or 0, ""), concession_view(row, typed)


def _documents(runtime: Runtime, story: CycleStory) -> tuple[CycleDocument, ...]:
    numbers = story.numbers
    with runtime.uow() as uow:
        rows = reports.documents_of(uow, story.cycle.cycle_id)
    found = [
        CycleDocument(r.id, r.file_name, r.format, numbers[r.snapshot_id], r.created_at, r.version, r.issued_at) for r in rows
    ]
    return tuple(sorted(found, key=lambda document: (-document.snapshot, document.format)))
