"""The book as a document (`version`, `workspace`, `entries`) and back; nothing in it is passed over.

| key of an entry | is |
|---|---|
| `id` | the first 12 hex digits of the SHA-256 of all the others but `signature`, as canonical JSON |
| `kind` | `approval`, `rejection` or `revocation` |
| `role`, `by`, `note`, `link`, `plan` | a text, empty where there is nothing to say |
| `at`, `until` | Unix ms; `until` may be null |
| `addresses` | address → digest of what was seen there |
| `environment`, `revokes`, `signature` | a text, or null |
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from rawugc_sync.approving.book import Book, each_once, entry_json
from rawugc_sync.words.approvals import Entry, Said
from rawugc_sync.words.documents import APPROVALS, Whose
from rawugc_sync.words.errors import StateError

VERSION = 1

_TOP = ("version", "workspace", "entries", "serial")
"""A server that numbers what it keeps puts in `serial`, which says nothing here."""
_TEXTS = ("id", "role", "by", "note", "link", "plan")
_TEXTS_OR_NULL = ("environment", "revokes", "signature")
_KEYS = ("kind", "at", "until", "addresses", *_TEXTS, *_TEXTS_OR_NULL)
_RESTORE = (
    "Nothing was written. Restore the last version that can be read: from version control, or from "
    ".rawugc/approvals/backups where it is a file."
)
_MERGE = (
    "Keep the entries of both sides: git checkout --ours -- {0}, and put into its list all entries that "
    "git show :3:./{0} shows. Those that are there twice count once."
)


class _Malformed(ValueError):
    """What a book cannot hold; the text says what."""


def dump(book: Book) -> bytes:
    """The book's text: readable, and the same for the same book."""
    entries = [entry_json(entry) for entry in book.entries]
    document = {"version": VERSION, "workspace": book.workspace, "entries": entries}
    text = json.dumps(document, indent=2, ensure_ascii=False) + "\n"
    return text.encode(
        "utf-8", "backslashreplace"
    )  # half a surrogate pair as the escape that JSON has for it


def load(data: bytes | None, place: str, whose: Whose) -> Book:
    """The book that `dump` wrote; an empty one where there is no data. StateError, which names `place`."""
    if data is None:
        return Book(whose.workspace)
    try:
        document = _document(data)
        _check_version(document.get("version"), place)
        book = _book(document)
    except _Malformed as malformed:
        detail = _MERGE.format(place) if _is_half_merged(data) else _RESTORE
        raise StateError.of("approvals-broken", f"{place} cannot be used: {malformed}", detail) from None
    if whose.differs(book.workspace):
        raise _foreign(place, book.workspace, whose.workspace)
    return book


def _document(data: bytes) -> dict[str, Any]:
    try:
        document = json.loads(data.decode("utf-8"), object_pairs_hook=_object)
    except _Malformed:
        raise
    except (ValueError, RecursionError) as broken:
        raise _Malformed(_why(data, broken)) from None
    _expect(isinstance(document, dict), "it is not a JSON object")
    return document  # type: ignore[no-any-return]


def _object(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose keys are there once: of two, people may read the one and we the other."""
    found = dict(pairs)
    _expect(len(found) == len(pairs), "an object in it has a key twice")
    return found


def _why(data: bytes, broken: Exception) -> str:
    if not data.strip():
        return "it is empty"
    if _is_half_merged(data):
        return "it holds the markers of an unresolved merge"
    return f"it is not JSON ({broken})"


def _is_half_merged(data: bytes) -> bool:
    return b"\n<<<<<<< " in b"\n" + data


def _check_version(version: Any, place: str) -> None:
    _expect(type(version) is int and version > 0, "it has no version, so it holds no approvals")
    if version > VERSION:
        raise APPROVALS.newer(place, version, VERSION)


def _book(document: dict[str, Any]) -> Book:
    _check_keys(document, _TOP, _TOP[:3], "it")
    _expect(isinstance(document["workspace"], str), "`workspace` must be a text")
    _expect(isinstance(document["entries"], list), "`entries` must be a list")
    entries = (_entry(written, number) for number, written in enumerate(document["entries"], 1))
    return Book(document["workspace"], each_once(entries))


def _entry(written: Any, number: int) -> Entry:
    called = f"its entry {number}"
    _expect(isinstance(written, dict), f"{called} is not an object")
    _check_keys(written, _KEYS, _KEYS, called)
    for key in _TEXTS:
        _expect(isinstance(written[key], str), f"`{key}` of {called} must be a text")
    for key in _TEXTS_OR_NULL:
        _expect(isinstance(written[key], str | None), f"`{key}` of {called} must be a text or null")
    until, digests = written["until"], written["addresses"]
    _expect(type(written["at"]) is int, f"`at` of {called} must be a whole number")
    _expect(until is None or type(until) is int, f"`until` of {called} must be a whole number or null")
    _expect(written["kind"] in list(Said), f"`kind` of {called} must be one of {', '.join(Said)}")
    _expect(
        isinstance(digests, dict) and all(isinstance(one, str) for one in digests.values()),
        f"`addresses` of {called} must be addresses and digests",
    )
    fields = {key: written[key] for key in (*_TEXTS, *_TEXTS_OR_NULL, "at", "until")}
    return Entry(**fields, said=Said(written["kind"]), digests=digests)


def _check_keys(written: dict[str, Any], known: Sequence[str], needed: Sequence[str], called: str) -> None:
    """What nobody knows would be lost when the book is written again, or mean something."""
    unknown = next((key for key in written if key not in known), None)
    _expect(unknown is None, f"{called} has a key `{unknown}` that nobody knows")
    missing = next((key for key in needed if key not in written), None)
    _expect(missing is None, f"{called} has no `{missing}`")


def _expect(condition: object, complaint: str) -> None:
    """_Malformed with the complaint, unless the condition holds."""
    if not condition:
        raise _Malformed(complaint)


def _foreign(place: str, theirs: str, ours: str) -> StateError:
    return StateError.of(
        "approvals-foreign",
        f"{place} holds the approvals of the workspace {theirs}, and this one is {ours}",
        "Give each workspace a place of its own. If this one was called so before, write its new name behind "
        "`workspace` there, and have signed again what was signed.",
    )
