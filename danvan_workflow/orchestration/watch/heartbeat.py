"""The dead man's switch: an address outside is fetched on every good day; when it isn't, somebody outside raises the alarm."""

from __future__ import annotations

import logging

from airflow.sdk.log import mask_secret

SECONDS = 10.0
TALKATIVE = ("httpx", "httpcore")
"""Loggers that would write the address down."""

log = logging.getLogger(__name__)


def send_heartbeat(url: str) -> bool:
    """Fetch the address once; True where it answered well. The address is a secret: neither it nor the answer is ever logged.

    A failure here is no failure of the watch: the one outside who waits for the signal will raise the alarm.
    """
    if not url:
        return False
    import httpx  # a tenth of a second that a parse needn't pay

    mask_secret(url)
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(logging.WARNING)
    try:
        answer = httpx.get(url, timeout=SECONDS, follow_redirects=False)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        log.warning("Chưa gửi được tín hiệu hoạt động ra ngoài: %s", type(error).__name__)
        return False
    if not answer.is_success:
        log.warning("Nơi nhận tín hiệu hoạt động trả lời mã %s", answer.status_code)
    return answer.is_success
