"""Names that differ only in case or Unicode normal form: a question, not a create."""

from __future__ import annotations

from typing import Any

import pytest

from rawugc_sync.planning.inputs import Options
from rawugc_sync.resources import registered
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.desired import Blocks, Import
from rawugc_sync.words.recorded import Record
from tests.planning.worlds import actions, codes, plan, want

COMPOSED, DECOMPOSED = "Caf\u00e9 \u00c5rhus", "Cafe\u0301 A\u030arhus"
SPELLINGS: dict[str, tuple[str, str, bool]] = {
    "case": ("Glow", "GLOW", True),
    "case of one letter": ("Barrier Serum", "Barrier serum", True),
    "normal form": (COMPOSED, DECOMPOSED, True),
    "both": (COMPOSED, DECOMPOSED.upper(), True),
    "sharp s": ("Weiß", "WEISS", True),
    "full width": ("\uff27\uff4c\uff4f\uff57", "Glow", True),
    "space that looks like one": ("Barrier\u00a0Serum", "Barrier Serum", True),
    "another letter": ("Glow", "Glaw", False),
    "another accent": ("Cafe", "Café", False),
    "another space": ("Barrier Serum", "BarrierSerum", False),
}
NAMED = [name for name, type_ in registered().items() if "name" in type_.fields.traits]
REST: dict[str, dict[str, Any]] = {
    "personas": {"description": "D"},
    "messaging": {"body": "B"},
    "products": {"photos": []},
    "styles": {"type": "video"},
}
every_named = pytest.mark.parametrize("collection", NAMED)


def live(collection: str, id: str, name: str) -> dict[str, Any]:
    return {"_id": id, "name": name, **REST[collection]}


@every_named
@pytest.mark.parametrize("turned", [False, True], ids=["as-told", "turned"])
@pytest.mark.parametrize(("ours", "theirs", "asked"), SPELLINGS.values(), ids=SPELLINGS)
def test_a_name_that_is_spelt_otherwise_is_a_question(
    collection: str, ours: str, theirs: str, asked: bool, turned: bool
) -> None:
    ours, theirs = (theirs, ours) if turned else (ours, theirs)
    made = plan(
        want(f"{collection}.it", {"name": ours, **REST[collection]}),
        records={},
        live={collection: [live(collection, "id_1", theirs)]},
    )
    assert codes(made) == ({"ambiguous"} if asked else set())
    assert actions(made) == ({} if asked else {f"{collection}.it": ("create",)})
    if asked:
        (refusal,) = made.refusals
        assert "id_1, whose name differs only in case or Unicode normal form" in refusal.summary
        assert f"{{to: {collection}.it, id: id_1}}" in refusal.detail
        assert f"{{to: {collection}.it, not: [id_1]}}" in refusal.detail


def answered(collection: str, **block: Any) -> Any:
    address = Address(collection, "it")
    return plan(
        want(str(address), {"name": "Glow", **REST[collection]}),
        records={},
        live={collection: [live(collection, "id_1", "GLOW"), live(collection, "id_2", "glow")]},
        blocks=Blocks(imports=(Import(address, **block),)),
    )


@every_named
@pytest.mark.parametrize("id", ["id_1", "id_2"])
def test_one_of_them_is_taken_over_and_renamed(collection: str, id: str) -> None:
    made = answered(collection, id=id)
    (change,) = made.changes
    assert (made.refusals, change.importing) == ((), id)
    assert [call.body for call in change.calls] == [{"name": "Glow"}]


@every_named
def test_none_of_them_is_created(collection: str) -> None:
    made = answered(collection, others=frozenset({"id_1", "id_2"}))
    assert (made.refusals, actions(made)) == ((), {f"{collection}.it": ("create",)})


@every_named
def test_an_equal_name_needs_no_question(collection: str) -> None:
    made = plan(
        want(f"{collection}.it", {"name": "Glow", **REST[collection]}),
        records={},
        live={collection: [live(collection, "id_1", "GLOW"), live(collection, "id_2", "Glow")]},
    )
    assert codes(made) == set()
    assert [change.importing for change in made.changes] == ["id_2"]


@every_named
def test_what_another_resource_is_already_is_no_candidate(collection: str) -> None:
    upper = {"name": "GLOW", **REST[collection]}
    made = plan(
        want(f"{collection}.it", {"name": "Glow", **REST[collection]}),
        want(f"{collection}.upper", upper),
        records={f"{collection}.upper": Record("id_1", upper)},
        live={collection: [live(collection, "id_1", "GLOW")]},
    )
    assert (codes(made), actions(made)) == (set(), {f"{collection}.it": ("create",)})


@every_named
def test_what_was_deleted_outside_is_not_created_beside_one_that_is_spelt_otherwise(collection: str) -> None:
    fields = {"name": "Glow", **REST[collection]}
    made = plan(
        want(f"{collection}.it", fields),
        records={f"{collection}.it": Record("id_0", fields)},
        live={collection: [live(collection, "id_1", "glow")]},
    )
    assert codes(made) == {"ambiguous"}


@every_named
def test_without_adoption_nothing_is_asked(collection: str) -> None:
    made = plan(
        want(f"{collection}.it", {"name": "Glow", **REST[collection]}),
        records={},
        live={collection: [live(collection, "id_1", "glow")]},
        options=Options(adopt=False),
    )
    assert actions(made) == {f"{collection}.it": ("create",)}


TYPES: dict[str, tuple[dict[str, str], str | None, bool]] = {
    "the same": ({"type": "video"}, "video", True),
    "another": ({"type": "image"}, "video", False),
    "none here": ({}, "image", True),
    "none there": ({"type": "video"}, None, False),
}


@pytest.mark.parametrize(("ours", "theirs", "asked"), TYPES.values(), ids=TYPES)
def test_styles_of_different_types_are_different_things(
    ours: dict[str, str], theirs: str | None, asked: bool
) -> None:
    made = plan(
        want("styles.it", {"name": "Tour", **ours}),
        records={},
        live={"styles": [{"_id": "sty_1", "name": "TOUR", "type": theirs}]},
    )
    assert ("ambiguous" in codes(made)) is asked
