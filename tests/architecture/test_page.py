"""The page `docs/architecture.md` names what is there: the layers in their order, modules, functions, files to touch."""

from __future__ import annotations

import re
import tomllib

import pytest
from architecture.page import PROJECT, TEXT, THINGS, chapter, places

PACKAGE = PROJECT / "danvan_workflow"
SOURCE = "\n".join(file.read_text("utf-8") for file in sorted(PACKAGE.rglob("*.py")))
WALKS = [title for title in re.findall(r"^### (.+)$", TEXT, re.MULTILINE) if not title.startswith("…")]
LONGEST = {"a kind of rung": 2, "a kind of obligation": 5, "a chapter of the report": 4, "a way of intake": 4}


def test_the_picture_has_the_layers_of_the_contract() -> None:
    contracts = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["type"] == "layers")
    drawn = [re.split(r"\s{3,}", line.strip())[0] for line in chapter("One picture").split("```")[1].splitlines()]
    drawn = [line for line in drawn if re.search(r"\w", line)]
    assert [set(line.split(" │ ")) for line in drawn] == [set(layer.split(" | ")) for layer in layers]


@pytest.mark.parametrize("walk", WALKS)
def test_a_walk_names_what_is_there(walk: str) -> None:
    names = re.findall(r"`([^`]+)`", chapter(walk))
    files = [name for name in names if name.endswith(".py")]
    assert len(files) > 8
    assert [file for file in files if not (PACKAGE / file).is_file()] == []
    words = [part for name in names if re.fullmatch(r"[A-Za-z_.]+", name) and name not in files for part in name.split(".")]
    assert [word for word in words if not is_defined(word)] == []


def is_defined(word: str) -> bool:
    """A function, class or constant of the package, a module of it, or an attribute that one of its modules sets."""
    return bool(re.search(rf"^\s*(?:def|class) {word}\b|^{word}\b.*? = ", SOURCE, re.MULTILINE)) or any(
        PACKAGE.rglob(f"{word}.py")
    )


@pytest.mark.parametrize("thing", THINGS)
def test_the_files_to_touch_are_there(thing: str) -> None:
    named = places(thing)
    assert named.always
    assert [file for file in named.all if "<" not in file and not (PROJECT / file).is_file()] == []
    modules = [file for file in (*named.always, *named.perhaps) if file.endswith(".py")]
    assert len(modules) <= LONGEST.get(thing, len(modules))
