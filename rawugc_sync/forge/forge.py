"""What a place of pull requests does, as one protocol, and the values that go over it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment on a pull request; `is_ours` where the token's own account has written it."""

    id: int
    body: str
    is_ours: bool


@dataclass(frozen=True, slots=True)
class Said:
    """What a person has just written on a pull request: `by` is the login, `link` leads to the comment."""

    number: int
    comment: int
    by: str
    body: str
    link: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What is to be merged: the content of a `branch` into `base`, with words for people."""

    branch: str
    base: str
    title: str
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A pull request that is open: the commit that it proposes for the branch `base`, and whose it is.

    `is_fork`: what is proposed is not in this repository, or nobody says that it is.
    """

    number: int
    head: str
    base: str
    title: str
    author: str
    is_fork: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is shown beside a commit; `passed` is None as long as nobody knows."""

    passed: bool | None
    what: str


class Forge(Protocol):
    """GitHub or GitLab, in one repository. Every method raises ForgeError for what cannot be had or done.

    Pull requests are named by their number.
    """

    def comments(self, number: int) -> Iterator[Comment]:
        """All of them, the oldest first."""

    def comment(self, number: int, body: str) -> None:
        """Write a new one."""

    def rewrite(self, number: int, comment: int, body: str) -> None:
        """Give one another text."""

    def said(self, event: object) -> Said | None:
        """The new comment on a pull request that an event is about; None for any other event.

        Who has written it, and what, is what the place itself vouches for. What is no person's is not heard:
        a bot repeats what anybody may have told it.
        """

    def acknowledge(self, said: Said) -> None:
        """Put a thumb up to a comment."""

    def origins(self, commit: str) -> list[int]:
        """The merged pull requests that a commit came from."""

    def is_trusted(self, number: int) -> bool:
        """Whether a pull request is merged, or open and of a branch of this repository itself."""

    def propose(self, proposal: Proposal) -> str:
        """The link of the pull request for a branch: the open one that there is, else a new one."""

    def withdraw(self, branch: str) -> list[str]:
        """Close the open pull requests of a branch of this repository; their links."""

    def opened(self) -> Iterator[Opened]:
        """The pull requests that are open."""

    def judge(self, commit: str, verdict: Verdict) -> None:
        """Show it beside a commit, in the place of what was shown there before."""

    def has_reviewers(self, environment: str) -> bool | None:
        """Whether a deployment environment waits for reviewers; None where it cannot be told."""
