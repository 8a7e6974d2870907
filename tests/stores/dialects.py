"""Google Cloud Storage and Azure Blob Storage as far as states need them, written from their documentation.

Neither has an emulator that a test could install. This one knows objects, versions and conditions.
Sources: cloud.google.com/storage/docs/xml-api/put-object-upload,
learn.microsoft.com/rest/api/storageservices/put-blob.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.stores.web import Environ

Headers = Mapping[str, str]
Start = Callable[..., Any]


@dataclass
class Kept:
    data: bytes
    version: int

    @property
    def tag(self) -> str:
        return f'"tag-{self.version}"'


@dataclass(frozen=True)
class Dialect:
    """How one of them speaks of versions: what a write may be refused with, and what an answer shows."""

    refusal: Callable[[Environ, Kept | None], int | None]
    shown: Callable[[Kept], Headers]
    no_container: str


def _of_google(asked: Environ, kept: Kept | None) -> int | None:
    wanted = asked.get("HTTP_X_GOOG_IF_GENERATION_MATCH")
    return 412 if wanted is not None and int(wanted) != (kept.version if kept else 0) else None


def _of_azure(asked: Environ, kept: Kept | None) -> int | None:
    if asked.get("HTTP_IF_NONE_MATCH") == "*" and kept:
        return 409
    wanted = asked.get("HTTP_IF_MATCH")
    return 412 if wanted is not None and wanted != (kept.tag if kept else None) else None


GOOGLE = Dialect(
    _of_google, lambda kept: {"ETag": '"same"', "x-goog-generation": str(kept.version)}, "NoSuchBucket"
)
AZURE = Dialect(_of_azure, lambda kept: {"ETag": kept.tag}, "ContainerNotFound")


@dataclass
class Cloud:
    """One container called `states`."""

    dialect: Dialect
    objects: dict[str, Kept] = field(default_factory=dict)
    version: int = 1_700_000_000_000_000

    def __call__(self, asked: Environ, start: Start) -> Iterable[bytes]:
        path = asked["PATH_INFO"]
        if not path.startswith("/states/"):
            return _answer(start, 404, f"<Error><Code>{self.dialect.no_container}</Code></Error>".encode())
        kept = self.objects.get(path)
        if asked["REQUEST_METHOD"] == "PUT":
            return self._put(path, kept, asked, start)
        if kept is None:
            return _answer(start, 404, b"<Error><Code>NoSuchKey</Code></Error>")
        return _answer(start, 200, kept.data, self.dialect.shown(kept))

    def _put(self, path: str, kept: Kept | None, asked: Environ, start: Start) -> Iterable[bytes]:
        if refused := self.dialect.refusal(asked, kept):
            return _answer(start, refused, b"<Error><Code>ConditionNotMet</Code></Error>")
        self.version += 1
        data = asked["wsgi.input"].read(int(asked["CONTENT_LENGTH"]))
        made = self.objects[path] = Kept(data, self.version)
        return _answer(start, 201, b"", self.dialect.shown(made))


def _answer(start: Start, status: int, body: bytes, headers: Headers | None = None) -> Iterable[bytes]:
    all_headers = {
        "Content-Length": str(len(body)),
        "Last-Modified": "Fri, 15 Jan 2027 08:00:00 GMT",
        **(headers or {}),
    }
    start(f"{status} Done", list(all_headers.items()))
    return [body]
