"""Digests: the same work has the same digest, on whatever checkout and at whatever time."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from rawugc_sync.words.addresses import Fields
from rawugc_sync.words.desired import Desired
from rawugc_sync.words.law import PolicyChange
from rawugc_sync.words.outputs import lasting
from rawugc_sync.words.planned import Change
from rawugc_sync.words.recorded import Record


def _sorted(value: Any) -> Any:
    if isinstance(value, set | frozenset):
        return sorted(value)
    return dict(value)


def digest_of(value: Any) -> str:
    """`sha256:…` of the canonical JSON of a value."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), default=_sorted)
    return "sha256:" + hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def change_digest(change: Change) -> str:
    """Covers the address, the calls and what they rest on: no time, serial, position or version.

    Of files it covers the contents, which the bodies name, and neither their URLs nor whether they have one;
    of outputs the references and what they are made from.
    """
    moved = {"previous": str(change.previous_address)} if change.previous_address else {}
    return digest_of(
        {
            **moved,
            "address": str(change.address),
            "actions": change.actions,
            "id": change.id,
            "importing": change.importing,
            "calls": [[c.method, c.path, lasting(c.body)] for c in change.calls if c.file is None],
            "basis": change.basis,
        }
    )


def given(desired: Desired | None, record: Record | None) -> Fields:
    """Digests of what the manifests and the state say of one resource: no position, file or spelling."""
    block = desired and [
        lasting(desired.fields),
        desired.lifecycle.prevent_destroy,
        desired.lifecycle.ignore_changes,
        desired.references,
    ]
    known = record and [
        *(record.id, record.fields, record.unverified),
        *(record.prevent_destroy, record.deposed, record.replacing and asdict(record.replacing)),
    ]
    return {"block": digest_of(block), "record": digest_of(known)}


def policy_digest(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    """Covers what the policy was and what it is to be."""
    return digest_of([before, after])


def plan_digest(
    organization_id: str | None, changes: Iterable[Change], policy: PolicyChange | None = None
) -> str:
    """Covers the organization and the digests of all changes, that of the policy among them."""
    more = [policy.digest] if policy else []
    return digest_of([organization_id, sorted([*(change.digest for change in changes), *more])])
