"""What the sandbox refuses, as RFC 7807 documents."""

from __future__ import annotations

import json

import pytest

from rawugc_sync.sandbox import Options, Request
from tests.sandbox.driver import DAY, FULL, PATHS, SOON, START, Sandbox

LIMITS = [
    ("personas", "name", 200),
    ("personas", "description", 5000),
    ("messaging", "name", 200),
    ("messaging", "body", 5000),
    ("products", "name", 200),
    ("products", "description", 1000),
    ("products", "messaging", 5000),
    ("styles", "name", 200),
    ("styles", "description", 1000),
    ("styles", "promptTemplate", 5000),
    ("posts", "content", 2200),
]
REQUIRED = [
    ("personas", "name"),
    ("personas", "description"),
    ("messaging", "name"),
    ("messaging", "body"),
    ("products", "name"),
    ("products", "photos"),
    ("styles", "name"),
    ("posts", "videoUrl"),
    ("posts", "accountIds"),
    ("posts", "mode"),
    ("posts", "scheduledFor"),
]
CREATE_ONLY = [("styles", "type")] + [
    ("posts", name)
    for name in FULL["posts"]
    if name not in ("accountIds", "scheduledFor", "timezone", "content")
]
WRONG = [
    ("personas", "name", 7),
    ("personas", "description", None),
    ("messaging", "body", ["text"]),
    ("products", "photos", "https://cdn.example.com/front.jpg"),
    ("products", "photos", ["https://cdn.example.com/front.jpg", "front.jpg"]),
    ("products", "photos", ["ftp://cdn.example.com/front.jpg"]),
    ("styles", "type", "music"),
    ("styles", "aspectRatio", "16:9"),
    ("styles", "aspectRatio", ["portrait"]),
    ("posts", "videoUrl", "/teaser.mp4"),
    ("posts", "videoUrl", "https://cdn.example.com/a teaser.mp4"),
    ("posts", "accountIds", "acc_1"),
    ("posts", "accountIds", [1]),
    ("posts", "accountIds", ["acc_99"]),
    ("posts", "accountIds", ["acc_1", "acc_3"]),
    ("posts", "mode", "later"),
    ("posts", "scheduledFor", str(SOON)),
    ("posts", "scheduledFor", SOON + 0.5),
    ("posts", "scheduledFor", True),
    ("posts", "scheduledFor", START),
    ("posts", "scheduledFor", START - DAY),
    ("posts", "timezone", "Mars/Olympus"),
    ("posts", "timezone", "../UTC"),
    ("posts", "timezone", 0),
    ("posts", "videoId", 1),
    ("posts", "publishToInbox", "yes"),
    ("posts", "tiktokPrivacyLevel", "EVERYONE"),
    ("posts", "tiktokAllowComment", 1),
    ("posts", "tiktokAllowDuet", None),
    ("posts", "tiktokAllowStitch", "true"),
    ("posts", "tiktokCommercialContentType", "brand"),
]
UPDATABLE_WRONG = [case for case in WRONG if (case[0], case[1]) not in CREATE_ONLY]
SERVER_SET = [
    (collection, name)
    for collection in PATHS
    for name in ("_id", "organizationId", "createdAt", "status", "colour")
]


@pytest.mark.parametrize(("collection", "name", "limit"), LIMITS)
@pytest.mark.parametrize("letter", ["x", "é", "😀"])
def test_a_text_may_fill_its_limit_but_not_pass_it(
    sandbox: Sandbox, collection: str, name: str, limit: int, letter: str
) -> None:
    units = len(letter.encode("utf-16-le")) // 2
    path = sandbox.create(collection, **{name: letter * (limit // units)})
    too_long = {name: letter * (limit // units) + "x"}
    refused = sandbox.post(PATHS[collection], FULL[collection] | too_long)
    assert (refused.status, refused.errors) == (400, {name: [f"must be at most {limit} characters long"]})
    assert sandbox.patch(path, too_long).status == 400


@pytest.mark.parametrize(("collection", "name"), REQUIRED)
def test_a_create_needs_its_required_fields(sandbox: Sandbox, collection: str, name: str) -> None:
    content = {field: value for field, value in FULL[collection].items() if field != name}
    refused = sandbox.post(PATHS[collection], content)
    assert refused.status == 400
    assert list(refused.errors) == [name]


@pytest.mark.parametrize(("collection", "name", "value"), WRONG)
def test_a_create_refuses_a_wrong_value(sandbox: Sandbox, collection: str, name: str, value: object) -> None:
    refused = sandbox.post(PATHS[collection], FULL[collection] | {name: value})
    assert refused.status == 400
    assert list(refused.errors) == [name]


@pytest.mark.parametrize(("collection", "name", "value"), UPDATABLE_WRONG)
def test_a_patch_refuses_a_wrong_value_and_changes_nothing(
    sandbox: Sandbox, collection: str, name: str, value: object
) -> None:
    path = sandbox.create(collection)
    before = sandbox.store.objects(collection)
    refused = sandbox.patch(path, {name: value})
    assert refused.status == 400
    assert list(refused.errors) == [name]
    assert sandbox.store.objects(collection) == before


@pytest.mark.parametrize(("collection", "name"), CREATE_ONLY)
def test_a_patch_refuses_a_create_only_field(sandbox: Sandbox, collection: str, name: str) -> None:
    path = sandbox.create(collection)
    refused = sandbox.patch(path, {name: FULL[collection][name]})
    assert (refused.status, refused.errors) == (400, {name: ["cannot be changed after creation"]})


@pytest.mark.parametrize(("collection", "name"), SERVER_SET)
def test_fields_that_are_not_accepted_are_named(sandbox: Sandbox, collection: str, name: str) -> None:
    path = sandbox.create(collection)
    for refused in (
        sandbox.post(PATHS[collection], FULL[collection] | {name: "x"}),
        sandbox.patch(path, {name: "x"}),
    ):
        assert (refused.status, refused.errors) == (400, {name: ["is not a known field"]})


def test_all_wrong_fields_are_named_at_once(sandbox: Sandbox) -> None:
    refused = sandbox.post("/personas", {"name": 7, "colour": "red"})
    assert refused.errors.keys() == {"name", "colour", "description"}


@pytest.mark.parametrize("collection", PATHS)
def test_an_empty_patch_is_refused(sandbox: Sandbox, collection: str) -> None:
    assert sandbox.patch(sandbox.create(collection), {}).status == 400


@pytest.mark.parametrize("collection", PATHS)
@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b'"text"',
        b'{"name": NaN}',
        b'{"name": "\xff"}',
        b"\xff\xfe{\x00}\x00",
        b"[" * 100_000,
        b'{"scheduledFor": ' + b"9" * 5000 + b"}",
    ],
    ids=["empty", "cut", "array", "text", "nan", "latin-1", "utf-16", "deep", "huge-number"],
)
def test_a_body_must_be_a_json_object(sandbox: Sandbox, collection: str, body: bytes) -> None:
    assert sandbox.send("POST", PATHS[collection], body).status == 400
    assert sandbox.send("PATCH", sandbox.create(collection), body).status == 400


def test_text_may_hold_a_lone_surrogate(sandbox: Sandbox) -> None:
    path = sandbox.create("personas", name="\ud800")
    assert sandbox.get(path).json["name"] == "\ud800"


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 404),
        ("GET", "", 404),
        ("GET", "/nothing", 404),
        ("GET", "/personas/", 404),
        ("GET", "/personas/per_99", 404),
        ("PATCH", "/personas/per_99", 404),
        ("DELETE", "/personas/per_99", 404),
        ("GET", "/personas/sty_1", 404),
        ("GET", "/personas/per_1/more", 404),
        ("POST", "/social/posts/post_99/publish", 404),
        ("POST", "/social/posts/post_99/reschedule", 404),
        ("DELETE", "/social/accounts/acc_99", 404),
        ("PUT", "/personas", 405),
        ("DELETE", "/personas", 405),
        ("POST", "/personas/per_1", 405),
        ("GET", "/social/posts/post_1/publish", 405),
        ("GET", "/social/accounts/acc_1", 405),
        ("HEAD", "/personas", 405),
    ],
)
def test_unknown_paths_and_methods_are_refused(sandbox: Sandbox, method: str, path: str, status: int) -> None:
    refused = sandbox.send(method, path, b"{}")
    assert refused.status == status
    assert ("Allow" in refused.headers) == (status == 405)


def test_a_wrong_method_is_told_the_right_ones(sandbox: Sandbox) -> None:
    assert sandbox.send("PUT", "/personas/per_1").headers["Allow"] == "DELETE, GET, PATCH"


@pytest.mark.parametrize(
    ("path", "name", "value"),
    [
        ("/personas", "page", "1"),
        ("/personas", "type", "video"),
        ("/styles", "type", "music"),
        ("/styles", "fromDate", "0"),
        ("/social/posts", "fromDate", "today"),
        ("/social/posts", "fromDate", "-1"),
        ("/social/posts", "toDate", "1.5"),
        ("/social/posts", "toDate", "true"),
        ("/social/posts", "includeDrafts", "1"),
        ("/social/posts", "includeDrafts", "yes"),
        ("/social/posts", "limit", "50"),
        ("/social/accounts", "isActive", "true"),
        ("/styles/sty_1", "type", "video"),
    ],
)
def test_unknown_query_parameters_and_values_are_refused(
    sandbox: Sandbox, path: str, name: str, value: str
) -> None:
    refused = sandbox.get(path, **{name: value})
    assert refused.status == 400
    assert list(refused.errors) == [name]


@pytest.mark.parametrize(
    "headers",
    [{}, {"authorization": ""}, {"authorization": "Bearer "}, {"authorization": "Basic abc"}],
    ids=["none", "empty", "no-key", "other-scheme"],
)
@pytest.mark.parametrize("path", ["/personas", "/nothing"])
def test_a_request_without_a_key_is_refused(sandbox: Sandbox, headers: dict[str, str], path: str) -> None:
    refused = sandbox.send_raw(Request("GET", path, headers=headers))
    assert refused.status == 401
    assert refused.headers["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize(("key", "status"), [("right", 200), ("wrong", 401)])
def test_keys_can_be_restricted(key: str, status: int) -> None:
    assert Sandbox(Options(keys=frozenset({"right"})), key=key).get("/personas").status == status


@pytest.mark.parametrize(("version", "status"), [("2026-03-06", 200), ("2025-01-01", 400), ("", 400)])
def test_an_unknown_version_is_refused(sandbox: Sandbox, version: str, status: int) -> None:
    headers = {"authorization": "bearer k", "rawugc-version": version}
    assert sandbox.send_raw(Request("GET", "/personas", headers=headers)).status == status


@pytest.mark.parametrize("style", ["sty_1", "sty_2", "sty_3"])
def test_built_in_styles_cannot_be_changed(sandbox: Sandbox, style: str) -> None:
    before = sandbox.get(f"/styles/{style}").json
    assert before["isAdmin"] or before["isStandard"]
    assert sandbox.patch(f"/styles/{style}", {"name": "Mine"}).status == 403
    assert sandbox.delete(f"/styles/{style}").status == 403
    assert sandbox.get(f"/styles/{style}").json == before


def test_a_refusal_is_a_problem_document(sandbox: Sandbox) -> None:
    refused = sandbox.post("/personas", {"name": "Only a name"})
    assert refused.headers["Content-Type"] == "application/problem+json"
    assert refused.json == {
        "type": "https://api.rawugc.com/errors/validation_error",
        "title": "Bad Request",
        "status": 400,
        "detail": "The request is not valid: description.",
        "instance": "/personas",
        "errors": {"description": ["is required"]},
    }


def test_errors_are_left_out_where_no_field_is_to_blame(sandbox: Sandbox) -> None:
    assert sandbox.get("/personas/per_99").json == {
        "type": "https://api.rawugc.com/errors/not_found",
        "title": "Not Found",
        "status": 404,
        "detail": "There is no per_99 in personas.",
        "instance": "/personas/per_99",
    }


@pytest.mark.parametrize(
    ("method", "path", "type_"),
    [
        ("PATCH", "/styles/sty_1", "https://api.rawugc.com/errors/insufficient_scope"),
        ("PUT", "/personas", "about:blank"),
    ],
)
def test_a_refusal_has_the_type_that_the_page_names(
    sandbox: Sandbox, method: str, path: str, type_: str
) -> None:
    assert sandbox.send(method, path, b'{"name": "x"}').json["type"] == type_


def test_every_answer_is_dated_by_the_given_clock(sandbox: Sandbox) -> None:
    for reply in (sandbox.get("/personas"), sandbox.get("/nothing")):
        assert reply.headers["Date"] == "Fri, 15 Jan 2027 08:00:00 GMT"


def test_answers_are_json(sandbox: Sandbox) -> None:
    made = sandbox.send("POST", "/personas", json.dumps(FULL["personas"]).encode())
    assert made.headers["Content-Type"] == "application/json"
