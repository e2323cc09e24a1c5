"""The page of each row of the grid: what the row does, when, and what an officer may do when it is red."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from airflow.sdk import DAG

from danvan_workflow.orchestration.pages.titles import rung_task_id
from danvan_workflow.plan.models import Plan, RungSpec

ALONE, WITH_REST = "**Làm lại** (bỏ chọn “Tác vụ phía sau”)", "**Làm lại** (giữ chọn “Tác vụ phía sau”)"


@dataclass(frozen=True, slots=True)
class RowPage:
    """A row: its kind of work in place of a class name, what it does, why it may be red, how to do it again, with what effect."""

    kind: str
    what: str
    cause: str
    again: str
    effect: str


ROWS = {
    "mo_ky": RowPage(
        "Mở kỳ",
        "Vào ngày mở kỳ, chốt danh sách cơ quan phải báo cáo, hạn nộp và thang đôn đốc. Kế hoạch hay danh mục sửa về "
        "sau không làm thay đổi kỳ đã mở; muốn đổi thì gia hạn, miễn hoặc đổi hạn ở trang **Dân vận**.",
        "kế hoạch hoặc danh mục cơ quan có chỗ sai",
        WITH_REST,
        "kỳ được mở, các mốc sau chờ lại từ đầu; thư đã gửi không gửi lại",
    ),
    "han_nop": RowPage(
        "Hạn nộp",
        "Đánh dấu lúc hết ngày cuối cùng được nộp, theo hạn mới nếu cả kỳ được đổi hạn. Nghĩa vụ của cơ quan đã sáp nhập được "
        "chuyển cho cơ quan kế thừa trước khi tính ai quá hạn.",
        "chưa nối được cơ sở dữ liệu",
        ALONE,
        "các mốc sau không phải chờ mốc này",
    ),
    "thu_thap": RowPage(
        "Thu thập",
        "Ngay sau hạn nộp, lấy báo cáo từ các nguồn số liệu rồi kiểm tra đủ hay thiếu, đúng hay sai. Báo cáo đến muộn hơn vẫn "
        "được lấy ở các mốc sau.",
        "nguồn số liệu không trả lời hoặc đã đổi cấu trúc; hệ thống đã tự thử lại khoảng nửa ngày",
        ALONE,
        "báo cáo đã lấy không bị lấy hai lần",
    ),
    "tong_hop": RowPage(
        "Tổng hợp",
        "Đến hạn tổng hợp của {collector}, hoặc sớm hơn khi mọi cơ quan đã gửi đủ: lấy số liệu lần cuối, chốt các phiên bản và "
        "lập dự thảo báo cáo (.docx, .xlsx). Cơ quan chưa gửi được nêu tên, không bao giờ tính là 0.",
        "nguồn số liệu không trả lời, hoặc mẫu báo cáo có chỗ sai",
        WITH_REST,
        "cùng số liệu thì ra cùng một báo cáo, rồi trình lãnh đạo",
    ),
    "phe_duyet": RowPage(
        "Phê duyệt",
        "Trình lãnh đạo bản tổng hợp và chờ quyết định ở mục **Việc cần quyết định**. Duyệt thì phát hành; trả lại hoặc chờ thêm "
        "cơ quan thì tổng hợp lại và trình lại, bao nhiêu lần cũng được.",
        "quyết định chưa được ghi nhận",
        WITH_REST,
        "báo cáo được trình lại; quyết định cũ vẫn lưu",
    ),
    "phat_hanh": RowPage(
        "Phát hành",
        "Ngay sau khi duyệt, phát hành đúng bản đã duyệt, đánh số phiên bản và gửi đến nơi nhận. Sau đó sửa số liệu thì ra phiên "
        "bản mới, kèm danh sách chỗ đã đổi.",
        "chưa gửi được thư đến nơi nhận",
        ALONE,
        "báo cáo không phát hành hai lần, thư đã gửi không gửi lại",
    ),
}


def describe(dag: DAG, plan: Plan) -> None:
    """Give every row its page, its owner, and a name for its kind of work."""
    rungs = {rung_task_id(rung): rung for rung in plan.ladder.rungs}
    task: Any  # a mapped task, which we have none of, has no such attributes
    for task in dag.tasks:
        rung = rungs.get(task.task_id)
        task.owner = plan.collector.name
        task.doc_md = rung_page(rung, plan) if rung else row_page(task.task_id, plan)
        task.custom_operator_name = "Gửi thư" if rung else ROWS[task.task_id].kind


def row_page(task_id: str, plan: Plan) -> str:
    """The page of a row that isn't a rung."""
    row = ROWS[task_id]
    return f"{row.what.format(collector=plan.collector.name)}\n\n{_red(row.cause, row.again, row.effect)}"


def rung_page(rung: RungSpec, plan: Plan) -> str:
    """The page of a rung: whom it tells and when."""
    letter = rung.kind.words.tells.format(collector=plan.collector.name)
    red = _red("còn thư chưa gửi được sau khoảng một giờ thử lại", ALONE, "chỉ thư còn lại được gửi, không ai nhận hai lần")
    return (
        f"Gửi thư {letter}, từ {plan.ladder.send_at:%H:%M} {_day(rung.offset)}. Cơ quan được gia hạn tính theo hạn của mình, "
        "cơ quan được miễn không nhận thư. **Bỏ qua** nghĩa là không còn ai phải nhận, hoặc đã đến mốc sau.\n\n"
        f"{red} Để nguyên thì thư đó đi cùng mốc sau hoặc vào sáng hôm sau."
    )


def _red(cause: str, again: str, effect: str) -> str:
    return f"**Nếu đỏ**: {cause}. Mở **Nhật ký** đọc lý do, xử lý xong bấm {again}: {effect}."


def _day(offset: int) -> str:
    """
    >>> _day(-7)
    'ngày làm việc thứ 7 trước ngày cuối cùng được nộp'
    """
    if offset == 0:
        return "ngày cuối cùng được nộp"
    return f"ngày làm việc thứ {abs(offset)} {'trước' if offset < 0 else 'sau'} ngày cuối cùng được nộp"
