"""All commands under one name."""

from __future__ import annotations

from functools import cache

import typer

from danvan_workflow.cli import (
    airflow,
    collect,
    concede,
    cycle,
    doctor,
    export,
    init,
    notices,
    plan,
    register,
    report,
    rules,
    sample,
    simulate,
    submit,
    task,
    watch,
)
from danvan_workflow.cli.vietnamese import group

HELP = """Theo dõi chế độ báo cáo công tác dân vận chính quyền: kế hoạch, kỳ báo cáo, đôn đốc, tổng hợp.

Mã thoát: 0 xong; 1 lỗi chưa lường trước; 2 cần người sửa; 3 máy chủ, đĩa hoặc đường truyền có sự cố.
"""


@cache
def build() -> typer.Typer:
    """The whole command; cheap, since nothing below the command modules is imported."""
    app = group(HELP)
    app.add_typer(plan.app, name="plan")
    app.add_typer(register.app, name="register")
    app.add_typer(task.app, name="task")
    app.add_typer(rules.app, name="rules")
    concede.add_to(cycle.app)
    app.add_typer(cycle.app, name="cycle")
    for module in (init, airflow, collect, submit, notices, report, export, sample, simulate, watch, doctor):
        module.add_to(app)
    return app
