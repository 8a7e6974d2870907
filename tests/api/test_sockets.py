"""What the wire can do to a request, over real sockets."""

from __future__ import annotations

import contextlib

import pytest

from rawugc_sync.api.transport import KEEP_ALIVE
from rawugc_sync.words.errors import ApiError, BadAnswer, Intercepted, InvalidInput, NotSent, OutcomeUnknown
from rawugc_sync.words.planned import Call

from .conftest import Dial, Serve
from .fakes import KEY, FakeClock
from .server import Behaviour, answer, closes, cuts, drips, resets, sends, silent, unused_port, zipped

CREATE = Call(method="POST", path="/personas", body={"name": "a"}, repeatable=False, id_fields=("id",))
UPDATE = Call(method="PATCH", path="/personas/p", body={"name": "a"})
DELETE = Call(method="DELETE", path="/personas/p", missing_is_done=True)

LOST = {
    "reset": resets,
    "close": closes,
    "silence": silent,
    "dripping header": drips(b"HTTP/1.1 200 OK\r\nX: "),
}
HALF = {
    "by length": cuts(b'HTTP/1.1 201 Created\r\nContent-Length: 99\r\n\r\n{"id'),
    "chunked": cuts(b'HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n9\r\n{"id'),
    "by close": cuts(b'HTTP/1.1 201 Created\r\n\r\n{"id'),
    "dripping": drips(b"HTTP/1.1 201 Created\r\nContent-Length: 99999\r\n\r\n"),
    "stalled": sends(b"HTTP/1.1 201 Created\r\nContent-Length: 9\r\n\r\n"),
}


@pytest.mark.parametrize("fault", LOST.values(), ids=LOST)
def test_create_with_a_lost_answer_is_unknown_and_never_repeated(
    serve: Serve, dial: Dial, fault: Behaviour
) -> None:
    server = serve(fault)
    with pytest.raises(OutcomeUnknown):
        dial(server.url).send(CREATE)
    assert len(server.received) == 1


@pytest.mark.parametrize("fault", HALF.values(), ids=HALF)
def test_create_with_half_an_answer_is_done_with_its_id_unknown(
    serve: Serve, dial: Dial, fault: Behaviour
) -> None:
    server = serve(fault)
    with pytest.raises(BadAnswer) as caught:
        dial(server.url).send(CREATE)
    assert caught.value.status == 201
    assert len(server.received) == 1


@pytest.mark.parametrize("fault", HALF.values(), ids=HALF)
def test_update_is_done_by_its_status_alone(serve: Serve, dial: Dial, fault: Behaviour) -> None:
    server = serve(fault)
    assert dial(server.url).send(UPDATE).body is None
    assert len(server.received) == 1


@pytest.mark.parametrize("fault", [*LOST.values(), HALF["by length"]], ids=[*LOST, "cut body"])
def test_read_with_a_lost_answer_is_tried_four_times(serve: Serve, dial: Dial, fault: Behaviour) -> None:
    clock = FakeClock()
    server = serve(fault)
    client = dial(server.url, clock)
    with pytest.raises(OutcomeUnknown):
        client.get("/personas")
    assert clock.sleeps == [1, 2, 4]
    assert len(server.received) == client.requests_sent == 4


def test_read_recovers(serve: Serve, dial: Dial) -> None:
    server = serve(resets, answer(503, b"<html>"), answer(200, b'{"count": 0}'))
    assert dial(server.url).get("/personas").body == {"count": 0}


def test_repeated_delete_that_finds_nothing_is_done(serve: Serve, dial: Dial) -> None:
    server = serve(closes, answer(404))
    assert dial(server.url).send(DELETE).status == 404


def test_request_that_never_left_is_repeated_even_for_a_create(dial: Dial) -> None:
    clock = FakeClock()
    with unused_port() as port:
        client = dial(f"http://127.0.0.1:{port}", clock)
        with pytest.raises(NotSent, match="refused"):
            client.send(CREATE)
    assert clock.sleeps == [1, 2, 4]
    assert client.requests_sent == 0


def test_host_that_cannot_be_looked_up_is_not_sent(dial: Dial) -> None:
    with pytest.raises(NotSent, match="cannot connect"):
        dial("https://no..host").send(CREATE)


def test_tls_towards_a_server_without_it_is_not_sent(serve: Serve, dial: Dial) -> None:
    server = serve(answer())
    with pytest.raises(NotSent):
        dial(server.url.replace("http:", "https:"), deadline=5).get("/personas")
    assert server.received == []


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize(
    "call", [CREATE, UPDATE, Call(method="GET", path="/personas")], ids=lambda c: c.method
)
def test_redirect_is_refused_and_the_other_host_hears_nothing(
    serve: Serve, dial: Dial, status: int, call: Call
) -> None:
    other = serve(answer())
    server = serve(answer(status, b"", f"Location: {other.url}/personas"))
    with pytest.raises(BadAnswer, match=f"{status}, a redirect to 127.0.0.1") as caught:
        dial(server.url).send(call)
    assert caught.value.status == status
    assert len(server.received) == 1
    assert other.received == []


BAD_BODIES = {
    "empty": answer(200, b""),
    "no content": sends(b"HTTP/1.1 204 No Content\r\n\r\n"),
    "cut JSON": cuts(b'HTTP/1.1 200 OK\r\n\r\n{"personas": ['),
    "a list": answer(200, b"[]"),
    "NaN": answer(200, b'{"a": NaN}'),
    "infinity": answer(200, b'{"a": 1e999}'),
    "too deep": answer(200, b'{"a":' + b"[" * 100_000),
    "not UTF-8": answer(200, b'{"a": "\xff"}'),
    "huge number": answer(200, b'{"a": ' + b"9" * 5000 + b"}"),
    "too large": answer(200, b'{"a": "' + b"x" * 200_000 + b'"}'),
    "gzip bomb": zipped(b" " * 20_000_000),
    "broken gzip": answer(200, b"not gzip", "Content-Encoding: gzip"),
    "gzip twice": answer(200, b"", "Content-Encoding: gzip, gzip"),
}


@pytest.mark.parametrize("behaviour", BAD_BODIES.values(), ids=BAD_BODIES)
def test_read_without_readable_json_is_a_bad_answer(serve: Serve, dial: Dial, behaviour: Behaviour) -> None:
    server = serve(behaviour)
    with pytest.raises(BadAnswer):
        dial(server.url, deadline=10, max_body=100_000).get("/personas")
    assert len(server.received) == 1


def test_compressed_answer_is_read(serve: Serve, dial: Dial) -> None:
    assert dial(serve(zipped(b'{"count": 2}')).url).get("/personas").body == {"count": 2}


def test_an_idle_connection_is_let_go_before_any_usual_server_does() -> None:
    """gunicorn closes after 2 seconds, Apache, Node and uvicorn after 5."""
    assert KEEP_ALIVE < 2


def test_reads_share_a_connection_and_creates_never_do(serve: Serve, dial: Dial) -> None:
    server = serve(answer(200, b'{"id": "p"}'))
    client = dial(server.url, deadline=5)
    for _ in range(2):
        client.get("/personas")
        client.send(CREATE)
    reads = [r.connection for r in server.received if r.line.startswith("GET")]
    creates = [r.connection for r in server.received if r.line.startswith("POST")]
    assert len({*reads}) == 1
    assert len({*creates, *reads}) == 3


def test_proxy_of_the_environment_is_used(serve: Serve, dial: Dial, monkeypatch: pytest.MonkeyPatch) -> None:
    proxy = serve(answer())
    monkeypatch.setenv("http_proxy", f"http://user:word@127.0.0.1:{proxy.port}")
    dial("http://api.example/v1", allow_http=True).get("/personas")
    assert proxy.received[0].line == "GET http://api.example/v1/personas HTTP/1.1"
    assert "Proxy-Authorization: Basic" in proxy.received[0].headers


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "LOCALHOST.", "rawugc.localhost"])
@pytest.mark.parametrize("no_proxy", ["", "elsewhere.example"])
def test_what_is_on_this_machine_is_never_reached_through_a_proxy(
    serve: Serve, dial: Dial, monkeypatch: pytest.MonkeyPatch, host: str, no_proxy: str
) -> None:
    server, proxy = serve(answer()), serve(answer())
    monkeypatch.setenv("all_proxy", f"127.0.0.1:{proxy.port}")
    monkeypatch.setenv("http_proxy", f"127.0.0.1:{proxy.port}")
    monkeypatch.setenv("no_proxy", no_proxy)
    dial(server.url.replace("127.0.0.1", host), deadline=5).get("/personas")
    assert (len(server.received), len(proxy.received)) == (1, 0)


def test_a_proxy_that_wants_a_password_is_told_as_that(
    serve: Serve, dial: Dial, monkeypatch: pytest.MonkeyPatch
) -> None:
    proxy = serve(answer(407, b"<html>"))
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{proxy.port}")
    with pytest.raises(Intercepted) as caught:
        dial("http://api.example/v1", allow_http=True).send(CREATE)
    detail = caught.value.diagnostics[0].detail
    assert "put user and password into its URL" in detail
    assert f"through the proxy http://127.0.0.1:{proxy.port}" in detail


def test_proxy_is_left_out_for_hosts_of_no_proxy(
    serve: Serve, dial: Dial, monkeypatch: pytest.MonkeyPatch
) -> None:
    proxy = serve(answer())
    monkeypatch.setenv("http_proxy", f"127.0.0.1:{proxy.port}")
    monkeypatch.setenv("no_proxy", ".invalid")
    with pytest.raises(NotSent):
        dial("http://api.invalid/v1", allow_http=True).get("/personas")
    assert proxy.received == []


@pytest.mark.parametrize(
    ("status", "tries", "advice"),
    [(407, 1, "wants to know who you are"), (403, 1, "Check HTTPS_PROXY"), (502, 4, "Check HTTPS_PROXY")],
)
def test_proxy_that_will_not_connect_means_not_sent(
    serve: Serve, dial: Dial, monkeypatch: pytest.MonkeyPatch, status: int, tries: int, advice: str
) -> None:
    proxy = serve(answer(status, b"<html>"))
    monkeypatch.setenv("https_proxy", f"http://mia:hidden@127.0.0.1:{proxy.port}")
    told = rf"the proxy http://127\.0\.0\.1:{proxy.port} would not connect to api\.example \({status}\)"
    with pytest.raises(NotSent, match=told) as caught:
        dial("https://api.example/v1", deadline=5).send(CREATE)
    assert advice in caught.value.diagnostics[0].detail
    assert "hidden" not in repr(caught.value.diagnostics)
    assert len(proxy.received) == tries
    assert all(KEY not in request.headers for request in proxy.received)


@pytest.mark.parametrize(
    ("behave", "words"),
    [
        (answer(403, b"<html>"), "web page"),
        (answer(502, b"<html>"), "502"),
        (answer(200, b"<html>"), "web page"),
        (resets, "broke"),
        (closes, "broke"),
        (silent, "no complete answer"),
    ],
)
def test_a_proxy_on_the_way_is_named_in_errors_without_its_password(
    serve: Serve, dial: Dial, monkeypatch: pytest.MonkeyPatch, behave: Behaviour, words: str
) -> None:
    proxy = serve(behave)
    monkeypatch.setenv("http_proxy", f"http://mia:hidden@127.0.0.1:{proxy.port}")
    with pytest.raises(ApiError, match=words) as caught:
        dial("http://api.example/v1", allow_http=True).send(CREATE)
    said = repr(caught.value.diagnostics)
    assert f"the proxy http://127.0.0.1:{proxy.port}." in said
    assert "hidden" not in said


def test_a_proxy_that_is_not_there_is_named_instead_of_the_server(
    dial: Dial, monkeypatch: pytest.MonkeyPatch
) -> None:
    with unused_port() as port:
        monkeypatch.setenv("https_proxy", f"http://mia:hidden@127.0.0.1:{port}")
        with pytest.raises(NotSent, match=f"cannot connect to the proxy http://127.0.0.1:{port}: ") as caught:
            dial("https://api.example/v1").send(CREATE)
    assert "hidden" not in repr(caught.value.diagnostics)


@pytest.mark.parametrize(
    ("behave", "logged"),
    [
        (answer(200, b'{"id": "p"}'), "POST /personas 200"),
        (resets, "POST /personas: the connection to 127.0.0.1 broke before POST /personas was answered"),
        (silent, "POST /personas: no complete answer to POST /personas within 0.3 seconds"),
    ],
)
def test_each_request_is_logged_and_what_became_of_it(
    serve: Serve, dial: Dial, caplog: pytest.LogCaptureFixture, behave: Behaviour, logged: str
) -> None:
    with caplog.at_level("INFO"), contextlib.suppress(ApiError):
        dial(serve(behave).url).send(CREATE)
    assert caplog.messages == [logged]


def test_a_proxy_in_use_is_logged_without_its_password(
    dial: Dial, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("https_proxy", "http://mia:hidden@proxy.example:3128")
    with caplog.at_level("INFO"):
        dial("https://api.example/v1")
    assert caplog.messages == ["api.example is reached through the proxy http://proxy.example:3128"]


@pytest.mark.parametrize("url", ["socks5://127.0.0.1:1080", "gopher://127.0.0.1", "http://127.0.0.1:port"])
def test_proxy_that_cannot_be_used_is_said_at_once(
    dial: Dial, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("all_proxy", url)
    with pytest.raises(InvalidInput, match="environment"):
        dial("https://api.example/v1")
