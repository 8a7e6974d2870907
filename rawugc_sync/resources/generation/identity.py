"""How media are recognised: by their model and prompt, for the API shows next to nothing else of them."""

from __future__ import annotations

import json
from collections.abc import Hashable
from dataclasses import dataclass

from rawugc_sync.resources.generation.facts import has_failed
from rawugc_sync.resources.generation.fields import MediaFields
from rawugc_sync.resources.identity import NaturalKey, Recognition
from rawugc_sync.resources.lookups import UNREAD, Lookups
from rawugc_sync.resources.normal import canonical
from rawugc_sync.words.addresses import Fields
from rawugc_sync.words.live import Live

GRACE_MS = 60_000
"""By how much a server's clock may be behind when it says that something was made."""


@dataclass(frozen=True, slots=True)
class MediaRecognition(Recognition):
    """Equal in model and prompt is one thing; without a prompt, whatever the model has made may be it."""

    fields: MediaFields
    renames_need_moved: bool = True
    nearness: str = "which the same model has made"

    def natural_key(self, fields: Fields, known: Lookups) -> NaturalKey:
        model, prompt = self.fields.model_of(fields), canonical(fields.get("prompt"))
        return NaturalKey(whole=(model, prompt)) if prompt else NaturalKey(near=(model,))

    def live_key(self, live: Live) -> NaturalKey:
        """What has failed is nobody's: there is nothing to take over."""
        if has_failed(live):
            return NaturalKey()
        key = self.natural_key(live.fields, UNREAD)
        return NaturalKey(whole=key.whole, near=(self.fields.model_of(live.fields),))

    def fingerprint(self, fields: Fields) -> Hashable:
        """All that goes into a generation, the take as well."""
        inputs = {name: canonical(value) for name, value in self.fields.inputs(fields).items()}
        return json.dumps({"model": self.fields.model_of(fields), **inputs}, sort_keys=True)

    def homonym(self, fields: Fields) -> Hashable | None:
        """Several takes of one prompt are meant."""
        return self.fingerprint(fields)

    def resembles(self, fields: Fields, live: Live) -> bool:
        """What a lost create has made may have failed since."""
        model = self.fields.model_of(fields)
        prompts = (canonical(one.get("prompt")) for one in (fields, live.fields))
        return model == self.fields.model_of(live.fields) and len(set(prompts)) == 1

    def made_since(self, live: Live, sent_at: int) -> bool:
        made_at = live.facts["made_at"]
        return made_at is None or made_at >= sent_at - GRACE_MS
