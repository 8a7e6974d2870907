"""`fleet.yaml`: which repositories, how often, with which keys. Every unknown key is an error."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any, Literal, TypeAlias
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_core import PydanticCustomError

from rawugc_sync.fleet.addresses import holds_token, identity
from rawugc_sync.manifest import nodes
from rawugc_sync.manifest.explain import explain, nearest
from rawugc_sync.manifest.nodes import MappingNode, Node, SequenceNode
from rawugc_sync.manifest.reader import read
from rawugc_sync.words.diagnostics import Diagnostic, error
from rawugc_sync.words.errors import InvalidInput
from rawugc_sync.words.hosts import is_loopback
from rawugc_sync.words.spans import seconds_in

FLEET_NAME = "fleet.yaml"
_LARGEST = 1024 * 1024
_LONGEST = 3_650 * 86_400
_SECRET = re.compile(r"(?<=://)[^/@\s]*@|(?<=password=)[^\s&'\"]+")
_HOST = re.compile(r"^https?://[^/?#@\s]+/?$")
_PASSWORD = re.compile(r"(?:^|&)(?:ssl)?password=")


def _seconds(value: Any) -> int:
    found = seconds_in(value) if isinstance(value, str) else value
    if not isinstance(found, int) or found <= 0:
        raise PydanticCustomError("fleet_span", "must be a span of time such as 30s, 15m, 1h or 90d")
    if found > _LONGEST:
        raise PydanticCustomError("fleet_span", "must be at most ten years, 3650d")
    return found


def _without_password(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        raise PydanticCustomError("fleet-address", "is no address") from None
    if parts.password or _PASSWORD.search(parts.query) or holds_token(url):
        raise PydanticCustomError("password-in-file", "must not hold a password")
    return url


def _of_a_host(url: str) -> str:
    parts = urlsplit(url)
    plain = parts.scheme == "http" and is_loopback(parts.hostname or "")
    if not (parts.scheme == "https" or plain) or not _HOST.fullmatch(url):
        raise PydanticCustomError("fleet-links", "must be https://HOST and nothing behind it")
    return url


_Written: TypeAlias = Annotated[str, Field(pattern="^[0-9]{1,9}[smhdw]$")]
Span: TypeAlias = Annotated[int, BeforeValidator(_seconds, json_schema_input_type=_Written)]
"""Seconds, written as `90s`, `30m`, `4h`, `30d` or `2w`."""

Variable: TypeAlias = Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$")]
"""The name of an environment variable of the process that runs the fleet."""

WAYS = ("variable", "file", "command")
"""Where a key may be."""

# With something before what a repository says: its name for a workspace must not lead to any other variable.
_KEY_VARIABLE = r"^[A-Za-z_][A-Za-z0-9_]*(\{workspace\}[A-Za-z0-9_]*)?$"

Text: TypeAlias = Annotated[str, Field(min_length=1)]
Address: TypeAlias = Annotated[Text, AfterValidator(_without_password)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class InVariable(_Strict):
    """What stands in an environment variable."""

    variable: Variable = Field(description="The environment variable.")


class Database(_Strict):
    """PostgreSQL: its URL, or the environment variable that holds it."""

    url: Address | None = None
    variable: Variable | None = None


def _database(value: Any) -> Any:
    if not isinstance(value, str):
        return InVariable.model_validate(value).model_dump()
    if not value.startswith(("postgres://", "postgresql://")):
        raise PydanticCustomError("database-url", "must be a URL of PostgreSQL: postgresql://…")
    return {"url": value}


class Credentials(_Strict):
    """How to sign in where a repository is, over https."""

    username: Text = Field("x-access-token", description="The user; with a token mostly any name.")
    passwordVariable: Variable = Field(description="The environment variable of the password or token.")


class Host(_Strict):
    """Where the pull requests of a repository are, if its URL does not say so."""

    kind: Literal["github", "gitlab"] = Field(description="Which it is.")
    api: Address = Field(description="The base URL of its API, such as https://git.example/api/v4.")
    project: Text = Field(description="The repository there: OWNER/NAME, or the path of the project.")


class Repository(_Strict):
    """A repository with workspaces."""

    url: Address = Field(description="Where git finds it; a path is relative to fleet.yaml.")
    tenant: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")] = Field(
        description="Whose it is: tenants take turns."
    )
    branch: Text | None = Field(None, description="What is applied; else the default branch.")
    secretVariable: Variable | None = Field(None, description="The variable of the webhook's secret.")
    tokenVariable: Variable | None = Field(
        None, description="The variable of the host's token, for comments; else that of the fleet."
    )
    credentials: Credentials | None = Field(None, description="How git signs in, if not as it is set up.")
    host: Host | None = Field(None, description="Where its pull requests are, if the URL does not say so.")


class Poll(_Strict):
    """When to look for commits of which no webhook has told."""

    every: Span = Field(60, description="How often each repository is looked at.")


class Drift(_Strict):
    """When to look for changes in the dashboard."""

    every: Span = Field(3_600, description="How often each workspace is looked at.")


class Key(_Strict):
    """Where the keys of some workspaces are: in one of variable, file and command.

    `{workspace}` in it stands for the path of the workspace in its repository.
    """

    model_config = ConfigDict(json_schema_extra={"oneOf": [{"required": [way]} for way in WAYS]})

    workspace: Text = Field(description="Paths of workspaces; * stands for anything within one folder.")
    tenant: Text | None = Field(None, description="Of this tenant alone.")
    environment: Text | None = Field(None, description="In this environment alone.")
    variable: Annotated[str, Field(pattern=_KEY_VARIABLE)] | None = Field(
        None, description="The environment variable that holds the key."
    )
    file: Text | None = Field(None, description="The file that holds it.")
    command: Annotated[list[Text], Field(min_length=1)] | None = Field(
        None, description="The program that prints it, with its arguments."
    )
    shares: Text | None = Field(
        None, description="The user of these keys, by any name: they share one rate limit, and run in turn."
    )


class Links(_Strict):
    """Pages on which a reviewer without an account says yes or no."""

    address: Annotated[Address, AfterValidator(_of_a_host)] = Field(
        description="Where `fleet serve` is reached: https://HOST.",
        json_schema_extra={"pattern": _HOST.pattern},
    )
    expire: Span = Field(7 * 86_400, description="How long a link holds.")


class Limits(_Strict):
    """What a worker may do."""

    stalledAfter: Span = Field(30, description="When a worker that is not heard of has lost its runs.")
    concurrency: Annotated[int, Field(ge=1, le=10_000)] = Field(
        200, description="How many runs one process has at once."
    )


class Keep(_Strict):
    """What is kept, and for how long."""

    runs: Span = Field(90 * 86_400, description="How long runs are kept, with their plans and pages.")


class Fleet(_Strict):
    """A fleet: `fleet.yaml`."""

    database: (
        Annotated[Database, BeforeValidator(_database, json_schema_input_type=InVariable | str)] | None
    ) = Field(None, description="PostgreSQL: its URL without a password, or the variable that holds it.")
    repositories: Annotated[list[Repository], Field(min_length=1)] = Field(
        description="Where workspaces are."
    )
    poll: Poll = Field(Poll(), description="When to look for commits of which no webhook has told.")
    drift: Drift = Field(Drift(), description="When to look for changes in the dashboard.")
    keys: list[Key] = Field([], description="Where keys are: the first that fits a workspace counts.")
    tokenVariable: Variable | None = Field(
        None, description="The variable of the git host's token, for comments and checks."
    )
    links: Links | None = Field(None, description="Pages for reviewers without an account.")
    limits: Limits = Field(Limits(), description="What a worker may do.")
    keep: Keep = Field(Keep(), description="What is kept, and for how long.")


def load_fleet(path: Path) -> Fleet:
    """What `fleet.yaml` says. InvalidInput lists all that is wrong with it."""
    name = path.name
    try:
        with path.open("rb") as file:
            data = file.read(_LARGEST + 1)
    except OSError as failed:
        detail = "Name another one with --config, or write one: see rawugc-sync help fleet."
        raise InvalidInput.of(
            "fleet-unreadable", f"{path} cannot be read: {failed.strerror}", detail
        ) from None
    if len(data) > _LARGEST:
        raise InvalidInput.of("fleet-unreadable", f"{name} is larger than 1 MiB, which no fleet.yaml is")
    tree, diagnostics = read(data, name)
    if diagnostics:
        raise InvalidInput(_unquoted(diagnostics))
    if tree is None:
        raise InvalidInput.of("fleet-empty", f"{name} says nothing", "It takes `repositories` at least.")
    return _checked(tree, path.parent)


def _checked(tree: MappingNode, folder: Path) -> Fleet:
    wrong: list[Diagnostic] = [*_unknown_keys(tree), *_misfits(tree, folder)]
    try:
        fleet = Fleet.model_validate(nodes.plain(tree))
    except ValidationError as failed:
        explained = map(_in_words, explain(failed, tree.entries, nodes.at(tree)))
        wrong += [one for one in explained if one.code != "extra-forbidden"]
        raise InvalidInput(_unquoted(wrong)) from None
    if wrong:
        raise InvalidInput(_unquoted(wrong))
    return fleet


_SAID: Mapping[str, str] = {
    "too-short": "must not be empty",
    "string-too-short": "must not be empty",
    "greater-than-equal": "must be at least 1",
    "less-than-equal": "must be at most 10000",
    "string-pattern-mismatch": "must be the name of an environment variable: letters, digits and _",
}
_TENANT = "must be letters, digits and any of . _ -, and begin with a letter or a digit"


def _in_words(one: Diagnostic) -> Diagnostic:
    is_tenant = one.code == "string-pattern-mismatch" and (one.field or "").endswith("tenant")
    return replace(one, summary=_TENANT if is_tenant else _SAID.get(one.code, one.summary))


def _unquoted(wrong: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Without the lines, and what may be a password: errors end up in logs."""
    return [replace(one, excerpt=None, detail=_SECRET.sub("…", one.detail)) for one in wrong]


_LEVELS: Mapping[str, type[BaseModel]] = {
    "": Fleet,
    "database": InVariable,
    "repositories": Repository,
    "repositories.credentials": Credentials,
    "repositories.host": Host,
    "poll": Poll,
    "drift": Drift,
    "keys": Key,
    "links": Links,
    "limits": Limits,
    "keep": Keep,
}
"""Where each mapping stands whose keys are known; of a list, that of its items."""


def _unknown_keys(tree: MappingNode) -> Iterator[Diagnostic]:
    for prefix, model in _LEVELS.items():
        for node in _mappings(tree, prefix):
            for key in node.entries:
                if key not in model.model_fields:
                    field, place = f"{prefix}.{key}".lstrip("."), nodes.at_key(node, key)
                    hint = nearest(key, model.model_fields)
                    yield error("unknown-key", f"is not a key of {FLEET_NAME}", hint, field=field, **place)


def _misfits(tree: MappingNode, folder: Path) -> Iterator[Diagnostic]:
    """What has the right type and cannot be meant."""
    for node in _mappings(tree, "keys"):
        if sum(way in node.entries for way in WAYS) != 1:
            summary = "must say in one way where the key is: variable, file or command"
            yield error("fleet-key", summary, field="keys", **nodes.at(node))
    first: set[str] = set()
    for node in _mappings(tree, "repositories"):
        place = _place(nodes.plain(node.entries["url"]) if "url" in node.entries else None, folder)
        if place in first:
            detail = "Its branch is one: make another repository of the other, or run a fleet of its own."
            yield error("fleet-repository", "stands here twice", detail, field="url", **nodes.at(node))
        first |= {place} - {""}


def _place(url: object, folder: Path) -> str:
    try:
        return identity(url, folder) if isinstance(url, str) and url else ""
    except ValueError:
        return ""  # said where it stands


def _mappings(tree: MappingNode, prefix: str) -> Iterator[MappingNode]:
    level: list[Node] = [tree]
    for name in filter(None, prefix.split(".")):
        found = (one.entries.get(name) for one in level if isinstance(one, MappingNode))
        level = [item for one in found if one is not None for item in _items(one)]
    yield from (one for one in level if isinstance(one, MappingNode))


def _items(node: Node) -> list[Node]:
    return node.items if isinstance(node, SequenceNode) else [node]
