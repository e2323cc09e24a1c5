"""The entry point `airflow.plugins`: every Airflow process imports it.

The DAG processor and the scheduler do so before they fork; what the DAG files need is imported here for that reason: once, in
place of again in every parse and every task.
"""

from __future__ import annotations

from airflow.plugins_manager import AirflowPlugin

from danvan_workflow.orchestration.console.address import PREFIX
from danvan_workflow.orchestration.console.mounted import app
from danvan_workflow.orchestration.dag import factory  # noqa: F401
from danvan_workflow.orchestration.locale import overlay as locale
from danvan_workflow.orchestration.timetable import CycleTimetable
from danvan_workflow.orchestration.watch_deadline import CollectorDayEnds


class DanvanPlugin(AirflowPlugin):
    """What Airflow must know before it can read our DAGs: without its timetable no DAG of ours can be loaded."""

    name = "danvan"
    # lists in the shape that Airflow declares; addresses without a leading slash also work under a path
    timetables = [CycleTimetable]  # noqa: RUF012
    deadline_references = [CollectorDayEnds]  # noqa: RUF012
    fastapi_apps = [{"app": app, "url_prefix": PREFIX, "name": "Báo cáo dân vận"}]  # noqa: RUF012
    external_views = [  # noqa: RUF012
        {
            "name": "Dân vận",
            "href": f"{PREFIX[1:]}/",
            "destination": "nav",
            "url_route": "bao_cao_dan_van",
            "nav_top_level": True,
        },
        {
            "name": "Kỳ báo cáo",
            "href": f"{PREFIX[1:]}/luot/{{DAG_ID}}/{{RUN_ID}}",
            "destination": "dag_run",
            "url_route": "ky_bao_cao",
        },
    ]
    # the languages of Airflow's own pages: 3.4 reads the files itself, 3.3 needs the overlay
    ui_translations = [locale.LOCALES]  # noqa: RUF012
    fastapi_root_middlewares = (
        [] if hasattr(AirflowPlugin, "ui_translations") else [{"middleware": locale.VietnameseCatalogues, "name": "Tiếng Việt"}]
    )
