"""Says which captions do not tell that what they stand under was generated: the API has no label for that."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from rawugc_sync.resources.resource_type import ResourceType
from rawugc_sync.words.addresses import Address, Fields
from rawugc_sync.words.diagnostics import Diagnostic, warning
from rawugc_sync.words.outputs import outputs_in

CODE = "ai-disclosure"


def undisclosed(
    type_: ResourceType, address: Address, fields: Fields, words: Sequence[str]
) -> Diagnostic | None:
    """The warning for what shows something generated under a caption with none of `words`; None for none."""
    shows = dict.fromkeys(str(one.address) for one in outputs_in(list(type_.life.shows(fields))))
    caption = type_.life.caption(fields)
    if not (words and shows and caption is not None) or told(caption, words):
        return None
    known = " or ".join(words)
    return warning(
        CODE,
        f"shows {', '.join(shows)}, which is generated, and its caption does not say so",
        f"RawUGC cannot set TikTok's label for it. Write {known} into the caption (content), or send it to "
        "the TikTok inbox as a draft (mode: draft, publishToInbox: true) and set the label there.",
        address=str(address),
        field="content",
    )


def told(caption: str, words: Iterable[str]) -> bool:
    """Whether a caption has one of the words, as a word of its own and in whatever case."""
    return any(re.search(rf"(?<!\w){re.escape(one)}(?!\w)", caption, re.IGNORECASE) for one in words)
