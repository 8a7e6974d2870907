"""What each status and each body means, and what the user is told."""

from __future__ import annotations

import socket
import ssl
from typing import Any

import httpx
import pytest

from rawugc_sync.api.faults import KINDS
from rawugc_sync.words.errors import (
    ApiError,
    BadAnswer,
    Intercepted,
    NotSent,
    OutcomeUnknown,
    Problem,
    Unauthorized,
)
from rawugc_sync.words.planned import Call

from .fakes import KEY, FakeClock, client

CREATE = Call(method="POST", path="/personas", body={"name": "a"}, repeatable=False, id_fields=("id",))
LIST = Call(method="GET", path="/social/posts")
UPDATE = Call(method="PATCH", path="/personas/p", body={"name": "a"})


def failing(call: Call, status: int, **answer: object) -> ApiError:
    """What sending the call raises when the server answers so."""
    with pytest.raises(ApiError) as caught:
        client(lambda _: httpx.Response(status, **answer)).send(call)  # type: ignore[arg-type]
    return caught.value


def told(fault: ApiError) -> str:
    return " ".join(f"{d.summary} {d.detail}" for d in fault.diagnostics)


@pytest.mark.parametrize(
    ("status", "kind", "code", "words"),
    [
        (400, Problem, "validation-failed", "POST /personas"),
        (401, Unauthorized, "unauthorized", "RAWUGC_API_KEY"),
        (402, Problem, "no-credits", "Add credits"),
        (403, Problem, "scope-missing", "POST /personas (403) It probably lacks the scope `personas:write`"),
        (404, Problem, "not-found", "there is no such path (404) Check the base URL."),
        (409, Problem, "conflict", "conflicts"),
        (418, Problem, "refused", "418"),
        (422, Problem, "validation-failed", "POST /personas"),
        (408, OutcomeUnknown, "outcome-unknown", "408"),
        (500, OutcomeUnknown, "outcome-unknown", "500"),
        (503, OutcomeUnknown, "outcome-unknown", "503"),
        (304, BadAnswer, "redirected", "304"),
    ],
)
@pytest.mark.parametrize("body", [b"", b"Sorry.", b'{"detail": "because"}', b'{"detail": 3, "errors": 4}'])
def test_status_says_what_happened(
    status: int, kind: type[ApiError], code: str, words: str, body: bytes
) -> None:
    fault = failing(CREATE, status, content=body)
    assert type(fault) is kind
    assert fault.diagnostics[0].code == code
    assert words in told(fault)
    assert getattr(fault, "status", None) == status


@pytest.mark.parametrize(
    ("errors", "fields"),
    [
        ({"name": ["too long", "too dull"]}, {"name": ("too long", "too dull")}),
        ({"name": "too long"}, {"name": ("too long",)}),
        ({"name": ["too long", 7, None], "body": {}}, {"name": ("too long",)}),
        (["too long"], {"": ("too long",)}),
        ("too long", {"": ("too long",)}),
        (None, {}),
        ([{"path": "name"}], {}),
    ],
)
def test_problem_keeps_the_messages_of_each_field(errors: object, fields: object) -> None:
    fault = failing(UPDATE, 400, json={"title": "Invalid", "errors": errors})
    assert isinstance(fault, Problem)
    assert fault.fields == fields


def test_problem_of_a_read_tells_what_is_wrong_with_its_query() -> None:
    fault = failing(LIST, 400, json={"title": "Invalid", "errors": {"fromDate": ["too late"]}})
    assert told(fault).endswith("Invalid. fromDate: too late.")


def test_text_of_the_server_is_cut() -> None:
    document = {"detail": "x" * 500, "errors": {f"f{n}": ["y" * 500] * 50 for n in range(50)}}
    fault = failing(UPDATE, 400, json=document)
    assert isinstance(fault, Problem)
    assert len(fault.fields) <= 30
    assert max(len(message) for said in fault.fields.values() for message in said) <= 301


@pytest.mark.parametrize("status", [400, 401, 403, 500, 302])
def test_key_is_never_told_even_when_the_server_echoes_it(status: int) -> None:
    document = {"detail": f"bad token {KEY}", "errors": {KEY: [f"Bearer {KEY}"]}}
    fault = failing(UPDATE, status, json=document, headers={"Location": f"https://{KEY}.example/{KEY}"})
    assert KEY not in told(fault) + repr(getattr(fault, "fields", ""))


@pytest.mark.parametrize(
    ("location", "shown"),
    [
        ("https://other.example/x", "redirect to other.example"),
        ("/elsewhere", "a redirect Redirects"),
        ("https://\x1b[2J.example", "a redirect Redirects"),
        ("http://[", "a redirect Redirects"),
    ],
)
def test_redirect_names_its_host_only_when_that_is_safe(location: str, shown: str) -> None:
    assert shown in told(failing(UPDATE, 302, headers={"Location": location}))


@pytest.mark.parametrize("status", [200, 201, 202, 204])
@pytest.mark.parametrize("body", [b"", b"OK", b"[1]", b'"\xff"', b'{"a": "<html>"}x'])
@pytest.mark.parametrize("method", ["PATCH", "DELETE", "POST"])
def test_write_that_gives_no_id_is_done_whatever_its_body(status: int, body: bytes, method: str) -> None:
    call = Call(method=method, path="/social/posts/p/publish")
    answer = client(lambda _: httpx.Response(status, content=body)).send(call)
    assert (answer.status, answer.body) == (status, None)


PAGES = {
    "begins like one": {"content": b"<html>Log in"},
    "doctype, white space": {"content": b"\n\t <!DOCTYPE html>"},
    "byte order mark": {"content": b"\xef\xbb\xbf<html>"},
    "said to be JSON": {"content": b"<p>", "headers": {"Content-Type": "application/json"}},
    "plain words of a page": {
        "content": b"Welcome!",
        "headers": {"Content-Type": "text/html; charset=utf-8"},
    },
    "another spelling": {"content": b"Hi", "headers": {"Content-Type": "Text/HTML"}},
    "XHTML": {"content": b"Hi", "headers": {"Content-Type": "application/xhtml+xml"}},
}
pages = pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
EMPTY = {"an empty page": {"content": b"", "headers": {"Content-Type": "text/html"}}}
refusals = pytest.mark.parametrize("page", [*PAGES.values(), *EMPTY.values()], ids=[*PAGES, *EMPTY])
DELETE = Call(method="DELETE", path="/personas/p", missing_is_done=True)
MOVE = Call(method="POST", path="/social/posts/p/reschedule", body={"scheduledFor": 1})
PUBLISH = Call(method="POST", path="/social/posts/p/publish", repeatable=False)


@pages
@pytest.mark.parametrize("status", [200, 201, 202, 206])
@pytest.mark.parametrize(
    ("call", "tries"),
    [(LIST, 4), (UPDATE, 4), (DELETE, 4), (MOVE, 4), (PUBLISH, 1), (CREATE, 1)],
    ids=["GET", "PATCH", "DELETE", "reschedule", "publish", "create"],
)
def test_a_page_with_2xx_is_no_answer(page: dict[str, Any], status: int, call: Call, tries: int) -> None:
    writer = client(lambda _: httpx.Response(status, **page))
    with pytest.raises(OutcomeUnknown, match="web page") as caught:
        writer.send(call)
    assert caught.value.status is None  # so that nobody concludes from it that anything was accepted
    assert caught.value.diagnostics[0].code == "not-rawugc"
    assert writer.requests_sent == tries


@refusals
@pytest.mark.parametrize("status", [400, 401, 402, 403, 404, 405, 409, 422, 511])
@pytest.mark.parametrize("call", [LIST, UPDATE, DELETE, MOVE, PUBLISH, CREATE], ids=lambda c: c.path)
def test_a_refusal_on_a_page_is_not_of_rawugc(page: dict[str, Any], status: int, call: Call) -> None:
    fault = failing(call, status, **page)
    assert isinstance(fault, Intercepted)
    assert (fault.status, fault.diagnostics[0].code) == (status, "not-rawugc")
    assert "between here and RawUGC" in told(fault)
    assert not any(word in told(fault) for word in ("RAWUGC_API_KEY", "scope", "dashboard"))


@pytest.mark.parametrize("body", [b"", b"<html>", b"{}"])
def test_a_proxy_that_nobody_named_is_told_as_that(body: bytes) -> None:
    fault = failing(UPDATE, 407, content=body)
    assert isinstance(fault, Intercepted)
    assert "a proxy would not let PATCH /personas/p through (407)" in told(fault)
    assert "between here and RawUGC" in told(fault)
    assert "password" not in told(fault)


@pytest.mark.parametrize("status", [500, 502, 503, 504, 408])
def test_a_page_of_a_gateway_is_told_as_one(status: int) -> None:
    assert "a gateway or a proxy" in told(failing(CREATE, status, content=b"<html>"))


@pytest.mark.parametrize("headers", [{}, {"Content-Type": "text/html"}, {"Content-Type": "text/plain"}])
def test_json_is_json_whatever_it_is_called(headers: dict[str, str]) -> None:
    answer = client(lambda _: httpx.Response(200, content=b'{"name": "<b>"}', headers=headers)).get(
        "/personas/p"
    )
    assert answer.body == {"name": "<b>"}


@pytest.mark.parametrize("status", [200, 202, 204, 205])
def test_nothing_at_all_is_no_page(status: int) -> None:
    answered = client(lambda _: httpx.Response(status, headers={"Content-Type": "text/html"}))
    assert answered.send(DELETE).status == status


def test_a_429_is_waited_for_whoever_says_it() -> None:
    replies = [httpx.Response(429, content=b"<html>"), httpx.Response(200, content=b"{}")]
    writer = client(lambda _: replies.pop(0))
    assert writer.send(CREATE).status == 200
    assert writer.requests_sent == 2


@pytest.mark.parametrize("body", [b"", b"OK", b"[1]", b'{"id": "p'])
def test_create_without_readable_body_is_done_with_its_id_unknown(body: bytes) -> None:
    fault = failing(CREATE, 201, content=body)
    assert isinstance(fault, BadAnswer)
    assert fault.status == 201


@pytest.mark.parametrize(("method", "known"), [("PATCH", True), ("DELETE", True), ("GET", False)])
def test_only_what_is_changed_is_known_to_have_been_there(method: str, known: bool) -> None:
    said = told(failing(Call(method=method, path="/personas/p"), 404))
    assert "no such resource (404)" in said
    assert ("It was removed outside git." in said) == known


def test_missing_object_is_done_where_the_call_says_so() -> None:
    call = Call(method="DELETE", path="/personas/p", missing_is_done=True)
    assert client(lambda _: httpx.Response(404)).send(call).status == 404


def raising(fault: Exception) -> ApiError:
    def handler(_request: httpx.Request) -> httpx.Response:
        raise fault

    with pytest.raises(ApiError) as caught:
        client(handler).send(CREATE)
    return caught.value


def leaves(kind: type[Exception]) -> set[type[Exception]]:
    below = [child for child in kind.__subclasses__() if child.__module__.startswith("httpx")]
    return {leaf for child in below for leaf in leaves(child)} if below else {kind}


# We never ask httpx to raise for a status, nor to follow redirects.
NEVER_RAISED = {httpx.HTTPStatusError, httpx.TooManyRedirects}


@pytest.mark.parametrize("kind", sorted(leaves(httpx.HTTPError) - NEVER_RAISED, key=str))
def test_every_exception_of_httpx_has_a_meaning(kind: type[httpx.RequestError]) -> None:
    fault = raising(kind(f"Illegal header value b'Bearer {KEY}'"))
    assert type(fault) is KINDS[kind.__name__]
    assert KEY not in told(fault)


def test_certificate_that_cannot_be_trusted_is_said_and_not_tried_again() -> None:
    clock = FakeClock()
    cause = ssl.SSLCertVerificationError(1, "certificate verify failed")
    cause.verify_message = "certificate has expired"

    def handler(_request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("failed") from cause

    with pytest.raises(NotSent, match=r"TLS certificate of api\.example .* certificate has expired"):
        client(handler, clock).send(CREATE)
    assert clock.sleeps == []


def test_unknown_host_is_named() -> None:
    fault = httpx.ConnectError("failed")
    fault.__cause__ = socket.gaierror(-2, "Name or service not known")
    assert "api.example cannot be found" in told(raising(fault))
