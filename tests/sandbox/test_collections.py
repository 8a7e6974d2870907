"""Create, list, read, change and delete: the same for every collection, in the shapes of the API page."""

from __future__ import annotations

import pytest

from rawugc_sync.sandbox import COLLECTIONS, Collection, Field, Options, Store, routes
from tests.sandbox.driver import ARRAYS, FULL, PATHS, SOON, START, Sandbox

PREFIXES = {"personas": "per", "messaging": "msg", "products": "prd", "styles": "sty", "posts": "post"}
STAMPS: dict[str, object] = {"createdAt": START, "updatedAt": START}
SERVER_FIELDS: dict[str, dict[str, object]] = {
    "personas": {"organizationId": "org_1", **STAMPS},
    "messaging": {"organizationId": "org_1", **STAMPS},
    "products": STAMPS,
    "styles": {"styleId": "sty_4", "isAdmin": False, "isStandard": False},
    "posts": {"platforms": ["tiktok", "instagram"], "status": "scheduled", "createdAt": START},
}
NEVER_RETURNED = {
    "accountIds",
    "mode",
    "videoId",
    "publishToInbox",
    "tiktokPrivacyLevel",
    "tiktokAllowComment",
    "tiktokAllowDuet",
    "tiktokAllowStitch",
    "tiktokCommercialContentType",
}
UPDATES: dict[str, list[tuple[str, object]]] = {
    "personas": [("name", "Other"), ("description", "Other")],
    "messaging": [("name", "Other"), ("body", "Other")],
    "products": [("name", "Other"), ("photos", []), ("description", ""), ("messaging", "")],
    "styles": [
        ("name", "Other"),
        ("description", ""),
        ("aspectRatio", "square"),
        ("promptTemplate", "{productName}"),
    ],
    "posts": [("scheduledFor", SOON + 1), ("timezone", "UTC"), ("content", "")],
}
EVERY_UPDATE = [(name, *change) for name, changes in UPDATES.items() for change in changes]


def whole(collection: str) -> dict[str, object]:
    """The full object as a read returns it, without its id."""
    readable = {name: value for name, value in FULL[collection].items() if name not in NEVER_RETURNED}
    return {**readable, **SERVER_FIELDS[collection]}


@pytest.mark.parametrize("collection", [name for name in PATHS if name != "posts"])
def test_create_answers_just_the_id(sandbox: Sandbox, collection: str) -> None:
    made = sandbox.post(PATHS[collection], FULL[collection])
    assert made.status == 201
    number = 4 if collection == "styles" else 1
    assert made.json == {"id": f"{PREFIXES[collection]}_{number}"}


def test_creating_a_post_answers_the_whole_post(sandbox: Sandbox) -> None:
    made = sandbox.post("/social/posts", FULL["posts"])
    assert made.status == 201
    assert made.json == {"postId": "post_1", **whole("posts")}


@pytest.mark.parametrize("collection", PATHS)
def test_what_was_created_can_be_read_and_listed(sandbox: Sandbox, collection: str) -> None:
    path = sandbox.create(collection)
    read = sandbox.get(path)
    id_field = "postId" if collection == "posts" else "_id"
    assert read.status == 200
    assert read.json == {id_field: path.rpartition("/")[2], **whole(collection)}
    assert sandbox.listed(collection)[-1] == read.json


@pytest.mark.parametrize("collection", PATHS)
def test_write_only_fields_are_kept_but_not_returned(sandbox: Sandbox, collection: str) -> None:
    object_id = sandbox.create(collection).rpartition("/")[2]
    stored = sandbox.store.objects(collection)[object_id]
    assert {name: stored[name] for name in FULL[collection]} == FULL[collection]


@pytest.mark.parametrize("collection", PATHS)
def test_an_object_with_only_its_required_fields_leaves_the_others_out(
    sandbox: Sandbox, collection: str
) -> None:
    required = {
        "personas": {"name", "description"},
        "messaging": {"name", "body"},
        "products": {"name", "photos"},
        "styles": {"name"},
        "posts": {"videoUrl", "accountIds", "mode"},
    }[collection]
    content = {name: FULL[collection][name] for name in required} | (
        {"mode": "draft"} if collection == "posts" else {}
    )
    made = sandbox.post(PATHS[collection], content)
    read = sandbox.get(f"{PATHS[collection]}/{made.json.get('id') or made.json['postId']}").json
    optional = FULL[collection].keys() - required - {"timezone"}
    assert made.status == 201
    assert not optional & read.keys()


@pytest.mark.parametrize(("collection", "name", "value"), EVERY_UPDATE)
def test_a_patch_changes_the_named_field_alone(
    sandbox: Sandbox, collection: str, name: str, value: object
) -> None:
    path = sandbox.create(collection)
    before = sandbox.get(path).json
    sandbox.now += 1
    changed = sandbox.patch(path, {name: value})
    stamp = {"updatedAt": START + 1} if "updatedAt" in before else {}
    assert changed.status == 200
    assert changed.json == sandbox.get(path).json == {**before, name: value, **stamp}


def test_the_accounts_of_a_post_show_in_its_platforms(sandbox: Sandbox) -> None:
    path = sandbox.create("posts")
    assert sandbox.patch(path, {"accountIds": ["acc_2"]}).json["platforms"] == ["instagram"]


@pytest.mark.parametrize("collection", PATHS)
def test_a_deleted_object_is_gone(sandbox: Sandbox, collection: str) -> None:
    path = sandbox.create(collection)
    deleted = sandbox.delete(path)
    assert (deleted.status, deleted.json) == (200, {"success": True})
    assert sandbox.get(path).status == 404
    assert sandbox.delete(path).status == 404
    assert path.rpartition("/")[2] not in sandbox.store.objects(collection)


@pytest.mark.parametrize("collection", PATHS)
def test_ids_are_never_used_again(sandbox: Sandbox, collection: str) -> None:
    first = sandbox.create(collection)
    sandbox.delete(first)
    assert sandbox.create(collection) != first


@pytest.mark.parametrize(("media", "names"), [("video", {"Mine"}), ("image", {"Flat lay"})])
def test_styles_can_be_listed_by_type(sandbox: Sandbox, media: str, names: set[str]) -> None:
    sandbox.create("styles", name="Mine")
    sandbox.create("styles", name="Of no type", type=None)
    listed = sandbox.listed("styles", type=media)
    assert {style["type"] for style in listed} == {media}
    assert names <= {style["name"] for style in listed}


OF_MEDIA = {
    (method, path)
    for media in ("/videos", "/images", "/music")
    for method, path in [("GET", media), ("GET", f"{media}/{{id}}"), ("POST", f"{media}/generate")]
}


def test_every_route_of_the_api_page_is_served() -> None:
    of_collections = {
        (method, path)
        for path in PATHS.values()
        for method, path in [
            ("GET", path),
            ("POST", path),
            ("GET", f"{path}/{{id}}"),
            ("PATCH", f"{path}/{{id}}"),
            ("DELETE", f"{path}/{{id}}"),
        ]
    }
    assert set(routes(COLLECTIONS)) == of_collections | {
        ("POST", "/social/posts/{id}/reschedule"),
        ("POST", "/social/posts/{id}/publish"),
        ("GET", "/social/accounts"),
        ("POST", "/social/accounts"),
        ("DELETE", "/social/accounts/{accountId}"),
        ("GET", "/characters"),
        ("GET", "/characters/{id}"),
        ("POST", "/upload"),
        *OF_MEDIA,
        ("POST", "/videos/captions"),
        ("POST", "/videos/overlay"),
        ("GET", "/viral-library/search"),
        ("GET", "/viral-library/videos/{id}"),
        ("POST", "/scrape-tiktok"),
        ("POST", "/content-plans"),
        ("GET", "/content-plans"),
        ("POST", "/analyze-video"),
    }


def test_the_catalogue_holds_the_five_collections() -> None:
    assert {name: spec.array for name, spec in COLLECTIONS.items()} == ARRAYS


def test_a_made_up_collection_gets_all_its_routes() -> None:
    songs = Collection("songs", "/songs", "tracks", "song", (Field("title", "text", required=True),))
    sandbox = Sandbox(Options(collections={"songs": songs}))
    assert sandbox.post("/songs", {"title": "One"}).json == {"id": "song_1"}
    assert sandbox.patch("/songs/song_1", {"title": "Two"}).status == 200
    assert sandbox.get("/songs").json == {"tracks": [{"_id": "song_1", "title": "Two"}], "count": 1}
    assert sandbox.delete("/songs/song_1").status == 200
    assert sandbox.get("/personas").status == 404


def test_the_dashboard_works_around_the_api() -> None:
    store = Store.open()
    sandbox = Sandbox(store=store)
    object_id = store.insert("personas", {"name": "x" * 300}, at=START)
    assert sandbox.get(f"/personas/{object_id}").json == {
        "_id": "per_1",
        "name": "x" * 300,
        "organizationId": "org_1",
        **STAMPS,
    }
    store.edit("personas", object_id, {"name": None, "description": "Edited"})
    edited = sandbox.get(f"/personas/{object_id}").json
    assert "name" not in edited
    assert edited["description"] == "Edited"
    store.remove("personas", object_id)
    assert store.objects("personas") == {}
    with pytest.raises(KeyError):
        store.edit("personas", object_id, {"name": "Late"})


def test_an_id_in_a_path_may_be_percent_encoded(sandbox: Sandbox) -> None:
    sandbox.create("personas")
    assert sandbox.get("/personas/per%5F1").json["_id"] == "per_1"
