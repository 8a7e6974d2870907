"""Completion as shells ask for it: a process of its own, their variables, and what it answers."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from rawugc_sync.cli.main import run
from tests.cli.driver import Tool
from tests.forks import Fork

FILES = {
    "rawugc.yaml": "approvals:\n  legal: {of: [messaging], by: [ana]}\n",
    "brand.yaml": """\
personas:
  night-shift: {name: N, description: D}
  new-mother: {name: M, description: D}
""",
}
VARIABLE = "_RAWUGC_SYNC_COMPLETE"
SHELLS = ("bash", "zsh", "fish", "powershell")


@dataclass(frozen=True)
class Answer:
    returncode: int | None
    stdout: str
    stderr: str


def asked(root: Path, instruction: str, **variables: str) -> Answer:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("RAWUGC")}
    process = Fork.start({**clean, VARIABLE: instruction, **variables}, completing, root)
    out, err = process.communicate(60)
    return Answer(process.returncode, out, err)


def completing(root: Path) -> None:
    """The whole life of the process."""
    os.chdir(root)
    sys.argv = ["rawugc-sync"]
    run()


def words_of(shell: str, words: list[str]) -> Mapping[str, str]:
    """The variables in which a shell puts the words of a line, of which the last is being typed."""
    line = ["rawugc-sync", *words]
    match shell:
        case "fish":
            return {"COMP_WORDS": " ".join(line), "COMP_CWORD": line[-1]}
        case "powershell":
            return {"COMP_WORDS": "\n".join(line[:-1]), "COMP_CWORD": line[-1]}
    return {"COMP_WORDS": " ".join(line), "COMP_CWORD": str(len(words))}


def values(shell: str, answer: str) -> list[str]:
    """What is offered, without its kind and its help."""
    lines = answer.strip("\n").splitlines()
    match shell:
        case "bash":
            return [line.partition(",")[2] for line in lines]
        case "zsh":
            return lines[1::3]
        case "fish":
            return [line.partition(",")[2].partition("\t")[0] for line in lines]
    return [line.partition("\t")[0] for line in lines]


def offered(root: Path, words: list[str], shell: str = "bash") -> list[str]:
    done = asked(root, f"{shell}_complete", **words_of(shell, words))
    assert (done.returncode, done.stderr) == (0, "")
    return values(shell, done.stdout)


@pytest.fixture
def brand(tool: Tool) -> Tool:
    tool.write(FILES)
    return tool


@pytest.mark.parametrize("shell", SHELLS)
def test_each_shell_is_offered_commands_and_addresses(brand: Tool, shell: str) -> None:
    assert {"plan", "pull"} <= set(offered(brand.root, ["p"], shell))
    everything = ["personas.new-mother", "personas.night-shift"]
    assert offered(brand.root, ["plan", "--target", "personas.n"], shell) == everything


@pytest.mark.parametrize("shell", SHELLS)
def test_each_shell_gets_its_script(tool: Tool, shell: str) -> None:
    done = asked(tool.root, f"{shell}_source")
    assert (done.returncode, done.stderr) == (0, "")
    assert VARIABLE in done.stdout
    assert "rawugc-sync" in done.stdout
    assert "%(" not in done.stdout
    assert done.stdout.count("{") == done.stdout.count("}")


@pytest.mark.parametrize(
    "words",
    [
        *(["plan", option, "personas.ni"] for option in ("--replace", "--recreate", "--revert-drift")),
        *([name, "--target", "personas.ni"] for name in ("apply", "drift", "destroy", "graph")),
        ["import", "personas.ni"],
        ["pull", "personas.ni"],
        ["approve", "--change", "personas.ni"],
    ],
    ids=" ".join,
)
def test_an_address_of_the_manifests_is_offered_wherever_one_is_wanted(brand: Tool, words: list[str]) -> None:
    assert offered(brand.root, words) == ["personas.night-shift"]


@pytest.mark.parametrize("words", [["show"], ["mv"], ["rm"], ["resolve"]], ids=" ".join)
def test_an_address_of_the_state_is_offered_though_the_manifests_have_it_no_more(
    brand: Tool, words: list[str]
) -> None:
    assert offered(brand.root, ["--sandbox", "state", *words, "personas."]) == []
    assert brand.sandboxed("apply", "--auto-approve").code == 0
    (brand.root / "brand.yaml").write_text("personas: {}\n")
    assert "personas.night-shift" in offered(brand.root, ["--sandbox", "state", *words, "personas."])


def test_a_run_is_offered_by_its_id(brand: Tool) -> None:
    assert brand.sandboxed("apply", "--auto-approve").code == 0
    (run,) = brand.sandboxed("runs", "list", "--json").json
    for words in (["undo", ""], ["runs", "show", ""]):
        assert set(offered(brand.root, ["--sandbox", *words])) == {"latest", run["id"]}


def test_the_name_of_a_saved_plan_and_a_role_are_offered(brand: Tool) -> None:
    assert brand.sandboxed("plan", "--out", "plan.json").code == 0
    name = brand.sandboxed("show", "plan.json", "--json").json["name"]
    brand.write({"other.json": '{"name": "no plan"}', "broken.json": "{"})
    assert offered(brand.root, ["approve", "--plan", ""]) == [name]
    assert offered(brand.root, ["apply", "--expect-digest", ""]) == [name]
    assert offered(brand.root, ["approve", "--role", ""]) == ["legal"]


def test_an_environment_is_offered_and_its_own_folder_is_looked_into(tmp_path: Path) -> None:
    tool = Tool(tmp_path / "glow")
    tool.write({**FILES, "rawugc.yaml": "environments: {staging: {}, production: {}}\n"})
    assert offered(tmp_path, ["-C", "glow", "--env", ""]) == ["production", "staging"]
    assert offered(tmp_path, ["-C", "glow", "plan", "--target", "personas.ni"]) == ["personas.night-shift"]


@pytest.mark.parametrize("words", [["show", "pl"], ["validate", "br"], ["fmt", "br"], ["apply", "pl"]])
def test_where_a_file_is_wanted_the_shell_is_told_to_offer_files(brand: Tool, words: list[str]) -> None:
    done = asked(brand.root, "bash_complete", **words_of("bash", words))
    assert done.stdout.startswith("file,")


BROKEN = [
    {"rawugc.yaml": "]["},
    {"brand.yaml": "]["},
    {"brand.yaml": b"\xff\xfe\x00"},
    {"rawugc.state.json": "{"},
    {"rawugc.yaml": "state: s3://bucket/state.json\n"},
    {"rawugc.yaml": "environments: {a: {state: nowhere://x}}\n"},
]


@pytest.mark.parametrize("files", BROKEN, ids=str)
@pytest.mark.parametrize(
    "words",
    [["plan", "--target", ""], ["state", "show", ""], ["undo", ""], ["--env", ""], ["approve", "--plan", ""]],
    ids=" ".join,
)
def test_what_cannot_be_read_is_met_with_silence(
    tool: Tool, files: dict[str, str | bytes], words: list[str]
) -> None:
    tool.write(files)
    done = asked(tool.root, "bash_complete", **words_of("bash", words))
    assert (done.returncode, done.stderr) == (0, "")
    assert "Traceback" not in done.stdout


@pytest.mark.parametrize("words", [["-C", "nowhere", "plan", "--target", ""], ["nothing", ""], [""]])
def test_a_line_that_would_be_wrong_is_met_with_silence(tool: Tool, words: list[str]) -> None:
    done = asked(tool.root, "powershell_complete", **words_of("powershell", words))
    assert (done.returncode, done.stderr) == (0, "")


def test_each_line_for_powershell_is_a_value_and_a_help_that_is_not_empty(brand: Tool) -> None:
    for words in (["p"], ["plan", "--"], ["plan", "--target", ""]):
        answer = asked(brand.root, "powershell_complete", **words_of("powershell", words)).stdout
        assert all(re.fullmatch(r"[^\t]+\t[^\t]+", line) for line in answer.splitlines())
        assert answer
