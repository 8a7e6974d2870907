"""How objects of a collection are recognised: as the same, as maybe the same, and as never the same."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass

from rawugc_sync.resources.fields import FieldSet
from rawugc_sync.resources.lookups import UNREAD, Lookups
from rawugc_sync.resources.normal import canonical, folded
from rawugc_sync.words.addresses import Fields, Value
from rawugc_sync.words.live import Live


@dataclass(frozen=True, slots=True)
class NaturalKey:
    """Under what an object without a record is recognised: equal in all of it, or in enough of it.

    Equal only in what is `near`, it is a question.
    """

    whole: Hashable | None = None
    enough: tuple[Hashable, ...] = ()
    near: tuple[Hashable, ...] = ()


@dataclass(frozen=True, slots=True)
class Recognition:
    """By what a resource and a live object are recognised; by their names, unless the collection says so.

    `remembered` are the fields by which an object that was taken down is known again; none where it may
    come back. `renames_need_moved`: a new address with the same content is a question, not a rename.
    `telltale` is what a resource shares with the live objects that its `suspicions` are about, and
    `nearness` how one stands to those that are equal in what is `near` alone.
    """

    fields: FieldSet
    remembered: frozenset[str] = frozenset()
    renames_need_moved: bool = False
    telltale: str = "natural key"
    nearness: str = "whose name differs only in case or Unicode normal form"

    def natural_key(self, fields: Fields, known: Lookups) -> NaturalKey:
        """The natural key of a desired resource. Raises Needed, and UnknownAccount."""
        name = canonical(fields.get("name"))
        return NaturalKey(whole=name, near=(folded(name),)) if name else NaturalKey()

    def live_key(self, live: Live) -> NaturalKey:
        """The natural key of a live object, comparable with that of a desired one."""
        return self.natural_key(live.fields, UNREAD)

    def fingerprint(self, fields: Fields) -> Hashable:
        """What makes two objects of a collection the same thing to the public."""
        return self.natural_key(fields, UNREAD).whole

    def homonym(self, fields: Fields) -> Hashable | None:
        """What no two resources should share, for then only the state tells them apart."""
        return self.natural_key(fields, UNREAD).whole

    def resembles(self, fields: Fields, live: Live) -> bool:
        """Whether a live object has the natural key of applied fields, as far as they tell it."""
        wanted, shown = self.natural_key(fields, UNREAD), self.live_key(live)
        same = wanted.whole is not None and wanted.whole == shown.whole
        return same or not set(wanted.enough).isdisjoint(shown.enough)

    def made_since(self, live: Live, sent_at: int) -> bool:
        """Whether a live object may have been made by a create that was sent at `sent_at` (Unix ms)."""
        return True

    def takedown_resembles(self, gone: Fields, new: Fields, known: Lookups) -> bool:
        """Whether a new resource would bring back what was taken down, of which `remembered` is known."""
        return False

    def contradictions(self, fields: Fields, live: Live) -> dict[str, Value]:
        """Field → what is live, where a live object cannot be the resource, whatever a person says."""
        return {}

    def suspicions(self, fields: Fields, known: Lookups) -> frozenset[Hashable]:
        """What a new resource must not share with a live object without a person having looked."""
        return frozenset()

    def live_suspicions(self, live: Live, *, managed: bool, now: int) -> frozenset[Hashable]:
        """The counterpart of `suspicions` on a live object."""
        return frozenset()
