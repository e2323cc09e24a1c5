"""Which time a run lives in: the wall clock, or the cycle's own moments when a past cycle is replayed for show."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from danvan_workflow.errors import Refused
from danvan_workflow.settings import SmtpSettings

LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True, slots=True)
class RunClock:
    """The clock of one run. In a replay every milestone acts at its own moment and nothing waits."""

    replay: bool = False

    def at(self, own_moment: Callable[[], dt.datetime]) -> dt.datetime:
        """The `now` of an act; its planned moment is asked for in a replay only."""
        return own_moment() if self.replay else self.wall()

    @staticmethod
    def wall() -> dt.datetime:
        """The present moment, in UTC."""
        return dt.datetime.now(dt.UTC)


def run_clock(conf: Mapping[str, object] | None, mail: SmtpSettings | None) -> RunClock:
    """The clock that a run's conf asks for. A replay is refused unless every mail ends in the embedded box of this machine."""
    if not is_replay((conf or {}).get("replay")):
        return RunClock()
    if mail is None or not mail.embedded or mail.host not in LOOPBACK:
        raise Refused(
            "Không diễn tập lại kỳ báo cáo khi thư gửi qua máy chủ thật: các cơ quan sẽ nhận thư về một kỳ đã qua. "
            "Diễn tập chỉ chạy với hộp thư thử của máy này (`make run`), hoặc bỏ khóa “replay” khi chạy kỳ này."
        )
    return RunClock(replay=True)


def is_replay(value: object) -> bool:
    """True for the JSON value true and for its spelling in a rendered template.

    >>> is_replay("True"), is_replay(None), is_replay("")
    (True, False, False)
    """
    return value is True or (isinstance(value, str) and value.strip().lower() == "true")
