"""Options and fixtures that all tests share."""

from __future__ import annotations

from collections.abc import Callable, Generator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings
from progress import Progress

if TYPE_CHECKING:
    from xdist.remote import Producer
    from xdist.scheduler import LoadFileScheduling

settings.register_profile("shared-machine", deadline=None)
settings.load_profile("shared-machine")

GOLDEN = Path(__file__).parent / "golden"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Golden files are rewritten only when this is asked for."""
    parser.addoption("--update-golden", action="store_true", help="rewrite tests/golden with what the code says now")
    parser.addoption("--update-pictures", action="store_true", help="take the pictures of the officer's guide anew")
    parser.addoption("--no-skips", action="store_true", help="count a skipped test as a failed one")


@pytest.hookimpl(trylast=True)  # the terminal is there by then
def pytest_configure(config: pytest.Config) -> None:
    """The controller tells what takes long; a worker has nothing to print on."""
    if terminal := config.pluginmanager.getplugin("terminalreporter"):
        config.pluginmanager.register(Progress(terminal), "progress")


def needs_a_machine(nodeid: str) -> bool:
    """Whether a test starts an Airflow of many processes, beside which there is room for small tests only."""
    alone = ("browser/test_guide.py", "browser/test_from_nothing.py", "integration/test_package.py")
    return nodeid.startswith(("tests/cluster/", *(f"tests/{file}" for file in alone)))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The files that need a machine come first."""
    items.sort(key=lambda item: not needs_a_machine(item.nodeid))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadFileScheduling:
    """One worker runs the files that need a machine, one after the other; any other file goes to whoever is free."""
    from xdist.scheduler import LoadFileScheduling

    class OneMachine(LoadFileScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return "machine" if needs_a_machine(nodeid) else super()._split_scope(nodeid)

    return OneMachine(config, log)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Under --no-skips whatever a test lacks is an error of the machine's set-up."""
    report = yield
    if report.skipped and item.config.getoption("--no-skips") and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped although nothing may be: {report.longrepr}"
    return report


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compare a text with `tests/golden/<name>`."""

    def compare(name: str, text: str) -> None:
        path = GOLDEN / name
        if request.config.getoption("--update-golden"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        assert path.exists(), f"{path} is missing: read what the code says, then run pytest --update-golden"
        assert text == path.read_text(encoding="utf-8"), f"{name} differs: if the change is meant, run pytest --update-golden"

    return compare
