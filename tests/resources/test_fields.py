"""The fields of every collection, held against the sandbox's own reading of the API page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest
from pydantic import ValidationError

from rawugc_sync.resources import registered
from rawugc_sync.resources.traits import Kind
from rawugc_sync.sandbox import COLLECTIONS, Field

OURS = {("posts", "accounts")}
"""Fields that only manifests have: other spellings of the API's own."""

SHOWN_OTHERWISE = {("posts", "mode")}
"""Fields that the API takes, and shows under another name."""

REQUIRED: Mapping[str, Mapping[str, object]] = {
    "personas": {"name": "N", "description": "D"},
    "messaging": {"name": "N", "body": "B"},
    "products": {"name": "N", "photos": []},
    "styles": {"name": "N"},
    "posts": {"videoUrl": "https://x.example/v.mp4", "accountIds": ["acc_1"], "mode": "draft"},
}


def documented() -> Iterator[tuple[str, Field]]:
    for name, collection in COLLECTIONS.items():
        for field in collection.fields:
            yield name, field


every_field = pytest.mark.parametrize(
    ("name", "field"), [pytest.param(n, f, id=f"{n}.{f.name}") for n, f in documented()]
)
limited = pytest.mark.parametrize(
    ("name", "field"), [pytest.param(n, f, id=f"{n}.{f.name}") for n, f in documented() if f.limit]
)


@pytest.mark.parametrize("name", list(COLLECTIONS))
def test_a_collection_has_just_the_documented_fields(name: str) -> None:
    ours = {field for field in registered()[name].fields.traits if (name, field) not in OURS}
    assert ours == {field.name for field in COLLECTIONS[name].fields}


@pytest.mark.parametrize("name", list(COLLECTIONS))
def test_a_collection_has_the_documented_endpoints(name: str) -> None:
    type_, spec = registered()[name], COLLECTIONS[name]
    assert (type_.calls.path, type_.calls.array, type_.calls.id_field) == (
        spec.path,
        spec.array,
        spec.id_field,
    )


@every_field
def test_a_field_can_do_what_the_page_says(name: str, field: Field) -> None:
    trait = registered()[name].fields.traits[field.name]
    if (name, field.name) not in SHOWN_OTHERWISE:
        assert (trait.updatable, trait.returned) == ("U" in field.uses, "R" in field.uses)
    text = field.kind == "text" and trait.kind is Kind.TEXT
    assert trait.clearable == (text and "U" in field.uses and not field.required)


@every_field
def test_a_field_is_required_where_the_page_says_so(name: str, field: Field) -> None:
    if field.name in ("mode", "accountIds"):
        return  # a post may say both in another way: `missing` sees to that
    fields = {n: v for n, v in REQUIRED[name].items() if n != field.name}
    if not field.required:
        assert registered()[name].fields.parse(fields)
        return
    with pytest.raises(ValidationError) as wrong:
        registered()[name].fields.parse(fields)
    assert [(e["loc"], e["type"]) for e in wrong.value.errors()] == [((field.name,), "missing")]


@pytest.mark.parametrize(
    ("name", "field"), [pytest.param(n, f, id=f"{n}.{f.name}") for n, f in documented() if f.choices]
)
def test_a_choice_takes_the_documented_words_and_no_other(name: str, field: Field) -> None:
    type_ = registered()[name]
    for choice in field.choices:
        assert type_.fields.parse({**REQUIRED[name], field.name: choice})[field.name] == choice
    with pytest.raises(ValidationError):
        type_.fields.parse({**REQUIRED[name], field.name: field.choices[0].swapcase()})


@limited
@pytest.mark.parametrize("unit", ["x", "é", "🧴", "\n"])
def test_a_text_fits_up_to_its_limit_in_utf16_units(name: str, field: Field, unit: str) -> None:
    assert field.limit is not None
    text = ("x" + unit * field.limit)[: field.limit // (2 if unit == "🧴" else 1)]
    text = text.ljust(field.limit - sum(char == "🧴" for char in text), "x")
    parsed = registered()[name].fields.parse({**REQUIRED[name], field.name: text})
    assert len(parsed[field.name].encode("utf-16-le")) == field.limit * 2
    with pytest.raises(ValidationError) as wrong:
        registered()[name].fields.parse({**REQUIRED[name], field.name: text + "x"})
    assert f"is {field.limit + 1} characters long, 1 more than the {field.limit}" in str(wrong.value)


@every_field
def test_an_unknown_field_beside_it_is_refused(name: str, field: Field) -> None:
    with pytest.raises(ValidationError) as wrong:
        registered()[name].fields.parse({**REQUIRED[name], field.name.upper(): "x"})
    assert {e["type"] for e in wrong.value.errors()} == {"extra_forbidden"}


def test_a_field_that_is_not_written_is_not_there() -> None:
    assert registered()["styles"].fields.parse({"name": "N"}) == {"name": "N"}


@pytest.mark.parametrize(
    ("collection", "field", "one", "other", "same"),
    [
        ("posts", "accountIds", ["a", "b"], ["b", "a"], True),
        ("posts", "accountIds", ["a"], ["a", "b"], False),
        ("posts", "accounts", ["tiktok/A"], ["tiktok/a"], True),
        ("posts", "accounts", ["tiktok/a", "x/b"], ["x/b", "tiktok/a"], True),
        ("products", "photos", ["a", "b"], ["b", "a"], False),
        ("posts", "tiktokAllowDuet", False, True, False),
        ("posts", "scheduledFor", 1, 2, False),
        ("products", "description", "x", " x\r\n", True),
        ("products", "description", "", None, True),
    ],
)
def test_accounts_are_compared_as_a_set_and_photos_in_order(
    collection: str, field: str, one: object, other: object, same: bool
) -> None:
    assert registered()[collection].fields.same(field, one, other) is same


LISTS = [
    (name, field)
    for name, type_ in registered().items()
    for field, t in type_.fields.traits.items()
    if t.many
]


@pytest.mark.parametrize(("collection", "field"), LISTS)
@pytest.mark.parametrize("nothing", [[], None, ""])
def test_an_empty_list_and_null_are_one_in_every_list(collection: str, field: str, nothing: object) -> None:
    type_ = registered()[collection]
    assert type_.fields.same(field, [], nothing)
    assert type_.fields.same(field, nothing, [])
    assert not type_.fields.same(field, ["tiktok/a"], nothing)
    assert not type_.fields.same(field, nothing, ["tiktok/a"])
