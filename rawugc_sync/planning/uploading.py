"""Which files have to be uploaded, and by which change: one upload for each content, whoever uses it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from rawugc_sync.planning.inputs import World
from rawugc_sync.planning.order import in_order
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.planned import Change, Step, uploading
from rawugc_sync.words.uploads import FileUrl, Upload, files_in

Missing = Mapping[str, Upload]
"""SHA-256 → the file, of what changes need and nobody has uploaded yet."""


def with_uploads(world: World, changes: Iterable[Change]) -> tuple[Change, ...]:
    """The changes with the uploads that they need: each is a call of the first that needs it.

    The others that need it wait for that one, and upload it themselves should it fail before it has.
    """
    changes = tuple(changes)
    known = world.state.uploads if world.state else {}
    missing = {
        str(one): one.file
        for change in changes
        for one in needed(change)
        if one not in known and one.file is not None
    }
    return assigned(changes, missing)


def assigned_anew(changes: Iterable[Change], among: Iterable[Change]) -> tuple[Change, ...]:
    """The changes that are left of `among`, with the uploads that these have among them."""
    files = (call.file for change in among for call in change.calls)
    return assigned(changes, {file.sha256: file for file in files if file is not None})


def assigned(changes: Iterable[Change], missing: Missing) -> tuple[Change, ...]:
    """The changes in their order, with these uploads and no others, each as the change itself names it."""
    bare = [_without_uploads(change) for change in changes]
    if not missing:
        return tuple(bare)
    first: dict[str, Address] = {}
    made: dict[int, Change] = {}
    for change in _soonest(bare):
        mine = _files(change, missing)
        waits = {first[one] for one in mine if one in first} - {change.address}
        files = [file for one, file in mine.items() if one not in first]
        first |= dict.fromkeys((file.sha256 for file in files), change.address)
        made[id(change)] = _with(change, files, waits)
    return tuple(made[id(change)] for change in bare)


def _soonest(changes: Iterable[Change]) -> list[Change]:
    """The changes in their order, those last that wait for something to be generated, or need such a one.

    What shares a file with one of them would else wait for all of that.
    """
    ordered = list(in_order(changes))
    slow: set[Address] = set()
    for change in ordered:
        if any(step.wait for step in change.steps) or not slow.isdisjoint(change.depends_on):
            slow.add(change.address)
    return sorted(ordered, key=lambda change: change.address in slow)


def _files(change: Change, missing: Missing) -> Missing:
    """What of it one change needs: one content may have several names."""
    mine: dict[str, Upload] = {}
    for one in needed(change):
        if one in missing:
            mine.setdefault(str(one), one.file or missing[one])
    return mine


def needed(change: Change) -> Iterator[FileUrl]:
    """The files that the calls of a change send the URLs of, less those that its own object has already."""
    own = stand_ins(change).values()
    for call in change.calls:
        for one in files_in(call.body):
            if one not in own or (call.id_fields and one.file is not None):
                yield one


def stand_ins(change: Change) -> Mapping[str, FileUrl]:
    """URL → the file that it stands in for on the object of a change, which was taken over with it."""
    records = [step.record for step in change.steps if step.record is not None]
    return records[-1].adopted if records else {}


def _without_uploads(change: Change) -> Change:
    steps = tuple(step for step in change.steps if step.call is None or step.call.file is None)
    if len(steps) == len(change.steps) and not change.goes_after:
        return change
    return replace(change, steps=steps, goes_after=())


def _with(change: Change, files: Iterable[Upload], waits: Iterable[Address]) -> Change:
    """Before any call of its own: a replacement has its files before the old object goes."""
    uploads = tuple(Step(call=uploading(file)) for file in files)
    return replace(change, steps=(*uploads, *change.steps), goes_after=tuple(sorted(waits)))
