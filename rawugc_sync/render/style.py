"""Colour as data: ANSI's sixteen colours when on, plain text when off. Never carries meaning alone."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Style:
    """Dresses one line of safe text in SGR codes (ECMA-48); does not nest. `colour` switches all of it."""

    colour: bool

    def _sgr(self, codes: str, text: str) -> str:
        return f"\x1b[{codes}m{text}\x1b[0m" if self.colour and text else text

    def add(self, text: str) -> str:
        """What comes into being."""
        return self._sgr("32", text)

    def change(self, text: str) -> str:
        """What becomes different."""
        return self._sgr("33", text)

    def destroy(self, text: str) -> str:
        """What is lost."""
        return self._sgr("31", text)

    def adopt(self, text: str) -> str:
        """What enters or leaves the state and stays as it is."""
        return self._sgr("36", text)

    def new_words(self, text: str) -> str:
        """Words that a text gains."""
        return self._sgr("32;4", text)

    def gone_words(self, text: str) -> str:
        """Words that a text loses."""
        return self._sgr("31;4", text)

    def warn(self, text: str) -> str:
        """What people should look at."""
        return self._sgr("1;33", text)

    def fail(self, text: str) -> str:
        """What stops the command."""
        return self._sgr("1;31", text)

    def bold(self, text: str) -> str:
        """Headings and sums."""
        return self._sgr("1", text)

    def dim(self, text: str) -> str:
        """Places and what is folded away."""
        return self._sgr("2", text)
