"""`docs/engineers/editors.md`: its command writes the schema that its comment names."""

from __future__ import annotations

import json
from pathlib import Path

from tests.docs.blocks import plays
from tests.docs.transcripts import play


@plays("engineers/editors.md", "Editors and shells")
def test_the_schema_is_written_where_a_manifest_names_it(tmp_path: Path) -> None:
    play("engineers/editors.md", tmp_path, {}, {}, "Editors and shells")
    schema = json.loads((tmp_path / "schemas/manifest.schema.json").read_text("utf-8"))
    assert "personas" in schema["properties"]
