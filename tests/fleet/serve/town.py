"""A fleet of one repository: its checkout, its database, its worker, its pages, and the RawUGC behind it."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from functools import cached_property
from io import StringIO
from pathlib import Path
from textwrap import dedent
from threading import Thread
from typing import Any

import httpx

from rawugc_sync.api.stopping import Stopper
from rawugc_sync.cli.main import main
from rawugc_sync.fleet.config import Fleet, load_fleet
from rawugc_sync.fleet.draining import Draining
from rawugc_sync.fleet.engine.database import Database
from rawugc_sync.fleet.engine.fence import Fence
from rawugc_sync.fleet.engine.migrate import migrate
from rawugc_sync.fleet.engine.perform import Asked
from rawugc_sync.fleet.engine.work import Parts, Setting
from rawugc_sync.fleet.serve.app import application
from rawugc_sync.fleet.serve.serving import listener, serve
from rawugc_sync.fleet.serve.site import site_of
from rawugc_sync.workspace.surroundings import Surroundings
from tests.contract.project import KEY, RawUGC
from tests.fleet.engine.works import at_work

ADDRESS = "https://fleet.example"
SECRET = "s3cret"
ANN, CY, BO = "ann@agency.example", "cy@client.example", "bo@client.example"
LAW = f"""
workspace: b01
approvals:
  legal: {{of: [messaging], by: [{CY}, {ANN}]}}
  brand: {{of: [personas], by: [{BO}]}}
"""
BRAND = """
messaging:
  gentle: {name: Gentle science, body: Says less to skin that reacts.}
  loud: {name: Loud, body: Says more.}
personas:
  skin: {name: Switchers, description: Thirty-somethings whose skin reacts.}
"""
FILES = {"brands/b01/rawugc.yaml": LAW, "brands/b01/brand.yaml": BRAND}


@dataclass(frozen=True)
class Ran:
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str


@dataclass
class Town:
    """`folder` has fleet.yaml, and the repository in `agency`."""

    folder: Path
    scratch: Path
    rawugc: RawUGC
    database: Database

    @property
    def repository(self) -> Path:
        return self.folder / "agency"

    @property
    def brand(self) -> Path:
        return self.repository / "brands/b01"

    @property
    def variables(self) -> dict[str, str]:
        return {"RAWUGC_BASE_URL": self.rawugc.url, "HOOK_SECRET": SECRET, "KEYS": KEY, "TZ": "UTC"}

    def fleet(self) -> Fleet:
        return load_fleet(self.folder / "fleet.yaml")

    def commit(self, files: Mapping[str, str], author: str = f"Ann <{ANN}>") -> None:
        """Write files, and commit them on the branch."""
        for name, text in files.items():
            path = self.repository / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(dedent(text), encoding="utf-8")
        self.git("add", "-A")
        self.git("-c", "user.name=M", "-c", "user.email=m@x", "commit", "-qm", "Change", f"--author={author}")

    def git(self, *command: str) -> str:
        ran = subprocess.run(["git", "-C", self.repository, *command], check=True, capture_output=True)
        return ran.stdout.decode().strip()

    @cached_property
    def parts(self) -> Parts:
        """What a worker is made of, without its queue: runs go one by one, when a test says so."""
        setting = Setting(self.fleet(), self.folder, self.variables, self.database)
        return Parts.of(setting, self.scratch, Draining(self.rawugc.clock))

    def survey(self) -> None:
        """What a worker does when a webhook has told of a commit."""
        self.parts.tick.begin()
        with at_work(self.database) as fence:
            self.parts.survey.look("agency", fence)

    def work(self) -> list[tuple[str, str]]:
        """Run all that waits; the kinds and workspaces of the runs."""
        done = []
        while jobs := self.waiting():
            for job in jobs:
                self.sql("update procrastinate_jobs set status = 'doing' where id = %s", job["id"])
                told = job["args"]
                done.append((told["kind"], told["workspace"]))
                wish = (told["workspace"], told["kind"], told["commit"], told["request"], told["content"])
                self.parts.performing.perform(Asked(*wish, Fence(job["id"], None, 0), "worker", job["lock"]))
                self.sql("delete from procrastinate_jobs where id = %s", job["id"])
        return done

    def waiting(self, task: str = "fleet.run") -> list[dict[str, Any]]:
        """The jobs that wait."""
        sql = (
            "select id, args, priority, lock from procrastinate_jobs where status = 'todo' and task_name = %s"
        )
        return self.sql(f"{sql} order by id", task)

    def planned(self) -> str:
        """Survey, run what waits, and plan; the id of the run of the plan."""
        self.survey()
        self.work()
        assert self("enqueue", "brands/b01", "--kind", "plan").code == 0
        self.work()
        found = self.sql("select id from fleet_runs where kind = 'plan' order by started_at desc limit 1")
        return str(found[0]["id"])

    def sql(self, query: str, *values: object) -> list[dict[str, Any]]:
        with self.database.transaction() as connection:
            cursor = connection.execute(query, values)
            return cursor.fetchall() if cursor.description else []

    def __call__(self, *command: str) -> Ran:
        """Run a command of `rawugc-sync fleet`."""
        return self.tool("fleet", *command)

    def tool(self, *command: str, cwd: Path | None = None) -> Ran:
        out, err = StringIO(), StringIO()
        variables = {**self.variables, "RAWUGC_API_KEY": KEY}
        with redirect_stdout(out), redirect_stderr(err):
            around = Surroundings(variables, self.rawugc.clock)
            code = main(["-C", str(cwd or self.folder), *command], around)
        return Ran(code, out.getvalue(), err.getvalue())

    def link(self, role: str = "legal", person: str = CY, *more: str) -> str:
        """The path of a new link."""
        made = self("link", "brands/b01", "--role", role, "--person", person, "--json", *more)
        assert made.code == 0, made.err
        return str(json.loads(made.out)["url"]).removeprefix(ADDRESS)

    def approvals(self) -> list[tuple[str, str, list[str], str]]:
        """What was recorded beside the state: kind, person, addresses, note."""
        path = self.brand / "rawugc.approvals.json"
        if not path.exists():
            return []
        entries = json.loads(path.read_text(encoding="utf-8"))["entries"]
        return [(one["kind"], one["by"], sorted(one["addresses"]), one["note"]) for one in entries]

    @contextmanager
    def serving(self) -> Iterator[str]:
        """Its pages, over a socket; their base URL."""
        site = site_of(
            self.fleet(),
            self.folder,
            self.scratch / "serve",
            self.variables,
            self.database,
            self.rawugc.clock,
        )
        stopper = Stopper(self.rawugc.clock)
        with listener("127.0.0.1", 0) as listens:
            app = application(site, self.variables)
            thread = Thread(target=serve, args=(app, listens, stopper))
            thread.start()
            try:
                yield f"http://127.0.0.1:{listens.getsockname()[1]}"
            finally:
                stopper.stop()
                thread.join()


@contextmanager
def town_at(folder: Path, rawugc: RawUGC, url: str, files: Mapping[str, str] = FILES) -> Iterator[Town]:
    """A fleet in a folder, with its tables, and these files on the branch."""
    repository = folder / "agency"
    repository.mkdir(parents=True)
    subprocess.run(["git", "init", "-q", "-b", "main", repository], check=True)
    fleet = {
        "database": url,
        "repositories": [{"url": "agency", "tenant": "agency", "secretVariable": "HOOK_SECRET"}],
        "keys": [{"workspace": "brands/*", "variable": "KEYS"}],
        "links": {"address": ADDRESS, "expire": "7d"},
    }
    (folder / "fleet.yaml").write_text(json.dumps(fleet), encoding="utf-8")
    with Database(url).opened() as database:
        migrate(database)
        town = Town(folder, folder / "scratch", rawugc, database)
        town.commit(files)
        yield town


class Visitor:
    """A browser without scripts: it keeps cookies, and sends forms."""

    def __init__(self, base: str) -> None:
        self.client = httpx.Client(base_url=base, trust_env=False, timeout=60)

    def close(self) -> None:
        self.client.close()

    def get(self, path: str) -> httpx.Response:
        answer = self.client.get(path)
        self._keep(answer)
        return answer

    def send(self, path: str, form: Mapping[str, str], **headers: str) -> httpx.Response:
        told = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.post(path, data=dict(form), headers=told)

    def answers(
        self, path: str, said: Mapping[int, str], notes: Mapping[int, str] | None = None
    ) -> httpx.Response:
        """Open a page, and send what its form would."""
        return self.send(path, {**self.form(path), **fields(said, notes)})

    def form(self, path: str) -> dict[str, str]:
        """The proof of a page that is open."""
        page = self.get(path)
        assert page.status_code == 200, page.text
        return {"proof": page.text.partition('name="proof" value="')[2].partition('"')[0]}

    def _keep(self, answer: httpx.Response) -> None:
        """Its cookies are for https alone, which the proxy has; here there is none."""
        for cookie in answer.headers.get_list("set-cookie"):
            name, _, value = cookie.partition(";")[0].partition("=")
            self.client.cookies.set(name, value)


def fields(said: Mapping[int, str], notes: Mapping[int, str] | None = None) -> dict[str, str]:
    """What a form has for these answers."""
    return {
        **{f"say-{number}": word for number, word in said.items()},
        **{f"note-{number}": note for number, note in (notes or {}).items()},
    }
