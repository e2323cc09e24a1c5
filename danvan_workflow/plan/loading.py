"""From a file to a plan, with the line of every place in it; all problems of the format at once."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from pydantic import ValidationError

from danvan_workflow.errors import InvalidPlan, Problem
from danvan_workflow.plan.format_problems import format_problems
from danvan_workflow.plan.models import Plan
from danvan_workflow.reading.strict_yaml import Place, line_of, parse

MAX_BYTES = 1024 * 1024


@dataclass(frozen=True, slots=True)
class LoadedPlan:
    """A plan with the text it came from. `sha256` is that of `text` in UTF-8; `lines` are 1-based."""

    plan: Plan
    lines: Mapping[Place, int] = field(repr=False)
    text: str = field(repr=False)
    sha256: str
    file: str = ""

    def line(self, place: Place) -> int | None:
        """The line of a place, or of the nearest part around it."""
        return line_of(self.lines, place)


def load_plan(path: Path) -> Plan:
    """The plan of a file. Raises InvalidPlan with every problem."""
    return open_plan(path).plan


def load_plan_text(text: str, file: str = "") -> Plan:
    """The plan of a YAML text; `file` names it in the problems. Raises InvalidPlan with every problem."""
    return open_plan_text(text, file).plan


def open_plan(path: Path) -> LoadedPlan:
    """As load_plan, with text and lines."""
    return open_plan_text(_read(path), path.name)


@lru_cache(maxsize=64)
def open_plan_text(text: str, file: str = "") -> LoadedPlan:
    """As load_plan_text, with text and lines. Letters are normalised (see clean_text) before they are read.

    The same text is read once a process: nothing in a LoadedPlan may be changed.
    """
    content = _encode(text, file)
    document = parse(clean_text(text), file)
    try:
        plan = Plan.model_validate(document.tree)
    except ValidationError as error:
        raise InvalidPlan([*document.problems, *format_problems(error, document, file)]) from None
    if document.problems:
        raise InvalidPlan(document.problems)
    return LoadedPlan(plan, document.lines, text, hashlib.sha256(content).hexdigest(), file)


def clean_text(text: str) -> str:
    """Unicode NFC, with the letter of old fonts (`ƣ`, U+01A3) read as the `ư` that it stands for.

    >>> clean_text("Chủ trƣơng")
    'Chủ trương'
    """
    return unicodedata.normalize("NFC", text.replace("ƣ", "ư").replace("Ƣ", "Ư"))


def _read(path: Path) -> str:
    try:
        if path.stat().st_size > MAX_BYTES:
            raise InvalidPlan([_too_large(path.name)])
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        problem = Problem("tệp không phải chữ Unicode UTF-8", path.name, line, accepted="tệp văn bản lưu với bảng mã UTF-8")
        raise InvalidPlan([problem]) from None
    except OSError as error:
        raise InvalidPlan([_unreadable(path, error)]) from None


def _encode(text: str, file: str) -> bytes:
    try:
        content = text.encode()
    except UnicodeEncodeError:
        raise InvalidPlan([Problem("nội dung có ký tự không phải Unicode", file, accepted="chữ Unicode")]) from None
    if len(content) > MAX_BYTES:
        raise InvalidPlan([_too_large(file)])
    return content


def _too_large(file: str) -> Problem:
    return Problem("tệp kế hoạch quá lớn", file, accepted="tệp không quá 1 MiB")


def _unreadable(path: Path, error: OSError) -> Problem:
    if isinstance(error, FileNotFoundError):
        message = "không có tệp này"
    elif isinstance(error, IsADirectoryError):
        message = "đây là thư mục, không phải tệp"
    else:
        message = f"không đọc được tệp ({error.strerror})"
    return Problem(message, path.name, accepted="đường dẫn tới một tệp kế hoạch .yaml")
