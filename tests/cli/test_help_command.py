"""`rawugc-sync help`: messages, pages and commands, anywhere, without a key; and how messages lead to it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from rawugc_sync.help import fields, keys, site
from rawugc_sync.help.messages import messages
from rawugc_sync.help.topics import topics
from rawugc_sync.resources import registered
from tests.cli.driver import Tool
from tests.cli.terminal import answered

BROKEN = "personas:\n  p: {nmae: N, description: D}\n"


def test_it_lists_every_page_and_says_how_to_ask_for_a_message_and_a_command(tool: Tool) -> None:
    run = tool("help")
    assert (run.code, run.err) == (0, "")
    assert [one.name for one in topics().values() if f"\n  {one.name} " not in run.out] == []
    assert "rawugc-sync help CODE" in run.out
    assert "rawugc-sync help COMMAND" in run.out
    assert f"rawugc-sync help COLLECTION\n  {', '.join(registered())}\n" in run.out


@pytest.mark.parametrize("code", messages())
def test_a_code_prints_what_it_means(tool: Tool, code: str) -> None:
    run = tool("help", code)
    assert (run.code, run.err) == (0, "")
    assert run.out.startswith(f"{code} (")
    assert messages()[code].text in run.out


@pytest.mark.parametrize("name", topics())
def test_a_topic_prints_its_page(tool: Tool, name: str) -> None:
    run = tool("help", name)
    assert (run.code, run.err) == (0, "")
    assert run.out.endswith(topics()[name].text())


@pytest.mark.parametrize("words", [("plan",), ("state", "mv"), ("state",), ("help",)], ids=" ".join)
def test_a_command_prints_what_its_own_help_does(tool: Tool, words: tuple[str, ...]) -> None:
    assert tool(*words, "--help").out in tool("help", *words).out


@pytest.mark.parametrize("name", registered())
def test_a_collection_prints_its_fields(tool: Tool, name: str) -> None:
    run = tool("help", name)
    assert (run.code, run.err) == (0, "")
    assert fields.page(registered()[name]) in run.out


def test_the_page_of_the_configuration_ends_with_each_key(tool: Tool) -> None:
    assert tool("help", "configuration").out.endswith(f"\n\n{keys.text()}\n")


def test_a_word_that_is_several_things_prints_all_of_them(tool: Tool) -> None:
    out = tool("help", "state").out
    assert out.startswith("state (the state, its place and its lock)")
    assert "\nUsage: rawugc-sync state " in out
    assert out.endswith(topics()["state"].text())


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("fisrt-run",), "Did you mean first-run"),
        (("aprovals",), "Did you mean approvals"),
        (("personnas",), "Did you mean personas"),
        (("paln",), "Did you mean plan"),
        (("checkout",), "Did you mean no-checkout, older-checkout"),
        (("zzz",), "rawugc-sync help lists what there is."),
        (("",), "rawugc-sync help lists what there is."),
        (("state", "zzz"), "Nothing is called 'state zzz' here."),
        (("\x1b[2J",), r"Nothing is called '\x1b[2J' here."),
    ],
)
def test_a_word_that_nobody_knows_ends_in_1_with_the_nearest(
    tool: Tool, words: tuple[str, ...], said: str
) -> None:
    run = tool("help", *words)
    assert (run.code, run.out) == (1, "")
    assert said in run.err


def test_it_needs_neither_a_workspace_that_can_be_read_nor_a_key(tmp_path: Path) -> None:
    tool = Tool(tmp_path)
    tool.write({"rawugc.yaml": "][", "brand.yaml": "]["})
    assert tool("help", "first-run").code == 0


def test_a_message_ends_with_the_command_that_explains_it_once_for_each_code(tool: Tool) -> None:
    tool.write({"a.yaml": BROKEN, "b.yaml": BROKEN.replace("p:", "q:")})
    out = tool("validate").out
    assert out.count("  rawugc-sync help unknown-field\n") == 1
    assert out.index("b.yaml:2:7") < out.index("rawugc-sync help unknown-field")


def test_an_error_on_stderr_leads_on_and_the_way_can_be_gone(tool: Tool) -> None:
    run = tool("plan")
    *_, line, _ = run.err.splitlines()
    assert line == "  rawugc-sync help no-api-key"
    assert tool(*line.split()[1:]).out.startswith("no-api-key (")


def test_a_plan_leads_on_from_its_notes(tool: Tool) -> None:
    tool.write({"a.yaml": "personas:\n  p: {name: N, description: D}\n"})
    assert tool.sandboxed("plan").out.count("      rawugc-sync help no-state\n") == 1


@pytest.mark.parametrize("form", ["json", "github", "gitlab", "sarif"])
def test_what_programs_read_says_nothing_of_it(tool: Tool, form: str) -> None:
    tool.write({"a.yaml": BROKEN})
    assert "rawugc-sync help" not in tool("validate", "--format", form).out


@pytest.fixture
def published(monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setattr(site, "SITE", "https://docs.example")
    return site.SITE


def test_while_the_site_has_no_address_none_is_printed(tool: Tool) -> None:
    assert site.SITE == ""
    tool.write({"a.yaml": BROKEN})
    for run in (tool("validate"), tool("help", "first-run"), tool("plan", "--help")):
        assert "http" not in run.out.replace("RAWUGC_ALLOW_HTTP", "")


def test_with_an_address_a_message_names_its_page(tool: Tool, published: str) -> None:
    tool.write({"a.yaml": BROKEN})
    page = f"{published}/reference/messages/unknown-field.html"
    assert f"  rawugc-sync help unknown-field\n  {page}\n" in tool("validate").out
    assert tool("help", "unknown-field").out.endswith(f"\n\n{page}\n")


def test_with_an_address_a_rule_of_a_sarif_log_names_its_page(tool: Tool, published: str) -> None:
    tool.write({"a.yaml": BROKEN})
    log = json.loads(tool("validate", "--format", "sarif").out)
    rules = {one["id"]: one.get("helpUri") for one in log["runs"][0]["tool"]["driver"]["rules"]}
    assert rules["unknown-field"] == f"{published}/reference/messages/unknown-field.html"


def test_on_a_terminal_a_page_is_as_wide_as_that_and_its_links_are_what_to_type(tmp_path: Path) -> None:
    lines = answered(tmp_path, "", "help", "writers").splitlines()
    assert "# For writers" in lines
    assert any("Your first brand (help first-brand)" in line for line in lines)
    assert max(map(len, lines)) <= 100


def test_on_a_terminal_a_message_is_as_wide_as_that(tmp_path: Path) -> None:
    said = answered(tmp_path, "", "help", "no-state")
    assert " ".join(messages()["no-state"].text.split()) in " ".join(said.split())
    assert max(map(len, said.splitlines())) <= 100
