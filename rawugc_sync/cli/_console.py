"""Where output goes: data to stdout, everything else to stderr; colour only where a person sees it."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TextIO

from rawugc_sync.render.safe import safe
from rawugc_sync.render.style import Style

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rawugc_sync.words.diagnostics import Diagnostic


class Console:
    """Writes text and JSON; `no_color` and `plain` come from options, NO_COLOR from the environment."""

    def __init__(self, variables: Mapping[str, str], *, no_color: bool, plain: bool = False) -> None:
        bare = no_color or plain or bool(variables.get("NO_COLOR")) or variables.get("TERM") == "dumb"
        self.style = Style(not bare and _is_terminal(sys.stdout), plain)
        self.error_style = Style(not bare and _is_terminal(sys.stderr), plain)

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
        return min(shutil.get_terminal_size((100, 24)).columns, 120) if _is_terminal(sys.stdout) else 100

    def out(self, text: str) -> None:
        """Data for stdout."""
        _write(sys.stdout, text)

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
        """A line for stderr."""
        _write(sys.stderr, text)

    def report(self, diagnostics: Sequence[Diagnostic]) -> None:
        """Diagnostics for stderr."""
        from rawugc_sync.render.diagnostics_text import diagnostics_text

        self.say(diagnostics_text(diagnostics, self.error_style))


def _inert(json: str) -> str:
    """JSON in which a CI log finds nothing to obey.

    It obeys `##[command]` anywhere in a line: in JSON that can only stand in a text.
    """
    return json.replace("##[", "##\\u005b")


def _is_terminal(stream: TextIO | None) -> bool:
    return stream is not None and stream.isatty()


def _write(stream: TextIO | None, text: str) -> None:
    """Write a line."""
    if not text or stream is None:
        return
    encoding = stream.encoding or "utf-8"
    with _losing(stream):
        stream.write(text.encode(encoding, "backslashreplace").decode(encoding) + "\n")
        stream.flush()


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
