"""The pages that officers use inside Airflow, mounted at `/dan-van`.

Every Airflow process imports the plugin; FastAPI and the services are imported by the first request, so in the API server alone.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

PREFIX = "/dan-van"


class LazyApp:
    """An ASGI application that is made when it is first asked."""

    def __init__(self, make: Callable[[], Any]) -> None:
        self._make = make
        self._app: Any = None

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Hand the request over."""
        if self._app is None:
            self._app = self._make()
        await self._app(scope, receive, send)


def _make() -> Any:
    from danvan_workflow.orchestration.console.app import create_app

    return create_app()


app = LazyApp(_make)
