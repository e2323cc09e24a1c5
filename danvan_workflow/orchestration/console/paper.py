"""Nhận thay: a report that came on paper or as a file is typed or read in, checked, and stored for the agency."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import Response

from danvan_workflow.duty.cycle_state import CycleState
from danvan_workflow.duty.events import EventKind
from danvan_workflow.errors import InvalidInput, Problem, UserError
from danvan_workflow.intake.form_book import book_name, write_book
from danvan_workflow.intake.typed_report import FIGURE, NIL, NUMBER, PERSON, SENDER, SENT_ON, SKIP, TEXT, person_places, values_of
from danvan_workflow.intake.uploaded_report import FILE
from danvan_workflow.orchestration.console.agency_form import ADDRESS, ActPage, Foretold, agency_form
from danvan_workflow.orchestration.console.agency_ground import AgencyGround, ground_of, require_waived
from danvan_workflow.orchestration.console.desk import CHANGING, DeskDep
from danvan_workflow.orchestration.console.paper_fields import (
    asked_form,
    besides_of,
    field_values,
    file_values,
    form_for,
    given_by,
    version_draft,
)
from danvan_workflow.services.acts.receive_on_behalf import OnBehalf, receive_on_behalf
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.services.submissions.receive_submission import Receipt
from danvan_workflow.statutory.deadline import vietnam_date
from danvan_workflow.statutory.wording import long_date
from danvan_workflow.views.agency.duty_file import DutyFile, duty_file
from danvan_workflow.views.agency.report_form import report_form
from danvan_workflow.web.act_form import Shown
from danvan_workflow.web.addresses import RowNumber
from danvan_workflow.web.downloads import workbook
from danvan_workflow.web.forms import TypedForm
from danvan_workflow.web.posted import Posted, PostedDep

router = APIRouter()
PAPER = ADDRESS + "/nhan-thay"
PAGE = ActPage(
    "paper.html.j2", "Nhận thay báo cáo", "Nhận báo cáo", EventKind.RECEIVED_ON_BEHALF, "nhan-thay", "paper_confirm.html.j2"
)
UNCHANGED = "khong-doi"
FILE_HINT = "Biểu Excel tải từ trang này mà cơ quan đã điền, hoặc tệp báo cáo YAML, JSON; không quá 20 MB."
FILE_KINDS = ".xlsx,.yaml,.yml,.json"
KEPT = ("reason", "decider", NUMBER, SENDER, SENT_ON)


@dataclass(frozen=True, slots=True)
class Seen:
    """What the second step shows: the receipt, and the file of the duty as it would stand."""

    receipt: Receipt
    duty: DutyFile


@router.get(PAPER)
def paper_form(request: Request, desk: DeskDep, cycle_id: str, code: str, tu: RowNumber | None = None) -> Response:
    """An empty form, or one that begins with what version `tu` says."""
    ground = ground_of(desk, cycle_id, code, reports=True)
    require_waived(ground, False)
    values = {SENT_ON: desk.today.isoformat()}
    if tu is not None:
        draft = version_draft(desk, cycle_id, code, tu)
        values = field_values(form_for(desk, cycle_id, code, draft), draft) | values
    return RECEIVING.page(request, ground, TypedForm(values))


@router.post(PAPER, dependencies=CHANGING)
def receive(request: Request, desk: DeskDep, posted: PostedDep, cycle_id: str, code: str) -> Response:
    """The file read into the form, the checks of what was typed, then the receipt."""
    ground = ground_of(desk, cycle_id, code, reports=True)
    if posted.step == "tep" or _only_file(posted):
        return _read_file(request, ground, posted)
    return RECEIVING.take(request, ground, posted)


@router.get(PAPER + "/bieu.xlsx")
def book(desk: DeskDep, cycle_id: str, code: str, tu: RowNumber | None = None) -> Response:
    """The agency's form as a workbook, empty or as version `tu` says; whoever may read the cycle may have it."""
    desk.cycle(cycle_id)
    form, values = report_form(desk.runtime, cycle_id, code), {}
    if tu is not None:
        draft = version_draft(desk, cycle_id, code, tu)
        form = form_for(desk, cycle_id, code, draft)
        values = values_of(form, draft)
    return workbook(book_name(form), write_book(form, values))


def _only_file(posted: Posted) -> bool:
    """True where a file was chosen, nothing typed, and the wrong button pressed."""
    content = (FIGURE, TEXT, NIL, SKIP, PERSON)
    typed = any(value for name, value in posted.form.values.items() if name.startswith(content) and not name.endswith(".vai"))
    return posted.step == "xem" and FILE in posted.files and not typed


def _read_file(request: Request, ground: AgencyGround, posted: Posted) -> Response:
    """What the file says takes the place of what was typed; what it doesn't say of the paper and the act stays."""
    desk, duty = ground.desk, ground.duty
    try:
        file = posted.files.get(FILE)
        if file is None:
            raise InvalidInput([Problem("chưa chọn tệp", place=FILE, accepted="tệp báo cáo của cơ quan")])
        values = file_values(desk, duty.cycle_id, duty.agency, file)
    except UserError as error:
        return RECEIVING.page(request, ground, posted.form.with_problems(error), 422)
    kept = {name: posted.form.value(name) for name in KEPT}
    return RECEIVING.page(request, ground, TypedForm(kept | values))


def _show(ground: AgencyGround, form: TypedForm) -> Shown:
    asked = asked_form(ground.desk, ground.duty.cycle_id, ground.duty.agency, form)
    places = sorted({*person_places(form.values), *range(len(asked.persons))})
    more = {"asked": asked, "places": places, "besides": besides_of(form, ground.desk.now), "today": ground.desk.today}
    return {**more, "file_hint": FILE_HINT, "file_kinds": FILE_KINDS}


def _read(ground: AgencyGround, posted: Posted) -> OnBehalf:
    require_waived(ground, False)
    asked = asked_form(ground.desk, ground.duty.cycle_id, ground.duty.agency, posted.form)
    return given_by(ground.desk, asked, posted, lambda: _require_read(posted))


def _require_read(posted: Posted) -> None:
    """InvalidInput where a file was chosen beside what was typed: which of them is meant isn't known."""
    if FILE in posted.files:
        accepted = "bấm “Điền biểu từ tệp” để dùng tệp, hoặc bỏ chọn tệp"
        raise InvalidInput([Problem("đã chọn tệp nhưng chưa điền vào biểu", place=FILE, accepted=accepted)])


def _receive(runtime: Runtime, ground: AgencyGround, given: OnBehalf) -> str:
    return UNCHANGED if receive_on_behalf(runtime, given, ground.desk.now).unchanged else PAGE.note


def _foretell(ground: AgencyGround, given: OnBehalf) -> Foretold:
    """The checks of the version, as they would be stored with it."""
    duty, now = ground.duty, ground.desk.now

    def receive_and_look(runtime: Runtime) -> Seen:
        return Seen(receive_on_behalf(runtime, given, now), duty_file(runtime, duty.cycle_id, duty.agency, now))

    foreseen = ground.foresee(receive_and_look)
    return Foretold(_facts(foreseen.result.duty), foreseen, list(_cautions(duty, foreseen.result)))


def _facts(duty: DutyFile) -> list[tuple[str, str]]:
    newest = duty.versions[0]
    return [
        ("Ngày gửi", long_date(vietnam_date(newest.sent_at))),
        ("Thời hạn", "đúng hạn" if duty.status.on_time else duty.lateness),
        ("Ghi thành", f"bản số {newest.number}"),
    ]


def _cautions(before: DutyFile, seen: Seen) -> Iterator[str]:
    versions = seen.duty.versions
    if seen.receipt.unchanged:
        yield f"Nội dung giống hệt bản số {versions[0].number} đã có; sẽ không ghi thêm bản nào."
    elif len(versions) > 1:
        yield f"Bản này thay cho bản số {versions[1].number}; bản trước được giữ lại trong hồ sơ."
    if before.cycle_state is CycleState.ISSUED:
        yield "Kỳ đã phát hành báo cáo tổng hợp: bản này chỉ vào số liệu khi lập phiên bản đính chính."


RECEIVING = agency_form(PAGE, _read, _foretell, _receive, _show)
