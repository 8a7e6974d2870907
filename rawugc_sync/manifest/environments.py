"""The environments of a workspace: which one is chosen, what it changes, and which folders are its own."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from rawugc_sync.manifest.config import Config, Environment, read_config
from rawugc_sync.manifest.explain import nearest
from rawugc_sync.manifest.nodes import MappingNode
from rawugc_sync.words.errors import InvalidInput

M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Selected:
    """The environment that a run is about.

    `own` is what `rawugc.yaml` says of it, and `node` where that stands; `config` is the workspace's
    configuration with all of that in place.
    """

    name: str
    own: Environment
    node: MappingNode
    config: Config


@dataclass(frozen=True, slots=True)
class Folders:
    """The folders that only environments read: `named` by any of them, `own` by the chosen one."""

    named: frozenset[str]
    own: frozenset[str]

    @classmethod
    def of(cls, config: Config, selected: Selected | None) -> Folders:
        """Those of a workspace, for one of its environments or for none."""
        named = frozenset(folder for one in config.environments.values() for folder in one.folders)
        return cls(named, frozenset(selected.own.folders if selected else ()))

    def home(self, path: str) -> str | None:
        """The nearest of the named folders that a file lies in; None for a manifest that all read."""
        folder = posixpath.dirname(path)
        while folder and folder not in self.named:
            folder = posixpath.dirname(folder)
        return folder or None

    def read(self, path: str) -> bool:
        """Whether the chosen environment reads a manifest."""
        home = self.home(path)
        return home is None or home in self.own


def select(root: Path, name: str) -> Selected:
    """The environment with this name; InvalidInput when there is none, or `rawugc.yaml` has errors."""
    config, tree = read_config(root)
    if not config.environments:
        summary = f"there is no environment {name}: rawugc.yaml has no `environments`"
        raise InvalidInput.of("no-environments", summary, "Leave out --env (or RAWUGC_ENV), or write them.")
    if name not in config.environments:
        hint = nearest(name, config.environments)
        raise InvalidInput.of("unknown-environment", f"rawugc.yaml has no environment {name}", hint)
    own = config.environments[name]
    return Selected(name, own, _node(tree, name), _within(config, name, own))


def unchosen(config: Config) -> InvalidInput:
    """The error of a command that has to know which environment it is about."""
    return InvalidInput.of(
        "no-environment",
        f"which environment? rawugc.yaml has {', '.join(config.environments)}",
        "Pass --env NAME before the command, or set RAWUGC_ENV.",
    )


def _node(tree: MappingNode | None, name: str) -> MappingNode:
    environments = tree.entries["environments"] if tree else None
    node = environments.entries[name] if isinstance(environments, MappingNode) else None
    assert isinstance(node, MappingNode)  # it has been checked
    return node


def _within(config: Config, name: str, own: Environment) -> Config:
    return config.model_copy(
        update={
            "keyVariable": own.keyVariable or config.keyVariable,
            "organization": own.organization or config.organization,
            "state": config.state_of(name),
            "limits": _over(config.limits, own.limits),
            "drift": {**config.drift, **own.drift},
            "prices": {**config.prices, **own.prices},
            "api": _over(config.api, own.api),
        }
    )


def _over(shared: M, own: M) -> M:
    return shared.model_copy(update=own.model_dump(exclude_unset=True))
