"""The managed collections: every module here whose name has no underscore is one."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache

from rawugc_sync.resources._base import ResourceType


@cache
def registered() -> Mapping[str, ResourceType]:
    """Collection name → its type, by name: found on disk, so that there is no list to keep."""
    names = sorted(m.name for m in pkgutil.iter_modules(__path__) if not m.name.startswith("_"))
    types = [importlib.import_module(f"{__name__}.{name}").RESOURCE for name in names]
    return {type_.collection: type_ for type_ in types}
