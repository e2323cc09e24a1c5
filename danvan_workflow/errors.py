"""Everything that can go wrong and be told to a person.

DanvanError                  exit code 1
├── UserError                exit code 2: the person can mend it; no traceback is shown
│   ├── InvalidPlan          a plan file breaks a rule (all problems at once)
│   ├── InvalidInput         any other file, row or option breaks a rule (all problems at once)
│   ├── NotCovered           law or calendar data do not reach that date
│   ├── UnknownName          no such plan, cycle, agency, indicator …
│   └── Refused              the state of things does not allow the act
│       └── Contradicted     the totals of a report break a rule among themselves: nothing is approved until they don't
└── ResourceError            exit code 3: a machine is in the way; trying again may help
    ├── StoreUnavailable     our own database
    ├── StoreConflict        somebody else wrote the same thing at the same moment
    ├── SourceUnavailable    a province's database or file share
    └── TransportError       the mail server; `permanent` says that trying again is pointless
        ├── Unreachable      (notify.transport) no letter was judged: a batch stops after a few
        └── OutcomeUnknown   (notify.transport) the letter may have been delivered or not
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum


class Severity(StrEnum):
    """How grave a finding is: an error holds the submission back, a warning asks to look, info only tells."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def label(self) -> str:
        """The Vietnamese word."""
        return _SEVERITY_LABELS[self.value]


_SEVERITY_LABELS = {"error": "lỗi", "warning": "cảnh báo", "info": "lưu ý"}


MOST_TOLD = 1_000
_NAMED = r"\b([\w-]*(?:password|passwd|pwd|passphrase|secret|token|api_?key)[\w-]*\s*=\s*)[^\s&;'\"]+"
_SECRETS = ((re.compile(r"(//[^\s/:@]*):[^\s@]+@"), r"\1:***@"), (re.compile(_NAMED, re.IGNORECASE), r"\1***"))


def without_secrets(text: str) -> str:
    """The text without the passwords of the addresses in it; every error's sentence, and the log of a crash, goes through here.

    >>> without_secrets("postgresql://an:bi-mat@kho/dv?sslpassword=bi%20mat&connect_timeout=5")
    'postgresql://an:***@kho/dv?sslpassword=***&connect_timeout=5'
    """
    for secret, shown in _SECRETS:
        text = secret.sub(shown, text)
    return text


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend: what is wrong, where, which value, what is accepted."""

    message: str
    file: str = ""
    line: int | None = None
    place: str = ""
    value: str = ""
    accepted: str = ""
    severity: Severity = Severity.ERROR

    def text(self) -> str:
        """The problem as one Vietnamese line.

        >>> Problem("ngày không có thật", "a.yaml", 7, "due.before", "2025-02-30", "một ngày viết YYYY-MM-DD").text()
        'a.yaml:7: due.before: ngày không có thật (giá trị “2025-02-30”). Chấp nhận: một ngày viết YYYY-MM-DD.'
        """
        where = ":".join([self.file, str(self.line)] if self.line is not None else [self.file]) if self.file else ""
        head = ": ".join(part for part in (where, self.place, self.message) if part)
        value = f" (giá trị “{self.value}”)" if self.value else ""
        accepted = f" Chấp nhận: {self.accepted}." if self.accepted else ""
        return without_secrets(f"{head}{value}.{accepted}" if not head.endswith(".") or value else f"{head}{accepted}")


class DanvanError(Exception):
    """Base of every error of this library."""

    exit_code = 1
    permanent = True

    def __str__(self) -> str:
        """The sentence; no password ever stands in it."""
        return without_secrets(super().__str__())


class UserError(DanvanError):
    """Something a person wrote or asked for can't be taken as it is."""

    exit_code = 2


class _Problems(UserError):
    """An error made of several problems, all reported at once."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = _told(tuple(problems))
        super().__init__("\n".join(problem.text() for problem in self.problems))


def _told(problems: tuple[Problem, ...]) -> tuple[Problem, ...]:
    """As many as somebody can mend before looking again."""
    if len(problems) <= MOST_TOLD:
        return problems
    return (*problems[:MOST_TOLD], Problem(f"còn {len(problems) - MOST_TOLD} chỗ khác chưa đúng; sửa các chỗ trên rồi xem lại"))


class InvalidPlan(_Problems):
    """A plan file breaks a rule of the format or of the law."""


class InvalidInput(_Problems):
    """A submission, a row, a file or an option breaks a rule."""


class NotCovered(UserError):
    """Law or calendar data do not reach the date asked for."""


class UnknownName(UserError):
    """A name that nothing bears; the nearest known ones are offered."""

    def __init__(self, kind: str, name: str, known: Collection[str] = ()) -> None:
        self.kind, self.name = kind, name
        near = get_close_matches(name, list(known), n=3, cutoff=0.5)
        offered = near or sorted(known)[:12]
        hint = f" Có phải: {', '.join(offered)}?" if near else (f" Đang có: {', '.join(offered)}." if offered else "")
        super().__init__(f"Không có {kind} “{name}”.{hint}")


class Refused(UserError):
    """The act is not allowed in the present state; the message says what would allow it."""


class Contradicted(Refused):
    """The totals that a report prints break a rule among themselves; the message says where."""


class ResourceError(DanvanError):
    """A machine or a service is in the way."""

    exit_code = 3
    permanent = False


class StoreUnavailable(ResourceError):
    """Our own database can't be reached or written."""


class StoreConflict(ResourceError):
    """Somebody else wrote the same thing at the same moment; nothing of ours was stored."""


class SourceUnavailable(ResourceError):
    """A province's database or file share can't be read."""


class TransportError(ResourceError):
    """The mail server refused or can't be reached."""

    def __init__(self, message: str, *, permanent: bool) -> None:
        super().__init__(message)
        self.permanent = permanent
