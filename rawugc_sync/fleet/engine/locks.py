"""How jobs are called: of one name one runs, or one waits; queries that look for jobs spell them alike."""

from __future__ import annotations


def key(place: str) -> str:
    """What a run holds: one at a time runs for a key."""
    return f"key {place}"


def run(kind: str, workspace: str, request: int | None = None) -> str:
    """As what a run waits, and be it for a pull request: whoever asks for the same adds nothing."""
    return f"{kind} {workspace}" if request is None else f"{kind}#{request} {workspace}"


def survey(repository: str) -> str:
    """What a look at a repository holds, and as what it waits."""
    return f"survey {repository}"


def tell(repository: str, number: int) -> str:
    """What a comment on a pull request holds, and as what it waits."""
    return f"tell {repository}#{number}"
