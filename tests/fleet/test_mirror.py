"""A mirror of a repository: commits and nothing else, however hostile they are."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest

from rawugc_sync.fleet.mirror import Law, Mirror
from rawugc_sync.words.errors import ForgeError
from tests.fleet.agency import Repository
from tests.git.test_checkout import PLAIN, git

VARIABLES = {**PLAIN, "PATH": os.environ["PATH"]}


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    folder = tmp_path / "work"
    folder.mkdir()
    git(folder, "init", "--quiet", "--initial-branch", "main")
    made = Repository(folder)
    made.commit({"rawugc.yaml": "workspace: law\n", "brand.yaml": "x-a: 1\n"})
    return made


@pytest.fixture
def mirror(tmp_path: Path, repository: Repository) -> Mirror:
    made = Mirror(str(repository.root), tmp_path / "mirror", VARIABLES)
    made.fetch()
    return made


def texts(folder: Path) -> dict[str, str]:
    """Path → text of each plain file of a checkout, `→` before what a link leads to."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if name == ".git" or (path.is_dir() and not path.is_symlink()):
            continue
        found[name] = f"→{path.readlink()}" if path.is_symlink() else path.read_text(errors="replace")
    return found


# -- commits


def test_a_checkout_has_what_was_committed_and_nothing_that_was_not(
    repository: Repository, mirror: Mirror
) -> None:
    repository.write({"brand.yaml": "x-a: 2\n", "new.yaml": "x-b: 1\n"})
    git(repository.root, "add", "new.yaml")
    with mirror.checkout(mirror.tip("main")) as folder:
        assert texts(folder) == {"rawugc.yaml": "workspace: law\n", "brand.yaml": "x-a: 1\n"}


def test_a_commit_is_there_once_it_is_fetched(repository: Repository, mirror: Mirror) -> None:
    commit = repository.commit({"brand.yaml": "x-a: 2\n"})
    assert not mirror.has(commit)
    mirror.fetch()
    assert mirror.has(commit)
    assert mirror.tip("main") == commit


def test_a_branch_that_was_set_back_is_seen_as_it_is(repository: Repository, mirror: Mirror) -> None:
    first = repository.head
    repository.commit({"brand.yaml": "x-a: 2\n"})
    mirror.fetch()
    git(repository.root, "reset", "--quiet", "--hard", first)
    mirror.fetch()
    assert mirror.tip("main") == first


def test_what_many_fetches_have_left_is_packed_and_nothing_is_lost(
    repository: Repository, mirror: Mirror, tmp_path: Path
) -> None:
    first = repository.head
    gone = repository.commit({"brand.yaml": "x-a: 2\n"})
    mirror.fetch()
    git(repository.root, "reset", "--quiet", "--hard", first)
    bare = tmp_path / "mirror/mirror.git"
    command = ["git", "--git-dir", str(bare), "-c", "fastimport.unpackLimit=0", "fast-import", "--quiet"]
    for number in range(20):
        subprocess.run(command, input=b"blob\ndata 2\n%02d\n" % number, check=True, env=VARIABLES)
    with mirror.checkout(first) as folder:
        mirror.fetch()
        assert texts(folder)["brand.yaml"] == "x-a: 1\n"
    assert len([*bare.glob("objects/pack/*.pack")]) == 1
    assert mirror.has(gone)  # a run may still be asked for it
    assert mirror.tip("main") == first


def test_the_default_branch_is_that_of_the_repository(repository: Repository, mirror: Mirror) -> None:
    repository.branch("trunk")
    assert mirror.branch(None) == "trunk"
    assert mirror.branch("main") == "main"


@pytest.mark.parametrize("branch", ["gone", "--all", "-x", "main^{tree}"])
def test_a_branch_that_is_not_there_is_told(mirror: Mirror, branch: str) -> None:
    with pytest.raises(ForgeError) as failed:
        mirror.tip(branch)
    (told,) = failed.value.diagnostics
    assert (told.code, told.summary.endswith(f"it has no branch {branch}")) == ("fleet-git", True)


def test_a_repository_that_is_not_there_is_told_without_its_credentials(tmp_path: Path) -> None:
    with pytest.raises(ForgeError) as failed:
        Mirror(f"file://{tmp_path}/gone", tmp_path / "mirror", VARIABLES).fetch()
    assert "gone" in str(failed.value)


# -- checkouts


def test_a_mirror_that_could_not_be_made_is_made_the_next_time(
    tmp_path: Path, repository: Repository
) -> None:
    variables = {**VARIABLES, "PATH": str(tmp_path)}
    mirror = Mirror(str(repository.root), tmp_path / "mirror", variables)
    for _ in range(2):
        with pytest.raises(ForgeError, match="not installed"):
            mirror.fetch()
        assert not mirror.has(repository.head)
    variables |= VARIABLES
    mirror.fetch()
    assert mirror.tip("main") == repository.head


@pytest.mark.parametrize("missing", ["HEAD^{tree}", "HEAD:brand.yaml"])
def test_a_commit_whose_files_have_not_come_yet_is_not_there(
    tmp_path: Path, repository: Repository, mirror: Mirror, missing: str
) -> None:
    """As while another thread fetches: git writes the commit first."""
    head = repository.commit({"brand.yaml": "x-a: 2\n"})
    lacking = git(repository.root, "rev-parse", missing)
    objects = git(repository.root, "rev-list", "--objects", head, "--not", "HEAD~1").splitlines()
    here, there = (
        folder / "objects" for folder in (tmp_path / "mirror/mirror.git", repository.root / ".git")
    )
    for name in (line.split()[0] for line in objects):
        if name != lacking:
            (here / name[:2]).mkdir(exist_ok=True)
            shutil.copy(there / name[:2] / name[2:], here / name[:2])
    assert not mirror.has(head)
    mirror.fetch()
    assert mirror.has(head)
    with mirror.checkout(head) as folder:
        assert texts(folder)["brand.yaml"] == "x-a: 2\n"


def watched(folder: Path, *commands: str) -> tuple[dict[str, str], Path]:
    """Variables with a git that writes `+` and `-` into a file around these commands, and takes its time."""
    log, program = folder / "log", folder / "bin/git"
    program.parent.mkdir()
    real, those = shutil.which("git"), "|".join(f'*" {one} "*' for one in commands)
    program.write_text(
        f'#!/bin/sh\ncase "$*" in {those}) ;; *) exec {real} "$@" ;; esac\n'
        f'echo + >> {log}\n{real} "$@"\ncode=$?\nsleep 0.05\necho - >> {log}\nexit $code\n'
    )
    program.chmod(0o755)
    return {**VARIABLES, "PATH": f"{program.parent}:{VARIABLES['PATH']}"}, log


def test_of_many_who_need_a_commit_one_fetches(tmp_path: Path, repository: Repository) -> None:
    variables, log = watched(tmp_path, "fetch")
    mirror = Mirror(str(repository.root), tmp_path / "mirror", variables)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: mirror.need([repository.head]), range(24)))
    assert mirror.has(repository.head)
    assert log.read_text().split() == ["+", "-"]


def test_nothing_is_fetched_while_a_checkout_is_made(tmp_path: Path, repository: Repository) -> None:
    """git reads the heads of all checkouts as it fetches, and one that is just being made has none."""
    variables, log = watched(tmp_path, "fetch", "worktree add")
    mirror = Mirror(str(repository.root), tmp_path / "mirror", variables)
    commits = [repository.commit({"brand.yaml": f"x-a: {number}\n"}) for number in range(4)]
    mirror.fetch()

    def made(commit: str) -> str:
        with mirror.checkout(commit) as folder:
            return (folder / "brand.yaml").read_text()

    with ThreadPoolExecutor(4) as pool:
        fetches = [pool.submit(mirror.fetch) for _ in range(2)]
        assert list(pool.map(made, commits)) == [f"x-a: {number}\n" for number in range(4)]
        assert [one.result() for one in fetches] == [None, None]
    assert log.read_text().split() == ["+", "-"] * 7


def test_checkouts_come_and_go_beside_fetches(repository: Repository, mirror: Mirror) -> None:
    heads = [repository.commit({"brand.yaml": f"x-a: {number}\n"}) for number in range(30)]
    mirror.fetch()

    def check_out(head: str) -> str:
        with mirror.checkout(head) as folder:
            return texts(folder)["brand.yaml"]

    with ThreadPoolExecutor(8) as pool:
        fetched = [pool.submit(mirror.fetch) for _ in range(20)]
        found = list(pool.map(check_out, heads))
        for one in fetched:
            one.result()
    assert found == [f"x-a: {number}\n" for number in range(30)]


def test_threads_that_find_no_mirror_make_one(tmp_path: Path, repository: Repository) -> None:
    mirror = Mirror(str(repository.root), tmp_path / "mirror", VARIABLES)

    def read(_number: int) -> dict[str, str]:
        if not mirror.has(repository.head):
            mirror.fetch()
        with mirror.checkout(repository.head) as folder:
            return texts(folder)

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(read, range(16)))
    assert found == [{"rawugc.yaml": "workspace: law\n", "brand.yaml": "x-a: 1\n"}] * 16


def test_the_same_commit_is_checked_out_once(mirror: Mirror) -> None:
    commit = mirror.tip("main")
    with mirror.checkout(commit) as one, mirror.checkout(commit) as other:
        assert one == other
    with mirror.checkout(commit) as again:
        assert again == one


def test_threads_share_checkouts(repository: Repository, mirror: Mirror) -> None:
    commits = [mirror.tip("main"), *(repository.commit({"brand.yaml": f"x-a: {n}\n"}) for n in range(5))]
    mirror.fetch()

    def read(number: int) -> bool:
        with mirror.checkout(commits[number % 6]) as folder:
            return (folder / "rawugc.yaml").exists() and git(folder, "rev-parse", "HEAD") == commits[
                number % 6
            ]

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(read, range(60)))


def test_a_worker_that_runs_for_long_keeps_few_checkouts(
    tmp_path: Path, repository: Repository, mirror: Mirror
) -> None:
    with ExitStack() as held:
        first = held.enter_context(mirror.checkout(mirror.tip("main")))
        for number in range(12):
            commit = repository.commit({"brand.yaml": f"x-a: {number}\n"})
            mirror.fetch()
            with mirror.checkout(commit):
                pass
        assert (first / "rawugc.yaml").exists()
        assert len(list((tmp_path / "mirror/trees").iterdir())) == 4
    assert len(list((tmp_path / "mirror/trees").iterdir())) == 3
    assert len(git(tmp_path / "mirror/mirror.git", "worktree", "list").splitlines()) == 4


@pytest.mark.parametrize(
    ("name", "called"), [("brands", "brands"), ("brands.git", "brands"), (".git.git", "git")]
)
def test_a_checkout_is_called_as_a_clone_would_be(
    tmp_path: Path, repository: Repository, name: str, called: str
) -> None:
    """The workspace at its top may have no other name, and its state goes by that."""
    git(tmp_path, "clone", "--quiet", "--bare", str(repository.root), name)
    for number in (1, 2):
        mirror = Mirror(f"file://{tmp_path}/{name}", tmp_path / f"mirror-{number}", VARIABLES)
        mirror.fetch()
        with mirror.checkout(repository.head) as folder:
            assert folder.name == called


# -- hostile commits


def linked(repository: Repository) -> None:
    (repository.root / "rawugc.yaml").unlink()
    (repository.root / "rawugc.yaml").symlink_to("/etc/passwd")


def a_folder(repository: Repository) -> None:
    (repository.root / "rawugc.yaml").unlink()
    repository.write({"rawugc.yaml/rawugc.yaml": "workspace: head\n", "rawugc.yaml/x": "x"})


def gone(repository: Repository) -> None:
    (repository.root / "rawugc.yaml").unlink()


def edited(repository: Repository) -> None:
    repository.write({"rawugc.yaml": "workspace: head\n"})


def more_of_them(repository: Repository) -> None:
    repository.write({"a/rawugc.yaml": "workspace: head\n", "a/b/rawugc.yaml": "workspace: head\n"})


def a_submodule(repository: Repository) -> None:
    (repository.root / "rawugc.yaml").unlink()
    git(repository.root, "update-index", "--add", "--cacheinfo", f"160000,{repository.head},rawugc.yaml")


def private(repository: Repository) -> None:
    repository.write({".rawugc/journal.jsonl": "{}\n", "a/.rawugc/x": "x"})


def a_state(repository: Repository) -> None:
    repository.write({"rawugc.state.json": "{}"})


HOSTILE = [linked, a_folder, gone, edited, more_of_them, a_submodule, private, a_state]


@pytest.mark.parametrize("change", HOSTILE, ids=lambda change: change.__name__)
def test_what_decides_is_that_of_the_law(
    repository: Repository, mirror: Mirror, change: Callable[[Repository], None]
) -> None:
    law = Law(repository.head, frozenset({"rawugc.state.json"}))
    change(repository)
    if change is not a_submodule:
        git(repository.root, "add", "--all", "--force")
    repository.write({"brand.yaml": "x-a: 2\n"})
    git(repository.root, "add", "brand.yaml")
    git(repository.root, "commit", "--quiet", "-m", "Hostile")
    mirror.fetch()
    with mirror.checkout(repository.head, law) as folder:
        assert texts(folder) == {"rawugc.yaml": "workspace: law\n", "brand.yaml": "x-a: 2\n"}


@pytest.mark.parametrize("instead", ["a file", "a link"])
def test_a_folder_of_the_law_is_one_whatever_a_commit_has_there(
    tmp_path: Path, repository: Repository, mirror: Mirror, instead: str
) -> None:
    law = Law(
        repository.commit({"brands/b01/rawugc.yaml": "workspace: b01\n", "brands/b01/a.yaml": "x-a: 1\n"})
    )
    git(repository.root, "rm", "-r", "--quiet", "brands")
    place = repository.root / "brands"
    if instead == "a file":
        place.write_text("x")
    else:
        place.symlink_to(tmp_path)
    head = repository.commit({})
    mirror.fetch()
    with mirror.checkout(head, law) as folder:
        assert texts(folder / "brands") == {"b01/rawugc.yaml": "workspace: b01\n"}
        assert stat.S_ISDIR((folder / "brands").lstat().st_mode)


def test_names_that_are_no_text_are_only_names(repository: Repository, mirror: Mirror) -> None:
    law = Law(repository.head)
    odd = os.fsdecode(b"a\n\xff")
    (repository.root / odd).mkdir()
    for name in ("rawugc.yaml", "-x", "\ttab"):
        (repository.root / odd / name).write_text("workspace: head\n")
    head = repository.commit({})
    mirror.fetch()
    assert odd in mirror.trees(head)
    with mirror.checkout(head, law) as folder:
        assert {one.name for one in (folder / odd).iterdir()} == {"-x", "\ttab"}


@pytest.mark.parametrize("driver", ["smudge", "process"])
def test_a_commit_runs_no_program_of_this_machine(
    tmp_path: Path, repository: Repository, driver: str
) -> None:
    settings = tmp_path / "gitconfig"
    program = f"touch {tmp_path}/ran; cat"
    for name, value in ((driver, program), ("required", "true")):
        subprocess.run(["git", "config", "--file", settings, f"filter.evil.{name}", value], check=True)
    law = Law(repository.head)
    head = repository.commit({".gitattributes": "* filter=evil ident\n", "a.yaml": "x-a: 1\n"})
    mirror = Mirror(
        str(repository.root), tmp_path / "mirror", {**VARIABLES, "GIT_CONFIG_GLOBAL": str(settings)}
    )
    mirror.fetch()
    with mirror.checkout(head, law) as folder:
        assert (folder / "a.yaml").read_text() == "x-a: 1\n"
    assert not (tmp_path / "ran").exists()


def test_hooks_are_not_run(tmp_path: Path, repository: Repository) -> None:
    hooks = tmp_path / "hooks"
    hooks.mkdir()
    for name in ("post-checkout", "reference-transaction", "post-index-change"):
        (hooks / name).write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\n")
        (hooks / name).chmod(0o755)
    settings = tmp_path / "gitconfig"
    subprocess.run(["git", "config", "--file", settings, "core.hooksPath", hooks], check=True)
    mirror = Mirror(
        str(repository.root), tmp_path / "mirror", {**VARIABLES, "GIT_CONFIG_GLOBAL": str(settings)}
    )
    mirror.fetch()
    with mirror.checkout(mirror.tip("main"), Law(mirror.tip("main"))):
        pass
    assert not (tmp_path / "ran").exists()


def test_a_folder_of_git_in_a_commit_is_refused_and_leaves_nothing(
    tmp_path: Path, repository: Repository, mirror: Mirror
) -> None:
    blob = git(repository.root, "hash-object", "-w", "brand.yaml")

    def tree(entry: str) -> str:
        run = ["git", "-C", repository.root, "mktree"]
        return subprocess.run(run, input=entry, capture_output=True, text=True, check=True).stdout.strip()

    inner = tree(f"100644 blob {blob}\tconfig\n")
    outer = tree(f"040000 tree {inner}\t.git\n")
    head = git(repository.root, "commit-tree", outer, "-m", "Hostile")
    git(repository.root, "update-ref", "refs/heads/hostile", head)
    with suppress(ForgeError):
        mirror.fetch()  # git may refuse it already
    with pytest.raises(ForgeError), mirror.checkout(head, Law(repository.head)):
        pass
    trees = tmp_path / "mirror/trees"
    assert not trees.exists() or list(trees.iterdir()) == []
