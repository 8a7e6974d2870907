"""`help`: a message, a page, the fields of a collection, or a command; none of it needs a workspace."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

import click

from rawugc_sync.cli._app import App, pass_app

if TYPE_CHECKING:
    from rawugc_sync.help.messages import Message
    from rawugc_sync.help.topics import Topic

_NEAR = 3
"""How many names an unknown word is told."""


@click.command()
@click.argument("words", metavar="[CODE|TOPIC|COLLECTION|COMMAND]...", nargs=-1)
@click.pass_context
@pass_app
def command(app: App, ctx: click.Context, words: tuple[str, ...]) -> int:
    """Explain a message by its code, show a page of the documentation, or explain a command.

    Without a word it lists what there is to read. The name of a collection shows its fields.
    What a word stands for twice is printed one after the other. Works in any folder, and needs no key.

    Exit codes: 0 done, 1 nobody knows the word.
    """
    from rawugc_sync.help.messages import messages
    from rawugc_sync.help.topics import topics
    from rawugc_sync.resources import registered

    known, pages = messages(), topics()
    if not words:
        app.console.tell(_listed(known, pages))
        return 0
    found = list(_found(ctx, words, known, pages))
    if not found:
        raise click.UsageError(_unknown(" ".join(words), [*known, *pages, *registered()]))
    text = "\n\n".join(found)
    app.console.out(_read(text, pages, app.console.width) if app.console.is_watched else text)
    return 0


def _read(text: str, pages: Mapping[str, Topic], width: int) -> str:
    """The Markdown for a person."""
    from rawugc_sync.render.page_text import page_text

    return page_text(text, pages, width)


def _found(
    ctx: click.Context, words: tuple[str, ...], known: Mapping[str, Message], pages: Mapping[str, Topic]
) -> Iterator[str]:
    """All that the words stand for, the shortest first."""
    if message := known.get(" ".join(words)):
        yield _message(message)
    if told := _command(ctx.find_root(), words):
        yield told
    if told := _fields(" ".join(words)):
        yield told
    if page := pages.get(" ".join(words)):
        yield page.text().rstrip("\n")


def _message(one: Message) -> str:
    from rawugc_sync.help.addresses import of_message

    address = of_message(one.code)
    return "\n\n".join([f"{one.code} ({one.family})", one.text, *([address] if address else [])])


def _fields(word: str) -> str | None:
    """The fields of the collection of this name; None where there is none."""
    from rawugc_sync.help.fields import page
    from rawugc_sync.resources import registered

    return page(registered()[word]) if word in registered() else None


def _command(ctx: click.Context, words: tuple[str, ...]) -> str | None:
    """What `--help` of a command prints; None where there is none of this name."""
    for word in words:
        group = ctx.command
        found = group.get_command(ctx, word) if isinstance(group, click.Group) else None
        if found is None:
            return None
        ctx = click.Context(found, parent=ctx, info_name=word)
    return ctx.get_help()


def _listed(known: Mapping[str, Message], pages: Mapping[str, Topic]) -> str:
    """The pages by their folders, and where fields, messages and commands are."""
    from rawugc_sync.resources import registered

    lines = ["To read: rawugc-sync help TOPIC"]
    for group in dict.fromkeys(one.group for one in pages.values()):
        if group:
            lines += ["", group.capitalize()]
        within = [one for one in pages.values() if one.group == group]
        width = max(len(one.name) for one in within)
        lines += [f"  {one.name:{width}}  {one.title}" for one in within]
    families = dict.fromkeys(one.family for one in known.values())
    lines += ["", "The fields of a collection: rawugc-sync help COLLECTION", f"  {', '.join(registered())}"]
    lines += ["", "A message: rawugc-sync help CODE, as it stands below each", f"  {', '.join(families)}"]
    return "\n".join([*lines, "", "A command: rawugc-sync help COMMAND; rawugc-sync --help lists them"])


def _unknown(word: str, names: list[str]) -> str:
    from difflib import get_close_matches

    from rawugc_sync.cli._group import COMMANDS

    every = sorted({*names, *COMMANDS})
    near = get_close_matches(word, every, n=_NEAR) or [one for one in every if word and word in one][:_NEAR]
    way_out = f"Did you mean {', '.join(near)}?" if near else "rawugc-sync help lists what there is."
    return f"Nothing is called {word!r} here. {way_out}"
