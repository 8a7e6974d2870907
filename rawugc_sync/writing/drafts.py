"""A manifest of what ideas become: for each a video, and a draft of a post that shows it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from rawugc_sync.resources.drafts import OUTPUT, POST, SHOWN_IN, VIDEO, Draft, Idea, drafted
from rawugc_sync.resources.resource_type import ResourceType
from rawugc_sync.words.addresses import Address, Fields
from rawugc_sync.words.diagnostics import Diagnostic, note
from rawugc_sync.writing.appending import new_file
from rawugc_sync.writing.formatting.manifest import formatted
from rawugc_sync.writing.formatting.places import manifest_place
from rawugc_sync.writing.keys import key_for
from rawugc_sync.writing.resources import Reference, Value
from rawugc_sync.writing.scalars import visible


@dataclass(frozen=True, slots=True)
class Drafts:
    """The text of a manifest in canonical style, the keys in it, and what is to be said of them."""

    data: bytes
    keys: tuple[str, ...]
    notes: tuple[Diagnostic, ...]


def drafts_of(
    ideas: Iterable[Mapping[str, Any]],
    account: Fields,
    taken: Iterable[str],
    types: Mapping[str, ResourceType],
    file: str,
) -> Drafts:
    """The manifest `file` of ideas as RawUGC shows them; each gets a key that is not taken yet.

    `account` are the fields that say where the posts go. An idea without a word becomes nothing.
    """
    drafts = _keyed(drafted(map(_idea, ideas), account), {*taken})
    if not drafts:
        return Drafts(b"", (), ())
    videos = new_file(types[VIDEO], {key: one.video for key, one in drafts.items()})
    posts = new_file(types[POST], {key: _post(key, one) for key, one in drafts.items()})
    data = formatted(f"{videos}\n{posts}".encode(), file, manifest_place(types))
    cut = (_cut(key, *one) for key, draft in drafts.items() for one in draft.cut)
    return Drafts(data, tuple(drafts), tuple(cut))


def _keyed(drafts: Iterable[Draft], taken: set[str]) -> dict[str, Draft]:
    keyed: dict[str, Draft] = {}
    for number, draft in enumerate(drafts, 1):
        key = key_for(draft.naming, f"idea-{number}", VIDEO, taken)
        taken.add(key)
        keyed[key] = draft
    return keyed


def _post(key: str, draft: Draft) -> Mapping[str, Value]:
    return {**draft.post, SHOWN_IN: Reference(f"{Address(VIDEO, key)}.{OUTPUT}")}


def _idea(raw: Mapping[str, Any]) -> Idea:
    return Idea(*(_text(raw.get(name)) for name in ("hook", "openingShot", "contentOutline", "cta")))


def _text(value: Any) -> str:
    """A text with plain line ends, without what a file would hide; empty for anything else."""
    if not isinstance(value, str):
        return ""
    lines = visible(value.replace("\r\n", "\n").replace("\r", "\n")).split("\n")
    return "\n".join(line.rstrip() for line in lines).strip()


def _cut(key: str, collection: str, field: str, most: int) -> Diagnostic:
    summary = f"is longer than the {most} characters that RawUGC takes, and was cut"
    return note(
        "cut", summary, "The kept answer has it whole.", address=str(Address(collection, key)), field=field
    )
