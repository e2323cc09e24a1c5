"""docker-compose.yaml by Docker's own reading: what every service must have, what none may have, and no secret anywhere."""

from __future__ import annotations

import re
import stat
import subprocess
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
import yaml
from cluster.compose import FILE, REPOSITORY, first_start, resolved

from danvan_workflow.embedded.home import Home, Ports, environment

ONCE = "khoi-tao"
SECRETS = (
    "POSTGRES_PASSWORD",
    "AIRFLOW_DB_PASSWORD",
    "DANVAN_DB_OWNER_PASSWORD",
    "DANVAN_DB_PASSWORD",
    "REDIS_PASSWORD",
    "AIRFLOW_FERNET_KEY",
    "AIRFLOW_API_SECRET_KEY",
    "AIRFLOW_JWT_SECRET",
    "CHUYENVIEN_PASSWORD",
    "LANHDAO_PASSWORD",
)


@pytest.fixture(scope="module")
def env_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A fresh .env."""
    return first_start(tmp_path_factory.mktemp("env") / ".env")


@pytest.fixture(scope="module")
def whole(env_file: Path) -> dict[str, Any]:
    """The file as docker-compose resolves it."""
    return resolved(env_file)


@pytest.fixture(scope="module")
def services(whole: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """The services by name."""
    found: dict[str, dict[str, Any]] = whole["services"]
    return found


def values(env_file: Path) -> dict[str, str]:
    """The variables of an .env."""
    return dict(line.split("=", 1) for line in env_file.read_text().splitlines() if line[:1].isalpha())


def test_the_services_are_those_of_the_guide(services: dict[str, dict[str, Any]]) -> None:
    expected = {"api-server", "scheduler", "dag-processor", "triggerer", "worker", "postgres", "redis", "mail", ONCE}
    assert set(services) == expected
    assert services["worker"]["deploy"]["replicas"] >= 2


def test_every_service_is_limited_watched_and_without_rights(services: dict[str, dict[str, Any]]) -> None:
    lacking: dict[str, list[str]] = {}
    for name, service in services.items():
        holds = {
            "memory": bool(service.get("mem_limit")),
            "processors": bool(service.get("cpus")),
            "processes": bool(service.get("pids_limit")),
            "restart": service.get("restart") == ("on-failure:5" if name == ONCE else "unless-stopped"),
            "health": (service["healthcheck"]["test"] == ["NONE"]) is (name == ONCE),
            "log rotation": {"max-size", "max-file"} <= set(service["logging"]["options"]),
            "read only": service.get("read_only") is True,
            "capabilities": service.get("cap_drop") == ["ALL"] and not service.get("cap_add"),
            "privileges": service.get("security_opt") == ["no-new-privileges:true"] and not service.get("privileged"),
            "user": service.get("user") not in (None, "root", "0", "0:0"),
            "networks": not service.get("network_mode") and set(service["networks"]) <= {"noi-bo", "ra-ngoai"},
        }
        lacking |= {name: missing} if (missing := [rule for rule, held in holds.items() if not held]) else {}
    assert lacking == {}


def test_only_the_web_is_published_and_only_on_this_machine(whole: dict[str, Any], services: dict[str, dict[str, Any]]) -> None:
    assert {name: service["ports"] for name, service in services.items() if "ports" in service} == {
        "api-server": ["127.0.0.1:8080:8080/tcp"]
    }
    assert whole["networks"]["noi-bo"]["internal"] is True
    assert {name for name, service in services.items() if "ra-ngoai" in service["networks"]} == {"api-server", "worker"}


def test_services_wait_for_what_they_need(services: dict[str, dict[str, Any]]) -> None:
    for name, service in services.items():
        for needed, how in service.get("depends_on", {}).items():
            assert how["condition"] == ("service_completed_successfully" if needed == ONCE else "service_healthy"), name
            assert needed == ONCE or services[needed]["healthcheck"]["test"], (
                f"{name} waits for {needed}, which has no health check"
            )
    prepared = {name for name, service in services.items() if ONCE in service.get("depends_on", {})}
    assert prepared == {"api-server", "scheduler", "dag-processor", "triggerer", "worker"}
    assert "api-server" in services["worker"]["depends_on"]


def test_every_volume_is_named_and_used(whole: dict[str, Any], services: dict[str, dict[str, Any]]) -> None:
    used = {entry.split(":")[0] for service in services.values() for entry in service.get("volumes", [])}
    assert {name for name in used if not name.startswith("/")} == set(whole["volumes"])
    mounted = [entry for service in services.values() for entry in service.get("volumes", []) if entry.startswith("/")]
    assert [entry for entry in mounted if not entry.endswith(":ro")] == []
    assert [entry for entry in mounted if not Path(entry.split(":")[0]).is_dir()] == []


def test_accounts_lie_where_the_api_server_alone_reads_them(services: dict[str, dict[str, Any]]) -> None:
    readers = {name for name, service in services.items() if any(e.startswith("tai-khoan:") for e in service.get("volumes", []))}
    assert readers == {"api-server", ONCE}
    owners = {name for name, service in services.items() if "DANVAN_OWNER_URL" in service.get("environment", {})}
    assert owners == {ONCE}


@pytest.mark.parametrize("missing", SECRETS)
def test_nothing_starts_without_a_secret(missing: str, env_file: Path, tmp_path: Path) -> None:
    without = tmp_path / ".env"
    lines = [line for line in env_file.read_text().splitlines() if not line.startswith(f"{missing}=")]
    without.write_text("\n".join(lines) + "\n")
    with pytest.raises(AssertionError, match=r"Chạy “sh deploy/first-start”"):
        resolved(without)


def test_the_file_holds_no_secret_and_no_default_for_one() -> None:
    text = FILE.read_text("utf-8")
    named = re.findall(r"\$\{(\w*(?:PASSWORD|KEY|SECRET)\w*)(:[-?])?", text)
    asked = {name for name, how in named if how == ":?"}
    assert asked == set(SECRETS)
    assert {name for name, how in named if how == ":-"} == {"DANVAN_SMTP_PASSWORD"}  # a server may want none
    assert {name for name, how in named} == asked | {"DANVAN_SMTP_PASSWORD"}


def test_the_first_start_makes_secrets_for_its_owner_alone(env_file: Path, tmp_path: Path) -> None:
    again = first_start(tmp_path / ".env")
    assert stat.S_IMODE(again.stat().st_mode) == 0o600
    first, second = values(env_file), values(again)
    assert {name for name in SECRETS if first[name] == second[name] or len(first[name]) < 16} == set()
    assert {name: value for name, value in first.items() if name not in SECRETS} == {
        name: value for name, value in second.items() if name not in SECRETS
    }


def test_the_first_start_overwrites_nothing(tmp_path: Path) -> None:
    target = tmp_path / ".env"
    target.write_text("POSTGRES_PASSWORD=cua-toi\n")
    done = subprocess.run(
        ["sh", str(REPOSITORY / "deploy" / "first-start"), str(target)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "giữ nguyên" in done.stderr
    assert target.read_text() == "POSTGRES_PASSWORD=cua-toi\n"
    assert list(tmp_path.iterdir()) == [target]


def test_secrets_stay_out_of_the_repository_and_of_the_image() -> None:
    assert "/.env" in (REPOSITORY / ".gitignore").read_text().splitlines()
    assert (REPOSITORY / ".dockerignore").read_text().splitlines()[0] == "*"


def test_the_image_is_the_airflow_and_the_python_that_the_gate_runs(services: dict[str, dict[str, Any]]) -> None:
    image = services["scheduler"]["build"]["args"]["AIRFLOW_IMAGE"]
    dockerfile = (REPOSITORY / "deploy" / "Dockerfile").read_text()
    assert f"ARG AIRFLOW_IMAGE={image}" in dockerfile
    assert image == f"apache/airflow:slim-{version('apache-airflow')}-python3.11"
    assert f"apache-airflow=={version('apache-airflow')}" in (REPOSITORY / "requirements.lock").read_text()


def test_the_image_holds_what_is_copied_into_it() -> None:
    copied = re.findall(r"^COPY --chown=\S+ (.+) \S+$", (REPOSITORY / "deploy" / "Dockerfile").read_text(), re.MULTILINE)
    sources = [name for line in copied for name in line.split()]
    allowed = {line[1:] for line in (REPOSITORY / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    assert set(sources) == allowed
    assert [name for name in sources if not (REPOSITORY / name).exists()] == []


def test_what_is_installed_in_the_image_is_what_is_tested() -> None:
    def pins(name: str) -> set[str]:
        return set(re.findall(r"^([a-z0-9-]+==[^ \\]+)", (REPOSITORY / name).read_text(), re.MULTILINE))

    assert pins("requirements.lock") <= pins("requirements-dev.lock")


def test_several_machines_are_set_as_one_is(services: dict[str, dict[str, Any]], tmp_path: Path) -> None:
    one = environment(Home(tmp_path), Ports(8080, 1025), {}, closed=True)
    several = services["scheduler"]["environment"]
    own = re.compile("URL|HOST|PORT|KEY|SECRET|CONN|FOLDER|FILE|EXECUTOR$|PARALLELISM|IDLE|REFRESH")
    shared = {name: value for name, value in one.items() if name.startswith("AIRFLOW__") and not own.search(name)}
    assert len(shared) >= 5
    assert {name: several.get(name) for name in shared} == shared


def test_the_portal_s_place_is_free_and_closed() -> None:
    text = FILE.read_text("utf-8")
    assert "127.0.0.1:8090" in text
    assert "8090" not in yaml.safe_dump(yaml.safe_load(text))
