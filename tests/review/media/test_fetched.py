"""Media are fetched into a page within limits, without a key, and from nothing that is inside."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from rawugc_sync.api.fetch import Bounds, Way, whole
from rawugc_sync.review.media import fetched as limits
from rawugc_sync.review.media.fetched import fetched_gallery
from rawugc_sync.review.media.gallery import Hung, gallery_of
from rawugc_sync.review.media.origins import Origins, origins
from rawugc_sync.review.media.shown import Shown
from rawugc_sync.words.errors import ApiError
from rawugc_sync.words.planned import Change, Plan
from rawugc_sync.words.uploads import IMAGES, VIDEOS
from tests.api.server import Server, answer, cuts, running, silent
from tests.review.media.pictures import halves, photo, saved
from tests.review.media.plans import HERE, a_plan, photos, video

PNG = saved(halves())
MP4 = b"\0\0\0\x18ftypmp42" + b"\0" * 1000
A, B = "https://a.example/1.png", "https://b.example/2.png"


def fetch(url: str, most: int, seconds: float) -> bytes:
    """From a server on this machine, where the API is as well."""
    return whole(
        url, Way(None, plain=True, bounds=Bounds(most, seconds, 0, only_public=True, inside="127.0.0.1"))
    )


class Told:
    """Gives each URL the same bytes, or fails; remembers what it was asked, with its limits."""

    def __init__(self, data: bytes = PNG, takes: float = 0.0) -> None:
        self.data, self.takes, self.now = data, takes, 0.0
        self.asked: list[tuple[str, int, float]] = []

    def __call__(self, url: str, most: int, seconds: float) -> bytes:
        self.asked.append((url, most, seconds))
        self.now += self.takes
        return self.data[:most]

    def clock(self) -> float:
        return self.now


def through(told: Told, *changes: Change, root: Path = Path()) -> tuple[Plan, Hung]:
    plan = a_plan(*changes)
    return plan, fetched_gallery(plan, gallery_of(plan, root), told, told.clock)


@contextmanager
def embedding(server: Server, path: str, *, is_video: bool = False) -> Iterator[Shown]:
    url = f"http://127.0.0.1:{server.port}{path}"
    plan = a_plan(video(url) if is_video else photos(url), server=HERE)
    gallery = fetched_gallery(plan, gallery_of(plan, Path()), fetch, lambda: 0.0)
    yield gallery.shown(url, VIDEOS if is_video else IMAGES)


def test_a_picture_is_fetched_without_a_key_and_embedded_small() -> None:
    with (
        running(answer(200, photo(), "Content-Type: image/jpeg")) as server,
        embedding(server, "/a.jpg") as shown,
    ):
        assert (shown.src or "").startswith("data:image/jpeg;base64,")
        assert (shown.kind, shown.name, shown.note) == ("image", "a.jpg", None)
        (request,) = server.received
    assert request.line == "GET /a.jpg HTTP/1.1"
    assert "authorization" not in request.headers.lower()


def test_a_video_is_embedded_as_it_is() -> None:
    with running(answer(200, MP4)) as server, embedding(server, "/a", is_video=True) as shown:
        assert (shown.src or "").startswith("data:video/mp4;base64,")


@pytest.mark.parametrize(
    ("behaviour", "said"),
    [
        (answer(404), "127.0.0.1 no longer has it"),
        (answer(403), "127.0.0.1 answered with 403"),
        (answer(302, b"", "Location: http://127.0.0.1/other"), "127.0.0.1 leads on to another URL"),
        (answer(302, b"", "Location: http://169.254.169.254/"), "is in a network inside, which is not asked"),
        (answer(200, b"<p>", "Content-Type: text/html"), "answered with a page instead of a file"),
        (answer(200, b"<svg xmlns='x'/>", "Content-Type: image/svg+xml"), "it is an SVG drawing"),
        (answer(200, b"GIF89a" + b"\0" * 99, "Content-Type: image/png"), "it is a GIF picture"),
        (answer(200, MP4, "Content-Type: image/png"), "it is a video, in the place of a picture"),
        (answer(200, PNG[:-99], "Content-Type: image/png"), "it is broken"),
        (answer(200, b"a" * 10_000_001), "sends more than 10000000 bytes"),
        (cuts(b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\nabc"), "could not be reached, or broke off"),
        (cuts(b""), "could not be reached, or broke off"),
    ],
)
def test_what_does_not_load_says_so(behaviour: Callable[..., None], said: str) -> None:
    with running(behaviour) as server, embedding(server, "/a.png") as shown:
        assert shown.src is None
        assert said in (shown.note or "")


def test_a_picture_in_the_place_of_a_video_says_so() -> None:
    with running(answer(200, PNG)) as server, embedding(server, "/a.mp4", is_video=True) as shown:
        assert (shown.src, shown.note) == (None, "not shown: it is a picture, in the place of a video")


def test_who_does_not_answer_is_given_up() -> None:
    with running(silent) as server, pytest.raises(ApiError, match="took too long"):
        fetch(f"http://127.0.0.1:{server.port}/a", 10, 0.05)


def test_each_url_is_fetched_once_in_the_order_of_the_plan_and_no_host_is_left_to_ask(tmp_path: Path) -> None:
    told = Told()
    plan, gallery = through(told, photos(B, A), photos(A, before=(B,), key="cream"), root=tmp_path)
    assert told.asked == [(B, 10_000_000, 10.0), (A, 10_000_000, 10.0)]
    assert origins(plan, gallery) == Origins((), ())
    assert gallery.shown(A, IMAGES).link == A


def test_after_a_minute_the_rest_is_left_out(tmp_path: Path) -> None:
    told = Told(takes=9.0)
    urls = [f"https://a.example/{n}.png" for n in range(8)]
    _, gallery = through(told, photos(*urls), root=tmp_path)
    assert [seconds for *_, seconds in told.asked] == [10.0] * 6 + [6.0]
    assert gallery.shown(urls[6], IMAGES).src
    assert gallery.shown(urls[7], IMAGES).note == "not fetched: the 60 seconds for all media were over"


def test_after_fifty_megabytes_the_rest_is_left_out(tmp_path: Path) -> None:
    told = Told(MP4 + b"\0" * 8_000_000)
    urls = [f"https://a.example/{n}.mp4" for n in range(8)]
    changes = [video(url) for url in urls]
    _, gallery = through(told, *changes, root=tmp_path)
    size = len(told.data)
    left = [50_000_000 - n * size for n in range(7)]
    assert [most for _, most, _ in told.asked] == [min(10_000_000, one) for one in left]
    assert gallery.shown(urls[7], VIDEOS).note == "not fetched: the others have 50 MB already"


def test_all_that_is_fetched_has_room_on_the_page() -> None:
    assert limits.ALL_EMBEDDED >= limits.ALL * 4 / 3


@pytest.mark.parametrize(
    "value", ["http://cdn.example.com/a.png", "${images.hero.url}", "javascript:alert(1)"]
)
def test_what_the_page_would_not_load_is_not_fetched(tmp_path: Path, value: str) -> None:
    told = Told()
    _, gallery = through(told, photos(value), root=tmp_path)
    assert told.asked == []
    assert gallery.shown(value, IMAGES).src is None
