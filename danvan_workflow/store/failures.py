"""Why a database could not be used, as a sentence for a person: the likely cause, told by the database itself, and what helps."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Engine
from sqlalchemy.exc import DatabaseError, DBAPIError, InterfaceError, OperationalError, ProgrammingError

from danvan_workflow.errors import StoreUnavailable


@dataclass(frozen=True, slots=True)
class _Cause:
    """What a cause is known by: the beginnings of PostgreSQL's codes (SQLSTATE); words where there is no code.

    SQLite has none, and PostgreSQL's driver gives none for what goes wrong while it connects.
    """

    words: tuple[str, ...]
    codes: tuple[str, ...]
    told: str

    def fits(self, said: str, code: str) -> bool:
        return code.startswith(self.codes) if code else any(word in said for word in self.words)


SCHEMA = _Cause(
    ("no such table", "no such column", "has no column named"),
    ("42P01", "42703", "3F000"),
    "Các bảng chưa được lập hoặc chưa ở bản mới nhất: người quản trị chạy `danvan doctor --fix`, hoặc khởi động lại hệ thống.",
)
CAUSES = (
    SCHEMA,
    _Cause(
        ("locked", "busy"),
        ("55P03", "57014", "40"),
        "Cơ sở dữ liệu đang bận vì một chương trình khác đang ghi: thử lại sau ít phút.",
    ),
    _Cause(("disk is full", "no space left"), ("53100",), "Đĩa đã đầy: giải phóng dung lượng đĩa rồi thử lại."),
    _Cause(
        ("readonly", "unable to open", "permission denied"),
        ("25006", "42501"),
        "Tài khoản chạy hệ thống không có quyền đọc hoặc ghi: cấp quyền rồi thử lại.",
    ),
    _Cause(
        ("not a database", "malformed"),
        ("XX001", "XX002", "58P01"),
        "Tệp không phải cơ sở dữ liệu hoặc đã hỏng: lấy lại từ bản sao lưu.",
    ),
    _Cause(
        ("password authentication failed", "no password supplied", "no pg_hba.conf entry", 'role "'),
        ("28",),
        "Máy chủ từ chối tài khoản hoặc mật khẩu: kiểm tra DANVAN_DATABASE_URL rồi thử lại.",
    ),
    _Cause(
        ("does not exist",),
        ("3D000",),
        "Máy chủ không có cơ sở dữ liệu tên ấy: kiểm tra DANVAN_DATABASE_URL rồi thử lại.",
    ),
    _Cause(("too many",), ("53300",), "Máy chủ đang có quá nhiều kết nối: thử lại sau ít phút."),
    _Cause(
        ("connection", "could not translate", "failed to resolve", "timeout"),
        ("08", "57P"),
        "Không kết nối được với máy chủ: kiểm tra máy chủ và đường mạng rồi thử lại.",
    ),
)
UNKNOWN = "Chưa rõ nguyên nhân; người quản trị chạy `danvan doctor` để kiểm tra."


def is_failure(error: DBAPIError) -> bool:
    """True for what the machine or its set-up is to blame for, false for a fault of ours.

    A DatabaseError of no finer kind is SQLite's answer to a file that is no database.
    """
    if isinstance(error, ProgrammingError):
        return SCHEMA.fits(*_said(error))
    return isinstance(error, (OperationalError, InterfaceError)) or type(error) is DatabaseError


def unavailable(engine: Engine, error: DBAPIError) -> StoreUnavailable:
    """The error as a sentence; the address is named, the password never."""
    where = engine.url.render_as_string(hide_password=True)
    first = (str(error.orig).strip() or type(error).__name__).splitlines()[0]
    return StoreUnavailable(
        f"Không dùng được cơ sở dữ liệu {where}: {first}. {_told(*_said(error))} Dữ liệu đã lưu không thay đổi."
    )


def _told(said: str, code: str) -> str:
    return next((cause.told for cause in CAUSES if cause.fits(said, code)), UNKNOWN)


def _said(error: DBAPIError) -> tuple[str, str]:
    return str(error.orig).lower(), str(getattr(error.orig, "sqlstate", None) or "")
