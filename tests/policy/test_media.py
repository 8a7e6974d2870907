"""Where URLs may lead, and how many pictures a list has at least."""

from __future__ import annotations

import pytest

from rawugc_sync.policy.subjects import Subject
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.outputs import Output, Pending
from rawugc_sync.words.rules import AllowedHosts, FieldName, MinPhotos
from rawugc_sync.words.uploads import FileUrl
from tests.policy.subjects import CONTENT, TYPES, found, post, product, said

VIDEO, PHOTOS = FieldName("posts", "videoUrl"), FieldName("products", "photos")
FILM = Address("videos", "film")
CHECK = AllowedHosts(
    fields=(VIDEO, PHOTOS, CONTENT), hosts=("cdn.example.com", "*.glow.example", "bücher.example")
)


@pytest.mark.parametrize(
    "url",
    [
        "https://cdn.example.com/a.mp4",
        "HTTPS://CDN.Example.COM./a.mp4",
        "https://cdn.example.com:8443/a.mp4",
        "https://a.glow.example/a.mp4",
        "https://a.b.glow.example/a.mp4",
        "https://BÜCHER.example/a.mp4",
        "https://xn--bcher-kva.example/a.mp4",
        FileUrl(f"sha256:{'0' * 64}"),
        Pending.to(FILM, "url"),
        Output("https://media.rawugc.example/a.mp4", FILM, "url"),
    ],
)
def test_a_url_of_an_allowed_host_a_file_and_what_is_generated_are_fine(url: str) -> None:
    assert found(CHECK, post(videoUrl=url)) == []


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://evil.example/cdn.example.com", "evil.example"),
        ("https://glow.example/a.mp4", "glow.example"),
        ("https://notglow.example/a.mp4", "notglow.example"),
        ("https://cdn.example.com.evil.example/", "cdn.example.com.evil.example"),
        ("https://cdn.example.com@evil.example/", "evil.example"),
        ("https://evil.example#@cdn.example.com/", "evil.example"),
        ("https://evil.example\\@cdn.example.com/", "a host that cannot be read for sure"),
        ("https://straße.glow.example/", "a host that cannot be read for sure"),
        ("https://[::1", "a host that cannot be read for sure"),
        ("https://cdn.example.com\uff0f.evil.example/", "a host that cannot be read for sure"),
        ('https://cdn.example.com"@evil.example/', "evil.example"),
    ],
)
def test_another_host_is_named(url: str, host: str) -> None:
    may = "cdn.example.com, *.glow.example, bücher.example"
    assert said(found(CHECK, post(videoUrl=url))) == [
        f"posts.teaser videoUrl leads to {host}, and may to {may}"
    ]


def test_each_host_of_a_list_is_named_once() -> None:
    photos = [f"https://{host}/1.jpg" for host in ("a.example", "cdn.example.com", "b.example", "a.example")]
    [finding] = found(CHECK, product(photos=photos))
    assert finding.said.startswith("leads to a.example and b.example, and may to ")


def test_links_within_a_text_count() -> None:
    text = "Buy at https://shop.example/serum, or (https://cdn.example.com)."
    [finding] = found(CHECK, post(text))
    assert finding.said.startswith("leads to shop.example, and")


@pytest.mark.parametrize(
    ("photos", "findings"),
    [
        (["https://a.example/1.jpg"], ["products.serum photos has 1 picture, and has to have 2"]),
        (["https://a.example/1.jpg", FileUrl("sha256:0")], []),
        (["https://a.example/1.jpg"] * 3, []),
    ],
)
def test_a_product_has_a_least_number_of_photos(photos: list[str], findings: list[str]) -> None:
    assert said(found(MinPhotos(least=2), product(photos=photos))) == findings


def test_pictures_that_only_go_into_a_generation_are_not_counted() -> None:
    image = Subject(Address("images", "hero"), None, TYPES["images"], {"prompt": "A jar", "imageUrls": []})
    assert found(MinPhotos(least=2), image, post()) == []
