"""Warns of posts on generated videos whose captions do not say so, as far as they are still to go out."""

from __future__ import annotations

from collections.abc import Iterator

from rawugc_sync.planning.draft import Draft
from rawugc_sync.planning.identity import Identity
from rawugc_sync.planning.inputs import Options, World
from rawugc_sync.planning.outlook import Outlook
from rawugc_sync.resources.disclosure import undisclosed
from rawugc_sync.resources.life import Case, Standing
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.diagnostics import Diagnostic
from rawugc_sync.words.outputs import Output, outputs_in, referring


def disclosures(world: World, options: Options, identity: Identity, draft: Draft) -> Iterator[Diagnostic]:
    """A warning for each; captions count as they will be live.

    A URL or id that is written out is as good as the reference to it: that is how `pull` writes them.
    """
    outlook, given = Outlook.of(world, draft.changes), _given(world)
    for address, desired in world.desired.items() if options.ai_words else ():
        if not (given or desired.uses) or not options.includes(address):
            continue
        wanted = referring(desired.fields, given) if given else desired.fields
        if not any(outputs_in(wanted)):
            continue
        shown = outlook.fields(address)
        if shown is None or _is_over(world, identity, address):
            continue
        fields = {
            **shown,
            **{n: v for n, v in wanted.items() if any(outputs_in(v)) or n not in shown},
        }
        told = undisclosed(world.types[address.collection], address, fields, options.ai_words)
        if told is not None:
            yield told


def _given(world: World) -> dict[str, Output]:
    """Text → the recorded output that it is."""
    return {
        text: Output(text, address, name)
        for address, record in world.records.items()
        for name, text in record.outputs.items()
        if isinstance(text, str)
    }


def _is_over(world: World, identity: Identity, address: Address) -> bool:
    live = identity.live.get(address)
    case = Case(world.desired[address].fields, world.records.get(address), live, (), world.now)
    life = world.types[address.collection].life
    return live is not None and life.verdict(case).standing is Standing.HISTORY
