"""How a message leaves, whatever carries it."""

from __future__ import annotations

import re
from typing import Protocol

from danvan_workflow.errors import TransportError
from danvan_workflow.notify.messages import Message

_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?")


class Transport(Protocol):
    """Carries messages. `send` returns only after the message was handed over."""

    def send(self, message: Message) -> None:
        """Hand the message over; TransportError where that failed, OutcomeUnknown where nobody can tell."""
        ...

    def close(self) -> None:
        """Let go of what is held open; the next `send` opens it again."""
        ...


class OutcomeUnknown(TransportError):
    """The line broke while the server held the whole message: it may have been delivered or not.

    Permanent, because sending again by itself could deliver twice; a person looks and decides.
    """

    def __init__(self, message: str) -> None:
        super().__init__(message, permanent=True)


class Unreachable(TransportError):
    """The server can't be reached, or broke off before it could have the letter; no letter was judged."""

    def __init__(self, message: str) -> None:
        super().__init__(message, permanent=False)


def require_address(address: str) -> None:
    """TransportError (permanent) for what no server would take as one mail address."""
    if len(address) > 254 or ".." in address or not _ADDRESS.fullmatch(address):
        raise TransportError(
            f"Địa chỉ thư “{address}” không hợp lệ. Hãy sửa trong danh bạ đầu mối, ví dụ: vanthu@donvi.example.", permanent=True
        )
