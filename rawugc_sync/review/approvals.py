"""Whose yes a plan takes, for page, comment and index: how many are missing, and how to say them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from rawugc_sync.words.approvals import Approval
from rawugc_sync.words.consent import consent
from rawugc_sync.words.count import count
from rawugc_sync.words.planned import Plan


@dataclass(frozen=True, slots=True)
class Share:
    """What a plan asks of one role, the missing first. `command` says yes to it; None where there is none."""

    role: str
    approvals: tuple[Approval, ...]
    command: str | None

    @property
    def missing(self) -> int:
        return sum(one.lacks for one in self.approvals)


def told(plan: Plan) -> str:
    """`2 of 5 approvals missing: brand, legal`, or that none is; empty where none is asked."""
    if not plan.approvals:
        return ""
    asked = count(len(plan.approvals), "approval")
    if not (missing := missing_in(plan)):
        return f"{asked}, none missing"
    return f"{missing} of {asked} missing: {', '.join(_roles(plan, lacking=True))}"


def missing_in(plan: Plan) -> int:
    """How many are missing, lapsed or refused."""
    return sum(one.lacks for one in plan.approvals)


def shares(plan: Plan) -> list[Share]:
    """Role by role, those first that still have something to say."""
    names = dict.fromkeys([*_roles(plan, lacking=True), *_roles(plan, lacking=False)])
    return [_share(plan, name) for name in names]


def _roles(plan: Plan, *, lacking: bool) -> list[str]:
    return sorted({one.asked.role for one in plan.approvals if one.lacks is lacking})


def _share(plan: Plan, role: str) -> Share:
    approvals = sorted(
        (one for one in plan.approvals if one.asked.role == role), key=lambda one: not one.lacks
    )
    is_open = any(one.lacks for one in approvals) and plan.name and not (plan.drift or plan.errors)
    return Share(role, tuple(approvals), consent(plan, role) if is_open else None)


def written(value: Any) -> str:
    """A part of the policy as a text to compare: files as they are, everything else as JSON."""
    if isinstance(value, str):
        return value
    return json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True)
