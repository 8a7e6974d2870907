"""The policy of a workspace: its roles and rules, which who writes a change does not write."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from rawugc_sync.words.approvals import NOBODY_ASKED, Roles
from rawugc_sync.words.rules import Rule


@dataclass(frozen=True, slots=True)
class Law:
    """Roles, rules, and the texts of the files that have the keys of signers, by their paths."""

    roles: Roles = NOBODY_ASKED
    rules: tuple[Rule, ...] = ()
    signers: Mapping[str, str] = field(default_factory=dict)

    def beside(self, recorded: Law) -> Law:
        """What counts where this is written, and `recorded` was in force at the last apply.

        Roles and their signers are the recorded ones, if there were any; an address counts at once where none
        is recorded, for the state was kept where none was needed. A new rule counts at once, and one that is
        gone or has changed until that is applied.
        """
        written = {(one.id, one.written) for one in self.rules}
        gone = (one for one in recorded.rules if (one.id, one.written) not in written)
        rules = (*self.rules, *gone)
        if not recorded.roles.roles:
            return Law(self.roles, rules, self.signers)
        roles = replace(recorded.roles, address=recorded.roles.address or self.roles.address)
        return Law(roles, rules, recorded.signers)


LAWLESS = Law()


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyChange:
    """What the manifests make of the policy: `before` and `after` as the state holds them, plain JSON.

    `digest` covers both. It takes effect after the apply that records it.
    """

    before: Mapping[str, Any]
    after: Mapping[str, Any]
    digest: str
