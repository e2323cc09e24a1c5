"""The fields of the form of a paper report, against the store: from a version, from a file, and into what is taken in."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from danvan_workflow.duty.submission import SubmissionDraft
from danvan_workflow.errors import UnknownName
from danvan_workflow.intake.form import ReportForm
from danvan_workflow.intake.submission_file import read_submission_text, write_submission_text
from danvan_workflow.intake.typed_report import FIGURE, TEXT, draft_of, values_of
from danvan_workflow.intake.uploaded_report import read_uploaded, require_known
from danvan_workflow.orchestration.console.act_fields import typed_act
from danvan_workflow.orchestration.console.desk import Desk
from danvan_workflow.services.acts.receive_on_behalf import OnBehalf
from danvan_workflow.services.submissions.assess import stored_draft
from danvan_workflow.services.submissions.draft_problems import MAX_ATTACHMENT
from danvan_workflow.store import cycles, submissions
from danvan_workflow.views.agency.report_form import report_form
from danvan_workflow.web.forms import TypedForm, all_problems
from danvan_workflow.web.posted import CARRIED, Posted, PostedFile
from danvan_workflow.web.scans import scan_of


def asked_form(desk: Desk, cycle_id: str, code: str, form: TypedForm) -> ReportForm:
    """The agency's form, with whatever else stands in the fields."""
    figures = [name.removeprefix(FIGURE) for name in form.values if name.startswith(FIGURE)]
    sections = [name.removeprefix(TEXT) for name in form.values if name.startswith(TEXT)]
    return report_form(desk.runtime, cycle_id, code, sections=sections, figures=figures)


def form_for(desk: Desk, cycle_id: str, code: str, draft: SubmissionDraft) -> ReportForm:
    """The agency's form, with whatever else a draft says."""
    figures, sections = (f.indicator for f in draft.figures), (n.section for n in draft.narratives)
    return report_form(desk.runtime, cycle_id, code, sections=sections, figures=figures)


def version_draft(desk: Desk, cycle_id: str, code: str, number: int) -> SubmissionDraft:
    """A stored version; UnknownName where there is none of that number."""
    with desk.runtime.uow() as uow:
        duty = cycles.find_duty(uow, cycle_id, code)
        row = submissions.find_version(uow, duty.id, number) if duty else None
        if row is None:
            raise UnknownName("bản báo cáo mang số", str(number))
        return stored_draft(row)


def field_values(form: ReportForm, draft: SubmissionDraft) -> dict[str, str]:
    """The fields of a draft; what has no field goes along as a text that nobody edits."""
    rest = SubmissionDraft(draft.cycle_id, draft.agency, draft.sent_at, "file", tasks=draft.tasks, attachments=draft.attachments)
    besides = {CARRIED: write_submission_text(rest)} if draft.tasks or draft.attachments else {}
    return values_of(form, draft) | besides


def file_values(desk: Desk, cycle_id: str, code: str, file: PostedFile) -> dict[str, str]:
    """The fields of a file of either kind; InvalidInput with everything that is wrong with it."""
    form = report_form(desk.runtime, cycle_id, code, whole=True)
    found = read_uploaded(form, file.content, file.name, desk.now)
    if isinstance(found, dict):
        return found
    require_known(form, found)
    return field_values(form, found)


def besides_of(form: TypedForm, now: dt.datetime) -> SubmissionDraft | None:
    """Tasks and files that came along with the fields."""
    text = form.value(CARRIED)
    return read_submission_text(text, now, "") if text else None


def given_by(desk: Desk, form: ReportForm, posted: Posted, *checks: Callable[[], object]) -> OnBehalf:
    """The draft and the act; InvalidInput with everything that is wrong with either, and with what further checks find."""
    act, besides = typed_act(posted, desk), besides_of(posted.form, desk.now)
    scans = scan_of(posted, MAX_ATTACHMENT)
    attachments = (*(besides.attachments if besides else ()), *scans)
    tasks = besides.tasks if besides else ()

    def draft() -> SubmissionDraft:
        return draft_of(form, posted.form.values, desk.now, attachments, tasks)

    all_problems(act.require, draft, *checks)
    return OnBehalf(draft(), act)
