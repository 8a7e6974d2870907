"""Where a CI job tells people of what it did: comments on a pull request, and the summary of the job."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from rawugc_sync.cli._reports import MOST

if TYPE_CHECKING:
    from rawugc_sync.cli._app import App
    from rawugc_sync.forge.forge import Forge
    from rawugc_sync.forge.job import Job
    from rawugc_sync.words.errors import RawugcError
    from rawugc_sync.words.planned import Plan

ROOM = MOST - 2_000
"""Characters of a comment, with room for the links below it."""

_ROLES, _LINE = 5, 120
"""Roles whose words are spelled out, and characters of one."""


def job_of(app: App) -> Job:
    """The job that this runs in."""
    from rawugc_sync.forge import job
    from rawugc_sync.workspace.event import event_of

    return job.job_of(app.around.variables, event_of(app.around.variables))


def commented(app: App, plan: Plan) -> str:
    """The comment of a plan, which says how to say yes below it."""
    from rawugc_sync.cli._app import field_kind
    from rawugc_sync.forge.command import as_typed
    from rawugc_sync.forge.posting import with_paragraph
    from rawugc_sync.review.approvals import shares
    from rawugc_sync.review.markdown.plan import plan_markdown
    from rawugc_sync.review.markdown.verbatim import clipped

    told = at_home(app, plan_markdown(plan, field_kind, ROOM))
    on_gitlab = bool(app.around.variables.get("GITLAB_CI"))
    roles = [share.role for share in shares(plan) if share.command][:_ROLES]
    ways = [clipped(as_typed(role, plan.name, on_gitlab=on_gitlab), _LINE) for role in roles]
    return with_paragraph(told, f"Yes, in a comment: {', '.join(ways)}") if ways else told


def at_home(app: App, comment: str) -> str:
    """A comment that is no other workspace's of the repository, whatever they are called."""
    from rawugc_sync.git.checkout import place_in
    from rawugc_sync.review.markdown.marker import placed

    return placed(comment, place_in(app.root))


class Board:
    """The comments of one job. What cannot be written is a warning: nothing that was done depends on it."""

    def __init__(self, app: App, job: Job) -> None:
        self._app = app
        self._job = job

    def post(self, body: str) -> None:
        """Write it over the comment with this marker; a new one where there is none."""
        from rawugc_sync.forge.posting import post

        self._try(lambda number: post(self._forge, number, body, self._job.page))

    def post_again(self, body: str) -> None:
        """Write it as a new comment, for people are to look at it now."""
        from rawugc_sync.forge.posting import post_again

        self._try(lambda number: post_again(self._forge, number, body, self._job.page))

    def _try(self, write: Callable[[int], None]) -> None:
        for number in self._numbers:
            with self._warning():
                write(number)

    @contextmanager
    def _warning(self) -> Iterator[None]:
        from rawugc_sync.words.errors import ForgeError

        try:
            yield
        except ForgeError as failed:
            warn(self._app, failed, "the comment was not written")

    @cached_property
    def _forge(self) -> Forge:
        from rawugc_sync.forge.opening import opened

        return opened(self._app.around.variables)

    @cached_property
    def _numbers(self) -> list[int]:
        from rawugc_sync.forge.posting import addressed

        with self._warning():
            if self._job.number is not None or self._job.commits:
                return addressed(self._forge, self._job)
        return []


def warn(app: App, failed: RawugcError, what: str) -> None:
    """Say that people were not told of something on GitHub or GitLab, and why."""
    from rawugc_sync.words.diagnostics import Severity

    told = [
        replace(one, severity=Severity.WARNING, code="not-posted", summary=f"{what}: {one.summary}")
        for one in failed.diagnostics
    ]
    app.console.report(told)


def summarize(app: App, texts: Iterable[str]) -> None:
    """Put texts into the summary of GitHub's job; elsewhere there is none."""
    from rawugc_sync.forge.summary import VARIABLE, fitting
    from rawugc_sync.words.diagnostics import warning

    name = app.around.variables.get(VARIABLE, "")
    if not name:
        return
    try:
        with Path(name).open("ab") as file:
            file.write(fitting(texts, file.tell()))
    except OSError as failed:
        summary = f"the summary of the job was not written: {failed.strerror or failed}"
        app.console.report([warning("not-posted", summary)])
