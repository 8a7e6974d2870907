"""What references to generated objects stand for: the recorded value, or nothing while it is made anew."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from rawugc_sync.planning.digest import digest_of
from rawugc_sync.planning.draft import Draft
from rawugc_sync.planning.inputs import World
from rawugc_sync.words.actions import Action
from rawugc_sync.words.addresses import Address, Fields, Value
from rawugc_sync.words.desired import Desired
from rawugc_sync.words.outputs import Output, Outputs, lasting, outputs_in, settled
from rawugc_sync.words.planned import Change
from rawugc_sync.words.recorded import Record, outputs_of
from rawugc_sync.words.values import mapped

Wishes = Mapping[Address, Desired]


def with_outputs(desired: Wishes, outputs: Outputs) -> Wishes:
    """What the manifests say, each reference to an output with what it stands for now."""
    referring = {a: one for a, one in desired.items() if one.uses and any(outputs_in(one.fields))}
    if not referring:
        return desired
    sources = _Sources(desired)
    return {**desired, **{address: sources.told(one, outputs) for address, one in referring.items()}}


def outputs_after(world: World, draft: Draft) -> Outputs:
    """What there is to refer to once the draft is carried out, as far as that is known by now."""
    outputs = dict(outputs_of(world.records))
    changes = {one.address: one for one in draft.changes if one.action is not Action.CLEAN_UP}
    for address in _referred(world.desired):
        if address in changes:
            found = _made(changes[address])
        elif refreshed := draft.refreshed.get(address):  # what was lost of it may be found by now
            found = refreshed.outputs
        elif address in draft.broken or address in world.unresolved:
            found = {}
        else:
            found = world.records.get(address, _NOTHING).outputs
        outputs.pop(address, None)
        if found:
            outputs[address] = found
    return outputs


def never_given(world: World, draft: Draft, outputs: Outputs) -> dict[Address, list[str]]:
    """What is ready and lacks outputs that others refer to: address → their names."""
    made = {one.address for one in draft.changes if one.calls or any(step.wait for step in one.steps)}
    open_still = made | {*draft.broken, *world.unresolved}
    lacking: dict[Address, list[str]] = {}
    for one in world.desired.values():
        for output in outputs_in(one.fields) if one.uses else ():
            known = outputs.get(output.address, {})
            if output.address not in open_still and known and output.name not in known:
                lacking.setdefault(output.address, []).append(output.name)
    return {address: sorted(set(names)) for address, names in lacking.items()}


_NOTHING = Record("", {})


def _made(change: Change) -> Fields:
    """The outputs that a change leaves: none that anybody knows if it sends anything, or waits."""
    if change.calls or any(step.wait for step in change.steps):
        return {}
    records = [step.record for step in change.steps if step.record is not None]
    return records[-1].outputs if records else {}


def _referred(desired: Wishes) -> Iterable[Address]:
    """The addresses whose outputs others refer to."""
    found = (outputs_in(one.fields) for one in desired.values() if one.uses)
    return dict.fromkeys(output.address for outputs in found for output in outputs)


class _Sources:
    """What each output is made from: digests of the fields, through other outputs."""

    def __init__(self, desired: Wishes) -> None:
        self._desired = desired
        self._digests: dict[Address, str] = {}

    def told(self, one: Desired, outputs: Outputs) -> Desired:
        """A resource whose references say what they are made from, and what they are now."""

        def leaf(value: Value) -> Value:
            if not isinstance(value, Output):
                return value
            made_from = self._digest(value.address)
            return settled(Output(str(value), value.address, value.name, made_from), outputs)

        return replace(one, fields=mapped(one.fields, leaf))

    def _digest(self, address: Address) -> str:
        if address not in self._digests:
            source = self._desired.get(address)
            fields = self.told(source, {}).fields if source else {}
            self._digests[address] = digest_of(lasting(fields))
        return self._digests[address]
