"""Files are fetched without the key, over redirects, whole or not at all, and from nowhere unsafe."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest

from rawugc_sync.api.fetch import Bounds, Way, fetched, whole
from rawugc_sync.words.errors import ApiError

from .server import answer, running

URL = "https://storage.example/videos/a.mp4"
Handler = Callable[[httpx.Request], httpx.Response]


def got(handler: Handler, url: str = URL, *, plain: bool = False) -> tuple[str, bytes]:
    with fetched(url, Way(httpx.MockTransport(handler), plain)) as file:
        return file.kind, b"".join(file.chunks)


def film(headers: dict[str, str] | None = None, content: bytes = b"film") -> httpx.Response:
    return httpx.Response(200, headers={"Content-Type": "Video/MP4; x=1", **(headers or {})}, content=content)


def test_a_file_comes_with_its_type_and_nobody_is_shown_a_key() -> None:
    asked: list[httpx.Request] = []

    def handler(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return film()

    assert got(handler) == ("video/mp4", b"film")
    (request,) = asked
    assert (request.method, "authorization" in request.headers) == ("GET", False)
    assert not any(name.startswith("rawugc") for name in request.headers)


@pytest.mark.parametrize("location", ["/other.mp4", "https://cdn.example/other.mp4", "other.mp4"])
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_followed(status: int, location: str) -> None:
    def handler(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("a.mp4"):
            return httpx.Response(status, headers={"Location": location})
        return film()

    assert got(handler) == ("video/mp4", b"film")


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (httpx.Response(302, headers={"Location": URL}), "leads on and on, more than 5 times"),
        (httpx.Response(302, headers={"Location": "http://storage.example/a"}), "is not reached over https"),
        (httpx.Response(302, headers={"Location": "http://127.0.0.1/a"}), "is not reached over https"),
        (httpx.Response(302, headers={"Location": "file:///etc/passwd"}), "is not reached over https"),
        (httpx.Response(302), "answered with 302"),
        (httpx.Response(404), "no longer has it"),
        (httpx.Response(410), "no longer has it"),
        (httpx.Response(403), "answered with 403"),
        (httpx.Response(206, content=b"part"), "answered with 206"),
        (httpx.Response(200, html="<p>Log in"), "answered with a page instead of a file"),
        (httpx.Response(200, json={}), "answered with a page instead of a file"),
        (film({"Content-Encoding": "br"}, b""), "has packed the file"),
        (film({"Content-Length": "5"}), "sent 4 bytes instead of 5"),
        (film(content=b""), "sent 0 bytes instead of"),
    ],
)
def test_what_is_no_file_is_told_with_its_host(answer: httpx.Response, said: str) -> None:
    with pytest.raises(ApiError, match=r"^the file cannot be fetched: ") as failed:
        got(lambda _: answer)
    assert said in str(failed.value)


@pytest.mark.parametrize(
    "url", ["", "a.mp4", "https://", "ftp://x.example/a", "http://x.example/a", "https://x:y/"]
)
def test_a_url_that_is_not_safe_is_not_asked(url: str) -> None:
    with pytest.raises(ApiError):
        got(lambda _: film(), url, plain=True)


def test_this_machine_is_reached_over_http_where_the_api_is_on_it() -> None:
    url = "http://127.0.0.1:8765/a"
    assert got(lambda _: film(), url, plain=True) == ("video/mp4", b"film")
    with pytest.raises(ApiError, match=r"127\.0\.0\.1 is not reached over https"):
        got(lambda _: film(), url)


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (httpx.ReadTimeout("x"), r"storage\.example took too long"),
        (httpx.ConnectError("x"), r"storage\.example could not be reached, or broke off"),
        (httpx.ReadError("x"), r"storage\.example could not be reached, or broke off"),
    ],
)
def test_a_connection_that_fails_is_told(fault: Exception, said: str) -> None:
    def handler(_: httpx.Request) -> httpx.Response:
        raise fault

    with pytest.raises(ApiError, match=said):
        got(handler)


INSIDE = Bounds(only_public=True)


@pytest.mark.parametrize(
    "url",
    [
        "https://10.0.0.5/a",
        "https://169.254.169.254/latest/meta-data",
        "https://[::1]/a",
        "https://[::ffff:10.0.0.5]/a",
        "https://127.0.0.1/a",
    ],
)
def test_an_address_inside_is_not_asked_where_only_public_ones_are(url: str) -> None:
    asked: list[httpx.Request] = []

    def handler(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return film()

    with pytest.raises(ApiError, match="is in a network inside, which is not asked"):
        whole(url, Way(httpx.MockTransport(handler), plain=True, bounds=INSIDE))
    assert asked == []


@pytest.mark.parametrize("address", ["10.0.0.5", "169.254.169.254", "fd00::1"])
@pytest.mark.parametrize("before", [[], ["93.184.215.14"]])
def test_a_name_that_leads_inside_is_not_connected_to(
    address: str, before: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def resolved(*_: object, **__: object) -> list[tuple[object, ...]]:
        return [(0, 0, 0, "", (one, 443)) for one in [*before, address]]

    monkeypatch.setattr("socket.getaddrinfo", resolved)
    with pytest.raises(ApiError, match=r"harmless\.example is in a network inside"):
        whole("https://harmless.example/a", Way(None, plain=False, bounds=INSIDE))


@pytest.mark.parametrize(
    ("inside", "reached"),
    [("127.0.0.1", True), ("sandbox.localhost", True), ("", False), ("10.0.0.5", False)],
)
def test_what_is_on_this_machine_is_fetched_where_the_api_is_on_it(inside: str, reached: bool) -> None:
    with running(answer(200, b"film", "Content-Type: video/mp4")) as server:
        bounds = Bounds(only_public=True, inside=inside)
        for url in (f"http://127.0.0.1:{server.port}/a", f"http://localhost:{server.port}/a"):
            way = Way(None, plain=True, bounds=bounds)
            if reached:
                assert whole(url, way) == b"film"
            else:
                with pytest.raises(ApiError, match="is in a network inside"):
                    whole(url, way)
        assert len(server.received) == 2 * reached


def test_the_host_of_the_api_may_be_inside_and_no_other() -> None:
    bounds = Bounds(only_public=True, inside="rawugc.internal")
    assert bounds.lets("rawugc.internal", "10.0.0.5")
    assert not bounds.lets("other.internal", "10.0.0.5")
    assert not bounds.lets("other.internal", "127.0.0.1")
    assert bounds.lets("other.example", "93.184.215.14")


def test_bounds_are_kept() -> None:
    def handler(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/on":
            return httpx.Response(302, headers={"Location": "/a"})
        return film(content=b"a" * 11)

    strict = Way(httpx.MockTransport(handler), plain=False, bounds=Bounds(most=10, redirects=0))
    with pytest.raises(ApiError, match="leads on to another URL"):
        whole("https://storage.example/on", strict)
    with pytest.raises(ApiError, match="sends more than 10 bytes"):
        whole("https://storage.example/a", strict)
