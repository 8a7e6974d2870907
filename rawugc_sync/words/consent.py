"""How to say yes to a plan, as a shell takes it."""

from __future__ import annotations

import shlex

from rawugc_sync.words.hosts import SANDBOX_URL
from rawugc_sync.words.planned import Plan

PLANFILE = "PLANFILE"
"""Stands for the file of a saved plan."""


def consent(plan: Plan, role: str) -> str:
    """The command that says yes to all that a plan asks of a role.

    A plan that was made with options has no other name than its file.
    """
    where = [
        *(["--sandbox"] if plan.server == SANDBOX_URL else []),
        *(["--env", plan.environment] if plan.environment else []),
    ]
    what = ["--plan", plan.name] if plan.by_name else [PLANFILE]
    return shlex.join(["rawugc-sync", *where, "approve", "--role", role, *what])
