"""How a page shows the media of a plan: URLs as they are, photos of the workspace as thumbnails."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlsplit

from rawugc_sync.files import fence
from rawugc_sync.review.media.embedding import embedded
from rawugc_sync.review.media.named import Named, contents_of, named_in
from rawugc_sync.review.media.room import Room
from rawugc_sync.review.media.shown import Shown
from rawugc_sync.review.media.urls import at_url, kind_of
from rawugc_sync.words.addresses import Value
from rawugc_sync.words.hosts import is_loopback
from rawugc_sync.words.planned import Plan
from rawugc_sync.words.uploads import SHA256, Content, FileUrl, Upload

MOST_READ = 30_000_000
"""Bytes of a photo of the disk that is read for a page."""

KNOWN_AFTER_APPLY = "known after apply: it is not made yet"
_REFERENCE = re.compile(r"\$\{[^{}]*\}")


@dataclass(frozen=True, slots=True)
class Hung:
    """A gallery of what a plan names, made beforehand; `plain` lets http to this machine pass."""

    media: Mapping[Named, Shown]
    plain: bool

    def shown(self, value: Value, takes: frozenset[str]) -> Shown:
        known = self.media.get(Named(value, takes))
        return known or _not_loaded(_elsewhere(value, takes, plain=self.plain))


def gallery_of(plan: Plan, root: Path, included: Iterable[str] = ()) -> Hung:
    """The gallery of a plan of the workspace at `root`, which `included` these folders.

    What cannot be shown says so; nothing raises. Files are read through the fence, photos alone.
    """
    around = _Around(root, tuple(included), contents_of(plan), Room(), plain=is_local(plan))
    return Hung({one: around.shown(one, times) for one, times in named_in(plan).items()}, around.plain)


def is_local(plan: Plan) -> bool:
    """Whether the API of a plan is on this machine, so that its media may be reached over http."""
    try:
        return is_loopback(urlsplit(plan.server or "").hostname or "")
    except ValueError:
        return False


@dataclass
class _Around:
    """Where the files are, what is known of them, and the room that is left."""

    root: Path
    included: tuple[str, ...]
    contents: Mapping[str, Content]
    room: Room
    plain: bool

    def shown(self, one: Named, times: int) -> Shown:
        if not isinstance(one.value, FileUrl):
            return _elsewhere(one.value, one.takes, plain=self.plain)
        content = self.contents.get(str(one.value), Content(str(one.value)))
        on_disk = self._on_disk(content.file, times) if content.file else None
        if content.url is None or (on_disk and on_disk.src):
            return on_disk or _unknown(str(one.value), one.takes)
        uploaded = at_url(content.url, one.takes, plain=self.plain)
        return replace(uploaded, name=content.file.path) if content.file else uploaded

    def _on_disk(self, file: Upload, times: int) -> Shown:
        kind = kind_of(frozenset({file.content_type}), file.path)
        if kind != "image":
            return Shown(
                kind=kind, name=file.path, note=f"not shown: a file of the workspace, {file.told_size}"
            )
        try:
            data = fence.read(self.root, file.path, MOST_READ, self.included)
        except (fence.OutOfBounds, OSError) as failed:
            why = failed if isinstance(failed, fence.OutOfBounds) else "cannot be read"
            return Shown(kind=kind, name=file.path, note=f"not shown: the file {why}")
        if f"sha256:{hashlib.sha256(data).hexdigest()}" != file.sha256:
            return Shown(
                kind=kind, name=file.path, note="not shown: the file has changed since the plan was made"
            )
        src, note = embedded(data, times, self.room)
        return Shown(kind=kind, name=file.path, src=src, note=note)


def _elsewhere(value: Value, takes: frozenset[str], *, plain: bool) -> Shown:
    """What is no file of the workspace: a URL, or what is not generated yet."""
    if isinstance(value, FileUrl):
        return _unknown(str(value), takes)
    if value is None or (isinstance(value, str) and _REFERENCE.fullmatch(value)):
        return Shown(kind=kind_of(takes, ""), name=value or "", note=KNOWN_AFTER_APPLY)
    return at_url(str(value), takes, plain=plain)


def _not_loaded(shown: Shown) -> Shown:
    """What the policy of the page does not name, for it is made from what the changes name."""
    return replace(shown, src=None, note=shown.note or "not shown: no change names it")


def _unknown(sha256: str, takes: frozenset[str]) -> Shown:
    name = sha256[:19] + "…" if SHA256.fullmatch(sha256) else sha256
    note = "not shown: a file that was uploaded before, and this plan does not say where it is"
    return Shown(kind=kind_of(takes, ""), name=name, note=note)
