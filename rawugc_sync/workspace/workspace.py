"""The one place where config, manifests, state, client and clock are put together."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from rawugc_sync.api.clock import Clock, SystemClock
from rawugc_sync.files.durable import private_folder
from rawugc_sync.git.checkout import Checkout, checkout_of, lies_in_one
from rawugc_sync.manifest.below import only_below, workspaces_below
from rawugc_sync.manifest.config import Config, load_config
from rawugc_sync.manifest.discover import CONFIG_NAME
from rawugc_sync.manifest.environments import Folders, Selected, select, unchosen
from rawugc_sync.manifest.load import Manifests, load
from rawugc_sync.resources import registered
from rawugc_sync.resources.resource_type import ResourceType
from rawugc_sync.state.journal import Journal
from rawugc_sync.state.keeper import Keeper
from rawugc_sync.state.lock import user
from rawugc_sync.state.places import Setting, is_local, store_for
from rawugc_sync.words.errors import InvalidInput, Refused, StateError
from rawugc_sync.words.recorded import Applied
from rawugc_sync.workspace.circumstances import Circumstances
from rawugc_sync.workspace.history import Counting, History
from rawugc_sync.workspace.same_state import same_state

if TYPE_CHECKING:
    from rawugc_sync.api.client import Reader, Transport, Writer
    from rawugc_sync.api.pacing import Wait
    from rawugc_sync.api.settings import Settings
    from rawugc_sync.sandbox import Options as SandboxOptions

PRIVATE_FOLDER = ".rawugc"
KEY_VARIABLE = "RAWUGC_API_KEY"
URL_VARIABLE = "RAWUGC_BASE_URL"
SANDBOX_URL = "http://sandbox.localhost/api/v1"

_TRUE = ("true", "1")

UNLIMITED = 1_000_000
"""Requests a minute that the sandbox allows when nobody asked it for a limit."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a workspace takes from outside of its folder."""

    variables: Mapping[str, str]
    clock: Clock
    transport: Transport | None = None

    @classmethod
    def real(cls) -> Surroundings:
        """The process's environment and the system's clock."""
        return cls(os.environ, SystemClock())

    @property
    def now(self) -> int:
        """Unix ms by the local clock."""
        return int(self.clock.now() * 1000)


class Workspace:
    """One brand's folder, its state, and the one organization it manages."""

    def __init__(
        self, root: Path, surroundings: Surroundings, *, sandbox: bool = False, environment: str | None = None
    ) -> None:
        self.root = root
        self.sandbox = sandbox
        self.environment = environment
        self._around = surroundings
        self.types: Mapping[str, ResourceType] = registered()

    @cached_property
    def selected(self) -> Selected | None:
        """The environment, if one is chosen; InvalidInput when there is none of this name."""
        if self.environment is None:
            return None
        self._check_here()
        return select(self.root, self.environment)

    @cached_property
    def config(self) -> Config:
        """`rawugc.yaml`, with what its environment says.

        InvalidInput lists what is wrong with it, or the workspaces to choose from.
        """
        if self.selected:
            return self.selected.config
        self._check_here()
        return load_config(self.root)

    def _check_here(self) -> None:
        if found := only_below(self.root):
            raise InvalidInput(workspaces_below(self.root, found))

    @property
    def name(self) -> str:
        return self.config.workspace or self.root.resolve().name

    @property
    def home(self) -> str:
        """The folder for new manifests: the first one that the environment has of its own, if it has one."""
        return self.selected.own.folders[0] if self.selected and self.selected.own.folders else ""

    @property
    def each(self) -> list[Workspace]:
        """One for each environment; this one alone where one is chosen, or there is none."""
        if self.selected or not self.config.environments:
            return [self]
        return [
            Workspace(self.root, self._around, sandbox=self.sandbox, environment=name)
            for name in self.config.environments
        ]

    @property
    def private(self) -> Path:
        """The folder for what is never committed; each environment, and each sandbox, has its own."""
        return self.root / self._private

    @property
    def _private(self) -> str:
        return self._sandbox_folder if self.sandbox else self._own_folder

    @property
    def _own_folder(self) -> str:
        return f"{PRIVATE_FOLDER}/env/{self.selected.name}" if self.selected else PRIVATE_FOLDER

    @property
    def _sandbox_folder(self) -> str:
        return f"{self._own_folder}/sandbox"

    @cached_property
    def keeper(self) -> Keeper:
        """Keeps the state; the sandbox has one of its own. InvalidInput when no environment is chosen."""
        url = f"{self._private}/state.json" if self.sandbox else self.config.state
        return self._keeper(url, self._state_name)

    def keeper_at(self, url: str) -> Keeper:
        """Keeps a state at a place that need not be its own yet, but will be named as such."""
        return self._keeper(url, self.name)

    def _keeper(self, url: str, name: str) -> Keeper:
        self._check_chosen()
        if clashes := list(same_state(self.root, self._around.variables, [(url, name)])):
            raise InvalidInput(clashes)
        private, around = self.private, self._around
        store = store_for(Setting(url, name, self.root, private, around.variables, around.clock))
        spool = (
            None if is_local(url) else Journal(private / "journal.jsonl", f"{self._private}/journal.jsonl")
        )
        return Keeper(store, around.clock, spool)

    @property
    def _state_name(self) -> str:
        return self.config.state_name(self.name, self.selected.name) if self.selected else self.name

    def _check_chosen(self) -> None:
        if self.selected is None and self.config.environments:
            raise unchosen(self.config)

    def manifests(self, planned: Mapping[str, bytes] = MappingProxyType({})) -> Manifests:
        """The manifests, right or wrong; with files that are only `planned` so far (path → data)."""
        return load(self.root, self.config, self.types, self.now, planned, self.selected)

    def valid_manifests(self) -> Manifests:
        """The manifests; InvalidInput lists what is wrong with them."""
        manifests = self.manifests()
        if manifests.errors:
            raise InvalidInput(manifests.diagnostics)
        return manifests

    @property
    def now(self) -> int:
        """Unix ms by the local clock."""
        return self._around.now

    # -- where it runs

    @cached_property
    def circumstances(self) -> Circumstances:
        """What decides whether a run has to be said to be meant; in the sandbox nothing has."""
        variables = self._around.variables
        if self.sandbox:
            return Circumstances(history=None, unreadable=False, in_ci=False, organization=None)
        checkout = checkout_of(self.root, variables)
        return Circumstances(
            history=self._history(checkout) if checkout else None,
            unreadable=checkout is None and lies_in_one(self.root),
            in_ci=_in_ci(variables),
            organization=self.config.organization,
        )

    def _history(self, checkout: Checkout) -> History:
        counting = Counting(self.config, Folders.of(self.config, self.selected))
        state = self.config.state if is_local(self.config.state) else None
        return History(checkout, counting, lambda: _data(self.manifests()), state)

    def applying(self, manifests: Manifests) -> Applied:
        """What the state says of an apply of these manifests that runs now."""
        at = datetime.fromtimestamp(self._around.clock.now(), UTC).isoformat(timespec="seconds")
        by = user(self._around.variables)
        history = self.circumstances.history
        if history is None:
            return Applied(at, by)
        basis = history.basis(_data(manifests))
        return Applied(at, by, history.commit, basis.digest, basis.clean, basis.taken)

    # -- clients

    @property
    def server(self) -> str:
        """The base URL of the API that this workspace speaks to."""
        if self.sandbox:
            return SANDBOX_URL
        return self._around.variables.get(URL_VARIABLE) or self.config.api.baseUrl

    def _check_server(self) -> None:
        """Refused when a file alone sends a CI job's key elsewhere: whoever may change it is not asked."""
        from rawugc_sync.words.hosts import HOME, is_home

        variables = self._around.variables
        if variables.get(URL_VARIABLE) or not _in_ci(variables) or is_home(self.server):
            return
        raise Refused.of(
            "server-unconfirmed",
            f"{CONFIG_NAME} sends the key to {self.server}, which is not {HOME}",
            f"If that is meant, set {URL_VARIABLE}={self.server} in the job's environment, too.",
        )

    def reader(self, on_wait: Callable[[Wait], None] | None = None) -> Reader:
        """A client that cannot write; InvalidInput without a usable key."""
        from rawugc_sync.api.client import connect_reader

        return connect_reader(
            self._settings(), self._around.clock, transport=self._transport(), on_wait=on_wait
        )

    def writer(
        self, on_wait: Callable[[Wait], None] | None = None, *, clock: Clock, max_wait: float
    ) -> Writer:
        """A client that can write, waiting by `clock`; InvalidInput without a usable key."""
        from rawugc_sync.api.client import connect

        settings = replace(self._settings(), max_wait=max_wait)
        return connect(settings, clock, transport=self._transport(), on_wait=on_wait)

    def _settings(self) -> Settings:
        from rawugc_sync.api.settings import Settings

        self._check_chosen()
        if self.sandbox:
            return Settings(SANDBOX_URL, "sandbox")
        variable = self.selected.own.keyVariable if self.selected else KEY_VARIABLE
        variables = self._around.variables
        allow_http = variables.get("RAWUGC_ALLOW_HTTP", "").lower() in _TRUE
        settings = Settings(self.server, variables.get(variable, ""), variable, allow_http=allow_http)
        self._check_server()
        return settings

    def _transport(self) -> Transport | None:
        if not self.sandbox:
            return self._around.transport
        from rawugc_sync.sandbox import Store
        from rawugc_sync.sandbox.transport import SandboxTransport

        folder = self._sandbox_folder
        try:
            private_folder(self.root / folder)
            store = Store.open(self.sandbox_data)
        except OSError as failed:
            summary = f"{folder}/{self.sandbox_data.name} cannot be used: {failed}"
            raise StateError.of("sandbox-unusable", summary, f"Remove {folder}.") from None
        return SandboxTransport(store, self.sandbox_options(), lambda: self.now)

    @property
    def sandbox_data(self) -> Path:
        """The file that keeps the data of the sandbox."""
        return self.root / self._sandbox_folder / "rawugc.db"

    def sandbox_options(self, rate_limit: int = UNLIMITED) -> SandboxOptions:
        """How the sandbox behaves: as the organization that the configuration insists on, if it does."""
        from rawugc_sync.sandbox import Options

        options = Options(rate_limit=rate_limit)
        organization = self.config.organization
        return replace(options, organization=organization) if organization else options


def _in_ci(variables: Mapping[str, str]) -> bool:
    return variables.get("CI", "").lower() in _TRUE


def _data(manifests: Manifests) -> Mapping[str, bytes]:
    return manifests.sources.data if manifests.sources else {}
