"""What a command starts from: settings of the environment, an opened installation, the moment, days as people write them."""

from __future__ import annotations

import datetime as dt
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from danvan_workflow.errors import InvalidInput, Problem
from danvan_workflow.statutory.office_hours import opening_of

if TYPE_CHECKING:
    from danvan_workflow.services.runtime import Runtime
    from danvan_workflow.settings import Settings

Now = Annotated[
    str,
    typer.Option(
        "--now",
        envvar="DANVAN_NOW",
        metavar="THỜI ĐIỂM",
        help="Coi thời điểm này là bây giờ (diễn tập), giờ Việt Nam, ví dụ 2025-03-17T08:00.",
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="In JSON cho máy đọc.")]

_DAY = re.compile(r"^(?P<day>\d{1,2})/(?P<month>\d{1,2})/(?P<year>\d{4})$")
A_DAY = "một ngày có thật, viết 2025-03-20 hoặc 20/3/2025"
A_MOMENT = "ngày và giờ, ví dụ 2025-03-17T08:00; chỉ có ngày thì hiểu là 08:00"


def read_environment() -> Settings:
    """The settings of the environment; InvalidInput for one that can't be read."""
    from danvan_workflow.settings import read_settings

    if problems := list(_environment_problems()):
        raise InvalidInput(problems)
    return read_settings(os.environ)


def _environment_problems() -> Iterator[Problem]:
    port = os.environ.get("DANVAN_SMTP_PORT", "")
    if port and not port.isdecimal():
        yield Problem("cổng máy chủ thư không phải số", place="DANVAN_SMTP_PORT", value=port, accepted="ví dụ 25")
    project = os.environ.get("DANVAN_PROJECT", "")
    if project and not Path(project).is_dir():
        accepted = "thư mục do danvan init tạo"
        yield Problem("thư mục dự án không có", place="DANVAN_PROJECT", value=project, accepted=accepted)


def open_runtime() -> Runtime:
    """The installation with its schema up to date and its register filled."""
    from danvan_workflow.services.runtime import Runtime

    runtime = Runtime(read_environment())
    runtime.prepare()
    return runtime


def moment(text: str) -> dt.datetime:
    """The aware moment of `--now`; the present one where nothing is said."""
    from danvan_workflow.statutory.deadline import VIETNAM

    if not text:
        return dt.datetime.now(dt.UTC)
    written = text.strip()
    if len(written) <= len("2025-03-17"):
        return opening_of(day(written, "--now"))
    try:
        found = dt.datetime.fromisoformat(written)
    except ValueError:
        raise InvalidInput([Problem("thời điểm không đọc được", place="--now", value=text, accepted=A_MOMENT)]) from None
    return found if found.tzinfo else found.replace(tzinfo=VIETNAM)


def today(text: str = "") -> dt.date:
    """The day of `--now` in Việt Nam."""
    from danvan_workflow.statutory.deadline import vietnam_date

    return vietnam_date(moment(text))


def day(text: str, place: str) -> dt.date:
    """A day as people write it; InvalidInput names the option `place`.

    >>> day("20/3/2025", "--as-of") == day("2025-03-20", "--as-of")
    True
    """
    found = _DAY.match(text.strip())
    try:
        if found:
            return dt.date(int(found["year"]), int(found["month"]), int(found["day"]))
        return dt.date.fromisoformat(text.strip())
    except ValueError:
        raise InvalidInput([Problem("không phải một ngày có thật", place=place, value=text, accepted=A_DAY)]) from None
