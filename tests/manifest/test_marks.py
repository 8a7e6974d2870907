"""`x-owner` and `x-rights`: what a resource says of itself that is no part of its object."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from rawugc_sync.manifest.environments import select
from rawugc_sync.manifest.load import load
from rawugc_sync.resources import registered
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.rules import Rights
from rawugc_sync.writing.formatting.manifest import formatted
from rawugc_sync.writing.formatting.places import manifest_place
from tests.manifest.conftest import NOW, Files, Load

Errors = Callable[[str | Files], list[str]]

P = Address("products", "p")
END = date(2026, 12, 31)


def product(*marks: str) -> str:
    lines = "".join(f"    {mark}\n" for mark in marks)
    return f"products:\n  p:\n    name: P\n{lines}    photos: [https://x.example/a.png]\n"


@pytest.mark.parametrize(
    ("marks", "owner", "rights"),
    [
        ((), None, None),
        (("x-owner: ana",), "ana", None),
        (("x-owner: 007",), "007", None),
        (("x-rights: {until: 2026-12-31, territory: [de, at]}",), None, Rights(END, ("de", "at"))),
        (("x-rights: {until: '2026-12-31'}",), None, Rights(END)),
        (("x-rights: {territory: [no]}",), None, Rights(None, ("no",))),
        (("x-owner: ana", "x-rights: {until: 2026-12-31}"), "ana", Rights(END)),
    ],
)
def test_owner_and_rights_are_read_and_are_no_fields(
    loaded: Load, marks: tuple[str, ...], owner: str | None, rights: Rights | None
) -> None:
    manifests = loaded(product(*marks))
    assert manifests.diagnostics == []
    desired = manifests.desired[P]
    assert (desired.owner, desired.rights) == (owner, rights)
    assert desired.fields == {"name": "P", "photos": ["https://x.example/a.png"]}


@pytest.mark.parametrize("collection", sorted(registered()))
def test_resources_of_every_collection_may_have_them(errors: Errors, collection: str) -> None:
    text = f"{collection}:\n  one:\n    x-owner: ana\n    x-rights: {{until: 2026-12-31}}\n"
    assert not [one for one in errors(text) if "x-" in one]


@pytest.mark.parametrize(
    ("mark", "place", "said"),
    [
        ("x-owner: ''", "4:14", "x-owner: must not be empty"),
        ("x-owner: [ana]", "4:14", "x-owner: must be a text"),
        ("x-owner: ${vars.who}", "4:14", "x-owner: ${vars.who} refers to nothing"),
        ("x-owners: ana", "4:5", "x-owners: is not a field of products | Did you mean x-owner?"),
        ("x-right: {}", "4:5", "x-right: is not a field of products | Did you mean x-rights?"),
        ("x-rights: 2026-12-31", "4:15", "x-rights: must be a mapping of keys and values"),
        ("x-rights: {until: soon}", "4:23", "x-rights.until: is soon, which is no date"),
        ("x-rights: {until: 31.12.2026}", "4:23", "x-rights.until: is 31.12.2026, which is no date"),
        ("x-rights: {until: 2026-11-31}", "4:23", "which is no day of the calendar"),
        ("x-rights: {until: [2026-12-31]}", "4:23", "must be a date, such as 2026-12-31"),
        (
            "x-rights: {till: 2026-12-31}",
            "4:16",
            "x-rights.till: is not a key of x-rights | Did you mean until?",
        ),
        ("x-rights: {territory: de}", "4:27", "x-rights.territory: must be a list"),
        ("x-rights: {territory: []}", "4:27", "x-rights.territory: is an empty list"),
        ("x-rights: {territory: ['']}", "4:28", "must not be empty"),
        ("x-rights: {}", "4:15", "x-rights: says nothing; write a last day: {until: 2026-12-31}"),
    ],
)
def test_what_cannot_be_meant_is_told_at_its_place(errors: Errors, mark: str, place: str, said: str) -> None:
    (found,) = errors(product(mark))
    assert found.startswith(f"brand.yaml:{place} products.p.")
    assert said in found


def test_they_come_from_variables_too(loaded: Load) -> None:
    text = "vars: {who: ana, end: 2026-12-31}\n" + product(
        "x-owner: ${vars.who}", "x-rights: {until: '${vars.end}'}"
    )
    manifests = loaded(text)
    assert manifests.errors == []
    assert (manifests.desired[P].owner, manifests.desired[P].rights) == ("ana", Rights(END))
    assert manifests.desired[P].uses == {}


def test_defaults_give_them_and_the_nearest_wins(loaded: Load) -> None:
    manifests = loaded(
        {
            "rawugc.yaml": "workspace: w\n",
            "all.yaml": "defaults: {products: {x-owner: ana, x-rights: {until: 2026-12-31}}}\n",
            "b/b.yaml": "defaults: {products: {x-owner: bo}}\n" + product().replace("  p:", "  q:"),
            "c.yaml": product("x-owner: cy"),
        }
    )
    assert manifests.errors == []
    assert {str(a): one.owner for a, one in manifests.desired.items()} == {
        "products.q": "bo",
        "products.p": "cy",
    }
    assert {one.rights for one in manifests.desired.values()} == {Rights(END)}


def test_an_environment_may_say_another_owner(tmp_path: Path) -> None:
    (tmp_path / "rawugc.yaml").write_text(
        "environments: {staging: {folders: [env], defaults: {products: {x-rights: {until: 2026-12-31}}}}}\n"
    )
    (tmp_path / "brand.yaml").write_text(product("x-owner: ana"))
    (tmp_path / "env").mkdir()
    (tmp_path / "env/p.yaml").write_text("products: {p: {x-owner: bo}}\n")
    selected = select(tmp_path, "staging")
    manifests = load(tmp_path, selected.config, registered(), NOW, environment=selected)
    assert manifests.errors == []
    assert (manifests.desired[P].owner, manifests.desired[P].rights) == ("bo", Rights(END))


def test_fmt_keeps_them(loaded: Load) -> None:
    text = product("x-rights: {until: 2026-12-31,   territory: [de]}", "x-owner:   ana")
    result = formatted(text.encode(), "brand.yaml", manifest_place(registered())).decode()
    assert result != text
    assert loaded(result).desired[P].owner == "ana"
    assert loaded(result).desired[P].rights == Rights(END, ("de",))
