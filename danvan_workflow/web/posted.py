"""What a browser sends with a form: its fields as text, its files, within bounds.

Who may not do what the form asks must be refused before this is read: routes name their right as a dependency of the route.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Annotated

from fastapi import Depends, Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException

from danvan_workflow.render.numbers import number
from danvan_workflow.text import clean
from danvan_workflow.web.forms import TypedForm

MOST_BYTES = 64 * 1024 * 1024
MOST_FIELDS = 2_000
LONGEST_FIELD = 30 * 1024 * 1024
LONGEST_TYPED = 200_000  # characters: several times what any field may keep, so that too long a text is still told at its field
STEP, MARK = "buoc", "moc"
CARRIED = "kem"  # what a page of ours carries along for the next step; nobody types it
Sent = tuple[str, str | UploadFile]


@dataclass(frozen=True, slots=True)
class PostedFile:
    """A file as it came; nothing of it is trusted, its name least of all."""

    name: str
    content: bytes
    media_type: str


@dataclass(frozen=True, slots=True)
class Posted:
    """A form that was sent: `step` is the button that was pressed, `mark` how things stood when its second step was shown."""

    form: TypedForm
    files: Mapping[str, PostedFile] = field(default_factory=dict)

    @property
    def step(self) -> str:
        """What the button means; the first step where none is named."""
        return self.form.value(STEP, "xem")

    @property
    def mark(self) -> str:
        """What the second step was shown with; empty before that."""
        return self.form.value(MARK)

    @property
    def identity(self) -> str:
        """One word for all that was sent, the mark included: another one as soon as any field or file differs."""
        fields = sorted((name, value) for name, value in self.form.values.items() if name != STEP)
        files = sorted((name, hashlib.sha256(file.content).hexdigest()) for name, file in self.files.items())
        return hashlib.sha256(json.dumps([fields, files], ensure_ascii=False).encode()).hexdigest()


async def posted(request: Request) -> Posted:
    """The dependency of a page that takes a form.

    Requests that are larger than any honest one, or don't say how large they are, are refused unread. What takes time is done
    beside the event loop: other people's pages wait for nobody's form.
    """
    length = request.headers.get("content-length", "")
    if not length.isdecimal() or int(length) > MOST_BYTES:
        raise HTTPException(413, "Tệp gửi lên quá lớn; tối đa 20 MB mỗi tệp.")
    async with request.form(max_fields=MOST_FIELDS, max_part_size=LONGEST_FIELD) as data:
        return await run_in_threadpool(_read, tuple(data.items()))


def _read(sent: Iterable[Sent]) -> Posted:
    values: dict[str, str] = {}
    files: dict[str, PostedFile] = {}
    for name, value in sent:
        if isinstance(value, str):
            values[name] = _typed(name, value)
        elif value.filename:
            files[name] = _file(value)
    return Posted(TypedForm(values), files)


def _typed(name: str, value: str) -> str:
    if len(value) > LONGEST_TYPED and name != CARRIED:
        raise HTTPException(413, f"Có ô dài quá {number(LONGEST_TYPED)} ký tự. Quay lại biểu mẫu, rút ngắn ô ấy rồi gửi lại.")
    return clean(value)


def _file(value: UploadFile) -> PostedFile:
    name = (value.filename or "").replace("\\", "/").rsplit("/", 1)[-1][-LONGEST_TYPED:]
    return PostedFile(clean(name), value.file.read(), value.content_type or "application/octet-stream")


PostedDep = Annotated[Posted, Depends(posted)]
