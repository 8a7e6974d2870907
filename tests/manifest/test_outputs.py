"""References to outputs: where they may stand, what they may be of, and that none waits for itself."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from rawugc_sync.manifest.load import Manifests
from rawugc_sync.words.addresses import Address, FieldRef
from rawugc_sync.words.outputs import Pending

TEASER = Address("videos", "teaser")
MEDIA: dict[str, Any] = {
    "images": {"still": {"model": "nano-banana-2", "prompt": "A serum."}},
    "music": {"tune": {"prompt": "Calm."}},
    "videos": {"teaser": {"model": "veo3_fast", "prompt": "A serum."}},
}


def post(**fields: Any) -> dict[str, Any]:
    shown = {"videoUrl": "https://cdn.example.com/a.mp4", "mode": "draft", "accounts": ["tiktok/glowlab"]}
    return {**MEDIA, "posts": {"it": {**shown, **fields}}}


@pytest.fixture
def read(loaded: Callable[[Any], Manifests]) -> Callable[[dict[str, Any]], Manifests]:
    return lambda manifest: loaded({"a.yaml": json.dumps(manifest)})


@pytest.mark.parametrize(
    ("manifest", "where", "field", "value"),
    [
        (post(videoUrl="${videos.teaser.url}"), "posts.it", "videoUrl", "${videos.teaser.url}"),
        (post(videoId=" ${videos.teaser.id} "), "posts.it", "videoId", "${videos.teaser.id}"),
        (
            {"vars": {"clip": "${videos.teaser.url}"}, **post(videoUrl="${vars.clip}")},
            "posts.it",
            "videoUrl",
            "${videos.teaser.url}",
        ),
        (
            {**MEDIA, "products": {"it": {"name": "S", "photos": ["${music.tune.albumArtUrl}"]}}},
            "products.it",
            "photos",
            ["${music.tune.albumArtUrl}"],
        ),
    ],
)
def test_an_output_stands_wherever_its_kind_does(
    read: Callable[[dict[str, Any]], Manifests], manifest: dict[str, Any], where: str, field: str, value: Any
) -> None:
    found = read(manifest)
    assert found.errors == []
    desired = found.desired[Address.parse(where)]
    got = desired.fields[field]
    assert got == value
    assert all(isinstance(one, Pending) for one in (got if isinstance(got, list) else [got]))


def test_an_output_is_a_reference_like_others(read: Callable[[dict[str, Any]], Manifests]) -> None:
    desired = read(post(videoUrl="${videos.teaser.url}")).desired[Address("posts", "it")]
    assert desired.references == (TEASER,)
    assert desired.uses == {"videoUrl": (FieldRef(TEASER, "url"),)}


@pytest.mark.parametrize(
    ("manifest", "code", "field", "detail"),
    [
        (post(videoUrl="${images.still.url}"), "wrong-output", "videoUrl", "It takes video/mp4"),
        (post(videoUrl="${music.tune.audioUrl}"), "wrong-output", "videoUrl", "It takes video/mp4"),
        (post(videoUrl="${videos.teaser.id}"), "wrong-output", "videoUrl", "It takes video/mp4"),
        (post(videoId="${images.still.id}"), "wrong-output", "videoId", "such as ${videos.key.id}"),
        (post(content="${videos.teaser.url}"), "wrong-output", "content", "Write the value itself"),
        (post(content="See ${videos.teaser.url}"), "bad-reference", "content", "a whole URL or id"),
        (post(videoUrl="${videos.teaser.uri}"), "unknown-reference", "videoUrl", "mean url?"),
        (
            post(videoUrl="${videos.teaser.nothing}"),
            "unknown-reference",
            "videoUrl",
            "id, model, prompt, url.",
        ),
        (post(videoUrl="${videos.nobody.url}"), "unknown-reference", "videoUrl", "videos.teaser"),
    ],
)
def test_what_does_not_fit_is_an_error_with_a_way_out(
    read: Callable[[dict[str, Any]], Manifests], manifest: dict[str, Any], code: str, field: str, detail: str
) -> None:
    (wrong,) = read(manifest).errors
    assert (wrong.code, wrong.address, wrong.field) == (code, "posts.it", field)
    assert detail in wrong.detail
    assert wrong.source is not None


@pytest.mark.parametrize(
    ("inputs", "way"),
    [
        ({"a": "${images.a.url}"}, "images.a → images.a"),
        ({"a": "${images.b.url}", "b": "${images.a.url}"}, "images.a → images.b → images.a"),
        ({"a": "${images.b.url}", "b": "${images.c.url}", "c": "${images.b.url}"}, "images.b → images.c → "),
    ],
)
def test_nothing_can_be_made_from_itself(
    read: Callable[[dict[str, Any]], Manifests], inputs: dict[str, str], way: str
) -> None:
    images = {
        key: {"model": "nano-banana-2", "prompt": key, "imageUrls": [url]} for key, url in inputs.items()
    }
    (wrong,) = read({"images": images}).errors
    assert wrong.code == "reference-cycle"
    assert way in wrong.summary


def test_what_several_are_made_from_is_no_circle(read: Callable[[dict[str, Any]], Manifests]) -> None:
    one = {"model": "nano-banana-2", "prompt": "One.", "imageUrls": ["${images.still.url}"]}
    both = {**one, "prompt": "Two.", "imageUrls": ["${images.still.url}", "${images.one.url}"]}
    images = {**MEDIA["images"], "one": one, "two": both}
    assert read({"images": images}).errors == []


def test_a_permission_is_no_field(read: Callable[[dict[str, Any]], Manifests]) -> None:
    desired = read(post(allowUnseen="true")).desired[Address("posts", "it")]
    assert desired.permits == {"allowUnseen"}
    assert "allowUnseen" not in desired.fields
    assert read(post(allowUnseen="false")).desired[Address("posts", "it")].permits == frozenset()
    (wrong,) = read(post(allowUnsee="true")).errors
    assert "Did you mean allowUnseen?" in wrong.detail
