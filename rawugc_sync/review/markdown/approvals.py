"""Whose yes a plan takes, and what becomes of the policy, in a comment: what is missing stands first."""

from __future__ import annotations

from collections.abc import Iterator

from rawugc_sync.render.approvals_text import Moved, effect, moved_in, standing, subject
from rawugc_sync.review.approvals import shares, told, written
from rawugc_sync.review.markdown import signed_lines
from rawugc_sync.review.markdown.fitting import Item, Rank, Section
from rawugc_sync.review.markdown.verbatim import code, fence
from rawugc_sync.words.approvals import Approval
from rawugc_sync.words.law import PolicyChange
from rawugc_sync.words.planned import Plan


def approvals_sections(plan: Plan) -> Iterator[Section]:
    """What is missing, what is given, and what becomes of the policy; nothing where none of it is there."""
    yield Section(list(_approvals(plan)), "#### Approvals")
    if plan.policy is not None:
        yield Section(list(_policy(plan.policy)), "#### The policy changes", "\n\n")


def _approvals(plan: Plan) -> Iterator[Item]:
    asked = shares(plan)
    if counted := told(plan):
        yield Item(f"- {code(counted)}", Rank.STOP, "sentence", (), (0,))
    approvals = [one for share in asked for one in share.approvals]
    yield from (_approval(one) for one in approvals if one.lacks)
    commands = [share.command for share in asked if share.command]
    yield from (Item(f"- To say yes: {code(command)}", Rank.WARNING, "command") for command in commands)
    yield from (_approval(one) for one in approvals if not one.lacks)


def _approval(one: Approval) -> Item:
    """Where there is no room, it is without its link."""
    said = f"- {'!' if one.lacks else '✓'} {code(f'{subject(one)}: {standing(one)}')}"
    rank = Rank.WARNING if one.lacks else Rank.NOTE
    if not one.link:
        return Item(said, rank, "approval")
    return Item(f"{said}<br>{code(one.link)}", rank, "approval", (said,))


def _policy(change: PolicyChange) -> Iterator[Item]:
    yield from map(_moved, moved_in(change))
    yield Item(effect(change), Rank.NOTE, "sentence")


def _moved(one: Moved) -> Item:
    """Where there is no room, it is without what is written."""
    named = code(f"{one.part}: {one.name} {one.fate}")
    return Item(f"{named}\n\n{fence(_lines(one), 'diff')}", Rank.CHANGE, "policy change", (named,))


def _lines(one: Moved) -> list[str]:
    if one.before is None:
        return signed_lines.whole(written(one.after), "+")
    if one.after is None:
        return signed_lines.whole(written(one.before), "-")
    return signed_lines.changed(written(one.before), written(one.after))
