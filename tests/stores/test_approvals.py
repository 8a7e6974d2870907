"""Approvals beside a state, in every place that keeps one: none is lost, and nobody waits for an apply."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from rawugc_sync.api.clock import SystemClock
from rawugc_sync.approving.book import identified, with_entry
from rawugc_sync.approving.document import dump, load
from rawugc_sync.manifest.config import load_config
from rawugc_sync.state.documents import DEAD, PATIENCE, Document, document_at, setting_for
from rawugc_sync.state.lock import Clock
from rawugc_sync.state.places import MODULES, Setting, store_for
from rawugc_sync.state.store import Holder, Several
from rawugc_sync.state.stores._http_settings import settings_of
from rawugc_sync.words.approvals import Entry, Said, needs_address
from rawugc_sync.words.documents import APPROVALS, Whose
from rawugc_sync.words.errors import InvalidInput, LockHeld, StateError
from tests.api.fakes import FakeClock
from tests.forks import Fork
from tests.stores.test_contract import ME, YOU, content, document, said
from tests.stores.worlds import World, opened

NAME = "glow-lab"


def entry(by: str, at: int = 1_800_000_000_000) -> Entry:
    return identified(
        Entry(id="", said=Said.YES, by=by, at=at, role="legal", digests={"posts.launch": "sha256:1"})
    )


def adding(one: Entry) -> Callable[[bytes | None], bytes]:
    return lambda data: dump(with_entry(load(data, "there", Whose(NAME, spelled=True)), one))


def setting(
    world: World, machine: str, name: str = NAME, clock: Clock | None = None
) -> tuple[Setting, str | None]:
    """Of a state on a machine, and the address that its approvals take."""
    root = world.machine(machine)
    state = Setting(
        world.url, name, root, root / ".rawugc/approvals", world.variables, clock or SystemClock()
    )
    return state, f"{world.url}-approvals" if needs_address(world.url) else None


def approvals(world: World, machine: str, name: str = NAME, clock: Clock | None = None) -> Document:
    state, address = setting(world, machine, name, clock)
    return document_at(state, NAME, APPROVALS, address)


def entries(world: World) -> tuple[Entry, ...]:
    found = approvals(world, "reader")
    return load(found.read(), found.place, Whose(NAME, spelled=True)).genuine


def test_where_nobody_has_approved_there_is_no_document(world: World) -> None:
    assert approvals(world, "one").read() is None


def test_what_one_approves_another_reads(world: World) -> None:
    approvals(world, "one").append(adding(entry("ana")), "Approve")
    approvals(world, "two").append(adding(entry("ben")), "Approve")
    assert entries(world) == (entry("ana"), entry("ben"))


def test_what_is_there_already_is_not_written_again(world: World) -> None:
    one = approvals(world, "one")
    for _ in range(2):
        one.append(adding(entry("ana")), "Approve")
    assert entries(world) == (entry("ana"),)


def test_approving_neither_waits_for_an_apply_nor_stands_in_its_way(world: World) -> None:
    store = opened(world, "one")
    store.lock(ME)
    first = store.write(document(1, text="old"), None, "Apply")
    store.append(b'{"kind":"run"}\n')
    approvals(world, "two").append(adding(entry("ana")), "Approve")
    assert store.holder() == ME
    assert store.read_journal() == b'{"kind":"run"}\n'
    store.write(document(2, text="new"), first, "Apply")
    store.unlock(ME.id)
    assert content(opened(world, "two")) == said(text="new")
    assert entries(world) == (entry("ana"),)


def test_all_environments_of_a_place_have_one_document(world: World) -> None:
    approvals(world, "one", f"{NAME}/staging").append(adding(entry("ana")), "Approve")
    assert entries(world) == (entry("ana"),)


def test_approvals_are_none_of_the_states_of_a_place(world: World) -> None:
    approvals(world, "one").append(adding(entry("ana")), "Approve")
    store = opened(world, "two")
    assert (store.read(), store.read_journal(), store.holder()) == (None, b"", None)
    if not isinstance(store, Several):
        return
    assert store.names() == []
    store.lock(ME)
    store.write(document(1), None, "Apply")
    assert store.names() == [NAME]


def test_what_cannot_be_added_to_stays_as_it_is(world: World) -> None:
    def refusing(data: bytes | None) -> bytes:
        raise StateError.of("approvals-broken", "no")

    one = approvals(world, "one")
    one.append(adding(entry("ana")), "Approve")
    with pytest.raises(StateError, match="no"):
        one.append(refusing, "Approve")
    one.append(adding(entry("ben")), "Approve")  # the lock was given back
    assert entries(world) == (entry("ana"), entry("ben"))


def test_a_document_that_others_write_meanwhile_is_added_to_anew(world: World) -> None:
    """As people do who do not know of the lock: an editor, or a merge."""
    state, address = setting(world, "one")
    beside = setting_for(state, NAME, APPROVALS, address)
    rude = [entry("ben"), entry("eve")]

    def interrupted(data: bytes | None) -> bytes:
        if rude:
            _write_over(beside, adding(rude.pop(0))(data))
        return adding(entry("ana"))(data)

    approvals(world, "one").append(interrupted, "Approve")
    assert [one.by for one in entries(world)] == ["ben", "eve", "ana"]


def _write_over(beside: Setting, data: bytes) -> None:
    """Take the lock away where a place wants one, write, and leave it free."""
    store = store_for(beside)
    if (holder := store.holder()) and holder.pid == os.getpid() and "://" in beside.url:
        store.unlock(holder.id)
        store.lock(YOU)
    stored = store.read()
    store.write(data, stored.version if stored else None, "Edit")
    if "://" in beside.url:
        store.unlock(YOU.id)


# -- locks


def locked_by_somebody(world: World, clock: FakeClock) -> None:
    """As by a run that died in the middle of it."""
    state, address = setting(world, "one", clock=clock)
    store = store_for(setting_for(state, NAME, APPROVALS, address))

    held: list[Holder] = []

    def dying(data: bytes | None) -> bytes:
        holder = store.holder()
        assert holder is not None
        held.append(holder)
        raise SystemExit

    with pytest.raises(SystemExit):
        document_at(state, NAME, APPROVALS, address).append(dying, "Approve")
    store.lock(replace(held[0], id="dead", host="host-1"))


@pytest.mark.parametrize("past", [False, True], ids=["lives", "dead"])
def test_a_lock_is_waited_for_and_taken_over_from_whoever_died_with_it(world: World, past: bool) -> None:
    if world.frees_itself or world.url.startswith("postgres"):
        pytest.skip("its locks free themselves")
    clock = FakeClock()
    locked_by_somebody(world, clock)
    clock.elapsed = DEAD + 1 if past else 1
    before = clock.elapsed
    ours = approvals(world, "two", clock=clock)
    if past:
        ours.append(adding(entry("ana")), "Approve")
        assert entries(world) == (entry("ana"),)
        return
    with pytest.raises(LockHeld, match="host-1") as failed:
        ours.append(adding(entry("ana")), "Approve")
    assert clock.elapsed - before == PATIENCE
    assert "try again" in failed.value.diagnostics[0].detail
    assert ours.read() is None


def test_a_lock_of_somebody_else_is_never_taken_away(world: World) -> None:
    if world.frees_itself or world.url.startswith("postgres"):
        pytest.skip("its locks free themselves")
    clock = FakeClock()
    state, address = setting(world, "one", clock=clock)
    store_for(setting_for(state, NAME, APPROVALS, address)).lock(ME)
    clock.elapsed = 10 * DEAD
    with pytest.raises(LockHeld):
        approvals(world, "two", clock=clock).append(adding(entry("ana")), "Approve")


# -- races


def test_approvers_that_race_lose_nothing_while_an_apply_is_under_way(world: World) -> None:
    times = 3
    store = opened(world, "applier")
    store.lock(ME)
    racing = [approving(world, by, times) for by in ("ana", "ben")]
    for process in racing:
        assert (process.communicate(60)[1], process.returncode) == ("", 0)
    store.write(document(1), None, "Apply")
    store.unlock(ME.id)
    found = [(one.by, one.at) for one in entries(world)]
    assert sorted(found) == [(by, at) for by in ("ana", "ben") for at in range(times)]


def approving(world: World, by: str, times: int) -> Fork:
    """A process on a machine of its own on which somebody approves so many times."""
    state, address = setting(world, by)
    arguments = (world.url, state.root, dict(world.variables), address, by, times)
    return Fork.start({**os.environ, **world.variables}, approve, *arguments)


def approve(
    url: str, root: Path, variables: Mapping[str, str], address: str | None, by: str, times: int
) -> None:
    """The whole life of that process."""
    state = Setting(url, NAME, root, root / ".rawugc/approvals", variables, SystemClock())
    for at in range(times):
        document_at(state, NAME, APPROVALS, address).append(adding(entry(by, at)), "Approve")


# -- where they are


@pytest.mark.parametrize(
    ("url", "name", "beside"),
    [
        ("rawugc.state.json", NAME, ("rawugc.approvals.json", NAME)),
        ("rawugc.state.staging.json", f"{NAME}/staging", ("rawugc.approvals.json", NAME)),
        ("states/brand.json", NAME, ("states/rawugc.approvals.json", NAME)),
        (".rawugc/sandbox/state.json", NAME, (".rawugc/sandbox/rawugc.approvals.json", NAME)),
        ("git+branch://rawugc-state", NAME, ("git+branch://rawugc-state", f"{NAME}/~approvals")),
        ("git+branch://rawugc-state", f"{NAME}/prod", ("git+branch://rawugc-state", f"{NAME}/~approvals")),
        ("postgresql://db/brand", f"{NAME}/prod", ("postgresql://db/brand", f"{NAME}/~approvals")),
        ("s3://states", NAME, ("s3://states", f"{NAME}/~approvals")),
        ("gs://states/brands/", f"{NAME}/prod", ("gs://states/brands/", f"{NAME}/~approvals")),
        ("s3://states/brand/state.json", NAME, ("s3://states/brand/rawugc.approvals.json", NAME)),
        ("s3://states/rawugc.state.json", f"{NAME}/prod", ("s3://states/rawugc.approvals.json", NAME)),
        ("az://states/glow.json", NAME, ("az://states/glow.~approvals.json", NAME)),
        ("az://states/glow", NAME, ("az://states/glow.~approvals.json", NAME)),
    ],
)
def test_approvals_are_beside_the_state(url: str, name: str, beside: tuple[str, str]) -> None:
    found = setting_for(Setting(url, name, Path(), Path(), {}, SystemClock()), NAME, APPROVALS, None)
    assert (found.url, found.name) == beside


def test_no_environment_can_be_called_as_they_are(tmp_path: Path) -> None:
    (tmp_path / "rawugc.yaml").write_text(f"environments: {{'{APPROVALS.aside}': {{}}}}\n")
    with pytest.raises(InvalidInput):
        load_config(tmp_path)


def test_those_need_an_address_that_are_on_an_http_server() -> None:
    schemes = {scheme for scheme in MODULES if needs_address(f"{scheme}://x/y")}
    assert schemes == {scheme for scheme, module in MODULES.items() if module == "http"}
    assert not needs_address("http.json")


# -- an address of their own

STATE = "https://state.example/glow-lab"
LOGIN = {"TF_HTTP_USERNAME": "ana", "TF_HTTP_PASSWORD": "SECRETEXAMPLE"}


def http(address: str | None, url: str = STATE, name: str = NAME, **variables: str) -> Setting:
    return setting_for(Setting(url, name, Path(), Path(), variables, SystemClock()), NAME, APPROVALS, address)


@pytest.mark.parametrize("url", [STATE, "env://TF_HTTP_ADDRESS"])
def test_without_an_address_they_are_refused(url: str) -> None:
    with pytest.raises(InvalidInput, match="approvals cannot be kept with the state at") as failed:
        http(None, url, TF_HTTP_ADDRESS=STATE)
    (told,) = failed.value.diagnostics
    assert told.code == "approvals-address"
    assert "approvals: {address:" in told.detail


@pytest.mark.parametrize(
    ("address", "name"),
    [(STATE, NAME), (f"{STATE}/", NAME), (f"{STATE}-prod", f"{NAME}/prod")],
    ids=["state", "slash", "environment"],
)
def test_the_address_of_the_state_is_refused(address: str, name: str) -> None:
    with pytest.raises(InvalidInput, match=r"approvals\.address is where the state is kept"):
        http(address, STATE, name)


@pytest.mark.parametrize(
    ("address", "complaint"),
    [
        ("https://ana:SECRETEXAMPLE@state.example/a", r"approvals\.address must not hold a user"),
        ("http://state.example/a", r"approvals\.address must begin with https"),
        ("https://state.example", r"approvals\.address must end in a path"),
    ],
)
def test_an_address_that_cannot_be_used_is_refused(address: str, complaint: str) -> None:
    with pytest.raises(InvalidInput, match=complaint) as failed:
        http(address)
    assert "SECRETEXAMPLE" not in str(failed.value)


@pytest.mark.parametrize("name", [NAME, f"{NAME}/prod"])
@pytest.mark.parametrize("url", [STATE, "env://TF_HTTP_ADDRESS"])
@pytest.mark.parametrize("exported", [False, True])
def test_login_and_locks_are_the_states_as_seen_from_the_address(url: str, name: str, exported: bool) -> None:
    variables = {**LOGIN, "TF_HTTP_LOCK_ADDRESS": f"{STATE}/lock", "TF_HTTP_LOCK_METHOD": "PUT"}
    if exported or url != STATE:
        variables["TF_HTTP_ADDRESS"] = STATE
    found = settings_of(http("https://state.example/yes", url, name, **variables))
    assert (found.address, found.lock.url, found.unlock.url) == (
        "https://state.example/yes",
        "https://state.example/yes/lock",
        "https://state.example/yes",
    )
    assert (found.lock.method, found.login) == ("PUT", ("ana", "SECRETEXAMPLE"))


def test_the_states_password_goes_to_no_other_server() -> None:
    found = settings_of(http("https://elsewhere.example/yes", **LOGIN))
    assert (found.address, found.login) == ("https://elsewhere.example/yes", None)


def test_a_lock_that_leads_nowhere_from_another_address_is_refused() -> None:
    with pytest.raises(InvalidInput, match="nothing beside it has a lock of its own"):
        http("https://state.example/yes", TF_HTTP_LOCK_ADDRESS="https://state.example/locks/glow-lab")
