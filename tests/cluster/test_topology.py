"""The installation of docker-compose.yaml, started natively: a whole cycle, whose two workers do nothing twice."""

from __future__ import annotations

import os
import re
import shutil
import stat
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from cluster.cluster import Cluster
from cluster.end_state import differences, end_state
from cluster.runs import Run
from cluster.scene import BINH_DINH, Scene, files_in
from servers import program

from danvan_workflow.notify.sink import read_maildir
from danvan_workflow.services.runtime import Runtime

pytestmark = pytest.mark.slow

DAG_ID = "binh_dinh_2025__dinh_ky"
RUN_ID = "chay-lai__2025-q1"


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    """Bình Định's first quarter as one process alone goes through it."""
    scene = Scene(tmp_path_factory.mktemp("canh"))
    scene.play(BINH_DINH)
    return scene


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory, scene: Scene) -> Iterator[Cluster]:
    """Every service of the file, up."""
    cluster = Cluster(tmp_path_factory.mktemp("cum"), {"DANVAN_SOURCE_HE_THONG_TINH_URL": scene.source})
    try:
        cluster.prepare()
        cluster.start("mail")
        cluster.start_airflow()
        cluster.wait(lambda: cluster.officer.has_dag(DAG_ID), "the DAG isn't known")
        yield cluster
    finally:
        cluster.close()


@pytest.fixture(scope="module")
def run(cluster: Cluster) -> Run:
    """The cycle, replayed as `make run` does, approved by the leader, ended."""
    cluster.officer.unpause(DAG_ID)
    cluster.officer.trigger(DAG_ID, RUN_ID, {"cycle_id": BINH_DINH, "replay": True}, BINH_DINH.rpartition(".")[2])
    run = Run(cluster, DAG_ID, RUN_ID)
    run.wait_for("sau_han_7", "success", "skipped")  # it stands beside the consolidation: an approval before it is another story
    run.approve()
    assert run.wait_for_end() == "success"
    return run


def letters(cluster: Cluster) -> Counter[str]:
    """The Message-IDs in the box."""
    return Counter(str(letter["Message-ID"]) for letter in read_maildir(cluster.volume("thu-thu") / "thu"))


def test_every_service_of_the_file_runs(cluster: Cluster) -> None:
    ended = {name for name, process in cluster.processes.items() if not process.is_running}
    assert ended == {"khoi-tao"}
    assert len(cluster.workers) == 2
    assert cluster.revived == []


def test_every_health_check_of_the_file_says_well(cluster: Cluster) -> None:
    program("curl", "curl")
    cluster.wait(lambda: not unwell(cluster, "scheduler"), "the scheduler isn't well", 60)
    looked_at = set(cluster.processes) - {"khoi-tao", *cluster.workers[1:]}
    assert {name: answer for name in sorted(looked_at) if (answer := unwell(cluster, name))} == {}


def unwell(cluster: Cluster, called: str) -> str:
    """What the service's own health check prints where it finds fault."""
    service = cluster.service_of[called]
    kind, *said = service.healthcheck
    words = tuple(said) if kind == "CMD" else ("sh", "-c", *said)
    environment = cluster.environment(service, called) | {"HOSTNAME": called}
    command = cluster.command(words, service, called)
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False, cwd=cluster.folder)
    return "" if done.returncode == 0 else done.stdout + done.stderr or str(done.returncode)


def test_the_cycle_comes_to_what_one_process_comes_to(run: Run, scene: Scene) -> None:
    assert set(run.states().values()) <= {"success", "skipped"}
    found = end_state(Runtime(run.cluster.danvan), BINH_DINH)
    assert differences(found, scene.expected[BINH_DINH]) == []
    assert run.cluster.revived == []


def test_every_letter_left_once_and_to_whom_it_was_due(run: Run, scene: Scene) -> None:
    found = end_state(Runtime(run.cluster.danvan), BINH_DINH)["notice"]
    sent = {dict(row)["message_id"] for row in found if dict(row)["state"] == "sent"}
    assert letters(run.cluster) == Counter(sent)
    box = read_maildir(run.cluster.volume("thu-thu") / "thu")
    assert Counter(letter["X-Danvan-Sink-Recipient"] for letter in box) == scene.recipients[BINH_DINH]


def test_the_report_files_are_the_same_bytes(run: Run, scene: Scene) -> None:
    assert files_in(run.cluster.danvan.outbox) == scene.reports()
    assert len(scene.reports()) == 2


def test_both_workers_took_part(run: Run) -> None:
    done = {
        name: len(re.findall(r"execute_workload\[.*succeeded", run.cluster.processes[name].tail(100_000)))
        for name in run.cluster.workers
    }
    assert min(done.values()) > 0, done


def test_our_role_does_what_it_must_and_nothing_else(run: Run) -> None:
    cluster = run.cluster
    refused = psycopg.errors.InsufficientPrivilege
    for statement in (
        "UPDATE event SET by = 'ai'",
        "DELETE FROM event",
        "DELETE FROM decision",
        "CREATE TABLE t (i int)",
        "DROP TABLE event",
    ):
        with psycopg.connect(cluster.danvan.database_url) as connection, pytest.raises(refused):
            connection.execute(statement)
    for other in ("airflow", "postgres"):
        with pytest.raises(psycopg.OperationalError, match="permission denied"):
            psycopg.connect(cluster.danvan.database_url.removesuffix("danvan") + other)


def test_no_secret_stands_in_a_command_or_in_a_log(run: Run) -> None:
    cluster = run.cluster
    secrets = [value for name, value in cluster.secrets.items() if name.endswith(("PASSWORD", "KEY", "SECRET")) and value]
    commands = [
        " ".join(member.cmdline()) for process in cluster.processes.values() if process.is_running for member in process.family()
    ]
    logs = [file.read_text(errors="replace") for file in cluster.folder.rglob("*.log")]
    assert len(secrets) == 10
    assert [text[:200] for text in [*commands, *logs] if any(secret in text for secret in secrets)] == []


@pytest.fixture(scope="module")
def backup(run: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of the cluster after its cycle, taken while everything runs."""
    folder = tmp_path_factory.mktemp("sao-luu")
    done = run.cluster.script("backup", str(folder))
    assert done.returncode == 0, done.stderr
    [made] = folder.iterdir()
    return made


@pytest.fixture(scope="module")
def restored(backup: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """An empty installation into which the backup was restored."""
    folder = tmp_path_factory.mktemp("moi")
    shutil.copy(backup / "env", folder / ".env")
    cluster = Cluster(folder, {}, env_file=folder / ".env")
    try:
        cluster.postgres.create()
        cluster.start("postgres")
        cluster.postgres.wait_until_ready()
        done = cluster.script("restore", str(backup))
        assert done.returncode == 0, done.stderr + done.stdout
        yield cluster
    finally:
        cluster.close()


def dumped(cluster: Cluster, *command: str) -> list[str]:
    """A database as statements, in an order of their own."""
    where = ["--host=127.0.0.1", f"--port={cluster.ports.postgres}", "--username=postgres"] if command[0] == "pg_dump" else []
    environment = {**os.environ, "PGPASSWORD": cluster.postgres.password}
    text = subprocess.run([command[0], *where, *command[1:]], env=environment, capture_output=True, text=True, check=True).stdout
    return sorted(line for line in text.splitlines() if not line.startswith(("--", "\\restrict", "\\unrestrict")))


def test_a_restored_installation_is_the_one_that_was_backed_up(backup: Path, restored: Cluster, run: Run, scene: Scene) -> None:
    assert dumped(restored, "pg_dump", "danvan") == dumped(run.cluster, "pg_dump", "danvan")
    assert dumped(restored, "pg_dump", "airflow") == dumped(run.cluster, "pg_restore", "--file=-", str(backup / "airflow.dump"))
    assert differences(end_state(Runtime(restored.danvan), BINH_DINH), scene.expected[BINH_DINH]) == []
    assert files_in(restored.danvan.outbox) == scene.reports()


def test_a_backup_is_for_its_owner_alone(backup: Path) -> None:
    assert {stat.S_IMODE(file.stat().st_mode) for file in [backup, *backup.iterdir()]} == {0o600, 0o700}


def test_nothing_is_restored_over_what_is_there(backup: Path, restored: Cluster) -> None:
    before = dumped(restored, "pg_dump", "danvan")
    again = restored.script("restore", str(backup))
    assert again.returncode == 1
    assert "chỉ khôi phục vào hệ thống trống" in again.stderr
    assert dumped(restored, "pg_dump", "danvan") == before


def test_a_damaged_backup_is_refused_before_anything_is_done(backup: Path, restored: Cluster, tmp_path: Path) -> None:
    damaged = Path(shutil.copytree(backup, tmp_path / "hong"))
    with (damaged / "danvan.dump").open("r+b") as file:
        file.write(b"?")
    asked = len(restored.asked())
    done = restored.script("restore", str(damaged))
    assert done.returncode == 1
    assert "không nguyên vẹn" in done.stderr
    assert len(restored.asked()) == asked


def test_an_upgrade_stops_in_order_migrates_and_starts_the_triggerer_anew(restored: Cluster, tmp_path: Path) -> None:
    before = len(restored.asked())
    done = restored.script("upgrade", str(tmp_path))
    assert done.returncode == 0, done.stderr
    asked = [words for words in restored.asked()[before:] if words[0] != "exec"]
    assert [words[0] for words in asked] == ["build", "stop", "stop", "stop", "run", "up"]
    assert [name for words in asked for name in words[1:] if words[0] == "stop"] == [
        "scheduler",
        "dag-processor",
        "worker",
        "triggerer",
        "api-server",
    ]
    assert {"--force-recreate", "triggerer"} <= set(asked[-1])
