"""What somebody says on a link: recorded as the command line would, once, and acted on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

from rawugc_sync.fleet.engine import links
from rawugc_sync.fleet.engine.queue import Work
from rawugc_sync.fleet.serve.closed import Closed, refused
from rawugc_sync.fleet.serve.opened import Opened, away
from rawugc_sync.fleet.serve.site import Site
from rawugc_sync.reconciling.approve import Word, say_all
from rawugc_sync.reconciling.approving import heard_now
from rawugc_sync.words.approvals import Entry
from rawugc_sync.words.errors import RawugcError, Refused


@dataclass(frozen=True, slots=True)
class Answer:
    """A no if it `rejects`, and why."""

    rejects: bool
    note: str


def record(site: Site, opened: Opened, answers: Mapping[str, Answer]) -> list[Entry]:
    """Record what is said at each address, all of it or nothing, and use the link up.

    Closed where it may not be said, or the link was used meanwhile.
    """
    with site.database.transaction() as connection:
        if not links.take(connection, opened.token):
            raise Closed(HTTPStatus.GONE, "This link was used already.")
    try:
        entries = say_all(opened.workspace, opened.policy, opened.plan, _words(site, opened, answers))
    except RawugcError as failed:
        with site.database.transaction() as connection:
            links.give_back(connection, opened.token)
        if isinstance(failed, Refused):
            raise refused(failed) from None
        raise away(failed) from None
    _go_on(site, opened, answers)
    return entries


def _words(site: Site, opened: Opened, answers: Mapping[str, Answer]) -> list[Word]:
    """One for all that is said alike. What is noted as its link is the page of the run, never the token."""
    alike: dict[Answer, list[str]] = {}
    for address, answer in answers.items():
        alike.setdefault(answer, []).append(address)
    page = f"{site.links.address.rstrip('/')}/runs/{opened.link['run']}"
    return [
        Word(
            role=opened.link["role"],
            person=opened.link["person"],
            changes=tuple(addresses),
            rejects=answer.rejects,
            note=answer.note,
            link=page,
        )
        for answer, addresses in alike.items()
    ]


def _go_on(site: Site, opened: Opened, answers: Mapping[str, Answer]) -> None:
    """Write down what was said, and ask for what follows from it."""
    said = {"no" if one.rejects else "yes" for one in answers.values()}
    notes = [f"{address}: {one.note}" for address, one in answers.items() if one.note]
    work = _next(opened)
    with site.database.transaction() as connection:
        links.answered(connection, opened.token, " and ".join(sorted(said, reverse=True)), "\n".join(notes))
        site.queue.put(connection, work)


def _next(opened: Opened) -> list[Work]:
    """An apply once nothing is missing on the branch; for a pull request, its plan and comment once more."""
    link, known = opened.link, opened.known
    if link["request"] is not None:
        return [Work(known, "plan", link["commit_id"], link["request"], link["content"])]
    try:
        if any(one.lacks for one in heard_now(opened.workspace, opened.plan)):
            return []
    except RawugcError:
        return []  # what was said is recorded; the next apply that is due finds it
    return [Work(known, "apply", known.commit)]
