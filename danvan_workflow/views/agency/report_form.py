"""The form of one duty, read from the store."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from danvan_workflow.duty.outline import OTHER_FIGURES, PersonRole, placed_codes, sections_of
from danvan_workflow.duty.requirements import requirements
from danvan_workflow.errors import UnknownName
from danvan_workflow.intake.form import AskedPerson, AskedSection, ReportForm
from danvan_workflow.plan.models import Plan
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.statutory.indicators import Catalogue
from danvan_workflow.store import cycles
from danvan_workflow.store.tables import CycleRow, DutyRow


def report_form(
    runtime: Runtime,
    cycle_id: str,
    agency: str,
    *,
    sections: Iterable[str] = (),
    figures: Iterable[str] = (),
    whole: bool = False,
) -> ReportForm:
    """The form of an agency on the roll of an opened cycle; with further sections and figures, where an answer holds them.

    `whole` adds every section of the plan: an answer to any of them can be read.
    """
    with runtime.uow() as uow:
        cycle, plan = runtime.cycle_plan(uow, cycle_id)
        duty = cycles.find_duty(uow, cycle_id, agency)
    if duty is None:
        raise UnknownName(f"cơ quan trong danh sách của kỳ {cycle.label}", agency)
    chosen = runtime.catalogue_of(plan)
    codes = [*duty.indicators, *(code for code in figures if code in chosen and code not in duty.indicators)]
    named = {*duty.sections, *_optional(plan, cycle, duty), *sections, *_holding(plan, codes)}
    named |= {section.id for section in plan.sections} if whole else set()
    return ReportForm(
        cycle_id=cycle_id,
        cycle_label=cycle.label,
        title=cycle.ad_hoc.title if cycle.ad_hoc else plan.obligation(cycle.obligation).title,
        agency=agency,
        agency_name=duty.agency_name,
        opens_on=cycle.opens_on,
        first_day=cycle.data_first_day,
        last_day=duty.last_day,
        sections=_sections(plan, cycle, duty, chosen, codes, named),
        persons=tuple(
            AskedPerson(need["role"], PersonRole(need["role"]).label) for need in duty.persons for _ in range(need["count"])
        ),
        owed=frozenset(duty.indicators),
        catalogue=chosen,
    )


def _optional(plan: Plan, cycle: CycleRow, duty: DutyRow) -> tuple[str, ...]:
    """Sections that may stay empty."""
    if cycle.ad_hoc:
        return ()
    lineage = {duty.agency, *duty.inherited_from}
    return requirements(plan, plan.obligation(cycle.obligation), duty.group_id, lineage).optional


def _holding(plan: Plan, codes: Collection[str]) -> set[str]:
    return {section.id for section in plan.sections if not set(section.indicators).isdisjoint(codes)}


def _sections(
    plan: Plan, cycle: CycleRow, duty: DutyRow, chosen: Catalogue, codes: list[str], named: set[str]
) -> tuple[AskedSection, ...]:
    titles = sections_of(plan, cycle.ad_hoc, named)
    placed = placed_codes(plan, codes, titles)
    found = [
        AskedSection(section, title, section in duty.sections, tuple(chosen[code] for code in placed.get(section, ())))
        for section, title in titles.items()
    ]
    rest = tuple(chosen[code] for code in placed[""] if code in chosen)
    return (*found, AskedSection("", OTHER_FIGURES, False, rest)) if rest else tuple(found)
