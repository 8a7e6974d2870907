"""What a shell is offered for half a word: names out of files here, never from RawUGC nor a state elsewhere.

Whatever cannot be read offers nothing: an error has no place in the middle of a line that is being typed.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from rawugc_sync.words.recorded import State
    from rawugc_sync.workspace.workspace import Workspace

_PLANS, _LARGE = 50, 8 << 20
"""How many files are looked at for a saved plan, and up to which size."""

Names = Callable[["Workspace"], Iterable[str]]
Offer = Callable[[click.Context, click.Parameter, str], list[str]]


def _offer(names: Names) -> Offer:
    """What click asks for the values of a parameter."""

    def offered(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[str]:
        from rawugc_sync.words.errors import RawugcError

        with suppress(RawugcError, OSError, ValueError):
            found = (one for one in names(_workspace(ctx)) if one.isprintable())
            return sorted({one for one in found if one.startswith(incomplete)})
        return []

    return offered


def _workspace(ctx: click.Context) -> Workspace:
    """The workspace that the options before the command name; the first environment, where none is chosen."""
    import os

    from rawugc_sync.manifest.config import load_config
    from rawugc_sync.workspace.surroundings import Surroundings
    from rawugc_sync.workspace.workspace import Workspace

    given = ctx.find_root().params
    root, around = Path(given.get("folder") or "."), Surroundings.real()
    chosen = given.get("environment") or os.environ.get("RAWUGC_ENV")
    chosen = chosen or next(iter(load_config(root).environments), None)
    return Workspace(root, around, sandbox=bool(given.get("sandbox")), environment=chosen)


def _state(workspace: Workspace) -> State | None:
    """The state, where it is a file here."""
    from rawugc_sync.state.places import is_local

    here = workspace.sandbox or is_local(workspace.config.state)
    return workspace.keeper.read() if here else None


def _written(workspace: Workspace) -> Iterator[str]:
    yield from map(str, workspace.manifests().desired)


def _recorded(workspace: Workspace) -> Iterator[str]:
    if state := _state(workspace):
        yield from map(str, {*state.records, *state.unresolved, *state.held})


def _either(workspace: Workspace) -> Iterator[str]:
    yield from _written(workspace)
    yield from _recorded(workspace)


def _environments(workspace: Workspace) -> Iterator[str]:
    from rawugc_sync.manifest.config import load_config

    yield from load_config(workspace.root).environments


def _roles(workspace: Workspace) -> Iterator[str]:
    yield from (one.name for one in workspace.config.approvals.roles)


def _runs(workspace: Workspace) -> Iterator[str]:
    from rawugc_sync.reconciling.recorded import runs_of
    from rawugc_sync.state.places import is_local

    yield "latest"
    if workspace.sandbox or is_local(workspace.config.state):
        yield from (one.id for one in runs_of(workspace))


def _plans(workspace: Workspace) -> Iterator[str]:
    """The names of the saved plans in this folder."""
    for path in islice(sorted(workspace.root.glob("*.json")), _PLANS):
        with suppress(OSError, ValueError):
            if path.stat().st_size <= _LARGE:
                read = json.loads(path.read_bytes())
                name = read.get("name") if isinstance(read, dict) and "resource_changes" in read else None
                yield from [name] if isinstance(name, str) else []


addresses, recorded, either = _offer(_written), _offer(_recorded), _offer(_either)
environments, roles, runs, plans = _offer(_environments), _offer(_roles), _offer(_runs), _offer(_plans)
