"""An ad hoc cycle from Airflow's own form: its fields, and the first row of its run, which checks all before anything is sent."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, Unpack

from airflow.sdk import Param
from airflow.sdk.definitions.param import ParamsDict  # not in the typed face of airflow.sdk

from danvan_workflow.orchestration import acts
from danvan_workflow.orchestration.dag.arguments import StepArguments
from danvan_workflow.orchestration.dag.steps import OpenCycle
from danvan_workflow.plan.cycle_id import key_of
from danvan_workflow.plan.models import Obligation, Plan
from danvan_workflow.statutory.indicators import Catalogue, catalogue

if TYPE_CHECKING:  # importing them loads SQLAlchemy or all of Airflow's SDK, which parsing a DAG file must not
    from airflow.sdk import Context

    from danvan_workflow.services.runtime import Runtime

# The same in every task of a run, whatever was left blank: rendered from the run itself.
KEY_EXPRESSION = (
    "(dag_run.partition_key or (dag_run.conf or {}).get('ma_ky') or 'dx-' ~ dag_run.run_after.strftime('%y%m%d-%H%M%S'))"
)
OPENED_BEFORE = "Kỳ đã mở từ dòng lệnh"


def ad_hoc_form(plan: Plan, obligation: Obligation) -> ParamsDict:
    """The fields of the form. None is marked as required: where a command opened the cycle only `cycle_id` is filled in."""
    usual = [group for group in obligation.reporters if group in {g.id for g in plan.groups}]
    day = Param(None, type=["null", "string"], format="date", title="Hạn nộp", description="Ngày cuối cùng được nhận báo cáo.")
    return ParamsDict(
        {
            "ten": _text("Tên báo cáo", "Ngắn, rõ phạm vi. Bắt buộc."),
            "can_cu": _text("Căn cứ", "Văn bản yêu cầu báo cáo, ví dụ: Công văn số 215/UBND-NC ngày 10/6/2025."),
            "han_nop": day,
            "nhom": _choice("Nhóm cơ quan", "Ai phải báo cáo.", {group.id: group.title for group in plan.groups}, usual),
            "cau_hoi": _text("Câu hỏi", "Mỗi dòng một câu. Cần ít nhất một câu hỏi hoặc một chỉ tiêu.", format="multiline"),
            "chi_tieu": _choice("Chỉ tiêu", "Số liệu phải báo cáo, nếu có.", _indicators(plan), []),
            "nguoi_yeu_cau": _text("Người yêu cầu", "Họ tên, chức vụ. Để trống thì ghi tài khoản đang dùng."),
            "ma_ky": _text("Mã kỳ", "Chữ thường không dấu, số, gạch nối; ví dụ 2025-dx-01. Để trống thì lấy theo ngày giờ."),
            "cycle_id": _text("Mã đầy đủ của kỳ đã mở", "Chỉ điền khi kỳ đã được mở bằng lệnh danvan.", section=OPENED_BEFORE),
        }
    )


def _text(title: str, description: str, **schema: str) -> Param:
    said: dict[str, Any] = {"title": title, "maxLength": 4000, **schema}
    return Param(None, type=["null", "string"], description=description, **said)


def _choice(title: str, description: str, values: dict[str, str], chosen: list[str]) -> Param:
    """A list to choose several from; Airflow's form calls the choices examples."""
    said: dict[str, Any] = {"examples": list(values), "values_display": values, "items": {"type": "string"}}
    return Param(chosen, type=["null", "array"], title=title, description=description, **said)


def _indicators(plan: Plan) -> dict[str, str]:
    chosen: Catalogue = catalogue().with_own(plan.indicators.own)
    codes = [*plan.indicators.use, *(own.code for own in plan.indicators.own)]
    return {code: chosen[code].label for code in codes if not chosen[code].is_ratio}


class OpenAdHoc(OpenCycle):
    """Mở kỳ đột xuất, as the form asks for it. A wrong form fails here, with every fault in it, before anybody is written to."""

    def __init__(self, *, plan: str, **step: Unpack[StepArguments]) -> None:
        super().__init__(openings={}, **step)
        self.plan = plan

    def act(self, runtime: Runtime, now: dt.datetime, context: Context) -> None:
        """Open what the form asks for; a cycle that was opened before is gone on with."""
        conf = context["dag_run"].conf or {}
        if conf.get("cycle_id"):
            super().act(runtime, now, context)
            return
        account = context["dag_run"].triggering_user_name or "Airflow"
        key = key_of(self.cycle_id)
        request = acts.services.request_of(self.plan, conf, key=key, by=f"tài khoản {account}")
        acts.services.open_ad_hoc(runtime, request, now)
