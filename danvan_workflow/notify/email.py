"""Mail through yagmail: one connection for many messages, opened again once when it broke.

yagmail opens the connection, secures it and logs in. Its own `send` isn't used: it logs in anew for every message, and after a
broken line it waits, sends again without knowing whether the first letter arrived, and at last gives up without an error. Here
the envelope and the letter are handed over step by step, so that it is always known whether the server can have taken it.
"""

from __future__ import annotations

import ssl
from threading import Lock
from types import TracebackType
from typing import Protocol, Self

import yagmail

from danvan_workflow.errors import TransportError
from danvan_workflow.notify.messages import Message
from danvan_workflow.notify.mime import SENDER_NAME, mime_bytes
from danvan_workflow.notify.refusals import Reply, connection_error, login_error, reply_error, unknown_outcome
from danvan_workflow.notify.transport import require_address
from danvan_workflow.settings import SmtpSettings

TIMEOUT_SECONDS = 30.0
_SERVICE_CLOSING = 421
_LOGIN_REFUSED = frozenset({530, 534, 535, 538})


class _Session(Protocol):
    """What is used of an SMTP session."""

    def ehlo_or_helo_if_needed(self) -> None: ...
    def mail(self, sender: str) -> tuple[int, bytes]: ...
    def rcpt(self, recip: str) -> tuple[int, bytes]: ...
    def data(self, msg: bytes) -> tuple[int, bytes]: ...
    def rset(self) -> tuple[int, bytes]: ...
    def close(self) -> None: ...


class _Client(Protocol):
    """What is used of yagmail's client, which has no types of its own."""

    smtp: _Session
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
        self._timeout = timeout
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
        """Give the letter itself. From here on a broken line leaves the outcome unknown."""
        try:
            reply = Reply("content", *self._open().data(letter))
        except OSError as error:
            code = getattr(error, "smtp_code", None)
            if code is None:
                self._drop()
                raise unknown_outcome(to, error) from error
            reply = Reply("content", code, getattr(error, "smtp_error", b""))
        if not reply.is_positive:
            self._reset()
            raise reply_error(reply, to)

    def _reset(self) -> None:
        """Leave no half-told envelope behind."""
        if self._client is None:
            return
        try:
            self._client.smtp.rset()
        except OSError:
            self._drop()

    def _open(self) -> _Session:
        """The SMTP session, connected, secured and logged in."""
        if self._login_refused is not None:
            raise self._login_refused
        if self._client is None:
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


def _client(settings: SmtpSettings, timeout: float) -> _Client:
    """A yagmail client that asks no keyring, checks no address and writes no log."""
    secure = settings.security == "ssl"
    more = {"context": ssl.create_default_context()} if secure else {}
    client: _Client = yagmail.SMTP(
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
