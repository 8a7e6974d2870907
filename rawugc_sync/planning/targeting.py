"""Which addresses a plan or a graph is about: those that targets name, and what belongs to them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from difflib import get_close_matches
from fnmatch import fnmatchcase

from rawugc_sync.diagnostics import Diagnostic, error
from rawugc_sync.errors import InvalidInput
from rawugc_sync.model import Address, Desired
from rawugc_sync.planning.usage import Usage

_NOWHERE = "Neither the manifests nor the state know it."


def select(
    targets: Iterable[str], desired: Mapping[Address, Desired], recorded: Iterable[Address]
) -> frozenset[Address]:
    """The addresses that targets (an address, a collection or a glob) name, with their references.

    Raises InvalidInput for a target that names nothing.
    """
    return frozenset(_with_references(_named(targets, {*desired, *recorded}, _NOWHERE), desired))


def around(targets: Iterable[str], desired: Mapping[Address, Desired]) -> frozenset[Address]:
    """The addresses that targets name, with what they reference and what uses any of their fields.

    Raises InvalidInput for a target that names nothing.
    """
    named = _named(targets, desired.keys(), "The manifests do not know it.")
    usage = Usage.of(desired.values())
    users = (user for address in named for user in usage.users(address, desired[address].fields))
    return frozenset(_with_references(named, desired)).union(users)


def unknown(option: str, text: str, known: Iterable[Address], nowhere: str = _NOWHERE) -> Diagnostic:
    """The error for an option that names a resource which does not exist."""
    near = get_close_matches(text, [str(a) for a in known], n=1)
    hint = f"Did you mean {near[0]}?" if near else nowhere
    return error("unknown-address", f"{option} {text}: no such resource", hint)


def _named(targets: Iterable[str], known: Set[Address], nowhere: str) -> set[Address]:
    chosen: set[Address] = set()
    missing: list[Diagnostic] = []
    for target in targets:
        found = {a for a in known if target == a.collection or fnmatchcase(str(a), target)}
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
