"""What was changed outside git, as edits of the places where the manifests say it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from rawugc_sync.manifest.sources import Elsewhere
from rawugc_sync.planning.differences import compare
from rawugc_sync.planning.identity import Identity
from rawugc_sync.planning.inputs import World
from rawugc_sync.planning.saying.remarks import value_text
from rawugc_sync.pulling.spots import Changes, Spots
from rawugc_sync.pulling.wish import Wish
from rawugc_sync.resources.fields import Advice
from rawugc_sync.resources.life import Drift
from rawugc_sync.resources.normal import canonical
from rawugc_sync.resources.resource_type import ResourceType
from rawugc_sync.resources.spelling import Untold, Written
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.desired import Desired
from rawugc_sync.words.diagnostics import Diagnostic, warning
from rawugc_sync.words.live import Live
from rawugc_sync.words.planned import FieldChange, Origin
from rawugc_sync.words.recorded import Record
from rawugc_sync.writing.rewriting import NoPlace
from rawugc_sync.writing.scalars import Unwritable

BY_HAND = "Edit it by hand, or undo the change with --revert-drift."
_CHOOSE = "Write the text that is meant into the manifest; the next apply brings it to RawUGC."
_SHOWN = 300
"""How many characters of a value are shown."""


@dataclass(frozen=True, slots=True)
class Rewrite:
    """One edit, as far as it stands or falls together: the drifted fields of one resource.

    `fields` are those that get another value, `places` the file that each of them stands in.
    """

    address: Address
    live: Live
    drift: Mapping[str, FieldChange]
    fields: tuple[str, ...]
    edits: Changes
    places: Mapping[str, str]


@dataclass(slots=True)
class Drifted:
    """Collects the edits; what cannot be edited is told, and `left` counts its fields."""

    world: World
    identity: Identity
    spots: Spots
    wish: Wish
    rewrites: list[Rewrite] = field(default_factory=list)
    diagnostics: list[Diagnostic] = field(default_factory=list)
    left: int = 0

    def find(self) -> None:
        """Go through all resources that are recorded and live. Needed as `rewritten`."""
        for address, record in sorted(self.world.records.items()):
            desired, live = self.world.desired.get(address), self.identity.live.get(address)
            if desired is None or live is None or live.id != record.id or not self._wanted(address, live):
                continue
            self._resource(desired, record, live)

    def tell(self, address: Address, fields: Mapping[str, FieldChange], why: str, way_out: str) -> None:
        """Leave fields as they are, and say so with both values."""
        self.left += len(fields)
        type_, desired = self.world.types[address.collection], self.world.desired[address].fields
        for name, change in fields.items():
            mine, live = (
                value_text(type_, name, value, desired, _SHOWN) for value in (change.after, change.before)
            )
            detail = f"{way_out}\nmanifest: {mine}\nlive: {live}"
            summary = f"is not pulled: {why}"
            self.diagnostics.append(warning("conflict", summary, detail, address=str(address), field=name))

    def _wanted(self, address: Address, live: Live) -> bool:
        type_ = self.world.types.get(address.collection)
        return (
            type_ is not None and self.wish.concerns(address) and not type_.life.is_over(live, self.world.now)
        )

    def _resource(self, desired: Desired, record: Record, live: Live) -> None:
        type_ = self.world.types[desired.address.collection]
        delta = compare(type_, desired, record, live, policy=Drift.REVERT, known=self.world.known)
        both = {change.path: change for change in delta.changes if change.origin is Origin.BOTH}
        if both:
            self.tell(desired.address, both, "git and the dashboard both changed it", _CHOOSE)
        drift = {change.path: change for change in delta.changes if change.origin is Origin.LIVE}
        for group in _groups(type_, drift):
            self._group(type_, desired, live, group)

    def _group(
        self, type_: ResourceType, desired: Desired, live: Live, drift: Mapping[str, FieldChange]
    ) -> None:
        try:
            spelt = self._spelt(type_, desired, live, drift)
            edits, places = Changes(), {}
            for name, value in spelt.items():
                changes = self.spots.changed(type_, desired, name, value)
                edits.edits += changes.edits
                edits.texts += changes.texts
                places[name] = changes.paths[0] if changes.paths else ""
        except Untold as untold:
            self.tell(desired.address, drift, untold.advice.summary, untold.advice.detail or BY_HAND)
        except (Elsewhere, NoPlace, Unwritable) as why:
            self.tell(desired.address, drift, f"the manifest's text {why}", BY_HAND)
        else:
            self.rewrites.append(Rewrite(desired.address, live, drift, tuple(spelt), edits, places))

    def _spelt(
        self, type_: ResourceType, desired: Desired, live: Live, drift: Mapping[str, FieldChange]
    ) -> dict[str, Written]:
        now = {name: change.before for name, change in drift.items()}
        for name, value in now.items():
            trait = type_.fields.traits[name]
            may_be_empty = trait.clearable or trait.many or name in type_.spelling.coupled
            if canonical(value) == "" and not may_be_empty:
                raise Untold(_empty(name))
        as_written = self.spots.texts(desired)
        return type_.spelling.rewritten(now, desired.fields, live, as_written, self.world.known)


def _groups(type_: ResourceType, drift: Mapping[str, FieldChange]) -> Iterator[Mapping[str, FieldChange]]:
    """What can only change together, and each other field for itself."""
    if together := {name: change for name, change in drift.items() if name in type_.spelling.coupled}:
        yield together
    yield from ({name: change} for name, change in drift.items() if name not in type_.spelling.coupled)


def _empty(name: str) -> Advice:
    return Advice(name, "conflict", "it is empty there, and a manifest needs it")
