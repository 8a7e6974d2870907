"""Until when something may be shown: what goes out later, itself or with something that it rests on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rawugc_sync.policy.scene import Found, Scene
from rawugc_sync.policy.subjects import Subject
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.rules import Rule, WithinRights

RIGHTS_ENDED = Rule(id="rights-ended", check=WithinRights())
"""Holds wherever `x-rights` stands, without being written down; no rule of a brand has its id."""


def ended(check: WithinRights, scene: Scene) -> Iterator[Found]:
    """What goes out after the last day on which it may be shown, by the clocks of its zone."""
    known = {one.address: one for one in scene.subjects if one.address is not None}
    if not any(one.rights for one in scene.subjects):
        return
    for one in scene.goings:
        for holder in _rests_on(one.subject, known):
            until = holder.rights.until if holder.rights else None
            if until is None or one.subject.is_over or one.local.date() <= until:
                continue
            is_own = holder is one.subject
            whose = "it" if is_own else holder.name
            said = f"{one.words}, and {whose} may be shown until {until}"
            yield Found(one.subject, one.field, said, () if is_own else (holder,))


def _rests_on(subject: Subject, known: Mapping[Address, Subject]) -> Iterator[Subject]:
    """A subject and all that it refers to, also through others; each once."""
    yield subject
    seen = {subject.address}
    open_ = list(subject.rests_on)
    while open_:
        address = open_.pop(0)
        if address in seen or (found := known.get(address)) is None:
            continue
        seen.add(address)
        yield found
        open_.extend(found.rests_on)
