"""The gallery of a plan of this workspace: where its photos are, and how those at URLs are fetched."""

from __future__ import annotations

from contextlib import nullcontext
from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rawugc_sync.cli._app import App
    from rawugc_sync.review.media.fetched import Fetch
    from rawugc_sync.review.media.gallery import Hung
    from rawugc_sync.words.planned import Plan

EMBED = "--embed-media"


def check_embedding() -> None:
    """InvalidInput where media cannot be embedded, before anything is asked for."""
    from rawugc_sync.review.media.thumbnails import check_installed

    check_installed(EMBED)


def gallery_for(app: App, plan: Plan, *, embed: bool) -> Hung:
    """How the media of a plan are shown; `embed` fetches those at URLs into the page.

    Those of the built-in sandbox always are: no browser gets at them.
    """
    from rawugc_sync.review.media.fetched import everything, fetched_gallery
    from rawugc_sync.review.media.gallery import gallery_of

    gallery = gallery_of(plan, app.root, _included(app))
    if not embed and not app.sandbox:
        return gallery
    host = _host(app.server or "")
    among = everything if embed else lambda url: _host(url) == host
    return fetched_gallery(plan, gallery, _fetch(app, host), app.around.clock.monotonic, among)


def _host(url: str) -> str:
    from urllib.parse import urlsplit

    return urlsplit(url).hostname or ""


def _included(app: App) -> tuple[str, ...]:
    """The folders that the workspace includes; none where that cannot be read."""
    from rawugc_sync.words.errors import RawugcError

    try:
        return tuple(app.workspace.config.include)
    except RawugcError:
        return ()


def _fetch(app: App, host: str) -> Fetch:
    """Without a key, and from nothing inside but the API's own host: a plan may name any URL."""
    from rawugc_sync.api.fetch import Bounds, Way, whole
    from rawugc_sync.words.hosts import is_loopback
    from rawugc_sync.workspace.files import way_to_files

    usual = Way(app.around.transport, is_loopback(host))

    def fetch(url: str, most: int, seconds: float) -> bytes:
        bounds = Bounds(most, seconds, redirects=0, only_public=True, inside=host)
        in_box = app.sandbox and _host(url) == host
        with way_to_files(app.workspace) if in_box else nullcontext(usual) as way:
            return whole(url, replace(way, bounds=bounds))

    return fetch
