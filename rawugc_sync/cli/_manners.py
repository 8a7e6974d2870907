"""How what several workspaces say becomes one output, and the summary behind it."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

from rawugc_sync.cli._console import Console
from rawugc_sync.cli._rows import exit_code_of, summary

if TYPE_CHECKING:
    from rawugc_sync.cli._rows import Row
    from rawugc_sync.cli._targets import Target
    from rawugc_sync.words.diagnostics import Diagnostic

Joined: TypeAlias = Callable[[Sequence[tuple[str, Any]]], Any]
"""The one document for what workspaces at these paths have printed."""


class Manner(Protocol):
    """Gives each workspace the console that it is to use, and tells at the end how all of them ended."""

    def console(self, target: Target) -> Console: ...

    def end(self, rows: Sequence[Row]) -> None: ...


class AsText:
    """For people: each under its name, and the summary behind them."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._between = ""

    def console(self, target: Target) -> Console:
        from rawugc_sync.render.safe import safe

        self._console.out(self._between + self._console.style.bold(safe(f"== {target.name}")))
        self._between = "\n"
        return _Named(self._console, target.name)

    def end(self, rows: Sequence[Row]) -> None:
        if rows:
            self._console.out(f"\n{summary(rows, self._console)}")


class AsLines:
    """Lines for a program on stdout, and all else for people on stderr."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def console(self, target: Target) -> Console:
        _say_name(self._console, target)
        return self._console

    def end(self, rows: Sequence[Row]) -> None:
        _say_summary(self._console, rows)


class AsOne:
    """One document on stdout once all have ended, made of those that each would print."""

    def __init__(self, console: Console, joined: Joined) -> None:
        self._console = console
        self._joined = joined
        self._said: list[tuple[str, Any]] = []

    def console(self, target: Target) -> Console:
        _say_name(self._console, target)
        return _Gathering(self._console, lambda value: self._said.append((target.path, value)))

    def end(self, rows: Sequence[Row]) -> None:
        self._console.json(self._joined(self._said))
        _say_summary(self._console, rows)


class AsEvents:
    """One event a line on stdout, each with whose it is, and the summary as the last one."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def console(self, target: Target) -> Console:
        _say_name(self._console, target)
        whose = {"path": target.path, "environment": target.app.environment}

        def told(event: Mapping[str, Any]) -> None:
            self._console.json({**whose, **event, **whose}, indent=None)

        return _Gathering(self._console, told)

    def end(self, rows: Sequence[Row]) -> None:
        told = {"workspaces": [row.as_json() for row in rows]}
        code = exit_code_of([row.exit_code for row in rows])
        self._console.json({"type": "summary", **told, "exit_code": code}, indent=None)
        _say_summary(self._console, rows)


class _Named(Console):
    """A console that says whose diagnostics these are: they do not go where the other text does."""

    def __init__(self, console: Console, name: str) -> None:
        self.style, self.error_style = console.style, console.error_style
        self._name = name

    def report(self, diagnostics: Sequence[Diagnostic]) -> None:
        from rawugc_sync.render.safe import safe

        if diagnostics:
            self.say(safe(f"{self._name}:"))
        super().report(diagnostics)


class _Gathering(Console):
    """A console whose JSON goes to somebody else."""

    def __init__(self, console: Console, take: Callable[[Any], object]) -> None:
        self.style, self.error_style = console.style, console.error_style
        self._take = take

    def json(self, value: Any, *, indent: int | None = 2) -> None:
        self._take(value)

    def pieces(self, json_: Iterable[str]) -> None:
        self._take(json.loads("".join(json_)))


def listed(key: str) -> Joined:
    """`{"workspaces": [{"path": …, key: …}]}`."""
    return lambda said: {"workspaces": [{"path": path, key: value} for path, value in said]}


def _say_name(console: Console, target: Target) -> None:
    from rawugc_sync.render.safe import safe

    console.say(safe(f"== {target.name}"))


def _say_summary(console: Console, rows: Sequence[Row]) -> None:
    console.say(summary(rows, console))
