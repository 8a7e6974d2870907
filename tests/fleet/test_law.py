"""What a pull request proposes, under the law of the branch: it decides nothing but manifests."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from rawugc_sync.api.clock import SystemClock
from rawugc_sync.api.stopping import Stopper
from rawugc_sync.fleet.config import load_fleet
from rawugc_sync.fleet.grounds import Grounds
from rawugc_sync.fleet.keys import Keys
from rawugc_sync.fleet.member import Member
from rawugc_sync.fleet.reconcile import Around, Ended, Kind, Task, Wish, reconcile
from rawugc_sync.fleet.secrets import without_secrets
from rawugc_sync.manifest.config import load_config
from tests.fleet.agency import Agency, Repository, persona

PATH = "brands/ash"
LAW: dict[str, Any] = {
    "workspace": "ash",
    "keyVariable": "ASH_KEY",
    "state": "git+branch://states",
    "include": ["../../shared"],
    "limits": {"maxDeletes": 1},
    "pause": True,
    "rules": {"no-cheap": {"forbid": {"fields": ["personas.description"], "words": ["cheap"]}}},
    "approvals": {"legal": {"of": ["personas"], "by": ["ana"], "signers": "signers"}},
    "environments": {"staging": {"limits": {"maxDeletes": 2}}, "production": {}},
}
SIGNERS = "ana@example.com ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIBase\n"
ELSEWHERE = "http://127.0.0.1:9/api/v1"


def with_law(**changed: Any) -> dict[str, Any]:
    return {f"{PATH}/rawugc.yaml": {name: one for name, one in {**LAW, **changed}.items() if one is not None}}


HEADS: dict[str, dict[str, Any]] = {
    "server": with_law(api={"baseUrl": ELSEWHERE}),
    "key variable": with_law(keyVariable="OTHER"),
    "name": with_law(workspace="elm"),
    "organization": with_law(organization="org_other"),
    "state": with_law(state="rawugc.state.json"),
    "include": with_law(include=[]),
    "limits": with_law(limits={"maxDeletes": 100}),
    "pause": with_law(pause=None),
    "rules": with_law(rules=None),
    "approvals": with_law(approvals=None),
    "people": with_law(approvals={"legal": {"of": ["personas"], "by": ["mallory"]}}),
    "signers": {f"{PATH}/signers": "mallory@example.com ssh-ed25519 AAAAC3Nz\n"},
    "no signers": {f"{PATH}/signers": None},
    "environments": with_law(environments={"staging": {"api": {"baseUrl": ELSEWHERE}}, "production": {}}),
    "no environments": with_law(environments=None),
    "no law": {f"{PATH}/rawugc.yaml": None},
    "no yaml": {f"{PATH}/rawugc.yaml": "a: [\n"},
    "more workspaces": {f"{PATH}/deep/rawugc.yaml": {"api": {"baseUrl": ELSEWHERE}}},
    "one above": {"rawugc.yaml": {"api": {"baseUrl": ELSEWHERE}}},
    "a journal": {f"{PATH}/.rawugc/journal.jsonl": "{}", "shared/.rawugc/x": "{}"},
}


@pytest.fixture
def repository(agency: Agency) -> Repository:
    agency.fleet(
        {
            "repositories": [{"url": "brands", "tenant": "t"}],
            "keys": [{"workspace": "brands/*", "variable": "KEY"}],
        }
    )
    made = agency.repository(
        "brands",
        {
            **with_law(),
            f"{PATH}/signers": SIGNERS,
            "shared/x.yaml": "x-a: 1\n",
            f"{PATH}/brand.yaml": persona("Ash"),
        },
    )
    made.branch("head")
    return made


@pytest.fixture
def grounds(agency: Agency) -> Grounds:
    """Made at its first use: after fleet.yaml was written."""
    fleet = load_fleet(agency.root / "fleet.yaml")
    return Grounds(fleet, agency.root, agency.root / "scratch", agency.variables)


@contextmanager
def proposed(grounds: Grounds, head: str, base: str, path: str = PATH) -> Iterator[Path]:
    with grounds.proposed("brands", path, head, base, "refs/heads/head") as folder:
        yield folder


def files(folder: Path) -> dict[str, str]:
    """All that lies in the workspace."""
    return {one.relative_to(folder).as_posix(): one.read_text() for one in folder.rglob("*") if one.is_file()}


@pytest.mark.parametrize("change", HEADS.values(), ids=HEADS)
def test_a_hostile_head_decides_nothing(
    repository: Repository, grounds: Grounds, change: dict[str, Any]
) -> None:
    base = repository.head
    head = repository.commit({**change, f"{PATH}/brand.yaml": persona("Ash", "New")})
    with proposed(grounds, head, base) as folder, grounds.checkout("brands", base) as law:
        assert load_config(folder / PATH) == load_config(law / PATH)
        expected = {**files(law / PATH), "brand.yaml": json.dumps(persona("Ash", "New"), indent=1)}
        assert files(folder / PATH) == expected
        assert [one.relative_to(folder).as_posix() for one in folder.rglob("rawugc.yaml")] == [
            f"{PATH}/rawugc.yaml"
        ]


# -- what is asked with which key


def ran(agency: Agency, folder: Path, kind: Kind = "plan", path: str = "ash") -> Ended:
    fleet = load_fleet(agency.root / "fleet.yaml")
    task = Task(Member("t", "brands", path), Wish(kind=kind, review=True), "c", folder)
    keys = Keys(fleet.keys, agency.root, agency.variables)
    around = Around(without_secrets(fleet, agency.variables))
    return reconcile(task, keys, around, Stopper(SystemClock()))


@pytest.fixture
def simple(agency: Agency) -> Repository:
    keys = [{"workspace": "ash", "command": ["sh", "-c", "touch read; echo ruk_ash"]}]
    agency.fleet({"repositories": [{"url": "brands", "tenant": "t"}], "keys": keys})
    made = agency.repository(
        "brands", {"ash/rawugc.yaml": {"workspace": "ash"}, "ash/brand.yaml": persona("Ash")}
    )
    made.branch("head")
    return made


def test_a_plan_of_a_head_asks_the_server_of_the_law_alone(
    agency: Agency, simple: Repository, grounds: Grounds
) -> None:
    base = simple.head
    hostile = {"workspace": "ash", "api": {"baseUrl": ELSEWHERE}, "keyVariable": "PATH"}
    head = simple.commit({"ash/rawugc.yaml": hostile, "ash/brand.yaml": persona("Ash", "New")})
    with proposed(grounds, head, base, "ash") as folder:
        ended = ran(agency, folder)
    assert (ended.exit_code, agency.calls()) == (0, [])
    assert ended.plan is not None
    assert [str(one.address) for one in ended.plan.changes] == ["personas.p"]
    assert agency.rawugc.keys.keys() == {"ruk_ash"}
    assert (agency.root / "read").exists()


@pytest.mark.parametrize(
    ("manifest", "code"), [(persona("Ash", "New"), 0), ({"personas": {"p": {"nam": "x"}}}, 1)]
)
def test_a_fork_is_validated_without_a_key_and_without_a_request(
    agency: Agency, simple: Repository, grounds: Grounds, manifest: dict[str, Any], code: int
) -> None:
    base, head = simple.head, simple.commit({"ash/brand.yaml": manifest})
    with proposed(grounds, head, base, "ash") as folder:
        ended = ran(agency, folder, "validate")
    assert (ended.exit_code, ended.plan) == (code, None)
    assert agency.rawugc.log == []
    assert not (agency.root / "read").exists()


def link_a_text(repository: Repository, secret: Path) -> None:
    repository.write({"ash/brand.yaml": {"personas": {"p": {"name": "A", "description": {"file": "d.md"}}}}})
    (repository.root / "ash/d.md").symlink_to(secret)


def link_a_manifest(repository: Repository, secret: Path) -> None:
    (repository.root / "ash/brand.yaml").unlink()
    (repository.root / "ash/brand.yaml").symlink_to(secret)


def link_a_folder(repository: Repository, secret: Path) -> None:
    repository.write(
        {"ash/brand.yaml": {"personas": {"p": {"name": "A", "description": {"file": "d/secret"}}}}}
    )
    (repository.root / "ash/d").symlink_to(secret.parent)


@pytest.mark.parametrize("kind", ["validate", "plan"])
@pytest.mark.parametrize("link", [link_a_text, link_a_manifest, link_a_folder], ids=lambda one: one.__name__)
def test_a_head_reads_nothing_beside_its_checkout(
    agency: Agency,
    simple: Repository,
    grounds: Grounds,
    link: Callable[[Repository, Path], None],
    kind: Kind,
) -> None:
    secret = agency.root / "keys/secret"
    secret.parent.mkdir()
    secret.write_text("ruk_of_another")
    base = simple.head
    link(simple, secret)
    head = simple.commit({})
    with proposed(grounds, head, base, "ash") as folder:
        ended = ran(agency, folder, kind)
    assert ended.exit_code == 1
    assert "ruk_of_another" not in repr(ended)
