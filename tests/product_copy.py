"""A copy of the product for tests that add a throw-away thing to it: changed, run in a process of its own, compared."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from architecture.page import Places

ROOT = Path(__file__).parents[1]
FOLDERS = ("danvan_workflow", "templates", "sql", "dags")


@dataclass(frozen=True)
class ProductCopy:
    """The product under `folder`, with a store that holds the register."""

    folder: Path

    @classmethod
    def make(cls, folder: Path, store: Path) -> ProductCopy:
        """Copy what running needs, and a prepared store beside it."""
        for name in FOLDERS:
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(ROOT / "GLOSSARY.md", folder)
        shutil.copytree(ROOT / "tests" / "architecture", folder / "tests" / "architecture")
        shutil.copy(store, folder / "danvan.sqlite")
        return cls(folder)

    def add(self, file: str, text: str) -> None:
        """A file that wasn't there."""
        path = self.folder / file
        assert not path.exists(), file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def change(self, file: str, old: str, new: str) -> None:
        """Put `new` in the place of `old`, which stands there once."""
        path = self.folder / file
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, file
        path.write_text(text.replace(old, new), encoding="utf-8")

    def before(self, file: str, old: str, new: str) -> None:
        """Put `new` before `old`."""
        self.change(file, old, new + old)

    def write_what_follows(self) -> None:
        """Run the commands that write files which follow the code."""
        self._run("-m", "danvan_workflow.cli", "plan", "schema", "--write", tests=self.folder / "tests")
        self._run("-m", "architecture.words", tests=self.folder / "tests")

    def told(self, script: str, **environ: str) -> Any:
        """What a script prints as JSON in its last line."""
        return json.loads(self._run("-c", script, tests=ROOT / "tests", **environ).splitlines()[-1])

    def _run(self, *command: str, tests: Path, **environ: str) -> str:
        path = os.pathsep.join([str(self.folder), str(tests)])
        ours = {name: value for name, value in os.environ.items() if not name.startswith("DANVAN_")}
        done = subprocess.run(
            [sys.executable, *command],
            cwd=self.folder,
            env={**ours, "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1", **environ},
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def require_only(self, named: Places) -> None:
        """What was touched is what the page names, all that it calls needed and nothing else."""
        touched = self.touched()
        strangers, forgotten = named.strangers(touched), named.forgotten(touched)
        assert not strangers, f"touched, and not named by the page: {strangers}"
        assert not forgotten, f"named as needed, and not touched: {forgotten}"

    def touched(self) -> set[str]:
        """The files of the product that are new or differ; a plan is a province's own, and not counted."""
        return {file for file in self._files() if not _same(ROOT / file, self.folder / file)}

    def _files(self) -> Iterator[str]:
        for path in (self.folder / "GLOSSARY.md", *(path for name in FOLDERS for path in (self.folder / name).rglob("*"))):
            file = path.relative_to(self.folder)
            if path.is_file() and "__pycache__" not in file.parts and not file.match("dags/plans/*.yaml"):
                yield file.as_posix()


def _same(one: Path, other: Path) -> bool:
    return one.is_file() and one.read_bytes() == other.read_bytes()
