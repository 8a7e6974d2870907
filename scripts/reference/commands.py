"""The pages of commands, from click's tree and the examples of `cli/_usages.py`."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping, Sequence

import click

from rawugc_sync.cli._group import AT_ONCE
from rawugc_sync.cli._usages import examples
from rawugc_sync.cli.main import cli
from rawugc_sync.help.addresses import page_of_command
from rawugc_sync.help.markdown import code, prose, table
from scripts.reference.tree import Item, Page, Section

FOLDER = "reference/commands/"
_EXITS = "Exit codes"


def items() -> tuple[Item, ...]:
    """A page for each command; a group is a section, which its own page leads."""
    root = _root()
    return tuple(_item(root, name, one) for name, one in _below(root).items())


def overview() -> str:
    """The commands, and the options of all of them, as Markdown."""
    root = _root()
    beside = {name: one for name, one in _below(root).items() if name in AT_ONCE}
    planned = {name: one for name, one in _below(root).items() if name not in AT_ONCE}
    parts = ["## On manifests", _listed(planned, []), "## At once, beside manifests and state"]
    return "\n\n".join([*parts, _listed(beside, []), "## Options of every command", _options(root)])


def _root() -> click.Context:
    return click.Context(cli, info_name="rawugc-sync", **cli.context_settings)


def _below(ctx: click.Context) -> Mapping[str, click.Command]:
    """The commands of a group by their names; none of another command."""
    group = ctx.command
    if not isinstance(group, click.Group):
        return {}
    found = {name: group.get_command(ctx, name) for name in group.list_commands(ctx)}
    return {name: one for name, one in found.items() if one is not None}


def _item(above: click.Context, name: str, command: click.Command) -> Item:
    ctx = click.Context(command, info_name=name, parent=above)
    words = ctx.command_path.split()[1:]
    page = Page(" ".join(words), page_of_command(words), _page(ctx, words))
    below = _below(ctx)
    if not below:
        return page
    return Section(page.title, (page, *(_item(ctx, one, sub) for one, sub in below.items())))


def _page(ctx: click.Context, words: Sequence[str]) -> str:
    below = _below(ctx)
    usage = " ".join([ctx.command_path, *ctx.command.collect_usage_pieces(ctx)])
    parts = [f"# {' '.join(words)}", *_paragraphs(ctx.command), _shell([usage])]
    parts += ["## Examples", _shell(examples(words, below))]
    if below:
        parts += ["## Commands", _listed(below, words)]
    if taken := [one for one in ctx.command.params if isinstance(one, click.Argument)]:
        parts += ["## Arguments", "\n".join(f"- {_argument(one, ctx)}" for one in taken)]
    return "\n\n".join([*parts, "## Options", _options(ctx)])


def _paragraphs(command: click.Command) -> Iterator[str]:
    r"""The help of a command; click leaves what begins with \b as it is."""
    for paragraph in inspect.cleandoc(command.help or "").split("\n\n"):
        if paragraph.startswith("\b\n"):
            yield "\n".join(["```text", *paragraph.splitlines()[1:], "```"])
            continue
        told, at, exits = paragraph.partition(_EXITS)
        yield from (prose(part) for part in (told, at + exits) if part)


def _argument(one: click.Argument, ctx: click.Context) -> str:
    told = ["required" if one.required else "", "as many as you like" if one.nargs < 0 else ""]
    return ": ".join(filter(None, [code(one.make_metavar(ctx)), ", ".join(filter(None, told))]))


def _options(ctx: click.Context) -> str:
    options = (one for one in ctx.command.get_params(ctx) if isinstance(one, click.Option))
    records = (one.get_help_record(ctx) for one in options)
    return table(["option", "means"], [(code(names), prose(means)) for names, means in filter(None, records)])


def _listed(below: Mapping[str, click.Command], words: Sequence[str]) -> str:
    """The commands of a group, which `words` name, as a table that leads to their pages."""
    rows = [
        (f"[{name}]({page_of_command([*words, name]).removeprefix(FOLDER)})", prose(_first_line(one)))
        for name, one in below.items()
    ]
    return table(["command", "does"], rows)


def _first_line(command: click.Command) -> str:
    return (command.help or "").partition("\n")[0]


def _shell(lines: Sequence[str]) -> str:
    return "\n".join(["```sh", *lines, "```"])
