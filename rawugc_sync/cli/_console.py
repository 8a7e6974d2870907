"""Where output goes: data to stdout, everything else to stderr; colour only where a person sees it."""

from __future__ import annotations

import json
import logging
import os
import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TextIO

from rawugc_sync.render.folding import folded
from rawugc_sync.render.safe import safe
from rawugc_sync.render.style import Style
from rawugc_sync.render.table import cut

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rawugc_sync.words.diagnostics import Diagnostic

_ERASE = "\r\x1b[2K"
"""Back to the beginning of the line, and away with it (ECMA-48: CR, EL)."""


class Console:
    """Writes text and JSON; `no_color` comes from the option, NO_COLOR from the environment."""

    _status = ""

    def __init__(self, variables: Mapping[str, str], *, no_color: bool) -> None:
        bare = no_color or bool(variables.get("NO_COLOR")) or variables.get("TERM") == "dumb"
        self.style = Style(not bare and _is_terminal(sys.stdout))
        self.error_style = Style(not bare and _is_terminal(sys.stderr))

    def speak(self) -> None:
        """From now on for whoever hears it: words instead of signs, no colours, no line that changes."""
        self.style = self.error_style = Style(colour=False, spoken=True)

    @property
    def is_watched(self) -> bool:
        """Whether a person sees what goes to stdout."""
        return _is_terminal(sys.stdout)

    @property
    def width(self) -> int:
        """The columns of the terminal; 100 where there is none."""
        return min(_columns(sys.stdout), 120)

    @property
    def room(self) -> int | None:
        """The columns that a table is cut to; None where a program reads it, which wants all of it."""
        return self.width if self.is_watched else None

    @property
    def is_live(self) -> bool:
        """Whether stderr is a terminal on which a line may change; a log writes there without asking."""
        return self.error_style.colour and not logging.getLogger("rawugc_sync").isEnabledFor(logging.INFO)

    def status(self, text: str) -> None:
        """Safe text as the last line of a live terminal, in the place of the one before; empty for none."""
        self._erase()
        self._status = cut(text, _columns(sys.stderr) - 1)
        self._draw()

    def out(self, text: str) -> None:
        """Data for stdout."""
        with self._above_the_status():
            _write(sys.stdout, text)

    def tell(self, text: str) -> None:
        """Words for people on stdout, folded to the terminal that they are read on."""
        self.out(_folded(text, sys.stdout))

    def exact(self, data: bytes) -> None:
        """UTF-8 text for stdout, byte for byte; a terminal gets it in a form that is safe to show."""
        if sys.stdout is None:
            return
        if _is_terminal(sys.stdout):
            self.out(safe(data.decode(), keep_newlines=True).removesuffix("\n"))
            return
        with _losing(sys.stdout):
            sys.stdout.buffer.write(data)
            sys.stdout.flush()

    def json(self, value: Any, *, indent: int | None = 2) -> None:
        """One JSON value for stdout; escaped to ASCII, so that hostile text stays inert."""
        self.out(_inert(json.dumps(value, indent=indent)))

    def pieces(self, json: Iterable[str]) -> None:
        """One JSON value for stdout, written as it is made; no piece ends within a text of it."""
        if sys.stdout is None:
            return
        with _losing(sys.stdout):
            for piece in json:
                sys.stdout.write(_inert(piece))
            sys.stdout.write("\n")
            sys.stdout.flush()

    def say(self, text: str) -> None:
        """Words for people on stderr, folded likewise."""
        with self._above_the_status():
            _write(sys.stderr, _folded(text, sys.stderr))

    def report(self, diagnostics: Sequence[Diagnostic]) -> None:
        """Diagnostics for stderr."""
        from rawugc_sync.render.diagnostics_text import diagnostics_text

        self.say(diagnostics_text(diagnostics, self.error_style, _columns(sys.stderr)))

    @contextmanager
    def _above_the_status(self) -> Iterator[None]:
        self._erase()
        yield
        self._draw()

    def _erase(self) -> None:
        if self._status:
            _write(sys.stderr, _ERASE, end="")

    def _draw(self) -> None:
        _write(sys.stderr, self._status, end="")


def _inert(json: str) -> str:
    """JSON in which a CI log finds nothing to obey.

    It obeys `##[command]` anywhere in a line: in JSON that can only stand in a text.
    """
    return json.replace("##[", "##\\u005b")


_LINES = str.maketrans("│─├└┌", "|-|`,")


def _is_terminal(stream: TextIO | None) -> bool:
    return stream is not None and stream.isatty()


def _columns(stream: TextIO | None) -> int:
    """Those of the terminal; 100 where there is none."""
    return shutil.get_terminal_size((100, 24)).columns if _is_terminal(stream) else 100


def _folded(text: str, stream: TextIO | None) -> str:
    return folded(text, _columns(stream)) if _is_terminal(stream) else text


def _write(stream: TextIO | None, text: str, end: str = "\n") -> None:
    """Write a line."""
    if not text or stream is None:
        return
    with _losing(stream):
        stream.write(_shown(text, stream.encoding or "utf-8") + end)
        stream.flush()


def _shown(text: str, encoding: str) -> str:
    """In an encoding that lacks a sign, as Windows has it for files, lines are drawn with what it has."""
    try:
        return text.encode(encoding).decode(encoding)
    except UnicodeEncodeError:
        return text.translate(_LINES).encode(encoding, "backslashreplace").decode(encoding)


@contextmanager
def _losing(stream: TextIO) -> Iterator[None]:
    """When writing fails, the rest goes nowhere and the run goes on: `lost` says why."""
    try:
        yield
    except OSError as failed:
        if not isinstance(failed, BrokenPipeError):  # whoever reads may leave early
            lost.append(failed.strerror or str(failed))
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


lost: list[str] = []
"""Why output could not be written, for the end of the run to say."""
