"""`danvan report decide`: the leader's decision, given to the run that waits for it, or written down directly."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Annotated

import typer

from danvan_workflow.cli.naming import CycleName, OfPlan, opened_cycle
from danvan_workflow.cli.rendering import say
from danvan_workflow.cli.session import Now, moment, open_runtime
from danvan_workflow.cli.vietnamese import explained
from danvan_workflow.errors import InvalidInput, Problem, Refused

if TYPE_CHECKING:
    import datetime as dt

    from danvan_workflow.duty.decision import Decision
    from danvan_workflow.services.airflow_api import AirflowApi
    from danvan_workflow.services.approval.answer_run import WaitingRun
    from danvan_workflow.services.runtime import Runtime
    from danvan_workflow.store.tables import SnapshotRow

WORDS = {"duyet": "approve", "tra-lai": "return", "cho": "wait"}
ADDRESS, USER, PASSWORD = "DANVAN_AIRFLOW_URL", "DANVAN_AIRFLOW_USER", "DANVAN_AIRFLOW_PASSWORD"
NO_ADDRESS = (
    f"Chưa khai báo địa chỉ Airflow ({ADDRESS}) nên quyết định được ghi thẳng vào cơ sở dữ liệu. Lượt chạy nào đang chờ "
    "phê duyệt kỳ này vẫn đứng chờ: mở mục “Việc cần quyết định” (Required Actions) trong Airflow, trả lời “{answer}” một lần; "
    "lượt chạy sẽ theo quyết định đã ghi ở đây."
)
NO_RUN = "Trong Airflow không có lượt chạy nào đang chờ phê duyệt kỳ này; quyết định được ghi thẳng vào cơ sở dữ liệu."


@explained(
    "Quyết định về bản tổng hợp đang trình: duyet, tra-lai (kèm --note), cho (kèm --until nếu có). "
    "Có lượt chạy Airflow đang chờ thì trả lời chính lượt chạy đó."
)
def decide(
    name: CycleName,
    decision: Annotated[str, typer.Argument(metavar="QUYẾT_ĐỊNH", help="duyet, tra-lai hoặc cho.")],
    plan: OfPlan = "",
    by: Annotated[str, typer.Option("--by", metavar="NGƯỜI", help="Người quyết định: họ tên, chức vụ.")] = "",
    note: Annotated[str, typer.Option("--note", metavar="Ý KIẾN", help="Ý kiến; bắt buộc khi trả lại.")] = "",
    until: Annotated[str, typer.Option("--until", metavar="NGÀY", help="Chờ đến ngày nào thì trình lại (với cho).")] = "",
    user: Annotated[
        str,
        typer.Option(
            "--user", envvar=USER, metavar="TÀI KHOẢN", help=f"Tài khoản Airflow; mật khẩu được hỏi, hoặc lấy từ {PASSWORD}."
        ),
    ] = "",
    now: Now = "",
) -> None:
    """Answer the waiting run; where there is none, record the decision, bound to the documents that were shown."""
    from danvan_workflow.duty.decision import Decision

    chosen = _chosen(decision, by, note)
    runtime = open_runtime()
    cycle = opened_cycle(runtime, name, plan)
    newest(runtime, cycle)  # nothing consolidated yet: say so before anybody is asked for a password
    if url := os.environ.get(ADDRESS, "").strip():
        airflow, run = _waiting(url, user, cycle)
        try:
            if run:
                _answer(runtime, airflow, run, cycle, (chosen, by, note, until))
                return
        finally:
            airflow.close()
    _record(runtime, cycle, (chosen, by, note, until), moment(now))
    say(NO_RUN if url else NO_ADDRESS.replace("{answer}", chosen.label), "yellow")
    if chosen is Decision.APPROVE:
        say(f"Phát hành bằng lệnh: danvan issue {cycle}.")


def _chosen(text: str, by: str, note: str) -> Decision:
    from danvan_workflow.duty.decision import Decision

    problems = []
    if text not in WORDS:
        problems.append(Problem("quyết định không hợp lệ", place="QUYẾT_ĐỊNH", value=text, accepted=", ".join(WORDS)))
    if not by.strip():
        problems.append(Problem("chưa nêu người quyết định", place="--by", accepted="họ tên, chức vụ"))
    if text == "tra-lai" and not note.strip():
        problems.append(Problem("trả lại phải nêu lý do", place="--note", accepted="một câu nói rõ cần sửa gì"))
    if problems:
        raise InvalidInput(problems)
    return Decision(WORDS[text])


def _waiting(url: str, user: str, cycle: str) -> tuple[AirflowApi, WaitingRun | None]:
    from danvan_workflow.services.airflow_api import AirflowApi
    from danvan_workflow.services.approval.answer_run import waiting_run

    if not user:
        raise InvalidInput([Problem("chưa nêu tài khoản Airflow", place="--user", accepted=f"tên tài khoản, hoặc đặt {USER}")])
    password = os.environ.get(PASSWORD) or typer.prompt(f"Mật khẩu của {user} trong Airflow", hide_input=True, err=True)
    airflow = AirflowApi(url.rstrip("/"), user, password)
    airflow.enter()
    return airflow, waiting_run(airflow, cycle)


def _answer(runtime: Runtime, airflow: AirflowApi, run: WaitingRun, cycle: str, said: tuple[Decision, str, str, str]) -> None:
    from danvan_workflow.services.approval.answer_run import answer_run
    from danvan_workflow.services.approval.state import standing

    question, latest = standing(runtime, cycle).question, newest(runtime, cycle)
    answer_run(airflow, run, *said)
    say(f"{said[0].label}: đã trả lời lượt chạy {run.run_id} trong Airflow; lượt chạy ghi quyết định rồi chạy tiếp.")
    if question and question.number != latest.number:
        say(f"Lượt chạy đang trình bản số {question.number}; bản mới nhất là số {latest.number}, chưa được quyết định.", "yellow")


def _record(runtime: Runtime, cycle: str, said: tuple[Decision, str, str, str], now: dt.datetime) -> None:
    from danvan_workflow.services.approval.decide import record_decision

    decision, by, note, until = said
    snapshot = newest(runtime, cycle)
    recorded = record_decision(runtime, cycle, snapshot.id, decision, by, note, now, until)
    say(f"{decision.label}: bản tổng hợp số {snapshot.number} của kỳ {cycle}, người quyết định: {by}. {recorded.note}".rstrip())
    if recorded.caution:
        say(f"{recorded.caution} Muốn đưa vào, tổng hợp lại rồi trình lại.", "yellow")


def newest(runtime: Runtime, cycle: str) -> SnapshotRow:
    """The newest snapshot of a cycle; Refused with the command that makes one."""
    from danvan_workflow.store import reports

    with runtime.uow() as uow:
        snapshot = reports.latest_snapshot(uow, cycle)
    if snapshot is None:
        raise Refused(f"Kỳ {cycle} chưa có bản tổng hợp. Tổng hợp bằng lệnh: danvan consolidate {cycle}")
    return snapshot
