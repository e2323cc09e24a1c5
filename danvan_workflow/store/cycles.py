"""Plan versions, cycles, duties and what was conceded on them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass, field

from sqlalchemy import func, or_, select, update
from sqlalchemy.orm import joinedload, selectinload

from danvan_workflow.duty.cycle_state import CycleState
from danvan_workflow.errors import UnknownName
from danvan_workflow.store.rows import insert_new
from danvan_workflow.store.tables import ConcessionRow, CycleRow, DutyRow, PlanVersionRow
from danvan_workflow.store.unit_of_work import UnitOfWork


def keep_plan_version(uow: UnitOfWork, plan: str, sha256: str, text: str, now: dt.datetime) -> int:
    """The id of this text of the plan, stored once."""
    insert_new(uow, PlanVersionRow, [{"plan": plan, "sha256": sha256, "text": text, "loaded_at": now}])
    found = uow.session.scalars(select(PlanVersionRow.id).filter_by(plan=plan, sha256=sha256))
    return found.one()


def find_cycle(uow: UnitOfWork, cycle_id: str) -> CycleRow | None:
    """The cycle if it was opened."""
    return uow.session.get(CycleRow, cycle_id)


def get_cycle(uow: UnitOfWork, cycle_id: str) -> CycleRow:
    """The opened cycle; UnknownName with the opened ones of that plan otherwise."""
    cycle = find_cycle(uow, cycle_id)
    if cycle is None:
        raise UnknownName("kỳ báo cáo đã mở", cycle_id, list(uow.session.scalars(select(CycleRow.cycle_id))))
    return cycle


def cycles_of(uow: UnitOfWork, plans: Collection[str] | None = None) -> list[CycleRow]:
    """Opened cycles, by opening day; of these plans only, where given."""
    query = select(CycleRow).order_by(CycleRow.opens_on, CycleRow.cycle_id)
    return list(uow.session.scalars(query if plans is None else query.where(CycleRow.plan.in_(plans))))


def cycles_with_plans(uow: UnitOfWork, cycle_ids: Collection[str]) -> list[CycleRow]:
    """These opened cycles, by opening day, each with the text of its plan."""
    query = select(CycleRow).where(CycleRow.cycle_id.in_(cycle_ids)).options(joinedload(CycleRow.plan_version))
    return list(uow.session.scalars(query.order_by(CycleRow.opens_on, CycleRow.cycle_id)))


def cycles_of_period(uow: UnitOfWork, period: str, kind: str) -> list[CycleRow]:
    """Opened cycles of all plans that cover this period with this kind of obligation, oldest first."""
    query = select(CycleRow).filter_by(period=period, kind=kind).order_by(CycleRow.opens_on, CycleRow.cycle_id)
    return list(uow.session.scalars(query))


@dataclass(frozen=True, slots=True)
class OpenObligation:
    """An obligation with cycles that are not over, and the newest text of its plan under which one of them was opened."""

    plan: str
    obligation: str
    text: str = field(repr=False)


def open_obligations(uow: UnitOfWork, since: dt.date, issued_since: dt.date) -> list[OpenObligation]:
    """Obligations with a cycle whose last day is `since` or later, `issued_since` or later where its report is issued."""
    open_or_fresh = or_(CycleRow.state != CycleState.ISSUED, CycleRow.effective_last_day >= issued_since)
    query = select(CycleRow.plan, CycleRow.obligation, func.max(CycleRow.plan_version_id))
    query = query.where(CycleRow.effective_last_day >= since, open_or_fresh).group_by(CycleRow.plan, CycleRow.obligation)
    versions = {(plan, obligation): version for plan, obligation, version in uow.session.execute(query)}
    texts = select(PlanVersionRow.id, PlanVersionRow.text).where(PlanVersionRow.id.in_(set(versions.values())))
    by_id = dict(uow.session.execute(texts).tuples().all())
    return [OpenObligation(plan, obligation, by_id[version]) for (plan, obligation), version in versions.items()]


def duties_of(uow: UnitOfWork, cycle_id: str) -> list[DutyRow]:
    """All entries of the frozen roll with their versions, those outside too, in the roll's order."""
    query = select(DutyRow).filter_by(cycle_id=cycle_id).order_by(DutyRow.id).options(selectinload(DutyRow.submissions))
    return list(uow.session.scalars(query))


def find_duty(uow: UnitOfWork, cycle_id: str, agency: str) -> DutyRow | None:
    """The duty of an agency in a cycle."""
    return uow.session.scalars(select(DutyRow).filter_by(cycle_id=cycle_id, agency=agency)).one_or_none()


def take_duty(uow: UnitOfWork, cycle_id: str, agency: str) -> DutyRow | None:
    """The duty of an agency, to be changed: whoever else wants to change it waits until this transaction ends."""
    taken = update(DutyRow).where(DutyRow.cycle_id == cycle_id, DutyRow.agency == agency).values(owes=DutyRow.owes)
    uow.session.execute(taken.execution_options(synchronize_session=False))
    return find_duty(uow, cycle_id, agency)


def concessions_of(uow: UnitOfWork, cycle_id: str) -> list[ConcessionRow]:
    """Extensions, waivers and moved deadlines of a cycle, oldest first."""
    return list(uow.session.scalars(select(ConcessionRow).filter_by(cycle_id=cycle_id).order_by(ConcessionRow.id)))
