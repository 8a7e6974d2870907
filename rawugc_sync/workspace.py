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
from rawugc_sync.checkout import checkout_of
from rawugc_sync.deliberate import Circumstances
from rawugc_sync.errors import InvalidInput, StateError
from rawugc_sync.manifest.below import only_below, workspaces_below
from rawugc_sync.manifest.config import Config, load_config
from rawugc_sync.manifest.load import Manifests, load
from rawugc_sync.model import Applied
from rawugc_sync.resources import registered
from rawugc_sync.resources._base import ResourceType
from rawugc_sync.state.durable import private_folder
from rawugc_sync.state.journal import Journal
from rawugc_sync.state.keeper import Keeper
from rawugc_sync.state.lock import user
from rawugc_sync.state.places import Setting, is_local, store_for

if TYPE_CHECKING:
    from rawugc_sync.api.client import Reader, Transport, Writer
    from rawugc_sync.api.pacing import Wait
    from rawugc_sync.api.settings import Settings

PRIVATE_FOLDER = ".rawugc"
SANDBOX_FOLDER = ".rawugc/sandbox"
SANDBOX_DATA = f"{SANDBOX_FOLDER}/rawugc.db"
SANDBOX_URL = "http://sandbox.localhost/api/v1"
_ACTORS = ("GITHUB_ACTOR", "GITLAB_USER_LOGIN", "BITBUCKET_STEP_TRIGGERER_UUID", "BUILD_REQUESTEDFOR")
"""Where CI systems say who has set a run going."""

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


class Workspace:
    """One brand's folder, its state, and the one organization it manages."""

    def __init__(self, root: Path, surroundings: Surroundings, *, sandbox: bool = False) -> None:
        self.root = root
        self.sandbox = sandbox
        self._around = surroundings
        self.types: Mapping[str, ResourceType] = registered()

    @cached_property
    def config(self) -> Config:
        """`rawugc.yaml`; InvalidInput lists what is wrong with it, or the workspaces to choose from."""
        if found := only_below(self.root):
            raise InvalidInput(workspaces_below(self.root, found))
        return load_config(self.root)

    @property
    def name(self) -> str:
        return self.config.workspace or self.root.resolve().name

    @property
    def private(self) -> Path:
        """The folder for what is never committed."""
        return self.root / (SANDBOX_FOLDER if self.sandbox else PRIVATE_FOLDER)

    @cached_property
    def keeper(self) -> Keeper:
        """Keeps the state; the sandbox has one of its own."""
        return self.keeper_at(f"{SANDBOX_FOLDER}/state.json" if self.sandbox else self.config.state)

    def keeper_at(self, url: str) -> Keeper:
        """Keeps a state of this workspace at a place that need not be its own yet."""
        private = self.private
        store = store_for(Setting(url, self.name, self.root, private, self._around.variables))
        spool = None if is_local(url) else Journal(private / "journal.jsonl", f"{private.name}/journal.jsonl")
        return Keeper(store, self._around.clock, spool)

    def manifests(self, planned: Mapping[str, bytes] = MappingProxyType({})) -> Manifests:
        """The manifests, right or wrong; with files that are only `planned` so far (path → data)."""
        now = int(self._around.clock.now() * 1000)
        return load(self.root, self.config, self.types, now, planned)

    def valid_manifests(self) -> Manifests:
        """The manifests; InvalidInput lists what is wrong with them."""
        manifests = self.manifests()
        if manifests.errors:
            raise InvalidInput(manifests.diagnostics)
        return manifests

    # -- where it runs

    @cached_property
    def circumstances(self) -> Circumstances:
        """What decides whether a run has to be said to be meant; in the sandbox nothing has."""
        variables = self._around.variables
        if self.sandbox:
            return Circumstances(checkout=None, in_ci=False, organization=None)
        return Circumstances(
            checkout=checkout_of(self.root, variables),
            in_ci=variables.get("CI", "").lower() in ("true", "1"),
            organization=self.config.organization,
        )

    @property
    def applying(self) -> Applied:
        """What the state says of an apply that runs now."""
        variables = self._around.variables
        at = datetime.fromtimestamp(self._around.clock.now(), UTC).isoformat(timespec="seconds")
        by = next((variables[name] for name in _ACTORS if variables.get(name)), "") or user()
        checkout = self.circumstances.checkout
        return Applied(at, by, checkout.commit if checkout else None)

    # -- clients

    @property
    def server(self) -> str:
        """The base URL of the API that this workspace speaks to."""
        if self.sandbox:
            return SANDBOX_URL
        return self._around.variables.get("RAWUGC_BASE_URL") or self.config.api.baseUrl

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

        if self.sandbox:
            return Settings(SANDBOX_URL, "sandbox")
        return Settings(self.server, self._around.variables.get("RAWUGC_API_KEY", ""))

    def _transport(self) -> Transport | None:
        if not self.sandbox:
            return self._around.transport
        from rawugc_sync.sandbox import Options as SandboxOptions
        from rawugc_sync.sandbox import Store
        from rawugc_sync.sandbox.transport import SandboxTransport

        try:
            private_folder(self.private)
            store = Store.open(self.root / SANDBOX_DATA)
        except OSError as failed:
            raise StateError.of(
                "sandbox-unusable", f"{SANDBOX_DATA} cannot be used: {failed}", f"Remove {SANDBOX_FOLDER}."
            ) from None
        return SandboxTransport(
            store, SandboxOptions(rate_limit=UNLIMITED), lambda: int(self._around.clock.now() * 1000)
        )
