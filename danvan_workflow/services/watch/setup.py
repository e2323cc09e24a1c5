"""Whether anybody would hear the watchdog: what the settings say of it, for `danvan doctor`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from danvan_workflow.errors import TransportError
from danvan_workflow.notify.transport import require_address
from danvan_workflow.settings import Settings

Setup = tuple[str, Literal["ok", "warning", "error"], str, str]
"""Name, state, sentence, what to do."""


def alarm_setup(settings: Settings) -> Iterator[Setup]:
    """Whom the watchdog tells, and who notices when it falls silent. The address of the heartbeat is a secret and never shown."""
    for address in settings.alert_to:
        try:
            require_address(address)
        except TransportError as error:
            yield ("bao-dong", "error", str(error).rstrip("."), "Sửa DANVAN_ALERT_TO: các địa chỉ cách nhau bằng dấu phẩy.")
    if settings.alert_to:
        yield ("bao-dong", "ok", f"Thư báo động gửi tới {', '.join(settings.alert_to)}", "")
    else:
        yield ("bao-dong", "ok", "Thư báo động gửi đầu mối của cơ quan tổng hợp (đặt DANVAN_ALERT_TO để đổi nơi nhận)", "")
    if settings.heartbeat_url and not settings.heartbeat_url.startswith(("https://", "http://")):
        remedy = "Đặt một địa chỉ bắt đầu bằng https:// hoặc bỏ biến này."
        yield ("nhip-tim", "error", "DANVAN_HEARTBEAT_URL không phải địa chỉ web", remedy)
    elif settings.heartbeat_url:
        yield ("nhip-tim", "ok", "Có địa chỉ báo hệ thống còn hoạt động (DANVAN_HEARTBEAT_URL)", "")
    else:
        remedy = "Nên có: một dịch vụ bên ngoài báo động khi ngày nào đó không nhận được tín hiệu; đặt DANVAN_HEARTBEAT_URL."
        yield ("nhip-tim", "ok", "Chưa đặt DANVAN_HEARTBEAT_URL: hệ thống ngừng hẳn thì không ai được báo", remedy)
    if settings.deadline_alerts:
        yield ("bao-dong", "ok", "Airflow báo động khi hết hạn của cơ quan tổng hợp (DANVAN_DEADLINE_ALERTS=1)", "")
