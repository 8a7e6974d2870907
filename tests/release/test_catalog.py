"""The entry for SchemaStore names a schema that is there, for the files that it is of."""

from __future__ import annotations

import json

from rawugc_sync.fleet.config import FLEET_NAME
from rawugc_sync.manifest.discover import CONFIG_NAME
from rawugc_sync.words.schemas import CONFIG, PUBLISHED
from tests.release.conftest import CHECKOUT

FILES = {CONFIG_NAME: CONFIG, FLEET_NAME: "fleet.schema.json"}
"""A file that is always called so → its schema. Manifests, called as people like, name theirs themselves."""


def test_the_catalogue_has_what_is_always_called_the_same_and_is_in_the_form_of_schemastore() -> None:
    catalogue = json.loads((CHECKOUT / "schemas/catalog.json").read_text(encoding="utf-8"))
    assert set(catalogue) == {"version", "schemas"}
    assert [entry["fileMatch"] for entry in catalogue["schemas"]] == [[name] for name in FILES]
    for entry, schema in zip(catalogue["schemas"], FILES.values(), strict=True):
        assert set(entry) == {"name", "description", "fileMatch", "url"}
        assert entry["url"] == (f"{PUBLISHED}/{schema}" if PUBLISHED else schema)
        assert (CHECKOUT / "schemas" / schema).is_file()
        assert not entry["description"].endswith(".")
