"""What people write in comments to say yes or no: `/approve ROLE NAME`, `/reject ROLE NAME REASON`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rawugc_sync.words.errors import InvalidInput
from rawugc_sync.words.names import name_in

_VERB = re.compile(r"/(?:approve|reject)(?!\S)")
_NAME = r"(?:plan +)?[0-9A-Fa-f-]{20,24}"
_YES = re.compile(rf"/approve +(\S+) +({_NAME})")
_NO = re.compile(rf"/reject +(\S+) +({_NAME})\s+(\S.*)", re.DOTALL)
_HOW = "Write /approve ROLE NAME, or /reject ROLE NAME REASON; NAME is the last line of the plan's comment."


@dataclass(frozen=True, slots=True)
class Command:
    """A yes of a role to the plan of a name; a no, if there is a `reason`."""

    role: str
    plan: str
    reason: str = ""


def command_in(body: str) -> Command | None:
    """The command that a whole comment is; None for one that begins otherwise. InvalidInput for half of one.

    A yes is alone in its comment: what stood beside it, such as a condition, would get lost.
    """
    text = body.strip()
    if not _VERB.match(text):
        return None
    found = _YES.fullmatch(text) or _NO.fullmatch(text)
    plan = name_in(found[2]) if found else None
    if found is None or plan is None:
        raise InvalidInput.of("comment", "the comment is no command that can be understood", _HOW)
    return Command(found[1], plan, " ".join(found[3].split()) if found.re is _NO else "")
