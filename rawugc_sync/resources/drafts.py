"""What an idea for a video becomes: a video to generate, and a post of it that is a draft."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from rawugc_sync.resources.accounts import Account, Directory
from rawugc_sync.resources.traits import utf16_length
from rawugc_sync.words.addresses import Fields

VIDEO, POST = "videos", "posts"
MODEL = "veo3_fast"
"""A model that takes a prompt and nothing else."""
MOST_PROMPT, MOST_CONTENT = 5000, 2200
SHOWN_IN, OUTPUT = "videoUrl", "url"
"""The field of a post that refers to its video, and what of that it refers to."""
WHERE_TO = ("accounts", "accountIds")
"""The fields of a post that say where it goes; one of them has to be there."""


@dataclass(frozen=True, slots=True)
class Idea:
    """One idea for a video, each part a text that may be empty."""

    hook: str
    opening_shot: str
    outline: str
    call_to_action: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A video and the post of it, without the reference from one to the other.

    `naming` is what both are called by, `cut` names the fields that were too long, each with the limit.
    """

    naming: str
    video: Fields
    post: Fields
    cut: tuple[tuple[str, str, int], ...] = ()


def drafted(ideas: Iterable[Idea], account: Fields) -> list[Draft]:
    """What ideas become on an `account`; one that says nothing that a video could be made from, nothing.

    Two videos of one prompt are two takes of it.
    """
    drafts = [draft for idea in ideas if (draft := _drafted(idea, account))]
    seen = Counter[str]()
    for at, one in enumerate(drafts):
        prompt = one.video["prompt"]
        seen[prompt] += 1
        if seen[prompt] > 1:
            drafts[at] = replace(one, video={**one.video, "take": seen[prompt]})
    return drafts


def _drafted(idea: Idea, account: Fields) -> Draft | None:
    prompt = _paragraphs(idea.hook, idea.opening_shot, idea.outline)
    content = _paragraphs(idea.hook, idea.call_to_action)
    if not prompt:
        return None
    texts = {(VIDEO, "prompt"): (prompt, MOST_PROMPT), (POST, "content"): (content, MOST_CONTENT)}
    cut = tuple((*at, most) for at, (text, most) in texts.items() if utf16_length(text) > most)
    caption = {"content": shortened(content, MOST_CONTENT)} if content else {}
    return Draft(
        naming=idea.hook or prompt.partition("\n")[0],
        video={"model": MODEL, "prompt": shortened(prompt, MOST_PROMPT)},
        post={**account, "mode": "draft", **caption},
        cut=cut,
    )


def account_of(directory: Directory) -> Fields | None:
    """How a post names the first account that is active; None where none is."""
    for account in directory.accounts:
        if account.active:
            return _named(directory, account)
    return None


def _named(directory: Directory, account: Account) -> Fields:
    """By its handle, unless that is odd or means another one as well."""
    if account.is_writable and directory.named(account.handle) == [account]:
        return {"accounts": [account.handle]}
    return {"accountIds": [account.id]}


def shortened(text: str, most: int) -> str:
    """The beginning of a text: at most so many UTF-16 units, and never half of a character."""
    if utf16_length(text) <= most:
        return text
    units = text.encode("utf-16-le", "surrogatepass")[: most * 2]
    return units.decode("utf-16-le", "ignore").rstrip()


def _paragraphs(*texts: str) -> str:
    return "\n\n".join(filter(None, texts))
