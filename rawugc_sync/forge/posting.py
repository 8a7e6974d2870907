"""One comment for each workspace and environment: found by its first line, and written anew."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rawugc_sync.forge.forge import Comment, Forge
from rawugc_sync.forge.job import Job, Page

_EARLIER = 8
"""Pages of earlier runs that are still named."""

_PAGES = re.compile(r"<sub>Page: (.+)</sub>")
_PAGE = re.compile(r"\[(run [0-9]{1,18})\]\((https://[A-Za-z0-9.:-]+/[\w./~%#-]{1,180})\)", re.ASCII)


def addressed(forge: Forge, job: Job) -> list[int]:
    """The pull requests that hear of a job: its own, else those that its commits came from. ForgeError."""
    if job.number is not None:
        return [job.number]
    return list(dict.fromkeys(number for commit in job.commits for number in forge.origins(commit)))


def post(forge: Forge, number: int, body: str, page: Page | None) -> None:
    """Write a comment whose first line is its marker over the newest of ours with that line, or a new one.

    A comment of somebody else is never taken for ours, whatever its first line is. ForgeError.
    """
    found = _found(forge.comments(number), body)
    told = with_pages(body, page, pages_in(found.body) if found else [])
    if found is None:
        forge.comment(number, told)
    elif found.body.rstrip() != told.rstrip():
        forge.rewrite(number, found.id, told)


def post_over(forge: Forge, number: int, body: str) -> None:
    """Write it over the newest of ours with its marker, if there is one. ForgeError."""
    found = _found(forge.comments(number), body)
    if found is not None and found.body.rstrip() != body.rstrip():
        forge.rewrite(number, found.id, body)


def post_again(forge: Forge, number: int, body: str, page: Page | None) -> None:
    """Write a new comment, which from now on is the one that is written over. ForgeError."""
    found = _found(forge.comments(number), body)
    forge.comment(number, with_pages(body, page, pages_in(found.body) if found else []))


def with_pages(body: str, page: Page | None, earlier: Iterable[Page]) -> str:
    """The comment with the links to its page and to earlier ones above its last line, the plan's name."""
    kept = [one for one in earlier if page is None or one.link != page.link][:_EARLIER]
    if page is None and not kept:
        return body
    now = _link(page) if page else "none of this run"
    before = f" · earlier: {', '.join(map(_link, kept))}" if kept else ""
    return with_paragraph(body, f"<sub>Page: {now}{before}</sub>")


def with_paragraph(body: str, paragraph: str) -> str:
    """A comment with one more paragraph above its last line, the plan's name."""
    above, _, last = body.removesuffix("\n").rpartition("\n\n")
    return f"{above}\n\n{paragraph}\n\n{last}\n"


def pages_in(body: str) -> list[Page]:
    """The pages that a comment of ours names, the newest first: in its last paragraph but one alone.

    What is further up may be anybody's text.
    """
    paragraphs = body.rstrip().split("\n\n")
    line = _PAGES.fullmatch(paragraphs[-2]) if len(paragraphs) > 1 else None
    return [Page(name, link) for name, link in _PAGE.findall(line[1])] if line else []


def _found(comments: Iterable[Comment], body: str) -> Comment | None:
    marker = body.partition("\n")[0]
    ours = [one for one in comments if one.is_ours and one.body.partition("\n")[0].rstrip() == marker]
    return ours[-1] if ours else None


def _link(page: Page) -> str:
    return f"[{page.name}]({page.link})"
