"""An ad hoc request as the conf of a run, and back: Airflow's form, the console and the command line say the same."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, ConfigDict, Field

from danvan_workflow.reading.forms import Breach
from danvan_workflow.reading.model import NullIsAbsent
from danvan_workflow.reading.reader import Kind, read_document
from danvan_workflow.reading.strict_yaml import ParsedText
from danvan_workflow.services.cycle.ad_hoc import AdHocRequest
from danvan_workflow.text import clean

KEY, TITLE, BASIS, GROUPS, QUESTIONS, INDICATORS, LAST_DAY, BY = (
    "ma_ky",
    "ten",
    "can_cu",
    "nhom",
    "cau_hoi",
    "chi_tieu",
    "han_nop",
    "nguoi_yeu_cau",
)
NO_DAY = ("hạn nộp chưa đúng", "một ngày sau hôm nay, viết 2025-06-30")


def conf_of(request: AdHocRequest) -> dict[str, object]:
    """The request as JSON values under the names of the form's fields, each of the type that the form gives it."""
    return {
        KEY: request.key,
        TITLE: request.title,
        BASIS: request.basis,
        GROUPS: list(request.groups),
        QUESTIONS: "\n".join(request.questions),
        INDICATORS: list(request.indicators),
        LAST_DAY: request.last_day.isoformat(),
        BY: request.by,
    }


def _day(value: object) -> object:
    """The day of what Airflow's form gives, which may carry an hour."""
    try:
        return dt.date.fromisoformat(value[:10] if isinstance(value, str) else "")
    except ValueError:
        raise Breach(*NO_DAY, value=_quoted(value)) from None


def _lines(value: object) -> object:
    """Lines of a text, or texts of a list; blank ones are left out."""
    found = value.splitlines() if isinstance(value, str) else value
    if not isinstance(found, list | tuple) or any(not isinstance(line, str) for line in found):
        raise Breach("không đọc được", "danh sách, hoặc mỗi dòng một nội dung", value=_quoted(value))
    return tuple(line.strip() for line in found if line.strip())


def _line(value: object) -> object:
    if not isinstance(value, str):
        raise Breach("không đọc được", "một dòng chữ", value=_quoted(value))
    return clean(value)


def _quoted(value: object) -> str:
    return "" if value is None else str(value)


Line = Annotated[str, BeforeValidator(_line)]
Lines = Annotated[tuple[Annotated[str, AfterValidator(clean)], ...], BeforeValidator(_lines)]


class Conf(NullIsAbsent):
    """The form, under the names of its fields. A run's conf may hold more than the form."""

    model_config = ConfigDict(extra="ignore")

    key: Annotated[Line, Field(alias=KEY)] = ""
    title: Annotated[Line, Field(alias=TITLE)] = ""
    basis: Annotated[Line, Field(alias=BASIS)] = ""
    by: Annotated[Line, Field(alias=BY)] = ""
    groups: Annotated[Lines, Field(alias=GROUPS)] = ()
    questions: Annotated[Lines, Field(alias=QUESTIONS)] = ()
    indicators: Annotated[Lines, Field(alias=INDICATORS)] = ()
    last_day: Annotated[dt.date, BeforeValidator(_day), Field(alias=LAST_DAY)]


CONF = Kind("yêu cầu", Conf, absent=NO_DAY)


def request_of(plan: str, conf: Mapping[str, object], *, key: str, by: str = "") -> AdHocRequest:
    """The request of a form that a person filled in; InvalidInput with every field that can't be read.

    Questions are a list, or a text with one a line. `key` is taken where the form names none, `by` where it names nobody.
    """
    said = read_document(CONF, ParsedText(dict(conf), {}, ()))
    return AdHocRequest(
        plan=plan,
        key=said.key or key,
        title=said.title,
        basis=said.basis,
        last_day=said.last_day,
        questions=said.questions,
        indicators=said.indicators,
        groups=said.groups,
        by=said.by or by,
    )
