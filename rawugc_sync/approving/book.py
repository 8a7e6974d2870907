"""The book of all that was said: it only grows, and tells what was changed by hand."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from rawugc_sync.words.approvals import Entry

_DIGITS = 12


@dataclass(frozen=True, slots=True)
class Book:
    """All that was ever said in a workspace, in the order in which it came in; nothing is ever taken out."""

    workspace: str
    entries: tuple[Entry, ...] = ()

    @property
    def genuine(self) -> tuple[Entry, ...]:
        """The entries whose ids fit what they say."""
        return tuple(filter(is_genuine, self.entries))

    def payload(self, entry: Entry) -> bytes:
        """What is signed: all that an entry says, and in whose book.

        So a signature is worth nothing in the book of another workspace, where the same may be said.
        """
        return _canonical({"workspace": self.workspace, **_said(entry)})


def id_of(entry: Entry) -> str:
    """The id that fits what an entry says: the first 12 hex digits of a SHA-256."""
    return hashlib.sha256(_canonical(_said(entry))).hexdigest()[:_DIGITS]


def is_genuine(entry: Entry) -> bool:
    """Whether nobody has changed it by hand."""
    return entry.id == id_of(entry)


def identified(entry: Entry) -> Entry:
    """The same entry under the id that fits it."""
    return replace(entry, id=id_of(entry))


def with_entry(book: Book, entry: Entry) -> Book:
    """The book with one more entry at its end; as it is, when that is there already."""
    return replace(book, entries=each_once((*book.entries, entry)))


def each_once(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """Without those that are there twice, as a merge of two branches may leave them."""
    return tuple({_canonical(entry_json(entry)): entry for entry in entries}.values())


def entry_json(entry: Entry) -> dict[str, Any]:
    """An entry as it is kept; its addresses are sorted."""
    return {
        "id": entry.id,
        "kind": str(entry.said),
        "role": entry.role,
        "by": entry.by,
        "at": entry.at,
        "until": entry.until,
        "note": entry.note,
        "link": entry.link,
        "environment": entry.environment,
        "plan": entry.plan,
        "addresses": dict(sorted(entry.digests.items())),
        "revokes": entry.revokes,
        "signature": entry.signature,
    }


def _said(entry: Entry) -> dict[str, Any]:
    """What an entry says, without what is made from that."""
    return {key: value for key, value in entry_json(entry).items() if key not in ("id", "signature")}


def _canonical(value: Mapping[str, Any]) -> bytes:
    """The one text of a JSON value: sorted, without spaces, ASCII alone."""
    return json.dumps(value, sort_keys=True, separators=(",", ":")).encode("ascii")
