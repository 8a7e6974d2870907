"""The workspaces of a repository: those that can be read, and what is wrong with the others."""

from __future__ import annotations

import os
import posixpath
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from rawugc_sync.git.changed import Changed, text_at
from rawugc_sync.manifest import discover
from rawugc_sync.manifest.config import Config, config_in, load_config
from rawugc_sync.manifest.discover import CONFIG_NAME
from rawugc_sync.state.places import is_local
from rawugc_sync.words.diagnostics import Diagnostic
from rawugc_sync.words.errors import InvalidInput


@dataclass(frozen=True, slots=True)
class Member:
    """A workspace; `path` is relative to where the search began, `folder` without links."""

    path: str
    folder: Path
    config: Config

    @property
    def name(self) -> str:
        return self.config.workspace or self.folder.name

    @property
    def environments(self) -> tuple[str, ...]:
        return tuple(self.config.environments)

    @property
    def folders(self) -> tuple[Path, ...]:
        """Where everything lies that it may be made of."""
        included = (Path(os.path.normpath(self.folder / path)) for path in self.config.include)
        return (self.folder, *included)

    @property
    def states(self) -> frozenset[str]:
        """The files that keep its states, as seen from where the search began."""
        own = map(self.config.state_of, self.environments)
        local = (place for place in (self.config.state, *own) if is_local(place))
        return frozenset(posixpath.normpath(f"{self.path}/{place}") for place in local)

    @property
    def kept(self) -> Iterator[tuple[str, str]]:
        """Its states, each with its URL and the name that it has there."""
        if not self.config.environments:
            yield self.config.state, self.name
        for name in self.environments:
            yield self.config.state_of(name), self.config.state_name(self.name, name)

    @property
    def state_names(self) -> tuple[str, ...]:
        """The names of its states where several are kept in one place."""
        return (self.name, *(f"{self.name}/{environment}" for environment in self.environments))

    @property
    def has_manifests(self) -> bool:
        return any(has_manifests(folder) for folder in self.folders)


@dataclass(frozen=True, slots=True)
class Broken:
    """A workspace whose `rawugc.yaml` cannot be used, and why, as seen from where the search began."""

    path: str
    diagnostics: tuple[Diagnostic, ...]


def members_of(root: Path, paths: Iterable[str]) -> tuple[list[Member], list[Broken]]:
    """The workspaces in these folders below `root`."""
    members, broken = [], []
    for path in paths:
        try:
            config = load_config(root / path)
        except InvalidInput as wrong:
            broken.append(Broken(path, tuple(_from_above(path, one) for one in wrong.diagnostics)))
        else:
            members.append(Member(path, Path(os.path.realpath(root / path)), config))
    return members, broken


def former_members(root: Path, changed: Changed, variables: Mapping[str, str]) -> Iterator[Member]:
    """The workspaces below `root` whose `rawugc.yaml` was deleted, as it was before."""
    here = Path(os.path.realpath(root))
    for path in changed.deleted:
        place = changed.top / path
        if place.name != CONFIG_NAME or not place.is_relative_to(here):
            continue
        text = text_at(changed, variables, path)
        if text is not None and (config := config_in(text)):
            yield Member(place.parent.relative_to(here).as_posix(), place.parent, config)


def nearest(path: str, folders: Sequence[str]) -> str | None:
    """The innermost of some folders that a path lies in; None when it lies in none."""
    around = [one for one in folders if one == "." or path.startswith(f"{one}/")]
    return max(around, key=lambda one: 0 if one == "." else len(one), default=None)


def has_manifests(folder: Path) -> bool:
    """Whether a folder that may be gone holds a manifest, as far as it can be listed."""
    try:
        return bool(discover.find(folder, (), ()))
    except OSError:
        return False


def _from_above(path: str, diagnostic: Diagnostic) -> Diagnostic:
    place = diagnostic.source
    if place is None:
        return replace(diagnostic, summary=f"{path}: {diagnostic.summary}")
    return replace(diagnostic, source=replace(place, file=posixpath.normpath(f"{path}/{place.file}")))
