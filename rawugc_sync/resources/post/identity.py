"""How a post is recognised: by its time, its platforms and what it shows. Source: section 4 of the design."""

from __future__ import annotations

from collections.abc import Hashable

from rawugc_sync.resources.accounts import platforms_of
from rawugc_sync.resources.identity import NaturalKey, Recognition
from rawugc_sync.resources.lookups import ACCOUNTS, Lookups
from rawugc_sync.resources.normal import canonical
from rawugc_sync.resources.post.facts import is_history
from rawugc_sync.words.addresses import Fields, Value
from rawugc_sync.words.live import Live
from rawugc_sync.words.uploads import FileUrl

_ANY = "*"


class PostRecognition(Recognition):
    """A post has no name: two are the same that go out at one time, to the same, with the same to see."""

    def natural_key(self, fields: Fields, known: Lookups) -> NaturalKey:
        mode = fields.get("mode", "schedule")
        if mode == "now":
            return NaturalKey()
        return _key(fields, _targets(fields, known), (mode,))

    def live_key(self, live: Live) -> NaturalKey:
        platforms = live.facts["platforms"]
        if platforms is None:
            return NaturalKey()
        modes = (live.fields["mode"],) if "mode" in live.fields else ("schedule", "draft")
        return _key(live.fields, platforms, modes)

    def fingerprint(self, fields: Fields) -> Hashable:
        content = canonical(fields.get("content"))
        return (fields.get("mode"), fields.get("scheduledFor"), fields.get("videoUrl"), content)

    def resembles(self, fields: Fields, live: Live) -> bool:
        """By time or for lack of one by what is shown, and by platforms where the manifest names them."""
        if "accounts" in fields and live.facts["platforms"] not in (None, platforms_of(fields["accounts"])):
            return False
        if fields.get("mode") == "schedule" and fields.get("scheduledFor") != live.fields.get("scheduledFor"):
            return False
        return any(
            self.fields.same(name, fields.get(name), live.fields.get(name))
            for name in ("videoUrl", "content")
        )

    def contradictions(self, fields: Fields, live: Live) -> dict[str, Value]:
        """Other platforms: nothing that is written could tell later which account was meant."""
        platforms = live.facts["platforms"]
        if "accounts" not in fields or platforms in (None, platforms_of(fields["accounts"])):
            return {}
        return {"accounts": sorted(platforms)}

    def takedown_resembles(self, gone: Fields, new: Fields, known: Lookups) -> bool:
        shown = any(
            canonical(new.get(name)) and self.fields.same(name, gone.get(name), new[name])
            for name in ("videoUrl", "content")
        )
        return shown and _share_an_account(gone, new, known)

    def suspicions(self, fields: Fields, known: Lookups) -> frozenset[Hashable]:
        platforms = _targets(fields, known) | {_ANY}
        kinds = ("video", "caption") if fields.get("mode") == "now" else ("pending",)
        return _traces(fields, platforms, kinds) | _unseen(fields, platforms)

    def live_suspicions(self, live: Live, *, managed: bool, now: int) -> frozenset[Hashable]:
        # Platforms that cannot be read may be any: better a question than a second post.
        platforms = live.facts["platforms"] or frozenset({_ANY})
        pending = not managed and "mode" in live.fields and not is_history(live, now)
        traces = _traces(live.fields, platforms, ("video", "caption", *(("pending",) if pending else ())))
        told = managed or isinstance(live.fields.get("videoUrl"), FileUrl)
        return traces if told else traces | _timed(live.fields, platforms)


def _targets(fields: Fields, known: Lookups) -> frozenset[str]:
    """The platforms that a post goes to."""
    if "accounts" in fields:
        return platforms_of(fields["accounts"])
    return known.need(ACCOUNTS).platforms(fields["accountIds"])


def _share_an_account(one: Fields, other: Fields, known: Lookups) -> bool:
    """Whether two posts go to an account in common; where none is known of one, they may."""
    if "accounts" in one and "accounts" in other:
        return not {h.casefold() for h in one["accounts"]}.isdisjoint(h.casefold() for h in other["accounts"])
    first, second = (_account_ids(fields, known) for fields in (one, other))
    return first is None or second is None or not set(first).isdisjoint(second)


def _account_ids(fields: Fields, known: Lookups) -> list[str] | None:
    if "accounts" in fields:
        return known.need(ACCOUNTS).past_ids(fields["accounts"])
    return fields.get("accountIds")


def _key(fields: Fields, platforms: frozenset[str], modes: tuple[str, ...]) -> NaturalKey:
    when, video, content = (
        fields.get("scheduledFor"),
        fields.get("videoUrl"),
        canonical(fields.get("content")),
    )
    base = (when, platforms)
    videos = [("video", mode, *base, video) for mode in modes if video]
    captions = [("caption", mode, *base, content) for mode in modes if content]
    return NaturalKey(whole=(modes[0], *base, content, video), enough=(*videos, *captions))


def _unseen(fields: Fields, platforms: frozenset[str]) -> frozenset[Hashable]:
    """What a post shares with one that may have the same video, where only the video tells it apart.

    Where a file was uploaded is in the state alone.
    """
    alone = isinstance(fields.get("videoUrl"), FileUrl) and not canonical(fields.get("content"))
    return _timed(fields, platforms) if alone else frozenset()


def _timed(fields: Fields, platforms: frozenset[str]) -> frozenset[Hashable]:
    when = fields.get("scheduledFor")
    return frozenset(("time", when, platform) for platform in platforms if when is not None)


def _traces(fields: Fields, platforms: frozenset[str], kinds: tuple[str, ...]) -> frozenset[Hashable]:
    video, content = fields.get("videoUrl"), canonical(fields.get("content"))
    shown = {"video": video, "pending": video, "caption": content}
    return frozenset((kind, shown[kind], platform) for kind in kinds if shown[kind] for platform in platforms)
