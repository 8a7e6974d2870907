"""`approvals:` in rawugc.yaml: what it says, and what is wrong with it, each at its place."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest
from ruamel.yaml import YAML

from rawugc_sync.manifest.config import load_config
from rawugc_sync.manifest.schema import config_schema
from rawugc_sync.words.approvals import NOBODY_ASKED, Role, Roles, Share
from rawugc_sync.words.errors import InvalidInput


def roles(folder: Path, text: str) -> Roles:
    (folder / "rawugc.yaml").write_text(dedent(text), encoding="utf-8")
    return load_config(folder).approvals


def test_a_role_says_what_it_looks_after_who_may_how_many_and_for_how_long(tmp_path: Path) -> None:
    found = roles(
        tmp_path,
        """\
        approvals:
          legal:
            of: [messaging, posts.content]
            by: [ana, legal@glow-lab.example]
            count: 2
            for: 90d
            signers: .rawugc-signers
          brand: {of: [posts], selfApproval: true}
          people: {ana: [ana@x.example, gh-ana]}
        """,
    )
    assert found.roles == (
        Role(
            name="legal",
            of=(Share("messaging"), Share("posts", "content")),
            by=("ana", "legal@glow-lab.example"),
            count=2,
            seconds=90 * 86_400,
            signers=".rawugc-signers",
        ),
        Role(name="brand", of=(Share("posts"),), self_approval=True),
    )
    assert found.people == {"ana": ("ana@x.example", "gh-ana")}


def test_without_any_nobody_is_asked(tmp_path: Path) -> None:
    assert roles(tmp_path, "workspace: glow-lab\n") == NOBODY_ASKED


def test_self_approval_may_be_said_of_all_roles_at_once(tmp_path: Path) -> None:
    text = """\
    approvals:
      selfApproval: true
      legal: {of: [posts]}
      brand: {of: [posts], selfApproval: false}
    """
    assert [one.self_approval for one in roles(tmp_path, text).roles] == [True, False]


@pytest.mark.parametrize(
    ("written", "field", "summary"),
    [
        ("legal: posts", "approvals.legal", "must be a mapping"),
        ("legal: {by: [ana]}", "approvals.legal", "needs `of`"),
        ("legal: {of: []}", "approvals.legal.of", "is an empty list, which says nothing"),
        ("legal: {of: [post]}", "approvals.legal.of", "names post, and post is not a collection"),
        (
            "legal: {of: [posts.text]}",
            "approvals.legal.of",
            "names posts.text, and text is not a field of posts",
        ),
        ("legal: {of: [posts], who: [ana]}", "approvals.legal.who", "is not a key of a role"),
        ("legal: {of: [posts], by: ana}", "approvals.legal.by", "must be a list"),
        ("legal: {of: [posts], count: 0}", "approvals.legal.count", "must be a whole number from 1 on"),
        (
            "legal: {of: [posts], by: [ana], count: 2}",
            "approvals.legal",
            "asks for 2, and only 1 may say yes",
        ),
        (
            "legal: {of: [posts], by: [ana, Ana, ben], count: 3}",
            "approvals.legal",
            "asks for 3, and only 2 may say yes",
        ),
        (
            "legal: {of: [posts], for: 3 months}",
            "approvals.legal.for",
            "is 3 months, which is no span of time",
        ),
        (
            "legal: {of: [posts], selfApproval: yes}",
            "approvals.legal.selfApproval",
            "is yes, which is none of true, false",
        ),
        ("policy: {of: [posts]}", None, "`policy` cannot be the name of a role"),
        ("Legal: {of: [posts]}", None, "`Legal` cannot be the name of a role"),
        ("people: [ana]", "approvals.people", "must be a mapping"),
        ("people: {ana: gh-ana}", "approvals.people.ana", "must be a list"),
        (
            "address: approvals.json",
            "approvals.address",
            "must be a URL that begins with https:// or http://",
        ),
    ],
)
def test_what_cannot_be_meant_is_an_error_at_its_place(
    tmp_path: Path, written: str, field: str | None, summary: str
) -> None:
    with pytest.raises(InvalidInput) as refused:
        roles(tmp_path, f"approvals:\n  {written}\n")
    told: list[Any] = [(d.field, d.summary) for d in refused.value.diagnostics]
    assert told == [(field, summary)]
    assert all(d.source and d.source.line == 2 for d in refused.value.diagnostics)


@pytest.mark.parametrize("other", ["ana", "ANA@x.example", "Ana A. <ana@x.example>"])
def test_two_names_of_one_person_are_not_two_who_may_say_yes(tmp_path: Path, other: str) -> None:
    text = f"""
    approvals:
      people: {{ana: [gh-ana, ana@x.example]}}
      legal: {{of: [posts], by: [gh-ana, {other}], count: 2}}
    """
    with pytest.raises(InvalidInput, match="asks for 2, and only 1 may say yes"):
        roles(tmp_path, text)


def test_approvals_are_a_mapping(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput) as refused:
        roles(tmp_path, "approvals: [legal]\n")
    assert [d.code for d in refused.value.diagnostics] == ["not-a-mapping"]


@pytest.mark.parametrize(
    ("states", "wrong"),
    [
        pytest.param("state: https://x.example/state", True, id="http"),
        pytest.param("state: env://", True, id="by-the-variables-of-terraform"),
        pytest.param(
            "environments: {staging: {state: https://x.example/s}, live: {}}", True, id="one-of-two"
        ),
        pytest.param("state: git+branch://rawugc-state", False, id="a-branch"),
        pytest.param("state: rawugc.state.json", False, id="a-file"),
    ],
)
def test_approvals_need_an_address_where_the_state_leaves_no_room(
    tmp_path: Path, states: str, wrong: bool
) -> None:
    text = f"{states}\napprovals:\n  legal: {{of: [posts]}}\n"
    if not wrong:
        assert roles(tmp_path, text).address is None
        return
    with pytest.raises(InvalidInput) as refused:
        roles(tmp_path, text)
    assert [d.code for d in refused.value.diagnostics] == ["approvals-address"]
    assert roles(tmp_path, f"{text}  address: https://x.example/a\n").address == "https://x.example/a"


VALID = """
approvals:
  legal:
    of: [messaging, posts.content]
    by: [ana, legal@glow-lab.example]
    count: 2
    for: 90d
    signers: .rawugc-signers
    selfApproval: false
  people: {ana: [ana@glow-lab.example, ana-gh]}
  address: https://kept.example/approvals
  selfApproval: true
"""


@pytest.mark.parametrize(
    ("before", "after"),
    [
        pytest.param("", "", id="all-that-may-be-said"),
        pytest.param("posts.content", "posts.text", id="field"),
        pytest.param("messaging, ", "message, ", id="collection"),
        pytest.param("by: [ana,", "who: [ana,", id="key"),
        pytest.param("90d", "3 months", id="span"),
        pytest.param("count: 2", "count: 0", id="count"),
        pytest.param("legal:", "Legal:", id="name"),
        pytest.param("legal:", "policy:", id="the-policy-itself"),
        pytest.param("    of: [messaging, posts.content]\n", "", id="without-what"),
        pytest.param("https://", "ftp://", id="address"),
    ],
)
def test_editors_know_what_may_be_said_of_a_role(tmp_path: Path, before: str, after: str) -> None:
    text = VALID.replace(before, after, 1) if before else VALID
    errors = list(jsonschema.Draft202012Validator(config_schema()).iter_errors(YAML(typ="safe").load(text)))
    assert bool(errors) == bool(before)
    try:
        roles(tmp_path, text)
    except InvalidInput:
        assert before
    else:
        assert not before
