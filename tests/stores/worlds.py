"""Places that keep states, each for real: what the contract suite asks of one."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

import tests.stores
from rawugc_sync.api.clock import SystemClock
from rawugc_sync.state.places import Setting, store_for
from rawugc_sync.state.store import Store


class World(Protocol):
    """One place of a kind, empty at first, that several machines can reach.

    `url` is what stands in rawugc.yaml, `variables` what the environment adds. `frees_itself` says that a
    lock goes with its process, so that nobody can take it away before.
    """

    url: str
    variables: Mapping[str, str]
    frees_itself: bool

    def machine(self, name: str) -> Path:
        """A folder like a checkout of a machine of its own, from which the place can be reached."""

    def cut(self) -> AbstractContextManager[None]:
        """Nobody can reach the place meanwhile."""


Made = Callable[[Path], AbstractContextManager[World]]
"""Makes a world in an empty folder, and winds it down."""


def worlds() -> dict[str, Made]:
    """Every module here that is called `world_…` makes one with its `world(folder)`."""
    names = [m.name for m in pkgutil.iter_modules(tests.stores.__path__) if m.name.startswith("world_")]
    return {
        name.removeprefix("world_"): importlib.import_module(f"tests.stores.{name}").world
        for name in sorted(names)
    }


def opened(world: World, machine: str, name: str = "glow-lab") -> Store:
    """The place as seen from a machine; `name` tells the states in it apart."""
    root = world.machine(machine)
    return store_for(Setting(world.url, name, root, root / ".rawugc", world.variables, SystemClock()))
