"""A row of a source that says “không phát sinh” beside figures above zero: set aside by name, the figures stay."""

from __future__ import annotations

from dataclasses import replace

from danvan_workflow.duty.nil import NilContradiction, nil_contradictions
from danvan_workflow.duty.submission import SubmissionDraft
from danvan_workflow.intake.answers import AskedContent, Parts
from danvan_workflow.intake.mapping import SourceMapping
from danvan_workflow.intake.rejection import Rejection, shown


def without_false_nils(
    mapping: SourceMapping, asked: AskedContent, draft: SubmissionDraft, parts: Parts
) -> tuple[SubmissionDraft, list[Rejection]]:
    """The draft without what its figures contradict, those that couldn't be read included; what that answered is missing then."""
    covered = asked.section_indicators
    said = nil_contradictions(draft.figures, draft.narratives, (), draft.nil_report, covered, parts.unread)
    sections = {found.section for found in said}
    kept = tuple(narrative for narrative in draft.narratives if narrative.section not in sections)
    sound = replace(draft, narratives=kept, nil_report=draft.nil_report and "" not in sections)
    return sound, [_rejection(mapping, draft, found) for found in said]


def _rejection(mapping: SourceMapping, draft: SubmissionDraft, found: NilContradiction) -> Rejection:
    key, reason = draft.extra["source_key"], f"{found.message} ({found.value}); chấp nhận {found.accepted}"
    if not found.section:
        return Rejection(mapping.submission_table, key, mapping.columns.get("nil_report", ""), "không phát sinh", reason)
    text = next(narrative.text for narrative in draft.narratives if narrative.section == found.section)
    return Rejection(mapping.answer_table, f"{key}/{found.section}", mapping.columns["value"], shown(text), reason)
