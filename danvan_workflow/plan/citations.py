"""The same document cited with two dates: a slip of the pen that nobody sees in forty pages."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pydantic import BaseModel

from danvan_workflow.plan.models import Plan
from danvan_workflow.reading.strict_yaml import Place

IN_TEXT = re.compile(
    r"(?P<number>\d{1,5}(?:/\d{4})?[-/][A-ZĐƯ][\w&ĐƯ]*(?:[-/][\w&ĐƯ]+)*)"
    r",?(?: của [^.;:()“”\d]{1,60})?,? (?:ban hành )?(?:ngày )?(?P<day>\d{1,2})/(?P<month>\d{1,2})/(?P<year>\d{4})"
)


LOCAL_ORGAN = re.compile(r"UBND|HĐND|TU\b|BCSĐ")


@dataclass(frozen=True, slots=True)
class Citation:
    """A document with the date that a text gives it."""

    number: str
    issued_on: dt.date
    place: Place = ()
    file: str = ""

    @property
    def is_local(self) -> bool:
        """True for a document of a province: another province's may bear the same number."""
        return LOCAL_ORGAN.search(self.number) is not None


def citations_in_text(text: str, place: Place = (), file: str = "") -> Iterator[Citation]:
    """The documents that a text cites with a date, as `Chỉ thị số 33/CT-TTg ngày 26/11/2021`; impossible dates are left out.

    >>> [(c.number, c.issued_on.isoformat()) for c in citations_in_text("Chỉ thị số 33/CT-TTg ngày 26/11/2021 của Thủ tướng")]
    [('33/CT-TTg', '2021-11-26')]
    """
    for found in IN_TEXT.finditer(text) if text.count("/") > 1 else ():
        try:
            issued_on = dt.date(int(found["year"]), int(found["month"]), int(found["day"]))
        except ValueError:
            continue
        yield Citation(found["number"], issued_on, place, file)


def citations_of(plan: Plan, file: str = "") -> Iterator[Citation]:
    """The dated documents of the legal basis, then those that any text of the plan cites."""
    for number, basis in enumerate(plan.legal_basis):
        if basis.number and basis.issued_on:
            yield Citation(basis.number, basis.issued_on, ("legal_basis", number, "issued_on"), file)
    for place, text in _texts(plan, ()):
        yield from citations_in_text(text, place, file)


def disagreeing(citations: Iterable[Citation]) -> Iterator[tuple[Citation, Citation]]:
    """The first citation of a document with each one that gives it another date.

    Numbers begin again each year, so two dates are a slip only within one year, or on the same day of two years.
    """
    by_number: dict[str, list[Citation]] = defaultdict(list)
    for citation in citations:
        by_number[citation.number.upper()].append(citation)
    for first, *others in by_number.values():
        yield from ((first, other) for other in others if _is_slip(first.issued_on, other.issued_on))


def _is_slip(one: dt.date, other: dt.date) -> bool:
    return one != other and (one.year == other.year or (one.month, one.day) == (other.month, other.day))


def _texts(part: object, place: Place) -> Iterator[tuple[Place, str]]:
    if isinstance(part, str):
        yield place, part
    elif isinstance(part, (BaseModel, tuple)):
        for key, item in enumerate(part) if isinstance(part, tuple) else part:
            if isinstance(item, (str, BaseModel, tuple)):
                yield from _texts(item, (*place, key))
