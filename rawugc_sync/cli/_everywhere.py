"""One command in many workspaces, one after the other: which ones, and what does not go with several."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import click

from rawugc_sync.cli._app import App
from rawugc_sync.cli._failing import reports_errors
from rawugc_sync.cli._plan_options import all_of

if TYPE_CHECKING:
    from rawugc_sync.cli._manners import Manner
    from rawugc_sync.cli._rows import Row
    from rawugc_sync.cli._targets import Target

Command: TypeAlias = Callable[..., int]
Run: TypeAlias = Callable[[App], int]
First: TypeAlias = Callable[[App, "Sequence[Target]", Mapping[str, Any]], None]

all_option = click.option(
    "--all",
    "everywhere",
    is_flag=True,
    help="In each workspace at and below this folder, one after the other.",
)
everywhere_options = all_of(
    all_option,
    click.option(
        "--changed-since",
        metavar="REF",
        help="The same, in those that have changed since this branch, tag or commit.",
    ),
)

_OF_ONE = {"planfile": "PLANFILE", "out": "--out", "html": "--html", "markdown": "--markdown"}
"""What names the file of a single workspace."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Which workspaces are meant: `all`, those that have changed `since`, or those of the files `names`."""

    all: bool = False
    since: str | None = None
    names: tuple[str, ...] = ()

    @classmethod
    def of(cls, options: dict[str, Any]) -> Choice:
        """Takes its own out of parsed options. UsageError for what cannot go together."""
        names = options.pop("names", ())
        choice = cls(options.pop("everywhere"), options.pop("changed_since", None), names)
        if choice.names and choice.since is not None:
            raise click.UsageError("--changed-since and names both choose: leave one of them out.")
        return choice

    def __bool__(self) -> bool:
        return self.all or self.since is not None or bool(self.names)


def everywhere(
    manner: Callable[[App, Mapping[str, Any]], Manner],
    *,
    whole: bool = False,
    stops: bool = False,
    since: bool = True,
    first: First | None = None,
) -> Callable[[Command], Command]:
    """Let a command take --all and --changed-since; `manner` says how several of it are told of.

    `whole`: one run is for all environments of a workspace. `stops`: the command hears itself that it is to
    stop. Without `since` it takes --all alone. `first` is done for all of them before the first one runs. A
    command that has `names` runs in the workspaces of these files.
    """

    def decorate(command: Command) -> Command:
        @functools.wraps(command)
        @reports_errors
        def wrapped(app: App, **options: Any) -> int:
            choice = Choice.of(options)
            if not choice:
                return command(app, **options)
            _check(options)
            targets = chosen(app, choice, whole=whole)
            if first is not None:
                first(app, targets, options)
            return in_each(app, targets, manner(app, options), lambda one: command(one, **options), stops)

        return (everywhere_options if since else all_option)(wrapped)

    return decorate


def chosen(app: App, choice: Choice, *, whole: bool) -> list[Target]:
    """The workspaces that are meant, and the environments where none is chosen; those without it left out.

    InvalidInput where no workspace at all has the environment, or it cannot be told what has changed.
    """
    from rawugc_sync.cli._targets import targets_at, wholes_at, with_environment
    from rawugc_sync.render.safe import safe

    found = (wholes_at if whole else targets_at)(app, _paths(app, choice))
    having = with_environment(found)
    if left_out := [one.path for one in found if one not in having]:
        _check_environment(app)
        app.console.say(safe(f"Without an environment {app.environment}, left out: {', '.join(left_out)}."))
    _report_missed(app)
    if not having:
        app.console.say(
            "No workspace has changed." if choice.since is not None else "None of it is part of a workspace."
        )
    return having


def _check_environment(app: App) -> None:
    from rawugc_sync.cli._targets import wholes_at, with_environment
    from rawugc_sync.repository.homes import all_workspaces
    from rawugc_sync.words.errors import InvalidInput

    if not with_environment(wholes_at(app, all_workspaces(app.root))):
        summary = f"no workspace has an environment {app.environment}"
        detail = "rawugc-sync workspaces lists them with those that they have."
        raise InvalidInput.of("unknown-environment", summary, detail)


def _report_missed(app: App) -> None:
    from rawugc_sync.manifest.below import look_below
    from rawugc_sync.words.diagnostics import warning

    detail = "A workspace in there is left out. Name a folder further down with -C."
    app.console.report([warning("not-searched", one, detail) for one in look_below(app.root).missed])


def _paths(app: App, choice: Choice) -> list[str]:
    from rawugc_sync.repository.homes import all_workspaces

    if choice.since is not None:
        return changed_paths(app, choice.since)
    if not choice.names:
        return all_workspaces(app.root)
    return _homes(app, choice.names)


def changed_paths(app: App, since: str, written: Collection[Path] = ()) -> list[str]:
    """The workspaces that have changed since a commit; those that are gone are named on stderr.

    What a review has `written` is no change. InvalidInput when it cannot be told what has changed.
    """
    from rawugc_sync.render.safe import safe
    from rawugc_sync.repository.reviewed import workspaces_since
    from rawugc_sync.words.shell import quote

    found = workspaces_since(app.root, app.around, since, written)
    if found.gone:
        way_on = f"{app.called} workspaces --changed-since {quote(since)}"
        app.console.say(safe(f"No workspaces any more, left out: {', '.join(found.gone)}."))
        app.console.say(safe(f"What they leave behind: {way_on}"))
    return found.changed


def _homes(app: App, names: Sequence[str]) -> list[str]:
    """The workspaces that files are part of, once each; InvalidInput for what is not there."""
    from rawugc_sync.repository.homes import Homes

    homes = Homes(app.root)
    found = (path for name in names for path in homes.workspaces(place_of(app.root, name)))
    return sorted(dict.fromkeys(found))


def place_of(root: Path, name: str) -> str:
    """A file or folder that is named from `root`, relative to it; InvalidInput when it is not in there."""
    from rawugc_sync.words.diagnostics import Source
    from rawugc_sync.words.errors import InvalidInput
    from rawugc_sync.writing.formatting.files import within

    path = within(root, name)
    if not os.path.lexists(root / path):
        raise InvalidInput.of("unreadable", "the manifest does not exist", source=Source(path, 1, 1))
    return path


def _check(options: Mapping[str, Any]) -> None:
    """UsageError for what is for one workspace alone."""
    for name, called in _OF_ONE.items():
        if options.get(name) is not None:
            raise click.UsageError(
                f"{called} is for one workspace: leave it out, or choose one with -C. "
                "For files of several: rawugc-sync review --dir DIR."
            )


def in_each(app: App, targets: Sequence[Target], manner: Manner, run: Run, stops: bool) -> int:
    """Run something in each target, one after the other; the one exit code of all."""
    from rawugc_sync.api.stopping import Stopper
    from rawugc_sync.cli._rows import exit_code_of, row_of
    from rawugc_sync.cli._stopping import listening
    from rawugc_sync.words.errors import Interrupted

    stopper = Stopper(app.around.clock)
    rows: list[Row] = []
    with nullcontext() if stops else listening(stopper):
        for target in targets:
            over = stopper.stopping() or (rows and rows[-1].exit_code in (None, Interrupted.exit_code))
            rows.append(row_of(target, "not run") if over else _run(app, target, manner, run))
    manner.end(rows)
    stopped = [Interrupted.exit_code] if stopper.stopping() else []
    return exit_code_of([*stopped, *(row.exit_code for row in rows)])


def _run(app: App, target: Target, manner: Manner, run: Run) -> Row:
    from rawugc_sync.cli._rows import row_of
    from rawugc_sync.words.errors import Interrupted

    one = replace(target.app, console=manner.console(target), above=app.root)
    try:
        code = run(one)
    except (KeyboardInterrupt, click.Abort):
        return row_of(target, "interrupted", Interrupted.exit_code)
    return row_of(target, one.what, code)
