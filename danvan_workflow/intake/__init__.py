"""Submissions out of a province's own database: its schema, its codes and its ways of writing, turned into ours."""

from danvan_workflow.intake.answers import Asked
from danvan_workflow.intake.mapping import SourceMapping
from danvan_workflow.intake.mapping_file import read_mapping
from danvan_workflow.intake.numbers import BadNumber, NumberStyle, parse_number
from danvan_workflow.intake.rejection import Rejection
from danvan_workflow.intake.source import SourceReading, read_source

__all__ = [
    "Asked",
    "BadNumber",
    "NumberStyle",
    "Rejection",
    "SourceMapping",
    "SourceReading",
    "parse_number",
    "read_mapping",
    "read_source",
]
