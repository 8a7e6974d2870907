"""The policy as the state records it, plain JSON, and the way back to what counts."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from rawugc_sync.manifest.approving import APPROVALS, roles_in
from rawugc_sync.manifest.nodes import Document, MappingNode, of_plain
from rawugc_sync.manifest.ruling.names import Types
from rawugc_sync.manifest.ruling.rules import RULES, rules_in
from rawugc_sync.words.errors import StateError
from rawugc_sync.words.law import LAWLESS, Law
from rawugc_sync.words.rules import Waiver

SIGNERS, WAIVERS = "signers", "waivers"


def document_of(law: Law) -> dict[str, Any]:
    """The policy without what is empty; the same for the same, whatever its order and style."""
    parts: dict[str, Any] = {
        APPROVALS: json.loads(law.roles.written or "{}"),
        RULES: {one.id: json.loads(one.written) for one in sorted(law.rules, key=lambda one: one.id)},
        SIGNERS: dict(sorted(law.signers.items())),
    }
    return {name: part for name, part in parts.items() if part}


def waivers_document(waivers: Iterable[Waiver]) -> list[dict[str, str | None]]:
    """What may break a rule, and until when; not where that stands."""
    told = {
        (one.rule, str(one.address), one.field or ""): one.until
        for one in sorted(waivers, key=lambda one: one.until)
    }
    return [
        {"rule": rule, "address": address, "field": field or None, "until": str(until)}
        for (rule, address, field), until in sorted(told.items())
    ]


def law_in(document: Mapping[str, Any] | None, types: Types, place: str) -> Law:
    """What `document_of` has made. StateError that names `place` for what this version does not know."""
    if not document:
        return LAWLESS
    said = {name: document[name] for name in (APPROVALS, RULES) if name in document}
    tree = of_plain(said, Document(place, ""))
    assert isinstance(tree, MappingNode)
    roles, wrong = roles_in(tree, types)
    rules, bad = rules_in(tree, types)
    if wrong := [*wrong, *bad]:
        first = wrong[0]
        raise StateError.of(
            "policy-unknown",
            f"{place} holds a policy that this rawugc-sync does not know: {first.field} {first.summary}",
            "Upgrade rawugc-sync, or restore the state from version control or a backup.",
        )
    return Law(roles, tuple(replace(one, source=None) for one in rules), document.get(SIGNERS, {}))
