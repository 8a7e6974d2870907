"""The state as JSON and back."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rawugc_sync.state.document import VERSION, dump, inconsistency, load, record_json
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.credits import Spending
from rawugc_sync.words.errors import StateError
from rawugc_sync.words.outputs import Output, Pending
from rawugc_sync.words.recorded import (
    Edited,
    Held,
    LostEdit,
    Record,
    Replacing,
    State,
    Takedown,
    Unresolved,
)
from rawugc_sync.words.uploads import FileUrl, Uploaded

PLACE = "rawugc.state.json"
RECORD = Record(
    "post_1",
    {"content": "Grüße 🧴\n", "scheduledFor": 1, "accounts": ["tiktok/glowlab"], "tiktokAllowDuet": False},
    unverified=frozenset({"videoUrl", "accounts"}),
    seen={"content": "rewritten"},
    prevent_destroy=True,
    deposed=("post_0",),
)
PENDING = Unresolved(
    1_800_000_000_000, frozenset({"post_1", "post_0"}), Record("", {"content": "C"}, deposed=("post_1",))
)
STATE = State(
    "a-lineage",
    7,
    "org_1",
    {Address("posts", "p"): RECORD, Address("personas", "a"): Record("per_1", {})},
    {Address("posts", "q"): PENDING},
)

HASH = "sha256:" + "0" * 64

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
    replacing=st.none()
    | st.builds(
        Replacing,
        fields=st.dictionaries(names, values, max_size=2),
        taken=st.frozensets(names, max_size=2),
        deleted=st.booleans(),
    ),
    edited=st.none()
    | st.builds(
        Edited,
        version=st.integers(min_value=1),
        highest=st.integers(min_value=1),
        original=st.dictionaries(names, names, max_size=2),
        apart=st.booleans(),
    ),
)
addresses = st.builds(
    Address, st.sampled_from(["personas", "posts"]), st.from_regex(r"[a-z]{1,4}", fullmatch=True)
)
pending = st.builds(
    Unresolved,
    sent_at=st.integers(min_value=0),
    known=st.frozensets(names, max_size=3),
    record=st.builds(lambda record: Record("", record.fields, deposed=record.deposed), records),
    exists=st.booleans(),
    sent=st.none() | st.dictionaries(names, values, max_size=2),
    edit=st.none() | st.builds(LostEdit, field=names, above=st.integers(min_value=1)),
)
takedowns = st.builds(
    Takedown,
    address=addresses,
    id=names,
    left_at=st.integers(min_value=0),
    fields=st.dictionaries(names, values, max_size=2),
)
others = st.builds(Address, st.just("messaging"), st.from_regex(r"[a-z]{1,4}", fullmatch=True))
kept = st.builds(
    Held, record=records, live=st.dictionaries(names, values, max_size=2), at=st.integers(min_value=0)
)
states = st.builds(
    State,
    lineage=names,
    serial=st.integers(min_value=0),
    organization_id=st.none() | names,
    records=st.dictionaries(addresses, records, max_size=3),
    unresolved=st.dictionaries(addresses, pending, max_size=2),
    takedowns=st.lists(takedowns, max_size=2).map(tuple),
    held=st.dictionaries(others, kept, max_size=2),
)


@given(states)
def test_what_is_written_is_read_again(state: State) -> None:
    assert load(dump(state), PLACE) == state


def test_the_same_content_is_the_same_text_in_whatever_order() -> None:
    turned = replace(STATE, records=dict(reversed(list(STATE.records.items()))))
    assert dump(turned) == dump(STATE)
    assert dump(STATE).endswith("}\n")


def test_the_envelope_is_what_state_servers_take_and_entries_are_sorted() -> None:
    document = json.loads(dump(STATE))
    assert list(document) == [
        "version",
        "serial",
        "lineage",
        "organizationId",
        "resources",
        "unresolved",
        "moved",
        "applied",
    ]
    assert (document["version"], document["serial"], document["lineage"]) == (VERSION, 7, "a-lineage")
    assert list(document["resources"]) == ["personas.a", "posts.p"]
    assert document["resources"]["personas.a"] == {"id": "per_1", "fields": {}}


HELD = {"record": {"id": "post_9", "fields": {}}, "live": {}, "at": 1}


def held(**changes: Any) -> str:
    return document(held={"posts.q": {**HELD, **changes}})


def document(**changes: Any) -> str:
    return json.dumps({**json.loads(dump(STATE)), **changes})


def resource(**changes: Any) -> str:
    return document(resources={"posts.p": {"id": "post_1", "fields": {}, **changes}})


def unresolved(**changes: Any) -> str:
    entry = json.loads(dump(STATE))["unresolved"]["posts.q"]
    return document(unresolved={"posts.q": {**entry, **changes}})


def taken_down(**changes: Any) -> str:
    entry = {"address": "posts.o", "id": "post_9", "leftAt": 1, "fields": {}}
    return document(takenDown=[{**entry, **changes}])


MERGE = "the markers of an unresolved merge"
TWICE = {"personas.a": {"id": "x", "fields": {}}, "personas.b": {"id": "x", "fields": {}}}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param("", "it is empty", id="S2-empty"),
        (" \n", "it is empty"),
        ("{", "it is not JSON"),
        pytest.param(dump(STATE)[:-40], "it is not JSON", id="S3-truncated"),
        ("[" * 100_000, "it is not JSON"),
        pytest.param("\ufffd", "it is not JSON", id="S4-bits-flipped"),
        pytest.param("\ufeff" + dump(STATE), "it is not JSON", id="S7-byte-order-mark"),
        pytest.param("<<<<<<< HEAD\n{}\n=======\n{}\n>>>>>>> other\n", MERGE, id="S10-conflict"),
        pytest.param('{"version": 1,\n<<<<<<< HEAD\n"serial": 1', MERGE, id="S10-conflict-inside"),
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
        (document(uploads=[]), "uploads must be an object"),
        (document(uploads={"sha256:1": {"url": "https://x", "at": 1}}), "'sha256:1' is no SHA-256"),
        (document(uploads={HASH: []}), f"uploads: {HASH} must be an object"),
        (document(uploads={HASH: {"url": "", "at": 1}}), f"uploads: {HASH} is wrong"),
        (document(uploads={HASH: {"url": "https://x", "at": "1"}}), f"uploads: {HASH} is wrong"),
        (document(resources=[]), "resources must be an object"),
        (document(resources={"posts": {}}), "'posts' is not an address"),
        (document(resources={".p": {}}), "'.p' is not an address"),
        (document(resources={"posts.p": []}), "posts.p must be an object"),
        pytest.param(
            document(resources=TWICE), "personas.b and personas.a have the same id x", id="S7-id-twice"
        ),
        (resource(id=""), "posts.p has no id"),
        (resource(id=7), "posts.p has no id"),
        (resource(fields=None), "posts.p: fields must be an object"),
        (resource(seen=[]), "posts.p: fields must be an object"),
        (resource(unverified="content"), "unverified and deposed must be lists of texts"),
        (resource(deposed=[7]), "unverified and deposed must be lists of texts"),
        (resource(deposed=["post_1"]), "posts.p has an id twice"),
        (resource(deposed=[""]), "posts.p has no id"),
        (resource(preventDestroy="yes"), "preventDestroy must be true or false"),
        (document(unresolved=[]), "unresolved must be an object"),
        (document(unresolved={"posts": {}}), "'posts' is not an address"),
        (document(unresolved={"posts.q": 7}), "posts.q must be an object"),
        (unresolved(sentAt="now"), "sentAt or exists is wrong"),
        (unresolved(exists=None), "sentAt or exists is wrong"),
        (unresolved(known="post_1"), "known must be a list of texts"),
        (unresolved(record=None), "posts.q must be an object"),
        (document(takenDown={}), "takenDown must be a list"),
        (document(takenDown=[7]), "takenDown must be a list of objects"),
        (taken_down(id=7), "takenDown is wrong"),
        (taken_down(leftAt="now"), "takenDown is wrong"),
        (taken_down(fields=[]), "takenDown is wrong"),
        (taken_down(address="posts"), "'posts' is not an address"),
        (unresolved(record={"id": "", "fields": []}), "fields must be an object"),
        (resource(outputs=[]), "posts.p: outputs must be an object"),
        (document(credits=[]), "credits must be an object"),
        (document(credits={"months": []}), "credits.months must be an object"),
        (document(credits={"months": {"May": 1}}), "credits.months holds what is no month"),
        (document(credits={"months": {"2027-01": "1"}}), "credits.months holds what is no number of credits"),
        (document(credits={"prices": {"veo3": -1}}), "credits.prices holds what is no number of credits"),
        (resource(edited=[]), "posts.p: edited must be an object"),
        (resource(edited={"version": "2"}), "posts.p: edited has no versions"),
        (resource(edited={"version": 2, "highest": 2, "original": []}), "posts.p: edited is wrong"),
        (unresolved(edit=[]), "posts.q: edit must be an object"),
        (unresolved(edit={"field": "", "above": 1}), "posts.q: edit is wrong"),
        (unresolved(edit={"field": "captions", "above": "1"}), "posts.q: edit is wrong"),
        (document(held=[]), "held must be an object"),
        (document(held={"posts.q": 7}), "held: posts.q must be an object"),
        (document(held={"posts": {}}), "held: 'posts' is not an address"),
        (held(at="now"), "held: posts.q is wrong"),
        (held(live=[]), "held: posts.q is wrong"),
        (held(record=None), "posts.q must be an object"),
        (document(held={"posts.p": HELD}), "posts.p is held, and has a record"),
        (document(letGo=[]), "letGo must be an object"),
        (document(letGo={"videos": [7]}), "letGo must hold lists of texts"),
    ],
)
def test_a_broken_state_is_refused_with_what_is_wrong_and_a_way_out(text: str, said: str) -> None:
    with pytest.raises(StateError) as broken:
        load(text, PLACE)
    (one,) = broken.value.diagnostics
    assert one.summary.startswith(f"{PLACE} cannot be used: ")
    assert said in one.summary
    assert "Restore it from version control or from .rawugc/backups" in one.detail


def test_s6_a_state_of_a_newer_version_asks_for_an_upgrade() -> None:
    with pytest.raises(StateError) as newer:
        load(document(version=VERSION + 1), PLACE)
    (one,) = newer.value.diagnostics
    assert (one.code, one.detail) == ("state-version", "Upgrade rawugc-sync.")
    assert f"state version {VERSION + 1}, this one knows {VERSION}" in one.summary


def test_keys_of_others_are_ignored() -> None:
    assert load(document(terraform_version="1.9"), PLACE) == STATE


def test_what_was_taken_down_is_an_optional_key() -> None:
    assert "takenDown" not in json.loads(dump(STATE))
    assert load(taken_down(), PLACE).takedowns == (Takedown(Address("posts", "o"), "post_9", 1, {}),)


def test_credits_are_an_optional_key_sorted() -> None:
    assert "credits" not in json.loads(dump(STATE))
    spending = Spending({"2027-02": 2.5, "2027-01": 7}, {"veo3": 5, "V5": 3})
    text = dump(replace(STATE, spending=spending))
    assert json.dumps(json.loads(text)["credits"]) == (
        '{"months": {"2027-01": 7, "2027-02": 2.5}, "prices": {"V5": 3, "veo3": 5}}'
    )
    assert load(text, PLACE).spending == spending


def test_what_was_let_go_is_an_optional_key_sorted() -> None:
    assert "letGo" not in json.loads(dump(STATE))
    state = replace(STATE, let_go=frozenset({("videos", "vid_2"), ("videos", "vid_1"), ("images", "img_1")}))
    assert json.loads(dump(state))["letGo"] == {"images": ["img_1"], "videos": ["vid_1", "vid_2"]}
    assert load(dump(state), "the-state") == state


def test_outputs_are_kept_with_their_record() -> None:
    made = Record("vid_1", {"model": "veo3"}, outputs={"id": "vid_1", "url": "https://cdn.example.com/a.mp4"})
    state = replace(STATE, records={Address("videos", "v"): made})
    assert load(dump(state), "the-state") == state


def test_the_same_id_in_two_collections_is_two_objects() -> None:
    shared = {"personas.a": {"id": "x", "fields": {}}, "posts.p": {"id": "x", "fields": {}}}
    assert len(load(document(resources=shared), PLACE).records) == 2


@pytest.mark.parametrize(
    ("records", "complaint"),
    [
        ({Address("posts", "p"): Record("", {})}, "posts.p has no id"),
        ({Address("posts", "p"): Record("x", {}, deposed=("x",))}, "posts.p has an id twice"),
        (
            {Address("posts", "p"): Record("x", {}), Address("posts", "q"): Record("y", {}, deposed=("x",))},
            "posts.q and posts.p have the same id x",
        ),
        ({Address("posts", "p"): Record("x", {}), Address("styles", "p"): Record("x", {})}, None),
    ],
)
def test_a_state_never_holds_an_id_twice_or_none(
    records: dict[Address, Record], complaint: str | None
) -> None:
    assert inconsistency(State("l", records=records)) == complaint


def test_contents_are_kept_by_their_hash_wherever_they_are_named() -> None:
    file = FileUrl(HASH)
    fields = {"photos": ["https://x.test/1.png", file], "name": HASH}
    record = Record("prd_1", fields, seen={"photos": [file]}, adopted={"https://x.test/2.png": file})
    lost = Unresolved(1, frozenset(), replace(record, id=""), sent=fields)
    gone = Takedown(Address("posts", "p"), "post_1", 1, {"videoUrl": file})
    where = {Address("products", "p"): record}
    kept = State(
        *("l", 1, None, where, {Address("products", "q"): lost}),
        takedowns=(gone,),
        uploads={HASH: Uploaded("https://x.test/2.png", 1)},
    )
    text = dump(kept)
    assert json.loads(text)["resources"]["products.p"]["fields"]["photos"][1] == {"file": HASH}
    assert load(text, "the-state") == kept
    read = load(text, "the-state").records[Address("products", "p")].fields
    assert isinstance(read["photos"][1], FileUrl)
    assert not isinstance(read["name"], FileUrl)


@pytest.mark.parametrize(
    "record",
    [
        Record("id", {"videoUrl": Pending.to(Address("videos", "v"), "url")}),
        Record("id", {"photos": ["https://a.b/c.png", Pending.to(Address("images", "i"), "url")]}),
        Record("id", {}, seen={"videoUrl": Pending.to(Address("videos", "v"), "url")}),
        Record("id", {}, replacing=Replacing({"videoUrl": Pending.to(Address("videos", "v"), "url")})),
    ],
)
def test_no_reference_is_ever_recorded(record: Record) -> None:
    with pytest.raises(AssertionError, match="not known yet"):
        record_json(record)


def test_what_a_reference_stands_for_is_recorded_as_a_text() -> None:
    known = Output("https://a.b/c.mp4", Address("videos", "v"), "url")
    assert json.dumps(record_json(Record("id", {"videoUrl": known}))["fields"]) == (
        '{"videoUrl": "https://a.b/c.mp4"}'
    )
