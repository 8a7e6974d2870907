"""What somebody says on a link: recorded as the command line would, once, and acted on."""

from __future__ import annotations

import logging
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
from rawugc_sync.words.errors import FleetError, RawugcError, Refused

_log = logging.getLogger("rawugc_sync.fleet")


@dataclass(frozen=True, slots=True)
class Answer:
    """A no if it `rejects`, and why."""

    rejects: bool
    note: str


def record(site: Site, opened: Opened, answers: Mapping[str, Answer]) -> list[Entry]:
    """Record what is said at each address, all of it or nothing, and use the link up.

    Closed where it may not be said, or the link was used meanwhile.
    """
    _take(site, opened, answers)
    try:
        entries = say_all(opened.workspace, opened.policy, opened.plan, _words(site, opened, answers))
    except RawugcError as failed:
        _give_back(site, opened)
        if isinstance(failed, Refused):
            raise refused(failed) from None
        raise away(failed) from None
    _go_on(site, opened)
    return entries


def _take(site: Site, opened: Opened, answers: Mapping[str, Answer]) -> None:
    said = {"no" if one.rejects else "yes" for one in answers.values()}
    notes = [f"{address}: {one.note}" for address, one in answers.items() if one.note]
    with site.database.transaction() as connection:
        told = " and ".join(sorted(said, reverse=True))
        if not links.take(connection, opened.token, told, "\n".join(notes)):
            raise Closed(HTTPStatus.GONE, "This link was used already.")


def _give_back(site: Site, opened: Opened) -> None:
    """Nothing was recorded. Closed where the link cannot be used again: it counts once, whatever happens."""
    try:
        with site.database.transaction() as connection:
            links.give_back(connection, opened.token)
    except FleetError as failed:
        _log.warning("a link stays used though nothing was recorded: %s", failed)
        raise Closed(
            HTTPStatus.SERVICE_UNAVAILABLE,
            "What you said could not be recorded.",
            "This link cannot be used again. Ask whoever has sent it for a new one.",
        ) from None


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


def _go_on(site: Site, opened: Opened) -> None:
    """Ask for what follows from it. What was said is recorded, so it is told so whatever becomes of this."""
    try:
        work = _next(opened)
        with site.database.transaction() as connection:
            site.queue.ask(connection, work)
    except RawugcError as failed:
        _log.warning("what was said on a link is recorded, and nothing was asked for yet: %s", failed)


def _next(opened: Opened) -> list[Work]:
    """An apply once nothing is missing on the branch; for a pull request, its plan and comment once more."""
    known, standing = opened.known, opened.standing
    if standing["request"] is not None:
        return [Work(known, "plan", standing["head"], standing["request"], standing["content"])]
    if any(one.lacks for one in heard_now(opened.workspace, opened.plan)):
        return []
    return [Work(known, "apply", known.commit)]
