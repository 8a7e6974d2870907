"""Reads a comment as GitHub does, and says what of it is not in code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.token import Token

_HTML = re.compile(
    r"<!-- rawugc-sync: (?:(?!--)[\w.%~:-])+(?: (?:(?!--)[\w.%~:-])*)? -->\n"
    r"|<details><summary>[^<>&@#`]+</summary>\n|</details>\n?",
    re.ASCII,
)
_BLOCKS = {
    *("paragraph", "heading", "bullet_list", "list_item", "inline", "fence", "html_block"),
}
_SPANS = {"text", "code_inline", "html_inline", "strong", "em", "softbreak"}
_REACHING = re.compile(r"@\w|#\d|\bGH-\d|://|\bwww\.|\b[0-9a-f]{7,40}\b|:\w+:", re.IGNORECASE)
"""What GitHub links wherever it is not in code: people, issues, addresses, commits; and emoji."""
_READER = MarkdownIt("gfm-like")


@dataclass(frozen=True)
class Read:
    """Blocks and spans by their kind, what is seen outside of code, and the titles."""

    kinds: frozenset[str]
    html: tuple[str, ...]
    outside: str
    titles: tuple[str, ...]
    fences: int
    last: str


def read(comment: str) -> Read:
    """The comment as a reader of GitHub's Markdown has it."""
    tokens = _READER.parse(comment)
    spans = [span for token in tokens for span in token.children or ()]
    html = [token.content for token in [*tokens, *spans] if token.type.startswith("html")]
    inline = [token for token in tokens if token.type == "inline"]
    return Read(
        kinds=frozenset(_kind(token) for token in [*tokens, *spans]),
        html=tuple(html),
        outside="\n".join(
            [
                *(one for one in html if not one.startswith("<!--")),
                *(span.content for span in spans if span.type == "text"),
            ]
        ),
        titles=tuple(_titles(tokens)),
        fences=sum(token.type == "fence" for token in tokens),
        last=inline[-1].content,
    )


def assert_inert(comment: str) -> Read:
    """Nothing in it is more than words and code; every fence is closed, for the last line is none of it."""
    found = read(comment)
    assert found.kinds <= _BLOCKS | _SPANS
    assert [one for one in found.html if one != "<br>" and not _HTML.fullmatch(one)] == []
    assert _REACHING.search(found.outside) is None
    assert found.last == comment.splitlines()[-1]
    return found


def _kind(token: Token) -> str:
    return token.type.removesuffix("_open").removesuffix("_close")


def _titles(tokens: list[Token]) -> Iterator[str]:
    for at, token in enumerate(tokens):
        if token.type == "heading_open":
            yield "".join(span.content for span in tokens[at + 1].children or () if span.type == "text")
