"""What is peculiar to a state on a git branch: the history, the checkout, the server's rules, logging in."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from rawugc_sync.api.clock import SystemClock
from rawugc_sync.git.program import Failed, Git
from rawugc_sync.state.places import Setting, store_for
from rawugc_sync.state.store import Conflict, Holder, LockLost, Store, Stored
from rawugc_sync.words.errors import InvalidInput, LockHeld, StateError
from tests.conftest import Workspace
from tests.forks import Fork
from tests.stores import world_git_file, world_git_http
from tests.stores.git_server import LOGIN, PASSWORD, USER, GitServer
from tests.stores.test_contract import ME, YOU, document
from tests.stores.world_git_file import ALONE, GitFile, bare, git
from tests.stores.world_git_http import GitHttp
from tests.stores.worlds import opened


@pytest.fixture
def shared(tmp_path: Path) -> Iterator[GitFile]:
    """A bare repository on a disk."""
    with world_git_file.world(tmp_path) as one:
        yield one


@pytest.fixture
def hosted(tmp_path: Path) -> Iterator[GitHttp]:
    """A repository over HTTP."""
    with world_git_http.world(tmp_path) as one:
        yield one


def at(root: Path, url: str = "git+branch://rawugc-state", name: str = "glow-lab", **more: str) -> Store:
    return store_for(Setting(url, name, root, root / ".rawugc", {**ALONE, **more}, SystemClock()))


def use(store: Store, serial: int = 1) -> None:
    """All that a run does with its store."""
    store.lock(ME)
    stored = store.read()
    store.append(store.read_journal() + b'{"kind":"run"}\n')
    store.append(b'{"kind":"done"}\n')
    store.write(document(serial), stored.version if stored else None, "Apply")
    store.append(b'{"kind":"run"}\n')
    store.drop_journal()
    store.unlock(ME.id)


def use_at(root: Path) -> None:
    """The whole life of a process that does so."""
    use(at(root))


def branches(repository: Path) -> list[str]:
    return git(repository, "for-each-ref", "--format=%(refname:short)").split()


def subjects(repository: Path) -> list[str]:
    return git(repository, "log", "--format=%s", "rawugc-state").splitlines()


def told(failed: pytest.ExceptionInfo[StateError]) -> str:
    said = failed.value.diagnostics[0]
    return f"{said.summary}\n{said.detail}"


# -- how often the remote is asked


def watched(folder: Path) -> tuple[dict[str, str], Callable[[], list[str]]]:
    """A `git` that writes down what it is told, and what of it has reached the remote since the last time."""
    trace, program = folder / "trace", folder / "bin" / "git"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\necho "$@" >> "{trace}"\nexec "{shutil.which("git")}" "$@"\n')
    program.chmod(0o755)

    def asked() -> list[str]:
        lines = trace.read_text().splitlines() if trace.exists() else []
        trace.unlink(missing_ok=True)
        return [word for line in lines for word in line.split() if word in ("push", "fetch", "ls-remote")]

    return {"PATH": f"{program.parent}:{os.environ['PATH']}"}, asked


def test_under_the_lock_a_write_is_one_push_and_nothing_else(shared: GitFile) -> None:
    variables, asked = watched(shared.folder)
    store = at(shared.machine("one"), **variables)
    store.lock(ME)
    assert asked() == ["ls-remote", "push"]
    stored, journal = store.read(), store.read_journal()
    assert (stored, journal, asked()) == (None, b"", ["ls-remote", "ls-remote"])
    counted = []
    for act in (
        lambda: store.append(b'{"kind":"run"}\n'),
        lambda: store.append(b'{"kind":"intent"}\n'),
        lambda: store.write(document(1), None, "Apply"),
        lambda: store.append(b'{"kind":"run"}\n'),
        store.drop_journal,
        lambda: store.unlock(ME.id),
    ):
        act()
        counted.append(asked())
    assert counted == [["push"]] * 6


@pytest.mark.parametrize("after", [1, 2, 3])
def test_a_write_from_memory_is_refused_once_the_lock_was_taken_away(shared: GitFile, after: int) -> None:
    store = at(shared.machine("one"))
    store.lock(ME)
    for number in range(after):
        store.append(b'{"kind":"run"}\n')
        assert store.read_journal().count(b"\n") == number + 1
    at(shared.machine("two")).unlock(ME.id)
    for act in (lambda: store.append(b"{}\n"), lambda: store.write(document(1), None, "Apply")):
        with pytest.raises(LockLost):
            act()
    assert at(shared.machine("two")).read() is None


def test_a_write_from_memory_goes_through_when_others_have_written_beside_it(shared: GitFile) -> None:
    store = at(shared.machine("one"))
    store.lock(ME)
    version = store.write(document(1), None, "Apply")
    use(at(shared.machine("two"), name="another"))
    store.write(document(2), version, "Apply")
    store.unlock(ME.id)
    stored = at(shared.machine("two")).read()
    assert stored is not None
    assert (stored.data, branches(shared.origin)) == (document(2), ["main", "rawugc-state"])


# -- the history


def test_the_branch_has_one_readable_commit_an_apply(shared: GitFile) -> None:
    machine = shared.machine("one")
    for serial in (1, 2):
        use(at(machine, GITHUB_ACTOR="octo-ana"), serial)
    assert subjects(shared.origin) == ["glow-lab: Apply, serial 2", "glow-lab: Apply, serial 1"]
    body = git(shared.origin, "log", "-1", "--format=%b", "rawugc-state")
    assert "Actor: octo-ana\n" in body
    assert f"Commit: {git(machine, 'rev-parse', 'HEAD')}" in body
    assert "[skip ci]" in body
    assert branches(shared.origin) == ["main", "rawugc-state"]


def test_the_branch_says_what_it_is_and_shares_nothing_with_others(shared: GitFile) -> None:
    use(at(shared.machine("one")))
    use(at(shared.machine("one"), name="glow-lab/staging"))
    files = git(shared.origin, "ls-tree", "-r", "--name-only", "rawugc-state").split()
    assert files == ["README.md", "glow-lab.json", "glow-lab/staging.json"]
    assert len(git(shared.origin, "rev-list", "--max-parents=0", "rawugc-state", "main").split()) == 2


def test_what_others_keep_on_the_branch_stays(shared: GitFile) -> None:
    use(at(shared.machine("one"), name="another"))
    use(at(shared.machine("one")))
    assert git(shared.origin, "show", "rawugc-state:another.json") == document(1).decode()


def test_a_branch_that_holds_anything_else_is_refused(shared: GitFile) -> None:
    git(shared.folder / "first", "push", "--quiet", str(shared.origin), "main:code")
    before = git(shared.origin, "rev-parse", "code")
    for act in (lambda store: store.read(), lambda store: store.write(document(1), None, "Apply")):
        with pytest.raises(InvalidInput, match=r"branch code of origin holds glow-lab\.yaml, no state"):
            act(at(shared.machine("one"), "git+branch://code"))
    assert git(shared.origin, "rev-parse", "code") == before


def test_the_branch_that_is_checked_out_is_refused(shared: GitFile) -> None:
    machine = shared.machine("one")
    with pytest.raises(InvalidInput, match="main is the branch that is checked out here"):
        at(machine, "git+branch://main").read()
    git(machine, "checkout", "--quiet", "-b", "topic")
    with pytest.raises(InvalidInput, match=r"branch main of origin holds glow-lab\.yaml"):
        at(machine, "git+branch://main").read()
    with pytest.raises(InvalidInput, match="HEAD is no branch of its own"):
        at(machine, "git+branch://HEAD")


@pytest.mark.parametrize(
    ("configured", "author"),
    [
        ({"user.name": "Ben <b>", "user.email": "ben@glow.test"}, "Ben b <ben@glow.test>"),
        ({"user.name": "Ben"}, "rawugc-sync <rawugc-sync@users.noreply.invalid>"),
        ({}, "rawugc-sync <rawugc-sync@users.noreply.invalid>"),
    ],
)
def test_commits_are_by_whoever_the_checkout_says(
    shared: GitFile, configured: dict[str, str], author: str
) -> None:
    machine = shared.machine("one")
    for key, value in configured.items():
        git(machine, "config", key, value)
    use(at(machine))
    assert git(shared.origin, "log", "-1", "--format=%an <%ae>", "rawugc-state").strip() == author


@pytest.mark.parametrize(
    "name", ["My Brand!", ".hidden", "glow.lock", "a..b", "Grüße", "a~b^c:d", "it's\n", "glow-lab/eu/test."]
)
def test_any_name_can_be_kept(shared: GitFile, name: str) -> None:
    use(at(shared.machine("one"), name=name), 7)
    stored = at(shared.machine("two"), name=name).read()
    assert stored is not None
    assert stored.data == document(7)


# -- the checkout


def _complete(shared: GitFile) -> Path:
    git(shared.folder, "clone", "--quiet", str(shared.origin), "checkout")
    return shared.folder / "checkout"


def _shallow(shared: GitFile) -> Path:
    return shared.machine("one")


def _single_branch_detached(shared: GitFile) -> Path:
    url = f"file://{shared.origin}"
    git(shared.folder, "clone", "--quiet", "--depth=1", "--single-branch", "-b", "main", url, "checkout")
    git(shared.folder / "checkout", "checkout", "--quiet", "--detach")
    return shared.folder / "checkout"


def _sparse_and_partial(shared: GitFile) -> Path:
    git(shared.origin, "config", "uploadpack.allowFilter", "true")
    url = f"file://{shared.origin}"
    git(shared.folder, "clone", "--quiet", "--filter=blob:none", "--sparse", url, "checkout")
    return shared.folder / "checkout"


def _worktree(shared: GitFile) -> Path:
    git(_complete(shared), "worktree", "add", "--quiet", "../beside", "-b", "beside")
    return shared.folder / "beside"


def _submodule(shared: GitFile) -> Path:
    outer = shared.folder / "outer"
    git(shared.folder, "init", "--quiet", str(outer))
    allowed = ("-c", "protocol.file.allow=always")
    git(outer, *allowed, "submodule", "--quiet", "add", f"file://{shared.origin}", "brand")
    return outer / "brand"


def _before_the_first_commit(shared: GitFile) -> Path:
    new = shared.folder / "new"
    git(shared.folder, "init", "--quiet", str(new))
    git(new, "remote", "add", "origin", str(shared.origin))
    return new


def machines(shared: GitFile) -> dict[Path, bytes]:
    """Every file but those of the repository that the machines share."""
    paths = (path for path in shared.folder.rglob("*") if not path.is_relative_to(shared.origin))
    return {path: path.read_bytes() if path.is_file() else b"" for path in paths}


@pytest.mark.parametrize(
    "checked_out",
    [
        _complete,
        _shallow,
        _single_branch_detached,
        _sparse_and_partial,
        _worktree,
        _submodule,
        _before_the_first_commit,
    ],
)
def test_nothing_of_the_checkout_changes(shared: GitFile, checked_out: Callable[[GitFile], Path]) -> None:
    """Neither work tree nor index, HEAD, branches, objects, .git/shallow, FETCH_HEAD, configuration."""
    root = checked_out(shared)
    before = machines(shared)
    use(at(root), 1)
    use(at(root), 2)
    assert machines(shared) == before
    assert subjects(shared.origin) == ["glow-lab: Apply, serial 2", "glow-lab: Apply, serial 1"]


def test_hooks_and_settings_of_the_user_have_no_say(shared: GitFile) -> None:
    machine = shared.machine("one")
    hooks = machine / "hooks"
    hooks.mkdir()
    for name in ("pre-push", "reference-transaction", "post-commit"):
        (hooks / name).write_text("#!/bin/sh\nexit 1\n")
        (hooks / name).chmod(0o755)
    for key, value in {
        "core.hooksPath": str(hooks),
        "commit.gpgSign": "true",
        "push.gpgSign": "true",
        "push.followTags": "true",
        "fetch.prune": "true",
        "remote.origin.mirror": "true",
    }.items():
        git(machine, "config", key, value)
    use(at(machine))
    assert subjects(shared.origin) == ["glow-lab: Apply, serial 1"]


def test_a_hook_around_the_run_leads_it_nowhere_else(shared: GitFile) -> None:
    elsewhere = {"GIT_DIR": "/nowhere", "GIT_INDEX_FILE": "/nowhere/index", "GIT_TRACE": "1"}
    use(at(shared.machine("one"), **elsewhere))
    assert subjects(shared.origin) == ["glow-lab: Apply, serial 1"]


def test_no_file_is_left_behind(shared: GitFile, tmp_path: Path) -> None:
    places = tmp_path / "temporary"
    places.mkdir()
    variables = {**os.environ, **ALONE, "TMPDIR": str(places)}
    process = Fork.start(variables, use_at, shared.machine("one"))
    assert (process.communicate(60)[1], process.returncode) == ("", 0)
    assert list(places.iterdir()) == []


# -- other repositories


def test_another_remote_can_have_the_states(shared: GitFile, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    states = bare(other)
    machine = shared.machine("one")
    git(machine, "remote", "add", "upstream", str(states))
    use(at(machine, "git+branch://rawugc-state?remote=upstream"), 1)
    use(at(machine, f"git+branch://rawugc-state?remote={states}"), 2)
    use(at(machine, f"git+branch://rawugc-state?remote=file://{states}"), 3)
    assert len(subjects(states)) == 3
    assert branches(shared.origin) == ["main"]


@pytest.mark.parametrize(
    ("url", "complaint"),
    [
        ("git+branch://", "cannot be the name of a branch"),
        ("git+branch://a..b", "cannot be the name of a branch"),
        ("git+branch://a b", "cannot be the name of a branch"),
        ("git+branch://-f", "cannot be the name of a branch"),
        ("git+branch://a.lock", "cannot be the name of a branch"),
        ("git+branch://a/", "cannot be the name of a branch"),
        ("git+branch://a\0b", "cannot be the name of a branch"),
        ("git+branch://states?branch=x", "only ?remote="),
        ("git+branch://states?remote=", "only ?remote="),
        ("git+branch://states?remote=--upload-pack=x", "only ?remote="),
        ("git+branch://states?remote=a\nb", "only ?remote="),
        (f"git+branch://states?remote=https://ana:{PASSWORD}@glow.test/x.git", "has a password"),
        (f"git+branch://states?remote=https://{PASSWORD}@glow.test/x.git", "has a user"),
        (f"git+branch://states?remote=HTTP://{PASSWORD}@glow.test/x.git", "has a user"),
        (f"git+branch://states?remote=https://:{PASSWORD}@glow.test/x.git", "has a password"),
        (f"git+branch://states?remote=ssh://git:{PASSWORD}@glow.test/x.git", "has a password"),
    ],
)
def test_a_wrong_url_is_told(tmp_path: Path, url: str, complaint: str) -> None:
    with pytest.raises(InvalidInput) as failed:
        at(tmp_path, url)
    said = failed.value.diagnostics[0]
    assert complaint in said.summary
    assert PASSWORD not in said.summary + said.detail


def test_messages_name_branch_and_remote_without_a_login(tmp_path: Path) -> None:
    store = at(tmp_path, "git+branch://ops/states?remote=ssh://git@glow.test/x.git", "glow-lab/eu")
    assert store.place == "glow-lab/eu.json on branch ops/states of ssh://glow.test/x.git"
    assert store.journal_place == "branch ops/states-journal/glow-lab@eu of ssh://glow.test/x.git"


def test_a_folder_in_no_repository_is_told(tmp_path: Path) -> None:
    with pytest.raises(StateError) as failed:
        at(tmp_path, GIT_CEILING_DIRECTORIES=str(tmp_path.parent)).read()
    assert "not a git repository" in told(failed)
    assert "a checkout around the workspace" in told(failed)


def test_a_missing_remote_is_told(shared: GitFile) -> None:
    with pytest.raises(StateError) as failed:
        at(shared.machine("one"), "git+branch://states?remote=backup").read()
    assert "no remote called backup" in told(failed)


def test_a_missing_git_is_told(shared: GitFile) -> None:
    with pytest.raises(StateError) as failed:
        at(shared.machine("one"), PATH="/nowhere").read()
    assert "git program is not installed" in told(failed)


# -- several at once


def test_workspaces_that_share_a_branch_do_not_disturb_each_other(shared: GitFile) -> None:
    names = ("glow-lab", "glow-lab/staging", "other")
    racing = [
        Fork.start({**os.environ, **ALONE}, count, shared.machine(f"m{number}"), name)
        for number, name in enumerate(names)
    ]
    for process in racing:
        assert (process.communicate(60)[1], process.returncode) == ("", 0)
    for name in names:
        stored = at(shared.machine("last"), name=name).read()
        assert stored is not None
        assert json.loads(stored.data) == {"serial": 4, "name": name}
    assert len(subjects(shared.origin)) == 4 * len(names)
    assert branches(shared.origin) == ["main", "rawugc-state"]


def count(root: Path, name: str) -> None:
    """The whole life of a process that writes four states."""
    store, version = at(root, name=name), None
    store.lock(Holder(name))
    for serial in range(1, 5):
        store.append(b"{}\n")
        version = store.write(json.dumps({"serial": serial, "name": name}).encode(), version, "Count")
    store.unlock(name)


def test_a_workspace_goes_on_behind_what_another_one_has_written(shared: GitFile) -> None:
    one, two = at(shared.machine("one")), at(shared.machine("two"), name="other")
    one.lock(ME)
    version = one.write(document(1), None, "Apply")
    use(two)
    one.write(document(2), version, "Apply")
    assert subjects(shared.origin)[0] == "glow-lab: Apply, serial 2"
    assert two.read() is not None


# -- servers


def test_a_server_without_atomic_pushes_is_good_enough(shared: GitFile) -> None:
    git(shared.origin, "config", "receive.advertiseAtomic", "false")
    one, two = opened(shared, "one"), opened(shared, "two")
    use(one)
    one.lock(ME)
    two.unlock(ME.id)
    two.lock(YOU)
    stored = one.read()
    assert stored is not None
    with pytest.raises(StateError, match="taken away"):
        one.write(document(9), stored.version, "Apply")
    assert two.read() == stored
    assert subjects(shared.origin) == ["glow-lab: Apply, serial 1"]


def test_an_old_protocol_is_good_enough(shared: GitFile) -> None:
    machine = shared.machine("one")
    git(machine, "config", "protocol.version", "0")
    use(at(machine), 1)
    use(at(machine), 2)
    assert len(subjects(shared.origin)) == 2


@pytest.mark.parametrize("step", ["lock", "append", "write", "drop_journal", "unlock"])
def test_a_lost_answer_is_looked_into_before_anything_is_tried_again(hosted: GitHttp, step: str) -> None:
    store = opened(hosted, "one")
    origin = hosted.folder / "origin.git"

    def losing(name: str) -> None:
        hosted.server.lose = int(name == step)

    losing("lock")
    store.lock(ME)
    assert store.holder() == ME
    losing("append")
    store.append(b"{}\n")
    assert store.read_journal() == b"{}\n"
    losing("write")
    version = store.write(document(1), None, "Apply")
    losing("nothing")
    store.append(b"{}\n")
    losing("drop_journal")
    store.drop_journal()
    losing("nothing")
    assert store.write(document(1), version, "Apply") == version
    losing("unlock")
    store.unlock(ME.id)
    assert hosted.server.lose == 0
    assert subjects(origin) == ["glow-lab: Apply, serial 1"]
    assert branches(origin) == ["main", "rawugc-state"]


@pytest.mark.parametrize("step", ["append", "write", "drop_journal"])
def test_a_lock_that_is_taken_away_during_a_push_takes_the_push_with_it(hosted: GitHttp, step: str) -> None:
    store, origin = opened(hosted, "one"), hosted.folder / "origin.git"
    store.lock(ME)
    version = store.write(document(1), None, "Apply")
    store.append(b"before\n")

    def take_away(path: str) -> None:
        if path.endswith("/git-receive-pack"):
            git(origin, "update-ref", "-d", "refs/heads/rawugc-state-lock/glow-lab")

    hosted.server.on_request = take_away
    steps: dict[str, Callable[[], object]] = {
        "append": lambda: store.append(b"after\n"),
        "write": lambda: store.write(document(2), version, "Apply"),
        "drop_journal": store.drop_journal,
    }
    with pytest.raises(LockLost):
        steps[step]()
    assert store.read() == Stored(document(1), version)
    assert store.read_journal() == b"before\n"


def test_a_place_that_goes_away_in_the_middle_of_a_run_keeps_what_it_had(hosted: GitHttp) -> None:
    store = opened(hosted, "one")
    store.lock(ME)
    store.append(b"{}\n")
    with hosted.cut():
        for act in (lambda: store.append(b"{}\n"), lambda: store.write(document(1), None, "Apply")):
            with pytest.raises(StateError):
                act()
    assert (store.read(), store.read_journal(), store.holder()) == (None, b"{}\n", ME)
    store.write(document(1), None, "Apply")
    store.unlock(ME.id)


def protect(repository: Path, branch: str) -> None:
    """Refuse pushes to a branch, as hosts do."""
    hook = repository / "hooks" / "pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(
        f"""#!/bin/sh
        grep -q refs/heads/{branch} || exit 0
        echo 'GH006: Protected branch update failed' >&2
        exit 1
        """
    )
    hook.chmod(0o755)


def test_a_protected_branch_is_told(shared: GitFile) -> None:
    store = at(shared.machine("one"))
    store.lock(ME)
    protect(shared.origin, "rawugc-state$")
    with pytest.raises(StateError) as failed:
        store.write(document(1), None, "Apply")
    assert not isinstance(failed.value, Conflict)
    assert "Protected branch update failed" in told(failed)
    assert "Allow pushes to this one" in told(failed)
    store.unlock(ME.id)


def test_a_lock_that_may_not_be_made_is_told_and_not_taken_for_held(shared: GitFile) -> None:
    protect(shared.origin, "rawugc-state-lock")
    with pytest.raises(StateError) as failed:
        at(shared.machine("one")).lock(ME)
    assert "hook declined" in told(failed)


def test_a_lock_that_cannot_be_read_holds_and_can_be_broken(shared: GitFile) -> None:
    store = at(shared.machine("one"))
    git(shared.folder / "first", "push", "--quiet", str(shared.origin), "main:rawugc-state-lock/glow-lab")
    with pytest.raises(LockHeld, match="it has not said which"):
        store.lock(ME)
    holder = store.holder()
    assert holder == Holder(git(shared.origin, "rev-parse", "main").strip())
    store.unlock(holder.id)
    use(store)


# -- logging in


def test_a_refused_login_is_told_and_nobody_is_asked(hosted: GitHttp) -> None:
    machine = hosted.machine("one")
    git(machine, "config", f"http.{hosted.server.url}/.extraheader", "AUTHORIZATION: Basic wrong-canary")
    with pytest.raises(StateError) as failed:
        opened(hosted, "one").read()
    assert "Nobody is asked for a password" in told(failed)
    assert "canary" not in told(failed)


def test_a_token_that_may_only_read_reads_and_is_told_when_it_writes(hosted: GitHttp) -> None:
    hosted.server.writable = False
    store = opened(hosted, "one")
    assert store.read() is None
    with pytest.raises(StateError) as failed:
        store.lock(ME)
    assert "403" in told(failed)
    assert "token that may write" in told(failed)


def _plain_header(machine: Path, hosted: GitHttp) -> dict[str, str]:
    return {}


def _conditional_include(machine: Path, hosted: GitHttp) -> dict[str, str]:
    """As newer versions of actions/checkout leave it."""
    apart = hosted.folder / "git-credentials.config"
    header = f"http.{hosted.server.url}/.extraheader"
    git(machine, "config", "--file", str(apart), header, git(machine, "config", header).strip())
    git(machine, "config", "--unset", header)
    git(machine, "config", f"includeIf.gitdir:{machine}/.git.path", str(apart))
    return {}


def _helper(machine: Path, hosted: GitHttp) -> dict[str, str]:
    git(machine, "config", "--unset", f"http.{hosted.server.url}/.extraheader")
    git(machine, "config", "credential.helper", "!f() { echo username=ana; echo password=$PASS; }; f")
    return {"PASS": PASSWORD}


def _askpass(machine: Path, hosted: GitHttp) -> dict[str, str]:
    git(machine, "config", "--unset", f"http.{hosted.server.url}/.extraheader")
    program = hosted.folder / "askpass"
    program.write_text(f'#!/bin/sh\ncase "$1" in User*) echo {USER};; *) echo {PASSWORD};; esac\n')
    program.chmod(0o755)
    return {"GIT_ASKPASS": str(program)}


def _url(machine: Path, hosted: GitHttp) -> dict[str, str]:
    """As GitLab's runner leaves it."""
    git(machine, "config", "--unset", f"http.{hosted.server.url}/.extraheader")
    git(machine, "remote", "set-url", "origin", hosted.origin.replace("//", f"//{USER}:{PASSWORD}@"))
    return {}


def _rewritten_url(machine: Path, hosted: GitHttp) -> dict[str, str]:
    git(machine, "config", "--unset", f"http.{hosted.server.url}/.extraheader")
    git(machine, "remote", "set-url", "origin", "https://glow.test/origin.git")
    base = hosted.server.url.replace("//", f"//{USER}:{PASSWORD}@")
    git(machine, "config", f"url.{base}/.insteadOf", "https://glow.test/")
    return {}


def _environment(machine: Path, hosted: GitHttp) -> dict[str, str]:
    header = f"http.{hosted.server.url}/.extraheader"
    value = git(machine, "config", header).strip()
    git(machine, "config", "--unset", header)
    return {"GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": header, "GIT_CONFIG_VALUE_0": value}


def shows_login(server: GitServer) -> bool:
    """Whether the list of processes has one that speaks to a server, with its password in the open."""
    for process in Path("/proc").glob("[0-9]*/cmdline"):
        with suppress(OSError):
            line = process.read_text(errors="replace")
            if str(server.server_port) in line and (PASSWORD in line or LOGIN.split()[1] in line):
                return True
    return False


@pytest.mark.parametrize(
    "log_in",
    [_plain_header, _conditional_include, _helper, _askpass, _url, _rewritten_url, _environment],
)
def test_the_checkouts_own_login_serves_and_shows_in_no_list_of_processes(
    hosted: GitHttp, log_in: Callable[[Path, GitHttp], dict[str, str]]
) -> None:
    machine = hosted.machine("one")
    variables = {**hosted.variables, **log_in(machine, hosted)}
    seen: list[bool] = []
    hosted.server.on_request = lambda path: seen.append(shows_login(hosted.server))
    use(at(machine, **variables))
    assert subjects(hosted.folder / "origin.git") == ["glow-lab: Apply, serial 1"]
    assert not any(seen)
    assert seen


# -- the program


def test_git_ends_in_time_with_all_that_it_started(tmp_path: Path) -> None:
    program = Git(tmp_path, dict(os.environ), seconds=1)
    with pytest.raises(Failed, match="no answer within"), program.deadline():
        program.run("-c", "alias.x=!sleep 4711 & echo $! > pid; wait", "x")
    pid = int((tmp_path / "pid").read_text())
    while _runs(pid):  # a signal takes its time
        time.sleep(0.01)


def _runs(pid: int) -> bool:
    """Whether it does, and is no mere entry that nobody has collected."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().split()[2] != "Z"
    except OSError:
        return False


# -- the whole tool


def test_a_team_needs_nothing_but_its_repository(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in ALONE.items():
        monkeypatch.setenv(name, value)
    origin = bare(tmp_path)
    manifests = {
        "rawugc.yaml": {"state": "git+branch://rawugc-state"},
        "brand.yaml": {"messaging": {"gentle": {"name": "Gentle", "body": "Says less."}}},
    }
    mine, yours = workspace(manifests), workspace(manifests)
    for project in (mine, yours):
        git(project.root, "init", "--quiet")
        git(project.root, "remote", "add", "origin", str(origin))
    assert mine.apply().exit_code == 0
    assert mine.calls() == [("POST", "/messaging", {"name": "Gentle", "body": "Says less."})]
    yours.assert_settled()
    yours.write(changed := {"brand.yaml": {"messaging": {"gentle": {"name": "Gentle", "body": "Less."}}}})
    assert yours.apply().exit_code == 0
    assert [call[0] for call in yours.calls()] == ["PATCH"]
    mine.write(changed)
    mine.assert_settled()
    applies = [one for one in subjects(origin) if one.startswith("glow-lab: ")]
    assert applies == ["glow-lab: Apply, serial 2", "glow-lab: Apply, serial 1"]
    assert len(subjects(origin)) == 4  # and each has left a run
    assert branches(origin) == ["main", "rawugc-state"]
    assert not (mine.root / "rawugc.state.json").exists()
