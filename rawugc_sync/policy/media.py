"""Where URLs may lead, and how many pictures a list has at least."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from urllib.parse import urlsplit

from rawugc_sync.policy.scene import Found, Scene, texts
from rawugc_sync.resources.resource_type import ResourceType
from rawugc_sync.resources.traits import Kind
from rawugc_sync.words.addresses import Value
from rawugc_sync.words.count import count
from rawugc_sync.words.outputs import Output
from rawugc_sync.words.rules import AllowedHosts, MinPhotos
from rawugc_sync.words.uploads import IMAGES

_URL = re.compile(r"https?://[^\s/\\?#<>\"'(){}\[\],;!]+", re.IGNORECASE)
"""As far as to the end of its host; what may stand behind a URL in a sentence is none of it."""
_ANY = "*."
_UNREADABLE = "a host that cannot be read for sure"
_DISPUTED = re.compile("[\u00df\u1e9e\u03c2\u200c\u200d]")
"""Letters that lead to one host in the older standard of names (IDNA 2003) and to another in the newer."""


def hosts(check: AllowedHosts, scene: Scene) -> Iterator[Found]:
    """Each field with a URL of another host; files, and what is generated, are always allowed."""
    allowed = [one for host in check.hosts if (one := _ascii(host))]
    host_of, may = scene.once(_host), cache(lambda host: _is_allowed(host, allowed))
    for subjects, names in scene.having(check.fields):
        for name in names:
            is_media = subjects[0].type.fields.traits[name].kind is Kind.MEDIA
            for subject in subjects:
                urls = _urls(subject.fields.get(name), is_media)
                if wrong := [host for url in urls if not may(host := host_of(url))]:
                    where = " and ".join(dict.fromkeys(one or _UNREADABLE for one in wrong))
                    yield Found(subject, name, f"leads to {where}, and may to {', '.join(check.hosts)}")


def _urls(value: Value, is_media: bool) -> Iterator[str]:  # noqa: FBT001
    """The URLs in a field: its values, or what stands in its text."""
    for text in texts(value):
        if not isinstance(text, Output):
            yield from (text,) if is_media else _URL.findall(text)


def photos(check: MinPhotos, scene: Scene) -> Iterator[Found]:
    """Each list of pictures, of a resource that has to have one, with too few."""
    for subjects in scene.current.values():
        for name in _albums(subjects[0].type):
            for subject in subjects:
                if (has := len(subject.fields.get(name, ()))) < check.least:
                    said = f"has {count(has, 'picture')}, and has to have {check.least}"
                    yield Found(subject, name, said)


def _albums(type_: ResourceType) -> list[str]:
    """The fields that are such lists; what only goes into a generation is none."""
    traits = type_.fields.traits
    lists = [name for name, one in traits.items() if one.kind is Kind.MEDIA and one.many]
    return [name for name in lists if name in type_.fields.required and traits[name].takes <= IMAGES]


def _is_allowed(host: str, allowed: Sequence[str]) -> bool:
    return any(host.endswith(one[1:]) if one.startswith(_ANY) else host == one for one in allowed)


def _host(url: str) -> str:
    """The host that a URL leads to, as DNS has it; nothing where browsers read another one than we do."""
    try:
        return "" if "\\" in url else _ascii(urlsplit(url).hostname or "")
    except ValueError:
        return ""


def _ascii(host: str) -> str:
    wild = _ANY if host.startswith(_ANY) else ""
    name = host.removeprefix(wild).rstrip(".").lower()
    if name.isascii():
        return wild + name
    try:
        return "" if _DISPUTED.search(name) else wild + str(name.encode("idna"), "ascii")
    except UnicodeError:
        return ""
