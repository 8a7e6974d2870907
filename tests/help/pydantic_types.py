"""The kinds of error that pydantic's own checks of our models can give, from the schemas of these models."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel

from rawugc_sync.manifest.config import Config
from rawugc_sync.manifest.marks import Marks
from rawugc_sync.resources import registered

_ERRORS = {
    "str": ("string_type",),
    "int": ("int_type", "int_parsing", "int_from_float"),
    "float": ("float_type", "float_parsing", "finite_number"),
    "bool": ("bool_type", "bool_parsing"),
    "list": ("list_type",),
    "tuple": ("tuple_type",),
    "dict": ("dict_type",),
    "literal": ("literal_error",),
    "model": ("model_type",),
    "model-field": ("missing",),
}
"""What a check is → what it may find; from https://docs.pydantic.dev/latest/errors/validation_errors/."""
_BOUNDS = {
    "ge": "greater_than_equal",
    "gt": "greater_than",
    "le": "less_than_equal",
    "lt": "less_than",
    "pattern": "string_pattern_mismatch",
}
_LENGTHS = {("str", "min_length"): "string_too_short", ("str", "max_length"): "string_too_long"}


def types() -> set[str]:
    """`int_parsing` and so on, over all models that a manifest or `rawugc.yaml` is held against."""
    models: list[type[BaseModel]] = [Config, Marks, *(one.fields.model for one in registered().values())]
    return {kind for model in models for kind in _kinds(model.__pydantic_core_schema__)}


def _kinds(schema: Any) -> Iterator[str]:
    if isinstance(schema, Mapping):
        yield from _own(schema)
        for value in schema.values():
            yield from _kinds(value)
    elif isinstance(schema, list | tuple):
        for one in schema:
            yield from _kinds(one)


def _own(schema: Mapping[str, Any]) -> Iterator[str]:
    kind = schema.get("type")
    if not isinstance(kind, str) or (kind == "model-field" and schema["schema"]["type"] == "default"):
        return
    yield from _ERRORS.get(kind, ())
    yield from (name for bound, name in _BOUNDS.items() if bound in schema)
    for length in ("min_length", "max_length"):
        if length in schema:
            short = "too_short" if length == "min_length" else "too_long"
            yield _LENGTHS.get((kind, length), short)
