"""A report that an officer types for an agency: fields by name into a draft with every problem at its field, and back again."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping

from danvan_workflow.duty.lengths import LONGEST_NAME, LONGEST_NOTE, LONGEST_NUMBER, LONGEST_PHONE, LONGEST_TEXT
from danvan_workflow.duty.nil import nil_contradictions
from danvan_workflow.duty.outline import PersonRole
from danvan_workflow.duty.submission import Attachment, Figure, Narrative, Person, SubmissionDraft, TaskProgress
from danvan_workflow.errors import InvalidInput, Problem
from danvan_workflow.intake.form import ReportForm
from danvan_workflow.intake.typed import TYPED, typed_text
from danvan_workflow.intake.values import BadValue, figure_of, text_of
from danvan_workflow.statutory.deadline import VIETNAM, vietnam_date
from danvan_workflow.statutory.wording import short_date

FIGURE, NOTE, TEXT, NIL, SKIP, PERSON = "so.", "ghi.", "bai.", "kps.", "bo.", "nguoi."
SENT_ON, SENDER, NUMBER, NIL_REPORT, SAMPLE = "sent_on", "sender", "document_number", "nil_report", "sample"
PERSON_PARTS = {"ten": LONGEST_NAME, "chuc": LONGEST_NAME, "dien-thoai": LONGEST_PHONE, "thu": LONGEST_NAME}
OFFICE_CLOSES = dt.time(17, 0)
A_FIGURE = "số như 1.234,5; hoặc “không phát sinh” (KPS), “không áp dụng” (KAD)"


class Fields:
    """The typed values, read one by one; what is wrong is collected."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = values
        self.problems: list[Problem] = []

    def text(self, name: str, longest: int) -> str:
        """A text without blanks around it; empty where it is too long."""
        try:
            return text_of(self._values.get(name, ""), longest)
        except BadValue as error:
            self.refuse(name, str(error), "", f"tối đa {longest} ký tự")
            return ""

    def flag(self, name: str) -> bool:
        """True for a ticked box."""
        return bool(self._values.get(name, "").strip())

    def refuse(self, name: str, message: str, value: str, accepted: str) -> None:
        """Write a problem down."""
        self.problems.append(Problem(message, place=name, value=value[:60], accepted=accepted))


def draft_of(
    form: ReportForm,
    values: Mapping[str, str],
    now: dt.datetime,
    attachments: tuple[Attachment, ...] = (),
    tasks: tuple[TaskProgress, ...] = (),
) -> SubmissionDraft:
    """The draft that the fields make; InvalidInput with every problem at its field."""
    fields = Fields(values)
    draft = SubmissionDraft(
        cycle_id=form.cycle_id,
        agency=form.agency,
        sent_at=_sent_at(form, fields, now),
        via="paper",
        sender=fields.text(SENDER, LONGEST_NAME),
        document_number=fields.text(NUMBER, LONGEST_NUMBER),
        figures=tuple(_figures(form, fields)),
        narratives=tuple(_narratives(form, fields)),
        persons=tuple(_persons(fields, values)),
        tasks=tasks,
        attachments=attachments,
        nil_report=fields.flag(NIL_REPORT),
        is_sample=fields.flag(SAMPLE),
    )
    _refuse_false_nils(form, fields, draft)
    if not fields.problems and not _says_anything(draft):
        fields.refuse("", "biểu còn trống", "", "ít nhất một số liệu, một nội dung, hoặc đánh dấu cả kỳ không phát sinh")
    if fields.problems:
        raise InvalidInput(fields.problems)
    return draft


def values_of(form: ReportForm, draft: SubmissionDraft) -> dict[str, str]:
    """The fields as somebody would have typed a draft. Tasks and files have no fields."""
    values = {
        SENT_ON: vietnam_date(draft.sent_at).isoformat(),
        SENDER: draft.sender,
        NUMBER: draft.document_number,
        NIL_REPORT: "1" if draft.nil_report else "",
        SAMPLE: "1" if draft.is_sample else "",
    }
    for figure in draft.figures:
        values[f"{FIGURE}{figure.indicator}"] = typed_text(form.catalogue[figure.indicator], figure)
        values[f"{NOTE}{figure.indicator}"] = figure.note
    for said in draft.narratives:
        values |= {f"{TEXT}{said.section}": said.text, f"{SKIP}{said.section}": said.skip_reason}
        values[f"{NIL}{said.section}"] = "1" if said.nil else ""
    for place, person in enumerate(draft.persons):
        parts = (person.name, person.position, person.phone, person.email)
        values |= {f"{PERSON}{place}.{part}": said for part, said in zip(PERSON_PARTS, parts, strict=True)}
        values[f"{PERSON}{place}.vai"] = person.role
    return {name: value for name, value in values.items() if value}


def _says_anything(draft: SubmissionDraft) -> bool:
    return bool(draft.nil_report or draft.figures or draft.narratives or draft.persons or draft.tasks or draft.attachments)


def _sent_at(form: ReportForm, fields: Fields, now: dt.datetime) -> dt.datetime:
    """The end of office hours of the day on which the paper was handed in; now, where that is still to come."""
    said = fields.text(SENT_ON, 20)
    earliest = min(day for day in (form.opens_on, form.first_day) if day)
    try:
        day = dt.date.fromisoformat(said)
    except ValueError:
        fields.refuse(SENT_ON, "chưa có ngày nhận" if not said else "ngày không có thật", said, "một ngày có thật")
        return now
    if not earliest <= day <= vietnam_date(now):
        accepted = f"từ {short_date(earliest)} đến hôm nay"
        fields.refuse(SENT_ON, "ngày nhận không thuộc kỳ này", short_date(day), accepted)
        return now
    return min(dt.datetime.combine(day, OFFICE_CLOSES, VIETNAM), now)


def _figures(form: ReportForm, fields: Fields) -> Iterator[Figure]:
    for code, indicator in form.indicators.items():
        name = f"{FIGURE}{code}"
        said, note = fields.text(name, LONGEST_NAME), fields.text(f"{NOTE}{code}", LONGEST_NOTE)
        try:
            figure = figure_of(indicator, said, note, TYPED)
        except BadValue as error:
            fields.refuse(name, f"{indicator.name}: {error}", said, A_FIGURE)
            continue
        if figure is not None:
            yield figure


def _narratives(form: ReportForm, fields: Fields) -> Iterator[Narrative]:
    for section in form.sections:
        if not section.section:
            continue
        name = f"{TEXT}{section.section}"
        text, nil = fields.text(name, LONGEST_TEXT), fields.flag(f"{NIL}{section.section}")
        skip = fields.text(f"{SKIP}{section.section}", LONGEST_NOTE)
        if text and nil:
            fields.refuse(name, f"{section.title}: đã có nội dung thì không đánh dấu “không phát sinh”", "", "một trong hai")
        if text or nil or skip:
            yield Narrative(section.section, text, nil, skip)


def _refuse_false_nils(form: ReportForm, fields: Fields, draft: SubmissionDraft) -> None:
    """Each at the box that was ticked, or at the text that says so."""
    covered = {section.section: [one.code for one in section.indicators] for section in form.sections}
    for found in nil_contradictions(draft.figures, draft.narratives, (), draft.nil_report, covered):
        field = f"{TEXT}{found.section}" if found.section else NIL_REPORT
        fields.refuse(field, found.message, found.value, found.accepted)


def _persons(fields: Fields, values: Mapping[str, str]) -> Iterator[Person]:
    for place in person_places(values):
        role = values[f"{PERSON}{place}.vai"]
        name, position, phone, email = (fields.text(f"{PERSON}{place}.{part}", most) for part, most in PERSON_PARTS.items())
        if role not in set(PersonRole):
            fields.refuse(f"{PERSON}{place}.ten", "vai trò không có trong biểu", role, "lãnh đạo phụ trách, công chức tham mưu")
        elif name:
            yield Person(role, name, position, phone, email)
        elif position or phone or email:
            fields.refuse(f"{PERSON}{place}.ten", "chưa ghi họ tên", "", "họ và tên")


def person_places(names: Iterable[str]) -> list[int]:
    """The numbers of the persons of which something was typed."""
    found = {name.removeprefix(PERSON).partition(".")[0] for name in names if name.startswith(PERSON) and name.endswith(".vai")}
    return sorted(int(place) for place in found if place.isascii() and place.isdecimal() and len(place) < 3)
