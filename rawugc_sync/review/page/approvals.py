"""Whose yes a plan takes, and what becomes of the policy, as a page shows them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rawugc_sync.render.approvals_text import Moved, about, effect, moved_in, standing
from rawugc_sync.review.approvals import Share, shares, told, written
from rawugc_sync.review.page.pieces import Piece, sides
from rawugc_sync.review.page.times import When, when
from rawugc_sync.review.page.values import Side
from rawugc_sync.words.approvals import POLICY, Approval, Standing
from rawugc_sync.words.planned import Plan

_WORDS = {
    Standing.MISSING: "missing",
    Standing.GIVEN: "given",
    Standing.LAPSED: "lapsed",
    Standing.REJECTED: "refused",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Yes:
    """One yes: whose, to what `about` an `address`, and where it stands, as a `word` and as a sentence.

    `until` is when it lapses, `link` where it was said; it may be no link that can be followed.
    """

    role: str
    address: str
    about: str
    word: str
    told: str
    lacks: bool
    until: When | None
    link: str


@dataclass(frozen=True, slots=True)
class ShareView:
    """What is asked of a role. `command` says yes to it; None where there is nothing to say."""

    role: str
    missing: tuple[Yes, ...]
    given: tuple[Yes, ...]
    command: str | None


@dataclass(frozen=True, slots=True)
class PartView:
    """One thing of the policy: what becomes of it, and what is written; None where nothing is."""

    told: str
    before: Side | None
    after: Side | None


@dataclass(frozen=True, slots=True)
class PolicyView:
    """What becomes of the policy, part by part, from when on that counts, and whose yes it takes."""

    effect: str
    parts: tuple[PartView, ...]
    yeses: tuple[Yes, ...]


@dataclass(frozen=True, slots=True)
class Asking:
    """All that a plan asks: how many are missing, role by role, and by address; not safe to show yet."""

    told: str
    shares: tuple[ShareView, ...]
    at: Mapping[str, tuple[Yes, ...]]

    @property
    def is_settled(self) -> bool:
        return not any(share.missing for share in self.shares)


def asking_of(plan: Plan, now: int) -> Asking:
    """What is asked, as it is shown at `now` (Unix ms)."""
    at: dict[str, tuple[Yes, ...]] = {}
    for one in plan.approvals:
        at[one.asked.address] = (*at.get(one.asked.address, ()), _yes(one, now))
    return Asking(told(plan), tuple(_share(one, now) for one in shares(plan)), at)


def policy_view(plan: Plan, asking: Asking) -> PolicyView | None:
    """The change of the policy; None where it stays."""
    if plan.policy is None:
        return None
    parts = tuple(map(_part, moved_in(plan.policy)))
    return PolicyView(effect(plan.policy), parts, asking.at.get(POLICY, ()))


def _share(share: Share, now: int) -> ShareView:
    missing = tuple(_yes(one, now) for one in share.approvals if one.lacks)
    given = tuple(_yes(one, now) for one in share.approvals if not one.lacks)
    return ShareView(share.role, missing, given, share.command)


def _yes(one: Approval, now: int) -> Yes:
    return Yes(
        role=one.asked.role,
        address=one.asked.address,
        about=about(one),
        word=_WORDS[one.standing],
        told=standing(one),
        lacks=one.lacks,
        until=when(one.until, None, now) if one.until is not None else None,
        link=one.link,
    )


def _part(one: Moved) -> PartView:
    before, after = ("" if value is None else written(value) for value in (one.before, one.after))
    told = f"{one.part}: {one.name} {one.fate}"
    if one.before is None or one.after is None:
        alone = Side(pieces=(Piece(before or after),))
        return PartView(told, alone if one.after is None else None, None if one.after is None else alone)
    old, new = sides(before, after)
    return PartView(told, Side(pieces=old), Side(pieces=new))
