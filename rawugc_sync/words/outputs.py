"""What generated objects have to give, and others refer to: `${videos.teaser.url}`, known or not yet."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Self

from rawugc_sync.words.addresses import Address, Fields, Value
from rawugc_sync.words.uploads import Late, put_for
from rawugc_sync.words.values import leaves, mapped


class Output(str):
    """One output of one object. As a text it is its value, such as a URL, and compares like that.

    `made_from` is a digest of what the object is generated from, for digests to rest on: an output stays the
    same to an approval when it becomes known. `of` is the id of the object, or of its last version, once it
    is known.
    """

    address: Address
    name: str
    made_from: str
    of: str

    def __new__(cls, text: str, address: Address, name: str, made_from: str = "", of: str = "") -> Self:
        made = super().__new__(cls, text)
        made.address, made.name, made.made_from, made.of = address, name, made_from, of
        return made

    @property
    def reference(self) -> str:
        """How a manifest refers to it."""
        return f"${{{self.address}.{self.name}}}"

    @property
    def lasting(self) -> dict[str, str]:
        """What stays the same of it, whatever it becomes."""
        return {"output": self.reference, "made_from": self.made_from}


class Pending(Output, Late):
    """One that is not known before its object is ready. As a text it is the reference itself."""

    @classmethod
    def to(cls, address: Address, name: str, made_from: str = "") -> Self:
        """The reference to an output."""
        return cls(f"${{{address}.{name}}}", address, name, made_from)

    def as_json(self) -> str:
        return str(self)


Outputs = Mapping[Address, Fields]
"""Address → the outputs of its object, name → text; an address that is not in it has none yet."""


def settled(value: Value, outputs: Outputs, among: Callable[[Output], bool] = lambda _: True) -> Value:
    """A value with what outputs say now: those that are known with their texts, the others as pending.

    `among` chooses the references that this is about; the others stay as they are.
    """

    def leaf(one: Value) -> Value:
        return _now(one, outputs) if isinstance(one, Output) and among(one) else one

    return mapped(value, leaf)


def referring(value: Value, known: Mapping[str, Output]) -> Value:
    """A value with each text that is the one of a known output as that output."""
    return mapped(value, lambda leaf: put_for(leaf, known))


def outputs_in(value: Value) -> Iterator[Output]:
    """The references to outputs in a body or in fields, known or not, in order."""
    return (leaf for leaf in leaves(value) if isinstance(leaf, Output))


def pending_in(value: Value) -> Iterator[Pending]:
    """Those of them that are not known yet."""
    return (one for one in outputs_in(value) if isinstance(one, Pending))


def known_in(fields: Fields) -> dict[str, Any]:
    """The fields without what is not known yet: within a value None stands for it."""
    known = {name: value for name, value in fields.items() if not isinstance(value, Pending)}
    told: dict[str, Any] = mapped(known, lambda leaf: None if isinstance(leaf, Pending) else leaf)
    return told


def unknown_in(fields: Fields) -> dict[str, Any]:
    """Field → true for each that is not known yet; for a list one of them for each item."""
    return {name: _flags(value) for name, value in fields.items() if any(pending_in(value))}


def lasting(value: Value) -> Any:
    """A value for a digest: every output as its reference and what it is made from, never as its text."""
    return mapped(value, lambda leaf: leaf.lasting if isinstance(leaf, Output) else leaf)


def _flags(value: Value) -> Any:
    if isinstance(value, list | tuple):
        return [_flags(item) for item in value]
    return isinstance(value, Pending)


def _now(value: Output, outputs: Outputs) -> Output:
    known = outputs.get(value.address, {}).get(value.name)
    if isinstance(known, str) and known:
        of = outputs[value.address].get("id")
        return Output(known, value.address, value.name, value.made_from, of if isinstance(of, str) else "")
    return Pending.to(value.address, value.name, value.made_from)
