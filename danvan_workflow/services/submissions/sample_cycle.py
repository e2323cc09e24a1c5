"""Sample submissions for an opened cycle, as drafts or written into a source that can then be collected."""

from __future__ import annotations

from decimal import Decimal

from danvan_workflow.duty.ad_hoc import asked_titles
from danvan_workflow.duty.requirements import PersonNeed
from danvan_workflow.duty.submission import SubmissionDraft
from danvan_workflow.errors import Refused
from danvan_workflow.intake.foreign import write_sample_source
from danvan_workflow.intake.mapping_file import mapping_of
from danvan_workflow.sample.drafts import sample_drafts
from danvan_workflow.sample.models import SampleCycle, SampleDuty, Shares
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.services.submissions.collect import DEFAULT_SOURCE
from danvan_workflow.services.submissions.history import figures_of_agency, previous_cycle
from danvan_workflow.store import cycles, tasks
from danvan_workflow.store.tables import CycleRow, DutyRow
from danvan_workflow.store.unit_of_work import UnitOfWork


def sample_cycle(
    runtime: Runtime,
    cycle_id: str,
    seed: str | int = 0,
    shares: Shares | None = None,
    url: str | None = None,
    *,
    plant_bad_rows: bool = False,
) -> int:
    """Write a sample of an opened cycle into the example source; returns how many submissions it has.

    `url` is the source's address, without it the one of the settings; Refused where there is neither. The same seed writes the
    same rows over themselves. Nothing goes into our own database before it is collected.
    """
    address = url or runtime.settings.sources.get(DEFAULT_SOURCE)
    if address is None:
        raise Refused(f"Chưa khai báo địa chỉ của nguồn “{DEFAULT_SOURCE}”. Đặt biến môi trường DANVAN_SOURCE_HE_THONG_TINH_URL.")
    mapping = mapping_of(runtime.settings.collect, DEFAULT_SOURCE)
    drafts = sample_drafts_of(runtime, cycle_id, seed, shares)
    with runtime.uow() as uow:
        cycle = cycles.get_cycle(uow, cycle_id)
        names = {duty.agency: duty.agency_name for duty in cycles.duties_of(uow, cycle_id)}
        periods = {cycle_id: cycle.period}
    return write_sample_source(address, mapping, drafts, names, periods=periods, plant_bad_rows=plant_bad_rows)


def sample_drafts_of(
    runtime: Runtime, cycle_id: str, seed: str | int = 0, shares: Shares | None = None
) -> tuple[SubmissionDraft, ...]:
    """The drafts of a sample of an opened cycle, cumulative over what its agencies reported for the earlier period."""
    with runtime.uow() as uow:
        cycle, plan = runtime.cycle_plan(uow, cycle_id)
        owing = [duty for duty in cycles.duties_of(uow, cycle_id) if duty.owes and not duty.passed_on_at and not duty.waived_at]
        doing = _tasks(uow, cycle.plan)
        duties = [_sample_duty(duty, doing.get(duty.agency, ())) for duty in owing]
        previous = _previous(runtime, uow, cycle, owing)
    return sample_drafts(plan, _sample_cycle(cycle), duties, runtime.catalogue_of(plan), seed, shares, previous)


def _sample_cycle(cycle: CycleRow) -> SampleCycle:
    return SampleCycle(
        cycle_id=cycle.cycle_id,
        kind=cycle.kind,
        period=cycle.period,
        opens_on=cycle.opens_on,
        last_day=cycle.effective_last_day,
        data_last_day=cycle.data_last_day,
        label=cycle.label,
        questions=tuple(asked_titles(cycle.ad_hoc).items()),
    )


def _sample_duty(duty: DutyRow, doing: tuple[str, ...]) -> SampleDuty:
    return SampleDuty(
        agency=duty.agency,
        name=duty.agency_name,
        group=duty.group_id,
        sections=tuple(duty.sections),
        indicators=tuple(duty.indicators),
        persons=tuple(PersonNeed(need["role"], need["count"]) for need in duty.persons),
        tasks=doing,
    )


def _tasks(uow: UnitOfWork, plan: str) -> dict[str, tuple[str, ...]]:
    listed: dict[str, list[str]] = {}
    for item in tasks.tasks_of(uow, plan):
        listed.setdefault(item.agency, []).append(item.task)
    return {agency: tuple(ids) for agency, ids in listed.items()}


def _previous(runtime: Runtime, uow: UnitOfWork, cycle: CycleRow, duties: list[DutyRow]) -> dict[str, dict[str, Decimal]]:
    earlier = previous_cycle(uow, cycle)
    found = {duty.agency: figures_of_agency(runtime, uow, earlier, duty.agency, cycle.roll_as_of) for duty in duties}
    return {
        agency: {code: figure.value for code, figure in figures.items() if figure.value is not None}
        for agency, figures in found.items()
        if figures
    }
