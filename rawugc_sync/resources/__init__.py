"""What a collection is, and which there are: every module in `collections` is one."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache

from rawugc_sync.resources import collections
from rawugc_sync.resources.resource_type import ResourceType


@cache
def registered() -> Mapping[str, ResourceType]:
    """Collection name → its type, by name: found on disk, so that there is no list to keep."""
    names = sorted(module.name for module in pkgutil.iter_modules(collections.__path__))
    types = [importlib.import_module(f"{collections.__name__}.{name}").RESOURCE for name in names]
    return {type_.collection: type_ for type_ in types}


def priced() -> frozenset[str]:
    """The models and edits that cost credits, by the names that their prices go by."""
    return frozenset(name for type_ in registered().values() for name in type_.calls.priced)
