"""The schema accepts what the loader accepts, refuses what it refuses, and explains every key."""

import copy
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from danvan_workflow.plan.key_texts import KEY_TEXTS
from danvan_workflow.plan.library import PlanLibrary
from danvan_workflow.plan.schema import FILE_NAME, plan_json_schema, schema_text, write_schema
from danvan_workflow.reading.strict_yaml import parse

PLANS = Path(__file__).parents[2] / "dags" / "plans"
VALIDATOR = Draft202012Validator(plan_json_schema())
FILES = sorted(PLANS.glob("*.yaml"))


class _EditorLoader(yaml.SafeLoader):
    """Types as an editor sees them: numbers and yes/no are typed, days stay text."""


_EditorLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith((":timestamp", ":int"))]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_EditorLoader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"^[-+]?\d+$"), list("-+0123456789"))


def complaints(tree: object) -> list[str]:
    return [f"{error.json_path}: {error.message}" for error in VALIDATOR.iter_errors(tree)]


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(plan_json_schema())


def test_the_written_schema_is_current() -> None:
    assert (PLANS / FILE_NAME).read_text(encoding="utf-8") == schema_text(), (
        "run danvan_workflow.plan.schema.write_schema(dags/plans)"
    )


def test_it_is_written_where_asked(tmp_path: Path) -> None:
    assert write_schema(tmp_path).read_text(encoding="utf-8") == schema_text()


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_the_five_plans_validate_as_the_loader_and_as_an_editor_sees_them(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert text.startswith(f"# yaml-language-server: $schema={FILE_NAME}\n")
    assert complaints(parse(text, "").tree) == []
    assert complaints(yaml.load(text, Loader=_EditorLoader)) == []


def _sample() -> dict[str, Any]:
    tree = parse((Path(__file__).parent / "plan_files" / "tinh-mau-2025.yaml").read_text(encoding="utf-8"), "").tree
    assert isinstance(tree, dict)
    return copy.deepcopy(tree)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("yaer", "2025"),
        ("year", "hai nghìn"),
        ("year", 1999),
        ("base_date", "3/3/2025"),
        ("format", "2"),
        ("rules", "V01"),
        ("id", "Tỉnh"),
    ],
)
def test_what_the_loader_refuses_the_schema_refuses(key: str, value: object) -> None:
    assert complaints(_sample()) == []
    assert complaints(_sample() | {key: value}) != []


def test_an_assumption_needs_its_reason() -> None:
    tree = _sample()
    del tree["ladder"]["reason"]
    assert complaints(tree) == ["$.ladder: 'reason' is a required property"]


def test_every_key_is_explained_and_no_explanation_is_left_over() -> None:
    schema = plan_json_schema()
    used = set()
    for name, part in {"Plan": schema, **schema["$defs"]}.items():
        for key, value in part.get("properties", {}).items():
            assert value["description"].endswith((".", "…")), f"{name}.{key}"
            used.add(f"{name}.{key}" if f"{name}.{key}" in KEY_TEXTS else key)
    assert set(KEY_TEXTS) - used == set()


def test_ids_of_the_files_are_those_of_the_plans() -> None:
    assert [file.stem for file in FILES] == list(PlanLibrary(PLANS).ids())
