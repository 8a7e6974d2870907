"""Whose a resource is."""

from __future__ import annotations

from collections.abc import Iterator

from rawugc_sync.policy.scene import Found, Scene
from rawugc_sync.words.rules import Owner


def unowned(check: Owner, scene: Scene) -> Iterator[Found]:
    """Each resource that does not say whose it is; nobody has written down what nobody manages."""
    for collection in check.collections:
        for subject in scene.current.get(collection, ()):
            if subject.address is not None and not subject.owner:
                yield Found(subject, None, "has no owner: write x-owner")
