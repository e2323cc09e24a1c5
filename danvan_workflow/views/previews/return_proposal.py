"""What a version could be returned for: by section what is missing and what the checks found, with a sentence to begin with."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from danvan_workflow.errors import Severity
from danvan_workflow.views.agency.duty_file import DutyFile
from danvan_workflow.views.agency.version_view import SectionView
from danvan_workflow.views.entries.lines import FindingView


@dataclass(frozen=True, slots=True)
class ProposedReturn:
    """One section. `proposed` says that something must be mended there, `sentence` what, in words for the agency."""

    section: str
    title: str
    proposed: bool
    missing: tuple[str, ...]
    findings: tuple[FindingView, ...]
    sentence: str


@dataclass(frozen=True, slots=True)
class ReturnProposal:
    """The sections of the newest version, and what concerns none of them."""

    sections: tuple[ProposedReturn, ...]
    others: tuple[str, ...]


def return_proposal(duty: DutyFile) -> ReturnProposal:
    """The proposal for the version that a duty's file shows; an empty one where nothing came."""
    if duty.shown is None:
        return ReturnProposal((), ())
    sections = [section for section in duty.shown.sections if section.section]
    placed = {section.section: _of(section, duty.findings) for section in sections}
    inside = {id(finding) for found in placed.values() for finding in found}
    apart = [finding.sentence for finding in duty.findings if id(finding) not in inside and finding.severity is Severity.ERROR]
    missing = [f"Còn thiếu: {', '.join(duty.shown.missing_others)}."] if duty.shown.missing_others else []
    return ReturnProposal(tuple(_proposed(section, placed[section.section]) for section in sections), (*missing, *apart))


def _of(section: SectionView, findings: Sequence[FindingView]) -> tuple[FindingView, ...]:
    codes = {section.section, *(figure.code for figure in section.figures)}
    return tuple(finding for finding in findings if finding.code in codes)


def _proposed(section: SectionView, findings: tuple[FindingView, ...]) -> ProposedReturn:
    missing = tuple(figure.name for figure in section.figures if figure.missing)
    errors = [finding.sentence for finding in findings if finding.severity is Severity.ERROR]
    said = ["Chưa có nội dung của mục."] if section.missing else []
    said += [f"Chưa báo cáo số liệu: {'; '.join(missing)}."] if missing else []
    return ProposedReturn(section.section, section.title, bool(said or errors), missing, findings, " ".join([*said, *errors]))
