"""What a plan asks of whom as JSON, and back: each digest is worked out anew from what the plan shows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rawugc_sync.approving.asking import digest_for, digest_of_waiver
from rawugc_sync.planning.digest import policy_digest
from rawugc_sync.recording.json_object import JsonObject
from rawugc_sync.words.approvals import POLICY, WAIVE, Approval, Asked, Standing
from rawugc_sync.words.law import PolicyChange
from rawugc_sync.words.planned import Change


def policy_json(change: PolicyChange) -> dict[str, Any]:
    """What becomes of the policy."""
    return {"before": dict(change.before), "after": dict(change.after), "digest": change.digest}


def policy_of(one: JsonObject) -> PolicyChange:
    """What `policy_json` wrote; ValueError where a part of it is no mapping."""
    before, after = (_parts(one.object(side)) for side in ("before", "after"))
    return PolicyChange(before=before, after=after, digest=policy_digest(before, after))


def _parts(policy: JsonObject) -> dict[str, Any]:
    return {name: policy.mapping(name) for name in policy.values}


def approval_json(one: Approval) -> dict[str, Any]:
    """Where it stands with one yes; times are Unix ms."""
    asked = one.asked
    return {
        "role": asked.role,
        "address": asked.address,
        "status": str(one.standing),
        "by": ", ".join(one.by) or None,
        "at": one.at,
        "until": one.until,
        "link": one.link or None,
        "note": one.note or None,
        "why": one.why or None,
        "digest": asked.digest,
        "fields": list(asked.fields),
        "media": dict(asked.media),
        "act": list(asked.act),
        "authors": None if asked.authors is None else list(asked.authors),
        "decide_by": asked.until,
        "previous_address": asked.previous,
    }


def approval_of(one: JsonObject, changes: Sequence[Change], policy: PolicyChange | None) -> Approval:
    """What `approval_json` wrote, of a plan with these changes; ValueError where they do not have it."""
    standing, by = one.one_of("status", Standing), one.text_or_none("by")
    return Approval(
        asked=_asked(one, changes, policy),
        standing=standing,
        by=tuple(by.split(", ")) if by else (),
        at=one.number_or_none("at"),
        until=one.number_or_none("until"),
        note=one.text_or_none("note") or "",
        link=one.text_or_none("link") or "",
        why=one.text_or_none("why") or "",
    )


def _asked(one: JsonObject, changes: Sequence[Change], policy: PolicyChange | None) -> Asked:
    address, names = one.text("address"), tuple(one.texts("fields"))
    act, media = tuple(one.texts("act")), one.mapping("media")
    authors = None if one.values.get("authors") is None else tuple(one.texts("authors"))
    return Asked(
        role=one.text("role"),
        address=address,
        digest=_digest(one, changes, policy),
        fields=names,
        media=media,
        act=act,
        authors=authors,
        blocks=(address,),
        until=one.number_or_none("decide_by"),
        previous=one.text_or_none("previous_address"),
    )


def _digest(one: JsonObject, changes: Sequence[Change], policy: PolicyChange | None) -> str:
    address, act, names = one.text("address"), tuple(one.texts("act")), one.texts("fields")
    if address == POLICY and policy is not None:
        return policy.digest
    if act[:1] == (WAIVE,) and len(act) == 4:
        return digest_of_waiver(act[1], act[2], address, act[3])
    change = next((c for c in changes if str(c.address) == address), None)
    if change is None:
        raise ValueError(f"{one.at('address')} names {address}, which the plan does not change")
    return digest_for(change, names, one.mapping("media"), act)
