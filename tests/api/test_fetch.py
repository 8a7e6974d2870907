"""Files are fetched without the key, over redirects, whole or not at all, and from nowhere unsafe."""

from __future__ import annotations

from collections.abc import Callable

import httpx
import pytest

from rawugc_sync.api.fetch import Way, fetched
from rawugc_sync.words.errors import ApiError

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
