"""What people write in comments to say yes or no: `/approve ROLE NAME`, `/reject ROLE NAME REASON`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rawugc_sync.words.errors import InvalidInput
from rawugc_sync.words.names import name_in

_SLASH = r" {0,3}/(?:rawugc +)?"
"""GitLab has an `/approve` of its own, and takes it out of a note: there, `/rawugc approve` is the way."""
_VERB = re.compile(rf"{_SLASH}(?:approve|reject)(?!\S)")
_NAME = r"(?:plan +)?[0-9A-Fa-f-]{20,24}"
_YES = re.compile(rf"{_SLASH}approve +(\S+) +({_NAME})")
_NO = re.compile(rf"{_SLASH}reject +(\S+) +({_NAME})\s+(\S.*)", re.DOTALL)
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_HOW = (
    "Write nothing but /approve ROLE NAME, or /reject ROLE NAME REASON, on GitLab /rawugc approve and "
    "/rawugc reject; NAME is the last line of the plan's comment."
)


@dataclass(frozen=True, slots=True)
class Command:
    """A yes of a role to the plan of a name; a no, if there is a `reason`."""

    role: str
    plan: str
    reason: str = ""


def as_typed(role: str, plan: str, *, on_gitlab: bool) -> str:
    """A yes of a role to the plan of a name, as a person writes it there."""
    return f"/{'rawugc ' if on_gitlab else ''}approve {role} {plan}"


def command_in(body: str) -> Command | None:
    """The command that a whole comment is; None for one without any, such as one that is quoted or code.

    InvalidInput for half of one, for two, and for one beside other words: a yes is alone in its comment, for
    what stood beside it, such as a condition, would get lost.
    """
    count = sum(1 for line in _spoken(body) if _VERB.match(line))
    if not count:
        return None
    text = body.strip("\r\n").rstrip()
    found = _YES.fullmatch(text) or _NO.fullmatch(text)
    plan = name_in(found[2]) if found and count == 1 else None
    if found is None or plan is None:
        raise InvalidInput.of("comment", "the comment is no command that can be understood", _HOW)
    return Command(found[1], plan, " ".join(found[3].split()) if found.re is _NO else "")


def _spoken(body: str) -> Iterator[str]:
    """The lines that are no fenced code. Quotes and indented code begin as no command does."""
    fence = ""
    for line in body.splitlines():
        mark = _FENCE.match(line)
        if not fence and mark:
            fence = mark[1]
        elif fence and line.strip() and not line.strip().strip(fence[0]) and line.strip().startswith(fence):
            fence = ""
        elif not fence:
            yield line
