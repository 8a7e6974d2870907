"""What a collection is: its fields, its limits, and the hooks of those that do more than store."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from rawugc_sync.sandbox.exchange import Request, Response
    from rawugc_sync.sandbox.options import Options
    from rawugc_sync.sandbox.problems import Errors, Problem
    from rawugc_sync.sandbox.store import Store

JsonObject = dict[str, Any]
Kind = Literal["text", "url", "urls", "choice", "millis", "zone", "ids", "flag"]


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

    `limit` counts UTF-16 units, the strictest of what a limit may count.
    """

    name: str
    kind: Kind
    uses: str = "CUR"
    required: bool = False
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
    hooks: Hooks = Hooks()
    actions: Mapping[str, Action] = field(default_factory=dict)

    def fields_for(self, use: Literal["C", "U", "R"]) -> tuple[Field, ...]:
        """The fields accepted on create, accepted on update, or returned on read."""
        return tuple(f for f in self.fields if use in f.uses)
