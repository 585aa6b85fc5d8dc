"""The part of JSON Schema that card.schema.json uses, so that the documented file is the one in force."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

_TYPES: Final[dict[str, type]] = {"object": dict, "array": list, "string": str, "integer": int}
KEYWORDS: Final = frozenset(
    {
        *("$schema", "$id", "title", "description", "type", "const", "enum", "pattern", "minLength", "maxLength"),
        *("minimum", "maximum", "required", "properties", "additionalProperties", "items", "maxItems"),
    }
)


def faults(schema: dict[str, Any], value: Any, path: str = "") -> Iterator[str]:
    """The dotted paths of what does not follow the schema, e.g. "situation.size"; "" is the whole."""
    if "const" in schema and (type(value), value) != (type(schema["const"]), schema["const"]):
        yield path
    if "enum" in schema and not (isinstance(value, str) and value in schema["enum"]):
        yield path
    if "type" not in schema:
        return
    if not isinstance(value, _TYPES[schema["type"]]) or isinstance(value, bool):
        yield path
    elif isinstance(value, dict):
        yield from _in_object(schema, value, path)
    elif isinstance(value, list):
        if len(value) > schema.get("maxItems", len(value)):
            yield path
        for place, item in enumerate(value):
            yield from faults(schema.get("items", {}), item, f"{path}[{place}]")
    elif isinstance(value, str):
        if not schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", len(value)) or (
            "pattern" in schema and not re.fullmatch(schema["pattern"], value)
        ):
            yield path
    elif not schema.get("minimum", value) <= value <= schema.get("maximum", value):
        yield path


def _in_object(schema: dict[str, Any], value: dict[str, Any], path: str) -> Iterator[str]:
    inside = f"{path}." if path else ""
    for name in schema.get("required", ()):
        if name not in value:
            yield inside + name
    for name, item in value.items():
        if name in schema.get("properties", {}):
            yield from faults(schema["properties"][name], item, inside + name)
        elif schema.get("additionalProperties") is False:
            yield inside + name[:40]
