"""How long a caption may be, as each network counts, and how many hashtags it may have."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

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


def hashtags_of(check: Hashtags, scene: Scene) -> Iterator[Found]:
    """Each caption with too many hashtags on one of the networks."""
    for subject, field, caption in _captions(scene):
        if caption.count("#") + caption.count("\uff03") <= check.most or not _concerns(
            check.networks, subject
        ):
            continue
        if (has := hashtags(caption)) > check.most:
            where = _on(_meant(check.networks, subject))
            yield Found(subject, field, f"has {count(has, 'hashtag')}, and may have {check.most}{where}")


def lengths(check: CaptionLength, scene: Scene) -> Iterator[Found]:
    """Each caption that is too long on one of the networks."""
    for subject, field, caption in _captions(scene):
        # No unit is smaller than a byte, and no character has more than four.
        if len(caption) * 4 <= check.most or not _concerns(check.networks, subject):
            continue
        over = [
            said for name in _meant(check.networks, subject) or ("",) if (said := _over(check, name, caption))
        ]
        if over:
            yield Found(subject, field, f"has {' and '.join(over)}, and may have {check.most}")


def _over(check: CaptionLength, platform: str, caption: str) -> str:
    network = networks().get(platform)
    unit = network.caption.unit if network else _UNIT
    has = length(caption, unit)
    return f"{has} {UNITS[unit]}{_on((platform,) if platform else ())}" if has > check.most else ""


def _captions(scene: Scene) -> Iterator[tuple[Subject, str, str]]:
    for subjects in scene.current.values():
        if (field := _caption_field(subjects[0].type)) is None:
            continue
        for subject in subjects:
            if caption := canonical(subject.fields.get(field)):
                yield subject, field, caption


def _caption_field(type_: ResourceType) -> str | None:
    return next((name for name, trait in type_.fields.traits.items() if trait.caption), None)


def _concerns(wanted: Sequence[str], subject: Subject) -> bool:
    return not wanted or not platforms_of(accounts(subject)).isdisjoint(wanted)


def _meant(wanted: Sequence[str], subject: Subject) -> list[str]:
    """The networks of a subject that a rule is about, as accounts name them."""
    return sorted(one for one in platforms_of(accounts(subject)) if one in (wanted or networks()))


def _on(platforms: Sequence[str]) -> str:
    names = [found.name if (found := networks().get(one)) else one for one in platforms]
    return f" on {' and '.join(names)}" if names else ""
