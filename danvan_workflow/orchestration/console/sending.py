"""Letters that an act queued leave right after its page was answered, without the browser waiting for the mail server."""

from __future__ import annotations

import logging

from starlette.background import BackgroundTask

from danvan_workflow.errors import DanvanError
from danvan_workflow.orchestration.console.desk import Desk
from danvan_workflow.services.letters import outbox

log = logging.getLogger(__name__)


def send_after(desk: Desk, cycle_id: str) -> BackgroundTask:
    """The sending of what waits for this cycle, for once a page is answered. What can't be sent waits for the daily DAG."""
    return BackgroundTask(_send, desk, cycle_id)


def _send(desk: Desk, cycle_id: str) -> None:
    try:
        result = outbox.send_pending(desk.runtime, cycle_id, desk.now)
        if result.failed:
            log.warning("Kỳ %s: %s thư chưa gửi được.", cycle_id, result.failed)
            with desk.runtime.uow() as uow:
                outbox.note_failures(uow, cycle_id, result, desk.now)
                uow.commit()
    except DanvanError as error:
        log.warning("Kỳ %s: thư chờ trong hộp thư đi. %s", cycle_id, error)
