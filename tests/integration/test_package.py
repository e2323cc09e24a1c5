"""The package without a checkout: built, installed into a fresh environment, and used there as a newcomer would."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import openpyxl
import pytest
from docx import Document

REPOSITORY = Path(__file__).resolve().parents[2]
PROVINCE, YEAR, PLAN = "Bắc Kạn", "2024", "bac-kan-2024"
DAG = "bac_kan_2024__dinh_ky"
SUBJECT = "[Sở Nội vụ Bắc Kạn] Nhắc gửi báo cáo"

pytestmark = [pytest.mark.slow, pytest.mark.airflow]


@dataclass(frozen=True)
class Machine:
    """A machine with Python, our dependencies and the installed wheel; nobody's settings, an empty home."""

    folder: Path

    @property
    def bin(self) -> Path:
        return self.folder / "env" / "bin"

    @property
    def work(self) -> Path:
        return self.folder / "work"

    @property
    def project(self) -> Path:
        return self.work / "tinh"

    def run(self, *command: object, at: Path | None = None, **more: str) -> subprocess.CompletedProcess[str]:
        """A command of the environment, run in the work folder."""
        environment = {"PATH": f"{self.bin}:/usr/bin:/bin", "HOME": str(self.folder / "home"), "LANG": "C.UTF-8", **more}
        program, *arguments = map(str, command)
        return subprocess.run(
            [self.bin / program, *arguments],
            cwd=at or self.work,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )

    def ok(self, *command: object, at: Path | None = None, **more: str) -> str:
        """What a command printed that must succeed."""
        ran = self.run(*command, at=at, **more)
        assert ran.returncode == 0, f"{command}\n{ran.stdout}\n{ran.stderr}"
        return ran.stdout


def build(source: Path, target: Path, *kinds: str) -> None:
    """What the build backend makes of a source folder, with the backend of this environment."""
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", *kinds, "-d", target], cwd=source, check=True, capture_output=True
    )


def contents(wheel: Path) -> dict[str, int]:
    """The files of a wheel with their checksums."""
    with zipfile.ZipFile(wheel) as archive:
        return {entry.filename: entry.CRC for entry in archive.infolist()}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Wheel and source distribution of this checkout."""
    folder = tmp_path_factory.mktemp("dist")
    build(REPOSITORY, folder, "-t", "wheel", "-t", "sdist")
    return next(folder.glob("*.whl")), next(folder.glob("*.tar.gz"))


@pytest.fixture(scope="module")
def machine(built: tuple[Path, Path], tmp_path_factory: pytest.TempPathFactory) -> Machine:
    """The wheel in an environment that borrows the dependencies of this one, and nothing of ours."""
    made = Machine(tmp_path_factory.mktemp("may"))
    for folder in (made.work, made.folder / "home"):
        folder.mkdir()
    environment = made.folder / "env"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", environment], check=True)
    python, wheel = str(environment / "bin" / "python"), str(built[0])
    install = [sys.executable, "-m", "pip", "--python", python, "install", "--quiet", "--no-deps", "--no-index", wheel]
    subprocess.run(install, check=True, capture_output=True)
    site = next(environment.glob("lib/*/site-packages"))
    # after the installation, and without following it: the paths of that folder's own .pth files, our checkout, aren't taken over
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib"))
    return made


@pytest.fixture(scope="module")
def project(machine: Machine) -> Path:
    """A project as `danvan init` lays it, with one template of the province's own."""
    machine.ok("danvan", "init", machine.project, "--province", PROVINCE, "--year", YEAR)
    own = machine.project / "templates" / "notices" / "reminder" / "subject.txt.j2"
    own.parent.mkdir(parents=True)
    own.write_text(SUBJECT, encoding="utf-8")
    return machine.project


@pytest.fixture(scope="module")
def demo(machine: Machine, project: Path) -> str:
    """What a demonstration prints, from its start to the issued report."""
    return machine.ok("danvan", "demo", at=project)


def shipped() -> Iterator[tuple[str, Path]]:
    """The files of the top-level folders by their place in the wheel."""
    for folder in ("dags", "sql", "templates"):
        for file in sorted((REPOSITORY / folder).rglob("*")):
            if file.is_file() and file.suffix != ".pyc":
                yield f"danvan_workflow/packaged/{file.relative_to(REPOSITORY).as_posix()}", file


def test_the_wheel_carries_what_running_needs(built: tuple[Path, Path]) -> None:
    found, expected = contents(built[0]), dict(shipped())
    assert len([name for name in expected if re.fullmatch(r".*/dags/plans/[^/]+\.yaml", name)]) == 5
    assert len([name for name in expected if re.fullmatch(r".*/dags/plans/examples/[^/]+\.yaml", name)]) == 5
    assert set(expected) <= set(found)
    assert {name for name in found if "/packaged/" in name} <= set(expected)


def test_the_source_distribution_makes_the_same_wheel(built: tuple[Path, Path], tmp_path: Path) -> None:
    with tarfile.open(built[1]) as archive:
        archive.extractall(tmp_path, filter="data")
    build(next(tmp_path.iterdir()), tmp_path / "dist", "-t", "wheel")
    assert contents(tmp_path / "dist" / built[0].name) == contents(built[0])


def test_only_the_installed_package_is_there(machine: Machine) -> None:
    said = machine.ok("python", "-c", "import json, sys, danvan_workflow as d; print(json.dumps([d.__file__, *sys.path]))")
    file, *paths = json.loads(said)
    assert Path(file).is_relative_to(machine.folder)
    assert str(REPOSITORY) not in paths


def test_outside_of_a_project_all_is_in_order(machine: Machine) -> None:
    said = machine.ok("danvan", "doctor", "--json")
    assert {check["state"] for check in json.loads(said)} <= {"ok", "warning"}
    assert "5 kế hoạch đọc được" in said
    assert "5 dùng được; 0 lỗi" in machine.ok("danvan", "plan", "check")
    machine.ok("danvan", "doctor", "--fix")
    assert (machine.folder / "home" / ".local" / "share" / "danvan" / "danvan.sqlite").exists()
    assert list(machine.work.iterdir()) == []


def test_a_project_is_found_from_within_and_by_its_name(machine: Machine, project: Path) -> None:
    assert "1 dùng được; 0 lỗi, 0 cảnh báo" in machine.ok("danvan", "plan", "check", at=project / "dags" / "plans")
    said = machine.ok("danvan", "doctor", at=project, COLUMNS="200")
    assert str(project / "var") in said
    assert "1 tệp mẫu của riêng tỉnh" in said
    assert PLAN in machine.ok("danvan", "plan", "deadlines", DANVAN_PROJECT=str(project))


def test_the_demonstration_ends_with_the_issued_report(demo: str, project: Path) -> None:
    assert "✓ Phát hành" in demo
    home = project / "var" / "trinh-dien"
    reports = {file.suffix: file for file in (home / "bao-cao").iterdir()}
    text = "\n".join(paragraph.text for paragraph in Document(str(reports[".docx"])).paragraphs)
    assert "6 tháng đầu năm 2024" in text
    assert openpyxl.load_workbook(reports[".xlsx"]).sheetnames
    assert not (project / "var" / "danvan.sqlite").exists()


def test_the_letters_of_the_demonstration_are_in_the_province_s_own_words(machine: Machine, demo: str, project: Path) -> None:
    code = """
import email.policy, json, pathlib, sys
read = lambda file: email.message_from_bytes(file.read_bytes(), policy=email.policy.default)["Subject"]
print(json.dumps([read(file) for file in pathlib.Path(sys.argv[1]).glob("new/*")]))
"""
    subjects = json.loads(machine.ok("python", "-c", code, project / "var" / "trinh-dien" / "thu"))
    assert SUBJECT in subjects
    assert len(set(subjects)) > 3


def test_an_airflow_of_their_own_needs_the_package_and_the_dags_folder(machine: Machine, demo: str, project: Path) -> None:
    home, dags = machine.folder / "airflow", machine.folder / "dags"
    home.mkdir()
    shutil.copy(project / "var" / "trinh-dien" / "airflow" / "airflow.db", home)  # theirs is made already
    shutil.copytree(project / "dags", dags)
    known = {"AIRFLOW_HOME": str(home), "AIRFLOW__CORE__DAGS_FOLDER": str(dags), "AIRFLOW__CORE__LOAD_EXAMPLES": "False"}
    ok = partial(machine.ok, at=None, **known)
    said = ok("python", "-m", "airflow", "dags", "list", "--local", "-o", "json")
    assert {dag["dag_id"] for dag in json.loads(said[said.index("[{") :])} == {DAG, "danvan_truc_ban"}
    code = "from danvan_workflow.orchestration.connections import current_settings; print(current_settings().plans)"
    assert ok("python", "-c", code).split() == [str(dags / "plans")]
