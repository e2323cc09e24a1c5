"""The page of a DAG in Airflow: what the plan says, which dates follow, what was assumed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from danvan_workflow.orchestration.pages.titles import rung_title
from danvan_workflow.plan.models import Obligation, Plan
from danvan_workflow.plan.schedule import PlannedCycle
from danvan_workflow.statutory.deadline import date_text

HOW_TO_READ = (
    "Mỗi **cột** của lưới là một kỳ báo cáo, mỗi **hàng** là một mốc của kỳ. Mốc chờ đến ngày của mình "
    "(hoặc đến khi các cơ quan gửi đủ) rồi tự thực hiện; gia hạn được theo ngay. "
    "Số ngày trong tên mốc là **ngày làm việc**, tính từ ngày cuối cùng được nộp.\n\n"
    "Ô xanh lá: xong. Ô tím: đang chờ đến ngày. Ô cam: chờ lãnh đạo quyết định. Ô hồng: bỏ qua vì không có việc phải làm. "
    "Ô vàng: chờ thử lại. Ô **đỏ**: thất bại, mở ô đó đọc **Nhật ký**. Mốc làm gì, đỏ thì xử lý thế nào: bấm tên mốc ở "
    "trang này rồi bấm hình quyển sách. Đừng đánh dấu “Thành công” thay cho làm lại: việc của mốc sẽ không được thực hiện.\n\n"
    "Ai đã gửi, ai chưa, gia hạn, miễn, trả lại, đổi hạn: trang **Dân vận** ở cột bên trái."
)


def dag_page(plan: Plan, obligation: Obligation, cycles: Sequence[PlannedCycle]) -> str:
    """Markdown, in Vietnamese."""
    return "\n".join(
        [*_head(plan, obligation), "", HOW_TO_READ, "", *_calendar(cycles), "", *_ladder(plan), "", *_assumed(obligation)]
    )


def _head(plan: Plan, obligation: Obligation) -> Iterator[str]:
    number = f" số {plan.number}" if plan.number else ""
    yield f"## {obligation.title}"
    yield f"{plan.title}{number} của {plan.issuer.name}. Nơi nhận báo cáo: {obligation.recipient}."


def _calendar(cycles: Sequence[PlannedCycle]) -> Iterator[str]:
    if not cycles:
        yield "Không có kỳ định trước: kỳ đột xuất được mở khi có yêu cầu."
        return
    yield "| Kỳ | Mã kỳ | Mở kỳ | Thời hạn | Ngày cuối cùng được nộp | Trình tổng hợp | Căn cứ |"
    yield "|---|---|---|---|---|---|---|"
    for cycle in cycles:
        days = [date_text(day) for day in (cycle.opens_on, cycle.last_admissible_day, cycle.collector_due_on)]
        basis = "giả định" if cycle.assumed else "kế hoạch"
        yield f"| {cycle.label} | `{cycle.cycle_id}` | {days[0]} | {cycle.due_phrase} | {days[1]} | {days[2]} | {basis} |"


def _ladder(plan: Plan) -> Iterator[str]:
    steps = sorted(plan.ladder.rungs, key=lambda rung: rung.offset)
    yield f"Thang đôn đốc (thư gửi từ {plan.ladder.send_at:%H:%M}): {'; '.join(rung_title(rung) for rung in steps)}."
    if plan.ladder.assumed:
        yield f"Thang đôn đốc là giả định: {plan.ladder.reason}."


def _assumed(obligation: Obligation) -> Iterator[str]:
    parts = {
        "Nghĩa vụ": obligation,
        "Xử lý hạn trùng ngày nghỉ": obligation.day_off,
        "Ngày mở kỳ": obligation.opens,
        "Hạn tổng hợp": obligation.collector_due,
        **{f"Kỳ {cycle.key}": cycle for cycle in obligation.cycles},
    }
    for name, part in parts.items():
        if part.assumed:
            yield f"- *{name}* là giả định: {part.reason}."
