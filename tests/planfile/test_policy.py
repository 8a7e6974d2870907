"""A change of the policy is read from a plan as it was written, and as nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from rawugc_sync.planfile.approvals import policy_json, policy_of
from rawugc_sync.planning.digest import policy_digest
from rawugc_sync.recording.json_object import JsonObject
from rawugc_sync.words.law import PolicyChange

BEFORE: dict[str, Any] = {"approvals": {"legal": {"of": ["posts"]}}}
AFTER: dict[str, Any] = {"rules": {"gap": {"minGap": "4h"}}, "signers": {".signers": "ana ssh-ed25519 A"}}


def test_it_comes_back_as_it_was() -> None:
    change = PolicyChange(before=BEFORE, after=AFTER, digest=policy_digest(BEFORE, AFTER))
    assert policy_of(JsonObject(policy_json(change))) == change


@pytest.mark.parametrize("part", [[], "x", None, 3])
@pytest.mark.parametrize("side", ["before", "after"])
def test_a_part_that_is_no_mapping_is_named(side: str, part: Any) -> None:
    written = {"before": BEFORE, "after": AFTER, side: {"rules": part}}
    with pytest.raises(ValueError, match=f"{side}.rules"):
        policy_of(JsonObject(written))
