"""`upload`: what it prints, what it checks first, and what is kept when one of several fails."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Callable

import httpx
import pytest

from tests.cli.driver import Tool
from tests.files.samples import exif, jpeg, mp4, png

KEY = {"RAWUGC_API_KEY": "ruk_upload", "RAWUGC_BASE_URL": "http://127.0.0.1:1/api/v1"}


class Answering(httpx.BaseTransport):
    """A RawUGC that answers each upload in turn."""

    def __init__(self, *answers: Callable[[bytes], httpx.Response]) -> None:
        self.answers = list(answers)
        self.bodies: list[bytes] = []

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.bodies.append(request.read())
        return self.answers.pop(0)(self.bodies[-1])


def taken(url: str, content: bytes, content_type: str) -> Callable[[bytes], httpx.Response]:
    return lambda _: httpx.Response(200, json={"url": url, "contentType": content_type, "size": len(content)})


def refused(_: bytes) -> httpx.Response:
    return httpx.Response(402, json={"detail": "Insufficient credits."})


def test_the_urls_are_printed_in_the_order_of_the_files(tool: Tool) -> None:
    tool.write({"a.png": png("a"), "clips/b.mp4": mp4("b")})
    run = tool.sandboxed("upload", "clips/b.mp4", "a.png")
    assert run.code == 0
    first, second = run.out.splitlines()
    assert first.startswith("http://sandbox.localhost/storage/uploads/upl_")
    assert (first.rpartition(".")[2], second.rpartition(".")[2]) == ("mp4", "png")


def test_as_json_it_is_one_object_with_the_api_s_own_keys(tool: Tool) -> None:
    tool.write({"a.png": png("a")})
    run = tool.sandboxed("upload", "a.png", "--json")
    (one,) = run.json["uploads"]
    assert one.pop("url").endswith(".png")
    assert one == {"file": "a.png", "contentType": "image/png", "size": len(png("a"))}


def test_the_same_content_is_sent_once(tool: Tool) -> None:
    tool.write({"a.png": png("a"), "b.png": png("a")})
    first, second = tool.sandboxed("upload", "a.png", "b.png").out.splitlines()
    assert first == second


def test_all_files_are_checked_before_the_first_is_sent(tool: Tool) -> None:
    tool.write({"a.png": png("a"), "b.heic": b"\x00\x00\x00\x0cftypheic", "c.txt": "hello"})
    silent = Answering()
    run = Tool(tool.root, KEY, silent)("upload", "a.png", "b.heic", "c.txt", "none.png", ".")
    assert (run.code, run.out, silent.bodies) == (1, "", [])
    for told in (
        "the file b.heic is a HEIC photo",
        "Convert it to JPEG",
        "the file c.txt is neither",
        "the file none.png does not exist",
        "the file . is not a plain file",
    ):
        assert told in run.err


@pytest.mark.parametrize("name", ["pipe", "/dev/zero"])
def test_what_is_no_file_is_never_waited_for(tool: Tool, name: str) -> None:
    os.mkfifo(tool.root / "pipe")
    silent = Answering()
    run = Tool(tool.root, KEY, silent)("upload", name)
    assert (run.code, silent.bodies) == (1, [])
    assert f"the file {name} is not a plain file" in run.err


def test_a_photo_that_tells_where_it_was_taken_is_warned_of_and_sent(tool: Tool) -> None:
    tool.write({"a.jpg": jpeg("", b"Exif\x00\x00" + exif())})
    run = tool.sandboxed("upload", "a.jpg")
    assert run.code == 0
    assert "warning: the photo a.jpg tells where it was taken" in run.err


@pytest.mark.parametrize("as_json", [False, True])
def test_what_is_done_is_told_when_a_later_one_fails(tool: Tool, as_json: bool) -> None:
    tool.write({"a.png": png("a"), "b.png": png("b"), "c.png": png("c")})
    server = Answering(taken("https://x.test/a.png", png("a"), "image/png"), refused)
    run = Tool(tool.root, KEY, server)("upload", "a.png", "b.png", "c.png", *["--json"] * as_json)
    assert run.code == 4
    urls = [one["url"] for one in json.loads(run.out)["uploads"]] if as_json else run.out.splitlines()
    assert urls == ["https://x.test/a.png"]
    assert "Insufficient credits." in run.err
    assert len(server.bodies) == 2


@pytest.mark.parametrize(
    ("times", "done", "said"),
    [
        (1, ["https://x.test/a.png", "https://x.test/b.png"], "interrupted before c.png was uploaded"),
        (2, ["https://x.test/a.png"], "The file under way may have arrived"),
    ],
    ids=["once", "twice"],
)
def test_what_is_done_is_told_when_it_is_interrupted(
    tool: Tool, times: int, done: list[str], said: str
) -> None:
    def interrupted(body: bytes) -> httpx.Response:
        for _ in range(times):
            os.kill(os.getpid(), signal.SIGINT)
        return taken("https://x.test/b.png", png("b"), "image/png")(body)

    tool.write({"a.png": png("a"), "b.png": png("b"), "c.png": png("c")})
    server = Answering(taken("https://x.test/a.png", png("a"), "image/png"), interrupted)
    run = Tool(tool.root, KEY, server)("upload", "a.png", "b.png", "c.png")
    assert (run.code, run.out.splitlines(), len(server.bodies)) == (130, done, 2)
    assert said in run.err


def test_one_that_fails_first_is_an_error(tool: Tool) -> None:
    tool.write({"a.png": png("a")})
    run = Tool(tool.root, KEY, Answering(refused))("upload", "a.png")
    assert (run.code, run.out) == (1, "")


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        (taken("https://x.test/a.png", png("longer"), "image/png"), "a.png has 90 bytes, and RawUGC has 95"),
        (taken("https://x.test/a.png", png("a"), "image/webp"), "a.png is image/png, and RawUGC took it for"),
        (taken("javascript:alert(1)", png("a"), "image/png"), "the upload of a.png has no URL"),
    ],
    ids=["size", "type", "url"],
)
def test_each_answer_is_checked(tool: Tool, said: Callable[[bytes], httpx.Response], wrong: str) -> None:
    tool.write({"a.png": png("a")})
    run = Tool(tool.root, KEY, Answering(said))("upload", "a.png")
    assert (run.code, run.out) == (1, "")
    assert wrong in run.err


def test_without_a_key_nothing_is_sent(tool: Tool) -> None:
    tool.write({"a.png": png("a")})
    run = tool("upload", "a.png")
    assert run.code == 1
    assert "RAWUGC_API_KEY is not set" in run.err


def test_a_large_file_is_told_of_in_bytes(tool: Tool) -> None:
    content = mp4("x" * 8_000_000)
    tool.write({"big.mp4": content})
    run = tool.sandboxed("upload", "big.mp4")
    lines = [line for line in run.err.splitlines() if line.startswith("Uploading")]
    assert len(lines) == 4
    assert lines[-1].endswith("big.mp4: 8.0 of 8.0 MB.")
