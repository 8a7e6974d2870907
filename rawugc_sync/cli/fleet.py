"""`fleet`: the workspaces of many repositories, each at its time and with its own key."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rawugc_sync.cli._app import App, pass_app
from rawugc_sync.cli._failing import reports_errors
from rawugc_sync.cli._fleet_rows import KINDS, show_rows, told_row

if TYPE_CHECKING:
    from rawugc_sync.fleet.config import Fleet
    from rawugc_sync.fleet.engine.database import Connection, Database
    from rawugc_sync.fleet.engine.workspaces import Known

config_option = click.option(
    "--config",
    type=click.Path(path_type=Path),
    metavar="FILE",
    default=Path("fleet.yaml"),
    show_default=True,
    help="The fleet's configuration.",
)


@click.group()
def command() -> None:
    """Run the workspaces of many repositories, each at its time and with its own key."""


def fleet_of(app: App, config: Path) -> tuple[Fleet, Path]:
    """What the configuration says, and the folder that it lies in. InvalidInput lists what is wrong."""
    from rawugc_sync.fleet.config import load_fleet

    if app.sandbox:
        raise click.UsageError(
            "--sandbox is for one workspace. For a fleet: rawugc-sync sandbox, and what it says to export."
        )
    path = app.root / config
    return load_fleet(path), path.parent


@command.command("validate")
@config_option
@pass_app
@reports_errors
def validate(app: App, config: Path) -> int:
    """Check the configuration for mistakes, without the network and without a key.

    Exit codes: 0 done, 1 error.
    """
    from rawugc_sync.fleet.checks import findings
    from rawugc_sync.words.count import count
    from rawugc_sync.words.diagnostics import Severity

    fleet, folder = fleet_of(app, config)
    found = findings(fleet, folder, app.around.variables)
    app.console.report(found)
    if any(one.severity is Severity.ERROR for one in found):
        return 1
    app.console.out(f"{config}: valid, {count(len(fleet.repositories), 'repository', 'repositories')}")
    return 0


@command.command("once")
@click.option("--kind", type=click.Choice(KINDS), default="plan", show_default=True, help="What to run.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")
@click.option("--detailed-exitcode", is_flag=True, help="Exit with 2 when there are changes.")
@click.option("--first-run", is_flag=True, help="In CI: that a workspace has no state yet is meant.")
@config_option
@pass_app
@reports_errors
def once(app: App, config: Path, **options: Any) -> int:
    """Run each workspace once, as its branch has it: plan it, look for drift, or apply what is approved.

    It takes no database. What is edited and not committed does not count. One that fails stops no other.
    Exit codes: 0 done, 1 error, 2 changes (with --detailed-exitcode), 3 refused, 4 partly applied,
    5 locked, 6 unresolved creates, 130 interrupted; of several the highest.
    """
    import gc
    import tempfile

    from rawugc_sync.cli._stopping import listening
    from rawugc_sync.fleet import once as running
    from rawugc_sync.fleet.draining import Draining
    from rawugc_sync.fleet.reconcile import Wish

    gc.enable()  # it is long, and makes many plans
    fleet, folder = fleet_of(app, config)
    wish = Wish(kind=options["kind"], review=options["as_json"], first_run=options["first_run"])
    stopper = Draining(app.around.clock)
    run = running.Run(fleet, folder, app.around.variables, stopper, app.environment)
    with (
        tempfile.TemporaryDirectory(prefix="rawugc-fleet-", ignore_cleanup_errors=True) as scratch,
        listening(stopper),
    ):
        rows = running.once(run, Path(scratch), wish, lambda row: told_row(app, row))
    return show_rows(app, rows, as_json=options["as_json"], detailed=options["detailed_exitcode"])


@command.command("migrate")
@config_option
@pass_app
@reports_errors
def migrate(app: App, config: Path) -> int:
    """Make the tables of the database, or bring them to this version.

    Exit codes: 0 done, 1 the database cannot be used, or its tables are of a later version.
    """
    from rawugc_sync.words.count import count

    with _database(app, config) as (_, database):
        from rawugc_sync.fleet.engine.migrate import migrate as bring_forward

        steps = bring_forward(database)
    app.console.out(f"Took {count(len(steps), 'step')}." if steps else "The tables are of this version.")
    return 0


@command.command("work")
@click.option(
    "--concurrency", type=click.IntRange(min=1), metavar="N", help="Runs at once; else limits.concurrency."
)
@config_option
@pass_app
@reports_errors
def work(app: App, config: Path, concurrency: int | None) -> int:
    """Run what is asked for, until interrupted. Start as many as needed, on any machine.

    When it is told to stop, waits end, what is under way is finished, and the rest goes back.
    Exit codes: 0 interrupted, 1 error.
    """
    from rawugc_sync.cli._fleet_work import run

    with _database(app, config) as (fleet, database):
        run(app, fleet, config, database, concurrency)
    return 0


@command.command("enqueue")
@click.argument("workspace")
@click.option("--kind", type=click.Choice(KINDS), required=True, help="What to run.")
@config_option
@pass_app
@reports_errors
def enqueue(app: App, config: Path, workspace: str, kind: str) -> int:
    """Ask for a run of WORKSPACE: its path in the repository, or TENANT:PATH; with --env of one environment.

    Exit codes: 0 done, 1 there is no such workspace.
    """
    with _database(app, config) as (_, database), database.transaction() as connection:
        from rawugc_sync.fleet.engine.queue import Queue, Work

        found = _named(app, connection, workspace)
        work = [Work(one, kind, one.commit) for one in found]
        new = Queue(database).ask(connection, work)
    for one in work:
        told = "asked for" if one in new else "was asked for already"
        app.console.out(f"{one.known.member}: {kind} {told}")
    return 0


@command.command("status")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")
@config_option
@pass_app
@reports_errors
def status(app: App, config: Path, as_json: bool) -> int:
    """Show how each workspace stands, what runs and what waits, and what is for a person.

    A workspace whose last apply has failed stands with that one, whatever was looked at since.
    Exit codes: 0 done, 1 error.
    """
    from rawugc_sync.cli._fleet_status import for_a_person, status_json, status_text

    with _database(app, config) as (_, database), database.transaction() as connection:
        from rawugc_sync.fleet.engine.status import status_of

        found = status_of(connection)
    if as_json:
        app.console.json(status_json(found))
        return 0
    app.console.out(status_text(app, found))
    for line in for_a_person(found):
        app.console.tell(line)
    return 0


@command.command("runs")
@click.argument("workspace", required=False)
@click.option(
    "--limit",
    type=click.IntRange(min=1),
    default=50,
    show_default=True,
    metavar="N",
    help="How many at most.",
)
@click.option("--json", "as_json", is_flag=True, help="Print a JSON array and nothing else.")
@config_option
@pass_app
@reports_errors
def runs(app: App, config: Path, workspace: str | None, limit: int, as_json: bool) -> int:
    """List the runs that are kept, the newest first: of all, or of WORKSPACE.

    Exit codes: 0 done, 1 error.
    """
    from rawugc_sync.cli._fleet_status import runs_json, runs_text

    with _database(app, config) as (_, database), database.transaction() as connection:
        from rawugc_sync.fleet.engine.runs import newest

        ids = [one.member.id for one in _named(app, connection, workspace)] if workspace else None
        found = newest(connection, limit, ids)
    if as_json:
        app.console.json(runs_json(found))
    else:
        app.console.out(runs_text(app, found))
    return 0


@command.command("serve")
@click.option("--host", metavar="HOST", default="127.0.0.1", show_default=True, help="Where to listen.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8080, show_default=True, help="The port; 0 for any."
)
@config_option
@pass_app
@reports_errors
def serve(app: App, config: Path, host: str, port: int) -> int:
    """Take webhooks in, and serve the status page and the pages of links, until interrupted.

    It belongs behind a proxy that has TLS, and asks for a login but at /hooks/ and /r/.
    Exit codes: 0 interrupted, 1 error.
    """
    from rawugc_sync.cli._fleet_serve import run

    with _database(app, config) as (fleet, database):
        run(app, fleet, (app.root / config).parent, database, (host, port))
    return 0


@command.command("link")
@click.argument("workspace")
@click.option("--role", required=True, metavar="ROLE", help="The role that is asked.")
@click.option("--person", required=True, metavar="PERSON", help="Who speaks for it: one of its `by`.")
@click.option("--run", metavar="RUN", help="The run whose plan it is about; else the newest plan.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object and nothing else.")
@config_option
@pass_app
@reports_errors
def link(app: App, config: Path, workspace: str, as_json: bool, **asked: Any) -> int:
    """Make a link on which one PERSON says yes or no for one ROLE to a plan of WORKSPACE, once.

    Whoever has it is taken for that person: send it to them alone, never into a comment.
    Exit codes: 0 done, 1 error, 3 refused: the person may not speak for the role.
    """
    from rawugc_sync.cli._fleet_serve import link as make
    from rawugc_sync.cli._fleet_serve import link_json
    from rawugc_sync.render.safe import safe

    with _database(app, config) as (fleet, database):
        with database.transaction() as connection:
            known = _only(_named(app, connection, workspace), workspace)
        made = make(app, fleet, (app.root / config).parent, database, known, asked)
    if as_json:
        app.console.json(link_json(made, known, asked))
        return 0
    app.console.out(made.url)
    until = made.expires_at.astimezone().strftime("%Y-%m-%d %H:%M")
    of = f" of pull request {made.request}" if made.request is not None else ""
    told = f"For {asked['person']} as {asked['role']}: plan {made.plan}{of}, once, until {until}."
    app.console.say(safe(told))
    return 0


def _only(found: Sequence[Known], name: str) -> Known:
    """The one workspace that a name means. InvalidInput where it means several."""
    from rawugc_sync.words.errors import InvalidInput

    if len(found) == 1:
        return found[0]
    named = ", ".join(str(one.member) for one in found)
    detail = "Write TENANT:PATH, and --env before `fleet` for one environment."
    raise InvalidInput.of("fleet-ambiguous", f"{name} means several workspaces: {named}", detail)


def _named(app: App, connection: Connection, workspace: str) -> list[Known]:
    """The workspaces that a name means. InvalidInput where it means none."""
    from rawugc_sync.fleet.engine import workspaces
    from rawugc_sync.words.errors import InvalidInput

    if found := workspaces.named(connection, workspace, app.environment):
        return found
    detail = "rawugc-sync fleet status lists them; workers find new ones when they look at the repository."
    raise InvalidInput.of("fleet-unknown", f"the fleet knows no workspace {workspace}", detail)


@contextmanager
def _database(app: App, config: Path) -> Iterator[tuple[Fleet, Database]]:
    """The fleet and its database. InvalidInput without the extra, FleetError where it lets nobody in.

    What takes the extra is imported within.
    """
    from rawugc_sync.cli._fleet_extra import needs_extra

    needs_extra()
    from rawugc_sync.fleet.engine.database import Database, url_of

    fleet, _ = fleet_of(app, config)
    with Database(url_of(fleet, app.around.variables)).opened() as database:
        database.reach()
        yield fleet, database
