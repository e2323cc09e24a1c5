"""Notices written from the templates `notices/<kind>/…`, of which a province may have its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, TemplateError, TemplateSyntaxError, meta, select_autoescape
from jinja2.nodes import Template
from markupsafe import Markup

from danvan_workflow.errors import InvalidInput, Problem
from danvan_workflow.statutory.wording import in_sentence, long_date, moment_text, short_date
from danvan_workflow.text import one_line, upper_first

PARTS = ("subject.txt.j2", "body.txt.j2", "body.html.j2")
"""The templates of a kind: the subject, the text, the page."""


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

    def write(self, folder: str, values: Mapping[str, object]) -> Notice:
        """The templates of a folder filled with values; InvalidInput where a template is wrong or asks for more."""
        subject, text, html = (self._render(f"{folder}/{name}", values) for name in PARTS)
        return Notice(one_line(subject), text, html)

    def reads(self, folder: str) -> frozenset[str]:
        """The values that the templates of a folder ask for, with the templates that those extend and include."""
        asked: set[str] = set()
        seen: set[str] = set()
        waiting = [f"{folder}/{name}" for name in PARTS]
        while waiting:
            name = waiting.pop()
            parsed = self._parsed(name)
            asked |= meta.find_undeclared_variables(parsed)
            seen.add(name)
            waiting += [other for other in meta.find_referenced_templates(parsed) if other and other not in seen]
        return frozenset(asked)

    def _render(self, name: str, values: Mapping[str, object]) -> str:
        try:
            return self._environment.get_template(name).render(values)
        except TemplateError as error:
            raise self._unusable(name, error) from error

    def _parsed(self, name: str) -> Template:
        try:
            return self._environment.parse(self._templates.get_source(self._environment, name)[0], name)
        except TemplateError as error:
            raise self._unusable(name, error) from error

    def _unusable(self, name: str, error: TemplateError) -> InvalidInput:
        line = error.lineno if isinstance(error, TemplateSyntaxError) else None
        file = str(self._templates.file(error.name if isinstance(error, TemplateSyntaxError) and error.name else name))
        return InvalidInput([Problem(f"mẫu thông báo không dùng được: {error}", file, line)])


def two_digits(number: int) -> str:
    """A count in running text: 1 to 9 get a leading zero.

    >>> two_digits(3), two_digits(0), two_digits(12)
    ('03', '0', '12')
    """
    return f"{number:02d}" if 0 < number < 10 else str(number)


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
    words = (long_date, short_date, moment_text, two_digits, upper_first, in_sentence)
    environment.filters.update({word.__name__: word for word in words})
    environment.filters["lower_first"] = in_sentence  # its name in templates that provinces wrote before
    return environment


def _shown(value: object) -> object:
    """Every name stays on its line: a line break in it would look like a sentence of ours."""
    return one_line(value) if isinstance(value, str) and not isinstance(value, Markup) else value
