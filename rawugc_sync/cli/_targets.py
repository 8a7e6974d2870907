"""The workspaces and environments that one run is about, each with a folder of its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from rawugc_sync.cli._app import App
from rawugc_sync.cli._review_names import ALL
from rawugc_sync.cli._show import workspace_name


@dataclass(frozen=True, slots=True)
class Target:
    """A workspace in an environment: `name` for people, and the `folder` for its files, relative."""

    app: App
    name: str
    folder: str


def target_of(app: App) -> list[Target]:
    """This workspace, or all below a folder that is none; each environment by itself where none is chosen."""
    from rawugc_sync.manifest.below import only_below

    return targets_at(app, only_below(app.root) or ["."])


def targets_at(app: App, paths: Sequence[str]) -> list[Target]:
    """Those at these paths, as seen from here."""
    places = [one for path in paths for one in _each(replace(app, root=app.root / path), path)]
    names = [_name(place, path) for place, path in places]
    return [
        Target(place, name, folder)
        for (place, _), name, folder in zip(places, names, _distinct(names), strict=True)
    ]


def _each(app: App, path: str) -> Iterator[tuple[App, str]]:
    """One for each environment; what is wrong with a configuration is told where its plan is made."""
    from rawugc_sync.words.errors import RawugcError

    try:
        environments = [one.environment for one in app.workspace.each]
    except RawugcError:
        environments = [app.environment]
    yield from ((replace(app, environment=name), path) for name in environments)


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
