"""What is in order in an installation, what isn't, and what to do about it."""

from __future__ import annotations

import datetime as dt
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import starmap
from pathlib import Path
from typing import Literal

from danvan_workflow.errors import DanvanError, InvalidInput, Severity, without_secrets
from danvan_workflow.notify.kinds import NoticeKind
from danvan_workflow.notify.writer import PARTS, NoticeWriter
from danvan_workflow.plan.library import PlanLibrary
from danvan_workflow.services.letters.writing import asked_in_vain
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.services.watch.setup import alarm_setup
from danvan_workflow.settings import Settings
from danvan_workflow.statutory.deadline import vietnam_date
from danvan_workflow.statutory.workdays import WorkCalendar, freshness_problems
from danvan_workflow.store.engine import schema_is_current
from danvan_workflow.store.registers import agency_count

State = Literal["ok", "warning", "error"]
ERROR: State = "error"
MENDER = "danvan doctor --fix"
FIX = f"Chạy: {MENDER}"
NO_PLANS = "Chạy lệnh trong thư mục dự án (danvan init), hoặc đặt biến môi trường DANVAN_PROJECT hay DANVAN_PLANS."
FONT = "Times New Roman"
ITS_DOUBLE = "Liberation Serif"
LEAST_SPACE = 500 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at. `message` and `remedy` are Vietnamese; the remedy is empty where nothing is to be done."""

    id: str
    state: State
    message: str
    remedy: str = ""

    @property
    def is_error(self) -> bool:
        """True where something does not work."""
        return self.state == ERROR


def diagnose(settings: Settings, now: dt.datetime) -> tuple[Check, ...]:
    """All checks, in a fixed order; one that fails itself is an error and doesn't hide the others."""
    looks: tuple[tuple[str, Callable[[], Iterator[Check]]], ...] = (
        ("thu-muc", lambda: _home(settings)),
        ("co-so-du-lieu", lambda: _database(settings)),
        ("ke-hoach", lambda: _plans(settings)),
        ("lich-lam-viec", lambda: _calendar(now)),
        ("thu-dien-tu", lambda: _mail(settings)),
        ("bao-dong", lambda: starmap(Check, alarm_setup(settings))),
        ("mau-thong-bao", lambda: _templates(settings)),
        ("nguon-du-lieu", lambda: _sources(settings)),
        ("phong-chu", _fonts),
        ("libreoffice", _office),
    )
    return tuple(check for name, look in looks for check in _guarded(name, look))


def mend(settings: Settings) -> tuple[str, ...]:
    """Do what can be done by itself: folders, tables, an empty register. Returns what was done, as Vietnamese phrases."""
    done = []
    for folder in (settings.home, settings.outbox):
        if not folder.is_dir():
            folder.mkdir(parents=True, exist_ok=True)
            done.append(f"tạo thư mục {folder}")
    runtime = Runtime(settings)
    current = schema_is_current(runtime.engine, settings.sql)
    empty = not current or _agencies(runtime) == 0
    runtime.prepare()
    if not current:
        done.append("tạo, cập nhật các bảng của cơ sở dữ liệu")
    if empty:
        done.append("nạp danh mục cơ quan toàn quốc")
    return tuple(done)


def _guarded(name: str, look: Callable[[], Iterator[Check]]) -> list[Check]:
    try:
        return list(look())
    except DanvanError as error:
        return [Check(name, "error", str(error).rstrip("."))]
    except OSError as error:
        return [
            Check(
                name,
                "error",
                f"Không đọc hoặc ghi được {error.filename or 'tệp'}: {error.strerror}",
                "Kiểm tra quyền truy cập và đĩa.",
            )
        ]


def _home(settings: Settings) -> Iterator[Check]:
    if not settings.home.is_dir():
        yield _not_yet("thu-muc", f"Chưa có thư mục dữ liệu {settings.home}", settings)
    elif not os.access(settings.home, os.W_OK):
        yield Check("thu-muc", "error", f"Không ghi được vào {settings.home}", "Cấp quyền ghi cho tài khoản chạy hệ thống.")
    elif (free := shutil.disk_usage(settings.home).free) < LEAST_SPACE:
        yield Check("thu-muc", "warning", f"Đĩa của {settings.home} chỉ còn {free // 1024**2} MiB", "Giải phóng dung lượng đĩa.")
    else:
        yield Check("thu-muc", "ok", f"Thư mục dữ liệu {settings.home}")


def _not_yet(name: str, message: str, settings: Settings) -> Check:
    """Something that the first act makes by itself: amiss only where a person has named the place."""
    if settings.home_is_default:
        return Check(name, "warning", f"{message}; lệnh làm việc đầu tiên sẽ tạo", f"Tạo ngay: {MENDER}")
    return Check(name, "error", message, FIX)


def _database(settings: Settings) -> Iterator[Check]:
    if missing := _absent_file(settings):
        yield _not_yet("co-so-du-lieu", f"Chưa có cơ sở dữ liệu {missing}", settings)
        return
    runtime = Runtime(settings)
    if not schema_is_current(runtime.engine, settings.sql):
        yield Check("co-so-du-lieu", "error", "Các bảng chưa có hoặc chưa ở bản mới nhất", FIX)
        return
    where = without_secrets(runtime.engine.url.render_as_string(hide_password=True))
    yield Check("co-so-du-lieu", "ok", f"Các bảng ở bản mới nhất ({where})")
    count = _agencies(runtime)
    if count:
        yield Check("danh-muc", "ok", f"Danh mục có {count} cơ quan")
    else:
        yield Check("danh-muc", "error", "Danh mục cơ quan trống", f"{FIX} hoặc danvan register import.")


def _absent_file(settings: Settings) -> Path | None:
    """The file of an SQLite database that isn't there: looking must not create it."""
    prefix = "sqlite:///"
    path = Path(settings.database_url.removeprefix(prefix))
    return path if settings.database_url.startswith(prefix) and not path.exists() else None


def _agencies(runtime: Runtime) -> int:
    with runtime.uow() as uow:
        return agency_count(uow)


def _plans(settings: Settings) -> Iterator[Check]:
    library = PlanLibrary(settings.plans)
    contents = library.load_all()
    for broken in contents.broken:
        yield Check(
            "ke-hoach", "error", f"{broken.file.name} có {len(broken.problems)} lỗi", f"Xem: danvan plan check {broken.id}"
        )
    if not library.ids():
        yield Check("ke-hoach", "error", f"Không có tệp kế hoạch nào trong {settings.plans}", NO_PLANS)
    elif contents.plans:
        yield Check("ke-hoach", "ok", f"{len(contents.plans)} kế hoạch đọc được: {', '.join(p.plan.id for p in contents.plans)}")


def _calendar(now: dt.datetime) -> Iterator[Check]:
    calendar = WorkCalendar.default()
    problems = freshness_problems(calendar, vietnam_date(now))
    for problem in problems:
        state: State = "error" if problem.severity is Severity.ERROR else "warning"
        yield Check("lich-lam-viec", state, problem.message.rstrip("."), f"Bổ sung {problem.accepted} vào {problem.file}.")
    if not problems:
        yield Check("lich-lam-viec", "ok", f"Lịch làm việc có đến hết năm {calendar.last_covered_day.year}")


def _mail(settings: Settings) -> Iterator[Check]:
    if settings.mail is None:
        remedy = (
            "Đặt DANVAN_SMTP_HOST và các biến DANVAN_SMTP_*; thử trước với hộp thư nội bộ: python -m danvan_workflow.notify.sink."
        )
        yield Check("thu-dien-tu", "warning", "Chưa khai báo máy chủ thư; hệ thống chưa gửi được thông báo", remedy)
    else:
        kind = "hộp thư thử của máy này" if settings.mail.embedded else "máy chủ thư"
        yield Check(
            "thu-dien-tu", "ok", f"Gửi qua {kind} {settings.mail.host}:{settings.mail.port}, tên gửi {settings.mail.sender}"
        )


def _templates(settings: Settings) -> Iterator[Check]:
    folder = settings.templates / "notices"
    there = {name for place in settings.template_folders for name in _files(place / "notices")}
    missing = [name for kind in NoticeKind for part in PARTS if (name := f"{kind}/{part}") not in there]
    own = _files(settings.template_folders[0] / "notices") if settings.project else []
    strange = [name for name in own if name not in _files(folder)]
    if missing:
        yield Check(
            "mau-thong-bao", "error", f"Thiếu mẫu thông báo: {', '.join(missing)}", f"Khôi phục các tệp đó trong {folder}."
        )
    else:
        yield Check("mau-thong-bao", "ok", f"Đủ mẫu của {len(NoticeKind)} loại thông báo{_of_their_own(len(own))}")
        yield from _asked_in_vain(settings)
    if strange:
        remedy = f"Đặt tên như mẫu kèm theo trong {folder}, hoặc bỏ tệp."
        yield Check("mau-rieng", "warning", f"Mẫu riêng không trùng tên mẫu nào: {', '.join(strange)}", remedy)


def _asked_in_vain(settings: Settings) -> Iterator[Check]:
    """A province's own template that asks for what no letter has: its letters would wait for ever."""
    try:
        asked = asked_in_vain(NoticeWriter(*settings.template_folders))
    except InvalidInput as error:
        yield Check("gia-tri-mau", "error", f"Không đọc được mẫu thông báo: {error}", "Sửa tệp mẫu đó.")
        return
    if asked:
        named = "; ".join(f"{kind} ({', '.join(names)})" for kind, names in asked.items())
        remedy = f"Bỏ các giá trị đó khỏi mẫu riêng; giá trị dùng được: xem mẫu kèm theo trong {settings.templates / 'notices'}."
        yield Check("gia-tri-mau", "warning", f"Mẫu thông báo dùng giá trị không có: {named}", remedy)


def _of_their_own(count: int) -> str:
    return f"; {count} tệp mẫu của riêng tỉnh" if count else ""


def _files(folder: Path) -> list[str]:
    """The templates of a folder, by their names within it."""
    return sorted(file.relative_to(folder).as_posix() for file in folder.rglob("*.j2"))


def _sources(settings: Settings) -> Iterator[Check]:
    from danvan_workflow.intake.mapping_file import mapping_of

    for name in settings.sources:
        mapping_of(settings.collect, name)
    if settings.sources:
        yield Check("nguon-du-lieu", "ok", f"Nguồn đã khai báo: {', '.join(settings.sources)}")
    else:
        remedy = "Muốn thu thập tự động, đặt DANVAN_SOURCE_HE_THONG_TINH_URL."
        yield Check("nguon-du-lieu", "warning", "Chưa khai báo cơ sở dữ liệu nguồn nào; báo cáo nhận bằng tệp", remedy)


def _fonts() -> Iterator[Check]:
    found, languages = _font_for(FONT)
    remedy = f"Cài phông {FONT}, hoặc {ITS_DOUBLE} từ bản 2 (gói fonts-liberation2), để bản PDF đúng trang và đúng chữ."
    if found not in (FONT, ITS_DOUBLE):
        yield Check("phong-chu", "warning", f"Máy này không có phông {FONT}", remedy)
    elif "vi" not in languages:
        yield Check("phong-chu", "warning", f"Phông {found} của máy này thiếu chữ tiếng Việt", remedy)
    elif found == FONT:
        yield Check("phong-chu", "ok", f"Có phông {FONT}, đủ chữ tiếng Việt")
    else:
        yield Check("phong-chu", "ok", f"Có phông {ITS_DOUBLE}, cùng cỡ chữ với {FONT}, đủ chữ tiếng Việt")


def _font_for(font: str) -> tuple[str, tuple[str, ...]]:
    """The family that this machine takes for a font, and the languages whose letters it has; empty where it can't be asked."""
    tool = shutil.which("fc-match")
    if tool is None:
        return "", ()
    asked = [tool, "--format=%{family[0]}\n%{lang}", font]
    family, _, languages = subprocess.run(asked, capture_output=True, text=True, timeout=20, check=False).stdout.partition("\n")
    return family.strip(), tuple(languages.strip().split("|"))


def _office() -> Iterator[Check]:
    if shutil.which("soffice") or shutil.which("libreoffice"):
        yield Check("libreoffice", "ok", "Có LibreOffice để chuyển báo cáo sang PDF")
    else:
        remedy = "Cài LibreOffice nếu cần bản PDF."
        yield Check("libreoffice", "warning", "Không có LibreOffice; báo cáo chỉ có .docx và .xlsx", remedy)
