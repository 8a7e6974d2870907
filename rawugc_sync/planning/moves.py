"""What `moved` blocks do to the state: chains, swaps, and what cannot be moved."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from rawugc_sync.planning.inputs import Options
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.desired import Blocks, Moved
from rawugc_sync.words.diagnostics import Diagnostic, error
from rawugc_sync.words.recorded import Moves, State


@dataclass(slots=True)
class Following:
    """The moves to make, the addresses that they touch, and why some cannot be made."""

    moves: Moves
    touched: frozenset[Address] = frozenset()
    refusals: list[Diagnostic] = field(default_factory=list)


def follow(state: State | None, blocks: Blocks, options: Options, desired: Collection[Address]) -> Following:
    """Where every recorded address is to be found from now on.

    A renaming that was made already is not made again, for as long as its block stands. Without a state
    there is nothing to move: what is adopted now has its new address already.
    """
    written = {moved.renaming for moved in blocks.moved}
    made = state.moved & written if state else frozenset()
    open_ = [moved for moved in blocks.moved if moved.renaming not in made]
    paths = [path for path in _paths(open_) if _in_scope(path, options)]
    following = Following(Moves(made=made.union(*({moved.renaming for moved in path} for path in paths))))
    if state is None:
        return following
    recorded = {*state.records, *state.unresolved, *state.held}
    previous: dict[Address, Address] = {}
    for path in paths:
        blocked = _half_a_circle(path, recorded, desired) if _is_circle(path) else _blocked(path, recorded)
        if blocked:
            following.refusals.append(blocked)
        elif _is_circle(path) and _stays(path, recorded, desired):
            continue
        else:
            previous.update(_along(path, recorded))
    following.moves = Moves(previous, following.moves.made)
    following.touched = frozenset({*previous, *previous.values()})
    return following


def _in_scope(path: Sequence[Moved], options: Options) -> bool:
    return any(options.includes(end) for moved in path for end in moved.renaming)


def _paths(moved: Iterable[Moved]) -> Iterator[list[Moved]]:
    """Blocks that follow one another, first to last; a circle begins anywhere.

    Each address is the start of one block at most, and the end of one at most.
    """
    after = {one.previous: one for one in moved}
    ends = {one.to for one in after.values()}
    starts = [address for address in after if address not in ends]
    for start in [*starts, *after]:
        path = []
        address = start
        while address in after:
            path.append(after.pop(address))
            address = path[-1].to
        if path:
            yield path


def _is_circle(path: Sequence[Moved]) -> bool:
    return path[-1].to == path[0].previous


def _blocked(path: Sequence[Moved], recorded: set[Address]) -> Diagnostic | None:
    """A path must not end where another object lives, which itself stays."""
    end = path[-1].to
    first = next((moved for moved in path if moved.previous in recorded), None)
    if first is None or end not in recorded:
        return None
    return error(
        "moved-onto",
        f"{first.previous} cannot move to {end}, which the state holds already",
        f"Remove the block, or let go of {end} first: rawugc-sync state rm {end}.",
        address=str(end),
        source=first.source,
    )


def _stays(path: Sequence[Moved], recorded: set[Address], desired: Collection[Address]) -> bool:
    """A rename and its undoing, on a state that has seen neither: what is recorded is what is wanted."""
    here = [moved.previous for moved in path if moved.previous in recorded]
    return len(here) < len(path) and here == [one.previous for one in path if one.previous in desired]


def _half_a_circle(
    path: Sequence[Moved], recorded: set[Address], desired: Collection[Address]
) -> Diagnostic | None:
    """Where only some of a circle are recorded, and both the old and the new address of one are wanted."""
    here = [moved for moved in path if moved.previous in recorded]
    if len(here) == len(path) or _stays(path, recorded, desired):
        return None
    unclear = next((moved for moved in here if moved.previous in desired), None)
    if unclear is None:
        return None
    return error(
        "moved-onto",
        f"it cannot be told whether {unclear.previous} moves to {unclear.to}: only some of the circle exist",
        "Keep the blocks that are meant. If nothing moves, remove them.",
        address=str(unclear.to),
        source=unclear.source,
    )


def _along(path: Sequence[Moved], recorded: set[Address]) -> Iterator[tuple[Address, Address]]:
    """New address → old one. In a circle each moves one step; else each as far as the way is free."""
    if _is_circle(path):
        yield from ((moved.to, moved.previous) for moved in path if moved.previous in recorded)
        return
    stops = [moved.to for moved in path]
    for moved in reversed(path):
        if moved.previous in recorded:
            yield stops.pop(), moved.previous
