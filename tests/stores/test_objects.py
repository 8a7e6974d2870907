"""A state in a bucket: lost answers, denied access, servers that ignore conditions, and URLs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from rawugc_sync.api.clock import SystemClock
from rawugc_sync.state.lock import held
from rawugc_sync.state.places import Setting, store_for
from rawugc_sync.state.store import LockLost, Store
from rawugc_sync.words.errors import InvalidInput, LockHeld, RawugcError, StateError
from tests.conftest import Workspace
from tests.contract.project import HandClock
from tests.stores import world_az, world_gs, world_s3
from tests.stores.buckets import Bucket
from tests.stores.test_contract import ME, YOU, content, document, said
from tests.stores.web import Environ
from tests.stores.worlds import opened

WORLDS = {"s3": world_s3.world, "gs": world_gs.world, "az": world_az.world}
SECRETS = ("AKIDEXAMPLE", "SECRETEXAMPLE")


@pytest.fixture(params=WORLDS.values(), ids=WORLDS)
def bucket(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Bucket]:
    with request.param(tmp_path) as one:
        yield one


@pytest.fixture
def s3(tmp_path: Path) -> Iterator[Bucket]:
    with world_s3.world(tmp_path) as one:
        yield one


def place(url: str, name: str = "glow-lab", **variables: str) -> Store:
    known = {"AZURE_STORAGE_ACCOUNT_NAME": "glowlab", **variables}
    return store_for(Setting(url, name, Path(), Path(".rawugc"), known, SystemClock()))


# -- answers that are lost


@pytest.mark.parametrize("status", [0, 500], ids=["hung up", "500"])
def test_a_write_whose_answer_was_lost_is_there_once(bucket: Bucket, status: int) -> None:
    front, one = bucket.web.front, opened(bucket, "one")
    front.lose(1, status)
    one.lock(ME)
    front.lose(1, status)
    version = one.write(document(1, text="old"), None, "Apply")
    for line in (b"{}\n", b"[]\n"):
        front.lose(1, status)
        one.append(line)
    assert opened(bucket, "two").read_journal() == b"{}\n[]\n"
    front.lose(2, status)
    one.write(document(2, text="new"), version, "Apply")
    front.lose(1, status)
    one.unlock(ME.id)
    two = opened(bucket, "two")
    assert (content(two), two.read_journal(), two.holder()) == (said(text="new"), b"", None)


def test_a_write_that_never_arrived_is_told(bucket: Bucket) -> None:
    one = opened(bucket, "one")
    one.lock(ME)
    bucket.web.front.refused = 503
    with pytest.raises(StateError, match="503"):
        one.write(document(1), None, "Apply")
    bucket.web.front.refused = 0
    assert one.read() is None


# -- the lock


def test_reading_writes_nothing_and_locks_nothing(bucket: Bucket) -> None:
    one = opened(bucket, "one")
    one.lock(ME)
    one.write(document(1), None, "Apply")
    bucket.web.front.seen.clear()
    two = opened(bucket, "two")
    assert (two.read() is not None, two.read_journal(), two.holder()) == (True, b"", ME)
    assert {method for method, _ in bucket.web.front.seen} == {"GET"}


def test_a_journal_that_somebody_else_wrote_stops_a_run(bucket: Bucket) -> None:
    one = opened(bucket, "one")
    one.lock(ME)
    one.append(b"{}\n")
    opened(bucket, "two").append(b"[]\n")
    with pytest.raises(LockLost, match="journal"):
        one.append(b"{}\n")
    assert opened(bucket, "two").read_journal() == b"{}\n[]\n"


def test_who_took_the_lock_away_does_not_hide_that_it_is_lost(bucket: Bucket) -> None:
    one, two = opened(bucket, "one"), opened(bucket, "two")

    def run() -> None:
        with held(one, "rawugc-sync apply", HandClock()) as me:
            two.unlock(me.id)
            two.lock(YOU)
            one.append(b"{}\n")

    with pytest.raises(LockLost, match="ben on host-2"):
        run()
    assert two.holder() == YOU


def test_a_lock_that_cannot_be_read_is_held(s3: Bucket) -> None:
    state = opened(s3, "one")
    whole = f"{s3.url}glow-lab.json"
    beside = store_for(Setting(f"{whole}.lock", "glow-lab", Path(), Path(), s3.variables, SystemClock()))
    beside.write(b"no JSON", None, "By hand")
    with pytest.raises(LockHeld, match="it has not said which"):
        state.lock(ME)


@pytest.mark.parametrize("ignored", ["HTTP_IF_NONE_MATCH", "HTTP_IF_MATCH"])
def test_a_server_that_ignores_conditions_is_refused(s3: Bucket, ignored: str) -> None:
    if ignored == "HTTP_IF_MATCH":  # a lock is taken with it from the second time on
        first = opened(s3, "one")
        first.lock(ME)
        first.unlock(ME.id)
    s3.web.front.app = without(ignored, s3.web.front.app)
    one = opened(s3, "one")
    with pytest.raises(StateError, match="ignores If-Match or If-None-Match"):
        one.lock(ME)
    assert one.holder() is None


def without(header: str, app: Callable[..., Iterable[bytes]]) -> Callable[..., Iterable[bytes]]:
    def asked(environ: Environ, start: Callable[..., Any]) -> Iterable[bytes]:
        return app({name: value for name, value in environ.items() if name != header}, start)

    return asked


# -- buckets that cannot be used

USES: dict[str, Callable[[Store], object]] = {
    "read": lambda store: store.read(),
    "read_journal": lambda store: store.read_journal(),
    "write": lambda store: store.write(document(1), None, "Apply"),
    "lock": lambda store: store.lock(ME),
}


@pytest.mark.parametrize("use", USES.values(), ids=USES)
def test_a_bucket_that_is_not_there_is_no_empty_state(bucket: Bucket, use: Callable[[Store], object]) -> None:
    scheme = bucket.url.partition("://")[0]
    bucket.url = f"{scheme}://elsewhere/brands/"
    with pytest.raises(StateError, match=f"{scheme}://elsewhere/brands/glow-lab.json.*no such") as failed:
        use(opened(bucket, "one"))
    assert failed.value.diagnostics[0].code == "state-missing"


@pytest.mark.parametrize("status", [401, 403])
@pytest.mark.parametrize("use", USES.values(), ids=USES)
def test_denied_access_says_what_to_set_and_no_secret(
    bucket: Bucket, use: Callable[[Store], object], status: int
) -> None:
    bucket.web.front.refused = status
    with pytest.raises(StateError, match="access was denied") as failed:
        use(opened(bucket, "one"))
    told = failed.value.diagnostics[0]
    assert told.code == "state-denied"
    assert told.detail.startswith("Set ")
    assert_no_secret(failed.value)


def test_an_endpoint_that_is_not_there_says_which_variable_to_look_at(s3: Bucket) -> None:
    with s3.cut(), pytest.raises(StateError, match="Connection refused") as failed:
        opened(s3, "one").read()
    assert "AWS_ENDPOINT_URL" in failed.value.diagnostics[0].detail
    assert_no_secret(failed.value)


def test_an_account_that_is_not_said_is_asked_for() -> None:
    with pytest.raises(StateError) as failed:
        store_for(Setting("az://states/brands/", "glow-lab", Path(), Path(), {}, SystemClock()))
    assert "AZURE_STORAGE_ACCOUNT_NAME" in failed.value.diagnostics[0].detail


def assert_no_secret(error: RawugcError) -> None:
    told = " ".join(f"{d.summary} {d.detail}" for d in error.diagnostics)
    assert [secret for secret in SECRETS if secret in told] == []


# -- URLs


@pytest.mark.parametrize("scheme", ["s3", "gs", "az"])
@pytest.mark.parametrize(
    ("path", "name", "where"),
    [
        ("states", "glow-lab", "states/glow-lab.json"),
        ("states/", "glow-lab", "states/glow-lab.json"),
        ("states/brands/", "glow-lab", "states/brands/glow-lab.json"),
        ("states/brands/", "glow-lab/staging", "states/brands/glow-lab/staging.json"),
        ("states/glow.json", "glow-lab", "states/glow.json"),
        ("states/a.b/glow.json", "glow-lab/staging", "states/a.b/glow.staging.json"),
        ("states/a.b/glow", "glow-lab/staging", "states/a.b/glow.staging"),
    ],
)
def test_a_url_and_a_name_say_which_object(scheme: str, path: str, name: str, where: str) -> None:
    store = place(f"{scheme}://{path}", name, GOOGLE_BEARER_TOKEN="t")
    assert (store.place, store.journal_place) == (f"{scheme}://{where}", f"{scheme}://{where}.journal")


@pytest.mark.parametrize(
    ("url", "complaint"),
    [
        ("s3://AKIDEXAMPLE:SECRETEXAMPLE@states/brands/", "no user and no password"),
        ("az://states/brands/?sig=SECRETEXAMPLE", "nothing behind them"),
        ("gs:///brands/", "a bucket and a path"),
        ("gs://states/a/../b.json", r"`\.\.`"),
        ("s3://states//b.json/c.json//d.json", "an empty part"),
        ("s3://[states/", "no URL"),
    ],
)
def test_a_url_that_names_no_object_is_refused(url: str, complaint: str) -> None:
    with pytest.raises(InvalidInput, match=complaint) as failed:
        place(url)
    assert_no_secret(failed.value)


# -- the tool


def test_two_checkouts_share_a_state_in_a_bucket(s3: Bucket, workspace: Workspace) -> None:
    files = {
        "rawugc.yaml": f"state: {s3.url}\n",
        "brand.yaml": {"personas": {"p": {"name": "P", "description": "D"}}},
    }
    one, two = (replace(workspace(files), variables=s3.variables) for _ in range(2))
    assert one.apply().exit_code == 0
    assert [call[:2] for call in one.calls()] == [("POST", "/personas")]
    two.assert_settled()
    two.write({"brand.yaml": {"personas": {"p": {"name": "P", "description": "More"}}}})
    assert two.apply().exit_code == 0
    assert [call[0] for call in two.calls()] == ["PATCH"]
    two.assert_settled()
    assert not (one.root / "rawugc.state.json").exists()
