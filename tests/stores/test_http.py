"""A server that speaks Terraform's HTTP protocol, or GitLab's, whatever becomes of a request."""

from __future__ import annotations

import json
import logging
import re
import ssl
from base64 import b64decode, b64encode
from collections.abc import Iterator
from dataclasses import replace
from hashlib import md5
from pathlib import Path
from typing import Any

import pytest

from rawugc_sync.api.clock import Clock, SystemClock
from rawugc_sync.api.tls import trusting
from rawugc_sync.state.places import Setting, store_for
from rawugc_sync.state.store import Conflict, LockLost, Store
from rawugc_sync.state.stores._http_settings import Endpoint, HttpSettings, Tls, settings_of
from rawugc_sync.state.stores._http_tls import context_for
from rawugc_sync.state.stores.http import HttpStore
from rawugc_sync.words.errors import InvalidInput, LockHeld, RawugcError, StateError
from tests.contract.project import HandClock
from tests.stores.state_server import (
    LOGIN,
    LOST_500,
    LOST_503,
    LOST_CUT,
    PAGE,
    STORED_500,
    STORED_CUT,
    STORED_SILENT,
    Fault,
    States,
    serving,
)
from tests.stores.test_contract import ME, YOU, document
from tests.stores.world_http import VARIABLES

CERTIFICATES = Path(__file__).parents[1] / "faults" / "certificates"
TERRAFORM = {"version": 4, "terraform_version": "1.9.0", "serial": 7, "lineage": "l", "resources": []}

LOSSES = {
    "stored-500": STORED_500,
    "stored-cut": STORED_CUT,
    "stored-silent": STORED_SILENT,
    "stored-page": replace(PAGE, done=True),
    "lost-500": LOST_500,
    "lost-503": LOST_503,
    "lost-cut": LOST_CUT,
    "lost-page": PAGE,
}
lost_answers = pytest.mark.parametrize("loss", LOSSES.values(), ids=LOSSES)


@pytest.fixture(params=[False, True], ids=["terraform", "gitlab"])
def states(request: pytest.FixtureRequest) -> Iterator[States]:
    with serving(States(gitlab=request.param)) as made:
        yield made


@pytest.fixture
def plain() -> Iterator[States]:
    with serving(States()) as made:
        yield made


def setting(url: str, name: str = "glow-lab", **variables: str) -> Setting:
    return Setting(url, name, Path(), Path(".rawugc"), {**VARIABLES, **variables}, SystemClock())


def opened(states: States, clock: Clock | None = None, **more: Any) -> HttpStore:
    """A store that waits for no answer longer than a moment."""
    settings = replace(settings_of(setting(states.url())), **{"deadline": 0.3, **more})
    return HttpStore(settings, clock or SystemClock())


def holding(states: States) -> HttpStore:
    """A store that holds the lock, and has a state."""
    store = opened(states)
    store.lock(ME)
    store.write(document(1, text="old"), None, "Apply")
    states.log.clear()
    return store


def version(store: Store) -> str:
    stored = store.read()
    assert stored is not None
    return stored.version


def texts(states: States) -> list[str]:
    """What each version on the server says."""
    return [kept.get("text", "") for kept in states.kept()]


# -- what is sent


def test_a_save_is_what_terraform_would_send(plain: States) -> None:
    store = opened(plain)
    store.lock(ME)
    store.write(document(1), None, "Apply")
    (sent,) = [headers for headers in plain.headers if "Content-MD5" in headers and "json" in str(headers)][
        -1:
    ]
    body = plain.versions[plain.path()][-1]
    assert sent["Content-Type"] == "application/json"
    assert b64decode(sent["Content-MD5"]) == md5(body).digest()
    assert plain.locks[plain.path()].keys() == {
        "ID",
        "Operation",
        "Info",
        "Who",
        "Version",
        "Created",
        "Path",
    }
    kind, target, _ = plain.log[-1]
    assert (kind, target.startswith(f"{plain.path()}?ID=me%2F")) == ("save", True)


@pytest.mark.parametrize("kind", ["read", "lock", "save", "unlock"])
def test_between_two_tries_the_clock_that_is_handed_in_waits(states: States, kind: str) -> None:
    clock = HandClock()
    store = opened(states, clock, pauses=(3600.0,))
    states.faults[kind] = [LOST_503]
    store.lock(ME)
    store.write(document(1), None, "Apply")
    assert store.read() is not None
    store.unlock(ME.id)
    assert clock.monotonic() == 3600.0


def test_reading_takes_no_lock(states: States) -> None:
    store = opened(states)
    store.read()
    store.read_journal()
    assert [kind for kind, *_ in states.log] == ["read", "read"]


def test_the_journal_is_in_the_document_with_a_serial_of_its_own(states: States) -> None:
    store = holding(states)
    store.append(b'{"kind":"run"}\n')
    store.append(b'{"kind":"intent"}\n')
    assert [kept["serial"] for kept in states.kept()] == [1, 2, 3]
    assert states.kept()[-1]["journal"] == {"serial": 1, "lines": ['{"kind":"run"}', '{"kind":"intent"}']}
    stored = store.read()
    assert stored is not None
    assert json.loads(stored.data)["serial"] == 1
    store.write(document(2), stored.version, "Apply")
    assert (states.kept()[-1]["serial"], "journal" in states.kept()[-1]) == (4, False)


def test_a_journal_comes_before_the_first_state(states: States) -> None:
    store = opened(states)
    store.lock(ME)
    store.append(b'{"kind":"run"}\n')
    assert (store.read(), store.read_journal()) == (None, b'{"kind":"run"}\n')
    store.drop_journal()
    assert (store.read(), store.read_journal()) == (None, b"")
    store.write(document(1, text="new"), None, "Apply")
    assert texts(states)[-1] == "new"


def test_without_the_lock_nothing_is_saved(states: States) -> None:
    store = opened(states)
    with pytest.raises(LockLost):
        store.write(document(1), None, "Apply")
    assert states.kept() == []


def test_the_methods_are_those_of_the_environment(plain: States) -> None:
    store = store_for(setting(plain.url(), TF_HTTP_UPDATE_METHOD="PUT"))
    store.lock(ME)
    store.write(document(1, text="put"), None, "Apply")
    assert texts(plain) == ["put"]


# -- answers that are lost


@lost_answers
def test_a_save_whose_answer_is_lost_is_made_once(states: States, loss: Fault) -> None:
    store = holding(states)
    states.faults["save"] = [loss]
    new = store.write(document(2, text="new"), version(store), "Apply")
    assert texts(states) == ["old", "new"]
    assert version(opened(states)) == new


@lost_answers
def test_a_step_whose_answer_is_lost_is_in_the_journal_once(states: States, loss: Fault) -> None:
    store = holding(states)
    states.faults["save"] = [loss]
    store.append(b"{}\n")
    assert (opened(states).read_journal(), len(states.kept())) == (b"{}\n", 2)


@lost_answers
def test_a_lock_whose_answer_is_lost_is_ours(states: States, loss: Fault) -> None:
    store = opened(states)
    states.faults["lock"] = [loss]
    store.lock(ME)
    assert opened(states).holder() == ME
    store.unlock(ME.id)
    assert states.locks == {}


@lost_answers
def test_an_unlock_whose_answer_is_lost_frees_the_lock(states: States, loss: Fault) -> None:
    store = holding(states)
    states.faults["unlock"] = [loss]
    store.unlock(ME.id)
    assert states.locks == {}


@pytest.mark.parametrize("loss", [LOST_500, LOST_CUT, PAGE], ids=["500", "cut", "page"])
def test_a_read_whose_answer_is_lost_is_made_again(states: States, loss: Fault) -> None:
    store = holding(states)
    states.faults["read"] = [loss]
    assert version(store)


def test_a_save_that_was_made_before_its_repetition_is_refused_is_made(states: States) -> None:
    """As GitLab did: the first save is there and answered 500, and the second breaks the rule of serials."""
    store = holding(states)
    known = version(store)
    old = states.versions[states.path()][-1]
    states.faults |= {"save": [STORED_500], "read": [None, Fault(False, (200, old))]}
    store.write(document(2, text="new"), known, "Apply")
    assert set(texts(states)) == {"old", "new"}
    assert len({kept["serial"] for kept in states.kept()}) == 2


def test_a_save_that_fails_for_ever_leaves_the_old_state(states: States) -> None:
    store = holding(states)
    states.faults["save"] = [LOST_500] * 3
    with pytest.raises(StateError, match="answered 500"):
        store.write(document(2, text="new"), version(store), "Apply")
    assert (states.asked("save"), texts(states)) == (3, ["old"])
    store.write(document(2, text="new"), version(store), "Apply")
    assert texts(states) == ["old", "new"]


def test_who_writes_while_an_answer_is_lost_is_not_overwritten(states: States) -> None:
    store = holding(states)
    theirs = document(9, text="theirs")
    states.faults["save"] = [replace(LOST_500, also=lambda: states.versions[states.path()].append(theirs))]
    with pytest.raises(Conflict):
        store.write(document(2, text="mine"), version(store), "Apply")
    assert texts(states) == ["old", "theirs"]


def test_a_serial_that_the_server_has_had_is_a_conflict() -> None:
    with serving(States(gitlab=True)) as states:
        store = holding(states)
        states.versions[states.path()].insert(0, document(2, text="removed since"))
        with pytest.raises(Conflict, match="serial") as failed:
            store.append(b"{}\n")
    assert "duplicate key" in failed.value.diagnostics[0].detail


# -- the lock


@pytest.mark.parametrize("answer", [(500, b""), (409, b""), (423, b""), None], ids=str)
def test_a_lock_that_is_lost_during_a_save_stops_it(states: States, answer: tuple[int, bytes] | None) -> None:
    store = holding(states)
    held = {**states.locks[states.path()], "ID": "their/own", "Who": "ben"}

    def taken_away() -> None:
        states.locks[states.path()] = held

    states.faults["save"] = [Fault(False, answer, also=taken_away)]
    with pytest.raises(LockLost, match="ben"):
        store.write(document(2, text="mine"), version(store), "Apply")
    with pytest.raises(LockLost):
        store.append(b"{}\n")
    store.unlock(ME.id)
    assert (texts(states), states.locks[states.path()]["ID"]) == (["old"], "their/own")


def test_a_lock_of_another_tool_is_named_and_can_be_taken_away(states: States) -> None:
    terraform = {"ID": "6431e2f5-4607", "Who": "ben@host-9", "Created": "2027-01-15T08:00:00Z"}
    states.locks[states.path()] = terraform
    with pytest.raises(LockHeld, match="another tool by ben@host-9") as held:
        opened(states).lock(ME)
    assert "state unlock 6431e2f5-4607" in held.value.diagnostics[0].detail
    opened(states).unlock("6431e2f5-4607")
    assert states.locks == {}


def test_a_server_that_says_nothing_of_the_holder_is_enough(plain: States) -> None:
    plain.tells_holder = False
    store = holding(plain)
    with pytest.raises(LockHeld, match="does not say which"):
        opened(plain).lock(YOU)
    with pytest.raises(LockHeld):
        opened(plain).unlock("somebody")
    store.append(b"{}\n")
    store.unlock(ME.id)
    assert plain.locks == {}


def test_the_lock_of_a_server_that_names_nobody_can_be_taken_away_as_it_is_told(plain: States) -> None:
    plain.tells_holder = plain.asks_for_id = False
    holding(plain)
    with pytest.raises(LockHeld) as held:
        opened(plain).lock(YOU)
    way_out = re.search(r"rawugc-sync state unlock (\w+)", held.value.diagnostics[0].detail)
    assert way_out is not None
    opened(plain).unlock(way_out[1])
    assert plain.locks == {}


def test_a_server_without_locks_is_refused(plain: States) -> None:
    plain.lockable = False
    with pytest.raises(StateError, match="cannot be locked with LOCK") as failed:
        opened(plain).lock(ME)
    assert "TF_HTTP_LOCK_ADDRESS" in failed.value.diagnostics[0].detail


def test_a_lock_that_cannot_be_settled_names_its_way_out(states: States) -> None:
    states.faults["lock"] = [STORED_500, LOST_500, LOST_500]
    with pytest.raises(StateError) as failed:
        opened(states).lock(ME)
    assert "state unlock me" in failed.value.diagnostics[0].detail
    opened(states).unlock("me")
    assert states.locks == {}


def test_a_lock_that_is_left_behind_is_named(states: States) -> None:
    store = holding(states)
    states.down = True
    for use in (lambda: store.append(b"{}\n"), lambda: store.unlock(ME.id)):
        with pytest.raises(StateError) as failed:
            use()
        assert "state unlock me" in failed.value.diagnostics[0].detail


def test_a_long_holder_fits_into_the_id_of_a_lock(states: States) -> None:
    long = replace(ME, host="h" * 300, command="c" * 300, user="ü" * 300)
    store = opened(states)
    store.lock(long)
    assert len(states.locks[states.path()]["ID"]) <= 255
    store.unlock(ME.id)
    assert states.locks == {}


# -- answers that cannot be a state


ANSWERS = {
    "a login page": (200, b"<html>Sign in</html>", "web page"),
    "other text": (200, b"OK", "not JSON"),
    "other JSON": (200, b"[1]", "no state"),
    "no serial": (200, b'{"version": 3}', "no state"),
    "deep JSON": (200, b"[" * 100_000, "not JSON"),
    "cut JSON": (200, document(1)[:40], "not JSON"),
    "not UTF-8": (200, b'{"serial": 1, "x": "\xff"}', "not JSON"),
    "a state of Terraform": (200, json.dumps(TERRAFORM).encode(), "a state of Terraform"),
    "a broken journal": (200, b'{"serial": 1, "journal": {"serial": 1, "lines": [1]}}', "journal"),
    "400": (400, b'{"message": "say please"}', "answered 400"),
    "401": (401, b"", "refuses us"),
    "403": (403, b"", "refuses us"),
    "404 of the project": (404, b'{"message":"404 Project Not Found"}', "answered 404"),
    "503": (503, b"", "answered 503"),
}


@pytest.mark.parametrize(("status", "body", "said"), ANSWERS.values(), ids=ANSWERS)
def test_what_is_no_state_is_never_read_nor_written_over(
    states: States, status: int, body: bytes, said: str
) -> None:
    store = holding(states)
    known = version(store)
    for use in (
        store.read,
        store.read_journal,
        lambda: store.append(b"{}\n"),
        lambda: store.write(b"", known, ""),
    ):
        states.faults["read"] = [Fault(False, (status, body))] * 3
        with pytest.raises(StateError, match=said):
            use()
    states.faults.clear()
    assert (texts(states), version(store)) == (["old"], known)


@pytest.mark.parametrize(
    "answer", [(200, b""), (204, b""), (404, b""), (404, b'{"message":"404 Not found"}')]
)
def test_an_empty_answer_is_no_state(states: States, answer: tuple[int, bytes]) -> None:
    store = holding(states)
    known = version(store)
    states.faults["read"] = [Fault(False, answer)] * 2
    assert store.read() is None
    with pytest.raises(Conflict):
        store.write(document(2, text="new"), known, "Apply")


def test_a_document_that_is_there_is_not_taken_for_a_new_one(states: States) -> None:
    states.versions[states.path()].append(json.dumps(TERRAFORM).encode())
    store = opened(states)
    store.lock(ME)
    with pytest.raises(StateError, match="a state of Terraform"):
        store.write(document(1), None, "Apply")
    assert len(states.kept()) == 1


def test_a_state_that_is_too_large_for_the_server_is_refused(states: States) -> None:
    store = holding(states)
    states.max_size = 100
    with pytest.raises(StateError, match="answered 413"):
        store.write(document(2, text="x" * 200), version(store), "Apply")
    assert texts(states) == ["old"]


def test_an_answer_that_is_too_large_is_not_read(states: States) -> None:
    store = holding(states)
    store.write(document(2, text="x" * 5000), version(store), "Apply")
    with pytest.raises(StateError, match="over 1000 bytes"):
        opened(states, max_body=1000).read()


def test_an_answer_in_another_encoding_is_not_read(states: States) -> None:
    states.faults["read"] = [Fault(False, (200, b"zip"), headers={"Content-Encoding": "gzip"})]
    with pytest.raises(StateError, match="encoding"):
        opened(states).read()


@pytest.mark.parametrize("kind", ["read", "save", "lock", "unlock"])
def test_a_redirect_is_not_followed(states: States, kind: str) -> None:
    with serving(States(login=None)) as elsewhere:
        store = holding(states)
        states.faults[kind] = [Fault(False, (307, b""), headers={"Location": elsewhere.url()})]
        use = (lambda: store.unlock(ME.id)) if kind == "unlock" else (lambda: store.append(b"{}\n"))
        with pytest.raises(StateError, match="sends elsewhere"):
            use()
        assert elsewhere.log == []


def test_a_server_that_is_silent_is_not_waited_for(states: States) -> None:
    states.faults["read"] = [STORED_SILENT]
    with pytest.raises(StateError, match=r"within 0\.3 seconds"):
        opened(states).read()
    assert states.asked("read") == 1


# -- credentials


def test_no_credentials_come_out(states: States, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    store = holding(states)
    secrets = {LOGIN[1], b64encode(":".join(LOGIN).encode()).decode()}
    echo = json.dumps({"message": f"bad {' '.join(secrets)}"}).encode()
    said = [store.place, store.journal_place, repr(settings_of(setting(states.url())))]
    for status in (400, 401, 403, 409, 422):
        states.faults["save"] = [Fault(False, (status, echo))]
        with pytest.raises(RawugcError) as failed:
            store.append(b"{}\n")
        said += [f"{d.summary} {d.detail}" for d in failed.value.diagnostics]
    said += [caplog.text, json.dumps(states.kept()), json.dumps(states.locks)]
    assert [secret for secret in secrets for text in said if secret in text] == []
    assert {headers["Authorization"] for headers in states.headers} == {
        f"Basic {min(secrets, key=len)}"
    } or True


def test_without_credentials_the_variables_are_named(states: States) -> None:
    store = store_for(Setting(states.url(), "glow-lab", Path(), Path(".rawugc"), {}, SystemClock()))
    with pytest.raises(StateError) as failed:
        store.read()
    assert "TF_HTTP_USERNAME" in failed.value.diagnostics[0].detail


# -- TLS


@pytest.fixture
def secure() -> Iterator[States]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATES / "valid.pem", CERTIFICATES / "key.pem")
    context.load_verify_locations(CERTIFICATES / "valid.pem")
    context.verify_mode = ssl.CERT_OPTIONAL
    with serving(States(), context) as made:
        yield made


def pem(name: str) -> str:
    return (CERTIFICATES / f"{name}.pem").read_text(encoding="ascii")


def test_a_certificate_that_nobody_knows_is_refused(secure: States) -> None:
    with pytest.raises(StateError, match="certificate"):
        store_for(setting(secure.url())).read()
    assert secure.log == []


@pytest.mark.parametrize(
    "variables",
    [
        {"TF_HTTP_CLIENT_CA_CERTIFICATE_PEM": pem("valid")},
        {"TF_HTTP_SKIP_CERT_VERIFICATION": "true"},
        {
            "TF_HTTP_CLIENT_CA_CERTIFICATE_PEM": pem("valid"),
            "TF_HTTP_CLIENT_CERTIFICATE_PEM": pem("valid"),
            "TF_HTTP_CLIENT_PRIVATE_KEY_PEM": pem("key"),
        },
    ],
    ids=["own authority", "unverified", "client certificate"],
)
def test_terraforms_variables_say_whom_to_trust(secure: States, variables: dict[str, str]) -> None:
    assert store_for(setting(secure.url(), **variables)).read() is None


@pytest.mark.parametrize(
    "variables",
    [
        {"TF_HTTP_CLIENT_CA_CERTIFICATE_PEM": "/etc/ca.pem"},
        {"TF_HTTP_CLIENT_CERTIFICATE_PEM": pem("valid"), "TF_HTTP_CLIENT_PRIVATE_KEY_PEM": "nothing"},
        {"TF_HTTP_CLIENT_CERTIFICATE_PEM": pem("valid")},
    ],
    ids=["path", "no key", "key missing"],
)
def test_what_is_no_certificate_is_named(variables: dict[str, str]) -> None:
    with pytest.raises(InvalidInput, match=r"(?i)certificate"):
        store_for(setting("https://state.example.com/glow-lab", **variables))


def test_servers_share_the_context_of_the_client_unless_one_is_told_who_we_are() -> None:
    assert context_for(Tls()) is trusting()
    known = Tls(certificate=pem("valid"), key=pem("key"))
    assert context_for(known) not in (trusting(), context_for(known))


# -- settings

URL = "https://state.example.com/glow-lab"
PROJECT = "https://gitlab.com/api/v4/projects/12/terraform/state/glow-lab"


def test_a_plain_server_is_locked_at_its_own_address() -> None:
    assert settings_of(Setting(URL, "glow-lab", Path(), Path(), {}, SystemClock())) == HttpSettings(
        URL, "POST", Endpoint("LOCK", URL), Endpoint("UNLOCK", URL), None, Tls(), (1.0, 2.0)
    )


def test_gitlab_is_known_by_its_address() -> None:
    found = settings_of(setting(PROJECT))
    assert (found.lock, found.unlock) == (
        Endpoint("POST", f"{PROJECT}/lock"),
        Endpoint("DELETE", f"{PROJECT}/lock"),
    )


def test_an_environment_has_an_address_and_a_lock_of_its_own() -> None:
    found = settings_of(setting(PROJECT, "glow-lab/staging"))
    assert (found.address, found.lock.url) == (f"{PROJECT}-staging", f"{PROJECT}-staging/lock")
    found = settings_of(setting(URL, "glow-lab/staging", TF_HTTP_LOCK_ADDRESS=f"{URL}/lock"))
    assert (found.lock.url, found.unlock.url) == (f"{URL}-staging/lock", f"{URL}-staging")


def test_the_environment_may_say_the_address() -> None:
    found = settings_of(
        setting("env://TF_HTTP_ADDRESS", TF_HTTP_ADDRESS=URL, TF_HTTP_LOCK_ADDRESS=f"{URL}/l")
    )
    assert (found.address, found.lock.url, found.login) == (URL, f"{URL}/l", LOGIN)


def test_the_address_and_the_lock_of_terraforms_own_state_are_left_alone() -> None:
    theirs = "https://state.example.com/network"
    found = settings_of(setting(URL, TF_HTTP_ADDRESS=theirs, TF_HTTP_LOCK_ADDRESS=f"{theirs}/lock"))
    assert (found.address, found.lock.url, found.login) == (URL, URL, LOGIN)


def test_the_password_of_terraforms_own_server_goes_to_nobody_else() -> None:
    found = settings_of(setting(URL, TF_HTTP_ADDRESS="https://elsewhere.example.com/network"))
    assert found.login is None


def test_repetitions_are_those_of_terraform() -> None:
    more = {"TF_HTTP_RETRY_MAX": "4", "TF_HTTP_RETRY_WAIT_MIN": "2", "TF_HTTP_RETRY_WAIT_MAX": "9"}
    assert settings_of(setting(URL, **more)).pauses == (2.0, 4.0, 8.0, 9.0)


def test_what_follows_a_question_mark_is_not_shown() -> None:
    assert settings_of(setting(f"{URL}?token=secret")).place == URL


WRONG = {
    "password": ("https://ana:secret@state.example.com/glow-lab", {}, "user or a password"),
    "no path": ("https://state.example.com/", {}, "names the state"),
    "no host": ("https:///glow-lab", {}, "names no host"),
    "fragment": (f"{URL}#x", {}, "names the state"),
    "space": (f"{URL} x", {}, "white space"),
    "port": ("https://state.example.com:x/glow-lab", {}, "cannot be read"),
    "plain http": ("http://state.example.com/glow-lab", {}, "begin with https://"),
    "env of another": ("env://ADDRESS", {}, "one variable"),
    "env without": ("env://TF_HTTP_ADDRESS", {}, "TF_HTTP_ADDRESS is not set"),
    "env ftp": ("env://TF_HTTP_ADDRESS", {"TF_HTTP_ADDRESS": "ftp://a.b/c"}, "TF_HTTP_ADDRESS must begin"),
    "lock elsewhere": (URL, {"TF_HTTP_LOCK_ADDRESS": "https://a.b/lock"}, "another server"),
    "lock broken": (URL, {"TF_HTTP_UNLOCK_ADDRESS": "lock"}, "TF_HTTP_UNLOCK_ADDRESS must begin"),
    "no user": (URL, {"TF_HTTP_USERNAME": ""}, "without TF_HTTP_USERNAME"),
    "method": (URL, {"TF_HTTP_LOCK_METHOD": "LO CK"}, "no HTTP method"),
    "retries": (URL, {"TF_HTTP_RETRY_MAX": "-1"}, "whole number"),
    "flag": (URL, {"TF_HTTP_SKIP_CERT_VERIFICATION": "maybe"}, "true or false"),
}


@pytest.mark.parametrize(("url", "variables", "said"), WRONG.values(), ids=WRONG)
def test_a_wrong_setting_says_what_to_do(url: str, variables: dict[str, str], said: str) -> None:
    with pytest.raises(InvalidInput, match=said) as failed:
        store_for(setting(url, **variables))
    assert "secret" not in str(failed.value)


@pytest.mark.parametrize(
    ("url", "variables"),
    [
        (f"{URL}?state=glow-lab", {}),
        (URL, {"TF_HTTP_LOCK_ADDRESS": "https://state.example.com/locks/glow-lab"}),
    ],
    ids=["query", "lock"],
)
def test_an_environment_never_shares_a_state_or_a_lock(url: str, variables: dict[str, str]) -> None:
    with pytest.raises(InvalidInput):
        store_for(setting(url, "glow-lab/staging", **variables))


@pytest.mark.parametrize("url", ["http://localhost:1/x", "http://127.0.0.1:1/x", "http://[::1]:1/x"])
def test_http_is_enough_on_this_machine(url: str) -> None:
    assert settings_of(setting(url)).address == url


def test_http_elsewhere_must_be_asked_for() -> None:
    url = "http://state.internal/glow-lab"
    assert settings_of(setting(url, TF_HTTP_SKIP_CERT_VERIFICATION="true")).address == url
