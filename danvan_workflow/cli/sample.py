"""`danvan sample`: invented submissions for trials, always marked as such."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated

import typer

from danvan_workflow.cli.heirs import pass_on
from danvan_workflow.cli.naming import CycleName, OfPlan, opened_cycle
from danvan_workflow.cli.rendering import say
from danvan_workflow.cli.session import Now, moment, open_runtime
from danvan_workflow.cli.vietnamese import command, explained
from danvan_workflow.errors import InvalidInput, Problem

if TYPE_CHECKING:
    from danvan_workflow.services.runtime import Runtime


def add_to(app: typer.Typer) -> None:
    """Register the commands of this module."""
    command(app, "sample")(sample)


@explained("Tạo báo cáo mẫu (dữ liệu giả, luôn ghi rõ là mẫu) cho một kỳ: ghi vào cơ sở dữ liệu nguồn, hoặc nhận thẳng.")
def sample(
    name: CycleName,
    plan: OfPlan = "",
    seed: Annotated[str, typer.Option("--seed", metavar="HẠT", help="Cùng hạt thì cùng dữ liệu.")] = "0",
    into_source: Annotated[
        str, typer.Option("--into-source", metavar="ĐỊA CHỈ", help="Ghi vào cơ sở dữ liệu nguồn này, để thu thập sau.")
    ] = "",
    receive: Annotated[bool, typer.Option("--receive", help="Nhận thẳng các báo cáo gửi trước thời điểm --now.")] = False,
    bad_rows: Annotated[bool, typer.Option("--bad-rows", help="Cài thêm các ô sai vào nguồn, để thử việc từ chối.")] = False,
    now: Now = "",
) -> None:
    """Invent submissions for a cycle; the same seed invents the same ones."""
    if bool(into_source) == receive:
        accepted = "một trong hai: --into-source ĐỊA CHỈ hoặc --receive"
        raise InvalidInput([Problem("chưa rõ đưa dữ liệu mẫu vào đâu", place="--into-source, --receive", accepted=accepted)])
    runtime = open_runtime()
    cycle = opened_cycle(runtime, name, plan)
    if receive:
        _receive(runtime, cycle, seed, moment(now))
        return
    from danvan_workflow.services.submissions.sample_cycle import sample_cycle

    count = sample_cycle(runtime, cycle, seed, url=into_source, plant_bad_rows=bad_rows)
    say(f"Đã ghi {count} báo cáo mẫu của kỳ {cycle} vào nguồn. Thu thập bằng lệnh: danvan collect {cycle} --url …")


def _receive(runtime: Runtime, cycle: str, seed: str, now: dt.datetime) -> None:
    from danvan_workflow.services.submissions.receive_submission import receive_submission
    from danvan_workflow.services.submissions.sample_cycle import sample_drafts_of

    pass_on(runtime, cycle, now)
    drafts = sample_drafts_of(runtime, cycle, seed)
    arrived = sorted((draft for draft in drafts if draft.sent_at <= now), key=lambda draft: draft.sent_at)
    receipts = [receive_submission(runtime, draft, now) for draft in arrived]
    new = sum(not receipt.unchanged for receipt in receipts)
    say(f"Đã nhận {new} bản báo cáo mẫu của kỳ {cycle}; {len(drafts) - len(arrived)} bản gửi sau thời điểm này chưa nhận.")
