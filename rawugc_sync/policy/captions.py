"""How long a caption may be, as each network counts, and how many hashtags it may have."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from rawugc_sync.policy.goings import accounts
from rawugc_sync.policy.scene import Found, Scene
from rawugc_sync.policy.subjects import Subject
from rawugc_sync.resources.accounts import platforms_of
from rawugc_sync.resources.networks.counting import UNITS, hashtags, length
from rawugc_sync.resources.networks.limits import networks
from rawugc_sync.resources.normal import canonical
from rawugc_sync.resources.resource_type import ResourceType
from rawugc_sync.words.count import count
from rawugc_sync.words.rules import CaptionLength, Hashtags

_UNIT = "utf16"
"""Where nothing tells the network: as RawUGC counts."""


class _Caption(NamedTuple):
    """What networks show under what `subject` posts, on which platforms."""

    subject: Subject
    field: str
    text: str
    platforms: frozenset[str]

    def concerns(self, wanted: Sequence[str]) -> bool:
        """Whether it is on one of the networks that a rule is about: without any, on all."""
        return not wanted or not self.platforms.isdisjoint(wanted)

    def meant(self, wanted: Sequence[str]) -> list[str]:
        """Those of them that are known, as accounts name them."""
        return sorted(one for one in self.platforms if one in (wanted or networks()))


def hashtags_of(check: Hashtags, scene: Scene) -> Iterator[Found]:
    """Each caption with too many hashtags on one of the networks."""
    count_of = scene.once(hashtags)
    for one in scene.once(_captions)(scene):
        if (has := count_of(one.text)) > check.most and one.concerns(check.networks):
            where = _on(one.meant(check.networks))
            said = f"has {count(has, 'hashtag')}, and may have {check.most}{where}"
            yield Found(one.subject, one.field, said)


def lengths(check: CaptionLength, scene: Scene) -> Iterator[Found]:
    """Each caption that is too long on one of the networks."""
    for one in scene.once(_captions)(scene):
        # No unit is smaller than a byte, and no character has more than four.
        if len(one.text) * 4 <= check.most or not one.concerns(check.networks):
            continue
        platforms = one.meant(check.networks) or ("",)
        if over := [told for name in platforms if (told := _over(check, name, one.text))]:
            said = f"has {' and '.join(over)}, and may have {check.most}"
            yield Found(one.subject, one.field, said)


def _over(check: CaptionLength, platform: str, caption: str) -> str:
    network = networks().get(platform)
    unit = network.caption.unit if network else _UNIT
    has = length(caption, unit)
    return f"{has} {UNITS[unit]}{_on((platform,) if platform else ())}" if has > check.most else ""


def _captions(scene: Scene) -> list[_Caption]:
    return [
        _Caption(subject, field, caption, platforms_of(accounts(subject)))
        for subjects in scene.current.values()
        if (field := _caption_field(subjects[0].type)) is not None
        for subject in subjects
        if (caption := canonical(subject.fields.get(field)))
    ]


def _caption_field(type_: ResourceType) -> str | None:
    return next((name for name, trait in type_.fields.traits.items() if trait.caption), None)


def _on(platforms: Sequence[str]) -> str:
    names = [found.name if (found := networks().get(one)) else one for one in platforms]
    return f" on {' and '.join(names)}" if names else ""
