"""A message: what is handed to a transport, and its identity."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class MailAttachment:
    """A file that goes with a message. `mime` is its media type, as `application/pdf`."""

    name: str
    content: bytes = field(repr=False)
    mime: str


@dataclass(frozen=True, slots=True)
class Message:
    """One letter to one address, as plain text and as HTML.

    `message_id` is that of the notice, made when it was queued: two sendings of one notice carry the same one. `sent_at` (aware)
    becomes the Date header; without it the server adds its own.
    """

    to: str
    subject: str
    text: str = field(repr=False)
    html: str = field(repr=False)
    message_id: str
    reply_to: str = ""
    attachments: tuple[MailAttachment, ...] = ()
    to_name: str = ""
    sent_at: dt.datetime | None = None


def message_id(key: str, domain: str) -> str:
    """The Message-ID of the notice with that key: always the same within a domain, so that a double can be recognised.

    >>> message_id("binh-dinh-2025.dinh-ky.2025-q1|L52-SYT|1|vanthu@syt.example", "danvan.example")
    '<523124d235d7ee24aa5240d104337185cd9d5bab@danvan.example>'
    """
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:40]}@{domain}>"
