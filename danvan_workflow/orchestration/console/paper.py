"""Nhận thay: a report that came on paper or as a file is typed or read in, checked, and stored for the agency."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from danvan_workflow.errors import InvalidInput, Problem, UserError
from danvan_workflow.intake.form import ReportForm
from danvan_workflow.intake.form_book import book_name, write_book
from danvan_workflow.intake.typed_report import (
    FIGURE,
    NIL,
    NUMBER,
    PERSON,
    SENDER,
    SENT_ON,
    SKIP,
    TEXT,
    person_places,
    values_of,
)
from danvan_workflow.intake.uploaded_report import FILE
from danvan_workflow.orchestration.console.act_pages import (
    ActPage,
    Doing,
    Foretold,
    Ground,
    form_page,
    ground_of,
    require_waived,
    take,
)
from danvan_workflow.orchestration.console.desk import DeskDep
from danvan_workflow.orchestration.console.downloads import workbook
from danvan_workflow.orchestration.console.forms import Form
from danvan_workflow.orchestration.console.paper_fields import (
    asked_form,
    besides_of,
    field_values,
    file_values,
    form_for,
    given_by,
    version_draft,
)
from danvan_workflow.orchestration.console.posted import Posted, PostedDep
from danvan_workflow.services.acts.receive_on_behalf import receive_on_behalf
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.services.submissions.receive_submission import Receipt
from danvan_workflow.statutory import vietnam_date
from danvan_workflow.statutory.wording import long_date
from danvan_workflow.views.agency.duty_file import DutyFile, duty_file
from danvan_workflow.views.agency.report_form import report_form
from danvan_workflow.views.previews.foresee import Foreseen, foresee

router = APIRouter()
ADDRESS = "/ky/{cycle_id}/co-quan/{code}/nhan-thay"
PAGE = ActPage("paper.html.j2", "Nhận thay báo cáo", "Nhận báo cáo", "Nhận thay", "nhan-thay", "paper_confirm.html.j2")
FILE_HINT = "Biểu Excel tải từ trang này mà cơ quan đã điền, hoặc tệp báo cáo YAML, JSON; không quá 20 MB."
FILE_KINDS = ".xlsx,.yaml,.yml,.json"
KEPT = ("reason", "decider", NUMBER, SENDER, SENT_ON)


@dataclass(frozen=True, slots=True)
class Seen:
    """What the second step shows: the receipt, and the file of the duty as it would stand."""

    receipt: Receipt
    duty: DutyFile


@router.get(ADDRESS)
def paper_form(request: Request, desk: DeskDep, cycle_id: str, code: str, tu: int | None = None) -> Response:
    """An empty form, or one that begins with what version `tu` says."""
    ground = ground_of(desk, cycle_id, code, reports=True)
    require_waived(ground, False)
    values = {SENT_ON: desk.today.isoformat()}
    if tu is not None:
        draft = version_draft(desk, cycle_id, code, tu)
        values = field_values(form_for(desk, cycle_id, code, draft), draft) | values
    return _page(request, ground, Form(values))


@router.post(ADDRESS)
def receive(request: Request, desk: DeskDep, posted: PostedDep, cycle_id: str, code: str) -> Response:
    """The file read into the form, the checks of what was typed, then the receipt."""
    ground = ground_of(desk, cycle_id, code, reports=True)
    if posted.step == "tep" or _only_file(posted):
        return _read_file(request, ground, posted)
    form = asked_form(desk, cycle_id, code, posted.form)
    ground = _with(ground, form, posted.form)

    def do(runtime: Runtime) -> Receipt:
        require_waived(ground, False)
        return receive_on_behalf(runtime, given_by(desk, form, posted, lambda: _require_read(posted)), desk.now)

    def look(runtime: Runtime) -> Seen:
        return Seen(do(runtime), duty_file(runtime, cycle_id, code, desk.now))

    def repeated() -> bool:
        return foresee(desk.runtime, cycle_id, desk.now, do).result.unchanged

    doing = Doing(do, lambda foreseen: _foretold(ground, foreseen), look, repeated, _note)
    return take(request, PAGE, ground, posted, doing)


def _only_file(posted: Posted) -> bool:
    """True where a file was chosen, nothing typed, and the wrong button pressed."""
    content = (FIGURE, TEXT, NIL, SKIP, PERSON)
    typed = any(value for name, value in posted.form.values.items() if name.startswith(content) and not name.endswith(".vai"))
    return posted.step == "xem" and FILE in posted.files and not typed


def _require_read(posted: Posted) -> None:
    """InvalidInput where a file was chosen beside what was typed: which of them is meant isn't known."""
    if FILE in posted.files:
        accepted = "bấm “Điền biểu từ tệp” để dùng tệp, hoặc bỏ chọn tệp"
        raise InvalidInput([Problem("đã chọn tệp nhưng chưa điền vào biểu", place=FILE, accepted=accepted)])


def _note(receipt: Receipt) -> str:
    return "khong-doi" if receipt.unchanged else PAGE.note


def _page(request: Request, ground: Ground, form: Form, status: int = 200) -> Response:
    asked = asked_form(ground.desk, ground.duty.cycle_id, ground.duty.agency, form)
    return form_page(request, PAGE, _with(ground, asked, form), form, status)


def _with(ground: Ground, asked: ReportForm, form: Form) -> Ground:
    places = sorted({*person_places(form.values), *range(len(asked.persons))})
    besides = besides_of(form, ground.desk.now)
    more = {"asked": asked, "places": places, "besides": besides, "today": ground.desk.today}
    return replace(ground, more={**more, "file_hint": FILE_HINT, "file_kinds": FILE_KINDS})


def _read_file(request: Request, ground: Ground, posted: Posted) -> Response:
    """What the file says takes the place of what was typed; what it doesn't say of the paper and the act stays."""
    desk, duty = ground.desk, ground.duty
    try:
        file = posted.files.get(FILE)
        if file is None:
            raise InvalidInput([Problem("chưa chọn tệp", place=FILE, accepted="tệp báo cáo của cơ quan")])
        values = file_values(desk, duty.cycle_id, duty.agency, file)
    except UserError as error:
        return _page(request, ground, posted.form.with_problems(error), 422)
    kept = {name: posted.form.value(name) for name in KEPT}
    return _page(request, ground, Form(kept | values))


@router.get(ADDRESS + "/bieu.xlsx")
def book(desk: DeskDep, cycle_id: str, code: str, tu: int | None = None) -> Response:
    """The agency's form as a workbook, empty or as version `tu` says; whoever may read the cycle may have it."""
    desk.cycle(cycle_id)
    form, values = report_form(desk.runtime, cycle_id, code), {}
    if tu is not None:
        draft = version_draft(desk, cycle_id, code, tu)
        form = form_for(desk, cycle_id, code, draft)
        values = values_of(form, draft)
    return workbook(book_name(form), write_book(form, values))


def _foretold(ground: Ground, foreseen: Foreseen[Any]) -> Foretold:
    seen: Seen = foreseen.result
    newest = seen.duty.versions[0]
    facts = [
        ("Ngày gửi", long_date(vietnam_date(newest.sent_at))),
        ("Thời hạn", "đúng hạn" if seen.duty.status.on_time else f"trễ {seen.duty.days_late} ngày làm việc"),
        ("Ghi thành", f"bản số {newest.number}"),
    ]
    cautions = []
    if seen.receipt.unchanged:
        cautions.append(f"Nội dung giống hệt bản số {newest.number} đã có; sẽ không ghi thêm bản nào.")
    elif len(seen.duty.versions) > 1:
        cautions.append(f"Bản này thay cho bản số {seen.duty.versions[1].number}; bản trước được giữ lại trong hồ sơ.")
    if ground.duty.cycle_state == "issued":
        cautions.append("Kỳ đã phát hành báo cáo tổng hợp: bản này chỉ vào số liệu khi lập phiên bản đính chính.")
    return Foretold(facts, cautions, foreseen)
