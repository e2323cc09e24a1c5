"""Names within a plan: each id once, and nothing named that isn't there."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import chain

from danvan_workflow.errors import Severity
from danvan_workflow.plan.check_rules import retired_reason
from danvan_workflow.plan.models import Obligation, Plan
from danvan_workflow.plan.remarks import Remark, nearest
from danvan_workflow.reading.strict_yaml import Place
from danvan_workflow.register.models import AgencyKind

LISTS_WITH_IDS = ("areas", "targets", "groups", "sections", "obligations", "tasks")


def reference_remarks(plan: Plan, catalogue_codes: Collection[str], rule_ids: Collection[str]) -> Iterator[Remark]:
    """Doubled ids, and references that lead nowhere."""
    yield from _doubled_ids(plan)
    yield from _indicators(plan, catalogue_codes)
    yield from _rules(plan, rule_ids)
    yield from _unknown(_group_references(plan), [g.id for g in plan.groups], "nhóm cơ quan chưa khai báo ở `groups`")
    yield from _unknown(_section_references(plan), [s.id for s in plan.sections], "mục báo cáo chưa khai báo ở `sections`")
    yield from _unknown(_area_references(plan), [a.id for a in plan.areas], "nội dung chưa khai báo ở `areas`")
    yield from _unknown(_cycle_references(plan), _cycle_keys(plan), "kỳ báo cáo chưa khai báo ở `cycles`")
    yield from _kinds(plan)


def chosen_indicators(plan: Plan) -> tuple[str, ...]:
    """The codes that the plan takes from the catalogue, then its own."""
    return (*plan.indicators.use, *(own.code for own in plan.indicators.own))


Named = tuple[Place, str]


def _each(place: Place, names: Iterable[str]) -> Iterator[Named]:
    return (((*place, number), name) for number, name in enumerate(names))


def _unknown(named: Iterable[Named], known: Collection[str], message: str) -> Iterator[Remark]:
    for place, name in named:
        if name not in known:
            yield Remark(place, message, name, nearest(name, known))


def _doubled(named: Iterable[Named], message: str) -> Iterator[Remark]:
    seen: set[str] = set()
    for place, name in named:
        if name in seen:
            yield Remark(place, message, name, "mỗi tên chỉ dùng một lần")
        seen.add(name)


def _doubled_ids(plan: Plan) -> Iterator[Remark]:
    for key in LISTS_WITH_IDS:
        items: Sequence[object] = getattr(plan, key)
        ids = [((key, number, "id"), str(getattr(item, "id", ""))) for number, item in enumerate(items)]
        yield from _doubled(ids, "hai mục trùng `id`")
    yield from _doubled(_each(("indicators", "use"), plan.indicators.use), "chỉ tiêu được chọn hai lần")
    yield from _doubled(_each(("rules",), plan.rules), "quy tắc kiểm tra được chọn hai lần")
    roles = ((("contacts", number, "role"), contact.role) for number, contact in enumerate(plan.contacts))
    yield from _doubled(roles, "vai trò đầu mối khai báo hai lần")
    for number, obligation in enumerate(plan.obligations):
        keys = ((("obligations", number, "cycles", n, "key"), cycle.key) for n, cycle in enumerate(obligation.cycles))
        yield from _doubled(keys, "hai kỳ của cùng một chế độ báo cáo trùng `key`")


def _indicators(plan: Plan, catalogue_codes: Collection[str]) -> Iterator[Remark]:
    used = _each(("indicators", "use"), plan.indicators.use)
    yield from _unknown(used, catalogue_codes, "chỉ tiêu không có trong danh mục")
    taken = {*catalogue_codes}
    for number, own in enumerate(plan.indicators.own):
        place = ("indicators", "own", number)
        if own.code in taken:
            yield Remark((*place, "code"), "mã chỉ tiêu riêng trùng với mã đã có", own.code, "một mã chưa dùng, ví dụ BC01")
        taken.add(own.code)
        parts = [((*place, key), getattr(own, key)) for key in ("numerator", "denominator", "parent")]
        known = (*chosen_indicators(plan), *catalogue_codes)
        yield from _unknown([part for part in parts if part[1]], known, "chỉ tiêu không có trong danh mục")
    yield from _unknown(_indicator_references(plan), chosen_indicators(plan), "chỉ tiêu chưa được chọn ở `indicators`")
    yield from _asked_twice(plan)


def _rules(plan: Plan, rule_ids: Collection[str]) -> Iterator[Remark]:
    for place, name in _each(("rules",), plan.rules):
        reason = retired_reason(name)
        if reason:
            yield Remark(place, f"quy tắc không còn được chạy ({reason})", name, "bỏ quy tắc này")
        elif name not in rule_ids:
            yield Remark(place, "quy tắc kiểm tra không có trong danh mục", name, nearest(name, rule_ids))
    yield from _doubled(_each(("own_rules",), (own.id for own in plan.own_rules)), "hai quy tắc riêng trùng `id`")
    terms = (
        (("own_rules", number, key, position), code)
        for number, own in enumerate(plan.own_rules)
        for key in ("left", "right")
        for position, code in enumerate(getattr(own, key))
    )
    yield from _unknown(terms, chosen_indicators(plan), "chỉ tiêu chưa được chọn ở `indicators`")


def _asked_twice(plan: Plan) -> Iterator[Remark]:
    """An indicator in two sections of one report would be asked twice; one in no section is never asked."""
    for number, obligation in enumerate(plan.obligations):
        codes = [code for s in plan.sections if _belongs(s.id, obligation) for code in s.indicators]
        for code in sorted({code for code in codes if codes.count(code) > 1}):
            message = "chỉ tiêu nằm ở hai mục của cùng một báo cáo"
            yield Remark(("obligations", number), message, code, "mỗi chỉ tiêu một mục", Severity.WARNING)
    placed = {
        *chain.from_iterable(s.indicators for s in plan.sections),
        *chain.from_iterable(u.indicators for u in plan.lead_units),
    }
    for place, code in _each(("indicators", "use"), plan.indicators.use):
        if code not in placed:
            yield Remark(place, "chỉ tiêu đã chọn nhưng không nằm trong mục báo cáo nào", code, severity=Severity.WARNING)


def _belongs(section: str, obligation: Obligation) -> bool:
    return section in obligation.sections if obligation.sections else obligation.kind.has_figures


def _indicator_references(plan: Plan) -> Iterator[Named]:
    for number, section in enumerate(plan.sections):
        yield from _each(("sections", number, "indicators"), section.indicators)
    for number, unit in enumerate(plan.lead_units):
        yield from _each(("lead_units", number, "indicators"), unit.indicators)
        yield from _each(("lead_units", number, "cross_checks"), unit.cross_checks)
    yield from ((("targets", number, "indicator"), target.indicator) for number, target in enumerate(plan.targets))
    yield from ((("tasks", n, "indicator"), task.indicator) for n, task in enumerate(plan.tasks) if task.indicator)


def _group_references(plan: Plan) -> Iterator[Named]:
    for number, obligation in enumerate(plan.obligations):
        yield from _each(("obligations", number, "reporters"), obligation.reporters)
        for position, persons in enumerate(obligation.persons):
            yield from _each(("obligations", number, "persons", position, "groups"), persons.groups)
    for number, target in enumerate(plan.targets):
        yield from _each(("targets", number, "groups"), target.groups)
    for number, section in enumerate(plan.sections):
        yield from _each(("sections", number, "groups"), section.groups)
    for number, recipient in enumerate(plan.recipients):
        yield from _each(("recipients", number, "groups"), recipient.groups)
    for number, recipient in enumerate(plan.report.recipients):
        yield from _each(("report", "recipients", number, "groups"), recipient.groups)


def _section_references(plan: Plan) -> Iterator[Named]:
    for number, obligation in enumerate(plan.obligations):
        yield from _each(("obligations", number, "sections"), obligation.sections)
    for number, unit in enumerate(plan.lead_units):
        yield from _each(("lead_units", number, "sections"), unit.sections)


def _area_references(plan: Plan) -> Iterator[Named]:
    for number, section in enumerate(plan.sections):
        yield from _each(("sections", number, "areas"), section.areas)
    yield from ((("tasks", number, "area"), task.area) for number, task in enumerate(plan.tasks) if task.area)


def _cycle_references(plan: Plan) -> Iterator[Named]:
    for number, task in enumerate(plan.tasks):
        yield from _each(("tasks", number, "cycles"), task.cycles)


def _cycle_keys(plan: Plan) -> tuple[str, ...]:
    return tuple(dict.fromkeys(cycle.key for obligation in plan.obligations for cycle in obligation.cycles))


def _kinds(plan: Plan) -> Iterator[Remark]:
    for number, group in enumerate(plan.groups):
        place = ("groups", number)
        yield from _unknown(_each((*place, "kinds"), group.kinds), list(AgencyKind), "loại cơ quan không có trong danh mục")
        if group.kinds and not group.of:
            yield Remark(
                (*place, "of"), "nhóm chọn theo loại nhưng chưa nói của đơn vị nào", accepted="mã đơn vị hành chính, ví dụ L52"
            )
        if not group.kinds and not group.include:
            yield Remark(place, "nhóm không chọn cơ quan nào", group.id, "`kinds` cùng `of`, hoặc `include`")
