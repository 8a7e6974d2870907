"""`ci drift`: a page of what was changed outside git, and a pull request with what `pull` makes of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from rawugc_sync.cli._ci_board import ROOM, summarize
from rawugc_sync.cli._ci_each import in_each, place_of
from rawugc_sync.cli._failing import reports_errors

if TYPE_CHECKING:
    from rawugc_sync.cli._app import App
    from rawugc_sync.cli._everywhere import Choice

_STEM = "rawugc-sync/drift"
_TITLE = "Take over what was changed outside git"
_BODY = (
    "What is live differs from the manifests. Merged, this keeps it; closed, the next apply puts back what "
    "git says, as far as `drift` in rawugc.yaml lets it. Until then, each night proposes it again.\n"
)
_LOOKED = (0, 2)
"""Exit codes of a drift that has looked everywhere, and left nothing that it would have taken over."""
_BASES = ("CI_COMMIT_BRANCH", "CI_DEFAULT_BRANCH", "GITHUB_REF_NAME")
"""The branch that was looked at, for the files are those of it and what was edited."""


Before: TypeAlias = "dict[Path, bytes | None]"
"""File that was edited → what it was; None where it was not there."""


def run(app: App, choice: Choice, folder: Path, *, detailed: bool, propose: bool) -> int:
    """Look in each workspace; the one exit code, also where what was found cannot be proposed."""
    from rawugc_sync.cli._rows import exit_code_of

    changed: Before = {}

    def look(one: App) -> int:
        place = place_of(one, folder)
        return _twice(one, place, changed, detailed) if propose else _look(one, place, detailed=detailed)

    code = in_each(app, choice, look)
    if not propose:
        return code
    proposed = _propose(app, list(changed), is_whole=code in _LOOKED)
    return exit_code_of([code, proposed, _put_back(app, changed)])


def _twice(app: App, place: Path, changed: Before, detailed: bool) -> int:
    """Look, and edit the manifests: page and proposal are of one moment, and nothing is read twice."""
    from contextlib import closing

    from rawugc_sync.api.rereader import Rereader
    from rawugc_sync.cli._progress import waiting
    from rawugc_sync.cli._rows import exit_code_of
    from rawugc_sync.words.errors import RawugcError

    try:
        reader = Rereader(app.workspace.reader(waiting(app.console)))
    except RawugcError:
        return _look(app, place, detailed=detailed)  # it says why, on the page as well
    app.open = reader
    with closing(reader):
        code = _look(app, place, detailed=detailed)
        reader.look_again()
        return exit_code_of([code, _pull(app, changed)])


def _look(app: App, place: Path, *, detailed: bool) -> int:
    from rawugc_sync.cli._reports import Reports
    from rawugc_sync.cli._review_files import clear
    from rawugc_sync.cli.plan import make_plan
    from rawugc_sync.reconciling.request import Request

    comment = place / "drift.md"
    clear([comment])
    reports = Reports(html=place / "drift.html", markdown=str(comment), limit=ROOM)
    code = make_plan(app, Request(mode="drift"), reports, detailed_exitcode=detailed)
    if comment.exists():
        summarize(app, [comment.read_text(encoding="utf-8")])
    return code


def _pull(app: App, changed: Before) -> int:
    """Edit the manifests, and name them; the exit code: where something is wrong, nothing is taken.

    What no edit can take over is for people, and so not done: else a night that found it would pass for one
    that found nothing.
    The state does not hear of it: else what was merged since could not be applied until this is, too.
    """
    from rawugc_sync.cli.pull import pulled_by
    from rawugc_sync.pulling.commit import write
    from rawugc_sync.pulling.wish import Wish
    from rawugc_sync.words.errors import RawugcError

    try:
        pulled = pulled_by(app, Wish())
        write(app.workspace, pulled.before, pulled.files, "Run it again.")
    except RawugcError as failed:
        app.console.report(failed.diagnostics)
        return failed.exit_code
    app.console.report(pulled.diagnostics)
    for path in pulled.files:
        changed.setdefault((app.root / path).resolve(), pulled.before.get(path))
    return pulled.exit_code


@reports_errors
def _put_back(_: App, changed: Before) -> int:
    """The checkout is as it was: a next step, of another environment, proposes what is its own alone.

    InvalidInput where a file cannot be written.
    """
    from rawugc_sync.files import durable
    from rawugc_sync.words.errors import InvalidInput

    for path, data in changed.items():
        try:
            if data is None:
                path.unlink(missing_ok=True)
            else:
                durable.replace(path, data)
        except OSError as failed:
            summary = f"the file {path.name} cannot be put back: {failed.strerror}"
            raise InvalidInput.of(
                "unwritable", summary, "Give the next step a checkout of its own."
            ) from None
    return 0


@reports_errors
def _propose(app: App, files: list[Path], *, is_whole: bool) -> int:
    """One pull request for all of it, on a branch that is made anew; ForgeError.

    Without anything to propose, the open one is closed: what it would take over is live no more. Not so
    unless `is_whole`, for what was not looked at, or could not be taken over, may be what it is about.
    """
    from rawugc_sync.forge.forge import Proposal
    from rawugc_sync.forge.opening import opened
    from rawugc_sync.git.branches import New, is_untouched, named, publish
    from rawugc_sync.git.checkout import place_in
    from rawugc_sync.render.safe import safe

    variables = app.around.variables
    forge, branch = opened(variables), named(_STEM, place_in(app.root), app.environment or "")
    if files and publish(app.root, variables, branch, New(files, _TITLE)):
        base = next((name for one in _BASES if (name := variables.get(one, ""))), "")
        app.console.out(safe(f"Proposed: {forge.propose(Proposal(branch, base, _TITLE, _BODY))}"))
        return 0
    app.console.say("Nothing to propose.")
    if is_whole and is_untouched(app.root, variables, branch):
        for link in forge.withdraw(branch):
            app.console.out(safe(f"Closed, for there is nothing to take over any more: {link}"))
    return 0
