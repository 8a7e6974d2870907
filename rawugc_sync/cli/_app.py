"""What every command gets: the global options, the console, and the workspace when it asks for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import click

from rawugc_sync.cli._console import Console
from rawugc_sync.words.shell import quote

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from rawugc_sync.api.client import Reader
    from rawugc_sync.workspace.surroundings import Surroundings
    from rawugc_sync.workspace.workspace import Workspace


@dataclass
class App:
    """One run of the command line, in one workspace.

    `above` is the folder from which several of them are run, where this is one of several. `what` is how it
    ended, in a line for people. `open` is a reader for more than one look; without it each opens its own.
    """

    root: Path
    sandbox: bool
    console: Console
    surroundings: Surroundings | None = None
    environment: str | None = None
    above: Path | None = None
    what: str = ""
    open: Reader | None = None

    @property
    def called(self) -> str:
        """How this run was called, up to the command, as a shell takes it."""
        folder = "" if self.root == Path() else f" -C {quote(str(self.root))}"
        environment = f" --env {quote(self.environment)}" if self.environment else ""
        return f"rawugc-sync{folder}{' --sandbox' if self.sandbox else ''}{environment}"

    @cached_property
    def around(self) -> Surroundings:
        from rawugc_sync.workspace.surroundings import Surroundings

        return self.surroundings or Surroundings.real()

    @cached_property
    def workspace(self) -> Workspace:
        from rawugc_sync.workspace.workspace import Workspace

        return Workspace(self.root, self.around, sandbox=self.sandbox, environment=self.environment)

    def reading(self) -> AbstractContextManager[Reader]:
        """A reader for one look; InvalidInput without a usable key."""
        from contextlib import closing, nullcontext

        from rawugc_sync.cli._progress import waiting

        return nullcontext(self.open) if self.open else closing(self.workspace.reader(waiting(self.console)))

    @property
    def declared_organization(self) -> str | None:
        """The organization that the configuration insists on, if it can be read and does."""
        from rawugc_sync.words.errors import RawugcError

        try:
            return self.workspace.config.organization
        except RawugcError:
            return None

    @property
    def server(self) -> str | None:
        """The base URL that calls go to, if the configuration can be read and it is one."""
        from rawugc_sync.api.settings import is_usable
        from rawugc_sync.words.errors import RawugcError

        try:
            url = self.workspace.server
        except RawugcError:
            return None
        return url if is_usable(url) else None

    def whose(self, organization_id: str | None) -> str:
        """Which workspace, environment and organization this run is about, in one line."""
        from rawugc_sync.render.safe import safe
        from rawugc_sync.render.whose import whose

        known = organization_id or self.workspace.config.organization
        return safe(whose(self.workspace.name, self.environment, known))

    def say_whose(self, organization_id: str | None) -> None:
        """The same on stderr, unless nothing is known but the workspace."""
        if self.environment or organization_id:
            self.console.say(self.whose(organization_id))


def pass_app(command: Callable[..., int]) -> Callable[..., int]:
    """Hand the `App` of this run to a command as its first argument."""
    return click.make_pass_decorator(App)(command)
