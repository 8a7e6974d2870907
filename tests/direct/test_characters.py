"""`characters`: the list as it came, and one by its id or username."""

from __future__ import annotations

import pytest

from tests.cli.wire import WiredProject


def test_people_get_a_table(project: WiredProject) -> None:
    run = project.run("characters", "list")
    assert (run.exit_code, run.stderr) == (0, "")
    head, *lines = run.stdout.splitlines()
    assert head.split() == ["USERNAME", "ID", "TYPE", "ACTIVE", "NAME"]
    assert lines[0].split() == ["rawugc.mia", "chr_1", "admin", "yes", "Mia"]
    assert {line.split()[3] for line in lines} == {"yes", "no"}


def test_scripts_get_the_answer_as_it_came(project: WiredProject) -> None:
    answer = project.run("characters", "list", "--json").json
    assert answer["count"] == answer["adminCount"] + answer["userCount"] == len(answer["characters"])
    assert answer["characters"][0]["_id"] == "chr_1"


@pytest.mark.parametrize("name", ["chr_1", "rawugc.mia"])
def test_a_character_is_shown_by_its_id_or_username(project: WiredProject, name: str) -> None:
    run = project.run("characters", "show", name)
    assert run.exit_code == 0
    assert "_id: chr_1\nusername: rawugc.mia\ndisplayName: Mia\n" in run.stdout
    assert project.requests() == [("GET", "/characters"), ("GET", "/characters/chr_1")]
    assert project.run("characters", "show", name, "--json").json["username"] == "rawugc.mia"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("rawugc.mio", "there is no character called rawugc.mio\n  Did you mean rawugc.mia?"),
        ("zzz", "rawugc-sync characters list shows them all."),
    ],
)
def test_who_is_not_there_is_told_with_the_nearest(project: WiredProject, name: str, said: str) -> None:
    run = project.run("characters", "show", name)
    assert (run.exit_code, run.stdout) == (1, "")
    assert said in run.stderr


def test_two_of_one_name_are_told_apart_by_their_ids(project: WiredProject) -> None:
    twin = {**project.dashboard.objects("characters")["chr_1"], "type": "user"}
    id = project.dashboard.insert("characters", twin)
    assert (
        "several characters are called rawugc.mia" in project.run("characters", "show", "rawugc.mia").stderr
    )
    assert project.run("characters", "show", id, "--json").json["type"] == "user"
