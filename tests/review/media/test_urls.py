"""Which URLs a page loads from, and what a policy calls their hosts."""

from __future__ import annotations

import pytest

from rawugc_sync.review.media.urls import at_url, kind_of, name_of, origin_of
from rawugc_sync.words.uploads import IMAGES, VIDEOS


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://cdn.example.com/a.png?w=1#x", "https://cdn.example.com"),
        ("https://CDN.Example.com:443/a.png", "https://cdn.example.com"),
        ("https://cdn.example.com:8443/a.png", "https://cdn.example.com:8443"),
        ("http://localhost:8765/a.png", "http://localhost:8765"),
        ("https://bücher.example/a.png", "https://xn--bcher-kva.example"),
        ("https://bu\u0308cher.example/a.png", "https://xn--bcher-kva.example"),
        ("https://192.0.2.7/a.png", "https://192.0.2.7"),
        ("https://my_bucket.example/a.png", "https://my_bucket.example"),
    ],
)
def test_a_policy_names_scheme_host_and_port(url: str, origin: str) -> None:
    assert origin_of(url) == origin


@pytest.mark.parametrize(
    "url",
    [
        "",
        "a.png",
        "//cdn.example.com/a.png",
        "javascript:alert(1)",
        "data:image/svg+xml,<svg/>",
        "file:///etc/passwd",
        "ftp://cdn.example.com/a.png",
        "https://",
        "https://*/a.png",
        "https://*.example.com/a.png",
        "https://user:word@cdn.example.com/a.png",
        "https://cdn.example.com\\@evil.example/a.png",
        "https://cdn.example.com/a b.png",
        "https://cdn.example.com/a\n.png",
        "https://cdn.example.com/\u202ea.png",
        "https://cdn.example.com;script-src/a.png",
        "https://'unsafe-inline'/a.png",
        "https://[2001:db8::1]/a.png",
        "https://cdn.example.com:99999/a.png",
        "https://[/a.png",
        "https://" + "a" * 64 + ".example/",
        "https://" + "\u00fc" * 80 + ".example/",
        "https://a..example/",
        "https://fa\u00df.example/a.png",
        "https://\u03c3\u03bf\u03c6\u03cc\u03c2.example/a.png",
        "https://\u1e9e.example/a.png",
        "https://0x7f.1/a.png",
        "https://2130706433/a.png",
        "https://127.1/a.png",
        "https://010.0.0.1./a.png",
    ],
)
def test_what_a_policy_cannot_name_or_a_browser_may_read_otherwise_is_not_loaded(url: str) -> None:
    assert origin_of(url) is None
    shown = at_url(url, IMAGES, plain=True)
    assert (shown.src, shown.link) == (None, None)
    assert shown.note


def test_https_is_loaded_and_linked() -> None:
    shown = at_url("https://cdn.example.com/glow/front.png", IMAGES, plain=False)
    assert (shown.kind, shown.name, shown.src, shown.link, shown.note) == (
        "image",
        "front.png",
        "https://cdn.example.com/glow/front.png",
        "https://cdn.example.com/glow/front.png",
        None,
    )


def test_http_is_loaded_from_this_machine_alone_and_only_where_the_api_is_on_it() -> None:
    here, there = "http://127.0.0.1:8765/a.png", "http://cdn.example.com/a.png"
    assert at_url(here, IMAGES, plain=True).src == here
    assert at_url(here, IMAGES, plain=True).link is None
    assert "http://" in (at_url(here, IMAGES, plain=False).note or "")
    assert at_url(there, IMAGES, plain=True).src is None


@pytest.mark.parametrize(
    ("takes", "url", "kind"),
    [
        (IMAGES, "https://x.example/a.mp4", "image"),
        (VIDEOS, "https://x.example/a", "video"),
        (frozenset({"audio"}), "https://x.example/a", "audio"),
        (IMAGES | VIDEOS, "https://x.example/a.MP4?x=.png", "video"),
        (frozenset(), "https://x.example/a.JPG", "image"),
        (frozenset(), "https://x.example/a.mp3", "audio"),
        (frozenset(), "https://x.example/a.svg", "other"),
        (frozenset(), "https://[", "other"),
    ],
)
def test_what_a_medium_is_follows_from_its_field_else_from_its_ending(
    takes: frozenset[str], url: str, kind: str
) -> None:
    assert kind_of(takes, url) == kind


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://x.example/a/front%20view.png?x", "front view.png"),
        ("https://x.example/", "x.example"),
        ("https://me:word@x.example", "x.example"),
        ("no url", "no url"),
    ],
)
def test_a_medium_is_called_by_the_end_of_its_url(url: str, name: str) -> None:
    assert name_of(url) == name
