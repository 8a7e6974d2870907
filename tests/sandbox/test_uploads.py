"""Uploads: which files are taken, and that everybody may read them at their URLs."""

from __future__ import annotations

import gc
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from rawugc_sync.sandbox import Options, Request, Store
from rawugc_sync.sandbox.handler import handle
from tests.sandbox.driver import START, Reply, Sandbox

BOUNDARY = "b0undary"
ENDINGS = {
    "video/mp4": "mp4",
    "video/quicktime": "mov",
    "video/webm": "webm",
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/webp": "webp",
}
LARGEST = 100_000_000
PHOTO = b"\x89PNG\r\n\r\n--b0undar\r\n--\x00\xff"


def part(
    content: bytes = PHOTO, kind: str = "image/png", name: str = "file", file: str | None = "a.png"
) -> bytes:
    named = f'; filename="{file}"' if file is not None else ""
    head = f'Content-Disposition: form-data; name="{name}"{named}\r\nContent-Type: {kind}\r\n\r\n'
    return b"--%s\r\n%s%s\r\n" % (BOUNDARY.encode(), head.encode(), content)


def upload(
    sandbox: Sandbox, *parts: bytes, kind: str = f"multipart/form-data; boundary={BOUNDARY}", end: str = "--"
) -> Reply:
    body = b"".join(parts) + f"--{BOUNDARY}{end}\r\n".encode()
    headers = {"authorization": "Bearer k", "content-type": kind}
    return sandbox.send_raw(Request("POST", "/upload", headers=headers, body=body))


def read(sandbox: Sandbox, url: str, method: str = "GET") -> tuple[int, Any, bytes]:
    """Status, content type and content of a URL, without a key."""
    path = url.removeprefix("https://storage.rawugc.test")
    answer = handle(Request(method, f"..{path}"), sandbox.store, sandbox.now, sandbox.options)
    return answer.status, answer.headers["Content-Type"], b"".join(answer.pieces(answer.size))


@pytest.mark.parametrize(("kind", "ending"), ENDINGS.items())
def test_an_upload_is_served_back(sandbox: Sandbox, kind: str, ending: str) -> None:
    made = upload(sandbox, part(kind=kind))
    url = f"https://storage.rawugc.test/storage/uploads/upl_1.{ending}"
    assert (made.status, made.json) == (200, {"url": url, "contentType": kind, "size": len(PHOTO)})
    assert read(sandbox, url) == (200, kind, PHOTO)


def test_each_upload_has_a_url_of_its_own(sandbox: Sandbox) -> None:
    one, other = (upload(sandbox, part()).json["url"] for _ in range(2))
    assert one != other


@pytest.mark.parametrize("at", [0, 1, 65_500, 65_536, 131_060])
def test_a_boundary_is_found_wherever_it_falls(sandbox: Sandbox, at: int) -> None:
    content = b"x" * at
    assert read(sandbox, upload(sandbox, part(content)).json["url"])[2] == content


def test_a_file_may_have_any_name(sandbox: Sandbox) -> None:
    upload(sandbox, part(file="../Grüße 😀.png"))
    assert [kept["fileName"] for kept in sandbox.store.objects("uploads").values()] == ["../Grüße 😀.png"]


@pytest.mark.parametrize(
    ("parts", "field", "message"),
    [
        ([part(kind="image/gif")], "file", "must be one of " + ", ".join(ENDINGS)),
        ([part(kind="text/plain")], "file", "must be one of " + ", ".join(ENDINGS)),
        ([part(name="photo")], "file", "is required"),
        ([part(name="photo"), part()], "photo", "is not a known field"),
        ([part(), part()], "file", "must be one file"),
        ([part(file=None)], "file", "must be one file"),
    ],
    ids=["gif", "text", "missing", "unknown", "two", "no-file"],
)
def test_other_forms_are_refused(sandbox: Sandbox, parts: list[bytes], field: str, message: str) -> None:
    refused = upload(sandbox, *parts)
    assert (refused.status, refused.errors[field]) == (400, [message])
    assert sandbox.store.objects("uploads") == {}


@pytest.mark.parametrize(("size", "status"), [(LARGEST, 200), (LARGEST + 1, 400)])
def test_a_file_may_fill_the_limit_but_not_pass_it(sandbox: Sandbox, size: int, status: int) -> None:
    assert upload(sandbox, part(bytes(size))).status == status


@pytest.mark.parametrize(
    ("parts", "changes"),
    [
        ([], {}),
        ([part()], {"end": ""}),
        ([b"text before" + part()], {}),
        ([part()], {"kind": "application/json"}),
        ([part()], {"kind": "multipart/form-data"}),
        ([part()], {"kind": "multipart/form-data; boundary=other"}),
        ([f"--{BOUNDARY}\r\nno head\r\n".encode()], {}),
        ([f"--{BOUNDARY}\r\nContent-Type: image/png\r\n\r\nx\r\n".encode()], {}),
    ],
    ids=["empty", "cut", "preamble", "json", "no-boundary", "other-boundary", "no-head", "no-name"],
)
def test_what_is_no_form_is_refused(sandbox: Sandbox, parts: list[bytes], changes: dict[str, str]) -> None:
    refused = upload(sandbox, *parts, **changes)
    assert (refused.status, refused.errors) == (400, {})


def test_an_upload_needs_a_key(sandbox: Sandbox) -> None:
    assert sandbox.send_raw(Request("POST", "/upload", body=part())).status == 401


@pytest.mark.parametrize(("lifetime", "status"), [(None, 200), (1001, 200), (1000, 404)])
def test_a_url_may_have_a_lifetime(lifetime: int | None, status: int) -> None:
    sandbox = Sandbox(Options(upload_lifetime=lifetime))
    url = upload(sandbox, part()).json["url"]
    sandbox.now = START + 1000
    assert read(sandbox, url)[0] == status


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/storage/uploads/upl_9.png", 404),
        ("GET", "/storage/uploads/", 404),
        ("GET", "/storage/uploads/../rawugc.db", 404),
        ("GET", "/storage/nothing/upl_1.png", 404),
        ("DELETE", "/storage/uploads/upl_1.png", 405),
        ("POST", "/storage/uploads/upl_1.png", 405),
    ],
)
def test_nothing_else_is_stored(sandbox: Sandbox, method: str, path: str, status: int) -> None:
    upload(sandbox, part())
    assert sandbox.send_raw(Request(method, f"..{path}")).status == status


def test_reading_a_file_is_not_counted() -> None:
    sandbox = Sandbox(Options(rate_limit=1), key="k")
    url = upload(sandbox, part()).json["url"]
    assert [read(sandbox, url)[0] for _ in range(3)] == [200] * 3
    assert sandbox.get("/personas").status == 429


def test_files_outlive_the_process(tmp_path: Path) -> None:
    with closing(Store.open(tmp_path / "sandbox.db")) as before:
        url = upload(Sandbox(store=before), part()).json["url"]
    with closing(Store.open(tmp_path / "sandbox.db")) as after:
        assert read(Sandbox(store=after), url)[2] == PHOTO


def test_a_store_in_memory_leaves_no_files_behind() -> None:
    store = Store.open()
    folder = store.folder
    assert folder.is_dir()
    del store
    gc.collect()
    assert not folder.exists()
