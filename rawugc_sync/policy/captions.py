"""How long a caption may be, as each network counts, and how many hashtags it may have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from rawugc_sync.policy.goings import accounts
from rawugc_sync.policy.scene import Found, Scene, grouped
from rawugc_sync.policy.subjects import Subject
from rawugc_sync.resources.accounts import platforms_of
from rawugc_sync.resources.normal import canonical
from rawugc_sync.resources.resource_type import ResourceType
from rawugc_sync.words.count import count
from rawugc_sync.words.rules import CaptionLength, Hashtags

if TYPE_CHECKING:
    from rawugc_sync.resources.networks.limits import Network

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
        return sorted(
            one for one in self.platforms if one in _networks() and one in (wanted or self.platforms)
        )

    def size(self, platform: str) -> tuple[int, str]:
        """How long it is on a platform, and in what that is counted there."""
        from rawugc_sync.resources.networks.counting import UNITS, length

        network = _networks().get(platform)
        unit = network.caption.unit if network else _UNIT
        return length(self.text, unit), UNITS[unit]


def hashtags_of(check: Hashtags, scene: Scene) -> Iterator[Found]:
    """Each caption with too many hashtags on one of the networks."""
    from rawugc_sync.resources.networks.counting import hashtags

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
        sizes = grouped(one.meant(check.networks) or [""], one.size)
        over = [f"{has} {unit}{_on(names)}" for (has, unit), names in sizes.items() if has > check.most]
        if over:
            said = f"has {' and '.join(over)}, and may have {check.most}"
            yield Found(one.subject, one.field, said)


def _captions(scene: Scene) -> list[_Caption]:
    return [
        _Caption(subject, field, caption, platforms_of(accounts(subject)))
        for subjects in scene.current.values()
        if (field := _caption_field(subjects[0].type)) is not None
        for subject in subjects
        if (caption := canonical(subject.fields.get(field)))
    ]


def _networks() -> Mapping[str, Network]:
    from rawugc_sync.resources.networks.limits import networks  # only rules on captions need them

    return networks()


def _caption_field(type_: ResourceType) -> str | None:
    return next((name for name, trait in type_.fields.traits.items() if trait.caption), None)


def _on(platforms: Sequence[str]) -> str:
    names = [_networks()[one].name for one in platforms if one]
    return f" on {' and '.join(names)}" if names else ""
