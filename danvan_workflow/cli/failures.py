"""Errors as sentences: what a person sees when a command can't do its work, and the exit code that goes with it."""

from __future__ import annotations

import contextlib
import datetime as dt
import errno
import os
import sys
import tempfile
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from danvan_workflow.errors import DanvanError, InvalidInput, InvalidPlan, without_secrets

UNFORESEEN, MENDABLE, MACHINE, INTERRUPTED = 1, 2, 3, 130
LOG_FOLDER = "nhat-ky"
_SHOWN = 200
_REASONS = {
    errno.ENOENT: "không có tệp hoặc thư mục này",
    errno.EACCES: "không có quyền truy cập",
    errno.EPERM: "không có quyền truy cập",
    errno.ENOSPC: "đĩa đã đầy",
    errno.EDQUOT: "đã hết dung lượng được cấp",
    errno.EROFS: "đĩa chỉ cho đọc",
    errno.EISDIR: "đây là thư mục, không phải tệp",
    errno.ENOTDIR: "một phần của đường dẫn không phải là thư mục",
    errno.EEXIST: "đã có tệp hoặc thư mục cùng tên",
    errno.ENAMETOOLONG: "tên tệp dài quá",
}


def run_safely(arguments: list[str]) -> int:
    """Run the command line; no traceback is shown unless DANVAN_DEBUG=1."""
    _speak_utf8()
    try:
        return _run(arguments)
    except Exception as error:
        if os.environ.get("DANVAN_DEBUG") == "1":
            raise
        return _unforeseen(error, arguments)


def _run(arguments: list[str]) -> int:
    from danvan_workflow.cli.app import build

    command = _command(build())
    try:
        result = command.main(args=arguments, prog_name="danvan", standalone_mode=False)
    except DanvanError as error:
        return _told(sentences(error), error.exit_code)
    except BrokenPipeError:
        sys.stdout = open(os.devnull, "w")  # the reader went away; the interpreter still flushes at its end
        return 0
    except OSError as error:
        return _told([_os_sentence(error)], MENDABLE if error.errno in (errno.ENOENT, errno.EISDIR) else MACHINE)
    except KeyboardInterrupt:
        return _told(["Đã dừng theo yêu cầu."], INTERRUPTED)
    except Exception as error:
        if not hasattr(error, "format_message"):
            raise
        return _usage(error)
    return result if isinstance(result, int) else 0


def _command(app: Any) -> Any:
    from typer.main import get_command

    return get_command(app)


def sentences(error: DanvanError) -> list[str]:
    """The lines of an error: one for each problem, with a count where there are several."""
    if not isinstance(error, (InvalidInput, InvalidPlan)) or len(error.problems) == 1:
        return [str(error)]
    lines = [problem.text() for problem in error.problems]
    more = [f"… và {len(lines) - _SHOWN} lỗi nữa."] if len(lines) > _SHOWN else []
    return [*lines[:_SHOWN], *more, f"Có {len(lines)} chỗ cần sửa; chưa có gì thay đổi."]


def _usage(error: Any) -> int:
    from danvan_workflow.cli.vietnamese import usage_sentence

    if type(error).__name__ == "NoArgsIsHelpError":
        return MENDABLE  # the help page is on the screen already
    context = getattr(error, "ctx", None)
    lines = [f"Lỗi: {usage_sentence(error)}"]
    if context is not None:
        lines.append(f"Xem cách dùng: {context.command_path} --help")
    return _say(lines, MENDABLE)


def _told(lines: Sequence[str], code: int) -> int:
    return _say([f"Lỗi: {lines[0]}", *lines[1:]] if len(lines) == 1 else list(lines), code)


def _say(lines: Sequence[str], code: int) -> int:
    with contextlib.suppress(OSError, ValueError):
        sys.stdout.flush()
    for line in lines:
        print(line, file=sys.stderr)
    return code


def _os_sentence(error: OSError) -> str:
    reason = _REASONS.get(error.errno or 0, error.strerror or type(error).__name__)
    return f"{error.filename}: {reason}." if error.filename else f"Máy báo: {reason}."


def _unforeseen(error: Exception, arguments: Sequence[str]) -> int:
    log = _write_log(error, arguments)
    where = f" Chi tiết ghi tại {log}; gửi tệp này cho người hỗ trợ kỹ thuật." if log else ""
    return _say([f"Lỗi chưa lường trước ({type(error).__name__}).{where}"], UNFORESEEN)


def _write_log(error: Exception, arguments: Sequence[str]) -> Path | None:
    """The traceback in a file of the installation's folder; in the system's temporary folder where that can't be written."""
    now = dt.datetime.now(dt.UTC)
    text = f"{now.isoformat()}\ndanvan {' '.join(arguments)}\n\n{''.join(traceback.format_exception(error))}"
    return _keep(f"danvan-loi-{now:%Y%m%d-%H%M%S}.log", without_secrets(text))


def _keep(name: str, text: str) -> Path | None:
    """For its owner's eyes: the story of a crash may tell more than it should."""
    for folder in (_home() / LOG_FOLDER, Path(tempfile.gettempdir())):
        path = folder / name
        with contextlib.suppress(OSError):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as log:
                log.write(text)
            return path
    return None


def _home() -> Path:
    from danvan_workflow.settings import home_of

    return home_of(os.environ)


def _speak_utf8() -> None:
    """Vietnamese needs UTF-8, whatever the terminal's locale says."""
    for stream in (sys.stdout, sys.stderr):
        if (stream.encoding or "").lower().replace("-", "") != "utf8" and hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")
