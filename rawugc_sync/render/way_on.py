"""What leads to what a plan left out, as the run has left the media that it waits for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rawugc_sync.applying.outcome import Fate, Outcome, Result
from rawugc_sync.applying.telling import FAILED, GENERATING
from rawugc_sync.render.left_out import left_out_json
from rawugc_sync.render.safe import safe
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.moment import moment
from rawugc_sync.words.planned import LeftOut


def ways_on_lines(outcome: Outcome, called: str) -> Iterator[str]:
    """`posts.teaser: look at …, then rawugc-sync apply, by …`; `called` is the run, up to its command."""
    ways = _Ways.of(outcome, called)
    for one in outcome.left_out:
        until = f", by {moment(one.until, None)}" if one.until is not None else ""
        yield safe(f"{one.address}: {ways.told(one)}{until}")


def ways_on_json(outcome: Outcome, called: str) -> list[dict[str, Any]]:
    """The same as data. `look_at` are the URLs of what is ready, `next` is the command that goes on."""
    ways = _Ways.of(outcome, called)
    return [
        {**left_out_json(one), "look_at": ways.urls(one), "next": ways.next(one)} for one in outcome.left_out
    ]


@dataclass(frozen=True, slots=True)
class _Hitch:
    """Why a medium cannot be looked at yet, with the way out, and the command that goes on."""

    told: str
    next: str


@dataclass(frozen=True, slots=True)
class _Ways:
    outcome: Outcome
    called: str
    results: Mapping[Address, Result]
    waits: Mapping[Address, Sequence[Address]]

    @classmethod
    def of(cls, outcome: Outcome, called: str) -> _Ways:
        results = {one.change.address: one for one in outcome.results}
        return cls(outcome, called, results, {one.address: one.waits_for for one in outcome.left_out})

    def told(self, one: LeftOut) -> str:
        if hitches := self._hitches(one):
            return "; ".join(hitch.told for hitch in hitches)
        looks = " and ".join(self._look(address) for address in self._media(one))
        return f"look at {looks}, then {self._apply}"

    def next(self, one: LeftOut) -> str:
        hitches = self._hitches(one)
        return hitches[0].next if hitches else self._apply

    def urls(self, one: LeftOut) -> list[str]:
        return [
            url for address in self._media(one) if self._hitch(address) is None for url in self._urls(address)
        ]

    @property
    def _apply(self) -> str:
        return f"{self.called} apply"

    def _media(self, one: LeftOut) -> list[Address]:
        """What it waits for in the end, be that through others that are left out or were skipped."""
        return list(dict.fromkeys(end for address in one.waits_for for end in self._ends(address)))

    def _ends(self, address: Address) -> Iterator[Address]:
        before = self.waits.get(address) or self._blockers(address)
        if not before:
            yield address
        for other in before:
            yield from self._ends(other)

    def _blockers(self, address: Address) -> list[Address]:
        result = self.results.get(address)
        if result is None or result.fate is not Fate.SKIPPED:
            return []
        return [other for other in result.change.depends_on if self._is_missing(other)]

    def _is_missing(self, address: Address) -> bool:
        result = self.results.get(address)
        undone = result is not None and result.fate is not Fate.APPLIED
        return undone or address in (*self.outcome.broken, *self.outcome.unresolved)

    def _hitches(self, one: LeftOut) -> list[_Hitch]:
        return [hitch for address in self._media(one) if (hitch := self._hitch(address))]

    def _hitch(self, address: Address) -> _Hitch | None:
        result = self.results.get(address)
        settling = f"{self.called} plan"
        if address in self.outcome.unresolved or (result and result.fate is Fate.UNRESOLVED):
            return _Hitch(f"settle {address} with state resolve, as {settling} says", settling)
        if result is None:
            return _Hitch(f"settle {address} first, as {settling} says", settling)
        codes = {one.code for one in result.diagnostics}
        if FAILED in codes:
            again = f"{self._apply} --retry-failed"
            return _Hitch(f"{address} failed: change it, or generate it once more with {again}", again)
        if result.fate in (Fate.FAILED, Fate.SKIPPED) and GENERATING not in codes:
            return _Hitch(
                f"{address} was not made, as said above; once that is mended, {self._apply}", self._apply
            )
        if result.fate is not Fate.APPLIED or address in self.outcome.broken:
            return _Hitch(f"{address} is not there yet: {self._apply} goes on", self._apply)
        return None

    def _look(self, address: Address) -> str:
        show = f"{self.called} media show {self.results[address].id}"
        urls = ", ".join(self._urls(address))
        return f"{urls} ({show})" if urls else f"{address} ({show})"

    def _urls(self, address: Address) -> list[str]:
        given = self.outcome.outputs.get(address, {}).values()
        return [value for value in given if isinstance(value, str) and "://" in value]
