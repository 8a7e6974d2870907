"""The nightly job of `docs/engineers/drift.md`: what it makes of `drift --json`."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

from tests.conftest import Workspace
from tests.contract.post_calendar import calendar, live_post, post
from tests.contract.project import Run

PAGE = Path(__file__).parents[2] / "docs/engineers/drift.md"
JQ = shutil.which("jq")
PERSONA = {"name": "P", "description": "D"}


def selected(plan: Any) -> list[str]:
    """The lines of the message, as the page's jq has them."""
    changes = [
        f"{', '.join(c['change']['actions'])} {c['address']}: {', '.join(f['path'] for f in c['fields'])}"
        for c in plan["resource_changes"]
    ]
    said = [
        f"{' '.join(d[key] for key in ('severity', 'address', 'field') if d[key])}: {d['summary']}"
        for d in plan["diagnostics"]
    ]
    return [*changes, *said]


def message(run: Run) -> str | None:
    """What the page's jq makes of a run; None for no message. Without jq, what it should make."""
    (program,) = re.findall(r"jq '\n(.*?)' drift\.json", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    lines = [line.replace("&", "&amp;").replace("<", "&lt;") for line in selected(run.json)]
    expected = "\n".join(lines) if lines else None
    if JQ is None:
        return expected
    made = subprocess.run([JQ, program], input=run.stdout, capture_output=True, text=True, check=True).stdout
    assert (json.loads(made) if made else None) == ({"text": expected} if lines else None)
    return expected


def test_a_message_has_a_line_for_everything_that_is_told(workspace: Workspace) -> None:
    project = workspace(calendar(a=post()) | {"p.yaml": {"personas": {"p": PERSONA}}}).applied()
    project.dashboard.edit("personas", "per_1", {"description": "Of the dashboard."})
    project.dashboard.edit("posts", "post_1", {"content": "<!here> & more"})
    live_post(project, content="Nobody's.", mode="draft", scheduledFor=None)
    assert message(project.run("drift", "--json")) == (
        "update personas.p: description\n"
        'warning posts.a content: was changed outside git to "&lt;!here> &amp; more" and is left as it is\n'
        "warning: the account youtube/glowlabskin (acc_3) is not active; nothing to come names it\n"
        "note: posts post_2 is not managed: draft: Nobody's."
    )


def test_a_night_without_news_sends_none(workspace: Workspace) -> None:
    project = workspace({"p.yaml": {"personas": {"p": PERSONA}}}).applied()
    project.dashboard.remove("accounts", "acc_3")
    assert message(project.run("drift", "--json")) is None


def test_a_run_that_fails_or_is_refused_says_why(workspace: Workspace) -> None:
    project = workspace({"p.yaml": {"personas": {"p": PERSONA}}}).applied()
    assert "error: RAWUGC_API_KEY is not set" in str(message(project.run("drift", "--json", key="")))
    project.dashboard.edit("personas", "per_1", {"description": "Of the dashboard."})
    project.write({"rawugc.yaml": "drift: {personas: stop}"})
    assert str(message(project.run("drift", "--json"))).startswith(
        "error personas.p description: was changed"
    )
