"""What the plugin mounts. Every Airflow process imports it: FastAPI and the services wait for the first request."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send


class LazyApp:
    """An ASGI application that is made when it is first asked."""

    def __init__(self, make: Callable[[], ASGIApp]) -> None:
        self._make = make
        self._app: ASGIApp | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hand the request over."""
        if self._app is None:
            self._app = self._make()
        await self._app(scope, receive, send)


def _make() -> ASGIApp:
    from danvan_workflow.orchestration.console.app import create_app

    return create_app()


app = LazyApp(_make)
