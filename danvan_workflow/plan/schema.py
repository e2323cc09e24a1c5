"""The plan's format as JSON Schema, so that an editor completes keys and explains them in Vietnamese while one writes.

The schema accepts what the loader accepts: numbers and yes/no also in quotes, texts also where YAML sees a number.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from danvan_workflow.plan.key_texts import KEY_TEXTS, PART_TEXTS
from danvan_workflow.plan.models import Plan

Schema = dict[str, Any]
DRAFT = "https://json-schema.org/draft/2020-12/schema"
FILE_NAME = "plan.schema.json"
FORMS: dict[str, Schema] = {
    "integer": {"type": ["integer", "string"], "pattern": r"^[+-]?\d+$"},
    "boolean": {"enum": [True, False, "true", "false"]},
    "string": {"type": ["string", "number", "boolean"]},
    "date": {"type": "string", "format": "date", "pattern": r"^\d{4}-\d{2}-\d{2}$"},
    "time": {"type": "string", "pattern": r"^([01]\d|2[0-3]):[0-5]\d$"},
}
ASSUMED_NEEDS_REASON: Schema = {
    "if": {"properties": {"assumed": {"enum": [True, "true"]}}, "required": ["assumed"]},
    "then": {"required": ["reason"]},
}


def plan_json_schema() -> Schema:
    """The schema (draft 2020-12), with a Vietnamese description for every part and key."""
    schema = Plan.model_json_schema(mode="validation")
    parts: dict[str, Schema] = {"Plan": schema, **schema["$defs"]}
    for name, part in parts.items():
        if part.get("type") == "object":
            _describe(name, part)
    return {"$schema": DRAFT, "title": "Kế hoạch công tác dân vận chính quyền", **_adapted(schema)}


def schema_text() -> str:
    """The schema as the text of its file."""
    return json.dumps(plan_json_schema(), ensure_ascii=False, indent=2) + "\n"


def write_schema(folder: Path) -> Path:
    """Writes the schema beside the plans and returns its path."""
    path = folder / FILE_NAME
    path.write_text(schema_text(), encoding="utf-8")
    return path


def _describe(name: str, part: Schema) -> None:
    part["description"] = PART_TEXTS[name]
    if "assumed" in part["properties"]:
        part.update(ASSUMED_NEEDS_REASON)
    if name == "Due":
        part["minProperties"] = 1
    for key, value in part["properties"].items():
        value["description"] = KEY_TEXTS.get(f"{name}.{key}") or KEY_TEXTS[key]


def _adapted(schema: Schema) -> Schema:
    """A copy without pydantic's titles, in which each scalar takes the written forms that the loader takes."""
    return {key: _adapted_value(key, value) for key, value in _scalar_form(schema).items() if key != "title"}


def _adapted_value(key: str, value: object) -> object:
    if key in ("properties", "$defs") and isinstance(value, dict):
        return {name: _adapted(part) for name, part in value.items()}
    if isinstance(value, dict):
        return _adapted(value)
    if isinstance(value, list):
        return [_adapted(item) if isinstance(item, dict) else item for item in value]
    return value


def _scalar_form(schema: Schema) -> Schema:
    kind = schema.get("format") if schema.get("format") in FORMS else schema.get("type")
    if schema.get("const") == "1":
        return {**{key: value for key, value in schema.items() if key not in ("const", "type")}, "enum": ["1", 1]}
    if not isinstance(kind, str) or kind not in FORMS or "enum" in schema:
        return schema
    rest = {key: value for key, value in schema.items() if key not in ("type", "format")}
    if kind == "time" and "default" in rest:
        rest["default"] = str(rest["default"])[:5]
    return {**FORMS[kind], **rest}
