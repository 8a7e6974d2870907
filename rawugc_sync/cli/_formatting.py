"""Which files `fmt` goes through: those that are named, in the workspaces that they are part of."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rawugc_sync.cli._app import App
from rawugc_sync.cli._everywhere import place_of

if TYPE_CHECKING:
    from rawugc_sync.repository.homes import Homes
    from rawugc_sync.words.diagnostics import Diagnostic


@dataclass(frozen=True, slots=True)
class Batch:
    """Files of a workspace, or of a folder that some include, relative to it; `path` leads there.

    `wrong` is why there are none.
    """

    app: App
    path: str
    files: tuple[str, ...] = ()
    wrong: tuple[Diagnostic, ...] = ()

    def shown(self, file: str) -> str:
        """A file as it is seen from where the run began."""
        return posixpath.normpath(f"{self.path}/{file}")


def all_here(app: App) -> list[Batch]:
    """All files of this workspace."""
    return [_batch(app, ".")]


def named(app: App, names: Iterable[str], found: list[Diagnostic]) -> list[Batch]:
    """The files that are named, each once; what is wrong with a name goes to `found`.

    What is part of no workspace is passed over, and told.
    """
    from rawugc_sync.repository.homes import Homes

    homes = Homes(app.root)
    files: dict[str, list[str]] = {}
    for name in names:
        with noting(found):
            for base, some in _meant(app, homes, name):
                files.setdefault(base, []).extend(some)
    return [Batch(_at(app, homes, base), base, tuple(dict.fromkeys(some))) for base, some in files.items()]


def read_by(app: App, workspaces: Sequence[str]) -> list[Batch]:
    """What these workspaces read, what they include as well."""
    from rawugc_sync.repository.homes import Homes
    from rawugc_sync.workspace.members import has_manifests

    homes = Homes(app.root)
    shared = [one for one in homes.shared(workspaces) if has_manifests(app.root / one)]
    bases = sorted({*workspaces, *shared})
    return [_batch(_at(app, homes, base), base) for base in bases]


def both(batches: Iterable[Batch], others: Iterable[Batch]) -> list[Batch]:
    """Of the first, the files that are among the others, too."""
    known = {one.path: set(one.files) for one in others}
    return [
        replace(one, files=tuple(file for file in one.files if file in known[one.path]))
        for one in batches
        if one.path in known
    ]


def _batch(app: App, path: str) -> Batch:
    wrong: list[Diagnostic] = []
    with noting(wrong, path):
        return Batch(app, path, tuple(_in_folder(app, ".")))
    return Batch(app, path, wrong=tuple(wrong))


def _meant(app: App, homes: Homes, name: str) -> Iterator[tuple[str, list[str]]]:
    """Files behind a name, with the folder that they are relative to."""
    from rawugc_sync.render.safe import safe

    path = place_of(app.root, name)
    base = homes.base(path)
    if base is not None:
        own = posixpath.relpath(path, base)
        yield base, _in_folder(_at(app, homes, base), own) if (app.root / path).is_dir() else [own]
    elif inside := homes.inside(path):
        yield from ((one, _in_folder(_at(app, homes, one), ".")) for one in inside)
    else:
        app.console.say(safe(f"{name} is part of no workspace."))


def _at(app: App, homes: Homes, base: str) -> App:
    """What some include has no environments of its own."""
    environment = app.environment if homes.is_workspace(base) else None
    return replace(app, root=app.root / base, environment=environment)


def _in_folder(app: App, folder: str) -> list[str]:
    from rawugc_sync.writing.formatting.files import files_of

    return files_of(app.root, app.workspace.config, folder)


@contextmanager
def noting(found: list[Diagnostic], path: str = ".") -> Iterator[None]:
    """Add what is wrong to `found`, seen from where `path` begins, and let the others go on."""
    from rawugc_sync.words.errors import InvalidInput

    try:
        yield
    except InvalidInput as wrong:
        found.extend(_seen_from_above(path, one) for one in wrong.diagnostics)


def _seen_from_above(path: str, one: Diagnostic) -> Diagnostic:
    if one.source is None:
        return one
    return replace(one, source=replace(one.source, file=posixpath.normpath(f"{path}/{one.source.file}")))
