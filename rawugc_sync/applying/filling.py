"""A change whose turn has come, with what the objects that it refers to have to give by now."""

from __future__ import annotations

from dataclasses import replace
from typing import Protocol

from rawugc_sync.words.addresses import Address, Fields
from rawugc_sync.words.errors import ApiError
from rawugc_sync.words.outputs import Output, Outputs, Pending, pending_in, settled
from rawugc_sync.words.planned import Call, Change, Step
from rawugc_sync.words.recorded import Record


class Known(Protocol):
    """Knows what objects have to give by now."""

    @property
    def outputs(self) -> Outputs: ...


def filled(change: Change, known: Known) -> Change:
    """The change with the outputs of others; ApiError where there are none yet.

    What it says of its own object stays as it is: that is known only from one call to the next.
    """
    if not _missing(change):
        return change
    filling = _Filling(change.address, known.outputs)
    made = replace(
        change,
        after=None if change.after is None else filling.fields(change.after),
        steps=tuple(map(filling.step, change.steps)),
    )
    if missing := _missing(made):
        names = ", ".join(dict.fromkeys(str(one.address) for one in missing))
        summary = f"needs what {names} gives, which is not there"
        raise ApiError.of("not-generated", summary, "Run plan: it says what became of that.")
    return made


def _missing(change: Change) -> list[Pending]:
    """What a change still lacks of others."""
    records = [record.fields for step in change.steps for record in (step.record, step.meanwhile) if record]
    values = [change.after, *(call.body for call in change.calls), *records]
    return [one for one in pending_in(values) if one.address != change.address]


class _Filling:
    def __init__(self, address: Address, outputs: Outputs) -> None:
        self._address = address
        self._outputs = outputs

    def fields(self, fields: Fields) -> Fields:
        """What is known already stays as it was planned."""
        made: Fields = settled(fields, self._outputs, self._lacks)
        return made

    def _lacks(self, one: Output) -> bool:
        return isinstance(one, Pending) and one.address != self._address

    def step(self, step: Step) -> Step:
        return replace(
            step,
            call=self._call(step.call) if step.call else None,
            record=self._record(step.record) if step.record else None,
            meanwhile=self._record(step.meanwhile) if step.meanwhile else None,
        )

    def _call(self, call: Call) -> Call:
        return call if call.body is None else replace(call, body=self.fields(call.body))

    def _record(self, record: Record) -> Record:
        replacing = record.replacing
        return replace(
            record,
            fields=self.fields(record.fields),
            replacing=replacing and replace(replacing, fields=self.fields(replacing.fields)),
        )
