"""Circles of generated objects that wait for one another: none of them could ever be made."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rawugc_sync.words.addresses import Address
from rawugc_sync.words.desired import Desired
from rawugc_sync.words.diagnostics import Diagnostic, error
from rawugc_sync.words.outputs import outputs_in


def circles(desired: Mapping[Address, Desired]) -> Iterator[Diagnostic]:
    """An error for each circle of outputs, at the first of its resources, with the way that it goes."""
    needs = {
        address: tuple(dict.fromkeys(one.address for one in outputs_in(resource.fields)))
        for address, resource in desired.items()
        if resource.uses
    }
    over: set[Address] = set()
    for start in sorted(needs):
        if (circle := _circle(start, needs, over)) is not None:
            over.update(circle)
            way = " → ".join(map(str, circle))
            summary = f"what is generated waits for itself: {way}"
            yield error("reference-cycle", summary, "Write one of them out.", address=str(circle[0]))


def _circle(
    start: Address, needs: Mapping[Address, tuple[Address, ...]], over: set[Address]
) -> list[Address] | None:
    """The first circle that is reached from an address; what leads into none is `over` afterwards."""
    path: list[Address] = []
    todo = [iter((start,))]
    while todo:
        address = next(todo[-1], None)
        if address is None:
            todo.pop()
            if path:
                over.add(path.pop())
        elif address in path:
            return [*path[path.index(address) :], address]
        elif address not in over:
            path.append(address)
            todo.append(iter(needs.get(address, ())))
    return None
