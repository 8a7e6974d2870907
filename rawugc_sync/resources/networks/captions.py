"""A caption as a network shows it: what stands before "more", and what behind."""

from __future__ import annotations

from dataclasses import dataclass

from rawugc_sync.resources.networks.counting import cut, length
from rawugc_sync.resources.networks.limits import Network, networks


@dataclass(frozen=True, slots=True)
class Cut:
    """A caption on one network: `visible` and then `hidden` are all of it.

    `network` is its name for people. `length` and `limit` are counted in `unit`, a key of `UNITS`; the limit
    is None where none is known. `confirmed`: the network itself says where it cuts.
    """

    network: str
    visible: str
    hidden: str
    length: int
    limit: int | None
    unit: str
    confirmed: bool


def cut_of(network: str, text: str) -> Cut | None:
    """How a platform, as accounts have it, shows a caption; None for one that is not known."""
    known = networks().get(network)
    return None if known is None else _shown(known, text)


def _shown(network: Network, text: str) -> Cut:
    index, caption = cut(text, network.more), network.caption
    return Cut(
        network=network.name,
        visible=text[:index],
        hidden=text[index:],
        length=length(text, caption.unit),
        limit=caption.most,
        unit=caption.unit,
        confirmed=not network.more.unconfirmed,
    )
