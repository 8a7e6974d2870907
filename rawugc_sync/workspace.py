"""The one place where config, manifests, state, client and clock are put together."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from rawugc_sync.api.client import Reader, Writer, connect, connect_reader
from rawugc_sync.api.clock import Clock, SystemClock
from rawugc_sync.api.pacing import Wait
from rawugc_sync.api.settings import Settings
from rawugc_sync.applying.ledger import Ledger
from rawugc_sync.applying.outcome import Outcome, Result
from rawugc_sync.applying.run import Observer, apply
from rawugc_sync.diagnostics import Diagnostic, Severity, Source
from rawugc_sync.errors import InvalidInput
from rawugc_sync.manifest.config import Config, load_config
from rawugc_sync.manifest.load import Manifests, load
from rawugc_sync.model import Address, Desired, Lifecycle, Plan, State
from rawugc_sync.planning.inputs import Options, World
from rawugc_sync.planning.plan import make_plan
from rawugc_sync.planning.targeting import select, unknown
from rawugc_sync.reading.read import read, read_accounts
from rawugc_sync.resources import registered
from rawugc_sync.resources._accounts import AccountsNeeded, Directory
from rawugc_sync.resources._base import Drift, ResourceType
from rawugc_sync.state.file import StateFile

if TYPE_CHECKING:
    import httpx

SANDBOX_FOLDER = ".rawugc/sandbox"
SANDBOX_DATA = f"{SANDBOX_FOLDER}/rawugc.db"
SANDBOX_URL = "http://sandbox.localhost/api/v1"
UNLIMITED = 1_000_000
"""Requests a minute that the sandbox allows when nobody asked it for a limit."""

Mode = Literal["plan", "drift", "destroy"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What a user asks of a plan, in words that can be saved with it. None means as configured."""

    mode: Mode = "plan"
    targets: tuple[str, ...] = ()
    replace: tuple[str, ...] = ()
    recreate: tuple[str, ...] = ()
    revert_drift: tuple[str, ...] = ()
    adopt: bool = True
    delete: bool = True
    max_deletes: int | None = None

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a workspace takes from outside of its folder."""

    variables: Mapping[str, str]
    clock: Clock
    transport: httpx.BaseTransport | None = None

    @classmethod
    def real(cls) -> Surroundings:
        """The process's environment and the system's clock."""
        return cls(os.environ, SystemClock())


@dataclass(frozen=True, slots=True)
class Planned:
    """A plan with what it takes to apply it."""

    plan: Plan
    request: Request
    manifests: Manifests
    state: State | None


class Workspace:
    """One brand's folder, its state, and the one organization it manages."""

    def __init__(self, root: Path, surroundings: Surroundings, *, sandbox: bool = False) -> None:
        self.root = root
        self.sandbox = sandbox
        self._around = surroundings
        self.types: Mapping[str, ResourceType] = registered()

    @cached_property
    def config(self) -> Config:
        """`rawugc.yaml`; InvalidInput lists what is wrong with it."""
        return load_config(self.root)

    @property
    def name(self) -> str:
        return self.config.workspace or self.root.resolve().name

    @cached_property
    def store(self) -> StateFile:
        """Where the state is kept; the sandbox has one of its own."""
        place = f"{SANDBOX_FOLDER}/state.json" if self.sandbox else self.config.state
        return StateFile(self.root / place, place)

    def manifests(self) -> Manifests:
        """The manifests, right or wrong."""
        return load(self.root, self.config, self.types, int(self._around.clock.now() * 1000))

    def valid_manifests(self) -> Manifests:
        """The manifests; InvalidInput lists what is wrong with them."""
        manifests = self.manifests()
        if manifests.errors:
            raise InvalidInput(manifests.diagnostics)
        return manifests

    # -- clients

    def reader(self, on_wait: Callable[[Wait], None] | None = None) -> Reader:
        """A client that cannot write; InvalidInput without a usable key."""
        return connect_reader(
            self._settings(), self._around.clock, transport=self._transport(), on_wait=on_wait
        )

    def writer(self, on_wait: Callable[[Wait], None] | None = None) -> Writer:
        """A client that can write; InvalidInput without a usable key."""
        return connect(self._settings(), self._around.clock, transport=self._transport(), on_wait=on_wait)

    def _settings(self) -> Settings:
        if self.sandbox:
            return Settings(SANDBOX_URL, "sandbox")
        url = self._around.variables.get("RAWUGC_BASE_URL") or self.config.api.baseUrl
        return Settings(url, self._around.variables.get("RAWUGC_API_KEY", ""))

    def _transport(self) -> httpx.BaseTransport | None:
        if not self.sandbox:
            return self._around.transport
        from rawugc_sync.sandbox import Options as SandboxOptions
        from rawugc_sync.sandbox import Store
        from rawugc_sync.sandbox.transport import SandboxTransport

        folder = self.root / SANDBOX_FOLDER
        folder.mkdir(parents=True, exist_ok=True)
        store = Store.open(self.root / SANDBOX_DATA)
        return SandboxTransport(
            store, SandboxOptions(rate_limit=UNLIMITED), lambda: int(self._around.clock.now() * 1000)
        )

    # -- plan and apply

    def plan(self, request: Request, reader: Reader) -> Planned:
        """What would turn live into desired. Raises RawugcError; a plan that is refused is returned."""
        manifests = self.valid_manifests()
        state = self.store.read()
        desired = _desired(request.mode, manifests, state)
        options = self._options(request, desired, state)
        types = self._in_use(options, desired, state)
        reading = read(reader, types, state, self.config.organization)
        world = World(
            workspace=self.name,
            types=self.types,
            desired=desired,
            declared=manifests.declared,
            state=state,
            live=reading.live,
            organization_id=reading.organization_id or (state.organization_id if state else None),
            now=int(reader.server_time() * 1000),
            reads=reading.requests,
            manifests=manifests.digest,
        )
        return Planned(self._finish(_planned(world, options, reader), manifests), request, manifests, state)

    def apply(self, planned: Planned, writer: Writer, observer: Observer) -> Outcome:
        """Carry a plan out, and write the state. What fails is in the outcome."""
        ledger = Ledger(self.store, planned.state, planned.plan.organization_id)
        placing = _Placing(observer, planned.manifests)
        outcome = apply(planned.plan, writer, ledger, placing, self.types)
        return replace(outcome, results=[placing.placed(result) for result in outcome.results])

    def _options(self, request: Request, desired: Mapping[Address, Desired], state: State | None) -> Options:
        records = state.records if state else {}
        known = {*desired, *records}
        scope = select(request.targets, desired, records) if request.targets else None
        limit = self.config.limits.maxDeletes if request.max_deletes is None else request.max_deletes
        return Options(
            scope=scope,
            replace=_addresses("--replace", request.replace, known),
            recreate=_addresses("--recreate", request.recreate, known),
            revert_drift=_addresses("--revert-drift", request.revert_drift, known),
            adopt=request.adopt,
            delete=request.delete,
            destroy=request.mode == "destroy",
            max_deletes=limit,
            drift={name: Drift(policy) for name, policy in self.config.drift.items()},
        )

    def _in_use(
        self, options: Options, desired: Mapping[Address, Desired], state: State | None
    ) -> list[ResourceType]:
        addresses = {*desired, *(state.records if state else ())}
        used = {address.collection for address in addresses if options.includes(address)}
        return [type_ for name, type_ in self.types.items() if name in used]

    def _finish(self, plan: Plan, manifests: Manifests) -> Plan:
        warnings = [d for d in manifests.diagnostics if d.severity is not Severity.ERROR]
        return replace(
            plan,
            diagnostics=(*warnings, *map(manifests.placed, plan.diagnostics)),
            errors=tuple(map(manifests.placed, plan.errors)),
            refusals=tuple(map(manifests.placed, plan.refusals)),
        )


@dataclass(frozen=True, slots=True)
class _Placing:
    """Hands results on with the place in the manifests that each diagnostic is about."""

    observer: Observer
    manifests: Manifests

    def started(self, change: Any) -> None:
        self.observer.started(change)

    def finished(self, result: Result) -> None:
        self.observer.finished(self.placed(result))

    def placed(self, result: Result) -> Result:
        return replace(result, diagnostics=tuple(map(self.manifests.placed, result.diagnostics)))


def _planned(world: World, options: Options, reader: Reader) -> Plan:
    try:
        return make_plan(world, options)
    except AccountsNeeded:
        directory: Directory = read_accounts(reader)
        return make_plan(replace(world, directory=directory, reads=world.reads + 1), options)


def _desired(mode: Mode, manifests: Manifests, state: State | None) -> Mapping[Address, Desired]:
    """Desired as the manifests have it; as recorded to see drift; nothing to destroy."""
    if mode == "plan":
        return manifests.desired
    if mode == "destroy" or state is None:
        return {}
    nowhere = Source("", 0, 0)
    return {
        address: Desired(
            address,
            record.fields,
            written.source if (written := manifests.desired.get(address)) else nowhere,
            written.lifecycle if written else Lifecycle(),
        )
        for address, record in state.records.items()
    }


def _addresses(option: str, texts: tuple[str, ...], known: set[Address]) -> frozenset[Address]:
    by_name = {str(address): address for address in known}
    wrong: list[Diagnostic] = [unknown(option, text, known) for text in texts if text not in by_name]
    if wrong:
        raise InvalidInput(wrong)
    return frozenset(by_name[text] for text in texts)
