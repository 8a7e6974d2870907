"""Where each yes stands that a plan takes, and what was said, for terminals and for programs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, NamedTuple

from rawugc_sync.render.safe import safe
from rawugc_sync.render.style import Style
from rawugc_sync.words.approvals import POLICY, Approval, Fate, Kept, Standing
from rawugc_sync.words.law import PolicyChange
from rawugc_sync.words.moment import minute
from rawugc_sync.words.planned import Plan

_PARTS: Mapping[str, str] = {"approvals": "roles", "rules": "rules", "signers": "signers"}
"""Part of a policy → what people call what is in it."""


_FEW = 12
"""How many a plan names in a line: it has shown each of them."""


def approvals_part(plan: Plan, style: Style) -> Iterator[str]:
    """Paragraphs of a plan: what becomes of the policy, and whose yes is there or missing."""
    if plan.policy is not None:
        lead = "  " if style.spoken else "  ~ "
        lines = (f"{lead}{safe(line)}" for line in policy_lines(plan.policy))
        yield "\n".join([style.bold("Policy"), *lines])
    if plan.approvals:
        yield "\n".join([style.bold("Approvals"), *_lines(plan.approvals, style, _FEW)])


class Moved(NamedTuple):
    """A role, a rule or a file of keys, with what is written: `fate` is `new`, `gone` or `changed`."""

    part: str
    fate: str
    name: str
    before: Any
    after: Any


def policy_lines(change: PolicyChange) -> list[str]:
    """What is new, gone or another one, of the roles, the rules and the keys of signers."""
    runs = groupby(moved_in(change), key=lambda one: (one.part, one.fate))
    lines = [f"{part}: {', '.join(one.name for one in run)} {fate}" for (part, fate), run in runs]
    return [*lines, effect(change)]


def effect(change: PolicyChange) -> str:
    """From when on it counts."""
    when = "It counts once this is applied."
    return when if change.before else f"{when} New rules count already."


def moved_in(change: PolicyChange) -> list[Moved]:
    """All that is not as it was, part by part: what is new, what is gone, what has changed."""
    parts = ((name, _of(change.before, part), _of(change.after, part)) for part, name in _PARTS.items())
    return [one for part in parts for one in _moved(*part)]


def _of(policy: Mapping[str, Any], part: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = policy.get(part, {})
    return found


def _moved(part: str, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Moved]:
    for fate, keys in (
        ("new", after.keys() - before.keys()),
        ("gone", before.keys() - after.keys()),
        ("changed", {key for key in after.keys() & before.keys() if after[key] != before[key]}),
    ):
        yield from (Moved(part, fate, key, before.get(key), after.get(key)) for key in sorted(keys))


def _lines(approvals: Iterable[Approval], style: Style, most: int | None = None) -> Iterator[str]:
    """What is missing first; a line for all that stands the same with one role, at `most` so many named."""
    groups: dict[tuple[bool, str, str], list[str]] = {}
    for one in approvals:
        groups.setdefault((not one.lacks, one.asked.role, standing(one)), []).append(about(one))
    for (given, role, told), whats in sorted(groups.items()):
        sign = style.mark("!", "missing") if not given else "given:" if style.spoken else style.add("✓")
        more = [] if most is None or len(whats) <= most else [f"and {len(whats) - most} more"]
        line = f"{role}, {told}: {', '.join([*whats[:most], *more])}"
        yield f"  {sign} {safe(line)}"


def subject(one: Approval) -> str:
    """What a yes is to, and whose it is: `posts.teaser, legal`."""
    return f"{about(one)}, {one.asked.role}"


def about(one: Approval) -> str:
    """What a yes is to."""
    asked = one.asked
    what = "the policy" if asked.address == POLICY else asked.address
    waiver = f" (breaking {asked.act[1]} until {asked.act[2]})" if asked.is_waiver else ""
    return f"{what}{waiver}"


def standing(one: Approval) -> str:
    """Where it stands, for people: `given by ana, until Mon 2027-01-04 09:00 UTC`."""
    by, until = ", ".join(one.by), "" if one.until is None else f", until {minute(one.until)}"
    if one.standing is Standing.GIVEN:
        return f"given by {by}{until}"
    if one.standing is Standing.REJECTED:
        return f"refused by {by}" + (f": {one.note}" if one.note else "")
    if one.standing is Standing.LAPSED:
        return f"lapsed: given by {by}{until}"
    so_far = f" (so far {by})" if by else ""
    return f"missing{so_far}" + (f"; one does not count, for {one.why}" if one.why else "")


def checked(approvals: Sequence[Approval], style: Style) -> str:
    """What a plan asks, line by line, and how many are missing."""
    missing = sum(one.lacks for one in approvals)
    if not approvals:
        return "The plan asks for no approval."
    told = f"{missing} of {len(approvals)} missing." if missing else "Nothing is missing."
    return "\n".join([*_lines(approvals, style), told])


def listed(said: Iterable[Kept]) -> str:
    """What was said, the newest first, a line for each with its addresses below."""
    lines: list[str] = []
    for kept in _newest_first(said):
        one = kept.entry
        until = "" if one.until is None else f" until {minute(one.until)}"
        head = f"{one.id}  {minute(one.at)}  {one.role}  {one.said} by {one.by}{until}"
        lines.append(safe(f"{head}{_fate(kept)}{f': {one.note}' if one.note else ''}"))
        lines += [f"    {safe(more)}" for more in (one.link, *sorted(one.digests)) if more]
    return "\n".join(lines)


def listed_json(said: Iterable[Kept]) -> list[dict[str, Any]]:
    """The same for programs; times are Unix ms."""
    return [_kept_json(one) for one in _newest_first(said)]


def _kept_json(kept: Kept) -> dict[str, Any]:
    one, back = kept.entry, kept.back
    taken = {"id": back.id, "by": back.by, "at": back.at, "note": back.note or None} if back else None
    return {
        "id": one.id,
        "kind": str(one.said),
        "role": one.role,
        "addresses": sorted(one.digests),
        "by": one.by,
        "at": one.at,
        "until": one.until,
        "note": one.note or None,
        "link": one.link or None,
        "environment": one.environment,
        "plan": one.plan,
        "signed": one.signature is not None,
        "fate": str(kept.fate),
        "revoked": taken,
    }


def _newest_first(said: Iterable[Kept]) -> list[Kept]:
    return sorted(said, key=lambda one: -one.entry.at)


def _fate(kept: Kept) -> str:
    """What has become of it, where it is not as it was: ` [taken back by ana, Sat …: a mistake]`."""
    back = kept.back
    if back is None:
        return "" if kept.fate is Fate.KEPT else f" [{kept.fate}]"
    return f" [{kept.fate} by {back.by}, {minute(back.at)}{f': {back.note}' if back.note else ''}]"
