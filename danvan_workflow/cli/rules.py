"""`danvan rules`: the rules of a plan tried out on the past."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from danvan_workflow.cli.naming import CycleName, OfPlan, opened_cycle
from danvan_workflow.cli.rendering import Col, heading, say, show_json, show_table
from danvan_workflow.cli.session import AsJson, open_runtime
from danvan_workflow.cli.vietnamese import command, explained, group

if TYPE_CHECKING:
    from danvan_workflow.services.rules.backtest import Told

app = group("Quy tắc kiểm tra số liệu.")


@command(app, "backtest")
@explained("Quy tắc của kế hoạch bây giờ sẽ báo gì ở các báo cáo đã nhận của một kỳ đã qua. Không thay đổi dữ liệu.")
def backtest(
    plan: Annotated[str, typer.Argument(metavar="KẾ HOẠCH", help="Mã kế hoạch hoặc tệp có quy tắc đã sửa.")],
    name: CycleName,
    of_plan: OfPlan = "",
    as_json: AsJson = False,
) -> None:
    """Print what would newly be found and what would no longer be."""
    from danvan_workflow.cli.plan import open_named
    from danvan_workflow.services.rules.backtest import backtest as judge_anew

    runtime = open_runtime()
    made = judge_anew(runtime, open_named(runtime.library, plan).plan, opened_cycle(runtime, name, of_plan))
    if as_json:
        show_json({"cycle": made.cycle_id, "versions": made.versions, "new": _rows(made.new), "gone": _rows(made.gone)})
        return
    say(f"Kỳ {made.cycle_id}: xét lại {made.versions} báo cáo; khi nhận báo {made.then} điều, nay báo {made.now} điều.", "bold")
    for title, told in (("Báo thêm", made.new), ("Không còn báo", made.gone)):
        if told:
            heading(f"{title} ({len(told)})")
            rows = [(one.agency, one.severity.label, one.rule, one.sentence) for one in told]
            show_table((Col("Cơ quan", roomy=True), Col("Mức"), Col("Quy tắc"), Col("Nội dung", roomy=True)), rows)
    if not made.new and not made.gone:
        say("Không có gì khác.")


def _rows(told: tuple[Told, ...]) -> list[dict[str, str]]:
    return [{"agency": t.agency, "severity": t.severity, "rule": t.rule, "sentence": t.sentence} for t in told]
