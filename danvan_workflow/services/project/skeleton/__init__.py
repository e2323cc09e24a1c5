"""The files of a project, to be filled with the province's name, the year and the plan's id."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from jinja2 import Environment, FunctionLoader, StrictUndefined


def filled(name: str, **values: object) -> str:
    """A file of this folder, filled."""
    return _environment().get_template(name).render(values)


@cache
def _environment() -> Environment:
    folder = files(__name__)
    return Environment(  # plain text and YAML: nothing to escape
        loader=FunctionLoader(lambda name: (folder / name).read_text(encoding="utf-8")),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
