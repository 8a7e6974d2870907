"""The state as JSON and back."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rawugc_sync.errors import StateError
from rawugc_sync.model import Address, Record, State
from rawugc_sync.state.document import dump, load

PLACE = "rawugc.state.json"
RECORD = Record(
    "post_1",
    {"content": "Grüße 🧴\n", "scheduledFor": 1, "accounts": ["tiktok/glowlab"], "tiktokAllowDuet": False},
    unverified=frozenset({"videoUrl", "accounts"}),
    seen={"content": "rewritten"},
    prevent_destroy=True,
    deposed=("post_0",),
)
STATE = State(
    "a-lineage", 7, "org_1", {Address("posts", "p"): RECORD, Address("personas", "a"): Record("per_1", {})}
)

names = st.text(st.characters(codec="utf-8"), min_size=1, max_size=8)
values = st.one_of(st.booleans(), st.integers(), names, st.lists(names, max_size=3))
records = st.builds(
    Record,
    id=st.uuids().map(str),
    fields=st.dictionaries(names, values, max_size=3),
    unverified=st.frozensets(names, max_size=2),
    seen=st.dictionaries(names, values, max_size=2),
    prevent_destroy=st.booleans(),
    deposed=st.lists(st.uuids().map(str), max_size=2, unique=True).map(tuple),
)
states = st.builds(
    State,
    lineage=names,
    serial=st.integers(min_value=0),
    organization_id=st.none() | names,
    records=st.dictionaries(
        st.builds(
            Address, st.sampled_from(["personas", "posts"]), st.from_regex(r"[a-z]{1,4}", fullmatch=True)
        ),
        records,
        max_size=3,
    ),
)


@given(states)
def test_what_is_written_is_read_again(state: State) -> None:
    assert load(dump(state), PLACE) == state


def test_the_same_content_is_the_same_text_in_whatever_order() -> None:
    turned = State("a-lineage", 7, "org_1", dict(reversed(list(STATE.records.items()))))
    assert dump(turned) == dump(STATE)
    assert dump(STATE).endswith("}\n")


def test_the_envelope_is_what_state_servers_take_and_entries_are_sorted() -> None:
    document = json.loads(dump(STATE))
    assert list(document) == ["version", "serial", "lineage", "organizationId", "resources"]
    assert (document["version"], document["serial"], document["lineage"]) == (1, 7, "a-lineage")
    assert list(document["resources"]) == ["personas.a", "posts.p"]
    assert document["resources"]["personas.a"] == {"id": "per_1", "fields": {}}


def document(**changes: Any) -> str:
    return json.dumps({**json.loads(dump(STATE)), **changes})


def resource(**changes: Any) -> str:
    return document(resources={"posts.p": {"id": "post_1", "fields": {}, **changes}})


TWICE = {"personas.a": {"id": "x", "fields": {}}, "personas.b": {"id": "x", "fields": {}}}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "it is empty"),
        (" \n", "it is empty"),
        ("{", "it is not JSON"),
        (dump(STATE)[:-40], "it is not JSON"),
        ("[" * 100_000, "it is not JSON"),
        ("\ufffd", "it is not JSON"),
        ("<<<<<<< HEAD\n{}\n=======\n{}\n>>>>>>> other\n", "the markers of an unresolved merge"),
        ('{"version": 1,\n<<<<<<< HEAD\n"serial": 1', "the markers of an unresolved merge"),
        ("[]", "it is not a JSON object"),
        ("null", "it is not a JSON object"),
        ("{}", "it has no version"),
        (document(version="1"), "it has no version"),
        (document(version=True), "it has no version"),
        (document(version=0), "it has no version"),
        (document(serial=-1), "serial must be a whole number"),
        (document(serial=1.5), "serial must be a whole number"),
        (document(serial=None), "serial must be a whole number"),
        (document(lineage=""), "lineage must be a text"),
        (document(lineage=7), "lineage must be a text"),
        (document(organizationId=7), "organizationId must be a text or null"),
        (document(resources=[]), "resources must be an object"),
        (document(resources={"posts": {}}), "'posts' is not an address"),
        (document(resources={".p": {}}), "'.p' is not an address"),
        (document(resources={"posts.p": []}), "posts.p must be an object"),
        (document(resources=TWICE), "personas.b and personas.a have the same id x"),
        (resource(id=""), "posts.p has no id"),
        (resource(id=7), "posts.p has no id"),
        (resource(fields=None), "posts.p: fields must be an object"),
        (resource(seen=[]), "posts.p: fields must be an object"),
        (resource(unverified="content"), "unverified and deposed must be lists of texts"),
        (resource(deposed=[7]), "unverified and deposed must be lists of texts"),
        (resource(deposed=["post_1"]), "have the same id post_1"),
        (resource(preventDestroy="yes"), "preventDestroy must be true or false"),
    ],
)
def test_a_broken_state_is_refused_with_what_is_wrong_and_a_way_out(text: str, said: str) -> None:
    with pytest.raises(StateError) as broken:
        load(text, PLACE)
    (one,) = broken.value.diagnostics
    assert one.summary.startswith(f"{PLACE} cannot be used: ")
    assert said in one.summary
    assert "Restore it from version control or a backup" in one.detail


def test_a_state_of_a_newer_version_asks_for_an_upgrade() -> None:
    with pytest.raises(StateError) as newer:
        load(document(version=2), PLACE)
    (one,) = newer.value.diagnostics
    assert (one.code, one.detail) == ("state-version", "Upgrade rawugc-sync.")


def test_keys_of_others_are_ignored() -> None:
    assert load(document(terraform_version="1.9"), PLACE) == STATE


def test_the_same_id_in_two_collections_is_two_objects() -> None:
    shared = {"personas.a": {"id": "x", "fields": {}}, "posts.p": {"id": "x", "fields": {}}}
    assert len(load(document(resources=shared), PLACE).records) == 2
