"""No byte of a secret comes out anywhere (I7), and no text from outside acts on a terminal or a log (I10)."""

from __future__ import annotations

import base64
import io
import json
import logging
import os
import re
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, quote_plus

import httpx
import pytest

from rawugc_sync.cli.main import main
from rawugc_sync.sandbox import COLLECTIONS, Options, Store
from rawugc_sync.sandbox.transport import SandboxTransport
from rawugc_sync.workspace.surroundings import Surroundings
from tests.contract.project import HandClock

SECRET = 'ruk_"Ca/na+ry\\7f3a=%&<é>'.replace("é", "e")
"""A key in which every form of escaping shows."""

OTHER = "s3cr3t-C4n4ry/of+somebody=else"
BRAND: dict[str, dict[str, Any]] = {
    "personas": {"p": {"name": "P", "description": "D"}},
    "messaging": {"m": {"name": "M", "body": "B"}},
    "products": {"p": {"name": "P", "photos": ["https://cdn.example/p.jpg"]}},
    "posts": {
        "p": {
            "videoUrl": "https://cdn.example/v.mp4",
            "accounts": ["tiktok/glowlab"],
            "mode": "draft",
            "content": "Caption",
        }
    },
}


def forms(secret: str) -> set[str]:
    """The ways in which a secret may come out."""
    raw = secret.encode()
    encoded = {base64.b64encode(b" " * shift + raw).decode()[4 if shift else 0 : -4] for shift in range(3)}
    return {
        secret,
        quote(secret, safe=""),
        quote(secret),
        quote_plus(secret),
        json.dumps(secret)[1:-1],
        *encoded,
    }


@dataclass
class Tool:
    """The tool in a folder, with a transport behind it; `seen` is all that it printed."""

    root: Path
    transport: httpx.BaseTransport | None = None
    variables: dict[str, str] = field(default_factory=dict)
    clock: HandClock = field(default_factory=HandClock)
    seen: str = ""

    def __call__(self, *arguments: str) -> int:
        out, err = io.StringIO(), io.StringIO()
        variables = {
            "RAWUGC_API_KEY": SECRET,
            "RAWUGC_BASE_URL": "http://rawugc.localhost/api/v1",
            **self.variables,
        }
        with redirect_stdout(out), redirect_stderr(err):
            code = main(
                ["-C", str(self.root), *arguments], Surroundings(variables, self.clock, self.transport)
            )
        self.seen += f"$ {' '.join(arguments)}\n{out.getvalue()}{err.getvalue()}"
        return code

    def write(self, **files: Any) -> None:
        for name, content in files.items():
            (self.root / f"{name}.yaml").write_text(json.dumps(content), encoding="utf-8")

    def leaks(self, *secrets: str) -> list[str]:
        """Each form of a secret in what was printed, and in every file and file name of the workspace."""
        places = {"output": self.seen}
        for path in self.root.rglob("*"):
            places[str(path)] = str(path) + (path.read_bytes().decode("latin-1") if path.is_file() else "")
        return [
            f"{form} in {place}"
            for place, text in places.items()
            for secret in secrets
            for form in forms(secret)
            if form in text
        ]


def sandbox(store: Store, clock: HandClock) -> httpx.BaseTransport:
    return SandboxTransport(store, Options(), lambda: clock.ms)


@pytest.fixture
def tool(tmp_path: Path) -> Iterator[Tool]:
    made = Tool(tmp_path / "brand")
    made.root.mkdir()
    made.write(brand=BRAND)
    store = Store.open()
    made.transport = sandbox(store, made.clock)
    yield made
    store.close()


@pytest.fixture(autouse=True)
def quiet_afterwards() -> Iterator[None]:
    """`-v` sets up logging for the process."""
    root, ours = logging.getLogger(), logging.getLogger("rawugc_sync")
    before, level = root.handlers[:], ours.level
    yield
    root.handlers[:] = before
    ours.setLevel(level)


# -- secrets

Answer = Callable[[httpx.Request], httpx.Response]


def echo(status: int, form: str = SECRET) -> Answer:
    """A refusal whose every part quotes the key."""
    document = {"title": f"Bad {form}", "detail": f"{form}: {form}", "errors": {form: [form], "name": [form]}}
    return lambda _: httpx.Response(status, json=document, headers={"X-Echo": form, "WWW-Authenticate": form})


def redirect(_request: httpx.Request) -> httpx.Response:
    location = f"https://u:{quote(SECRET, safe='')}@elsewhere.example/{SECRET}?key={quote(SECRET)}"
    return httpx.Response(302, headers={"Location": location})


def fail(kind: type[httpx.TransportError]) -> Answer:
    def answer(request: httpx.Request) -> httpx.Response:
        raise kind(f"{request.headers['authorization']} was sent to {request.url}", request=request)

    return answer


def content(body: bytes, **headers: str) -> Answer:
    kind = {"Content-Type": "application/json", **headers}
    return lambda _: httpx.Response(200, content=body, headers=kind)


FAULTS: dict[str, Answer | None] = {
    "none": None,
    "400": echo(400),
    "401": echo(401),
    "401, quoted": echo(401, quote(SECRET, safe="")),
    "401, in base64": echo(401, base64.b64encode(SECRET.encode()).decode()),
    "401, as a header": echo(401, f"Authorization: Bearer {SECRET}"),
    "403": echo(403),
    "404": echo(404),
    "429": echo(429),
    "500": echo(500),
    "redirect": redirect,
    "refused": fail(httpx.ConnectError),
    "reset": fail(httpx.RemoteProtocolError),
    "timeout": fail(httpx.ReadTimeout),
    "unknown": fail(httpx.LocalProtocolError),
    "garbage": content(SECRET.encode() + b"\x00\xff"),
    "nested": content(b'{"a":' * 100_000),
    "not a number": content(b'{"personas": NaN}'),
    "another shape": content(
        json.dumps({name: [SECRET, 7, None] for name in ("personas", "posts")}).encode()
    ),
    "strange encoding": content(b"x", **{"Content-Encoding": SECRET.encode().hex()}),
    "broken gzip": content(SECRET.encode(), **{"Content-Encoding": "gzip"}),
}

COMMANDS = [
    ("validate",),
    ("plan",),
    ("plan", "--json"),
    ("plan", "--out", "a.plan"),
    ("apply", "--auto-approve", "--max-wait", "120"),
    ("apply", "--auto-approve", "--json", "--max-wait", "120"),
    ("drift",),
    ("destroy", "--auto-approve", "--max-wait", "120"),
    ("whoami",),
    ("whoami", "--json"),
    ("state", "list"),
    ("state", "show", "personas.p"),
    ("state", "unlock"),
    ("state", "resolve", "personas.p", "--recreate"),
    ("schema", "plan"),
]


class Faulty(httpx.BaseTransport):
    """Lets `working` requests through to the sandbox, then answers in its own way."""

    def __init__(self, inner: httpx.BaseTransport, answer: Answer | None, working: int) -> None:
        self._inner, self._answer, self._left = inner, answer, working

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self._left -= 1
        if self._answer is None or self._left >= 0:
            return self._inner.handle_request(request)
        return self._answer(request)


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("working", [0, 6], ids=["from the start", "midway"])
def test_f6_the_key_never_comes_out(
    tool: Tool, monkeypatch: pytest.MonkeyPatch, fault: str, working: int
) -> None:
    monkeypatch.chdir(tool.root)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", OTHER)
    assert tool.transport
    inner = tool.transport
    for command in COMMANDS:
        for verbose in ((), ("-v",)):
            tool.transport = Faulty(inner, FAULTS[fault], working)
            tool(*verbose, *command)
    assert tool.leaks(SECRET, OTHER) == []


@pytest.mark.parametrize(
    "command",
    [
        ("plan",),
        ("plan", "--json"),
        ("apply", "--auto-approve"),
        ("apply", "--json", "--auto-approve"),
        ("whoami",),
    ],
    ids=" ".join,
)
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("RAWUGC_BASE_URL", "https://user:{}@rawugc.test/api/v1"),
        ("RAWUGC_BASE_URL", "https://rawugc.test/api/v1?key={}"),
        ("RAWUGC_BASE_URL", "https://rawugc.test/api/v1#{}"),
        ("RAWUGC_BASE_URL", "ftp://{}.test/"),
        ("RAWUGC_BASE_URL", "{}"),
        ("RAWUGC_BASE_URL", "https://rawugc.test:{}/"),
        ("RAWUGC_API_KEY", "{}\n"),
        ("RAWUGC_API_KEY", " {}"),
        ("RAWUGC_API_KEY", "{}\u00e9"),
        ("RAWUGC_API_KEY", "{}\x1b"),
    ],
)
def test_f6_a_secret_in_an_unusable_setting_is_not_shown(
    tool: Tool, command: tuple[str, ...], name: str, value: str
) -> None:
    tool.variables = {name: value.format(OTHER)}
    assert tool("-v", *command) == 1
    assert tool.leaks(SECRET, OTHER) == []


@pytest.mark.parametrize("proxy", ["http://u:{}@127.0.0.1:1", "socks5://u:{}@127.0.0.1:1", "http://[{}"])
def test_f6_a_secret_in_a_proxy_url_is_not_shown(
    tool: Tool, monkeypatch: pytest.MonkeyPatch, proxy: str
) -> None:
    tool.transport = None
    tool.variables = {"RAWUGC_BASE_URL": "https://rawugc.test/api/v1"}
    for name in ("https_proxy", "HTTPS_PROXY", "all_proxy", "no_proxy", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("https_proxy", proxy.format(quote(OTHER, safe="")))
    assert tool("-v", "plan") == 1
    assert tool.leaks(SECRET, OTHER) == []


# -- hostile text

CONTROLS = "\x00\x07\x08\x1b[2J\x1b]0;owned\x07\x1b]8;;https://evil.example\x1b\\\x7f\x9b2J\x85\u2028\u202e\u2066\u200f\ufeff"
MARKUP = (
    "[red]x[/red] [/y] [link=https://evil.example]z[/link] ```\n```\n::error::owned\n##[error]owned\n<script>"
)
HOSTILE = f"{CONTROLS}{MARKUP}\r::stop-commands::x\r\n"

_ACTIVE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]"
)
_COMMAND = re.compile(r"(?m)^\s*::|##\[")
_JSON = re.compile(r'\s*["{]')
_OURS = re.compile("\x1b\\[(?:2K|[0-9;]*m)|\r")
"""What colours and a live line send to a terminal."""


def assert_inert(text: str) -> None:
    """JSON is one long string to a terminal: in it, only what begins a line can be a command."""
    assert not _ACTIVE.search(text), text
    lines = [line for line in text.splitlines() if _COMMAND.search(line)]
    assert [line for line in lines if not _JSON.match(line)] == []


def hostile_brand(text: str) -> dict[str, Any]:
    """Every free text of every collection, hostile."""
    return {
        "personas": {"p": {"name": "P", "description": text}},
        "messaging": {"m": {"name": "M", "body": text}},
        "products": {"p": {"name": "P", "photos": [], "description": text}},
        "styles": {"s": {"name": "S", "type": "video", "promptTemplate": text}},
        "posts": {**BRAND["posts"], "q": {**BRAND["posts"]["p"], "content": text}},
    }


def dashboard(tool: Tool, store: Store) -> None:
    """Somebody fills everything that the dashboard knows with hostile text."""
    for name, spec in COLLECTIONS.items():
        texts = {one.name: HOSTILE for one in spec.fields if one.kind == "text"}
        for id in list(store.objects(name)):
            store.edit(name, id, texts)
        store.insert(name, {**texts, **_needed(name)}, at=tool.clock.ms)
    for id in list(store.objects("accounts")):
        store.edit("accounts", id, {"username": HOSTILE, "displayName": HOSTILE})


def _needed(collection: str) -> dict[str, Any]:
    if collection == "posts":
        return {
            "videoUrl": f"https://x.example/{HOSTILE}",
            "accountIds": ["acc_1"],
            "mode": "draft",
            "status": HOSTILE,
        }
    return {"photos": [f"https://x.example/{HOSTILE}"]} if collection == "products" else {}


LOOKING = [command for command in COMMANDS if command[0] != "schema"]


@pytest.mark.parametrize("command", LOOKING, ids=" ".join)
@pytest.mark.parametrize("first", [("validate",), ("apply", "--auto-approve")], ids=["new", "applied"])
def test_i10_no_text_of_the_dashboard_acts(
    tool: Tool, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...], first: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tool.root)
    store = Store.open()
    tool.transport = sandbox(store, tool.clock)
    tool.write(brand=hostile_brand(MARKUP))
    tool(*first)
    dashboard(tool, store)
    tool("-v", *command)
    if Path("a.plan").exists():
        tool("show", "a.plan")
    assert_inert(tool.seen)
    store.close()


@pytest.mark.parametrize("text", [HOSTILE, MARKUP, CONTROLS], ids=["both", "markup", "controls"])
@pytest.mark.parametrize("command", [*LOOKING, ("validate", "--format", "json")], ids=" ".join)
def test_m23_no_text_of_a_manifest_acts(
    tool: Tool, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...], text: str
) -> None:
    monkeypatch.chdir(tool.root)
    tool.write(brand=hostile_brand(text), other={text: {text: text}, "vars": {"x": text}})
    tool("-v", *command)
    tool.write(other={"vars": {"x": "y"}}, rawugc={"workspace": text.strip()})
    tool("-v", *command)
    assert_inert(tool.seen)


@pytest.mark.parametrize("status", [400, 401, 402, 403, 404, 408, 409, 429, 500, 503, 302])
@pytest.mark.parametrize("working", [0, 6], ids=["reads", "writes"])
def test_i10_no_text_of_an_error_acts(tool: Tool, status: int, working: int) -> None:
    assert tool.transport
    document = {"title": HOSTILE, "detail": HOSTILE, "errors": {HOSTILE: [HOSTILE], "name": HOSTILE}}
    headers = {"Location": "https://x.example/\x1b[2J"} if status == 302 else {}
    inner = tool.transport
    for command in (
        ("plan",),
        ("plan", "--json"),
        ("apply", "--auto-approve", "--max-wait", "90"),
        ("whoami",),
    ):
        tool.transport = Faulty(
            inner, lambda _: httpx.Response(status, json=document, headers=headers), working
        )
        tool("-v", *command)
    assert_inert(tool.seen)


@pytest.mark.parametrize("name", ["a\x1b[2J.yaml", "a\n::error::x.yaml", "a\u202e.yaml", "[red]a[x].yaml"])
def test_m23_no_name_of_a_file_acts(tool: Tool, name: str) -> None:
    (tool.root / name).write_text("personas: {p: {nam: 1}}", encoding="utf-8")
    for command in (("validate",), ("plan",), ("plan", "--json"), ("apply", "--auto-approve")):
        tool(*command)
    assert_inert(tool.seen)


@pytest.mark.parametrize("form", ["text", "github"])
def test_m26_no_manifest_gives_a_command_to_the_log(tool: Tool, form: str) -> None:
    tool.write(brand=hostile_brand(MARKUP), other={MARKUP: 1, "personas": {"q": {MARKUP: MARKUP}}})
    tool("validate", "--format", form)
    commands = [line for line in tool.seen.splitlines() if _COMMAND.search(line)]
    assert all(re.match("::(error|warning|notice) file=", line) for line in commands)
    assert bool(commands) == (form == "github")


def on_a_terminal(tool: Tool, *arguments: str) -> str:
    """What a run sends to a terminal of its own."""
    leader, follower = os.openpty()
    variables = {"RAWUGC_API_KEY": SECRET, "RAWUGC_BASE_URL": "http://rawugc.localhost/api/v1"}
    with os.fdopen(follower, "w", encoding="utf-8") as terminal:
        drained = _drain(leader)
        with redirect_stdout(terminal), redirect_stderr(terminal):
            main(["-C", str(tool.root), *arguments], Surroundings(variables, tool.clock, tool.transport))
        terminal.flush()
    return drained()


def _drain(leader: int) -> Callable[[], str]:
    """Reads a terminal in the background, so that nobody waits for room in its buffer."""
    from concurrent.futures import ThreadPoolExecutor

    def read() -> bytes:
        data = b""
        try:
            while chunk := os.read(leader, 65536):
                data += chunk
        except OSError:  # the other side is closed
            os.close(leader)
        return data

    pool = ThreadPoolExecutor(1)
    future = pool.submit(read)

    def drained() -> str:
        data = future.result(10)
        pool.shutdown()
        return data.decode("utf-8", "replace")

    return drained


@pytest.mark.skipif(not hasattr(os, "openpty"), reason="there are no pseudo-terminals here")
@pytest.mark.parametrize("status", [None, 400, 503])
def test_i10_nothing_acts_through_live_progress(
    tool: Tool, monkeypatch: pytest.MonkeyPatch, status: int | None
) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    store = Store.open()
    tool.write(brand=hostile_brand(MARKUP))
    tool.transport = sandbox(store, tool.clock)
    tool("apply", "--auto-approve")
    dashboard(tool, store)
    document = {"title": HOSTILE, "detail": HOSTILE, "errors": {HOSTILE: [HOSTILE], "name": HOSTILE}}
    answer = status and (lambda _: httpx.Response(status, json=document))
    tool.transport = Faulty(tool.transport, answer or None, working=6)
    shown = on_a_terminal(tool, "-v", "apply", "--auto-approve")
    assert "[red]x[/red]" in shown
    assert_inert(_OURS.sub("", shown))
    assert "\x1b]" not in shown
    store.close()
