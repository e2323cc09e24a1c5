"""Markdown tables, and what the machine was."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable, Sequence
from importlib.metadata import PackageNotFoundError, version

PACKAGES = ("apache-airflow", "sqlalchemy", "pandas", "pydantic", "pyyaml", "python-docx", "XlsxWriter", "yagmail")


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; every column but the first is set to the right."""
    lines = [_line(head), _line(["---", *["---:"] * (len(head) - 1)])]
    return "\n".join([*lines, *(_line(row) for row in rows)])


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def ms(value: float) -> str:
    """Milliseconds with as many digits as they are worth.

    >>> ms(0.456), ms(7.12), ms(1234.5)
    ('0.46', '7.1', '1,234')
    """
    return f"{value:.2f}" if value < 1 else f"{value:.1f}" if value < 10 else f"{value:,.0f}"


def times(value: float, base: float) -> str:
    """How many times the base.

    >>> times(3, 2), times(300, 2)
    ('1.5×', '150×')
    """
    ratio = value / base
    return f"{ratio:.1f}×" if ratio < 20 else f"{ratio:,.0f}×"


def machine() -> str:
    """The facts that a number depends on, without naming the machine."""
    facts = [f"{os.cpu_count()} cores ({platform.machine()})", f"Python {platform.python_version()}"]
    return ", ".join([*facts, *(f"{name} {_version(name)}" for name in PACKAGES)])


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"
