"""What a request may carry: JSON bodies and query parameters, checked field by field."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

from rawugc_sync.sandbox.checks import complaint
from rawugc_sync.sandbox.exchange import JsonObject
from rawugc_sync.sandbox.problems import Errors, Problem, refuse_invalid
from rawugc_sync.sandbox.spec import Collection, Field, Options

_DIGITS = re.compile(r"[0-9]{1,18}")


def creation(collection: Collection, body: bytes) -> JsonObject:
    """The fields of a create, all required ones among them; raises a 400 `Problem`."""
    return form(body, collection.fields_for("C"))


def change(collection: Collection, body: bytes) -> JsonObject:
    """The fields of a PATCH, at least one; raises a 400 `Problem`."""
    fields = parsed(body)
    if not fields:
        raise Problem(400, "A PATCH needs at least one field.")
    allowed = collection.fields_for("U")
    fixed = {f.name for f in collection.fields} - {f.name for f in allowed}
    errors = _errors(fields, allowed)
    errors.update({name: ["cannot be changed after creation"] for name in fixed & fields.keys()})
    refuse_invalid(errors)
    return fields


def form(body: bytes, allowed: Sequence[Field]) -> JsonObject:
    """A body of the allowed fields, all required ones among them; raises a 400 `Problem`."""
    fields = parsed(body)
    refuse_invalid({**_errors(fields, allowed), **_missing(fields, allowed)})
    return fields


def by_model(body: bytes, models: Mapping[str, Sequence[Field]], default: str | None) -> JsonObject:
    """A body whose `model` says which fields are allowed; raises a 400 `Problem`.

    The answer always has a `model`: the `default`, if there is one, where the body names none.
    """
    fields = {"model": default, **parsed(body)} if default else parsed(body)
    choice = Field("model", "choice", required=True, choices=tuple(models))
    model = None if complaint(choice, fields.get("model")) else str(fields["model"])
    allowed = (choice, *(models[model] if model else ()))
    errors = {**_errors(fields, allowed), **_missing(fields, allowed)}
    of_others = {f.name for fields_of_one in models.values() for f in fields_of_one} - {
        f.name for f in allowed
    }
    for name in fields.keys() & of_others:
        errors[name] = [f"does not go with {model}" if model else "goes with some models alone"]
    refuse_invalid(errors)
    return fields


def kept(fields: JsonObject, allowed: Sequence[Field], options: Options) -> JsonObject:
    """The fields as the server keeps them: with texts trimmed where the options ask for it."""
    if not options.trims_text:
        return fields
    texts = {f.name for f in allowed if f.kind == "text"}
    return {name: _trimmed(value) if name in texts else value for name, value in fields.items()}


def filters(allowed: Sequence[Field], query: Mapping[str, str]) -> JsonObject:
    """The query parameters with their types; an unknown or a missing one is a 400 `Problem` too."""
    values = {name: _typed(value) for name, value in query.items()}
    texts = {f.name for f in allowed if f.kind in ("choice", "text")}
    # Text stays text even where it looks like something else.
    values.update({name: query[name] for name in texts & query.keys()})
    refuse_invalid({**_errors(values, allowed), **_missing(values, allowed)})
    return values


def parsed(body: bytes) -> JsonObject:
    """The JSON object in `body`; raises a 400 `Problem` for anything else."""
    try:
        content = json.loads(body.decode("utf-8"), parse_constant=_not_json)
    except (ValueError, RecursionError) as error:
        raise Problem(400, "The body is not valid JSON.") from error
    if not isinstance(content, dict):
        raise Problem(400, "The body must be a JSON object.")
    return content


def _errors(fields: Mapping[str, Any], allowed: Sequence[Field]) -> Errors:
    known = {f.name: f for f in allowed}
    found = {
        name: complaint(known[name], value) if name in known else "is not a known field"
        for name, value in fields.items()
    }
    return {name: [message] for name, message in found.items() if message}


def _missing(fields: Mapping[str, Any], allowed: Sequence[Field]) -> Errors:
    return {f.name: ["is required"] for f in allowed if f.required and f.name not in fields}


def _trimmed(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _typed(value: str) -> str | int | bool:
    if value in ("true", "false"):
        return value == "true"
    return int(value) if _DIGITS.fullmatch(value) else value


def _not_json(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not JSON")
