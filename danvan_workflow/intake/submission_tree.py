"""The text of a submission file as a tree of texts: YAML or JSON, strict, bounded, letters normalised."""

from __future__ import annotations

import json
import unicodedata
from dataclasses import replace
from pathlib import Path
from typing import Any

from danvan_workflow.errors import InvalidInput, InvalidPlan, Problem
from danvan_workflow.intake.file_part import Reading
from danvan_workflow.reading.strict_yaml import parse

MAX_BYTES = 60 * 1024 * 1024


def tree_of(text: str, reading: Reading) -> object:
    """The tree of a text, numbers as they are written; what begins with `{` is JSON. Problems and lines go into `reading`."""
    return _json_tree(text, reading) if text.lstrip().startswith("{") else _yaml_tree(text, reading)


def read_utf8(path: Path) -> str:
    """The text of a file; InvalidInput where it is too large, no UTF-8, or can't be read."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise InvalidInput([Problem("tệp báo cáo quá lớn", path.name, accepted="tệp không quá 60 MiB")])
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        accepted = "tệp văn bản lưu với bảng mã UTF-8"
        raise InvalidInput([Problem("tệp không phải chữ Unicode UTF-8", path.name, line, accepted=accepted)]) from None
    except OSError as error:
        message = "không có tệp này" if isinstance(error, FileNotFoundError) else f"không đọc được tệp ({error.strerror})"
        raise InvalidInput([Problem(message, str(path), accepted="đường dẫn tới một tệp báo cáo .yaml hoặc .json")]) from None


def _yaml_tree(text: str, reading: Reading) -> object:
    try:
        document = parse(_clean(text), reading.file)
    except InvalidPlan as error:
        raise InvalidInput(_of_a_submission(problem) for problem in error.problems) from None
    reading.lines = document.lines
    reading.problems += [_of_a_submission(problem) for problem in document.problems]
    return document.tree


def _of_a_submission(problem: Problem) -> Problem:
    """The strict reader speaks of plan files."""
    return replace(problem, message=problem.message.replace("tệp kế hoạch", "tệp báo cáo"))


def _json_tree(text: str, reading: Reading) -> object:
    def without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        for key in sorted({key for key, _ in pairs if [name for name, _ in pairs].count(key) > 1}):
            reading.problems.append(Problem("khóa ghi hai lần", reading.file, place=key))
        return dict(pairs)

    try:
        return json.loads(_clean(text), object_pairs_hook=without_repeats, parse_int=str, parse_float=str, parse_constant=str)
    except RecursionError:
        raise InvalidInput([Problem("các phần lồng vào nhau quá sâu", reading.file, accepted="JSON đúng mẫu")]) from None
    except json.JSONDecodeError as error:
        problem = Problem(f"không đọc được JSON ở cột {error.colno}", reading.file, error.lineno, accepted="JSON đúng cú pháp")
        raise InvalidInput([problem]) from None


def _clean(text: str) -> str:
    """NFC, and the letter of old fonts read as the one it stands for."""
    return unicodedata.normalize("NFC", text.replace("ƣ", "ư").replace("Ƣ", "Ư"))
