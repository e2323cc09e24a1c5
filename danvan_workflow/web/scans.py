"""The scan of a paper that goes with what was typed from it: of a known kind by its own first bytes, and not too large."""

from __future__ import annotations

from danvan_workflow.duty.submission import Attachment
from danvan_workflow.errors import InvalidInput, Problem
from danvan_workflow.web.posted import Posted, PostedFile

SCAN = "ban_chup"
KINDS = {b"%PDF-": "application/pdf", b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png"}
MEGABYTE = 1024 * 1024
LONGEST_NAME = 150


def scan_of(posted: Posted, most_bytes: int) -> tuple[Attachment, ...]:
    """The scan, if one was chosen; InvalidInput for any other file, or a larger one."""
    file = posted.files.get(SCAN)
    if file is None:
        return ()
    kind = next((kind for start, kind in KINDS.items() if file.content.startswith(start)), "")
    if not kind or len(file.content) > most_bytes:
        accepted = f"tệp PDF, JPG hoặc PNG, không quá {most_bytes // MEGABYTE} MB"
        raise InvalidInput([Problem("bản chụp không nhận được", place=SCAN, value=file.name[:60], accepted=accepted)])
    return (Attachment(_name(file), file.content, kind),)


def _name(file: PostedFile) -> str:
    """The end of a long name is kept: it says what kind of file it is."""
    return file.name[-LONGEST_NAME:] or "ban-chup"
