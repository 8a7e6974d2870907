"""Walks through the lists and mappings of a JSON value, for whoever is about what stands in them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from rawugc_sync.words.addresses import Value


def leaves(value: Value) -> Iterator[Value]:
    """What stands in a value that is neither a list nor a mapping, in order."""
    if isinstance(value, Mapping):
        for item in value.values():
            yield from leaves(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from leaves(item)
    else:
        yield value


def mapped(value: Value, leaf: Callable[[Value], Any]) -> Any:
    """The same value with what `leaf` makes of each of them; tuples become lists."""
    if isinstance(value, Mapping):
        return {name: mapped(item, leaf) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [mapped(item, leaf) for item in value]
    return leaf(value)
