"""From what a person types to the full id of a cycle."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from danvan_workflow.errors import InvalidInput, Problem, Refused, UnknownName
from danvan_workflow.plan.cycle_id import CycleId

if TYPE_CHECKING:
    from danvan_workflow.services.runtime import Runtime

CycleName = Annotated[
    str,
    typer.Argument(
        metavar="KỲ",
        help="Kỳ báo cáo: binh-dinh-2025/2025-q1, binh-dinh-2025/dinh-ky/2025-q1 hoặc binh-dinh-2025.dinh-ky.2025-q1.",
    ),
]
OfPlan = Annotated[str, typer.Option("--plan", metavar="KẾ HOẠCH", help="Mã kế hoạch, khi KỲ chỉ ghi 2025-q1.")]
FORMS = "binh-dinh-2025/2025-q1, binh-dinh-2025/dinh-ky/2025-q1, binh-dinh-2025.dinh-ky.2025-q1, hoặc 2025-q1 kèm --plan"


def cycle_id(runtime: Runtime, name: str, plan: str = "") -> str:
    """The full id of a cycle that its plan names or that was opened ad hoc; UnknownName with the nearest ones."""
    from danvan_workflow.plan.schedule import find_cycle
    from danvan_workflow.store import cycles

    plan_id, rest = _parts(name.strip(), plan.strip())
    full = f"{plan_id}.{rest.replace('/', '.')}" if "/" in rest else ""
    with runtime.uow() as uow:
        opened = {cycle.cycle_id: cycle for cycle in cycles.cycles_of(uow, [plan_id])}
    if full in opened:
        return full
    same_key = [found for found, cycle in opened.items() if cycle.key == rest]
    if len(same_key) == 1:
        return same_key[0]
    found = runtime.library.load(plan_id)
    named = [f"{o.id}/{c.key}" for o in found.obligations for c in o.cycles if c.key == rest]
    try:
        obligation, spec = find_cycle(found, named[0] if len(named) == 1 else rest)
    except UnknownName as error:
        keys = [cycle.key for cycle in opened.values()] + [c.key for o in found.obligations for c in o.cycles]
        raise UnknownName(f"kỳ báo cáo của kế hoạch {plan_id}", error.name, keys) from None
    return str(CycleId(found.id, obligation.id, spec.key))


def opened_cycle(runtime: Runtime, name: str, plan: str = "") -> str:
    """The full id of a cycle that is open already; Refused with the command that opens it."""
    from danvan_workflow.store import cycles

    found = cycle_id(runtime, name, plan)
    with runtime.uow() as uow:
        if cycles.find_cycle(uow, found) is None:
            raise Refused(f"Kỳ {found} chưa mở. Mở kỳ bằng lệnh: danvan cycle open {found}")
    return found


def _parts(name: str, plan: str) -> tuple[str, str]:
    """The plan, and key or obligation/key."""
    if full := CycleId.find(name):
        return full.plan, full.short
    if plan:
        return plan, name.removeprefix(f"{plan}/")
    head, _, rest = name.partition("/")
    if not rest:
        raise InvalidInput([Problem("chưa rõ kỳ của kế hoạch nào", place="KỲ", value=name, accepted=FORMS)])
    return head, rest
