"""What a simulated year made, kept to the byte: the hash of each file, the text of each letter."""

from __future__ import annotations

import difflib
import hashlib
import json
import lzma
from collections.abc import Iterable
from pathlib import Path

from danvan_workflow.notify.messages import Message

GOLDEN = Path(__file__).parent.parent / "golden" / "years"


def kept_files(plan: str) -> dict[str, str]:
    """The sha256 of each file of a plan's year, by name."""
    found: dict[str, str] = json.loads((GOLDEN / f"{plan}.json").read_text(encoding="utf-8"))
    return found


def kept_letters(plan: str) -> str:
    """Every letter of a plan's year in the order of sending."""
    return lzma.decompress((GOLDEN / f"{plan}.letters.xz").read_bytes()).decode()


def keep(plan: str, files: dict[str, str], letters: str) -> None:
    """Take what is made now as what is to be made."""
    GOLDEN.mkdir(parents=True, exist_ok=True)
    (GOLDEN / f"{plan}.json").write_text(json.dumps(files, indent=1) + "\n", encoding="utf-8")
    (GOLDEN / f"{plan}.letters.xz").write_bytes(lzma.compress(letters.encode(), preset=9 | lzma.PRESET_EXTREME))


def hashes(files: Iterable[Path]) -> dict[str, str]:
    """The sha256 of each file, by name."""
    return {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def as_text(letters: Iterable[Message]) -> str:
    """Letters as a person could read them, one after the other."""
    return "\n".join(map(_letter, letters))


def _letter(message: Message) -> str:
    attached = [f"{file.name} {hashlib.sha256(file.content).hexdigest()}" for file in message.attachments]
    head = [f"To: {message.to_name} <{message.to}>", f"Subject: {message.subject}", f"Message-ID: {message.message_id}"]
    return "\n".join([f"{'=' * 20} {message.sent_at}", *head, *attached, message.text, message.html])


def difference(kept: str, made: str) -> str:
    """The first places in which letters differ."""
    lines = difflib.unified_diff(kept.splitlines(), made.splitlines(), "kept", "made", lineterm="", n=2)
    return "\n".join(line for line, _ in zip(lines, range(60), strict=False))
