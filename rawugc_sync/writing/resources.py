"""A resource that no manifest has yet, as YAML that reads back as exactly its fields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypeAlias

from rawugc_sync.resources.resource_type import ResourceType
from rawugc_sync.resources.spelling import Written
from rawugc_sync.resources.traits import Kind, Trait
from rawugc_sync.writing.scalars import block, inline, literal

STEP = 2
"""The spaces that one level is indented by, where no file says otherwise."""


@dataclass(frozen=True, slots=True)
class FromFile:
    """A text that stands in a file; `path` is relative to the manifest."""

    path: str


@dataclass(frozen=True, slots=True)
class Reference:
    """A value that another resource has; `name` is dotted, as in `collection.key.field`."""

    name: str


Value: TypeAlias = Written | FromFile | Reference | int


def resource_lines(key: str, fields: Mapping[str, Value], type_: ResourceType, indent: int, step: int) -> str:
    """`key:` after `indent` spaces and its fields below it, in the model's order; without a final newline."""
    deeper = indent + step
    rows = [
        field_lines(n, fields[n], trait, deeper, step)
        for n, trait in type_.fields.traits.items()
        if n in fields
    ]
    return "\n".join([f"{' ' * indent}{key}:", *rows])


def field_lines(name: str, value: Value, trait: Trait, indent: int, step: int) -> str:
    """One field after `indent` spaces, free texts as a block and lists one item a line."""
    head, deeper = f"{' ' * indent}{name}:", indent + step
    if isinstance(value, list) and value and trait.kind is not Kind.ACCOUNTS:
        return "\n".join([head, *(f"{' ' * deeper}- {inline(literal(item))}" for item in value)])
    if isinstance(value, str) and value and trait.kind is Kind.TEXT:
        return f"{head} {block(literal(value), deeper)}"
    return f"{head} {on_one_line(value, trait, in_flow=False)}"


def resource_in_flow(key: str, fields: Mapping[str, Value], type_: ResourceType) -> str:
    """`key: {…}` on one line, for a collection that stands in brackets."""
    pairs = [
        field_in_flow(name, fields[name], trait)
        for name, trait in type_.fields.traits.items()
        if name in fields
    ]
    return f"{key}: {{{', '.join(pairs)}}}"


def field_in_flow(name: str, value: Value, trait: Trait) -> str:
    """One field on one line, for a resource that stands in brackets."""
    return f"{name}: {on_one_line(value, trait, in_flow=True)}"


def on_one_line(value: Value, trait: Trait, *, in_flow: bool) -> str:
    """A value as one line; a time is never in quotes."""
    if isinstance(value, FromFile):
        return f"{{file: {inline(literal(value.path), in_flow=True)}}}"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Reference):
        return inline(f"${{{value.name}}}", in_flow=in_flow)
    if isinstance(value, list):
        return f"[{', '.join(inline(literal(item), in_flow=True) for item in value)}]"
    return value if trait.kind is Kind.TIME else inline(literal(value), in_flow=in_flow)
