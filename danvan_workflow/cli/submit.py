"""`danvan submit`: taking in a submission that comes as a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from danvan_workflow.cli.rendering import say, show_json
from danvan_workflow.cli.session import AsJson, Now, moment, open_runtime
from danvan_workflow.cli.vietnamese import command, explained

if TYPE_CHECKING:
    from danvan_workflow.services.runtime import Runtime
    from danvan_workflow.services.submissions.receive_submission import Receipt

WORDS = {"error": "Sai", "warning": "Cần xem lại", "info": "Lưu ý"}


def add_to(app: typer.Typer) -> None:
    """Register the commands of this module."""
    command(app, "submit")(submit)


@explained("Nhận một tệp báo cáo (YAML hoặc JSON) làm bản mới của cơ quan; tệp sai chỗ nào báo hết chỗ đó, không nhận nửa chừng.")
def submit(
    file: Annotated[Path, typer.Argument(metavar="TỆP", help="Tệp báo cáo, mẫu ở docs/submission-file.md.")],
    as_json: AsJson = False,
    now: Now = "",
) -> None:
    """Take in one file as the next version; the same content again changes nothing."""
    from dataclasses import asdict

    from danvan_workflow.intake.submission_file import read_submission_file
    from danvan_workflow.services.submissions.receive_submission import receive_submission

    at = moment(now)
    draft = read_submission_file(file, at)
    runtime = open_runtime()
    receipt = receive_submission(runtime, draft, at)
    if as_json:
        show_json(asdict(receipt))
        return
    agency = runtime.register.get(receipt.agency).name
    if receipt.unchanged:
        say(f"Nội dung giống bản {receipt.version} đã nhận của {agency}; không có gì thay đổi.")
        return
    whole = "đủ nội dung" if receipt.is_complete else "CÒN THIẾU nội dung"
    say(f"Đã nhận bản {receipt.version} của {agency}, kỳ {receipt.cycle_id}.")
    say(f"Kết quả kiểm tra: {whole}; {receipt.errors} lỗi, {receipt.warnings} cảnh báo.")
    for word, sentence in _findings(runtime, receipt):
        say(f"- {word}: {sentence}")


def _findings(runtime: Runtime, receipt: Receipt) -> list[tuple[str, str]]:
    """What the rules found in the version, the gravest first."""
    from danvan_workflow.store import submissions

    with runtime.uow() as uow:
        versions = submissions.submissions_of_agencies(uow, receipt.cycle_id, {receipt.agency})
        rows = submissions.findings_of(uow, [version.id for version in versions])
    graded = [(WORDS[row.severity], row.sentence) for row in rows]
    return sorted(graded, key=lambda found: list(WORDS.values()).index(found[0]))
