"""What changed between two versions of a plan, in the officer's terms rather than in keys and lines."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

from danvan_workflow.plan.assumptions import describe
from danvan_workflow.plan.diff_cycles import cycle_changes
from danvan_workflow.plan.models import LadderSpec, Obligation, Plan, RungSpec, Target, Task
from danvan_workflow.plan.stated import StatedPart, stated_parts
from danvan_workflow.register.register import Register
from danvan_workflow.statutory.deadline import DayOffPolicy, date_text
from danvan_workflow.statutory.workdays import WorkCalendar

Kind = Literal["added", "removed", "changed"]
_Item = TypeVar("_Item")


@dataclass(frozen=True, slots=True)
class Change:
    """One change. `subject` is the part of the plan it touches, `text` a whole Vietnamese sentence without full stop."""

    kind: Kind
    subject: str
    text: str


def diff_plans(old: Plan, new: Plan, calendar: WorkCalendar, register: Register | None = None) -> tuple[Change, ...]:
    """All changes from `old` to `new`, in the order of the format. With a register, agencies with new dates are counted."""
    found = tuple(_changes(old, new, calendar, register))
    return (*found, *_details(old, new, found))


def _changes(old: Plan, new: Plan, calendar: WorkCalendar, register: Register | None) -> Iterator[Change]:
    yield from _values("plan", PLAN_VALUES, old, new, "")
    yield from _lists(old, new)
    yield from _ladder(old.ladder, new.ladder)
    yield from _obligations(old, new)
    yield from (Change(kind, "cycle", text) for kind, text in cycle_changes(old, new, calendar, register))
    yield from _tasks(old, new)
    yield from _grounds(old, new)


def _details(old: Plan, new: Plan, found: Iterable[Change]) -> Iterator[Change]:
    """Parts that differ although no sentence above says so: nothing changes in silence."""
    told = {change.subject for change in found} | {part.name[0] for part in _regrounded(old, new)}
    for key in Plan.model_fields:
        subject = PARTS.get(key, "plan")
        silent = told.isdisjoint({key, subject, "cycle"} if key == "obligations" else {key, subject})
        if silent and getattr(old, key) != getattr(new, key):
            yield Change("changed", subject, f"Phần `{key}` có thay đổi về chi tiết")


_Reader = Callable[[Plan], object]
PLAN_VALUES: tuple[tuple[str, _Reader], ...] = (
    ("Tên kế hoạch", lambda plan: plan.title),
    ("Số kế hoạch", lambda plan: plan.number),
    ("Ngày ban hành", lambda plan: date_text(plan.issued_on) if plan.issued_on else ""),
    ("Năm", lambda plan: plan.year),
    ("Chủ đề năm", lambda plan: plan.theme),
    ("Ngày căn cứ của danh sách cơ quan", lambda plan: date_text(plan.base_date)),
    ("Cơ quan ban hành", lambda plan: plan.issuer.name),
    ("Cơ quan tổng hợp", lambda plan: plan.collector.name),
    ("Người ký kế hoạch", lambda plan: f"{plan.signatory.position} {plan.signatory.name}".strip()),
    ("Cơ quan đứng tên báo cáo tổng hợp", lambda plan: plan.report.issuing_body),
    ("Ký hiệu báo cáo tổng hợp", lambda plan: plan.report.notation),
    ("Trích yếu báo cáo tổng hợp", lambda plan: plan.report.subject),
    ("Nơi nhận báo cáo tổng hợp", lambda plan: "; ".join(line.text for line in plan.report.recipients)),
)

PARTS: Mapping[str, str] = {
    "legal_basis": "legal_basis",
    "areas": "area",
    "targets": "target",
    "groups": "group",
    "lead_units": "lead_unit",
    "sections": "section",
    "indicators": "indicator",
    "rules": "rule",
    "own_rules": "rule",
    "ladder": "ladder",
    "contacts": "contact",
    "obligations": "obligation",
    "tasks": "task",
    "recipients": "recipient",
}

LISTS: tuple[tuple[str, str, Callable[[Plan], Mapping[str, str]]], ...] = (
    ("legal_basis", "căn cứ", lambda plan: {f"{b.kind} {b.number}": f"{b.kind} {b.number}".strip() for b in plan.legal_basis}),
    ("area", "nội dung", lambda plan: {a.id: a.title for a in plan.areas}),
    ("target", "chỉ tiêu phấn đấu", lambda plan: {t.id: t.text for t in plan.targets}),
    ("group", "nhóm cơ quan", lambda plan: {g.id: g.title for g in plan.groups}),
    ("lead_unit", "đơn vị có nhiệm vụ riêng", lambda plan: {"+".join(u.agencies): u.name for u in plan.lead_units}),
    ("section", "mục báo cáo", lambda plan: {s.id: s.title for s in plan.sections}),
    ("indicator", "chỉ tiêu", lambda plan: {c: c for c in plan.indicators.use} | {o.code: o.code for o in plan.indicators.own}),
    ("rule", "quy tắc kiểm tra", lambda plan: {rule: rule for rule in plan.rules} | {own.id: own.id for own in plan.own_rules}),
    ("contact", "đầu mối", lambda plan: {c.role: c.title for c in plan.contacts}),
    ("recipient", "nơi nhận", lambda plan: {r.text: r.text for r in plan.recipients}),
)


def _values(
    subject: str, values: Iterable[tuple[str, Callable[[_Item], object]]], old: _Item, new: _Item, where: str
) -> Iterator[Change]:
    for label, read in values:
        before, after = str(read(old)), str(read(new))
        if before != after:
            yield Change("changed", subject, f"{where}{label} đổi từ {_quoted(before)} thành {_quoted(after)}")


def _quoted(value: str) -> str:
    return f"“{value}”" if value else "(để trống)"


def _lists(old: Plan, new: Plan) -> Iterator[Change]:
    for subject, noun, read in LISTS:
        yield from _listed(subject, noun, read(old), read(new))
    yield from _members(old, new)
    for target in new.targets:
        earlier = next((t for t in old.targets if t.id == target.id), target)
        yield from _values("target", _TARGET_VALUES, earlier, target, f"Chỉ tiêu phấn đấu “{target.text}”: ")
    for section in new.sections:
        before = next((s for s in old.sections if s.id == section.id), section)
        yield from _sets(f"Mục “{section.title}”", "chỉ tiêu", "section", before.indicators, section.indicators)
        yield from _sets(f"Mục “{section.title}”", "nhóm phải viết", "section", before.groups, section.groups)


_STRIVEN = {True: "mức phấn đấu", False: "mức phải đạt"}
_TARGET_VALUES: tuple[tuple[str, Callable[[Target], object]], ...] = (
    ("mức phải đạt", lambda target: target.at_least),
    ("phạm vi tính", lambda target: "từng cơ quan" if target.scope == "agency" else "toàn kế hoạch"),
    ("tính chất", lambda target: _STRIVEN[target.goal]),
)


def _members(old: Plan, new: Plan) -> Iterator[Change]:
    for group in new.groups:
        before = next((g for g in old.groups if g.id == group.id), group)
        where = f"Nhóm “{group.title}”"
        yield from _sets(where, "loại cơ quan", "group", before.kinds, group.kinds)
        yield from _sets(where, "cơ quan", "group", before.include, group.include)
        excluded = [[one.agency for one in version.exclude] for version in (before, group)]
        yield from _sets(where, "cơ quan được loại ra", "group", *excluded)


def _listed(subject: str, noun: str, old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[Change]:
    for key in [key for key in new if key not in old]:
        yield Change("added", subject, f"Thêm {noun} {_quoted(new[key])}")
    for key in [key for key in old if key not in new]:
        yield Change("removed", subject, f"Bỏ {noun} {_quoted(old[key])}")
    for key in [key for key in new if key in old and old[key] != new[key]]:
        yield Change("changed", subject, f"{noun.capitalize()} {_quoted(old[key])} đổi tên thành {_quoted(new[key])}")


def _sets(where: str, noun: str, subject: str, old: Sequence[str], new: Sequence[str]) -> Iterator[Change]:
    added = [item for item in new if item not in old]
    removed = [item for item in old if item not in new]
    if added:
        yield Change("changed", subject, f"{where}: thêm {noun} {', '.join(added)}")
    if removed:
        yield Change("changed", subject, f"{where}: bỏ {noun} {', '.join(removed)}")


def _ladder(old: LadderSpec, new: LadderSpec) -> Iterator[Change]:
    for rung in [rung for rung in new.rungs if rung not in old.rungs]:
        yield Change("added", "ladder", f"Thêm bậc đôn đốc: {_rung(rung)}")
    for rung in [rung for rung in old.rungs if rung not in new.rungs]:
        yield Change("removed", "ladder", f"Bỏ bậc đôn đốc: {_rung(rung)}")
    if old.send_at != new.send_at:
        yield Change("changed", "ladder", f"Giờ gửi thông báo đổi từ {old.send_at:%H:%M} thành {new.send_at:%H:%M}")


_TO = {"focal": "đầu mối", "head": "thủ trưởng", "leader": "lãnh đạo phụ trách"}


def _rung(rung: RungSpec) -> str:
    if rung.offset == 0:
        when = "đúng ngày cuối của hạn nộp"
    else:
        when = f"{'trước' if rung.offset < 0 else 'sau'} hạn {abs(rung.offset):02d} ngày làm việc"
    return f"{when}, gửi {_TO[rung.to]}"


_OBLIGATION_VALUES: tuple[tuple[str, Callable[[Obligation], object]], ...] = (
    ("tên", lambda o: o.title),
    ("nơi nhận báo cáo", lambda o: o.recipient),
    ("cách xử lý ngày nghỉ", lambda o: DayOffPolicy(o.day_off.policy).text),
    ("số ngày làm việc mở kỳ trước hạn", lambda o: o.opens.working_days),
    ("số ngày làm việc cơ quan tổng hợp báo cáo sau hạn", lambda o: o.collector_due.working_days),
    ("nơi báo cáo lên cấp trên", lambda o: o.upward_to),
    ("số người phải đăng ký", lambda o: ", ".join(f"{p.role}: {p.count}" for p in o.persons)),
)


def _obligations(old: Plan, new: Plan) -> Iterator[Change]:
    before, after = {o.id: o for o in old.obligations}, {o.id: o for o in new.obligations}
    yield from _added_or_removed(
        "obligation", "chế độ báo cáo", {k: o.title for k, o in before.items()}, {k: o.title for k, o in after.items()}
    )
    titles = {group.id: group.title for plan in (old, new) for group in plan.groups}
    for key in [key for key in after if key in before]:
        where = f"Chế độ “{before[key].title}”"
        yield from _values("obligation", _OBLIGATION_VALUES, before[key], after[key], f"{where}: ")
        reporters = [[titles.get(name, name) for name in one[key].reporters] for one in (before, after)]
        yield from _sets(where, "nhóm phải báo cáo", "obligation", *reporters)
        yield from _sets(where, "mục", "obligation", before[key].sections, after[key].sections)


def _added_or_removed(subject: str, noun: str, old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[Change]:
    same = {key: old[key] for key in new if key in old}
    yield from _listed(subject, noun, old, {key: same.get(key, title) for key, title in new.items()})


_TASK_VALUES: tuple[tuple[str, Callable[[Task], object]], ...] = (
    ("tên", lambda t: t.title),
    ("hạn", lambda t: date_text(day) if t.due and (day := t.due.before or t.due.by) else ""),
    ("minh chứng", lambda t: t.evidence),
    ("chỉ tiêu", lambda t: t.indicator or ""),
    ("mức phải đạt", lambda t: "" if t.at_least is None else t.at_least),
    ("tính chất", lambda t: _STRIVEN[t.goal]),
    ("là việc tổng hợp báo cáo", lambda t: "có" if t.consolidation else "không"),
)


def _tasks(old: Plan, new: Plan) -> Iterator[Change]:
    before, after = {t.id: t for t in old.tasks}, {t.id: t for t in new.tasks}
    yield from _added_or_removed(
        "task", "nhiệm vụ", {k: t.title for k, t in before.items()}, {k: t.title for k, t in after.items()}
    )
    titles = {group.id: group.title for plan in (old, new) for group in plan.groups}
    for key in [key for key in after if key in before]:
        where = f"Nhiệm vụ “{before[key].title}”"
        yield from _values("task", _TASK_VALUES, before[key], after[key], f"{where}: ")
        who = [[titles.get(name, name) for name in one[key].who] for one in (before, after)]
        yield from _sets(where, "cơ quan thực hiện", "task", *who)


def _grounds(old: Plan, new: Plan) -> Iterator[Change]:
    return (Change("changed", "ground", _ground(found)) for found in _regrounded(old, new))


def _regrounded(old: Plan, new: Plan) -> Iterator[StatedPart]:
    """Assumptions that a document has confirmed since, and the other way round."""
    before = {found.name: found for found in stated_parts(old)}
    for found in stated_parts(new):
        earlier = before.get(found.name)
        if earlier is not None and earlier.part.assumed != found.part.assumed:
            yield found


def _ground(found: StatedPart) -> str:
    if found.part.assumed:
        return f"Nay là giả định: {describe(found)} (lý do: {found.part.reason})"
    return f"Không còn là giả định: {describe(found)} (căn cứ: {found.part.source or 'chưa ghi'})"
