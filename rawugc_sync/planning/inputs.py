"""What a plan is made from, and what its user asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from rawugc_sync.planning.budget import Opening
from rawugc_sync.resources.life import Drift
from rawugc_sync.resources.lookups import UNREAD, Lookups
from rawugc_sync.resources.resource_type import ResourceType
from rawugc_sync.words.addresses import Address, of_collection
from rawugc_sync.words.budget import RATE, Limit
from rawugc_sync.words.credits import Caps, Credits, Spending
from rawugc_sync.words.desired import Blocks, Desired
from rawugc_sync.words.live import Live
from rawugc_sync.words.recorded import Held, Moves, Record, State, Unresolved
from rawugc_sync.words.rules import Rule, Waiver


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """Desired, recorded and live at one moment; `now` is Unix ms by the server's clock.

    `listed_at` is when the first list was asked for: a wait for the rate limit may lie between.
    `begun` is how the run stands that is about to apply; without one the plan is for a run of its own.

    `declared` are the collections that the manifests name, even with nothing in them. `left_out` are
    those that are not managed in this environment: what the state holds of them is let go. `live` holds
    collection → id → object for the collections in use. `known` is what was looked up: what a
    change needs, once it does. `rules` are the brand's own, `waivers` what may break one for a while.
    """

    workspace: str
    types: Mapping[str, ResourceType]
    desired: Mapping[Address, Desired]
    declared: frozenset[str]
    state: State | None
    live: Mapping[str, Mapping[str, Live]]
    organization_id: str | None
    now: int
    reads: int
    listed_at: int = 0
    limit: Limit = RATE
    begun: Opening | None = None
    known: Lookups = UNREAD
    blocks: Blocks = field(default_factory=Blocks)
    left_out: frozenset[str] = frozenset()
    rules: tuple[Rule, ...] = ()
    waivers: tuple[Waiver, ...] = ()

    @property
    def opening(self) -> Opening:
        """How the apply of a plan begins."""
        return self.begun or Opening.fresh(self.limit, self.reads, self.types)

    @property
    def records(self) -> Mapping[Address, Record]:
        return self.state.records if self.state else {}

    @property
    def held(self) -> Mapping[Address, Held]:
        return self.state.held if self.state else {}

    @property
    def spending(self) -> Spending:
        return self.state.spending if self.state else Spending()

    def moved(self, moves: Moves) -> World:
        """The same world with the state under its new addresses."""
        return replace(self, state=moves.applied(self.state)) if self.state else self

    @property
    def unresolved(self) -> Mapping[Address, Unresolved]:
        return self.state.unresolved if self.state else {}

    def desired_of(self, type_: ResourceType) -> Mapping[Address, Desired]:
        """What the manifests have of a collection."""
        return of_collection(type_.collection, self.desired)

    def records_of(self, type_: ResourceType) -> Mapping[Address, Record]:
        """What the state has of a collection."""
        return of_collection(type_.collection, self.records)

    def held_of(self, type_: ResourceType) -> Mapping[Address, Held]:
        """What a hold has deleted of a collection, or was about to."""
        return of_collection(type_.collection, self.held)

    def unresolved_of(self, type_: ResourceType) -> Mapping[Address, Unresolved]:
        """The creates of a collection whose outcome is unknown."""
        return of_collection(type_.collection, self.unresolved)


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What the user asked of a plan. `scope` None means everything; `destroy` lifts the count rules.

    `retry_failed`: what failed for good is made once more as it is. `prices` are what is said to be the
    price of models and edits. `ai_words` tell in a caption that something was generated; without any, nobody
    has to. `review`: tell as well what is managed afterwards, and what is public when. `calendars`: tell what
    is public when, before and after. `aside` are known addresses of collections that were not read: nothing
    is decided on them. `resume`: put back what is held, and nothing else.
    """

    scope: frozenset[Address] | None = None
    replace: frozenset[Address] = frozenset()
    recreate: frozenset[Address] = frozenset()
    retry_failed: bool = False
    revert_drift: frozenset[Address] = frozenset()
    adopt: bool = True
    delete: bool = True
    destroy: bool = False
    resume: bool = False
    allow_late: bool = False
    max_deletes: int = 5
    caps: Caps = field(default_factory=Caps)
    prices: Mapping[str, Credits] = field(default_factory=dict)
    ai_words: tuple[str, ...] = ()
    drift: Mapping[str, Drift] = field(default_factory=dict)
    review: bool = False
    calendars: bool = False
    aside: frozenset[Address] = frozenset()

    def includes(self, address: Address) -> bool:
        return address not in self.aside and (self.scope is None or address in self.scope)

    def with_also(self, addresses: frozenset[Address]) -> Options:
        """The same options with further addresses in scope."""
        return self if self.scope is None else replace(self, scope=self.scope | addresses)

    def policy(self, address: Address, type_: ResourceType) -> Drift:
        """What drift of a resource leads to: the flag, else the configuration, else its type's default."""
        if address in self.revert_drift:
            return Drift.REVERT
        return self.drift.get(address.collection, type_.life.drift)
