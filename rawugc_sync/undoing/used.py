"""A block that others refer to is not taken out, unless these go as well or refer to it no more."""

from __future__ import annotations

from collections.abc import Mapping

from rawugc_sync.undoing.asking import Asking
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.desired import Desired

_WAY_OUT = "Write there what is meant, and undo again."


def keep_used(asking: Asking, desired: Mapping[Address, Desired]) -> None:
    """Leave such blocks; one that stays may keep others."""
    while used := _used(asking, desired):
        for address, others in used.items():
            verb = "refers" if len(others) == 1 else "refer"
            asking.leave(address, f"{', '.join(map(str, others))} {verb} to it", _WAY_OUT)
        asking.acts = [one for one in asking.acts if not (one.out and one.address in used)]


def _used(asking: Asking, desired: Mapping[Address, Desired]) -> dict[Address, list[Address]]:
    """Those that are to be taken out → who refers to them and stays."""
    goals = {(one.address, name) for one in asking.acts for name in one.values}
    out = asking.out
    found: dict[Address, list[Address]] = {}
    for other, one in sorted(desired.items()):
        if other in out:
            continue
        staying = [refs for name, refs in one.uses.items() if (other, name) not in goals]
        for address in {ref.address for refs in staying for ref in refs} & out:
            found.setdefault(address, []).append(other)
    return found
