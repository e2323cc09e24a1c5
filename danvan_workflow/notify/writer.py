"""Notices written from the templates `notices/<kind>/…`, of which a province may have its own."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateError, TemplateSyntaxError, select_autoescape
from markupsafe import Markup

from danvan_workflow.errors import InvalidInput, Problem
from danvan_workflow.notify.context import REQUIRED, NoticeContext, NoticeKind
from danvan_workflow.notify.messages import Attachment, Message, message_id
from danvan_workflow.statutory.wording import long_date, moment_text, short_date
from danvan_workflow.text import one_line

SUBJECT, TEXT, HTML = "subject.txt.j2", "body.txt.j2", "body.html.j2"


@dataclass(frozen=True, slots=True)
class Notice:
    """A written notice, not yet addressed."""

    subject: str
    text: str
    html: str


class NoticeWriter:
    """Writes notices. Each of `folders` may hold `notices/<kind>/`, and the first one that has a template gives it.

    Nothing is read before the first notice. Templates are compiled once a process, and again when they change.
    """

    def __init__(self, *folders: Path) -> None:
        self._templates = _templates(folders)
        self._environment = _environment(self._templates)

    def write(self, kind: NoticeKind, context: NoticeContext) -> Notice:
        """The notice of that kind; InvalidInput where the context lacks what it must say or a template is wrong."""
        _require(kind, context)
        return self.fill(kind, context.values())

    def fill(self, folder: str, values: Mapping[str, Any]) -> Notice:
        """The templates of a folder filled with values; for what is no notice to an agency."""
        subject, text, html = (self._render(f"{folder}/{name}", values) for name in (SUBJECT, TEXT, HTML))
        return Notice(one_line(subject), text, html)

    def message(
        self,
        kind: NoticeKind,
        context: NoticeContext,
        *,
        key: str,
        to: str,
        reply_to: str = "",
        attachments: tuple[Attachment, ...] = (),
        sent_at: dt.datetime | None = None,
    ) -> Message:
        """The notice with the key `key`, as a message to the address `to`."""
        notice = self.write(kind, context)
        return Message(
            to=to,
            to_name=context.recipient_name,
            subject=notice.subject,
            text=notice.text,
            html=notice.html,
            message_id=message_id(key),
            reply_to=reply_to,
            attachments=attachments,
            sent_at=sent_at,
        )

    def _render(self, name: str, values: Mapping[str, Any]) -> str:
        try:
            return self._environment.get_template(name).render(values)
        except TemplateError as error:
            line = error.lineno if isinstance(error, TemplateSyntaxError) else None
            file = str(self._templates.file(error.name if isinstance(error, TemplateSyntaxError) and error.name else name))
            raise InvalidInput([Problem(f"mẫu thông báo không dùng được: {error}", file, line)]) from error


def two_digits(number: int) -> str:
    """A count in running text: 1 to 9 get a leading zero.

    >>> two_digits(3), two_digits(0), two_digits(12)
    ('03', '0', '12')
    """
    return f"{number:02d}" if 0 < number < 10 else str(number)


def upper_first(text: str) -> str:
    """
    >>> upper_first("quý I năm 2025")
    'Quý I năm 2025'
    """
    return text[:1].upper() + text[1:]


def lower_first(text: str) -> str:
    """The text as it stands inside a sentence; an abbreviation keeps its capitals.

    >>> lower_first("Báo cáo định kỳ"), lower_first("UBND xã")
    ('báo cáo định kỳ', 'UBND xã')
    """
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


class _Templates(FileSystemLoader):
    """Templates of several folders; one that appears in an earlier folder is taken from then on."""

    def file(self, name: str) -> Path:
        """The file of a template; where no folder has it, where the last one would."""
        places = [Path(folder) / name for folder in self.searchpath]
        return next((place for place in places if place.is_file()), places[-1])

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        """As jinja2 asks for it."""
        text, file, unchanged = super().get_source(environment, template)
        return text, file, lambda: self.file(template) == Path(file) and unchanged()


@cache
def _templates(folders: tuple[Path, ...]) -> _Templates:
    return _Templates([folder / "notices" for folder in folders], encoding="utf-8")


@cache
def _environment(templates: _Templates) -> Environment:
    environment = Environment(
        loader=templates,
        autoescape=select_autoescape(enabled_extensions=("html.j2",), default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        finalize=_shown,
    )
    words = (long_date, short_date, moment_text, two_digits, upper_first, lower_first)
    environment.filters.update({word.__name__: word for word in words})
    return environment


def _shown(value: object) -> object:
    """Every name stays on its line: a line break in it would look like a sentence of ours."""
    return one_line(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _require(kind: NoticeKind, context: NoticeContext) -> None:
    missing = [name for name in REQUIRED[kind] if not getattr(context, name)]
    if missing:
        raise InvalidInput(
            [Problem(f"thông báo “{kind.label}” thiếu dữ liệu", place=name, accepted="một giá trị có thật") for name in missing]
        )
