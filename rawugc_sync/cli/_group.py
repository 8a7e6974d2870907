"""The command group: imports a command only when it runs, so that `--help` stays quick."""

from __future__ import annotations

import importlib
from keyword import iskeyword

import click

_ON_MANIFESTS = {
    "init": "Begin a workspace: a few files to edit. Nothing that exists is touched.",
    "validate": "Check the manifests for mistakes, without the network and without a key.",
    "fmt": "Tidy manifests up: one order, one style, nothing said differently.",
    "plan": "Show what would change for real, without changing it.",
    "apply": "Make the changes of a plan for real: of a saved one, or of one that is shown first.",
    "drift": "Show what somebody changed in the dashboard, outside git.",
    "calendar": "Show what is public when, and what the plan makes of it.",
    "pull": "Write what is live into manifests: what is new, and what was changed in the dashboard.",
    "destroy": "Delete everything that the state holds, published posts excepted.",
    "hold": "Delete what is scheduled, soonest first, and keep it in the state until resume.",
    "resume": "Put back what is held, with what was live of it, as a plan like any other.",
    "review": "Write plan, page, comment and calendar into a folder.",
    "approve": "Approve what a plan asks of a role: a saved plan, or one that is made again.",
    "approvals": "Look at what was approved and what is missing, and take back what was said.",
    "runs": "Look at what was applied, when, by whom, and what that changed.",
    "receipts": "Show what went public when, on which account, from which commit and with whose yes.",
    "undo": "Take the manifests back to what was live before a run.",
    "ci": "Review, apply, watch and approve in CI, on GitHub or GitLab.",
    "fleet": "Run the workspaces of many repositories, each at its time and with its own key.",
    "show": "Show a saved plan, offline and as often as needed.",
    "graph": "Draw what uses what, as a Mermaid flowchart.",
    "workspaces": "List the workspaces of a repository.",
    "whoami": "Show the organization, its accounts, and what the key can read.",
    "import": "Say that the live object ID is the one at ADDRESS, so that it is managed from here.",
    "state": "Look into the state, and settle what only a person can.",
    "help": "Explain a message by its code, show a page of the documentation, or explain a command.",
    "schema": "Print the JSON Schema of manifests, config, plans or fleets.",
    "sandbox": "Run a RawUGC of your own on this machine, to try things out, until interrupted.",
}
AT_ONCE = {
    "upload": "Upload photos and videos, and print their URLs.",
    "media": "List, wait for and download what RawUGC has generated.",
    "accounts": "Look at the social accounts, sync them, or disconnect one.",
    "characters": "Look at the characters that videos can be generated with.",
    "library": "Search the viral library, and look at one of its videos.",
    "research": "Scrape TikTok, plan content from it, and analyze videos, for credits.",
}
"""The same, of those that need no manifests and leave the state as it is."""

COMMANDS = {**_ON_MANIFESTS, **AT_ONCE}
"""Name → short help, in the order of a first day's work; a test holds it against the commands."""


def module_of(name: str) -> str:
    """The module of a command; one that is a word of Python has an underscore behind it."""
    return f"rawugc_sync.cli.{name}{'_' if iskeyword(name) else ''}"


class LazyGroup(click.Group):
    """Finds the `command` of a module when it is called for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        from rawugc_sync.cli._usages import explained

        command: click.Command = importlib.import_module(module_of(cmd_name)).command
        return explained(command, [cmd_name])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        name = args[0]
        if name not in COMMANDS and not name.startswith("-") and not ctx.resilient_parsing:
            from rawugc_sync.words.hints import did_you_mean

            raise click.UsageError(f"No such command '{name}'. {did_you_mean(name, COMMANDS)}".rstrip(), ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl(list(_ON_MANIFESTS.items()))
        with formatter.section("At once, beside manifests and state"):
            formatter.write_dl(list(AT_ONCE.items()))
