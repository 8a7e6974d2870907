"""What is kept of a run: its plan as JSON, its page and its comment, as the command line would write them."""

from __future__ import annotations

import json
from collections.abc import Sequence

from rawugc_sync.fleet.member import Member
from rawugc_sync.fleet.reconcile import Ended, Task
from rawugc_sync.planfile import pieces
from rawugc_sync.planfile.to_json import to_json
from rawugc_sync.render.field_kinds import field_kind
from rawugc_sync.render.in_short import stopped
from rawugc_sync.render.outcome_text import outcome_json
from rawugc_sync.review.markdown.plan import plan_markdown
from rawugc_sync.review.markdown.verbatim import code
from rawugc_sync.review.media.gallery import gallery_of
from rawugc_sync.review.page.page import page
from rawugc_sync.words.diagnostics import Diagnostic
from rawugc_sync.words.planned import Plan

SHARE = 16_000
"""Characters of a comment that one workspace of a pull request may take."""


def plan_json(plan: Plan) -> str:
    """The plan as `plan --json` has it."""
    return "".join(pieces.written(to_json(plan, pieces.Rows)))


def page_of(task: Task, plan: Plan, now: int) -> bytes:
    """The review page; `now` in Unix ms. Media at URLs are not fetched into it."""
    gallery = gallery_of(plan, task.checkout / task.member.path, ())
    return page(plan, field_kind, gallery, now).encode("utf-8", "backslashreplace")


def comment_of(plan: Plan) -> str:
    """Its share of the comment on a pull request."""
    return plan_markdown(plan, field_kind, SHARE)


def wrong_of(member: Member, found: Sequence[Diagnostic]) -> str | None:
    """What is wrong in its files, in the place of a comment on its plan; None where nothing is."""
    lines: list[str] = []
    room = SHARE
    for one in found:
        if one.source is None:
            continue  # a pull request is about its files; what else stops it is told in a line
        lines.append(f"- {code(stopped([one]))}" + (f"<br>{code(one.detail)}" if one.detail else ""))
        room -= len(lines[-1])
        if room < 0:
            lines[-1] = "- and more"
            break
    return "\n\n".join([f"### No plan for {code(str(member))}", "\n".join(lines)]) if lines else None


def outcome_of(ended: Ended, called: str) -> str | None:
    """What became of each change, as `apply --json` has it."""
    return json.dumps(outcome_json(ended.outcome, called)) if ended.outcome else None
