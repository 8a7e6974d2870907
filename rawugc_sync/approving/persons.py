"""Whether an approver is among the authors, and may speak for a role.

| authors | approver | is |
|---|---|---|
| cannot be told | anybody | unknown |
| nobody | anybody | others |
| somebody | the same as one of them, as it stands or through `people` | ours |
| somebody, none of them the approver | somebody in `people` | others |
| somebody, none of them the approver | an e-mail address | others |
| all of them in `people`, none of them the approver | a bare name or login | others |
| somebody who is not in `people` | another bare name or login, which may be theirs | unknown |
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from rawugc_sync.words.approvals import Role
from rawugc_sync.words.people import People


class Verdict(StrEnum):
    """Whose work an approver would say yes to."""

    OURS = "the approver's own"
    OTHERS = "others'"
    UNKNOWN = "nobody can tell whose"


def wrote(approver: str, authors: Iterable[str] | None, people: People) -> Verdict:
    """Whether what somebody would say yes to is their own work, by the table above."""
    if authors is None:
        return Verdict.UNKNOWN
    them = list(authors)
    if any(people.same(approver, one) for one in them):
        return Verdict.OURS
    if "@" in approver or people.knows(approver) or all(map(people.knows, them)):
        return Verdict.OTHERS
    return Verdict.UNKNOWN


def may(role: Role, approver: str, people: People) -> bool:
    """Whether a role names somebody among those who may speak for it; without names anybody may."""
    return not role.by or any(people.same(approver, one) for one in role.by)


def may_take_back(role: Role, said_by: str, person: str, people: People) -> bool:
    """Whether somebody may take a no back: who said it, or whom the role names; not just anybody."""
    return people.same(said_by, person) or (bool(role.by) and may(role, person, people))
