"""The query that a user wrote: one SELECT, bound parameters, nothing that could change the source."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import TextClause, text

from danvan_workflow.errors import InvalidInput, Problem
from danvan_workflow.intake.mapping import PARAMETERS

QUOTED_OR_COMMENT = re.compile(
    r"(?P<quoted>'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|`[^`]*`|\[[A-Za-z_][^\]]*\])|--[^\n]*|/\*.*?\*/", re.DOTALL
)
WRITES = re.compile(
    r"\b(insert|update|delete|merge|replace\s+into|drop|alter|create|truncate|grant|revoke|call|exec|execute|into|copy|attach"
    r"|detach|pragma|vacuum|set|begin|commit|rollback|lock|do)\b",
    re.IGNORECASE,
)


def read_query(path: Path) -> TextClause:
    """The query of a file; InvalidInput with everything that keeps it from being run."""
    try:
        said = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput([Problem("không đọc được tệp câu truy vấn", str(path), value=type(error).__name__)]) from None
    return checked_query(said, path.name)


def checked_query(said: str, file: str) -> TextClause:
    """The query of a text, without comments (in which `:word` is no parameter) and closing semicolon."""
    bare = QUOTED_OR_COMMENT.sub(lambda found: found["quoted"] or " ", said).strip().removesuffix(";").strip()
    clause = text(bare)
    problems = [*_unsafe(bare, file), *_unknown_parameters(clause, file)]
    if problems:
        raise InvalidInput(problems)
    return clause


def _unsafe(query: str, file: str) -> Iterator[Problem]:
    bare = QUOTED_OR_COMMENT.sub("''", query)
    if not re.match(r"(select|with)\b", bare, re.IGNORECASE):
        yield Problem("câu truy vấn phải là một câu SELECT", file, value=bare[:40], accepted="SELECT … hoặc WITH … SELECT …")
    if ";" in bare:
        yield Problem("tệp có nhiều câu lệnh", file, accepted="đúng một câu SELECT")
    for word in sorted({found.group().upper() for found in WRITES.finditer(bare)}):
        yield Problem("câu truy vấn chỉ được đọc, không được thay đổi nguồn", file, value=word, accepted="SELECT … FROM …")


def _unknown_parameters(clause: TextClause, file: str) -> Iterator[Problem]:
    for name in sorted(set(clause.compile().params) - set(PARAMETERS)):
        accepted = ", ".join(f":{known}" for known in PARAMETERS)
        yield Problem("tham số không có", file, value=f":{name}", accepted=accepted)
