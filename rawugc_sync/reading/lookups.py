"""Reads look-ups: what a plan needs beside its collections, each in one request."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rawugc_sync.api.client import Reader
from rawugc_sync.reading.answers import looked_up
from rawugc_sync.reading.lists import is_forbidden
from rawugc_sync.resources.lookups import UNREAD, K, Lookup, Lookups
from rawugc_sync.words.errors import Problem


def look_up(reader: Reader, lookup: Lookup[K]) -> K:
    """What one look-up finds; ApiError when it cannot be read."""
    return looked_up(lookup, reader.get(lookup.path).body)


def look_up_readable(reader: Reader, lookups: Iterable[Lookup[Any]]) -> Lookups:
    """What those of the look-ups find that the key may read; ApiError when one cannot be read otherwise."""
    known = UNREAD
    for lookup in lookups:
        try:
            known = known.having(lookup, look_up(reader, lookup))
        except Problem as refused:
            if not is_forbidden(refused):
                raise
    return known
