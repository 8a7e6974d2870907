"""A pull request, from its head to one comment and one verdict, on GitHub and on GitLab."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from rawugc_sync.fleet.engine import requests, workspaces
from rawugc_sync.fleet.engine.queue import Again, Work
from rawugc_sync.forge.forge import Opened
from tests.fleet.agency import Repository, persona
from tests.fleet.engine.works import Works
from tests.forge import double
from tests.git.test_checkout import git

BRANDS: dict[str, Any] = {
    "ash/rawugc.yaml": {"workspace": "ash"},
    "ash/brand.yaml": persona("Ash"),
    "bay/rawugc.yaml": {"workspace": "bay"},
    "bay/brand.yaml": persona("Bay"),
}
NUMBER = 12


@dataclass
class Side:
    """A host with its pull requests, as a fleet is told of it."""

    place: double.Place
    kind: str

    @property
    def host(self) -> dict[str, str]:
        api = self.place.url + (double.GITLAB_API if self.kind == "gitlab" else "")
        return {"kind": self.kind, "api": api, "project": double.REPOSITORY}

    @property
    def token(self) -> str:
        return double.GITLAB_TOKEN if self.kind == "gitlab" else double.GITHUB_TOKEN

    def open(self, head: str, *, is_fork: bool = False, base: str = "main", number: int = NUMBER) -> None:
        """It proposes this commit now."""
        if self.kind == "github":
            home = "mallory/brands" if is_fork else double.REPOSITORY
            self.place.pulls[number] = {
                "number": number,
                "state": "open",
                "title": "New",
                "user": {"login": "ana"},
                "head": {"ref": "head", "sha": head, "repo": {"full_name": home}},
                "base": {"ref": base},
            }
        else:
            self.place.pulls[number] = {
                "iid": number,
                "state": "opened",
                "title": "New",
                "author": {"username": "ana"},
                "sha": head,
                "source_branch": "head",
                "source_project_id": 99 if is_fork else int(double.PROJECT),
                "target_branch": base,
            }

    def close(self) -> None:
        self.place.pulls[NUMBER]["state"] = "closed"

    @property
    def comments(self) -> list[str]:
        return self.place.bodies(NUMBER)

    def verdict(self, commit: str) -> str:
        """What is shown beside a commit now."""
        return str(self.place.statuses[commit][-1]["state"])


@pytest.fixture(params=["github", "gitlab"])
def side(request: pytest.FixtureRequest) -> Iterator[Side]:
    with double.served() as place:
        place.login = "robot"
        yield Side(place, request.param)


@pytest.fixture
def brands(works: Works, side: Side) -> Repository:
    repository = {"url": "brands", "tenant": "t", "host": side.host, "tokenVariable": "TOKEN"}
    works.agency.variables["TOKEN"] = side.token
    works.fleet({"repositories": [repository]})
    made = works.agency.repository("brands", BRANDS)
    with works.worker():
        works.until_idle(2)
    works.agency.reset()
    return made


def propose(repository: Repository, side: Side, description: str = "New", **more: Any) -> str:
    """A commit on a branch, proposed."""
    git(repository.root, "checkout", "--quiet", "-B", "head", "main")
    head = repository.commit({"ash/brand.yaml": persona("Ash", description)})
    repository.to("main")
    side.open(head, **more)
    ref = "refs/merge-requests" if side.kind == "gitlab" else "refs/pull"
    git(repository.root, "update-ref", f"{ref}/{NUMBER}/head", head)
    return head


def test_a_pull_request_gets_one_plan_one_comment_and_one_verdict(
    works: Works, brands: Repository, side: Side
) -> None:
    head = propose(brands, side)
    with works.worker():
        works.until(lambda: bool(side.place.statuses))
        works.until_idle(3)
    assert [one for one in works.ended() if one[1] == "plan"] == [("ash", "plan", 0)]
    (comment,) = side.comments
    assert comment.startswith("<!-- rawugc-sync: fleet -->\n")
    assert "1 workspace would change" in comment
    assert head[:12] in comment
    assert side.verdict(head) == "success"
    assert works.agency.calls() == []


def test_the_same_head_is_not_planned_again(works: Works, brands: Repository, side: Side) -> None:
    propose(brands, side)
    with works.worker():
        works.until(lambda: bool(side.place.statuses))
    works.rows("update fleet_repositories set polled_at = null returning url")
    with works.worker():
        works.until(lambda: works.rows("select 1 from fleet_repositories where polled_at is null") == [])
        works.until_idle(3)
    assert [one for one in works.ended() if one[1] == "plan"] == [("ash", "plan", 0)]
    assert len(side.comments) == 1


def test_a_new_head_is_told_in_the_same_comment(works: Works, brands: Repository, side: Side) -> None:
    propose(brands, side)
    with works.worker():
        works.until(lambda: bool(side.place.statuses))
        head = propose(brands, side, "Newer")
        works.until(lambda: head in side.place.statuses)
    (comment,) = side.comments
    assert head[:12] in comment
    assert "Newer" in comment


def test_a_new_head_that_changes_nothing_has_its_verdict_without_another_plan(
    works: Works, brands: Repository, side: Side
) -> None:
    propose(brands, side)
    with works.worker():
        works.until(lambda: bool(side.place.statuses))
        git(brands.root, "checkout", "--quiet", "head")
        head = brands.commit({"README.md": "x"})
        brands.to("main")
        side.open(head)
        works.until(lambda: head in side.place.statuses)
    assert side.verdict(head) == "success"
    assert [one for one in works.ended() if one[1] == "plan"] == [("ash", "plan", 0)]
    assert head[:12] in side.comments[0]


def test_a_head_that_came_while_an_older_one_waited_is_not_left_to_the_next_poll(
    works: Works, brands: Repository, side: Side
) -> None:
    path = works.agency.root / "fleet.yaml"
    path.write_text(path.read_text().replace('"1s"', '"30d"'))
    head = propose(brands, side)
    with works.parts() as parts, works.database.transaction() as connection:
        opened = Opened(number=NUMBER, head=head, base="main", title="New", author="ana", is_fork=False)
        requests.put(connection, "brands", [opened])
        known = workspaces.named(connection, "ash", None)
        parts.performing.queue.put(connection, [Work(known[0], "plan", "0" * 40, NUMBER, "older")])
    with works.worker():
        works.until(lambda: head in side.place.statuses)
    assert side.verdict(head) == "success"


def test_a_fork_is_validated_without_a_key(works: Works, brands: Repository, side: Side) -> None:
    head = propose(brands, side, is_fork=True)
    with works.worker():
        works.until(lambda: bool(side.place.statuses))
    assert works.agency.rawugc.log == []
    assert side.verdict(head) == "success"
    assert len(side.comments) == 1


@pytest.mark.parametrize("is_fork", [False, True], ids=["ours", "a fork's"])
def test_what_cannot_be_planned_fails_and_all_that_is_wrong_is_told(
    works: Works, brands: Repository, side: Side, is_fork: bool
) -> None:
    git(brands.root, "checkout", "--quiet", "-B", "head", "main")
    head = brands.commit({"ash/brand.yaml": {"personas": {"p": {"nam": "</details>`x"}, "q": {"nam": "y"}}}})
    brands.to("main")
    side.open(head, is_fork=is_fork)
    with works.worker():
        works.until(lambda: bool(side.place.statuses))
    assert side.verdict(head) == ("failed" if side.kind == "gitlab" else "failure")
    (comment,) = side.comments
    wrong = [line for line in comment.splitlines() if line.startswith("- `brand.yaml:")]
    assert {line.partition(": ")[2].partition(".nam")[0] for line in wrong} >= {"personas.p", "personas.q"}
    assert any("Did you mean" in line for line in wrong)


@pytest.mark.parametrize("how", ["closed", "another base"])
def test_one_that_is_closed_or_for_another_branch_is_left_alone(
    works: Works, brands: Repository, side: Side, how: str
) -> None:
    propose(brands, side, base="live" if how == "another base" else "main")
    if how == "closed":
        side.close()
    works.rows("update fleet_repositories set polled_at = null returning url")
    with works.worker():
        works.until(lambda: works.rows("select 1 from fleet_repositories where polled_at is null") == [])
        works.until_idle(2)
    assert side.place.writes() == []
    assert all(kind == "apply" for _, kind, _ in works.ended())


def test_what_is_merged_is_applied(works: Works, brands: Repository, side: Side) -> None:
    propose(brands, side)
    with works.worker():
        works.until(lambda: bool(side.place.statuses))
        side.close()
        git(brands.root, "merge", "--quiet", "--ff-only", "head")
        works.until(lambda: works.ended().count(("ash", "apply", 0)) == 2)
        works.until_idle(4)
    assert [(method, body) for method, _, body in works.agency.calls()] == [("PATCH", {"description": "New"})]
    works.agency.assert_settled()


def test_a_head_that_touches_no_workspace_any_more_says_so_in_the_same_comment(
    works: Works, brands: Repository, side: Side
) -> None:
    propose(brands, side)
    with works.worker():
        works.until(lambda: bool(side.place.statuses))
        git(brands.root, "checkout", "--quiet", "-B", "head", "main")
        head = brands.commit({"README.md": "x"})
        brands.to("main")
        side.open(head)
        works.until(lambda: head in side.place.statuses)
    (comment,) = side.comments
    assert "No workspace that the branch has would change" in comment
    assert head[:12] in comment
    assert "ash" not in comment
    assert side.verdict(head) == "success"


@pytest.mark.parametrize(
    "files",
    [{"README.md": "x"}, {"new/rawugc.yaml": {"workspace": "new"}, "new/brand.yaml": persona("New")}],
    ids=["none", "a new one"],
)
def test_one_that_touches_no_workspace_of_the_branch_has_a_verdict_and_no_comment(
    works: Works, brands: Repository, side: Side, files: dict[str, Any]
) -> None:
    git(brands.root, "checkout", "--quiet", "-B", "head", "main")
    head = brands.commit(files)
    brands.to("main")
    side.open(head)
    with works.worker():
        works.until(lambda: head in side.place.statuses)
        works.until_idle(2)
    assert side.verdict(head) == "success"
    assert side.place.statuses[head][-1]["description"] == "no workspace that the branch has would change"
    assert side.place.comments == {}


def test_one_that_cannot_be_read_holds_up_no_other(works: Works, brands: Repository, side: Side) -> None:
    head = propose(brands, side)
    git(brands.root, "checkout", "--quiet", "--orphan", "apart")
    apart = brands.commit({"README.md": "nothing in common"})
    brands.to("main")
    side.open(apart, number=NUMBER + 1)
    side.open("0" * 40, number=NUMBER + 2)
    with works.worker():
        works.until(lambda: head in side.place.statuses)
        works.until_idle(3)
    assert list(side.place.statuses) == [head]


@pytest.mark.parametrize("text", ["a\0b", "a\ud800b"])
def test_words_that_no_database_takes_hold_up_none(
    works: Works, brands: Repository, side: Side, text: str
) -> None:
    head = propose(brands, side)
    author = "user" if side.kind == "github" else "author"
    side.place.pulls[NUMBER] |= {"title": text, author: {"login": text, "username": text}}
    with works.worker():
        works.until(lambda: head in side.place.statuses)
    assert side.verdict(head) == "success"


REFUSALS = [
    (403, {}, double.FORBIDDEN),
    (404, {}, b"{}"),
    (422, {}, b'{"message": "Validation Failed"}'),
    (500, {}, b"<html>"),
    (200, {"Content-Type": "text/html"}, b"<html>sign in</html>"),
]


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda one: str(one[0]))
def test_what_a_host_does_not_let_be_written_is_tried_again(
    works: Works, brands: Repository, side: Side, refusal: double.Reply
) -> None:
    head = propose(brands, side)
    with works.worker():
        works.until(lambda: bool(side.place.statuses))
    side.place.statuses.clear()
    side.place.say(NUMBER, side.place.comments.pop(NUMBER)[0]["body"] + "older", login="robot")
    side.place.faults |= {"PATCH": refusal, "PUT": refusal}
    with works.parts() as parts:
        with pytest.raises(Again):
            parts.telling.tell("brands", NUMBER)
        assert side.verdict(head) == "success"
        side.place.faults.clear()
        parts.telling.tell("brands", NUMBER)
    (comment,) = side.comments
    assert "older" not in comment
