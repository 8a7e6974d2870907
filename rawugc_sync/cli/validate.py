"""`validate`: everything that can be checked offline."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rawugc_sync.cli._app import App, pass_app
from rawugc_sync.cli._everywhere import everywhere

if TYPE_CHECKING:
    from collections.abc import Mapping

    from rawugc_sync.cli._manners import Joined, Manner
    from rawugc_sync.manifest.load import Manifests
    from rawugc_sync.words.diagnostics import Diagnostic
    from rawugc_sync.words.errors import RawugcError
    from rawugc_sync.words.rules import Rule
    from rawugc_sync.workspace.workspace import Workspace


_OF_THE_PLACE = ("state-url", "same-state")
"""What can be told of the place without going there."""

_FEW = 3
"""How many resources a folded note names."""


def told_of_several(app: App, options: Mapping[str, Any]) -> Manner:
    """Findings as text or annotations, or in one document."""
    from rawugc_sync import __version__
    from rawugc_sync.cli._manners import AsLines, AsOne, AsText, listed
    from rawugc_sync.render.diagnostics_reports import joined_gitlab, joined_sarif

    documents: dict[str, Joined] = {
        "json": listed("validation"),
        "gitlab": lambda said: joined_gitlab([report for _, report in said]),
        "sarif": lambda said: joined_sarif([log for _, log in said], __version__),
    }
    if joined := documents.get(options["form"]):
        return AsOne(app.console, joined)
    return AsText(app.console) if options["form"] == "text" else AsLines(app.console)


@click.command()
@click.argument("names", metavar="[FILE|FOLDER]...", nargs=-1, type=click.Path())
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "github", "gitlab", "sarif"]),
    default="text",
    help="How to report: for people, for scripts, as annotations, as code quality, for code scanning.",
)
@click.option("--strict", is_flag=True, help="Fail on warnings, too.")
@pass_app
@everywhere(told_of_several, whole=True)
def command(app: App, form: str, strict: bool) -> int:
    """Check the manifests for mistakes, without the network and without a key.

    Reads every manifest and reports all errors in one run, each with its place. Without --env, for
    every environment. With names: the workspaces that these are part of, each as a whole.
    Exit codes: 0 valid, 1 not.
    """
    from rawugc_sync.render.in_short import checked
    from rawugc_sync.words.diagnostics import Severity
    from rawugc_sync.words.errors import RawugcError

    read: list[tuple[Workspace, Manifests]] = []
    try:
        read = [(workspace, workspace.manifests()) for workspace in app.workspace.each]
        found = _found(read)
    except RawugcError as failed:
        found = [*failed.diagnostics, *_beside(app, failed)]
    wrong = {Severity.ERROR, Severity.WARNING} if strict else {Severity.ERROR}
    valid = not any(diagnostic.severity in wrong for diagnostic in found)
    app.what = checked(found, valid=valid)
    environments = [workspace.environment for workspace, _ in read if workspace.environment]
    if form in ("gitlab", "sarif"):
        _report(app, form, found, [rule for _, manifests in read for rule in manifests.rules])
    else:
        _print(app, form, found, {"valid": valid, "environments": environments})
    for workspace, manifests in read if form == "text" and valid else ():
        app.console.tell(_praise(workspace, manifests))
    return 0 if valid else 1


def _found(read: list[tuple[Workspace, Manifests]]) -> list[Diagnostic]:
    """Each finding once; one that not all environments have names those that do."""
    from rawugc_sync.reconciling.deliberate import paused

    having: dict[Diagnostic, list[str]] = {}
    for workspace, manifests in read:
        pause = [paused(applying=False)] if workspace.config.pause else []
        said = (*manifests.diagnostics, *_folded(manifests.offline), *_ruled(workspace, manifests))
        beside = (*_misplaced(workspace), *_keyless(workspace))
        for diagnostic in dict.fromkeys((*beside, *said, *pause)):
            having.setdefault(diagnostic, []).append(workspace.environment or "")
    return [
        replace(diagnostic, summary=f"{diagnostic.summary} (in {', '.join(names)})")
        if len(names) < len(read)
        else diagnostic
        for diagnostic, names in having.items()
    ]


def _ruled(workspace: Workspace, manifests: Manifests) -> list[Diagnostic]:
    """What breaks the brand's own rules, as far as the manifests alone tell."""
    from rawugc_sync.manifest.origins import traced
    from rawugc_sync.planning.ruling.ruling import Book, offline

    book = Book(manifests.rules, manifests.waivers, workspace.now)
    return [traced(manifests, one) for one in offline(book, manifests.desired, workspace.types)]


def _folded(offline: list[Diagnostic]) -> list[Diagnostic]:
    """One note for each thing that is said of what may be history for all that can be known here."""
    from rawugc_sync.words.diagnostics import Severity, note

    alike: dict[tuple[str, str, str], list[Diagnostic]] = {}
    for one in offline:
        alike.setdefault((one.code, one.summary, one.detail), []).append(one)
    return [
        replace(same[0], severity=Severity.NOTE)
        if len(same) == 1
        else note(code, f"{summary}: {_named([str(one.address) for one in same])}", detail)
        for (code, summary, detail), same in alike.items()
    ]


def _named(addresses: list[str]) -> str:
    more = len(addresses) - _FEW
    return ", ".join(addresses[:_FEW]) + (f" and {more} more" if more > 0 else "")


def _beside(app: App, failed: RawugcError) -> list[Diagnostic]:
    """What is wrong with the manifests beside a `rawugc.yaml` that cannot be used."""
    from rawugc_sync.manifest.discover import CONFIG_NAME
    from rawugc_sync.manifest.salvage import beside

    if not any(one.source and one.source.file == CONFIG_NAME for one in failed.diagnostics):
        return []
    return beside(app.root, app.workspace.types)


def _misplaced(workspace: Workspace) -> list[Diagnostic]:
    """What is wrong with the place of the state, unless the environment of another machine has it."""
    from rawugc_sync.words.errors import RawugcError

    if workspace.config.state.startswith("env:"):
        return []
    try:
        _ = workspace.keeper
    except RawugcError as failed:
        return [one for one in failed.diagnostics if one.code in _OF_THE_PLACE]
    return []


def _keyless(workspace: Workspace) -> list[Diagnostic]:
    """What is wrong with the files of the keys that count."""
    from rawugc_sync.reconciling.policy import signers_of
    from rawugc_sync.words.errors import RawugcError

    try:
        signers_of(workspace, workspace.config.approvals)
    except RawugcError as failed:
        return list(failed.diagnostics)
    return []


def _praise(workspace: Workspace, manifests: Manifests) -> str:
    from rawugc_sync.words.count import count

    where = f" in {workspace.environment}" if workspace.environment else ""
    return f"Valid{where}: {count(len(manifests.desired), 'resource')} in {count(manifests.files, 'file')}."


def _print(app: App, form: str, found: list[Diagnostic], verdict: dict[str, Any]) -> None:
    from rawugc_sync.render import diagnostics_text as render
    from rawugc_sync.words.diagnostics import Severity

    if form == "text":
        app.console.tell(render.diagnostics_text(found, app.console.style, app.console.width))
    elif form == "github":
        app.console.out(render.diagnostics_github(found, _prefix(app.root)))
    else:
        app.console.json(
            {
                "format_version": "1.0",
                **verdict,
                "error_count": sum(d.severity is Severity.ERROR for d in found),
                "warning_count": sum(d.severity is Severity.WARNING for d in found),
                "diagnostics": render.diagnostics_json(found),
            }
        )


def _report(app: App, form: str, found: list[Diagnostic], rules: list[Rule]) -> None:
    from rawugc_sync import __version__
    from rawugc_sync.render.diagnostics_reports import gitlab, sarif

    prefix = _prefix(app.root)
    app.console.json(gitlab(found, prefix) if form == "gitlab" else sarif(found, rules, prefix, __version__))


def _prefix(root: Path) -> str:
    """The workspace as seen from the top of its checkout: annotations need paths of the repository.

    Outside of one, as seen from where the command runs.
    """
    from rawugc_sync.git.checkout import lies_in_one, place_in

    below = place_in(root) if lies_in_one(root) else Path(os.path.relpath(root)).as_posix()
    return "" if below == "." else f"{below}/"
