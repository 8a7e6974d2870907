"""From `state:` in `rawugc.yaml` to the store that it names, whose module is imported when it is used."""

from __future__ import annotations

import importlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from rawugc_sync.state.lock import Clock
from rawugc_sync.state.store import Store
from rawugc_sync.state.stores.local import LocalStore
from rawugc_sync.words.errors import InvalidInput

MODULES: Mapping[str, str] = {
    "git+branch": "git",
    "http": "http",
    "https": "http",
    "env": "http",
    "s3": "objects",
    "gs": "objects",
    "az": "objects",
    "postgres": "postgres",
    "postgresql": "postgres",
}
"""Scheme → the module below `stores` whose `opened(setting)` makes the store."""

SEVERAL = frozenset({"git", "objects", "postgres"})
"""The modules of places that keep several states, told apart by their names."""

EXTRAS: Mapping[str, str] = {"objects": "objectstore", "postgres": "postgres"}
"""Module → the extra that it takes."""


@dataclass(frozen=True, slots=True)
class Setting:
    """What a store is made from.

    `url` stands in `rawugc.yaml`. `name` tells the states of one place apart: the workspace's name, and
    behind a slash its environment, unless that names a place of its own. `private` is the workspace's
    folder for what is never committed. `clock` is what its pauses go by.
    """

    url: str
    name: str
    root: Path
    private: Path
    variables: Mapping[str, str]
    clock: Clock

    def unseen(self, prefix: str) -> dict[str, str]:
        """The variables so named that are not in this process's environment, where libraries look."""
        return {
            name: value
            for name, value in self.variables.items()
            if name.startswith(prefix) and os.environ.get(name) != value
        }


def is_local(url: str) -> bool:
    """Whether it is a path and no URL."""
    return "://" not in url


def keeps_several(url: str) -> bool:
    """Whether a place may keep the states of several workspaces under one URL."""
    return MODULES.get(url.partition("://")[0]) in SEVERAL


def is_one_object(url: str) -> bool:
    """Whether it names one object of a bucket, and no folder that may hold several."""
    scheme, _, rest = url.partition("://")
    return MODULES.get(scheme) == "objects" and not rest.endswith("/") and "/" in rest


def store_for(setting: Setting) -> Store:
    """The store that a setting names; InvalidInput when there is no such kind, or its extra is missing."""
    if is_local(setting.url):
        private = Path(os.path.relpath(setting.private, setting.root)).as_posix()
        return LocalStore(setting.root / setting.url, setting.private, setting.url, private)
    scheme = setting.url.partition("://")[0]
    name = MODULES.get(scheme)
    if name is None:
        known = ", ".join(f"{known}://" for known in MODULES)
        detail = f"Known are a path to a .json file, and {known}."
        raise InvalidInput.of("state-url", f"state: {scheme}:// is no place that can keep a state", detail)
    try:
        module = importlib.import_module(f"rawugc_sync.state.stores.{name}")
    except ModuleNotFoundError as missing:
        extra = EXTRAS.get(name)
        if extra is None:
            raise
        raise InvalidInput.of(
            "extra-missing",
            f"state: {scheme}:// takes the extra `{extra}` ({missing.name} is not installed)",
            f"Run: pip install 'rawugc-sync[{extra}]'",
        ) from None
    return cast("Store", module.opened(setting))
