"""The look of the console: its templates and styles over the shared ones, its notes, and where Airflow is, for every template."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from danvan_workflow.orchestration.console.address import PREFIX
from danvan_workflow.orchestration.console.notes import NOTES
from danvan_workflow.web.page import Pages


def _airflow(base: str) -> Mapping[str, object]:
    return {"airflow": base.removesuffix(PREFIX)}


PAGES = Pages(Path(__file__).parent, NOTES, "Về bảng theo dõi", again="Mở lại trang trong Airflow rồi làm lại.", more=_airflow)
render = PAGES.render
