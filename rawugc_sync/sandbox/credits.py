"""Credits: what calls cost, what the organization has left, and the 402 when that does not suffice."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rawugc_sync.sandbox.exchange import JsonObject
from rawugc_sync.sandbox.media.kinds import MEDIA, MUSIC
from rawugc_sync.sandbox.media.progress import status
from rawugc_sync.sandbox.problems import Problem
from rawugc_sync.sandbox.spec import Context

Credits = int | float

_DOCUMENTED: Mapping[str, Credits] = {
    "sora-2-text-to-video/15": 6,
    "nano-banana-2": 4,
    "google/nano-banana-edit": 2,
    **dict.fromkeys(MUSIC.models, 3),
    "captions": 1,
    "scrape-tiktok": 3,
    "content-plans": 3,
    "analyze-video": 1,
}
_DETAILS = ("nFrames", "mode", "resolution")


def price_of_generation(fields: JsonObject, context: Context) -> Credits:
    """What a generation costs: by its model and a detail (`nano-banana-2/4K`), else by its model."""
    model = fields["model"]
    details = (f"{model}/{fields[name]}" for name in _DETAILS if name in fields)
    return _price((*details, model), context)


def price_of(call: str, context: Context) -> Credits:
    """What any other call costs, named by the last part of its path."""
    return _price((call,), context)


def balance(context: Context) -> Credits:
    """What is left at `now`."""
    charged: Credits = sum(charge["credits"] for charge in context.store.objects("charges").values())
    return context.options.credits - charged + (_given_back(context) if context.options.refunds else 0)


def charge(what: str, credits: Credits, context: Context) -> Credits:
    """Take the credits and return what is left; raises a 402 `Problem` when there are too few.

    The dashboard adds credits by a charge below zero.
    """
    available = balance(context)
    if credits > available:
        raise Problem(402, f"Insufficient credits. Required: {credits}, Available: {available}")
    context.store.insert("charges", {"what": what, "credits": credits}, at=context.now)
    return available - credits


def _price(names: Iterable[str], context: Context) -> Credits:
    names = tuple(names)
    known = (
        prices[name] for prices in (context.options.prices, _DOCUMENTED) for name in names if name in prices
    )
    return next(known, context.options.unpriced)


def _given_back(context: Context) -> Credits:
    made = (one for name in MEDIA for one in context.store.objects(name).values())
    back: Credits = sum(one["creditsUsed"] for one in made if status(one, context.now) == "failed")
    return back
