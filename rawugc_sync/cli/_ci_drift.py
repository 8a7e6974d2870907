"""`ci drift`: a page of what was changed outside git, and a pull request with what `pull` makes of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from rawugc_sync.cli._ci_board import ROOM, summarize
from rawugc_sync.cli._ci_each import in_each, place_of

if TYPE_CHECKING:
    from rawugc_sync.cli._app import App
    from rawugc_sync.cli._everywhere import Choice

_BRANCH = "rawugc-sync/drift"
_TITLE = "Take over what was changed outside git"
_BODY = (
    "What is live differs from the manifests. Merged, this keeps it; closed, the next apply puts back what "
    "git says, as far as `drift` in rawugc.yaml lets it.\n"
)
_BASES = ("CI_DEFAULT_BRANCH", "GITHUB_REF_NAME")


def run(app: App, choice: Choice, folder: Path, *, detailed: bool, propose: bool) -> int:
    """Look in each workspace; the one exit code. ForgeError where what was found cannot be proposed."""
    changed: list[Path] = []

    def look(one: App) -> int:
        code = _look(one, place_of(one, folder), detailed=detailed)
        if propose:
            changed.extend(_pulled(one))
        return code

    code = in_each(app, choice, look)
    if propose:
        _propose(app, changed)
    return code


def _look(app: App, place: Path, *, detailed: bool) -> int:
    from rawugc_sync.cli._reports import Reports
    from rawugc_sync.cli.plan import make_plan
    from rawugc_sync.reconciling.request import Request

    comment = place / "drift.md"
    comment.unlink(missing_ok=True)
    reports = Reports(html=place / "drift.html", markdown=str(comment), limit=ROOM)
    code = make_plan(app, Request(mode="drift"), reports, detailed_exitcode=detailed)
    if comment.exists():
        summarize(app, [comment.read_text(encoding="utf-8")])
    return code


def _pulled(app: App) -> list[Path]:
    """The manifests that were edited; where something is wrong, that is said, and nothing is taken.

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
        return []
    app.console.report(pulled.diagnostics)
    return [(app.root / path).resolve() for path in pulled.files]


def _propose(app: App, files: list[Path]) -> None:
    """One pull request for all of it, on a branch that is made anew. ForgeError."""
    from rawugc_sync.forge.forge import Proposal
    from rawugc_sync.forge.opening import opened
    from rawugc_sync.git.branches import New, publish
    from rawugc_sync.render.safe import safe

    variables = app.around.variables
    base = next((name for one in _BASES if (name := variables.get(one, ""))), "")
    forge = opened(variables)
    if not files or not publish(app.root, variables, _BRANCH, New(files, _TITLE)):
        app.console.say("Nothing to propose.")
        return
    link = forge.propose(Proposal(_BRANCH, base, _TITLE, _BODY))
    app.console.out(safe(f"Proposed: {link}"))
