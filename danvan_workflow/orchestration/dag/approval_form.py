"""The form in which a leader decides, on Airflow's page of required actions, and what was written into it.

Airflow keeps subject, text, options and fields of a request as they were at the first asking, for weeks, and checks nothing that
comes back: the text holds no figure, and an answer is read whatever fields it has.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Required, TypedDict

from airflow.sdk import Param

from danvan_workflow.duty.addresses import approval_path
from danvan_workflow.duty.decision import Decision
from danvan_workflow.services.approval.form_fields import BY, NOTE, UNTIL

if TYPE_CHECKING:  # not in the typed face of airflow.sdk
    from airflow.sdk.execution_time.hitl import HITLUser

DECISIONS = {decision.label: decision.value for decision in Decision}
NOBODY = "tài khoản không rõ"

BODY = """Bản tổng hợp của kỳ này đã lập xong, đang chờ lãnh đạo quyết định.

{where}

- **Duyệt**: báo cáo được phát hành đúng như bản đang trình.
- **Trả lại**: ghi lý do ở ô ý kiến; khi số liệu thay đổi, báo cáo được tổng hợp và trình lại ngay, chậm nhất sau một ngày.
- **Chờ thêm cơ quan**: chưa phát hành; trình lại khi mọi cơ quan đã gửi đủ, hoặc lúc 8 giờ ngày ghi ở ô “Chờ đến ngày” (để trống:
  ngày làm việc tiếp theo).
"""
ON_PAGE = "**[Xem bản tổng hợp]({link})**: số liệu, cơ quan chưa gửi, kết quả kiểm tra, tệp dự thảo (.docx, .xlsx)."


class Given(TypedDict, total=False):
    """What Airflow hands on of an answer; it checks the choice alone."""

    chosen_options: Required[Sequence[str]]
    params_input: object
    responded_by_user: object


@dataclass(frozen=True, slots=True)
class Answer:
    """What a leader decided: `decision` as the services name it, `until` as it was written."""

    choice: str
    decision: str
    by: str
    note: str
    until: str


def subject(label: str, title: str) -> str:
    """What the request is called in the list of required actions."""
    return f"{label}. {title}: duyệt bản tổng hợp"


def body(base_url: str, cycle_id: str) -> str:
    """The text of the request. Without an address the link leads to the same server as the page itself."""
    return BODY.format(where=ON_PAGE.format(link=base_url + approval_path(cycle_id)))


def fields() -> dict[str, Param]:
    """The fields beside the choice."""
    note = Param("", type=["string", "null"], title="Ý kiến", description="Lý do trả lại, hoặc ý kiến kèm theo")
    until = Param(
        None,
        type=["string", "null"],
        format="date",
        title="Chờ đến ngày",
        description="Chỉ dùng khi chọn “Chờ thêm cơ quan”: ngày trình lại, kể cả khi chưa đủ",
    )
    return {NOTE: note, UNTIL: until}


def answer_of(given: Given) -> Answer:
    """The answer out of what Airflow hands on; nonsense in a field is read as nothing."""
    choice = str(given["chosen_options"][0])
    form = given.get("params_input")
    form = form if isinstance(form, Mapping) else {}
    note = _said(form.get(NOTE)) or ("Không ghi lý do." if choice == Decision.RETURN.label else "")
    return Answer(
        choice, DECISIONS[choice], _person(given.get("responded_by_user"), _said(form.get(BY))), note, _said(form.get(UNTIL))
    )


def _said(value: object) -> str:
    return "" if value is None else str(value).strip()[:4000]


def _person(user: object, named: str) -> str:
    """Who decided. The command line names the person beside the account; an account can't be named away."""
    known = user if isinstance(user, Mapping) else {}
    account = str(known.get("name") or known.get("id") or NOBODY)
    return f"{named[:150]} (tài khoản {account})" if named and named != account else account


def approvers() -> list[HITLUser] | None:
    """Accounts that alone may answer, from DANVAN_APPROVERS (`lanhdao,phogiamdoc`); without it everyone with write access may."""
    names = [name.strip() for name in os.environ.get("DANVAN_APPROVERS", "").split(",") if name.strip()]
    return [{"id": name, "name": name} for name in names] or None
