"""The consolidated report of one tier as a submission for the tier above: sums, section texts, the report itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from danvan_workflow.duty.decision import Decision
from danvan_workflow.duty.roll import build_roll
from danvan_workflow.duty.submission import Attachment, Figure, FigureStatus, Narrative, SubmissionDraft
from danvan_workflow.errors import Refused, UnknownName
from danvan_workflow.plan.models import Plan, Section
from danvan_workflow.plan.schedule import PlannedCycle, planned_cycles
from danvan_workflow.register.models import Agency
from danvan_workflow.register.register import Register
from danvan_workflow.register.tiers import tier_above
from danvan_workflow.report.facts import ReportFacts
from danvan_workflow.report.figure_wording import figure_sentence
from danvan_workflow.report.silence import nil_upward
from danvan_workflow.services.consolidation.stored_facts import facts_of_snapshot
from danvan_workflow.services.letters.writing import MEDIA_TYPES
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.statutory.indicators import IndicatorKind
from danvan_workflow.store import reports
from danvan_workflow.store.tables import CycleRow, ReportRow, SnapshotRow
from danvan_workflow.store.unit_of_work import UnitOfWork

VIA = "lower_tier"
ANSWERED_ABOVE = (IndicatorKind.RATIO, IndicatorKind.YES_NO)
NOT_KEPT = (
    "Báo cáo {} (bản chốt {}) không dựng lại được: số liệu đã in không được lưu cùng bản chốt nên không xuất lên cấp trên được. "
    "Tổng hợp lại, trình duyệt lại rồi xuất."
)


@dataclass(frozen=True, slots=True)
class UpwardReport:
    """What goes up. `homeless` are titles of sections that the plan above has no place for; the attached report holds them."""

    draft: SubmissionDraft
    agency_name: str
    homeless: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Above:
    """A cycle of the tier above, and as which agency we stand on its roll."""

    plan: Plan
    cycle: PlannedCycle
    agency: str


def export_upward(
    runtime: Runtime, cycle_id: str, now: dt.datetime, *, upper: str = "", number: str = "", sender: str = ""
) -> UpwardReport:
    """The approved report of a cycle as a submission to `upper`, a full cycle id of the tier above.

    Without `upper` the plans of the library are searched for the one cycle of the tier above that covers the same period and has
    this agency, or its successor, on its roll. Refused where nothing is approved, or where there is none or more than one.
    """
    with runtime.uow() as uow:
        cycle, plan = runtime.cycle_plan(uow, cycle_id)
        snapshot = _approved_snapshot(uow, cycle)
        documents = reports.reports_of(uow, snapshot.id)
        facts = facts_of_snapshot(uow, snapshot.id)
    if facts is None:
        raise Refused(NOT_KEPT.format(cycle.label, snapshot.number))
    above = _the_one(list(_cycles_above(runtime, plan, cycle, upper)), cycle, upper)
    narratives, homeless = _narratives(facts, above.plan)
    draft = SubmissionDraft(
        cycle_id=above.cycle.cycle_id,
        agency=above.agency,
        sent_at=now,
        via=VIA,
        sender=sender or plan.issuer.name,
        document_number=number,
        figures=tuple(_figures(runtime, facts, above.plan)),
        narratives=narratives,
        attachments=tuple(_report_itself(documents)),
        is_sample=facts.is_sample,
    )
    return UpwardReport(draft, runtime.register.get(above.agency).name, homeless)


def _approved_snapshot(uow: UnitOfWork, cycle: CycleRow) -> SnapshotRow:
    """The snapshot that was issued or approved last."""
    approved = [
        decision.snapshot_id for decision in reports.decisions_of(uow, cycle.cycle_id) if decision.decision is Decision.APPROVE
    ]
    if not approved or not cycle.state.is_decided:
        raise Refused(f"Báo cáo {cycle.label} chưa được duyệt nên chưa gửi lên cấp trên được; duyệt xong hãy xuất lại.")
    return reports.get_snapshot(uow, approved[-1])


def _cycles_above(runtime: Runtime, plan: Plan, cycle: CycleRow, upper: str) -> Iterator[_Above]:
    for other in (loaded.plan for loaded in runtime.library.load_all().plans if loaded.plan.id != plan.id):
        for planned in planned_cycles(other, runtime.calendar):
            fits = planned.cycle_id == upper if upper else _covers(runtime.register, plan, cycle, other, planned)
            agency = _place_on_roll(runtime.register, plan, other, planned) if fits else None
            if agency is not None:
                yield _Above(other, planned, agency.code)


def _covers(register: Register, plan: Plan, cycle: CycleRow, other: Plan, planned: PlannedCycle) -> bool:
    """Whether a cycle of another plan is the one of the tier above for the same period."""
    upward = plan.obligation(cycle.obligation).upward_to
    if not upward or not cycle.period or planned.period != cycle.period or planned.kind != cycle.kind:
        return False
    tier = tier_above(register, upward, planned.opens_on)
    collectors = {code for own in (other.collector.agency, other.issuer.unit) for code in _stands_for(register, own, planned)}
    return not collectors.isdisjoint(tier)


def _stands_for(register: Register, code: str, planned: PlannedCycle) -> tuple[str, ...]:
    return tier_above(register, code, planned.opens_on)


def _place_on_roll(register: Register, plan: Plan, other: Plan, planned: PlannedCycle) -> Agency | None:
    """As which agency the issuer or the collector of a plan owes in a cycle of another plan."""
    ours = {code for own in (plan.issuer.unit, plan.collector.agency) for code, _ in register.successors(own, planned.opens_on)}
    roll = build_roll(other, other.obligation(planned.obligation).reporters, register, planned.opens_on)
    return next((register.get(entry.agency) for entry in roll.owing if entry.agency in ours), None)


def _the_one(found: list[_Above], cycle: CycleRow, upper: str) -> _Above:
    if len(found) == 1:
        return found[0]
    if upper and not found:
        raise UnknownName("kỳ báo cáo của cấp trên có cơ quan này trong danh sách", upper)
    if not found:
        raise Refused(
            f"Không tìm thấy kế hoạch của cấp trên có kỳ cùng thời gian với {cycle.label} và có cơ quan này trong danh sách phải "
            "báo cáo. Thêm tệp kế hoạch của cấp trên vào thư mục kế hoạch, hoặc nêu kỳ bằng --cycle."
        )
    names = ", ".join(above.cycle.cycle_id for above in found)
    raise Refused(f"Có nhiều kỳ của cấp trên phù hợp: {names}. Nêu một kỳ bằng --cycle.")


def _figures(runtime: Runtime, facts: ReportFacts, above: Plan) -> Iterator[Figure]:
    """The totals that the plan above asks about. Ratios are worked out there; what nobody reported stays missing.

    A yes or no is asked of the sender itself: how many of its own units said yes is no answer to that.
    """
    asked = runtime.catalogue_of(above)
    for code, total in facts.figures.totals.items():
        if code in asked and facts.figures.catalogue[code].kind not in ANSWERED_ABOVE and total.value is not None:
            note = "" if total.is_whole else f"số liệu của {total.coverage} đơn vị"
            yield Figure(code, FigureStatus.VALUE if total.value else FigureStatus.ZERO, total.value, note)


def _narratives(facts: ReportFacts, above: Plan) -> tuple[tuple[Narrative, ...], tuple[str, ...]]:
    """The texts under the sections of the plan above, and the titles of our sections that find no place there."""
    texts: dict[str, list[str]] = {}
    homeless = []
    for section in facts.plan.sections:
        text = _section_text(facts, section)
        home = _home_of(section, above)
        if text and home is None:
            homeless.append(section.title)
        elif text and home is not None:
            texts.setdefault(home.id, []).append(text)
    return tuple(Narrative(s.id, "\n".join(texts[s.id])) for s in above.sections if s.id in texts), tuple(homeless)


def _home_of(section: Section, above: Plan) -> Section | None:
    """The section above of the same id, else the one that shares the most indicators."""
    same = next((other for other in above.sections if other.id == section.id), None)
    shared = {other.id: len({*other.indicators} & {*section.indicators}) for other in above.sections}
    nearest = max(above.sections, key=lambda other: shared[other.id], default=None)
    return same or (nearest if nearest and shared[nearest.id] else None)


def _section_text(facts: ReportFacts, section: Section) -> str:
    totals = [facts.figures.totals[code] for code in section.indicators if code in facts.figures.totals]
    lines = [figure_sentence(facts, total) for total in totals if total.value is not None]
    voices = [voice for voice in facts.voices if voice.section == section.id]
    lines += [f"{voice.name}: {voice.text.strip()}" for voice in voices if voice.text.strip() and not voice.nil]
    return "\n".join(lines) or nil_upward(facts, section.id)


def _report_itself(documents: list[ReportRow]) -> Iterator[Attachment]:
    for document in documents:
        if document.format == "docx":
            yield Attachment(document.file_name, document.content, MEDIA_TYPES["docx"])
