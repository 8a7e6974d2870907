"""Who wrote what a plan rests on, and which run made it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Written:
    """Whose lines a change rests on: `author` as `NAME <EMAIL>`, `commit` in hex; None outside git.

    These are the newest; `authors` are all who wrote since the last apply, the newest first, and logins
    where nothing else is known. None where that cannot be told, or nobody has asked.
    """

    author: str | None = None
    commit: str | None = None
    authors: tuple[str, ...] | None = None


NOBODY = Written()


@dataclass(frozen=True, slots=True)
class Made:
    """The run that made a plan: `at` (Unix ms), the commit of its checkout with its author, and a link.

    `link` is where a person finds what is planned: the pull request, where CI tells it.
    """

    at: int | None = None
    author: str | None = None
    commit: str | None = None
    link: str | None = None


UNKNOWN = Made()
