"""Judging a version: what is missing of what is owed, and what the rules find. The results belong to the version."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import replace
from typing import Any

from danvan_workflow.consolidate.checks import Grounds, judge, rules_read
from danvan_workflow.consolidate.findings import Finding
from danvan_workflow.duty.completeness import completeness
from danvan_workflow.duty.nil import with_nil
from danvan_workflow.duty.outline import PersonRole, section_indicators
from danvan_workflow.duty.submission import (
    Attachment,
    Figure,
    FigureStatus,
    Narrative,
    Person,
    SubmissionDraft,
    TaskProgress,
    TaskState,
)
from danvan_workflow.errors import Severity
from danvan_workflow.plan.models import ObligationKind, Plan
from danvan_workflow.plan.own_rules import rules_of
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.services.submissions.history import cycle_of_last_year, cycle_of_year_end, figures_of_agency, previous_cycle
from danvan_workflow.statutory.rules import Rule
from danvan_workflow.store import cycles, submissions
from danvan_workflow.store.rows import insert_all
from danvan_workflow.store.tables import CycleRow, DutyRow, FindingRow, SubmissionRow
from danvan_workflow.store.unit_of_work import UnitOfWork


def filled_in(plan: Plan, duty: DutyRow, draft: SubmissionDraft) -> SubmissionDraft:
    """The draft with an explicit nil for every owed figure that a nil section or a nil report covers."""
    covered = section_indicators(plan)
    figures = with_nil(draft.figures, duty.indicators, draft.narratives, (), draft.nil_report, covered)
    return replace(draft, figures=figures)


def assess_version(
    runtime: Runtime, uow: UnitOfWork, cycle: CycleRow, plan: Plan, duty: DutyRow, version: SubmissionRow, draft: SubmissionDraft
) -> None:
    """Write completeness and findings of a stored version into its row and its findings."""
    summary = _summary(cycle, duty, draft)
    version.completeness = summary
    version.is_complete = not any(summary[part] for part in ("sections", "indicators", "others"))
    grounds = grounds_of(runtime, uow, cycle, plan, duty.agency, draft)
    found = judge(grounds)
    version.error_count = sum(finding.severity is Severity.ERROR for finding in found)
    version.warning_count = sum(finding.severity is Severity.WARNING for finding in found)
    version.ruleset = _digest(rules_read(grounds))
    insert_all(uow, FindingRow, [_finding_row(version.id, n, finding) for n, finding in enumerate(found)])


def _summary(cycle: CycleRow, duty: DutyRow, draft: SubmissionDraft) -> dict[str, Any]:
    measured = completeness(duty.sections, duty.indicators, draft.figures, draft.narratives, nil_report=draft.nil_report)
    return {
        "required": measured.required,
        "answered": measured.answered,
        "sections": list(measured.missing_sections),
        "indicators": list(measured.missing_indicators),
        "others": _missing_others(cycle, duty, draft),
    }


def _missing_others(cycle: CycleRow, duty: DutyRow, draft: SubmissionDraft) -> list[str]:
    """Persons not named, a plan without number: as Vietnamese phrases."""
    missing = []
    for need in duty.persons:
        named = sum(person.role == need["role"] and bool(person.name.strip()) for person in draft.persons)
        if named < need["count"]:
            missing.append(f"{PersonRole(need['role']).label.lower()} ({named}/{need['count']})")
    if cycle.kind == ObligationKind.PLAN_DELIVERY and not draft.document_number:
        missing.append("số, ký hiệu của kế hoạch")
    return missing


def _digest(rules: tuple[Rule, ...]) -> str:
    """One sign for the rules that were read, as they stood; empty where none was."""
    return hashlib.sha256("\n".join(map(repr, rules)).encode()).hexdigest()[:16] if rules else ""


def grounds_of(runtime: Runtime, uow: UnitOfWork, cycle: CycleRow, plan: Plan, agency: str, draft: SubmissionDraft) -> Grounds:
    """What a submission is judged by under a plan; products without figures are judged by no rule."""
    before, year_ago, year_end = (
        figures_of_agency(runtime, uow, found, agency, cycle.roll_as_of)
        for found in (previous_cycle(uow, cycle), cycle_of_last_year(uow, cycle), cycle_of_year_end(uow, cycle))
    )
    return Grounds(
        figures={figure.indicator: figure for figure in draft.figures},
        indicators=runtime.catalogue_of(plan),
        narratives=draft.narratives,
        previous=before,
        same_period=year_ago,
        last_year_annual=year_end,
        rules=rules_of(plan) if cycle.kind.has_figures else (),
    )


def _finding_row(submission: int, position: int, finding: Finding) -> dict[str, Any]:
    return {
        "submission_id": submission,
        "position": position,
        "rule": finding.rule,
        "severity": finding.severity.value,
        "place": finding.place,
        "sentence": finding.sentence,
        "terms": list(finding.terms),
    }


def stored_draft(version: SubmissionRow) -> SubmissionDraft:
    """A stored version as a draft again: for checking anew, for handing on to the tier above."""
    return SubmissionDraft(
        cycle_id=version.cycle_id,
        agency=version.agency,
        sent_at=version.sent_at,
        via=version.via,
        sender=version.sender,
        document_number=version.document_number,
        version=version.version,
        figures=tuple(Figure(f.indicator, FigureStatus(f.status), f.value, f.note) for f in version.figures),
        narratives=tuple(Narrative(n.section, n.text, n.nil, n.skip_reason) for n in version.narratives),
        persons=tuple(Person(p.role, p.name, p.title, p.phone, p.email) for p in version.persons),
        tasks=tuple(TaskProgress(t.task, TaskState(t.state), t.percent, t.evidence) for t in version.tasks),
        attachments=tuple(Attachment(a.name, a.content, a.media_type) for a in version.attachments),
        nil_report=version.nil_report,
        is_sample=version.is_sample,
    )


def assess(runtime: Runtime, cycle_id: str, now: dt.datetime) -> int:
    """Judge the newest versions of a cycle that carry no judgement yet; returns how many were judged.

    Versions are judged when they come in; this catches up where that was interrupted.
    """
    with runtime.uow() as uow:
        cycle, plan = runtime.cycle_plan(uow, cycle_id)
        waiting = [version for version in submissions.latest_versions(uow, cycle_id) if version.is_complete is None]
        for version in waiting:
            duty = cycles.find_duty(uow, cycle_id, version.agency)
            assert duty is not None  # a version hangs on its duty by a foreign key
            assess_version(runtime, uow, cycle, plan, duty, version, stored_draft(version))
        uow.commit()
        return len(waiting)
