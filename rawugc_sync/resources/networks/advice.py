"""What to say of a caption that a network on which it goes out does not take as it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rawugc_sync.resources.fields import Advice
from rawugc_sync.resources.networks.counting import UNITS, hashtags, length
from rawugc_sync.resources.networks.limits import Network, Number

_OWN = "give the network a post of its own."
_UNSURE = " Not confirmed: the network itself does not say so, or not everywhere."


def network_advice(
    field: str,
    caption: str,
    platforms: Iterable[str],
    limits: Mapping[str, Network],
    *,
    offline: bool = False,
) -> list[Advice]:
    """The advice on the caption in a field; `limits` is platform → what its network takes.

    One for all networks that do not take it for the same reason. A platform that is not in `limits` takes
    everything.
    """
    networks = [limits[one] for one in sorted({*platforms}) if one in limits]
    found = [_too_long(field, caption, networks), _too_many(field, caption, networks)]
    return [Advice(*said, offline=offline) for said in found if said]


def _too_long(field: str, caption: str, networks: list[Network]) -> tuple[str, str, str, str] | None:
    over = [one for one in networks if length(caption, one.caption.unit) > one.caption.most]
    if not over:
        return None
    told = ", and ".join(_length_told(one, caption) for one in over)
    detail = _detail("Shorten it", (one.caption for one in over))
    return field, "caption-too-long", f"is too long: {told}", detail


def _length_told(network: Network, caption: str) -> str:
    limit = network.caption
    has = f"it has {length(caption, limit.unit)}"
    return f"{network.name} takes {limit.most} {UNITS[limit.unit]}{_doubt(limit)} and {has}"


def _too_many(field: str, caption: str, networks: list[Network]) -> tuple[str, str, str, str] | None:
    has = hashtags(caption)
    over = [one for one in networks if has > one.hashtags.most]
    if not over:
        return None
    told = ", ".join(f"{one.name} takes {one.hashtags.most}{_doubt(one.hashtags)}" for one in over)
    detail = _detail("Write fewer", (one.hashtags for one in over))
    return field, "too-many-hashtags", f"has {has} hashtags: {told}", detail


def _doubt(number: Number) -> str:
    return " (not confirmed)" if number.unconfirmed else ""


def _detail(what: str, numbers: Iterable[Number]) -> str:
    return f"{what}, or {_OWN}{_UNSURE if any(one.unconfirmed for one in numbers) else ''}"
