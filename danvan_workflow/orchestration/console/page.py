"""Pages as HTML: templates that escape by themselves, Vietnamese dates and numbers, no resource from elsewhere."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from danvan_workflow.orchestration.console import PREFIX
from danvan_workflow.orchestration.console.notes import note_of
from danvan_workflow.render import numbers
from danvan_workflow.statutory.wording import long_date, moment_text, short_date

HERE = Path(__file__).parent
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; "
    "form-action 'self'; frame-ancestors 'self'; base-uri 'none'",
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}


def render(request: Request, template: str, status: int = 200, **context: Any) -> HTMLResponse:
    """The page of a template in `templates/`; `base` is the address of the console, `airflow` that of Airflow."""
    base = request.scope.get("root_path", "")
    said = {"base": base, "airflow": base.removesuffix(PREFIX), "path": request.url.path, "note": note_of(request)}
    html = _environment.get_template(template).render({**said, **context})
    return HTMLResponse(html, status, headers=HEADERS)


_environment = Environment(
    loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)
_environment.filters.update(
    day=short_date, long_day=long_date, moment=numbers.clock, weekday_moment=moment_text, number=numbers.number
)
_environment.globals.update(share=numbers.share)
