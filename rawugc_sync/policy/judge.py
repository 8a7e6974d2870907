"""Holds rules against subjects: what breaks which."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rawugc_sync.policy import captions, media, ownership, rights, sets, texts, times
from rawugc_sync.policy.scene import Found, Scene
from rawugc_sync.policy.subjects import Subject
from rawugc_sync.words import rules as words


@dataclass(frozen=True, slots=True)
class Finding:
    """What breaks a rule: `said` follows the address and the field, as `says "cures"`.

    `field` is None where it is about the whole resource. `others` are those that it clashes with.
    """

    rule: words.Rule
    subject: Subject
    field: str | None
    said: str
    others: tuple[Subject, ...] = ()


def judged(rules: Sequence[words.Rule], subjects: Sequence[Subject], now: int | None) -> Iterator[Finding]:
    """What breaks the rules, rule by rule, and at last what goes out after its rights have ended.

    `now` is Unix ms, when what goes out at once does so; with None, nothing is said about when that is. What
    is over is only found as one of the others.
    """
    all_rules = (*rules, rights.RIGHTS_ENDED)
    scene = Scene(subjects, now, [rule.check for rule in all_rules])
    for rule in all_rules:
        for found in _JUDGES[type(rule.check)](rule.check, scene):
            yield Finding(rule, *found)


_JUDGES: Mapping[type[words.Check], Callable[[Any, Scene], Iterator[Found]]] = {
    words.Forbid: texts.forbidden,
    words.Require: texts.required,
    words.Hashtags: captions.hashtags_of,
    words.CaptionLength: captions.lengths,
    words.PostingWindows: times.windows,
    words.QuietHours: times.quiet,
    words.Blackout: times.blackouts,
    words.MaxPosts: sets.counts,
    words.MinGap: sets.gaps,
    words.NoRepeat: sets.repeats,
    words.AllowedHosts: media.hosts,
    words.MinPhotos: media.photos,
    words.Owner: ownership.unowned,
    words.WithinRights: rights.ended,
}
"""Kind of check → what finds what breaks it."""
