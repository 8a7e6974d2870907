"""S1 to S16: a state that is lost, broken, foreign, old or edited by hand, and the journal beside it."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from typing import Any

import pytest

from rawugc_sync.state.document import VERSION
from tests.conftest import Workspace
from tests.contract.project import Project, Run
from tests.faults.processes import assert_each_has_one

STATE = "rawugc.state.json"
JOURNAL = ".rawugc/journal.jsonl"
FILES = {
    "all.yaml": {
        "personas": {name: {"name": name, "description": "Skin."} for name in ("one", "two")},
        "messaging": {"claim": {"name": "Claim", "body": "Calmer skin."}},
    }
}
Json = dict[str, Any]


@pytest.fixture
def project(workspace: Workspace) -> Project:
    """Two personas and a message, applied."""
    return workspace(FILES).applied()


def rewrite(project: Project, change: Callable[[str], str]) -> None:
    path = project.root / STATE
    path.write_text(change(path.read_text("utf-8")), "utf-8")


def edit(project: Project, change: Callable[[Json], object]) -> None:
    """Change the state by hand."""
    state = project.state
    change(state)
    rewrite(project, lambda _text: json.dumps(state))


def everything(project: Project) -> dict[str, bytes]:
    paths = [path for path in project.root.rglob("*") if path.is_file() and path.name != "lock"]
    return {path.name: path.read_bytes() for path in paths}


def assert_stops(project: Project, code: int, *words: str) -> None:
    """Every command says what is wrong and a way out, and leaves everything as it is."""
    before = everything(project)
    for command in (
        ("plan",),
        ("apply", "--auto-approve"),
        ("plan", "--json"),
        ("apply", "--json", "--auto-approve"),
    ):
        run = project.run(*command)
        assert run.exit_code == code
        assert [word for word in words if word not in run.stdout + run.stderr] == []
    assert project.calls() == []
    assert everything(project) == before


def assert_as_before(project: Project) -> Run:
    """An apply writes nothing, and every object has its address again."""
    run = project.apply()
    assert run.exit_code == 0
    assert project.calls() == []
    assert_each_has_one(project)
    project.assert_settled()
    return run


# -- not there


def test_s01_a_lost_state_is_built_again(project: Project) -> None:
    project.lose_state()
    plan = project.plan()
    assert plan.json["summary"]["adopt"] == 3
    assert "no-state" in {d["code"] for d in plan.diagnostics}
    assert_as_before(project)


# -- not a state


def torn(text: str) -> str:
    return text[: len(text) // 2]


def merged(text: str) -> str:
    return f"<<<<<<< HEAD\n{text}=======\n{text}>>>>>>> theirs\n"


@pytest.mark.parametrize(
    ("change", "word"),
    [
        pytest.param(lambda _text: "", "it is empty", id="S2-empty"),
        pytest.param(lambda _text: "\n", "it is empty", id="S2-blank"),
        pytest.param(torn, "it is not JSON", id="S3-truncated"),
        pytest.param(
            lambda text: text.replace('"id": "per', '"id"; "per', 1), "it is not JSON", id="S4-flip-in-syntax"
        ),
        pytest.param(lambda text: text.replace('"fields"', '"fiElds"', 1), "fields", id="S4-flip-in-a-name"),
        pytest.param(
            lambda text: text.replace('"serial": 1', '"serial": "1"'), "serial", id="S4-flip-in-a-type"
        ),
        pytest.param(lambda _text: "[]", "not a JSON object", id="S7-another-shape"),
        pytest.param(lambda _text: "{}", "it has no version", id="S7-no-version"),
        pytest.param(merged, "unresolved merge", id="S10-merge-markers"),
    ],
)
def test_a_broken_state_stops_everything(project: Project, change: Callable[[str], str], word: str) -> None:
    rewrite(project, change)
    assert_stops(project, 1, STATE, word, "version control", "backups")


def test_s03_a_broken_state_comes_back_from_its_backup(project: Project) -> None:
    project.write({"more.yaml": {"styles": {"shelf": {"name": "Shelf", "description": "A shelf."}}}})
    assert project.apply().exit_code == 0
    rewrite(project, torn)
    (backup,) = (project.root / ".rawugc/backups").iterdir()
    rewrite(project, lambda _text: backup.read_text("utf-8"))
    project.reset()
    assert_as_before(project)


# -- of another version


def test_s05_an_older_state_is_read_and_written_anew(project: Project) -> None:
    def age(state: Json) -> None:
        state["version"] = 1
        del state["unresolved"], state["moved"]

    edit(project, age)
    project.assert_settled()
    project.write({"more.yaml": {"styles": {"shelf": {"name": "Shelf", "description": "A shelf."}}}})
    assert project.apply().exit_code == 0
    assert project.state["version"] == VERSION
    assert_each_has_one(project)


def test_s06_a_newer_state_is_refused(project: Project) -> None:
    edit(project, lambda state: state.update(version=99))
    assert_stops(project, 1, STATE, "newer", "Upgrade rawugc-sync")


# -- edited by hand


def renamed(state: Json, old: str, new: str) -> None:
    state["resources"][new] = state["resources"].pop(old)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        pytest.param(
            lambda state: state["resources"]["personas.one"].update(id="per_2"),
            ("same id", "per_2"),
            id="S7-one-id-twice",
        ),
        pytest.param(
            lambda state: state["resources"]["personas.one"].update(id=""), ("no id",), id="S7-no-id"
        ),
        pytest.param(
            lambda state: state["resources"]["personas.one"].update(deposed=["per_1"]),
            ("id twice",),
            id="S7-deposed-itself",
        ),
        pytest.param(
            lambda state: renamed(state, "personas.one", "people.one"), ("people.one",), id="S7-unknown-kind"
        ),
        pytest.param(
            lambda state: renamed(state, "personas.one", "personas"), ("'personas'",), id="S7-no-address"
        ),
        pytest.param(
            lambda state: state["resources"]["personas.one"]["fields"].update(colour="red"),
            ("colour",),
            id="S7-unknown-field",
        ),
    ],
)
def test_an_impossible_state_stops_everything(
    project: Project, change: Callable[[Json], object], words: tuple[str, ...]
) -> None:
    edit(project, change)
    assert_stops(project, 1, STATE, *words)


@pytest.mark.parametrize(
    "id",
    [
        pytest.param("per_99", id="S7-wrong-id"),
        pytest.param("per_1?x", id="S7-id-with-a-query"),
        pytest.param("\u001b[2J", id="S7-id-with-an-escape"),
        pytest.param("../messaging/msg_1", id="S7-id-with-a-path"),
        pytest.param("msg_1", id="S12-id-of-another-kind"),
    ],
)
def test_an_id_that_is_not_live_makes_no_second_object(project: Project, id: str) -> None:
    """The true object is there all the same: same name, same fields, and nobody's."""
    edit(project, lambda state: state["resources"]["personas.one"].update(id=id))
    run = project.run("apply", "--auto-approve")
    assert "Traceback" not in run.stderr
    assert "\u001b" not in run.stdout + run.stderr
    assert not any(path.startswith("/messaging/") for _method, path in project.requests())
    assert project.calls() == []


# -- of another world


def test_s08_the_state_of_another_workspace_is_refused(project: Project, workspace: Workspace) -> None:
    """Its objects are not among ours: a wrong key, or a wrong state."""
    edit(
        project,
        lambda state: [record.update(id=f"x_{n}") for n, record in enumerate(state["resources"].values())],
    )
    assert_stops(project, 3)


def test_s08_the_state_of_another_organization_is_refused(project: Project) -> None:
    edit(project, lambda state: state.update(organizationId="org_2"))
    assert_stops(project, 3, "org_2", "org_1")


def test_s09_an_older_backup_finds_what_came_since(project: Project) -> None:
    older = (project.root / STATE).read_text("utf-8")
    project.write(
        {"more.yaml": {"styles": {"shelf": {"name": "Shelf", "description": "A shelf.", "type": "video"}}}}
    )
    assert project.apply().exit_code == 0
    rewrite(project, lambda _text: older)
    project.reset()
    assert_as_before(project)


def test_s09_an_older_backup_finds_what_was_replaced_since(project: Project) -> None:
    style = {"name": "Shelf", "description": "A shelf.", "type": "video"}
    project.write({"more.yaml": {"styles": {"shelf": style}}})
    assert project.apply().exit_code == 0
    older = (project.root / STATE).read_text("utf-8")
    project.write({"more.yaml": {"styles": {"shelf": {**style, "type": "image"}}}})
    assert project.apply().exit_code == 0
    rewrite(project, lambda _text: older)
    project.reset()
    assert project.apply().exit_code in (0, 3)
    assert project.calls() == []


def test_s11_what_was_deleted_live_is_made_once_more(project: Project) -> None:
    project.dashboard.remove("personas", "per_1")
    assert project.apply().exit_code == 0
    assert [(method, body["name"]) for method, _path, body in project.calls()] == [("POST", "one")]
    assert_each_has_one(project)
    project.assert_settled()


def test_s13_of_two_live_twins_none_is_taken_without_a_word(project: Project) -> None:
    project.dashboard.insert("personas", {"name": "one", "description": "Skin."})
    assert "twin" in project.plan().codes
    project.lose_state()
    assert_stops(project, 3, "personas.one", "per_1", "per_3")


# -- beside its journal


def journal(project: Project, lineage: str, *, serial: int = 0) -> list[Json]:
    """What a run that died left: one persona, made and written down."""
    fields = FILES["all.yaml"]["personas"]["one"]
    record = {"id": "per_1", "fields": fields}
    sent = {"sentAt": 1, "known": [], "record": {"id": "", "fields": fields}, "exists": False}
    return [
        {"kind": "run", "lineage": lineage, "serial": serial, "organizationId": "org_1"},
        {"kind": "intent", "address": "personas.one", "call": {}, "create": sent},
        {"kind": "done", "address": "personas.one", "record": record},
    ]


def leave(project: Project, lines: list[Json] | str) -> None:
    text = lines if isinstance(lines, str) else "".join(json.dumps(line) + "\n" for line in lines)
    project.write({JOURNAL: text})


def test_s14_a_journal_without_a_state_has_what_it_knows(project: Project) -> None:
    lineage = project.state["lineage"]
    project.lose_state()
    leave(project, journal(project, lineage))
    assert project.plan().json["summary"]["adopt"] == 2
    assert_as_before(project)
    assert project.state["lineage"] == lineage
    assert not (project.root / JOURNAL).exists()


def test_s14_a_state_without_a_journal_is_all_there_is(project: Project) -> None:
    assert not (project.root / JOURNAL).exists()
    assert_as_before(project)


def test_s14_a_journal_of_a_run_that_was_saved_changes_nothing(project: Project) -> None:
    before = project.state["resources"]
    stale = journal(project, project.state["lineage"], serial=project.state["serial"] - 1)
    stale[-1]["record"]["id"] = "per_77"
    leave(project, stale)
    assert_as_before(project)
    assert project.state["resources"] == before


@pytest.mark.parametrize(
    "tear",
    [lambda text: text[:-20], lambda text: text + '{"kind": "int', lambda text: text + "\x00" * 50],
    ids=["last", "next", "zeros"],
)
def test_s14_a_torn_line_was_never_relied_on(project: Project, tear: Callable[[str], str]) -> None:
    lineage = project.state["lineage"]
    project.lose_state()
    leave(project, tear("".join(json.dumps(line) + "\n" for line in journal(project, lineage))))
    assert project.apply().exit_code == 0
    assert project.calls() == []
    assert_each_has_one(project)


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param(
            [{"kind": "run", "lineage": "another", "serial": 0, "organizationId": None}],
            id="of-another-state",
        ),
        pytest.param([{"kind": "done"}], id="no-address"),
        pytest.param([{"kind": "done", "address": "personas"}], id="wrong-address"),
        pytest.param([{"no": "kind"}], id="no-kind"),
    ],
)
def test_s14_a_journal_that_is_not_ours_stops_everything(project: Project, lines: list[Json]) -> None:
    head = journal(project, project.state["lineage"], serial=9)[:1]
    leave(project, lines if lines[0].get("kind") == "run" else [*head, *lines])
    assert_stops(project, 1, JOURNAL, "Keep a copy")


FOREIGN = {
    "binary": b"\x89PNG\r\n\x1a\n\x00\x00",
    "html": b"<!DOCTYPE html>\n<title>502</title>\n",
    "yaml": b"personas:\n  p: {name: N}\n",
    "json": b'{\n "version": 3,\n "serial": 1\n}\n',
    "other-lines": b'{"level": "info"}\n',
}


@pytest.mark.parametrize("data", FOREIGN.values(), ids=FOREIGN)
@pytest.mark.parametrize("elsewhere", [False, True], ids=["beside-the-state", "on-this-machine"])
def test_s16_what_is_no_journal_stops_everything_and_stays(
    project: Project, data: bytes, *, elsewhere: bool
) -> None:
    """Also in the spool of a state that is kept elsewhere; the way out is the one that is told."""
    if elsewhere:
        place = project.root.parent / "place.git"
        for folder in (["--bare", str(place)], [str(project.root)]):
            subprocess.run(["git", "init", "--quiet", *folder], check=True)
        project.write({"rawugc.yaml": f"state: git+branch://rawugc-state?remote=file://{place}\n"})
    path = project.root / JOURNAL
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(data)
    state = project.root / "rawugc.state.json"
    before = state.read_bytes()
    for command in (("plan",), ("apply", "--auto-approve"), ("pull",), ("drift",), ("state", "list")):
        project.reset()
        run = project.run(*command)
        assert (run.exit_code, project.calls()) == (1, [])
        assert f"{JOURNAL} is no journal of rawugc-sync" in run.stderr
        assert (path.read_bytes(), state.read_bytes()) == (data, before)
    path.rename(path.with_name("moved-away"))
    assert project.apply().exit_code == 0
