"""A transport that keeps what it is given: for a rehearsal, which shows exactly who would get what, and for tests."""

from __future__ import annotations

from collections.abc import Mapping

from danvan_workflow.errors import TransportError
from danvan_workflow.notify.messages import Message
from danvan_workflow.notify.transport import require_address


class MemoryTransport:
    """Keeps messages in the order of sending. `refuse` names addresses that fail, and with which error."""

    def __init__(self, refuse: Mapping[str, TransportError] | None = None) -> None:
        self.sent: list[Message] = []
        self._refuse = dict(refuse or {})

    def send(self, message: Message) -> None:
        """Keep the message, or raise the error set for its address."""
        require_address(message.to)
        if message.to in self._refuse:
            raise self._refuse[message.to]
        self.sent.append(message)

    def close(self) -> None:
        """Nothing is held open."""
