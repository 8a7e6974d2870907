"""What every command gets: the global options, the console, and the workspace when it asks for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rawugc_sync.cli._console import Console

if TYPE_CHECKING:
    from rawugc_sync.render.field_kind import FieldKind
    from rawugc_sync.workspace import Surroundings, Workspace


@dataclass
class App:
    """One run of the command line."""

    root: Path
    sandbox: bool
    console: Console
    surroundings: Surroundings | None = None

    @property
    def called(self) -> str:
        """How this run was called, up to the command."""
        folder = "" if self.root == Path() else f" -C {self.root}"
        return f"rawugc-sync{folder}{' --sandbox' if self.sandbox else ''}"

    @cached_property
    def around(self) -> Surroundings:
        from rawugc_sync.workspace import Surroundings

        return self.surroundings or Surroundings.real()

    @cached_property
    def workspace(self) -> Workspace:
        from rawugc_sync.workspace import Workspace

        return Workspace(self.root, self.around, sandbox=self.sandbox)


def field_kind(collection: str, name: str) -> FieldKind:
    """How a field is shown, from its resource type; plain where that is unknown."""
    from rawugc_sync.render.field_kind import FieldKind
    from rawugc_sync.resources import registered

    type_ = registered().get(collection)
    trait = type_.traits.get(name) if type_ else None
    return FieldKind(trait.kind, trait.zone) if trait else FieldKind()


def pass_app(command: Callable[..., int]) -> Callable[..., int]:
    """Hand the `App` of this run to a command as its first argument."""
    return click.make_pass_decorator(App)(command)
