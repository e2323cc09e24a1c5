"""A report in a file that somebody uploads: told by its first bytes, read as what it is, and only for the agency it is for."""

from __future__ import annotations

import datetime as dt

from danvan_workflow.duty.submission import SubmissionDraft
from danvan_workflow.errors import InvalidInput, Problem
from danvan_workflow.intake.filled_book import read_book
from danvan_workflow.intake.form import ReportForm
from danvan_workflow.intake.submission_file import read_submission_text

MAX_BYTES = 20 * 1024 * 1024
FILE = "tep"
WORKBOOK = b"PK\x03\x04"
ACCEPTED = "biểu Excel tải từ trang này, hoặc tệp báo cáo YAML, JSON"


def read_uploaded(form: ReportForm, content: bytes, name: str, now: dt.datetime) -> SubmissionDraft | dict[str, str]:
    """The draft in a file, or the fields of a workbook; InvalidInput with every problem, at the field `tep`."""
    if not content:
        raise _refused("tệp không có nội dung")
    if len(content) > MAX_BYTES:
        raise _refused(f"tệp quá lớn: {len(content) // (1024 * 1024)} MB", "tệp không quá 20 MB")
    try:
        if content.startswith(WORKBOOK) or name.lower().endswith((".xlsx", ".xlsm", ".xls")):
            return read_book(form, content)
        draft = _read(content, name, now)
    except InvalidInput as error:
        raise InvalidInput(Problem(problem.text(), place=FILE) for problem in error.problems) from None
    _require_same(form, draft)
    return draft


def _read(content: bytes, name: str, now: dt.datetime) -> SubmissionDraft:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InvalidInput([Problem("không đọc được tệp này", accepted=ACCEPTED)]) from None
    return read_submission_text(text, now, name)


def _require_same(form: ReportForm, draft: SubmissionDraft) -> None:
    pairs = (("kỳ", draft.cycle_id, form.cycle_id), ("cơ quan", draft.agency, form.agency))
    wrong = [
        Problem(f"tệp là của {what} khác", place=FILE, value=said, accepted=asked) for what, said, asked in pairs if said != asked
    ]
    if wrong:
        raise InvalidInput(wrong)


def require_known(form: ReportForm, draft: SubmissionDraft) -> None:
    """InvalidInput for figures and sections that the form, with all that the plan has, doesn't know."""
    sections = {section.section for section in form.sections}
    strange = [("chỉ tiêu", f.indicator) for f in draft.figures if f.indicator not in form.catalogue]
    strange += [("mục", n.section) for n in draft.narratives if n.section not in sections]
    if strange:
        raise InvalidInput(Problem(f"{what} không có trong kế hoạch", place=FILE, value=name) for what, name in strange)


def _refused(message: str, accepted: str = ACCEPTED) -> InvalidInput:
    return InvalidInput([Problem(message, place=FILE, accepted=accepted)])
