"""The workspaces and environments that one run is about, each with a folder of its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from rawugc_sync.cli._app import App
from rawugc_sync.cli._review_names import ALL
from rawugc_sync.cli._show import workspace_name


@dataclass(frozen=True, slots=True)
class Target:
    """A workspace in an environment: `path` is where it is, `name` for people, `folder` for its files.

    Path and folder are relative. One and the same surroundings are all theirs: a rate limit that some
    share is shared.
    """

    app: App
    path: str
    name: str
    folder: str


def target_of(app: App) -> list[Target]:
    """This workspace, or all below a folder that is none; each environment by itself where none is chosen."""
    from rawugc_sync.manifest.below import only_below

    return targets_at(app, only_below(app.root) or ["."])


def targets_at(app: App, paths: Sequence[str]) -> list[Target]:
    """Those at these paths, as seen from here; each environment by itself where none is chosen."""
    return _named([(one, path) for path in paths for one in _each(_at(app, path))])


def wholes_at(app: App, paths: Sequence[str]) -> list[Target]:
    """The same, with all environments of a workspace as one."""
    return _named([(_at(app, path), path) for path in paths])


def with_environment(targets: Sequence[Target]) -> list[Target]:
    """Without those that do not have the environment that is chosen, if one is."""
    return [one for one in targets if one.app.environment is None or _has(one.app)]


def _at(app: App, path: str) -> App:
    return replace(app, root=app.root / path, surroundings=app.around)


def _each(app: App) -> Iterator[App]:
    """One for each environment; what is wrong with a configuration is told where its plan is made."""
    from rawugc_sync.words.errors import RawugcError

    try:
        environments = [one.environment for one in app.workspace.each]
    except RawugcError:
        environments = [app.environment]
    yield from (replace(app, environment=name) for name in environments)


def _has(app: App) -> bool:
    """Whether a workspace has its environment; one that cannot be read may have it, and is to say so."""
    from rawugc_sync.manifest.config import load_config
    from rawugc_sync.words.errors import RawugcError

    try:
        return app.environment in load_config(app.root).environments
    except RawugcError:
        return True


def _named(places: Sequence[tuple[App, str]]) -> list[Target]:
    names = [_name(place, path) for place, path in places]
    return [
        Target(place, path, name, folder)
        for (place, path), name, folder in zip(places, names, _distinct(names), strict=True)
    ]


def _name(app: App, path: str) -> str:
    own = workspace_name(app) if path == "." else path
    return f"{own}/{app.environment}" if app.environment else own


def _distinct(names: Iterable[str]) -> Iterator[str]:
    """The names as folders: one may be called like a file beside it, or like a workspace below."""
    taken: set[str] = set()
    for name in names:
        folder = "/".join(f"{part}_" if part.lower() in ALL else part for part in name.split("/"))
        while folder in taken:
            folder += "_"
        taken.add(folder)
        yield folder
