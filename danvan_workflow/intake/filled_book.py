"""A workbook that came back: its cells as the fields of the form, every cell that can't be taken told with its place."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence

from danvan_workflow.errors import InvalidInput, Problem
from danvan_workflow.intake.form import ReportForm
from danvan_workflow.intake.form_book import AGENCY, CYCLE, NAMED, OF_THE_PAPER, PARTS, SECTION, SHEET
from danvan_workflow.intake.sheet import SheetCell, read_rows
from danvan_workflow.intake.typed import STATUSES
from danvan_workflow.intake.typed_report import FIGURE, NIL, NIL_REPORT, NOTE, PERSON, SENT_ON, SKIP, TEXT
from danvan_workflow.intake.values import BadValue

DAY = re.compile(r"(?P<day>[0-9]{1,2})[/.-](?P<month>[0-9]{1,2})[/.-](?P<year>[0-9]{4})", re.ASCII)
NIL_WORDS = frozenset(word for word, status in STATUSES.items() if status == "nil")
ABSENT = frozenset({"", "không", "0"})


def read_book(form: ReportForm, content: bytes) -> dict[str, str]:
    """The fields that a workbook fills in; InvalidInput with every problem, those of the other agency or cycle included."""
    try:
        rows = [cells for cells in read_rows(content, SHEET) if any(cell.text or cell.problem for cell in cells)]
    except BadValue as error:
        raise InvalidInput([Problem(str(error), accepted="biểu Excel tải từ trang này, đã điền")]) from None
    reader = _Reader(form)
    for cells in rows:
        reader.take(cells)
    return reader.finish()


class _Reader:
    def __init__(self, form: ReportForm) -> None:
        self._form = form
        self._sections = {section.section for section in form.sections}
        self._values: dict[str, str] = {}
        self._seen: set[str] = set()
        self._problems: list[Problem] = []

    def take(self, cells: Sequence[SheetCell]) -> None:
        """One row; one without a key, or with the words of the form alone, says nothing."""
        key, answers = cells[0].text.strip(), cells[3:]
        if not any(cell.text.strip() or cell.problem for cell in answers):
            return
        fields = self._fields(key)
        if fields is None:
            if key != "Mã":  # the headings
                self._refuse(cells[0], "mã dòng không có trong biểu", key)
            return
        if key in self._seen:
            self._refuse(cells[0], "mã dòng ghi hai lần", key)
        self._seen.add(key)
        for field, cell in zip(fields, answers, strict=False):
            self._keep(field, cell)

    def _fields(self, key: str) -> tuple[str, ...] | None:
        if key in (CYCLE, AGENCY):
            return (key,)
        if key in OF_THE_PAPER:
            return (OF_THE_PAPER[key],)
        if key in self._form.catalogue:
            return (f"{FIGURE}{key}", f"{NOTE}{key}")
        section, place = key.removeprefix(SECTION), key.removeprefix(NAMED)
        if key.startswith(SECTION) and section in self._sections:
            return (f"{TEXT}{section}", f"{SKIP}{section}")
        if key.startswith(NAMED) and place.isdecimal() and int(place) < len(self._form.persons):
            self._values[f"{PERSON}{place}.vai"] = self._form.persons[int(place)].role
            return tuple(f"{PERSON}{place}.{part}" for part in PARTS)
        return None

    def _keep(self, field: str, cell: SheetCell) -> None:
        said = cell.text.strip()
        if cell.problem:
            self._refuse(cell, cell.problem, "")
        elif field.startswith(TEXT) and said.casefold().rstrip(".") in NIL_WORDS:
            self._values[field.replace(TEXT, NIL, 1)] = "1"
        elif field == NIL_REPORT:
            self._values[field] = "" if said.casefold() in ABSENT else "1"
        elif said:
            self._values[field] = iso_day(said) if field == SENT_ON else said

    def _refuse(self, cell: SheetCell, message: str, value: str) -> None:
        self._problems.append(Problem(f"ô {cell.place}: {message}", value=value[:60]))

    def finish(self) -> dict[str, str]:
        """The fields without the two that say whose workbook it is."""
        for key, what, asked in ((CYCLE, "kỳ", self._form.cycle_id), (AGENCY, "cơ quan", self._form.agency)):
            said = self._values.pop(key, "")
            if said != asked:
                self._problems.append(Problem(f"tệp là của {what} khác", value=said or "không ghi", accepted=asked))
        if self._problems:
            raise InvalidInput(self._problems)
        return {field: value for field, value in self._values.items() if value}


def iso_day(said: str) -> str:
    """A day as fields hold it; what is no day stays as it is, to be refused at its field.

    >>> iso_day("17/3/2025"), iso_day("2025-03-17"), iso_day("hôm qua")
    ('2025-03-17', '2025-03-17', 'hôm qua')
    """
    found = DAY.fullmatch(said)
    if found is None:
        return said
    try:
        return dt.date(int(found["year"]), int(found["month"]), int(found["day"])).isoformat()
    except ValueError:
        return said
