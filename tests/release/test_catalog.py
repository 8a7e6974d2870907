"""The entry for SchemaStore names a schema that is there, for the files that it is of."""

from __future__ import annotations

import json

from rawugc_sync.manifest.discover import CONFIG_NAME
from rawugc_sync.words.schemas import CONFIG, PUBLISHED
from tests.release.conftest import CHECKOUT


def test_the_catalogue_has_the_configuration_and_is_in_the_form_of_schemastore() -> None:
    """Manifests are called as people like, so their first line names their schema."""
    catalogue = json.loads((CHECKOUT / "schemas/catalog.json").read_text(encoding="utf-8"))
    assert set(catalogue) == {"version", "schemas"}
    (entry,) = catalogue["schemas"]
    assert set(entry) == {"name", "description", "fileMatch", "url"}
    assert entry["fileMatch"] == [CONFIG_NAME]
    assert entry["url"] == (f"{PUBLISHED}/{CONFIG}" if PUBLISHED else CONFIG)
    assert (CHECKOUT / "schemas" / CONFIG).is_file()
    assert not entry["description"].endswith(".")
