"""What somebody could look at before they said yes: no other object takes its place unseen."""

from __future__ import annotations

from rawugc_sync.planning.inputs import World
from rawugc_sync.planning.unseen import ALLOW, made_public
from rawugc_sync.words.addresses import Fields
from rawugc_sync.words.outputs import outputs_in
from rawugc_sync.words.planned import Change


def seen(world: World, change: Change) -> Fields:
    """What a change lets the public see, as `{"shows": {reference: id}}` for its basis; else nothing.

    What may go out unseen may show whatever is generated.
    """
    desired = world.desired.get(change.address)
    if desired is None or ALLOW in desired.permits:
        return {}
    known = {one.reference: one.of for one in outputs_in(made_public(world, change)) if one.of}
    return {"shows": known} if known else {}
