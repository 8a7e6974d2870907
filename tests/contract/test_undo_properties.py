"""Whatever a run changed, and however that is written: undone and applied, all is live as it was before."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from hypothesis import event, given, settings
from hypothesis import strategies as st

from rawugc_sync.sandbox import Options
from tests.contract.project import Project
from tests.contract.test_properties import opened
from tests.contract.test_pull_properties import ISSUE
from tests.contract.test_runs import post
from tests.sampling import of

KEYS = ("a", "b", "c")
WRITABLE = [text for text in ISSUE if text.strip() and "\ud83d" not in text and "\r" not in text]
TEXTS = st.sampled_from([text.replace("${", "$${") for text in WRITABLE if "$${" not in text])
THROUGH = st.sampled_from(["${vars.tone}", "Say ${vars.tone}!", "${personas.a.name}"])
DESCRIPTIONS = TEXTS | THROUGH
POSTS = st.fixed_dictionaries(
    {"hours": st.sampled_from([24, 48]), "mode": st.sampled_from(["schedule", "draft"]), "content": TEXTS}
)
BRANDS = st.fixed_dictionaries(
    {
        "tone": st.sampled_from(["Calm.", "Loud."]),
        "personas": st.dictionaries(st.sampled_from(KEYS), DESCRIPTIONS),
        "messaging": st.dictionaries(st.sampled_from(KEYS), DESCRIPTIONS),
        "post": st.none() | POSTS,
        "block": st.booleans(),
    }
)

SOME = settings(max_examples=of(20, 8), deadline=None, derandomize=True, database=None)
"""Each of them is five runs of the tool."""


def manifest(brand: Mapping[str, Any]) -> str:
    """A manifest, as JSON or one field a line."""
    described = {**brand["personas"], "z": "Stays."}
    personas = {
        key: {"name": f"P{key}", "description": _usable(text, brand)} for key, text in described.items()
    }
    messages = {
        key: {"name": f"M{key}", "body": _usable(text, brand)} for key, text in brand["messaging"].items()
    }
    posts: dict[str, Any] = post(**brand["post"])["posts"] if brand["post"] else {}
    whole = {"vars": {"tone": brand["tone"]}, "personas": personas, "messaging": messages, "posts": posts}
    return _lines(whole) if brand["block"] else json.dumps(whole, indent=1)


def _usable(text: str, brand: Mapping[str, Any]) -> str:
    """A reference needs what it is to."""
    return text if "${personas.a" not in text or "a" in brand["personas"] else "Alone."


def _lines(whole: Mapping[str, Any]) -> str:
    lines = ["vars:", f"  tone: {json.dumps(whole['vars']['tone'])}"]
    for name in ("personas", "messaging", "posts"):
        lines.append(f"{name}:" if whole[name] else f"{name}: {{}}")
        for key, fields in whole[name].items():
            lines += [f"  # About {key}.", f"  {key}:"]
            lines += [f"    {field}: {json.dumps(value)} # why" for field, value in fields.items()]
            lines.append("")
    return "\n".join(lines) + "\n"


def live(project: Project) -> list[str]:
    """What is live, without ids and times."""
    shown = {"name", "description", "body", "content", "status", "scheduledFor", "timezone", "videoUrl"}
    found = [
        {key: value for key, value in one.items() if key in shown}
        for name in ("personas", "messaging", "posts")
        for one in project.dashboard.objects(name).values()
    ]
    return sorted(json.dumps(one, sort_keys=True) for one in found)


@SOME
@given(before=BRANDS, after=BRANDS)
def test_undone_and_applied_all_is_live_as_it_was(before: dict[str, Any], after: dict[str, Any]) -> None:
    with opened(Options()) as project:
        project.write({"brand.yaml": manifest(before)})
        assert project.apply().exit_code == 0
        was, addresses = live(project), sorted(project.state["resources"])
        runs = len(project.run("runs", "list", "--json").json)
        project.write({"brand.yaml": manifest(after)})
        assert project.apply().exit_code == 0
        if len(project.run("runs", "list", "--json").json) == runs:
            return
        event("something to undo")
        project.reset()
        assert project.run("undo", "latest").exit_code == 0
        assert project.calls() == []
        assert project.apply("--max-deletes", "20").exit_code == 0
        assert (live(project), sorted(project.state["resources"])) == (was, addresses)
        project.assert_settled()
