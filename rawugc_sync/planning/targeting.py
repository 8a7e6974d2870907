"""Which addresses a plan or a graph is about: those that targets name, and what belongs to them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Set
from fnmatch import fnmatchcase

from rawugc_sync.planning.usage import Usage
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.desired import Desired
from rawugc_sync.words.diagnostics import Diagnostic, error
from rawugc_sync.words.errors import InvalidInput
from rawugc_sync.words.hints import did_you_mean

_NOWHERE = "Neither the manifests nor the state know it."


def select(
    targets: Iterable[str], desired: Mapping[Address, Desired], recorded: Iterable[Address]
) -> frozenset[Address]:
    """The addresses that targets (an address, a collection or a glob) name, with their references.

    Raises InvalidInput for a target that names nothing.
    """
    return frozenset(_with_references(_named(targets, {*desired, *recorded}, _NOWHERE), desired))


def around(
    targets: Iterable[str],
    desired: Mapping[Address, Desired],
    gives: Callable[[Address], Iterable[str]] = lambda _: (),
) -> frozenset[Address]:
    """The addresses that targets name, with what they reference and what uses any of their fields.

    `gives` are the outputs of a resource, which others use as well. Raises InvalidInput for a target that
    names nothing.
    """
    named = _named(targets, desired.keys(), "The manifests do not know it.")
    usage = Usage.of(desired.values(), gives)
    own = {address: (*desired[address].fields, *gives(address)) for address in named}
    users = (user for address, fields in own.items() for user in usage.users(address, fields))
    return frozenset(_with_references(named, desired)).union(users)


def names(target: str, address: Address) -> bool:
    """Whether a target (an address, a collection or a glob) names an address."""
    return target == address.collection or fnmatchcase(str(address), target)


def may_name(target: str, collection: str) -> bool:
    """Whether a target may name something of a collection; a `*` matches dots, too."""
    head, dot, _ = target.partition(".")
    return fnmatchcase(collection, head) or (not dot and target.startswith("*"))


def unknown(option: str, text: str, known: Iterable[Address], nowhere: str = _NOWHERE) -> Diagnostic:
    """The error for an option that names a resource which does not exist."""
    hint = did_you_mean(text, map(str, known), nowhere)
    return error("unknown-address", f"{option} {text}: no such resource", hint)


def _named(targets: Iterable[str], known: Set[Address], nowhere: str) -> set[Address]:
    chosen: set[Address] = set()
    missing: list[Diagnostic] = []
    for target in targets:
        found = {address for address in known if names(target, address)}
        chosen |= found
        if not found:
            missing.append(unknown("--target", target, known, nowhere))
    if missing:
        raise InvalidInput(missing)
    return chosen


def _with_references(chosen: set[Address], desired: Mapping[Address, Desired]) -> set[Address]:
    todo, seen = list(chosen), set(chosen)
    while todo:
        resource = desired.get(todo.pop())
        for address in resource.references if resource else ():
            if address not in seen:
                seen.add(address)
                todo.append(address)
    return seen
