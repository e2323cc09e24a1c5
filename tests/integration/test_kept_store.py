"""A store made by an earlier release is brought up to date without loss, on both databases."""

from __future__ import annotations

import json
import lzma
import subprocess
from pathlib import Path

import pytest
from kept.facts import facts_of
from servers import program

from danvan_workflow.errors import Severity
from danvan_workflow.notify.memory import MemoryTransport
from danvan_workflow.services.runtime import Runtime
from danvan_workflow.settings import Settings
from danvan_workflow.statutory.rules import all_rules
from danvan_workflow.store.engine import schema_is_current
from danvan_workflow.store.tables import FindingRow

GOLDEN = Path(__file__).parent.parent / "golden"
KEPT = sorted(GOLDEN.glob("store-*"))


@pytest.mark.parametrize("kept", KEPT, ids=lambda folder: folder.name)
def test_a_kept_sqlite_store_is_upgraded_without_loss(kept: Path, tmp_path: Path) -> None:
    file = tmp_path / "danvan.sqlite"
    file.write_bytes(lzma.decompress((kept / "store.sqlite.xz").read_bytes()))
    _holds_what_it_held(kept, tmp_path, f"sqlite:///{file}")


@pytest.mark.postgres
@pytest.mark.parametrize("kept", KEPT, ids=lambda folder: folder.name)
def test_a_kept_postgresql_store_is_upgraded_without_loss(kept: Path, tmp_path: Path, postgres_database: str) -> None:
    dump = lzma.decompress((kept / "store.sql.xz").read_bytes())
    restore = [program("psql", "postgresql-client"), "--quiet", "--set", "ON_ERROR_STOP=1", postgres_database]
    subprocess.run(restore, input=dump, check=True, capture_output=True, timeout=120)
    _holds_what_it_held(kept, tmp_path, postgres_database)


def _holds_what_it_held(kept: Path, home: Path, database_url: str) -> None:
    runtime = Runtime(Settings(home=home, database_url=database_url), transport=MemoryTransport())
    try:
        runtime.prepare()
        assert schema_is_current(runtime.engine, runtime.settings.sql)
        assert facts_of(runtime) == json.loads((kept / "facts.json").read_text(encoding="utf-8"))
    finally:
        runtime.engine.dispose()


def test_older_findings_learn_which_figures_they_compare(tmp_path: Path) -> None:
    file = tmp_path / "danvan.sqlite"
    file.write_bytes(lzma.decompress((KEPT[0] / "store.sqlite.xz").read_bytes()))
    runtime = Runtime(Settings(home=tmp_path, database_url=f"sqlite:///{file}"), transport=MemoryTransport())
    try:
        runtime.prepare()
        with runtime.uow() as uow:
            found = {(row.rule, tuple(row.terms)) for row in uow.session.query(FindingRow) if row.severity is Severity.ERROR}
        known = {rule.id: rule.terms for rule in all_rules()}
        assert found
        assert all(terms for rule, terms in found if rule != "V18")
        assert all(terms == known[rule] for rule, terms in found if known[rule])
    finally:
        runtime.engine.dispose()
