"""The one place where config, manifests, state, client and clock are put together."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING

from rawugc_sync.api.clock import Clock
from rawugc_sync.git.checkout import checkout_of, lies_in_one
from rawugc_sync.manifest.below import only_below, workspaces_below
from rawugc_sync.manifest.config import Config, load_config
from rawugc_sync.manifest.environments import Folders, Selected, select, unchosen
from rawugc_sync.manifest.load import Manifests, load
from rawugc_sync.resources import registered
from rawugc_sync.resources.resource_type import ResourceType
from rawugc_sync.state.documents import Document, document_at
from rawugc_sync.state.journal import Journal
from rawugc_sync.state.keeper import Keeper
from rawugc_sync.state.lock import user
from rawugc_sync.state.places import Setting, is_local, store_for
from rawugc_sync.words.documents import Kind
from rawugc_sync.words.errors import InvalidInput
from rawugc_sync.words.hosts import SANDBOX_URL
from rawugc_sync.words.recorded import Applied
from rawugc_sync.workspace.box import Box
from rawugc_sync.workspace.circumstances import Circumstances
from rawugc_sync.workspace.history import Counting, History
from rawugc_sync.workspace.private import Private
from rawugc_sync.workspace.same_state import same_state
from rawugc_sync.workspace.server import server_of, settings_of
from rawugc_sync.workspace.surroundings import Surroundings

if TYPE_CHECKING:
    from rawugc_sync.api.client import Reader, Transport, Writer
    from rawugc_sync.api.form import Outbox
    from rawugc_sync.api.pacing import Delay, SharedWindow
    from rawugc_sync.api.settings import Settings


class Workspace:
    """One brand's folder, its state, and the one organization it manages.

    `home` is where its files are that are not in git, its state among them; None where it is itself.
    `is_known`: whoever runs many has seen to it that no other of the repository has its state.
    """

    def __init__(
        self,
        root: Path,
        surroundings: Surroundings,
        *,
        sandbox: bool = False,
        environment: str | None = None,
        home: Path | None = None,
        is_known: bool = False,
    ) -> None:
        self.root = root
        self.home = home or root
        self.is_known = is_known
        self.sandbox = sandbox
        self.environment = environment
        self.around = surroundings
        self.types: Mapping[str, ResourceType] = registered()

    @cached_property
    def selected(self) -> Selected | None:
        """The environment, if one is chosen; InvalidInput when there is none of this name."""
        if self.environment is None:
            return None
        _check_here(self.root)
        return select(self.root, self.environment)

    @cached_property
    def config(self) -> Config:
        """`rawugc.yaml`, with what its environment says.

        InvalidInput lists what is wrong with it, or the workspaces to choose from.
        """
        if self.selected:
            return self.selected.config
        _check_here(self.root)
        return load_config(self.root)

    @property
    def name(self) -> str:
        return self.config.workspace or self.root.resolve().name

    @property
    def each(self) -> list[Workspace]:
        """One for each environment; this one alone where one is chosen, or there is none."""
        if self.selected or not self.config.environments:
            return [self]
        return [
            Workspace(self.root, self.around, sandbox=self.sandbox, environment=name)
            for name in self.config.environments
        ]

    @property
    def private(self) -> Private:
        """The folder for what is never committed."""
        return Private(self.home, self.selected.name if self.selected else None, self.sandbox)

    @cached_property
    def keeper(self) -> Keeper:
        """Keeps the state; the sandbox has one of its own. InvalidInput when no environment is chosen."""
        return self.keeper_at(*_kept(self))

    def document(self, kind: Kind, address: str | None = None, url: str | None = None) -> Document:
        """Keeps a document: with the state, and that of all environments of a place in one.

        `address` is what the policy that counts says, for approvals; `url` where the state is, if that is not
        its own place yet. InvalidInput when no environment is chosen, or such a
        state needs an address for it.
        """
        self._check_chosen()
        own, name = _kept(self)
        setting = _setting(self, url or own, name, self.private.beside(kind.name))
        return document_at(setting, self.name, kind, address)

    def keeper_at(self, url: str, name: str | None = None) -> Keeper:
        """Keeps a state at a place that need not be its own yet, but will be named as such."""
        self._check_chosen()
        setting = _setting(self, url, name or self.name, self.private.folder)
        kept = [] if self.is_known else [(url, setting.name)]
        if clashes := list(same_state(self.root, self.around.variables, kept)):
            raise InvalidInput(clashes)
        journal = Journal(setting.private / "journal.jsonl", f"{self.private.folder}/journal.jsonl")
        return Keeper(store_for(setting), self.around.clock, None if is_local(url) else journal)

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
        return self.around.now

    # -- where it runs

    @cached_property
    def circumstances(self) -> Circumstances:
        """What decides whether a run has to be said to be meant; in the sandbox nothing has."""
        if self.sandbox:
            return Circumstances(history=None, unreadable=False, in_ci=False, organization=None)
        checkout = checkout_of(self.root, self.around.variables)
        counting = Counting(self.config, Folders.of(self.config, self.selected))
        state = self.config.state if is_local(self.config.state) else None
        return Circumstances(
            history=History(checkout, counting, lambda: _data(self.manifests()), state) if checkout else None,
            unreadable=checkout is None and lies_in_one(self.root),
            in_ci=self.around.in_ci,
            organization=self.config.organization,
        )

    def applying(self, manifests: Manifests) -> Applied:
        """What the state says of an apply of these manifests that runs now."""
        at = datetime.fromtimestamp(self.around.clock.now(), UTC).isoformat(timespec="seconds")
        by = user(self.around.variables)
        history = self.circumstances.history
        if history is None:
            return Applied(at, by)
        basis = history.basis(_data(manifests))
        return Applied(at, by, history.commit, basis.digest, basis.clean, basis.taken)

    # -- clients

    @property
    def server(self) -> str:
        """The base URL of the API that this workspace speaks to."""
        return SANDBOX_URL if self.sandbox else server_of(self.around, self.config)

    @property
    def box(self) -> Box:
        """Its sandbox."""
        return Box(self.root, self.private.sandbox, self.config.organization)

    def reader(self, on_wait: Callable[[Delay], None] | None = None) -> Reader:
        """A client that cannot write; InvalidInput without a usable key."""
        from rawugc_sync.api.client import connect_reader

        settings, transport = self.way()
        window = _window(self, settings)
        return connect_reader(
            settings,
            self.around.clock,
            transport=transport,
            on_wait=on_wait,
            window=window,
            traffic=self.around.traffic,
        )

    def writer(
        self,
        on_wait: Callable[[Delay], None] | None = None,
        *,
        clock: Clock,
        max_wait: float,
        deadline: float | None = None,
        outbox: Outbox | None = None,
    ) -> Writer:
        """A client that can write, waiting by `clock`; InvalidInput without a usable key.

        `deadline`: seconds for one request, where the usual ones are too few.
        """
        from rawugc_sync.api.client import connect

        settings, transport = self.way()
        settings = replace(settings, max_wait=max_wait, deadline=deadline or settings.deadline)
        window = _window(self, settings)
        return connect(
            settings,
            clock,
            transport=transport,
            on_wait=on_wait,
            window=window,
            outbox=outbox,
            traffic=self.around.traffic,
        )

    def way(self) -> tuple[Settings, Transport | None]:
        """How to speak to the API, and by which way if not the usual one; InvalidInput without a key.

        Whoever asks closes the way, as a client does.
        """
        from rawugc_sync.api.settings import Settings

        self._check_chosen()
        if self.sandbox:
            return Settings(SANDBOX_URL, "sandbox"), self.box.transport(lambda: self.now)
        return settings_of(self.around, self.config), self.around.transport


def _window(workspace: Workspace, settings: Settings) -> SharedWindow | None:
    """The rate limit that it shares with others of its user; each sandbox has one of its own."""
    if workspace.sandbox:
        return None
    return workspace.around.windows.of(settings, workspace.config.api.shares)


def _kept(workspace: Workspace) -> tuple[str, str]:
    """Where its state is, and the name that it has there; the sandbox has one of its own."""
    config, selected = workspace.config, workspace.selected
    url = f"{workspace.private.folder}/state.json" if workspace.sandbox else config.state
    return url, config.state_name(workspace.name, selected.name) if selected else workspace.name


def _setting(workspace: Workspace, url: str, name: str, private: str) -> Setting:
    root, around = workspace.home, workspace.around
    return Setting(url, name, root, root / private, around.variables, around.clock)


def _check_here(root: Path) -> None:
    if found := only_below(root):
        raise InvalidInput(workspaces_below(root, found))


def _data(manifests: Manifests) -> Mapping[str, bytes]:
    return manifests.sources.data if manifests.sources else {}
