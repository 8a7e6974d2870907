"""What happens to one resource: create, update, replace, delete, adopt, forget, nothing, or skip."""

from __future__ import annotations

from collections.abc import Mapping

from rawugc_sync.planning import entering, parting, releasing, staying, unresolved
from rawugc_sync.planning.look import payment_of_edit
from rawugc_sync.planning.pricing import Prices
from rawugc_sync.planning.saying.held import stays_held
from rawugc_sync.planning.saying.remarks import unknown_account, unusable_character
from rawugc_sync.planning.scene import Scene
from rawugc_sync.resources.accounts import UnknownAccount
from rawugc_sync.resources.characters import UnusableCharacter
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.desired import Desired
from rawugc_sync.words.recorded import Record


def decide(scene: Scene, address: Address, previous: Mapping[Address, Address]) -> None:
    """Add what happens to `address` to the draft; Needed if that cannot be told yet.

    `previous`: address → the one that it has moved from.
    """
    before = scene.draft.mark()
    _decide(scene, address)
    if address in previous:
        scene.draft.show_move(address, previous[address], scene.world.records.get(address), before)


def _decide(scene: Scene, address: Address) -> None:
    world = scene.world
    desired, record = world.desired.get(address), world.records.get(address)
    waits = address in world.unresolved and address not in scene.identity.imported
    if record and record.deposed and not waits:
        leaving = desired is None and not scene.is_released(address)
        record = parting.clear(scene, address, record, leaving=leaving)
    try:
        if not waits:
            _dispatch(scene, address, desired, record)
        elif record and (edited := unresolved.found_edit(scene, address, record)):
            _go_on(scene, address, desired, edited)
        elif unresolved.settle(scene, address, desired, world.unresolved[address]):
            _start_over(scene, address, desired, record)
    except UnknownAccount as unknown:
        if scene.options.resume:  # nobody chose what of it there is: the rest must not miss its time
            scene.draft.diagnostics.append(stays_held(address, unknown))
        else:
            scene.draft.errors.append(unknown_account(scene.type, address, desired, unknown))
    except UnusableCharacter as unusable:
        scene.draft.errors.append(unusable_character(address, unusable))


def _start_over(scene: Scene, address: Address, desired: Desired | None, record: Record | None) -> None:
    """What a lost create should have made is decided on anew."""
    before, _ = scene.draft.mark()
    _dispatch(scene, address, desired, record)
    if scene.draft.mark()[0] == before:  # nothing is made instead, and nothing is open any more
        scene.draft.refreshed.setdefault(address, record)


def _go_on(scene: Scene, address: Address, desired: Desired | None, record: Record) -> None:
    """A lost edit was made after all: from its `record` on, the resource is decided on anew."""
    before, _ = scene.draft.mark()
    _dispatch(scene, address, desired, record)
    lost = scene.world.unresolved[address]
    prices = Prices(scene.options.prices, scene.world.spending.prices)
    scene.draft.begin_with(address, record, before, payment_of_edit(scene.type, lost, prices))


def _dispatch(scene: Scene, address: Address, desired: Desired | None, record: Record | None) -> None:
    if desired is not None and record is not None and scene.is_released(address):
        releasing.decide(scene, desired, record)
    elif desired is not None and record is not None:
        staying.decide(scene, desired, record)
    elif desired is not None:
        entering.decide(scene, desired)
    elif record is not None:
        parting.decide(scene, address, record)
    else:  # a lost create that is neither there nor wanted any more
        scene.draft.refreshed[address] = None
