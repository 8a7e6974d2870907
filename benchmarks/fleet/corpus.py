"""Writes a fleet of N workspaces in one repository of git, each with a key of its own.

What is live is the same for all: each workspace is as it was applied, but for one text. Of those that are new
nothing is live.
"""

from __future__ import annotations

import json
import random
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.words import sentences
from rawugc_sync.resources import registered
from rawugc_sync.resources.lookups import ACCOUNTS
from rawugc_sync.state.document import dump
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.recorded import Record, State

REPOSITORY = "brands"
LIVE = "live"
"""The folder with what the server lists."""
COLLECTIONS = ("personas", "products", "styles")
RESOURCES = 12
"""Of each workspace, a third of them in each collection."""
TENANT = "agency"

_GIT = ("git", "-c", "user.name=bench", "-c", "user.email=bench@example.com", "-c", "gc.auto=0")
_Entries = dict[str, dict[str, dict[str, Any]]]


@dataclass(frozen=True, slots=True)
class Corpus:
    """A fleet in `folder`, whose workspaces are at `paths` of its repository."""

    folder: Path
    paths: tuple[str, ...]

    @property
    def repository(self) -> Path:
        return self.folder / REPOSITORY

    @property
    def live(self) -> Path:
        return self.folder / LIVE


def write(folder: Path, count: int, fleet: Mapping[str, Any]) -> Corpus:
    """One with states beside the manifests; `fleet` is what fleet.yaml says beside repositories and keys."""
    made, entries = _begun(folder, count, fleet), _entries(RESOURCES)
    _list(made.live, entries)
    for path in made.paths:
        _write(made.repository / path, path, entries, {})
    settled = _commit(made.repository, "Brands")
    for number, path in enumerate(made.paths):
        workspace = made.repository / path
        _write(workspace, path, _edited(entries), {})
        text = dump(_state(entries, number, settled))
        (workspace / "rawugc.state.json").write_text(text, encoding="utf-8")
    _commit(made.repository, "Say more")
    return made


def write_new(folder: Path, count: int, resources: int, fleet: Mapping[str, Any], state: str) -> Corpus:
    """One of workspaces that were never applied, with their states at a URL."""
    made = _begun(folder, count, fleet)
    _list(made.live, {one: {} for one in COLLECTIONS})
    for path in made.paths:
        _write(made.repository / path, path, _entries(resources), {"state": state})
    _commit(made.repository, "Brands")
    return made


def _begun(folder: Path, count: int, fleet: Mapping[str, Any]) -> Corpus:
    made = Corpus(folder, tuple(f"b{number:05}" for number in range(count)))
    for path in (made.repository, made.live, folder / "keys"):
        path.mkdir(parents=True)
    for path in made.paths:
        (folder / "keys" / path).write_text(f"ruk_{path}\n", encoding="utf-8")
    told = {
        "repositories": [{"url": REPOSITORY, "tenant": TENANT}],
        "keys": [{"workspace": "*", "file": "keys/{workspace}"}],
        **fleet,
    }
    (folder / "fleet.yaml").write_text(json.dumps(told), encoding="utf-8")
    return made


def _entries(count: int) -> _Entries:
    """Collection → key → fields: a text of about 400 characters each, and some short ones."""
    dice = random.Random(count)
    made: _Entries = {one: {} for one in COLLECTIONS}
    for number in range(count):
        collection = COLLECTIONS[number % len(COLLECTIONS)]
        key = f"{collection}-{number // len(COLLECTIONS)}"
        text = "\n".join(sentences(dice, 78) for _ in range(5))
        made[collection][key] = {"name": f"Called {key}", "description": text, **_more(collection, key)}
    return made


def _more(collection: str, key: str) -> dict[str, Any]:
    if collection == "products":
        return {"photos": [f"https://cdn.example.com/{key}.jpg"]}
    if collection == "styles":
        return {"type": "video", "aspectRatio": "portrait", "promptTemplate": "{productName}, soft light"}
    return {}


def _edited(entries: _Entries) -> _Entries:
    """With one line more in one text."""
    collection = COLLECTIONS[0]
    (key, entry), *_ = entries[collection].items()
    edited = {**entry, "description": entry["description"] + "\nThis line is new."}
    return {**entries, collection: {**entries[collection], key: edited}}


def _write(workspace: Path, name: str, entries: _Entries, config: Mapping[str, Any]) -> None:
    workspace.mkdir(exist_ok=True)
    (workspace / "rawugc.yaml").write_text(json.dumps({"workspace": name, **config}), encoding="utf-8")
    for collection, of in entries.items():
        text = "".join(_resource(key, fields) for key, fields in of.items())
        (workspace / f"{collection}.yaml").write_text(f"{collection}:\n{text}", encoding="utf-8")


def _resource(key: str, fields: Mapping[str, Any]) -> str:
    lines = "".join(f"      {line}\n" for line in fields["description"].splitlines())
    short = {name: value for name, value in fields.items() if name != "description"}
    others = "".join(f"    {name}: {json.dumps(value)}\n" for name, value in short.items())
    return f"  {key}:\n{others}    description: |\n{lines}"


def _state(entries: _Entries, number: int, settled: str) -> State:
    """What an apply would have recorded before the edit, at that commit."""
    records = {
        Address(collection, key): Record(key, fields)
        for collection, of in entries.items()
        for key, fields in of.items()
    }
    return State(f"00000000-0000-4000-8000-{number:012}", 1, None, records, settled=settled)


def _list(live: Path, entries: _Entries) -> None:
    """The answers to a list of each. Source: the API page, "The five managed collections"."""
    told: dict[str, Any] = {ACCOUNTS.path: {ACCOUNTS.array: []}}
    for collection, type_ in registered().items():
        of = entries.get(collection, {})
        plain = {"isAdmin": False, "isStandard": False}
        objects = [{"_id": key, **plain, **fields} for key, fields in of.items()]
        told[type_.calls.path] = {type_.calls.array: objects, "pagination": {"hasMore": False}}
    for path, body in told.items():
        file = live / f"{path.strip('/')}.json"
        file.parent.mkdir(exist_ok=True)
        file.write_text(json.dumps(body), encoding="utf-8")


def _commit(repository: Path, message: str) -> str:
    """All manifests, by whoever; the commit."""
    if not (repository / ".git").exists():
        _git(repository, "init", "-q", "-b", "main")
    _git(repository, "add", "*.yaml")
    _git(repository, "commit", "-q", "-m", message)
    return _git(repository, "rev-parse", "HEAD")


def _git(repository: Path, *arguments: str) -> str:
    command = [*_GIT, "-C", str(repository), *arguments]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.strip()
