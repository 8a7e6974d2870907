"""Whether what a plan from a file asks is what its changes are: who says yes to it sees these alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from rawugc_sync.words.addresses import Value
from rawugc_sync.words.approvals import POLICY, Asked, Role
from rawugc_sync.words.planned import Change
from rawugc_sync.words.uploads import plain

_OUTPUT = {"output", "made_from"}


Acts = Callable[[Change], tuple[str, ...]]
"""What is done by a change of which a yes serves once."""


def is_shown(asked: Asked, role: Role, changes: Iterable[Change], acts: Acts) -> bool:
    """Whether a yes that a plan asks of a role is to what a change of it shows: its fields, media and act.

    A change of the policy and a waiver say themselves what they are.
    """
    if asked.address == POLICY or asked.is_waiver:
        return True
    return any(_fits(asked, role, one, acts) for one in changes if str(one.address) == asked.address)


def _fits(asked: Asked, role: Role, change: Change, acts: Acts) -> bool:
    after, collection = change.after or {}, change.address.collection
    known = {name for name in after if role.looks_at(collection, name)}
    coming = {
        name for name in change.after_unknown if name in asked.media and role.looks_at(collection, name)
    }
    media_fit = all(_stands_for(value, after.get(name)) for name, value in asked.media.items())
    return media_fit and {*asked.fields} == known | coming and asked.act == acts(change)


def _stands_for(media: Value, value: Value) -> bool:
    """Whether a value of which parts are media by what these are made from is that which is shown."""
    if media == plain(value):
        return True
    if isinstance(media, Mapping):
        if media.keys() >= _OUTPUT:
            return value is None or isinstance(value, str)
        return isinstance(value, Mapping) and _all_stand_for(media, value)
    if isinstance(media, list | tuple):
        pairs = isinstance(value, list | tuple) and len(media) == len(value)
        return pairs and all(map(_stands_for, media, value))
    return False


def _all_stand_for(media: Mapping[str, Value], value: Mapping[str, Value]) -> bool:
    return media.keys() == value.keys() and all(_stands_for(media[name], value[name]) for name in media)
