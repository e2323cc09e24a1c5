"""The one reader of what people write: a text or a tree into a model, or every problem of it at once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import TypeAdapter, ValidationError

from danvan_workflow.errors import InvalidInput, InvalidPlan, Problem
from danvan_workflow.reading.breaches import Said, breaches
from danvan_workflow.reading.model import CLOSED
from danvan_workflow.reading.strict_json import parse_json
from danvan_workflow.reading.strict_yaml import ParsedText, parse

Content = TypeVar("Content")


@dataclass(frozen=True)
class Kind(Generic[Content]):
    """A kind of file: what people call it (kế hoạch, báo cáo …), what it may say, how it is written.

    `model` is a pydantic model or a dataclass, or a tuple of them; `error` is what its breaches are raised as,
    `absent` what is said of a key that is not there.
    """

    word: str
    model: type[Content]
    suffixes: tuple[str, ...] = (".yaml",)
    most_bytes: int = 1024 * 1024
    error: type[InvalidInput] | type[InvalidPlan] = InvalidInput
    absent: Said = ("thiếu khóa bắt buộc", "")

    @cached_property
    def adapter(self) -> TypeAdapter[tuple[Content]]:
        """What validates the model: in a tuple, so that a dataclass is as closed as our own models."""
        return TypeAdapter(tuple[self.model], config=CLOSED)  # type: ignore[name-defined]


def read_file(kind: Kind[Content], path: Path, context: object = None) -> tuple[Content, ParsedText]:
    """As read_text, from a file."""
    return read_text(kind, text_of_file(kind, path), path.name, context)


def read_text(kind: Kind[Content], text: str, file: str = "", context: object = None) -> tuple[Content, ParsedText]:
    """The model of a text and the document behind it: YAML, or JSON where the kind takes it and the text begins with `{`.

    `context` is what the model's validators ask for. Raises the error of the kind with every problem, in the order of the file.
    """
    document = document_of(kind, text, file)
    return read_document(kind, document, file, context), document


def read_document(kind: Kind[Content], document: ParsedText, file: str = "", context: object = None) -> Content:
    """The model of a document. Raises the error of the kind with every problem."""
    found = judged(kind, document, file, context)
    if found[1] or found[0] is None:
        raise kind.error(found[1])
    return found[0]


def judged(
    kind: Kind[Content], document: ParsedText, file: str = "", context: object = None
) -> tuple[Content | None, list[Problem]]:
    """The model, where there is one, and every problem: of the text, then of what it says, each in the order of the file."""
    try:
        (model,) = kind.adapter.validate_python((document.tree,), context=context)
    except ValidationError as error:
        found = sorted(breaches(error, kind, document, file), key=lambda problem: problem.line or 0)
        return None, [*document.problems, *found]
    return model, list(document.problems)


def document_of(kind: Kind[Content], text: str, file: str = "") -> ParsedText:
    """The document of a text. Raises the error of the kind where it can't be read at all."""
    _refuse_large(kind, text, file)
    try:
        if ".json" in kind.suffixes and text.lstrip().startswith("{"):
            return parse_json(text, file, kind.word)
        return parse(text, file, kind.word)
    except InvalidInput as error:
        raise kind.error(error.problems) from None


def _refuse_large(kind: Kind[Content], text: str, file: str) -> None:
    try:
        size = len(text.encode())
    except UnicodeEncodeError:
        raise kind.error([Problem("nội dung có ký tự không phải Unicode", file, accepted="chữ Unicode")]) from None
    if size > kind.most_bytes:
        raise kind.error([_too_large(kind, file)])


def text_of_file(kind: Kind[Content], path: Path) -> str:
    """The text of a file; the error of the kind where it is too large, no UTF-8, or can't be read."""
    try:
        if path.stat().st_size > kind.most_bytes:
            raise kind.error([_too_large(kind, path.name)])
        return decoded(kind, path.read_bytes(), path.name)
    except OSError as error:
        accepted = f"đường dẫn tới một tệp {kind.word} {' hoặc '.join(kind.suffixes)}"
        raise kind.error([Problem(_unreadable(error), path.name, accepted=accepted)]) from None


def decoded(kind: Kind[Content], content: bytes, file: str) -> str:
    """The text of the bytes of a file; the error of the kind where they are no UTF-8."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        accepted = "tệp văn bản lưu với bảng mã UTF-8"
        raise kind.error([Problem("tệp không phải chữ Unicode UTF-8", file, line, accepted=accepted)]) from None


def _too_large(kind: Kind[Content], file: str) -> Problem:
    return Problem(f"tệp {kind.word} quá lớn", file, accepted=f"tệp không quá {kind.most_bytes // 1024**2} MiB")


def _unreadable(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "không có tệp này"
    if isinstance(error, IsADirectoryError):
        return "đây là thư mục, không phải tệp"
    return f"không đọc được tệp ({error.strerror})"
