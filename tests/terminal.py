"""A terminal to try the command in: its own folder, its own plans, the real SQLite store, and what it answered."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from danvan_workflow.cli import main
from danvan_workflow.services import runtime as runtime_module

PLANS = Path(__file__).parents[1] / "dags" / "plans"
SIXTH = Path(__file__).parent / "integration" / "plan_files" / "bim-son-2025.yaml"
Dump = dict[str, list[tuple[Any, ...]]]


@dataclass(frozen=True)
class Answer:
    """What a command said."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> str:
        """Everything on one line, so that a sentence can be looked for whatever the width was."""
        return " ".join(f"{self.out} {self.err}".split())

    def json(self) -> Any:
        """Standard output as the JSON document it is."""
        return json.loads(self.out)


class Terminal:
    """Runs `danvan` in this process, in an environment of its own."""

    def __init__(self, home: Path, patch: pytest.MonkeyPatch, capture: pytest.CaptureFixture[str]) -> None:
        self.home, self.plans = home, home / "ke-hoach"
        self._patch, self._capture = patch, capture
        for name in ("DANVAN_DATABASE_URL", "DANVAN_SMTP_HOST", "DANVAN_SMTP_PORT", "DANVAN_NOW", "DANVAN_DEBUG"):
            patch.delenv(name, raising=False)
        self.setenv({"DANVAN_HOME": str(home), "DANVAN_PLANS": str(self.plans), "COLUMNS": "100"})
        shutil.copytree(PLANS, self.plans)

    @property
    def database(self) -> Path:
        """The store's file."""
        return self.home / "danvan.sqlite"

    def setenv(self, values: Mapping[str, str]) -> None:
        """Set variables of the environment."""
        for name, value in values.items():
            self._patch.setenv(name, value)

    def run(self, *arguments: object) -> Answer:
        """Run one command."""
        self._capture.readouterr()
        code = main([str(argument) for argument in arguments])
        said = self._capture.readouterr()
        return Answer(code, said.out, said.err)

    def ok(self, *arguments: object) -> Answer:
        """Run one command that must succeed."""
        answer = self.run(*arguments)
        assert answer.code == 0, answer
        return answer

    def dump(self, *without: str) -> Dump:
        """Every row of every table but these."""
        with sqlite3.connect(self.database) as connection:
            tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            return {
                table: connection.execute(f'SELECT * FROM "{table}" ORDER BY rowid').fetchall()
                for table in sorted(tables)
                if table not in without
            }

    def write(self, name: str, text: str) -> Path:
        """A file beside the plans."""
        path = self.home / name
        path.write_text(text, encoding="utf-8")
        return path


@pytest.fixture
def terminal(
    prepared: tuple[Path, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Terminal:
    """A terminal on a store that holds the national register; reading it anew for each command would take two seconds."""
    shutil.copy(prepared[0], tmp_path / "danvan.sqlite")
    monkeypatch.setattr(runtime_module, "load_register", lambda uow: prepared[1])
    return Terminal(tmp_path, monkeypatch, capsys)
