"""Reading a mapping file strictly: unknown keys are refused, and everything wrong is said at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from danvan_workflow.errors import UnknownName
from danvan_workflow.intake.codes import CodeMap, CodePattern
from danvan_workflow.intake.mapping import SourceMapping, Words
from danvan_workflow.intake.mapping_parts import Codes, MappingFile, WordLists
from danvan_workflow.intake.numbers import NumberStyle
from danvan_workflow.reading.model import Model
from danvan_workflow.reading.reader import Kind, read_file

MAPPING_FILE = Kind("ánh xạ", MappingFile)


def mapping_of(folders: Sequence[Path], name: str) -> SourceMapping:
    """The mapping of a source by its name, each of its files from the first folder that has it.

    A source that the last folder doesn't know takes nothing from there. UnknownName with the sources that are there.
    """
    path = _first(folders, f"{name}.yaml")
    if not path.is_file():
        raise UnknownName("nguồn dữ liệu", name, source_names(folders))
    return read_mapping(path, folders if (folders[-1] / path.name).is_file() else (path.parent,))


def source_names(folders: Sequence[Path]) -> list[str]:
    """The sources that have a mapping file, in alphabetical order."""
    return sorted({found.stem for folder in folders for found in folder.glob("*.yaml")})


def read_mapping(path: Path, folders: Sequence[Path] = ()) -> SourceMapping:
    """The mapping of a file; InvalidInput with every problem, each with its line. Its query is in `folders`, else beside it."""
    said, _ = read_file(MAPPING_FILE, path)
    return _mapping(said, path.stem, folders or (path.parent,))


def _first(folders: Sequence[Path], name: str) -> Path:
    """The file in the first folder that has it; where none has, where the last one would."""
    return next((folder / name for folder in folders if (folder / name).is_file()), folders[-1] / name)


def _mapping(said: MappingFile, name: str, folders: Sequence[Path]) -> SourceMapping:
    return SourceMapping(
        name=name,
        title=said.title,
        query=_first(folders, said.query or f"{name}.sql"),
        schema=_first(folders, f"{name}.schema.sql"),
        columns=_said(said.columns),
        submission_table=said.tables.submission,
        answer_table=said.tables.answer,
        kinds=said.kinds,
        agencies=_codes(said.agencies),
        indicators=_codes(said.indicators),
        sections=_codes(said.sections),
        tasks=_codes(said.tasks),
        roles=said.roles,
        task_states=said.task_states,
        words=_words(said.words),
        periods=_said(said.periods),
        obligations=said.obligations,
        plans=said.plans,
        separator=said.separator,
        timestamps=said.timestamps,
        zone=said.time_zone,
        numbers=NumberStyle(said.numbers.thousands, said.numbers.decimal),
    )


def _said(part: Model) -> Mapping[str, str]:
    return dict(part.model_dump(exclude_none=True))


def _codes(said: Codes) -> CodeMap:
    return CodeMap(said.table, tuple(CodePattern(pattern.theirs, pattern.ours) for pattern in said.patterns))


def _words(said: WordLists) -> Words:
    return Words(said.statuses(), frozenset(map(str.casefold, said.yes)), frozenset(map(str.casefold, said.no)))
