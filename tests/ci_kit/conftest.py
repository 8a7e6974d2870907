"""A repository on a forge, a RawUGC over a socket, and machines that run the kit's jobs."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from rawugc_sync.sandbox import Options, Request, Response, Store
from rawugc_sync.sandbox.serve import serving
from tests.ci_kit.files import ROOT
from tests.ci_kit.pipeline import Machine
from tests.ci_kit.runner import Event, Runner
from tests.forge.double import PROJECT, REPOSITORY, Place, served
from tests.forks import Fork
from tests.git.test_checkout import PLAIN, git

KEY = "ruk_kit"
NUMBER = 12
MERGE_REQUEST = f"refs/merge-requests/{NUMBER}/head"
MAIN = "refs/heads/main"
CONFIG = """\
workspace: glow
organization: org_1
state: git+branch://rawugc-state
approvals:
  legal: {of: [messaging], by: [ana]}
  people: {ana: [ana@example.com], bo: [bo@example.com]}
"""
BRAND = """\
personas:
  p:
    name: N
    description: |
      D
"""


@dataclass
class World:
    """The repository, what RawUGC was sent, and the forge."""

    origin: Path
    home: Path
    url: str
    place: Place
    runner: Runner
    store: Store
    opened: str = "open"
    sent: list[tuple[str, str]] = field(default_factory=list)

    def own(self, *arguments: str, **variables: str) -> str:
        """The tool on somebody's own machine."""
        own = {"PATH": os.environ["PATH"], "HOME": str(self.home)}
        rawugc = {"RAWUGC_API_KEY": KEY, "RAWUGC_BASE_URL": self.url}
        run = Fork.tool({**PLAIN, **own, **rawugc, **variables}, "-C", str(self.home), *arguments)
        out, err = run.communicate(60)
        assert run.returncode == 0, out + err
        return out

    def name(self) -> str:
        """The name of the plan on main."""
        name: str = json.loads(self.own("plan", "--json"))["name"]
        return name

    def write(self, name: str, text: str) -> None:
        path = self.home / f"{name}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def applied(self) -> None:
        """The first run, which is deliberate."""
        self.own("apply", "--auto-approve")
        self.sent.clear()

    def several(self) -> None:
        """Two brands instead of the one, each with a key of its own, both applied."""
        for name in ("rawugc", "brand"):
            (self.home / f"{name}.yaml").unlink()
        files = {}
        for name in ("elm", "oak"):
            config = f"workspace: {name}\nkeyVariable: {name.upper()}_KEY\nstate: git+branch://{name}\n"
            files[f"brands/{name}/rawugc"] = config
            files[f"brands/{name}/brand"] = BRAND.replace("N\n", f"{name}\n")
        self.merged(**files)
        self.own("apply", "--all", "--auto-approve", ELM_KEY=KEY, OAK_KEY=KEY)
        self.sent.clear()

    def commit(self, ref: str, **files: str) -> str:
        """Files of a commit upon main, at a ref of the repository; its id."""
        git(self.home, "checkout", "--quiet", "--detach", "main")
        for name, text in files.items():
            self.write(name, text)
        git(self.home, "add", ".")
        git(self.home, "commit", "--quiet", "-m", "An edit", "--author", "Bo <bo@example.com>")
        git(self.home, "push", "--quiet", "origin", f"HEAD:{ref}")
        if ref == MAIN:
            git(self.home, "checkout", "--quiet", "-B", "main")
        return git(self.home, "rev-parse", "HEAD")

    def pull_request(self, *, fork: bool = False, key: str = KEY, **files: str) -> Event:
        """An edit that is proposed."""
        ref = f"refs/pull/{NUMBER}/merge"
        self.commit(ref, **files)
        head = {"repo": {"full_name": "eve/brands" if fork else REPOSITORY}}
        of_project = {"source_project_id": 8 if fork else int(PROJECT), "iid": NUMBER}
        self.place.pulls[NUMBER] = {"state": self.opened, "head": head, **of_project}
        told = {"pull_request": {"number": NUMBER, "head": head, "user": {"login": "bo"}}}
        git(self.home, "push", "--quiet", "--force", "origin", f"HEAD:{MERGE_REQUEST}")
        return Event("pull_request", ref, told, NUMBER, {} if fork else {"RAWUGC_API_KEY": key})

    def merged(self, name: str = "push", **files: str) -> Event:
        """An edit that is on main, from that pull request."""
        commit = self.commit(MAIN, **files)
        self.place.origins[commit] = [NUMBER]
        merged = {"merged_at": "2027-01-15T08:00:00Z", "state": "merged"}
        self.place.pulls[NUMBER] = {"number": NUMBER, "iid": NUMBER, **merged}
        return Event(name, MAIN, {}, None, {"RAWUGC_API_KEY": KEY})

    def comment(self, body: str, login: str = "ana") -> Event:
        """Somebody writes a comment on that pull request."""
        request = {"url": "https://x", "merged_at": self.place.pulls[NUMBER].get("merged_at")}
        said, user = self.place.say(NUMBER, body, login), {"login": login, "type": "User"}
        told: dict[str, Any] = {
            "action": "created",
            "issue": {"number": NUMBER, "user": {"login": "bo"}, "pull_request": request},
            "comment": {"id": said["id"], "body": body, "user": user, "html_url": "https://x"},
            "sender": {"login": login},
        }
        return Event("issue_comment", MAIN, told, None, {"RAWUGC_API_KEY": KEY})

    def drawn(self) -> Event:
        """The time of the night."""
        return Event("schedule", MAIN, {}, None, {"RAWUGC_API_KEY": KEY})

    def writes(self) -> list[tuple[str, str]]:
        return [(method, path) for method, path in self.sent if method != "GET"]

    def settled(self) -> None:
        """Nothing is left to do on main, and looking writes nothing."""
        self.sent.clear()
        git(self.home, "checkout", "--quiet", "main")
        self.own("plan", "--detailed-exitcode")
        assert self.writes() == []


@pytest.fixture(scope="session")
def machines(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The temporary folder of a machine on which the action has installed this checkout already."""
    folder = tmp_path_factory.mktemp("runner")
    version = sha256(f"{ROOT}\n\n".encode()).hexdigest()[:12]
    bin = folder / f"rawugc-sync-{version}/bin"
    bin.mkdir(parents=True)
    (bin.parent / "ready").touch()
    program = bin / "rawugc-sync"
    program.write_text(f'#!/bin/sh\nPYTHONPATH={ROOT} exec {sys.executable} -m rawugc_sync "$@"\n')
    program.chmod(0o755)
    return folder


@pytest.fixture(scope="session")
def image(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """What stands for an image with Python and what the tool needs, and a wheel of the tool."""
    folder = tmp_path_factory.mktemp("image")
    python = folder / "python/bin/python"
    subprocess.run([sys.executable, "-m", "venv", str(folder / "python")], check=True)
    own = subprocess.run(
        [str(python), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    (Path(own) / "needed.pth").write_text(sysconfig.get_path("purelib"))
    wheel = [str(python), "-m", "pip", "wheel", "--quiet", "--no-deps", "-w", str(folder), str(ROOT)]
    subprocess.run(wheel, check=True)
    return folder / "python", next(folder.glob("*.whl"))


def repository(folder: Path) -> tuple[Path, Path]:
    """A bare one with a brand whose state is on a branch of it, and somebody's own checkout."""
    origin, home = folder / "origin.git", folder / "home"
    git(folder, "init", "--quiet", "--bare", "--initial-branch", "main", str(origin))
    git(folder, "clone", "--quiet", str(origin), str(home))
    git(home, "checkout", "--quiet", "-b", "main")
    for name, text in {"rawugc.yaml": CONFIG, "brand.yaml": BRAND, ".gitignore": ".rawugc/\n"}.items():
        (home / name).write_text(text, encoding="utf-8")
    git(home, "add", ".")
    git(home, "commit", "--quiet", "-m", "A brand")
    git(home, "push", "--quiet", "origin", "main")
    return origin, home


@pytest.fixture
def world(tmp_path: Path, machines: Path) -> Iterator[World]:
    origin, home = repository(tmp_path)
    store, sent = Store.open(), []

    def record(request: Request, response: Response) -> None:
        sent.append((request.method, request.path))

    with (
        serving(store, Options(rate_limit=1000), lambda: int(time.time() * 1000), record) as url,
        served() as place,
    ):
        runner = Runner(tmp_path, origin, url, place, machines)
        yield World(origin, home, url, place, runner, store, sent=sent)
    store.close()


@pytest.fixture
def machine(tmp_path: Path, world: World, image: tuple[Path, Path]) -> Machine:
    """A runner of GitLab's for the same repository."""
    world.place.login, world.opened = "project_7_bot", "opened"
    return Machine(tmp_path, world.origin, world.url, world.place, *image)
