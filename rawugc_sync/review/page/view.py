"""A plan → what its page shows, for templates that only lay it out."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from rawugc_sync.render.field_kind import KindOf
from rawugc_sync.review.approvals import missing_in
from rawugc_sync.review.facts import Fact, facts
from rawugc_sync.review.headline import headline
from rawugc_sync.review.media.shown import Gallery
from rawugc_sync.review.page.approvals import Asking, PolicyView, asking_of, policy_view
from rawugc_sync.review.page.calendar import Calendar, calendar_of
from rawugc_sync.review.page.card import Card, Deck, ids_of
from rawugc_sync.review.page.times import When, when
from rawugc_sync.review.page.values import Showing
from rawugc_sync.review.plain import explained
from rawugc_sync.review.problems import Problem, broken_in, problems
from rawugc_sync.words.approvals import POLICY
from rawugc_sync.words.moment import moment
from rawugc_sync.words.planned import Plan

Choice: TypeAlias = tuple[str, str]
_MINUTE = 60_000
_MANY = 50
"""Cards from which on a browser had better not lay out those that nobody has come to yet."""
_FEW = 3
"""Notes that nobody has to unfold."""


@dataclass(frozen=True, slots=True)
class FactView:
    """A label with its value; `when` tells how far it is from now, `link` leads there.

    `presses`: it has to be known in time, and is shown large.
    """

    label: str
    value: str
    when: When | None
    link: str | None
    presses: bool


@dataclass(frozen=True, slots=True)
class Part:
    """Cards under a heading."""

    id: str
    heading: str
    lead: str
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Choices:
    """What the cards can be filtered by, each sorted, as pairs of a value and how it is called.

    One that leaves no choice is empty.
    """

    collections: tuple[Choice, ...]
    actions: tuple[Choice, ...]
    accounts: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Ended:
    """A change of a run: the id of its object by then, and what went wrong, as sentences."""

    address: str
    id: str | None
    said: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ran:
    """What became of a plan: a heading with its changes for each way to end, and the yeses it rested on."""

    fates: tuple[tuple[str, tuple[Ended, ...]], ...]
    approvals: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """The whole page, nothing of which is safe to show yet.

    `notes` are folded. `is_long`: it has very many cards. `made` is when the plan was; `now` and `finish`,
    when it is done if it is applied now, depend on when the page is made. `cards` is address → id of its
    first card; the change of the policy has no card, but a place as well. `ran` is what became of a plan that
    was carried out.
    """

    workspace: str
    environment: str | None
    headline: str
    stopped: bool
    drift: bool
    facts: tuple[FactView, ...]
    made: str | None
    now: str
    finish: str | None
    problems: tuple[Problem, ...]
    notes: tuple[Problem, ...]
    asking: Asking
    policy: PolicyView | None
    parts: tuple[Part, ...]
    is_long: bool
    cards: Mapping[str, str]
    calendar: Calendar | None
    choices: Choices
    words: tuple[tuple[str, str], ...]
    name: str
    ran: Ran | None = None


def view_of(plan: Plan, kinds: KindOf, gallery: Gallery, now: int) -> View:
    """What is shown of a plan at `now` (Unix ms)."""
    asking = asking_of(plan, now)
    deck = Deck(kinds, Showing(gallery, now), plan.managed, broken_in(plan), asking.at)
    cards = [deck.card(change, id) for change, id in zip(plan.changes, ids_of(plan.changes), strict=True)]
    found = problems(plan)
    notes = _many([one for one in found if one.level == "note"])
    return View(
        workspace=plan.workspace,
        environment=plan.environment,
        headline=headline(plan),
        stopped=bool(plan.errors or plan.refusals),
        drift=plan.drift,
        facts=tuple(_fact(fact, now) for fact in facts(plan)),
        made=moment(plan.made.at, None) if plan.made.at is not None else None,
        now=moment(now - now % _MINUTE, None),
        finish=_finish(plan, now),
        problems=tuple(one for one in found if one not in notes),
        notes=notes,
        asking=asking,
        policy=policy_view(plan, asking),
        parts=_parts(cards),
        is_long=len(cards) > _MANY,
        cards=_places(cards, plan),
        calendar=calendar_of(plan),
        choices=_choices(cards),
        words=tuple(explained(plan)),
        name=plan.name,
    )


def _places(cards: Sequence[Card], plan: Plan) -> Mapping[str, str]:
    policy = {POLICY: POLICY} if plan.policy is not None else {}
    return {card.address: card.id for card in reversed(cards)} | policy


def _fact(fact: Fact, now: int) -> FactView:
    away = when(fact.at, None, now) if fact.at is not None else None
    return FactView(fact.label, fact.value, away, fact.link, fact.presses)


def _many(notes: list[Problem]) -> tuple[Problem, ...]:
    """Those that are folded: none of a few."""
    return tuple(notes) if len(notes) > _FEW else ()


def _finish(plan: Plan, now: int) -> str | None:
    """When all is sent that there is to send, to the minute; None where nobody can say that."""
    if plan.errors or plan.refusals or plan.waits or missing_in(plan) or not plan.changes:
        return None
    minutes = math.ceil(plan.budget.done(now / 1000) / 60)
    return moment(minutes * _MINUTE, None)


def _parts(cards: Iterable[Card]) -> tuple[Part, ...]:
    """What goes over an edit from the dashboard stands apart."""
    over = tuple(card for card in cards if card.loses_an_edit)
    rest = tuple(card for card in cards if not card.loses_an_edit)
    parts = (
        Part("changes", "Changes", "", rest),
        Part(
            "edits",
            "Changes that undo what somebody did in the dashboard",
            "Somebody changed these in the RawUGC dashboard, past the files. Their edit is gone afterwards.",
            over,
        ),
    )
    return tuple(part for part in parts if part.cards)


def _choices(cards: Iterable[Card]) -> Choices:
    cards = list(cards)
    return Choices(
        _several((card.collection, card.collection) for card in cards),
        _several((card.action, card.verb) for card in cards),
        _several((account, account) for card in cards for account in card.accounts),
    )


def _several(named: Iterable[Choice]) -> tuple[Choice, ...]:
    """Each value once, with all that it is called."""
    names: dict[str, list[str]] = {}
    for value, name in sorted(set(named)):
        names.setdefault(value, []).append(name)
    found = tuple((value, ", ".join(called)) for value, called in names.items())
    return found if len(found) > 1 else ()
