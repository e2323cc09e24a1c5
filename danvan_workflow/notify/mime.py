"""A message as the bytes that go over the line.

Built here and not by yagmail, which puts the plain text into the HTML part and the HTML into the plain part, guesses a file's
type from its name, and dates the letter by the machine's clock. The same message gives the same bytes.
"""

from __future__ import annotations

import hashlib
from email.charset import BASE64, Charset
from email.encoders import encode_base64
from email.header import Header
from email.mime.base import MIMEBase
from email.mime.multipart import MIMEMultipart
from email.mime.nonmultipart import MIMENonMultipart
from email.policy import compat32
from email.utils import format_datetime, formataddr

from danvan_workflow.notify.messages import MailAttachment, Message
from danvan_workflow.statutory.deadline import VIETNAM
from danvan_workflow.text import clean, one_line

SENDER_NAME = "Hệ thống báo cáo công tác dân vận"

_LINES = compat32.clone(linesep="\r\n")
_UTF8 = Charset("utf-8")
_UTF8.body_encoding = BASE64


def mime_bytes(message: Message, sender: str, sender_name: str = SENDER_NAME) -> bytes:
    """The message from `sender`, lines ended by CRLF, all of it ASCII."""
    body = _alternative(message)
    whole = body if not message.attachments else _mixed(message, body)
    for name, value in _headers(message, sender, sender_name):
        whole[name] = value
    return whole.as_bytes(policy=_LINES)


def _headers(message: Message, sender: str, sender_name: str) -> list[tuple[str, str]]:
    headers: list[tuple[str, str]] = [
        ("From", _named(sender_name, sender)),
        ("To", _named(message.to_name, message.to)),
        ("Subject", one_line(message.subject)),
        ("Message-ID", one_line(message.message_id)),
        ("Auto-Submitted", "auto-generated"),
        ("Content-Language", "vi"),
    ]
    if message.reply_to:
        headers.append(("Reply-To", one_line(message.reply_to)))
    if message.sent_at is not None:
        headers.append(("Date", format_datetime(message.sent_at.astimezone(VIETNAM))))
    return headers


def _named(name: str, address: str) -> str:
    """A name beside an address; a long name becomes several encoded words, as the standard asks."""
    name = one_line(name)
    if name.isascii():
        return formataddr((name, address))
    return f"{Header(name, 'utf-8').encode(linesep='')} <{address}>"


def _boundary(message: Message, part: str) -> str:
    """A boundary drawn from the identity of the letter, where the standard library would draw at random.

    No base64 line holds the underscore and the equals sign in this order, so it can't occur in a part.
    """
    return f"=_{hashlib.sha256(f'{message.message_id}|{part}'.encode()).hexdigest()[:32]}_="


def _alternative(message: Message) -> MIMEMultipart:
    body = MIMEMultipart("alternative", boundary=_boundary(message, "alternative"))
    body.attach(_text(message.text, "plain"))
    body.attach(_text(message.html, "html"))
    return body


def _text(text: str, subtype: str) -> MIMENonMultipart:
    part = MIMENonMultipart("text", subtype, charset="utf-8")
    part.set_payload(clean(text), _UTF8)
    return part


def _mixed(message: Message, body: MIMEMultipart) -> MIMEMultipart:
    whole = MIMEMultipart("mixed", boundary=_boundary(message, "mixed"))
    whole.attach(body)
    for attachment in message.attachments:
        whole.attach(_file(attachment))
    return whole


def _file(attachment: MailAttachment) -> MIMEBase:
    main, _, sub = attachment.mime.partition("/")
    part = MIMEBase(main, sub or "octet-stream")
    part.set_payload(attachment.content)
    encode_base64(part)
    part.add_header("Content-Disposition", "attachment", filename=("utf-8", "", one_line(attachment.name)))
    return part
