"""A caption as each network shows it: what people see before "more", and what behind."""

from __future__ import annotations

from collections.abc import Iterable

from rawugc_sync.render.field_kind import KindOf
from rawugc_sync.resources.networks.captions import Cut, cut_of
from rawugc_sync.words.planned import Change


def accounts_of(change: Change, kinds: KindOf) -> tuple[str, ...]:
    """The accounts that it is posted to afterwards, else that it was posted to, as the manifest has them."""
    fields = change.after or change.before or {}
    lists = (
        value
        for name, value in fields.items()
        if kinds(change.address.collection, name).kind == "accounts" and isinstance(value, list | tuple)
    )
    return tuple(dict.fromkeys(one for value in lists for one in value if isinstance(one, str)))


def captions_of(change: Change, accounts: Iterable[str], kinds: KindOf) -> tuple[Cut, ...]:
    """Its caption once for each network that it goes to, if it has one and the network is known."""
    texts = [
        value
        for name, value in (change.after or {}).items()
        if kinds(change.address.collection, name).caption and isinstance(value, str) and value
    ]
    networks = dict.fromkeys(one.partition("/")[0] for one in accounts if "/" in one)
    cuts = (cut_of(network, text) for text in texts for network in networks)
    return tuple(cut for cut in cuts if cut)
