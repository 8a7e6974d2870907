"""The switches of a sandbox: limits, keys, and what the API page leaves unsaid."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from rawugc_sync.sandbox.catalogue import COLLECTIONS
from rawugc_sync.sandbox.spec import Collection

ChangeAnswer = Literal["object", "success", "empty"]


@dataclass(frozen=True)
class Options:
    """How this RawUGC behaves, where it may behave either way.

    collections      what is served; a made-up collection gets all its routes
    base_path        the path that adapters strip from a URL
    organization     the `organizationId` of every object that has one
    keys             the accepted API keys; None: any key that is not empty
    rate_limit       requests per key in 60 s; None: no limit and no rate headers
    rate_window      whole minutes of the clock, or the last 60 s
    rate_headers     whether the `X-RateLimit-*` headers are sent while there is a limit
    patch_answer     the object, `{success: true}`, or 204; reschedule and publish answer alike
    delete_answer    the same for DELETE, where the page does not say it (posts: `{success: true}`)
    dates            `createdAt`, `updatedAt`, `publishedAt` as Unix ms or ISO 8601
    trims_text       texts are kept without surrounding white space and with `\\n` line ends
    rewrites_urls    `videoUrl` and `photos` come back on another host
    nulls            absent fields are null instead of left out
    platforms        a post's platforms as strings, or objects with a `platform`
    default_window   a list of posts without dates shows the coming 30 days, drafts only when asked for
    edits_history    published and failed posts may be changed and deleted
    """

    collections: Mapping[str, Collection] = field(default_factory=lambda: COLLECTIONS)
    base_path: str = "/api/v1"
    organization: str = "org_1"
    keys: frozenset[str] | None = None
    rate_limit: int | None = None
    rate_window: Literal["fixed", "sliding"] = "fixed"
    rate_headers: bool = True
    patch_answer: ChangeAnswer = "object"
    delete_answer: ChangeAnswer = "success"
    dates: Literal["ms", "iso"] = "ms"
    trims_text: bool = False
    rewrites_urls: bool = False
    nulls: bool = False
    platforms: Literal["strings", "objects"] = "strings"
    default_window: bool = False
    edits_history: bool = False
