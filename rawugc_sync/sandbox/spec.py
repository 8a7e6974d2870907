"""What a sandbox is made of: collections with their fields and hooks, its switches, and one request."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from rawugc_sync.sandbox.exchange import JsonObject

if TYPE_CHECKING:
    from rawugc_sync.sandbox.exchange import Request, Response
    from rawugc_sync.sandbox.problems import Errors, Problem
    from rawugc_sync.sandbox.store import Store

Kind = Literal[
    "text", "url", "urls", "choice", "millis", "integer", "number", "zone", "language", "ids", "flag"
]
ChangeAnswer = Literal["object", "success", "empty"]


@dataclass(frozen=True)
class Context:
    """One request and all that its answer depends on; `object_id` and `filters` come from the route."""

    request: Request
    store: Store
    now: int
    options: Options
    object_id: str = ""
    filters: Mapping[str, Any] = field(default_factory=dict)


Endpoint = Callable[[Context], "Response"]
Action = Callable[["Collection", Context], "Response"]


@dataclass(frozen=True)
class Field:
    """A field of a body or a query parameter. `uses` holds the API page's letters: C, U, R.

    `least` and `limit` are the ends of a number's range, how many URLs there may be, or how long a text is:
    in UTF-16 units, the strictest of what a limit may count.
    """

    name: str
    kind: Kind
    uses: str = "CUR"
    required: bool = False
    least: int = 0
    limit: int | None = None
    choices: tuple[str, ...] = ()


def _no_errors(_fields: JsonObject, _context: Context) -> Errors:
    return {}


def _no_refusal(_seen: JsonObject, _context: Context) -> Problem | None:
    return None


def _as_stored(_object_id: str, stored: JsonObject, _context: Context) -> JsonObject:
    return stored


def _always_listed(_seen: JsonObject, _context: Context) -> bool:
    return True


@dataclass(frozen=True)
class Hooks:
    """What a collection does beyond storing its fields; each default does nothing.

    `errors` checks a body's fields against each other and the world; `refusal` says why an object may
    not be changed; `seen` is a stored object as it is at `now`; `listed` applies the list's filters.
    """

    errors: Callable[[JsonObject, Context], Errors] = _no_errors
    refusal: Callable[[JsonObject, Context], Problem | None] = _no_refusal
    seen: Callable[[str, JsonObject, Context], JsonObject] = _as_stored
    listed: Callable[[JsonObject, Context], bool] = _always_listed


@dataclass(frozen=True)
class Collection:
    """One row of the API page's "five managed collections", with its part of the fields table.

    `changeable` and `deletable`: whether there is a PATCH and a DELETE.
    `server` names what the server sets and returns; `actions` are `POST {path}/{id}/{action}`;
    `delete_answer` is set where the page documents it, else `Options.delete_answer` decides.
    """

    name: str
    path: str
    array: str
    id_prefix: str
    fields: tuple[Field, ...]
    server: tuple[str, ...] = ()
    id_field: str = "_id"
    filters: tuple[Field, ...] = ()
    create_answer: Literal["id", "object"] = "id"
    delete_answer: Literal["success"] | None = None
    changeable: bool = True
    deletable: bool = True
    hooks: Hooks = Hooks()
    actions: Mapping[str, Action] = field(default_factory=dict)

    def fields_for(self, use: Literal["C", "U", "R"]) -> tuple[Field, ...]:
        """The fields accepted on create, accepted on update, or returned on read."""
        return tuple(f for f in self.fields if use in f.uses)


@dataclass(frozen=True)
class Options:
    """How this RawUGC behaves, where it may behave either way.

    collections         what is served, None for what is documented; a made-up collection gets all its routes
    base_path           the path that adapters strip from a URL
    organization        the `organizationId` of every object that has one
    keys                the accepted API keys; None: any key that is not empty
    rate_limit          requests per user in 60 s; None: no limit and no rate headers
    one_user            all keys are of one user; else each is of another
    rate_window         whole minutes of the clock, or the last 60 s
    rate_headers        whether the `X-RateLimit-*` headers are sent while there is a limit
    patch_answer        the object, `{success: true}`, or 204; reschedule and publish answer alike
    delete_answer       the same for DELETE, where the page does not say it (posts: `{success: true}`)
    dates               `createdAt`, `updatedAt`, `publishedAt` as Unix ms or ISO 8601
    trims_text          texts are kept without surrounding white space and with `\\n` line ends
    rewrites_urls       `videoUrl` and `photos` come back on another host
    nulls               absent fields are null instead of left out
    platforms           a post's platforms as strings, or objects with a `platform`
    default_window      a list of posts without dates shows the coming 30 days, drafts only when asked for
    edits_history       published and failed posts may be changed and deleted
    upload_lifetime     ms after which the URL of an upload answers 404; None: it stays
    credits             what the organization had to begin with
    prices              credits of a model, also with a length, mode or resolution (`nano-banana-2/4K`), or
                        of a call (`overlay`, `scrape-tiktok`), before the documented ones
    unpriced            credits of whatever has no price
    refunds             the credits of a generation come back when it fails
    generation_seconds  from the request to the end of a generation
    newest_first        the order of lists in pages
    lists_late          ms until a new object is in lists in pages
    own_version_ids     each version of a video has an id of its own, and an edit draws on the version that is
                        named; else all have the video's, and an edit draws on the last
    url_after_edit      whether the `url` of an edited video is that of the last version, or stays the first
    lists_versions      versions with ids of their own are listed as videos
    lists_are_brief     lists do not show the `versions` of an edited video
    caption_operation   what the `operation` of captions is called
    """

    collections: Mapping[str, Collection] | None = None
    base_path: str = "/api/v1"
    organization: str = "org_1"
    keys: frozenset[str] | None = None
    rate_limit: int | None = None
    one_user: bool = False
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
    upload_lifetime: int | None = None
    credits: int | float = 1000
    prices: Mapping[str, int | float] = field(default_factory=dict)
    unpriced: int | float = 5
    refunds: bool = False
    generation_seconds: float = 20
    newest_first: bool = True
    lists_late: int = 0
    own_version_ids: bool = True
    url_after_edit: Literal["last", "first"] = "last"
    lists_versions: bool = False
    lists_are_brief: bool = False
    caption_operation: Literal["captions", "caption"] = "captions"
