"""What every request carries, and what a reader and a writer can do."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from email.utils import formatdate
from types import MappingProxyType

import httpx
import pytest

from rawugc_sync import __version__
from rawugc_sync.api.answers import Answer
from rawugc_sync.api.client import connect_reader
from rawugc_sync.api.paths import segment
from rawugc_sync.api.settings import Settings
from rawugc_sync.words.errors import ApiError, InvalidInput, NotSent, Problem, Unauthorized
from rawugc_sync.words.planned import Call

from .fakes import KEY, START, FakeClock, client


class Recorder:
    """Answers everything with an empty object and keeps the requests."""

    def __init__(self, **headers: str) -> None:
        self._headers = headers
        self.requests: list[httpx.Request] = []

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests.append(request)
        return httpx.Response(200, json={"path": request.url.path}, headers=self._headers)


def test_every_request_says_who_asks_and_for_which_version() -> None:
    server = Recorder()
    writer = client(server)
    writer.get("/personas")
    writer.send(Call(method="DELETE", path="/personas/p"))
    for request in server.requests:
        assert request.headers["Authorization"] == f"Bearer {KEY}"
        assert request.headers["RawUGC-Version"] == "2026-03-06"
        assert request.headers["User-Agent"] == f"rawugc-sync/{__version__}"
        assert request.headers["Accept"] == "application/json"
        assert "Content-Type" not in request.headers


def test_body_is_json_and_says_so() -> None:
    server = Recorder()
    body = MappingProxyType({"name": "Ä\u2028", "photos": ("a",), "nested": MappingProxyType({"n": 1})})
    client(server).send(Call(method="PATCH", path="/products/p", body=body))
    (request,) = server.requests
    assert request.headers["Content-Type"] == "application/json"
    assert httpx.Response(200, content=request.content).json() == {
        "name": "Ä\u2028",
        "photos": ["a"],
        "nested": {"n": 1},
    }


def test_query_is_encoded_below_the_base_url() -> None:
    server = Recorder()
    client(server).get("/social/posts", {"fromDate": "0", "q": "a&b=c #"})
    assert str(server.requests[0].url) == "https://api.example/v1/social/posts?fromDate=0&q=a%26b%3Dc+%23"


@pytest.mark.parametrize("base", ["https://api.example/v1", "https://api.example/v1/"])
def test_slash_at_the_end_of_the_base_url_changes_nothing(base: str) -> None:
    server = Recorder()
    reader = connect_reader(Settings(base, KEY), FakeClock(), transport=httpx.MockTransport(server))
    reader.get("/personas")
    assert str(server.requests[0].url) == "https://api.example/v1/personas"


@pytest.mark.parametrize(
    "path",
    [
        "",
        "personas",
        "/",
        "//evil.example/x",
        "https://evil.example/x",
        "@evil.example",
        "/personas/../keys",
        "/personas/%2e%2E/keys",
        "/personas/a%2fb",
        "/personas/p?x=1",
        "/personas/p#x",
        "/personas/\\x",
        "/personas/a b",
        "/personas/\n",
        "/personas/ä",
    ],
)
def test_path_that_leads_elsewhere_is_never_sent(path: str) -> None:
    server = Recorder()
    with pytest.raises(NotSent, match="not a path of the API"):
        client(server).send(Call(method="POST", path=path))
    assert server.requests == []


@pytest.mark.parametrize("name", ["per_1", "a b", "ä?#%", "a@b:c", "...", "x" * 200])
def test_id_becomes_one_segment_that_the_server_reads_back(name: str) -> None:
    server = Recorder()
    answer = client(server).get(f"/personas/{segment(name)}")
    assert answer.body["path"] == f"/v1/personas/{name}"


@pytest.mark.parametrize("name", ["", ".", "..", "a/b", "a\nb", "\x00", "\x9b", "\ud800", "x" * 201])
def test_id_that_could_lead_elsewhere_is_refused(name: str) -> None:
    with pytest.raises(InvalidInput):
        segment(name)


def test_reader_cannot_write() -> None:
    reader = connect_reader(
        Settings("https://api.example", KEY), FakeClock(), transport=httpx.MockTransport(Recorder())
    )
    assert not hasattr(reader, "send")


def test_answers_of_several_reads_come_in_order_with_errors_among_them() -> None:
    def handler(request: httpx.Request) -> httpx.Response:
        name = request.url.path.removeprefix("/v1/")
        return httpx.Response(403 if name == "styles" else 200, json={"name": name})

    names = ["personas", "styles", "products", "messaging", "social/posts"]
    answers = client(handler).get_all([(f"/{name}", {}) for name in names], spared=(403,))
    assert isinstance(answers[1], Problem)
    assert [a.body["name"] for a in answers if isinstance(a, Answer)] == [n for n in names if n != "styles"]


def test_no_reads_need_no_request() -> None:
    server = Recorder()
    assert client(server).get_all([]) == []
    assert server.requests == []


LISTS = [(f"/{name}", {}) for name in ("personas", "styles", "products", "messaging", "posts")]


@pytest.mark.parametrize(
    ("answer", "requests"),
    [
        pytest.param(lambda: httpx.Response(503), 4, id="5xx"),
        pytest.param(lambda: httpx.Response(502, content=b"<html>"), 4, id="gateway"),
        pytest.param(lambda: httpx.Response(200, content=b"<html>"), 4, id="captive portal"),
        pytest.param(lambda: httpx.Response(403, content=b"<html>"), 1, id="firewall"),
        pytest.param(lambda: httpx.Response(407), 1, id="proxy"),
        pytest.param(lambda: httpx.Response(401, json={}), 1, id="wrong key"),
        pytest.param(lambda: httpx.Response(403, json={}), 1, id="no scope for what is needed"),
        pytest.param(lambda: httpx.Response(404, json={}), 1, id="another API"),
        pytest.param(lambda: httpx.Response(302), 1, id="redirect"),
        pytest.param(lambda: httpx.Response(200, content=b"[]"), 1, id="no JSON object"),
    ],
)
def test_nothing_more_is_asked_once_the_first_read_has_failed(
    answer: Callable[[], httpx.Response], requests: int
) -> None:
    clock = FakeClock()
    reader = client(lambda _: answer(), clock)
    outcomes = reader.get_all(LISTS)
    assert len({id(one) for one in outcomes}) == 1
    assert isinstance(outcomes[0], ApiError)
    assert reader.requests_sent == requests
    assert sum(clock.sleeps) == (7 if requests == 4 else 0)


@pytest.mark.parametrize("status", [403, 404])
def test_a_refusal_that_is_about_one_read_alone_stops_none_of_the_others(status: int) -> None:
    reader = client(lambda r: httpx.Response(status if r.url.path.endswith("personas") else 200, json={}))
    outcomes = reader.get_all(LISTS, spared=(status,))
    assert [isinstance(one, Answer) for one in outcomes] == [False, True, True, True, True]
    assert reader.requests_sent == 5


def test_an_outage_behind_the_first_read_costs_three_requests_more_than_the_reads() -> None:
    reader = client(lambda r: httpx.Response(200 if r.url.path.endswith("personas") else 503, json={}))
    outcomes = reader.get_all(LISTS)
    assert [isinstance(one, Answer) for one in outcomes] == [True, False, False, False, False]
    assert reader.requests_sent == 5 + 3


def test_reads_that_are_lost_once_are_asked_for_again_one_by_one() -> None:
    seen: Counter[str] = Counter()

    def once_lost(request: httpx.Request) -> httpx.Response:
        seen[request.url.path] += 1
        return httpx.Response(503 if seen[request.url.path] == 1 else 200, json={"path": request.url.path})

    reader = client(once_lost)
    outcomes = reader.get_all(LISTS)
    assert [one.body["path"] for one in outcomes if isinstance(one, Answer)] == [f"/v1{p}" for p, _ in LISTS]
    assert set(seen.values()) == {2}


def test_nothing_is_asked_for_again_where_another_read_was_refused() -> None:
    statuses = {"personas": 200, "styles": 403}
    reader = client(lambda r: httpx.Response(statuses.get(r.url.path.rpartition("/")[2], 503), json={}))
    reader.get_all(LISTS)
    assert reader.requests_sent == 5


def test_wrong_key_is_asked_once() -> None:
    reader = client(lambda _: httpx.Response(401))
    answers = reader.get_all([("/personas", {}), ("/styles", {})])
    assert [type(a) for a in answers] == [Unauthorized, Unauthorized]
    assert reader.requests_sent == 1


@pytest.mark.parametrize(
    ("date", "correction"),
    [
        (formatdate(START + 86_400, usegmt=True), 86_400),
        (formatdate(START - 300, usegmt=True), -300),
        (formatdate(START + 1, usegmt=True), 0),
        (formatdate(START, usegmt=True), 0),
        ("tomorrow", 0),
    ],
)
def test_server_time_is_the_local_clock_put_right(date: str, correction: float) -> None:
    clock = FakeClock()
    reader = client(Recorder(date=date), clock)
    assert reader.server_time() == START
    reader.get("/personas")
    clock.sleep(10)
    assert reader.server_time() == START + 10 + correction


@pytest.mark.parametrize("key", ["", " ", "a b", "abc\n", "\x1bkey", "schlüssel", "a\tb"])
def test_unusable_key_is_refused_and_never_shown(key: str) -> None:
    with pytest.raises(InvalidInput, match="RAWUGC_API_KEY") as caught:
        Settings("https://api.example", key)
    assert "dashboard" in caught.value.diagnostics[0].detail
    assert not key.strip() or key not in repr(caught.value.diagnostics)


def test_key_is_not_in_the_text_of_its_settings() -> None:
    assert KEY not in repr(Settings("https://api.example", KEY))


@pytest.mark.parametrize(
    "url",
    [
        "",
        "rawugc.com/api",
        "ftp://rawugc.com",
        "https://",
        "https:///api",
        "https://user:hidden@rawugc.com",
        "https://rawugc.com?hidden",
        "https://rawugc.com/#hidden",
        "https://rawugc.com?",
        "https://rawugc.com:port",
        "https://rawugc.com:99999",
        "https://raw ugc.com",
        "https://rawugc.com\n",
        "https://räwugc.com",
        "https://rawugc.com\\@hidden",
        "https://[::1",
    ],
)
def test_unusable_base_url_is_refused(url: str) -> None:
    with pytest.raises(InvalidInput, match="base URL") as caught:
        Settings(url, KEY)
    assert "hidden" not in repr(caught.value.diagnostics)


HERE = [
    "http://127.0.0.1:8765",
    "http://127.0.0.2/api",
    "http://[::1]:80/",
    "http://[::ffff:127.0.0.1]/",
    "http://localhost:8765/api/v1",
    "HTTP://LocalHost",
    "http://localhost.:1",
    "http://rawugc.localhost",
]
BEYOND = [
    "http://rawugc.com/api/v1",
    "HTTP://RAWUGC.COM",
    "http://rawugc.com.:80",
    "http://192.168.0.7:8765",
    "http://10.0.0.1",
    "http://[fe80::1]",
    "http://[::ffff:10.0.0.1]",
    "http://0.0.0.0",
    "http://127.1",
    "http://0x7f000001",
    "http://2130706433",
    "http://127.0.0.1.",
    "http://127.0.0.1.example",
    "http://localhost.example",
    "http://notlocalhost",
    "http://localhost..",
    "http://host.docker.internal",
]


@pytest.mark.parametrize("url", ["https://rawugc.com/api/v1", "HTTPS://api.example", *HERE])
def test_usable_base_url_is_accepted(url: str) -> None:
    assert Settings(url, KEY).base_url == url


@pytest.mark.parametrize("url", BEYOND)
def test_plain_http_beyond_this_machine_is_refused_unless_it_is_allowed(url: str) -> None:
    with pytest.raises(InvalidInput, match="for all to read") as caught:
        Settings(url, KEY)
    assert caught.value.diagnostics[0].code == "plain-http"
    assert "RAWUGC_ALLOW_HTTP=1" in caught.value.diagnostics[0].detail
    assert Settings(url, KEY, allow_http=True).base_url == url


@pytest.mark.parametrize("url", ["http://mia@127.0.0.1", "http://mia:hidden@localhost", "ftp://localhost"])
def test_what_is_wrong_otherwise_is_not_allowed_by_that(url: str) -> None:
    with pytest.raises(InvalidInput, match="must") as caught:
        Settings(url, KEY, allow_http=True)
    assert "hidden" not in repr(caught.value.diagnostics)


def test_both_faults_of_settings_are_said_at_once() -> None:
    with pytest.raises(InvalidInput) as caught:
        Settings("", "")
    assert len(caught.value.diagnostics) == 2


def loaded(code: str, *modules: str) -> list[str]:
    """Which of the modules a fresh interpreter has loaded after running the code."""
    script = f"{code}\nimport sys\nprint(*[m for m in {modules!r} if sys.modules.get(m)])"
    return subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    ).stdout.split()


def test_types_of_the_client_do_not_load_httpx() -> None:
    assert loaded("import rawugc_sync.api", "httpx", "httpcore") == []


def test_httpx_is_loaded_without_its_command_line() -> None:
    code = "import rawugc_sync.api.wire"
    assert loaded(code, "httpx", "httpx._main", "rich", "click", "pygments") == ["httpx"]


def test_errors_are_of_one_tree() -> None:
    with pytest.raises(ApiError):
        client(lambda _: httpx.Response(404)).get("/personas/p")
