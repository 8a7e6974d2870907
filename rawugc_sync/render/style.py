"""How a line is dressed: in ANSI's sixteen colours or none, with signs or, for who hears it, in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

_WORDS: Mapping[str, str] = {"+": "added", "-": "removed", "~": "changed", " ": ""}


@dataclass(frozen=True, slots=True)
class Style:
    """Dresses one line of safe text in SGR codes (ECMA-48); does not nest. `colour` switches all of it.

    Colour never carries meaning alone. `spoken` is for screen readers: no boxes, and words for signs.
    """

    colour: bool
    spoken: bool = False

    @property
    def into(self) -> str:
        """What stands between an old value and its new one."""
        return " becomes " if self.spoken else " → "

    def sign(self, sign: str) -> str:
        """The sign of one side, or `added` and the like for it."""
        if self.spoken:
            return _WORDS.get(sign, sign)
        colours = {"+": self.add, "-": self.destroy, "~": self.change}
        return colours.get(sign, str)(sign)

    def mark(self, sign: str, word: str) -> str:
        """A sign before a line, such as `!`, in the colour of a warning; `word` with a colon for it."""
        return f"{word}:" if self.spoken else self.warn(sign)

    def remark(self, text: str) -> str:
        """`# forces replacement`, as a comment behind a value."""
        return self.warn(text.removeprefix("# ") if self.spoken else text)

    def folded(self, text: str) -> str:
        """`… 3 unchanged lines`, which stands for what is not shown."""
        return f"({text.strip(' …')})" if self.spoken else self.dim(text)

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
