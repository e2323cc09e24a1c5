"""A plan as one reads it: from the issuer to what is assumed."""

from __future__ import annotations

from collections.abc import Iterable

from danvan_workflow.cli.rendering import Col, heading, say, show_table
from danvan_workflow.plan.assumptions import assumptions
from danvan_workflow.plan.loading import LoadedPlan
from danvan_workflow.plan.models import LegalBasis, Plan, RungSpec, Stated
from danvan_workflow.plan.schedule import planned_cycles
from danvan_workflow.statutory.deadline import DayOffPolicy, date_text
from danvan_workflow.statutory.workdays import WorkCalendar

MARK = " (giả định)"
AUDIENCES = {"focal": "đầu mối", "head": "thủ trưởng cơ quan", "leader": "lãnh đạo cơ quan tổng hợp"}


def show_plan(loaded: LoadedPlan) -> None:
    """Print the whole picture."""
    plan = loaded.plan
    _head(plan)
    _list("Căn cứ", (_basis(basis) for basis in plan.legal_basis))
    _list("Nội dung", (f"{area.number}. {area.title}" for area in plan.areas))
    _list("Chỉ tiêu phấn đấu", (f"{target.text}{_mark(target)}" for target in plan.targets))
    _list("Nhóm cơ quan phải báo cáo", (f"{group.title}{_mark(group)}" for group in plan.groups))
    _list("Đơn vị có nhiệm vụ riêng", (f"{u.name}{_mark(u)}: {'; '.join(u.duties)}" for u in plan.lead_units))
    _obligations(plan)
    _list(f"Thang đôn đốc, gửi lúc {plan.ladder.send_at:%H:%M}{_mark(plan.ladder)}", map(_rung, plan.ladder.rungs))
    _counts(plan)
    _assumed(loaded)


def _head(plan: Plan) -> None:
    heading(plan.title)
    number = f"số {plan.number}" if plan.number else "số, ký hiệu: không có trong bản dùng để lập tệp"
    issued = f", ban hành ngày {date_text(plan.issued_on)}" if plan.issued_on else ""
    say(f"Mã: {plan.id}; năm {plan.year}; {number}{issued}")
    say(f"Cơ quan ban hành: {plan.issuer.name}; người ký: {plan.signatory.position} {plan.signatory.name}".rstrip())
    say(f"Cơ quan tổng hợp: {plan.collector.name} ({plan.collector.agency}){_mark(plan.collector)}")
    if plan.theme:
        say(f"Chủ đề: {plan.theme}")


def _basis(basis: LegalBasis) -> str:
    day = f" ngày {date_text(basis.issued_on)}" if basis.issued_on else ""
    issuer = f" của {basis.issuer}" if basis.issuer else ""
    about = f": {basis.about}" if basis.about else ""
    return f"{basis.kind} {basis.number}".strip() + day + issuer + about


def _obligations(plan: Plan) -> None:
    cycles = planned_cycles(plan, WorkCalendar.default())
    titles = {group.id: group.title for group in plan.groups}
    for obligation in plan.obligations:
        say()
        heading(f"Chế độ báo cáo “{obligation.id}”: {obligation.title}{_mark(obligation)}")
        say(f"Ai gửi: {'; '.join(titles.get(group, group) for group in obligation.reporters)}. Gửi: {obligation.recipient}.")
        say(f"Gặp ngày nghỉ: {DayOffPolicy(obligation.day_off.policy).text}{_mark(obligation.day_off)}.")
        rows = [
            (f"{c.key}{' *' if c.assumed else ''}", c.label, c.opens_on, c.due_phrase, c.last_admissible_day, c.collector_due_on)
            for c in cycles
            if c.obligation == obligation.id
        ]
        if not rows:
            say("Không có kỳ ấn định trước; mở khi có yêu cầu.")
            continue
        columns = (
            Col("Kỳ"),
            Col("Tên kỳ", roomy=True),
            Col("Mở kỳ", whole=True),
            Col("Hạn nộp"),
            Col("Ngày cuối", whole=True),
            Col("Tổng hợp", whole=True),
        )
        show_table(columns, rows)
        if any(str(row[0]).endswith("*") for row in rows):
            say("* Kỳ giả định: văn bản không ấn định.", "dim")


def _rung(rung: RungSpec) -> str:
    return f"{rung.title} (tới {AUDIENCES[rung.to]})"


def _counts(plan: Plan) -> None:
    say()
    own = f", trong đó {len(plan.indicators.own)} chỉ tiêu riêng" if plan.indicators.own else ""
    total = len(plan.indicators.use) + len(plan.indicators.own)
    say(f"Đề cương {len(plan.sections)} mục; {total} chỉ tiêu{own}; {len(plan.tasks)} nhiệm vụ; {len(plan.recipients)} nơi nhận.")


def _assumed(loaded: LoadedPlan) -> None:
    found = assumptions(loaded)
    say()
    heading(f"Điều giả định ({len(found)}), vì văn bản không nêu")
    for item in found:
        say(f"- {item.what}. Lý do: {item.reason.rstrip('.')}.")


def _list(title: str, lines: Iterable[str]) -> None:
    listed = list(lines)
    if listed:
        say()
        heading(title)
        for line in listed:
            say(f"- {line}")


def _mark(part: Stated) -> str:
    return MARK if part.assumed else ""
