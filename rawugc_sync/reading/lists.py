"""The one way to read a list: in one answer, or page by page until what is looked for was seen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Protocol

from rawugc_sync.api.answers import Answer
from rawugc_sync.api.client import Reader, Request
from rawugc_sync.reading.answers import Shown, bad_answer, check_whole, listed, shown
from rawugc_sync.resources.pages import Pages, Told
from rawugc_sync.resources.resource_type import ResourceType
from rawugc_sync.words.errors import ApiError, BadAnswer, Problem
from rawugc_sync.words.live import Live

MOST_PAGES = 1000
"""A list that goes on for longer is taken for one without an end."""

_AGAIN = "Run again; if that does not help, ask RawUGC's support."


class Getter(Protocol):
    """Reads one thing at a time."""

    def get(self, path: str, query: Mapping[str, str] = ...) -> Answer: ...


@dataclass(frozen=True, slots=True)
class Asked:
    """A list that is to be read: to the page by which each id in `wanted` was seen, or to its end for None.

    An id that is not in it is looked for to the end. `optional`: the key need not be able to read it.
    """

    type_: ResourceType
    wanted: Set[str] | None = None
    optional: bool = False


@dataclass(frozen=True, slots=True)
class Listed:
    """A list as it was read: its objects by id, and the organization that they name, if they do.

    What it shows is not older than `left`, by the client's monotonic clock. `requests` is how many it
    took; `whole` is False where there are more objects than were read.
    """

    objects: Mapping[str, Live]
    organization_id: str | None
    left: float
    requests: int
    whole: bool


def read_list(reader: Getter, type_: ResourceType, wanted: Set[str] | None = None) -> Listed:
    """One list, as far as `Asked` has it; ApiError when it cannot be read, BadAnswer when it is no list."""
    walk = _Walk(Asked(type_, wanted))
    while walk.goes_on:
        walk.take(reader.get(*walk.request))
    return walk.listed()


def read_lists(reader: Reader, asked: Sequence[Asked]) -> list[Listed | None]:
    """Several lists side by side, in order; None for an optional one that the key may not read.

    Raises ApiError when another cannot be read; then no further page of any is asked for.
    """
    walks = [_Walk(one) for one in asked]
    spared = (HTTPStatus.FORBIDDEN,) if all(one.optional for one in asked) else ()
    firsts = reader.get_all([walk.request for walk in walks], spared)
    hidden = [one.optional and is_forbidden(answer) for one, answer in zip(asked, firsts, strict=True)]
    open_ = [walk for walk, unseen in zip(walks, hidden, strict=True) if not unseen]
    answers = [answer for answer, unseen in zip(firsts, hidden, strict=True) if not unseen]
    while open_:
        for walk, answer in zip(open_, [answered(one) for one in answers], strict=True):
            walk.take(answer)
        open_ = [walk for walk in open_ if walk.goes_on]
        answers = reader.get_all([walk.request for walk in open_])
    return [None if unseen else walk.listed() for walk, unseen in zip(walks, hidden, strict=True)]


def is_forbidden(answer: Answer | ApiError) -> bool:
    """Whether the key lacks the scope for what was asked."""
    return isinstance(answer, Problem) and answer.status == HTTPStatus.FORBIDDEN


def answered(answer: Answer | ApiError) -> Answer:
    """The answer; raises it if it is an error."""
    if isinstance(answer, ApiError):
        raise answer
    return answer


class _Walk:
    """One list on its way: what its answers have shown so far, and whether there is more to ask for.

    Nothing is known of its order. What is made meanwhile pushes objects onto the next page, where they
    are seen again; what vanishes or moves up draws others onto a page that was read already, which the
    total tells. Then it begins once more.
    """

    def __init__(self, asked: Asked) -> None:
        self._type = asked.type_
        self._wanted = asked.wanted
        self._requests = 0
        self._again = False
        self.goes_on = True
        self._begin()

    def _begin(self) -> None:
        self._objects: dict[str, Live] = {}
        self._organization_id: str | None = None
        self._ids: set[str] = set()
        self._entries = 0
        self._told: list[Told] = []
        self._left: float | None = None
        self._whole = False

    @property
    def request(self) -> Request:
        """What is to be asked for next."""
        type_ = self._type
        if type_.calls.pages is None:
            return type_.calls.path, type_.calls.query
        return type_.calls.path, {**type_.calls.query, **type_.calls.pages.query(len(self._told) + 1)}

    def take(self, answer: Answer) -> None:
        """The answer to `request`; BadAnswer when it cannot be a page behind those before it."""
        self._requests += 1
        self._left = answer.left if self._left is None else self._left
        pages = self._type.calls.pages
        if pages is None:
            self._add(listed(self._type, answer.body))
            self.goes_on, self._whole = False, True
        else:
            self._turn(shown(self._type, answer.body), self._told_by(pages, answer.body))

    def listed(self) -> Listed:
        """What was read, once it does not go on."""
        assert self._left is not None
        objects = _of_their_own(self._type, self._objects)
        return Listed(objects, self._organization_id, self._left, self._requests, self._whole)

    def _turn(self, page: Shown, told: Told) -> None:
        fresh = not page.ids <= self._ids or self._grows(told)
        self._add(page)
        self._told.append(told)
        if not told.more:
            self._end()
        elif self._wanted is not None and self._wanted <= self._ids:
            self.goes_on = False
        elif not fresh:
            what = f"has no end: page {len(self._told)} has nothing new, and says that there is more"
            raise bad_answer(self._type.calls.path, what, _AGAIN)
        elif self._requests >= MOST_PAGES:
            raise bad_answer(
                self._type.calls.path, f"has no end: there is more behind {MOST_PAGES} pages", _AGAIN
            )

    def _grows(self, told: Told) -> bool:
        """Whether so much may be new that it has pushed a whole page onto this one."""
        before = self._told[-1].total if self._told else None
        return before is not None and told.total is not None and told.total > before

    def _add(self, page: Shown) -> None:
        self._objects |= page.objects
        self._organization_id = self._organization_id or page.organization_id
        self._ids |= page.ids
        self._entries += len(page.ids)

    def _end(self) -> None:
        """The last page was read. BadAnswer if something is lacking, unless another try may find it."""
        self.goes_on, self._whole = False, True
        try:
            check_whole(self._type.calls.path, self._told[0].total, len(self._ids))
            check_whole(self._type.calls.path, self._told[-1].total, self._entries)
        except BadAnswer:
            if self._again or len(self._told) == 1:
                raise
            self._begin()
            self.goes_on = self._again = True

    def _told_by(self, pages: Pages, body: Any) -> Told:
        path, number = self._type.calls.path, len(self._told) + 1
        told = pages.told(body)
        if told is None:
            raise bad_answer(path, "does not say whether there are more pages")
        if told.number not in (None, number):
            raise bad_answer(path, f"shows page {told.number:g} where page {number} was asked for", _AGAIN)
        sizes = {one.size for one in (*self._told, told) if one.more and one.size is not None}
        if len(sizes) > 1:  # the last page may give the number of what is left
            raise bad_answer(path, f"changes the size of its pages on page {number}", _AGAIN)
        return told


def _of_their_own(type_: ResourceType, objects: Mapping[str, Live]) -> dict[str, Live]:
    """The objects of a list without those that are parts of others."""
    parts = {id for live in objects.values() for id in type_.spelling.parts(live)}
    return {id: live for id, live in objects.items() if id not in parts and type_.spelling.whole(live) == id}
