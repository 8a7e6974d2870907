"""`docs/engineers/monorepos.md`: its tree, and what `workspaces` says of it."""

from __future__ import annotations

from pathlib import Path

from tests.docs.blocks import plays
from tests.docs.transcripts import play

FILES = {
    "shared/messaging.yaml": "messaging: {gentle-science: {name: Gentle science, body: Says less.}}\n",
    "brands/glow-lab/rawugc.yaml": "organization: org_1\ninclude: [../../shared]\n",
    "brands/night-lab/rawugc.yaml": "organization: org_2\npause: true\ninclude: [../../shared]\n",
}


@plays("engineers/monorepos.md")
def test_its_command_prints_what_it_shows(tmp_path: Path) -> None:
    for name, text in FILES.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    (printed,) = play("engineers/monorepos.md", tmp_path, {}, {})
    assert len(printed.splitlines()) == 2
