"""A Reader for two looks at one moment: the second is told what the first one was."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from typing import TypeAlias

from rawugc_sync.api.answers import Answer
from rawugc_sync.api.channel import NO_QUERY
from rawugc_sync.api.client import Reader, Request
from rawugc_sync.words.errors import ApiError

_Key: TypeAlias = tuple[str, frozenset[tuple[str, str]]]


class Rereader(Reader):
    """Keeps the last answer to each GET; after `look_again`, each is given once instead of a request.

    Within one look nothing is remembered: a list whose pages have moved is read from its beginning.
    """

    def __init__(self, reader: Reader) -> None:
        """The same connection as `reader`, which is closed with this one."""
        super().__init__(reader._channel)
        self._heard: dict[_Key, Answer] = {}
        self._again = False

    def look_again(self) -> None:
        """Begin the second look."""
        self._again = True

    def get(self, path: str, query: Mapping[str, str] = NO_QUERY) -> Answer:
        known = self._known(path, query)
        return known or self._kept((path, query), super().get(path, query))

    def get_all(self, requests: Sequence[Request], spared: Container[int] = ()) -> list[Answer | ApiError]:
        found: list[Answer | ApiError | None] = [self._known(*one) for one in requests]
        unknown = [at for at, one in enumerate(found) if one is None]
        asked = super().get_all([requests[at] for at in unknown], spared)
        for at, outcome in zip(unknown, asked, strict=True):
            found[at] = self._kept(requests[at], outcome) if isinstance(outcome, Answer) else outcome
        return [one for one in found if one is not None]

    def _known(self, path: str, query: Mapping[str, str]) -> Answer | None:
        return self._heard.pop(_key(path, query), None) if self._again else None

    def _kept(self, request: Request, answer: Answer) -> Answer:
        if not self._again:
            self._heard[_key(*request)] = answer
        return answer


def _key(path: str, query: Mapping[str, str]) -> _Key:
    return path, frozenset(query.items())
