"""`docs/engineers/drift.md`: how many requests a look takes."""

from __future__ import annotations

from tests.conftest import Workspace
from tests.docs.blocks import DOCS


def test_a_look_takes_as_many_requests_as_the_page_says(workspace: Workspace) -> None:
    project = workspace({"brand.yaml": "messaging: {core: {name: Core, body: Says less.}}\n"}).applied()
    assert project.run("drift").exit_code == 0
    page = (DOCS / "engineers/drift.md").read_text("utf-8")
    assert len(project.requests()) == 9
    assert "reads every list and the accounts once (nine requests," in page
