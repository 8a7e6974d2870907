"""Manifests as people might write them: any indentation, comments anywhere, every way to spell a text."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count

from hypothesis import strategies as st

from rawugc_sync.resources import registered
from rawugc_sync.writing.scalars import inline

_WORDS = st.text(st.sampled_from("ab c:#-\"'{}[],&*!|>%@é🙂$\\?.\n"), max_size=14)
_TEXTS = st.one_of(_WORDS, st.sampled_from(["${vars.x}", "text", "two\nlines", "https://x.example/a"]))
_PLAIN = st.sampled_from(["text", "some words", "https://x.example/a#b", "${vars.a}", "C#", "é 🙂", "no"])
_STYLES = ("plain", "plain", "single", "double", "spread", "literal", "literal", "folded")
_FIELDS = {name: [*type_.fields.traits, "lifecycle", "<<"] for name, type_ in registered().items()}


@dataclass
class _Writer:
    """Draws one manuscript; anchors that it has closed may be used again."""

    draw: st.DrawFn
    lines: list[str] = field(default_factory=list)
    anchors: list[tuple[str, bool]] = field(default_factory=list)
    numbers: count[int] = field(default_factory=count)

    def maybe(self, likely: int = 4) -> bool:
        return self.draw(st.integers(0, likely)) == likely

    def pick(self, *choices: str) -> str:
        return self.draw(st.sampled_from(choices))

    def comment(self) -> str:
        return f"# c{next(self.numbers)}{self.pick('', ' ', ': x', ' # y')}"

    def own_line(self) -> str:
        return self.comment() if self.maybe() else f"#c{next(self.numbers)}"

    def beside(self) -> str:
        return self.pick(" ", "   ") + self.comment() if self.maybe() else self.pick("", "", "  ")

    def between(self, *columns: int) -> None:
        """Comments and blank lines."""
        while self.maybe(3):
            column = self.draw(st.sampled_from(columns))
            self.lines.append(" " * column + self.own_line() if self.maybe(1) else self.pick("", "  "))

    def anchor(self, *, mapping: bool) -> str:
        if not self.maybe(5):
            return ""
        name = self.pick("a", "b", f"n{next(self.numbers)}")
        self.anchors.append((name, mapping))
        return f"&{name} "

    def alias(self, *, mapping: bool) -> str | None:
        known = [name for name, of in self.anchors if of == mapping]
        return "*" + self.draw(st.sampled_from(known)) if known and self.maybe(3) else None

    # -- texts

    def text(self, column: int, *, in_flow: bool = False) -> list[str]:
        """A text whose further lines stand right of `column`; the first line has no margin."""
        if (alias := self.alias(mapping=False)) is not None:
            return [alias + (" " if in_flow else "")]
        anchor = self.anchor(mapping=False)
        style = self.pick("plain", "single", "double", "spread") if in_flow else self.pick(*_STYLES)
        if style == "plain":
            return [anchor + self.draw(_PLAIN)]
        text = self.draw(_TEXTS)
        margin = " " * (column + self.draw(st.integers(1, 4)))
        if style == "single" and "\n" not in text:
            return [anchor + "'" + text.replace("'", "''") + "'"]
        if style == "spread":
            quote = self.pick("'", '"', "")
            end = "\\" if quote == '"' and self.maybe() else ""
            blank = [""] if self.maybe() else []
            return [f"{anchor}{quote}one{end}", *blank, f"{margin}two{quote}"]
        if style in ("literal", "folded"):
            return self._block(anchor, "|" if style == "literal" else ">", text, column)
        quoted = inline(text)
        return [anchor + (quoted if quoted[:1] == '"' else f'"{quoted}"')]

    def _block(self, anchor: str, sign: str, text: str, column: int) -> list[str]:
        wide = self.draw(st.integers(1, 5))
        digit = str(wide) if text[:1] in (" ", "\n", "") or self.maybe() else ""
        chomp = self.pick("", "", "-", "+")
        header = anchor + sign + self.pick(digit + chomp, chomp + digit)
        if self.maybe():
            header += " " + self.comment()
        lines = [" " * (column + wide) + line if line.strip() else line for line in text.split("\n")]
        return [header, *lines, *([""] if self.maybe() else [])]

    # -- collections

    def flow(self, column: int, names: list[str], depth: int) -> list[str]:
        """Brackets, maybe over several lines."""
        opening, closing = self.pick("[]", "{}")
        if names:
            opening, closing = "{", "}"
        anchor = self.anchor(mapping=False) if opening == "[" else ""
        keys = names or [f"k{n}" for n in range(self.draw(st.integers(0, 3)))]
        parts = []
        for key in keys:
            *value, last = self.text(column, in_flow=True)
            if depth and self.maybe():
                value, last = [], "".join(self.flow(column, [], 0)).replace("\n", "")
            head = [f"{key}: "] if opening == "{" else []
            parts.append("".join(head) + "\n".join([*value, last]))
        comma, space = self.pick(",", ", ", " , ", ",\n     ", ", # c in flow\n "), self.pick("", " ", "\n  ")
        return (anchor + opening + space + comma.join(parts) + space + closing).split("\n")

    def value(self, column: int, head: str, depth: int) -> None:
        """`head` and a value behind it, of the kind that depth allows."""
        kind = self.pick("text", "text", "text", "flow", "list", "mapping") if depth else "text"
        if kind == "list":
            self.sequence(column, head, depth)
        elif kind == "mapping":
            self.mapping(column, head, [f"k{n}" for n in range(self.draw(st.integers(1, 3)))], depth - 1)
        else:
            first, *more = self.text(column) if kind == "text" else self.flow(column, [], depth)
            if self.maybe(7):
                self.lines.append(head + self.beside())
                self.between(column, column + 1)
                head = " " * column
            block = first.lstrip("&abn0123456789 ")[:1] in ("|", ">")
            self.lines += [f"{head} {first}", *more]
            if not block:
                self.lines[-1] += self.beside()

    def sequence(self, column: int, head: str, depth: int) -> None:
        anchor = self.anchor(mapping=False)
        self.lines.append(f"{head} {anchor}".rstrip() + self.beside())
        inner = column + self.draw(st.integers(0, 4)) if head.endswith(":") else column + 2
        for _ in range(self.draw(st.integers(1, 3))):
            self.between(column, inner, inner + 2)
            self.value(inner, " " * inner + "-" + self.pick("", "  "), depth - 1)
        self.between(inner, inner + 1)

    def mapping(self, column: int, head: str, names: list[str], depth: int) -> None:
        """A mapping of these keys below `head`."""
        anchor = self.anchor(mapping=True)
        compact = head.endswith("-") and not anchor and self.maybe(1)
        inner = column + 2 if compact else column + self.draw(st.integers(1, 4))
        if not compact:
            self.lines.append(f"{head} {anchor}".rstrip() + self.beside())
        for number, name in enumerate(names):
            margin = " " * inner
            if compact and number == 0:
                margin = head + " "
            else:
                self.between(0, column, inner, inner + 2)
            if name == "<<":
                self.lines.append(f"{margin}<<: {self.alias(mapping=True) or '{m: x}'}{self.beside()}")
                continue
            self.value(inner, margin + self.key(name, inner), depth)
        self.between(inner, inner + 2)

    def key(self, name: str, column: int) -> str:
        spelled = self.pick(name, name, name, f"'{name}'", f'"{name}"')
        if self.maybe(15):
            return f"? {spelled}{self.beside()}\n{' ' * column}:"
        return spelled + self.pick(":", ":", " :")


def _subset(draw: st.DrawFn, names: list[str], most: int) -> list[str]:
    return draw(st.lists(st.sampled_from(names), unique=True, min_size=1, max_size=most))


@st.composite
def manuscripts(draw: st.DrawFn) -> str:
    """A manifest as YAML; not all of them are valid."""
    writer = _Writer(draw)
    writer.between(0)
    if writer.maybe(9):
        writer.lines.append("---" + writer.beside())
    names = ["x-one", "x-two", "vars", "defaults", *_FIELDS, "moved", "imports", "unknown"]
    for name in _subset(draw, names, 4):
        writer.between(0)
        head = writer.key(name, 0)
        if name not in _FIELDS:
            writer.value(0, head, 3)
            continue
        writer.lines.append(head + writer.beside())
        for key in _subset(draw, ["one", "two", "three"], 2):
            writer.between(0, 2)
            fields = _subset(draw, _FIELDS[name], 4)
            if writer.maybe(5):
                first, *more = writer.flow(2, fields, 1)
                writer.lines += [f"  {key}: {first}", *more]
            else:
                writer.mapping(2, f"  {key}:", fields, 2)
    writer.between(0, 2)
    if writer.maybe(9):
        writer.lines.append("..." + writer.beside())
    end = writer.pick("\n", "\r\n")
    text = "\n".join(writer.lines) + writer.pick("", "\n", "\n\n")
    return writer.pick("", "", "\ufeff") + text.replace("\n", end)
