"""Mail through yagmail: one connection for many messages, opened again once when it broke.

yagmail opens the connection, secures it and logs in. Its own `send` isn't used: it logs in anew for every message, and after a
broken line it waits, sends again without knowing whether the first letter arrived, and at last gives up without an error. Here
the envelope and the letter are handed over step by step, so that it is always known whether the server can have taken it.
"""

from __future__ import annotations

import re
import ssl
from threading import Lock
from types import TracebackType
from typing import Protocol, Self

from danvan_workflow.errors import TransportError
from danvan_workflow.notify.messages import Message
from danvan_workflow.notify.mime import SENDER_NAME, mime_bytes
from danvan_workflow.notify.refusals import (
    Reply,
    connection_error,
    login_error,
    reply_error,
    unanswered,
    unguarded_login,
    unknown_outcome,
)
from danvan_workflow.notify.session import Client, Session
from danvan_workflow.notify.transport import require_address
from danvan_workflow.settings import SmtpSettings

TIMEOUT_SECONDS = 30.0
AFTER_THE_DOT = 600.0  # RFC 5321, 4.5.3.2.6: who gives up earlier asks for doubles
THIS_MACHINE = frozenset({"127.0.0.1", "::1", "localhost"})
_GO_ON = 354
_LEADING_DOT = re.compile(rb"^\.", re.MULTILINE)
_SERVICE_CLOSING = 421
_LOGIN_REFUSED = frozenset({530, 534, 535, 538})


class _Client(Protocol):
    """What is used of yagmail's client, which has no types of its own."""

    smtp: Session
    is_closed: bool

    def login(self) -> None: ...
    def set_logging(self, log_level: None) -> None: ...
    def close(self) -> None: ...


class EmailTransport:
    """Sends through one SMTP server. Nothing is connected before the first `send`; a context manager closes at the end.

    Threads may share it: letters go out one after the other. After a refused password nothing more is tried with it: a hundred
    notices must not lock the account.
    """

    def __init__(self, settings: SmtpSettings, sender_name: str = SENDER_NAME, timeout: float = TIMEOUT_SECONDS) -> None:
        self._settings = settings
        self._sender_name = sender_name
        self._timeout, self._after_dot = timeout, AFTER_THE_DOT
        self._lock = Lock()
        self._client: _Client | None = None
        self._login_refused: TransportError | None = None

    def __repr__(self) -> str:
        return f"EmailTransport({self._settings.host}:{self._settings.port}, sender={self._settings.sender!r})"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def send(self, message: Message) -> None:
        """Hand the message to the server; TransportError says whether trying again can help."""
        require_address(message.to)
        letter = mime_bytes(message, self._settings.sender, self._sender_name)
        with self._lock:
            self._say_envelope(message.to)
            self._hand_over(letter, message.to)

    def close(self) -> None:
        """Say goodbye to the server, where it is still there."""
        with self._lock:
            self._drop()

    def _drop(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            try:
                client.close()
            except OSError:
                client.smtp.close()

    def _say_envelope(self, to: str) -> None:
        """Name sender and recipient. A kept connection may have gone stale meanwhile: then it is opened again, once."""
        kept = self._client is not None
        try:
            reply = self._envelope(to)
        except OSError as error:
            self._drop()
            if not kept:
                raise connection_error(self._settings.host, self._settings.port, error) from error
            return self._say_envelope(to)
        if reply.code == _SERVICE_CLOSING:
            self._drop()
            if kept:
                return self._say_envelope(to)
        if not reply.is_positive:
            self._reset()
            raise reply_error(reply, to)
        return None

    def _envelope(self, to: str) -> Reply:
        """The server's answer to the recipient, or to the sender where that was refused already."""
        smtp = self._open()
        reply = Reply("sender", *smtp.mail(self._settings.sender))
        return Reply("recipient", *smtp.rcpt(to)) if reply.is_positive else reply

    def _hand_over(self, letter: bytes, to: str) -> None:
        """Give the letter itself. From its first byte on a broken line, and an answer that is none, leave the outcome unknown."""
        self._ask_for_body(to)
        try:
            reply = Reply("content", *self._give_body(letter))
        except OSError as error:
            self._drop()
            raise unknown_outcome(to, error) from error
        if reply.is_refusal:
            self._reset()
            raise reply_error(reply, to)
        if not reply.is_positive:
            self._drop()
            raise unanswered(to, reply)

    def _ask_for_body(self, to: str) -> None:
        """Until the server asks for the body it can't have the letter."""
        try:
            reply = Reply("content", *self._open().docmd("data"))
        except OSError as error:
            self._drop()
            raise connection_error(self._settings.host, self._settings.port, error) from error
        if reply.code != _GO_ON:
            self._drop()  # a server that takes a body for a greeting must not get one
            raise reply_error(reply, to)

    def _give_body(self, letter: bytes) -> tuple[int, bytes]:
        smtp = self._open()
        smtp.send(_LEADING_DOT.sub(b"..", letter) + (b".\r\n" if letter.endswith(b"\r\n") else b"\r\n.\r\n"))
        smtp.patience = self._after_dot
        try:
            return smtp.getreply()
        finally:
            smtp.patience = 0.0

    def _reset(self) -> None:
        """Leave no half-told envelope behind."""
        if self._client is None:
            return
        try:
            self._client.smtp.rset()
        except OSError:
            self._drop()

    def _open(self) -> Session:
        """The SMTP session, connected, secured and logged in."""
        if self._login_refused is not None:
            raise self._login_refused
        if self._client is None:
            _require_secure_login(self._settings)
            client = _client(self._settings, self._timeout)
            self._connect(client)
            self._client = client
        return self._client.smtp

    def _connect(self, client: _Client) -> None:
        try:
            client.login()
            client.smtp.ehlo_or_helo_if_needed()
        except OSError as error:
            client.is_closed = True
            if client.smtp is not None:
                client.smtp.close()
            if getattr(error, "smtp_code", None) in _LOGIN_REFUSED:
                self._login_refused = login_error(self._settings.host, self._settings.user)
                raise self._login_refused from error
            raise connection_error(self._settings.host, self._settings.port, error) from error


def _require_secure_login(settings: SmtpSettings) -> None:
    """A password goes over an open line only within this machine, or where somebody asked for it."""
    if settings.user and settings.security == "none" and settings.host not in THIS_MACHINE:
        raise unguarded_login(settings.host)


def _client(settings: SmtpSettings, timeout: float) -> _Client:
    """A yagmail client that asks no keyring, checks no address and writes no log."""
    secure = settings.security == "ssl"
    more = {"context": ssl.create_default_context()} if secure else {}
    client: _Client = Client(
        user={settings.user or settings.sender: settings.sender},
        password=settings.password,
        host=settings.host,
        port=settings.port,
        smtp_ssl=secure,
        smtp_starttls={"context": ssl.create_default_context()} if settings.security == "starttls" else False,
        smtp_skip_login=not settings.user,
        soft_email_validation=False,
        timeout=timeout,
        **more,
    )
    client.set_logging(None)
    return client
