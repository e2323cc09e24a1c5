"""Pages as HTML: templates that escape by themselves, Vietnamese dates and numbers, no resource from elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse
from jinja2 import ChoiceLoader, Environment, FileSystemLoader, StrictUndefined
from starlette.staticfiles import StaticFiles

from danvan_workflow.render import numbers
from danvan_workflow.statutory.wording import long_date, moment_text, short_date
from danvan_workflow.web.notes import note_of

HERE = Path(__file__).parent
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; "
    "form-action 'self'; frame-ancestors 'self'; base-uri 'none'",
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


def nothing_more(_base: str) -> Mapping[str, object]:
    """For an app whose templates need no value of their own."""
    return {}


@dataclass(frozen=True)
class Pages:
    """The pages of one app: `folder` holds its `templates` and `static`, and comes before what stands here.

    A template of the app's named `layout.html.j2` extends `base.html.j2` and gives every page its navigation. `notes` are the
    sentences that its acts lead to, by code; `home` names the way to its first page, `again` says how one gets back to a form
    that isn't good any more; `more` are further values of every template, by the address of the app.
    """

    folder: Path
    notes: Mapping[str, str]
    home: str
    again: str
    more: Callable[[str], Mapping[str, object]] = nothing_more

    def render(self, request: Request, template: str, status: int = 200, **context: object) -> HTMLResponse:
        """The page of a template; `base` is the address of the app."""
        base = request.scope.get("root_path", "")
        said = {"base": base, "path": request.url.path, "note": note_of(request, self.notes), "home": self.home}
        html = self._environment.get_template(template).render({**said, **self.more(base), **context})
        return HTMLResponse(html, status, headers=HEADERS)

    def told(self, request: Request, title: str, sentence: str, status: int = 200) -> HTMLResponse:
        """A page of one sentence."""
        return self.render(request, "told.html.j2", status, title=title, sentence=sentence)

    def mount_static(self, app: FastAPI) -> None:
        """Styles and scripts: the shared ones at `/static/web`, the app's own at `/static`."""
        app.mount("/static/web", StaticFiles(directory=HERE / "static"))
        app.mount("/static", StaticFiles(directory=self.folder / "static"))

    @cached_property
    def _environment(self) -> Environment:
        made = Environment(
            loader=ChoiceLoader([FileSystemLoader(folder / "templates") for folder in (self.folder, HERE)]),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        made.filters.update(
            day=short_date, long_day=long_date, moment=numbers.clock, weekday_moment=moment_text, number=numbers.number
        )
        made.globals.update(share=numbers.share)
        return made
