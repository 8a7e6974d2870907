"""The page of receipts: one file for a browser, without a script, that loads nothing."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from jinja2 import Environment

from rawugc_sync.recording.receipt import Receipt
from rawugc_sync.render.receipts_text import HEAD, cells_of
from rawugc_sync.review.standalone import policy, source, templates


def receipts_page(workspace: str, environment: str | None, receipts: Sequence[Receipt]) -> str:
    """The whole file, in the order that the receipts have."""
    style = source(_templates(), "receipts.css")
    return (
        _templates()
        .get_template("receipts.html")
        .render(
            workspace=workspace,
            environment=environment,
            head=HEAD,
            rows=[cells_of(one) for one in receipts],
            style=style,
            policy=policy(style),
        )
    )


@cache
def _templates() -> Environment:
    return templates("rawugc_sync.review.receipts")
