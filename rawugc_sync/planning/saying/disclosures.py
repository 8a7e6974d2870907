"""Warns of posts on generated videos whose captions do not say so, as far as they are still to go out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from rawugc_sync.planning.draft import Draft
from rawugc_sync.planning.identity import Identity
from rawugc_sync.planning.inputs import Options, World
from rawugc_sync.planning.outlook import Outlook
from rawugc_sync.resources.disclosure import undisclosed
from rawugc_sync.resources.life import Case, Standing
from rawugc_sync.words.addresses import Address, Value
from rawugc_sync.words.diagnostics import Diagnostic
from rawugc_sync.words.outputs import Output, outputs_in


def disclosures(world: World, options: Options, identity: Identity, draft: Draft) -> Iterator[Diagnostic]:
    """A warning for each; captions count as they will be live."""
    outlook, generated = Outlook.of(world, draft.changes), _generated(world)
    for address, desired in world.desired.items() if options.ai_words else ():
        if not (desired.uses or generated) or not options.includes(address):
            continue
        given = {name: _given(value, generated) for name, value in desired.fields.items()}
        if not any(outputs_in(given)):
            continue
        shown = outlook.fields(address)
        if shown is None or _is_over(world, identity, address):
            continue
        fields = {**shown, **{n: v for n, v in given.items() if any(outputs_in(v)) or n not in shown}}
        told = undisclosed(world.types[address.collection], address, fields, options.ai_words)
        if told is not None:
            yield told


def _generated(world: World) -> dict[str, Output]:
    """The recorded outputs by their values: whoever writes one out shows what is generated as well."""
    return {
        value: Output(value, address, name)
        for address, record in world.records.items()
        for name, value in record.outputs.items()
        if isinstance(value, str)
    }


def _given(value: Value, generated: Mapping[str, Output]) -> Value:
    return generated.get(value, value) if isinstance(value, str) and not isinstance(value, Output) else value


def _is_over(world: World, identity: Identity, address: Address) -> bool:
    live = identity.live.get(address)
    case = Case(world.desired[address].fields, world.records.get(address), live, (), world.now)
    life = world.types[address.collection].life
    return live is not None and life.verdict(case).standing is Standing.HISTORY
