"""The blocks `moved`, `imports` and `removed`: what they say, and what cannot be meant."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from rawugc_sync.words.addresses import Address
from rawugc_sync.words.desired import Import, Moved, Removed
from rawugc_sync.words.diagnostics import Source
from tests.manifest.conftest import Load

Errors = Callable[[object], list[str]]

A, B = Address("personas", "a"), Address("personas", "b")
RESOURCE = "personas: {b: {name: N, description: D}}\n"


def at(line: int) -> Source:
    return Source("brand.yaml", line, 5)


def test_blocks_are_read_with_their_places(loaded: Load) -> None:
    manifests = loaded(
        RESOURCE
        + "moved:\n  - {from: personas.a, to: personas.b}\n"
        + "imports:\n  - {to: personas.b, not: [per_1, per_2]}\n"
        + "removed:\n  - {from: personas.c, destroy: false}\n  - from: personas.d\n"
    )
    assert manifests.errors == []
    assert manifests.blocks.moved == (Moved(A, B, at(3)),)
    assert manifests.blocks.imports == (Import(B, None, frozenset({"per_1", "per_2"}), at(5)),)
    assert manifests.blocks.removed == (
        Removed(Address("personas", "c"), destroy=False, source=at(7)),
        Removed(Address("personas", "d"), destroy=True, source=at(8)),
    )


def test_blocks_of_all_files_are_one_set(loaded: Load) -> None:
    block = "imports: [{to: personas.%s, id: per_1}]"
    manifests = loaded({"a.yaml": RESOURCE, "b.yaml": block % "b", "c.yaml": "removed: [{from: personas.x}]"})
    assert [one.id for one in manifests.blocks.imports] == ["per_1"]
    assert len(manifests.blocks.removed) == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("moved: {from: personas.a, to: personas.b}", "must be a list"),
        ("moved: [personas.a]", "must be a mapping"),
        ("moved: [{from: personas.a}]", "needs a `to`"),
        ("moved: [{from: personas.a, too: 1}]", "`too` is not a key of `moved` | Did you mean to?"),
        ("moved: [{from: persona.a, to: personas.b}]", "`persona` is not a collection"),
        ("moved: [{from: personas, to: personas.b}]", "`from` must be an address"),
        ("moved: [{from: personas.A, to: personas.b}]", "`from` must be an address"),
        ("moved: [{from: [x], to: personas.b}]", "`from` must be an address"),
        ("moved: [{from: messaging.a, to: personas.b}]", "cannot move messaging.a to another collection"),
        ("moved: [{from: personas.b, to: personas.b}]", "moves personas.b to itself"),
        ("imports: [{to: personas.b}]", "needs one of `id` and `not`"),
        ("imports: [{to: personas.b, id: x, not: [y]}]", "needs one of `id` and `not`"),
        ("imports: [{to: personas.b, id: [x]}]", "an id must be a text"),
        ("imports: [{to: personas.b, id: ''}]", "an id must be a text"),
        ("imports: [{to: personas.b, id: '..'}]", "'..' cannot be an id of RawUGC"),
        ("imports: [{to: personas.b, not: [a/b]}]", "'a/b' cannot be an id of RawUGC"),
        ("imports: [{to: personas.b, not: x}]", "`not` must be a list of ids"),
        ("imports: [{to: personas.z, id: x}]", "personas.z is not in the manifests | Write personas.z first"),
        ("removed: [{from: personas.a, destroy: maybe}]", "`destroy` must be true or false"),
        ("removed: [{from: personas.b}]", "personas.b is removed, and still in the manifests"),
    ],
)  # fmt: skip
def test_what_a_block_cannot_say_is_an_error_at_its_place(errors: Errors, text: str, said: str) -> None:
    (line,) = errors(RESOURCE + text)
    assert line.startswith("brand.yaml:2:")
    assert said in line


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("moved: [{from: personas.a, to: personas.b}, {from: personas.a, to: personas.c}]", "is moved twice"),
        ("moved: [{from: personas.a, to: personas.b}, {from: personas.c, to: personas.b}]", "two moves"),
        ("moved: [{from: personas.b, to: personas.c}]", "personas.b is moved, and still in the manifests"),
        ("imports: [{to: personas.b, id: x}, {to: personas.b, not: [y]}]", "is imported twice"),
        ("removed: [{from: personas.x}, {from: personas.x}]", "is removed twice"),
    ],
)  # fmt: skip
def test_what_contradicts_itself_is_an_error(errors: Errors, text: str, said: str) -> None:
    (line,) = errors(RESOURCE + text)
    assert said in line


def test_one_object_is_imported_once(errors: Errors) -> None:
    both = "personas: {a: {name: N, description: D}, b: {name: M, description: D}}\n"
    (line,) = errors(both + "imports: [{to: personas.a, id: x}, {to: personas.b, id: x}]")
    assert "x is imported as personas.a already" in line


@pytest.mark.parametrize(
    "moved",
    [
        "[{from: personas.a, to: personas.b}, {from: personas.b, to: personas.a}]",
        "[{from: personas.a, to: personas.b}, {from: personas.z, to: personas.a}]",
    ],
    ids=["swap", "chain"],
)
def test_a_key_may_be_moved_and_taken_again(errors: Errors, moved: str) -> None:
    both = "personas: {a: {name: N, description: D}, b: {name: M, description: D}}\n"
    assert errors(f"{both}moved: {moved}") == []
