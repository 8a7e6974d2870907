"""The book only grows, and is read as strictly as it is written."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from rawugc_sync.approving.book import Book, id_of, identified, with_entry
from rawugc_sync.approving.document import dump, load
from rawugc_sync.words.approvals import Entry, Said
from rawugc_sync.words.documents import Whose
from rawugc_sync.words.errors import StateError

AT = 1_800_000_000_000
YES = identified(
    Entry(
        id="",
        said=Said.YES,
        by="ana",
        at=AT,
        role="legal",
        until=AT + 90 * 86_400_000,
        note="Fine, with “visibly” 🧴",
        link="https://x.example/4711",
        environment="staging",
        plan="4d3d-3583-d919-0a1b-77c2",
        digests={"posts.launch": "sha256:22", "messaging.gentle": "sha256:11"},
        signature="-----BEGIN SSH SIGNATURE-----\nAAAA\n",
    )
)
NO = identified(
    Entry(id="", said=Said.NO, by="ben", at=AT + 1, role="legal", digests={"policy": "sha256:33"})
)
BACK = identified(Entry(id="", said=Said.REVOKED, by="ana", at=AT + 2, revokes=YES.id))
BOOK = Book("glow-lab", (YES, NO, BACK))


def read(data: bytes, workspace: str = "glow-lab", *, spelled: bool = True) -> Book:
    return load(data, "rawugc.approvals.json", Whose(workspace, spelled=spelled))


def written(book: Book = BOOK) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(dump(book))
    return document


def encoded(document: object) -> bytes:
    return json.dumps(document).encode()


def test_a_book_is_read_as_it_was_written() -> None:
    assert read(dump(BOOK)) == BOOK
    assert dump(read(dump(BOOK))) == dump(BOOK)


def test_where_nothing_was_said_the_book_is_empty() -> None:
    assert load(None, "there", Whose("glow-lab", spelled=True)) == Book("glow-lab")


def test_a_book_is_readable_line_by_line() -> None:
    lines = dump(BOOK).decode().splitlines()
    assert lines[:4] == ["{", '  "version": 1,', '  "workspace": "glow-lab",', '  "entries": [']
    assert '      "note": "Fine, with “visibly” 🧴",' in lines
    assert dump(BOOK).endswith(b"}\n")
    assert list(written()["entries"][0]) == [
        *("id", "kind", "role", "by", "at", "until", "note", "link", "environment", "plan", "addresses"),
        *("revokes", "signature"),
    ]
    assert list(written()["entries"][0]["addresses"]) == ["messaging.gentle", "posts.launch"]


def test_half_a_surrogate_pair_comes_back_as_it_was() -> None:
    odd = identified(replace(NO, note="\ud83e"))
    assert read(dump(Book("glow-lab", (odd,)))).genuine == (odd,)


def test_a_new_entry_comes_last_and_the_same_one_once() -> None:
    book = with_entry(Book("glow-lab", (YES,)), NO)
    assert book.entries == (YES, NO)
    assert with_entry(book, YES) == book


def test_entries_that_a_merge_has_doubled_are_one() -> None:
    assert read(dump(Book("glow-lab", (YES, NO, YES)))).entries == (YES, NO)


@pytest.mark.parametrize(
    "changed",
    [
        {"said": Said.NO},
        {"by": "eve"},
        {"at": AT + 1},
        {"role": "brand"},
        {"until": None},
        {"note": ""},
        {"link": ""},
        {"environment": None},
        {"plan": ""},
        {"digests": {"posts.launch": "sha256:23", "messaging.gentle": "sha256:11"}},
        {"revokes": "0123456789ab"},
    ],
    ids=lambda changed: next(iter(changed)),
)
def test_an_entry_that_was_changed_by_hand_is_kept_and_told(changed: dict[str, Any]) -> None:
    bent = replace(YES, **changed)
    found = read(dump(Book("glow-lab", (bent, NO))))
    assert (found.genuine, found.entries) == ((NO,), (bent, NO))
    assert with_entry(found, BACK).entries == (bent, NO, BACK)


def test_an_id_does_not_rest_on_the_order_of_addresses_nor_on_the_signature() -> None:
    turned = dict(reversed(list(YES.digests.items())))
    assert id_of(replace(YES, digests=turned, signature=None)) == YES.id
    assert len(YES.id) == 12


def test_what_is_signed_is_all_that_was_said_and_in_whose_book() -> None:
    signed = json.loads(BOOK.payload(YES))
    assert signed == {
        "workspace": "glow-lab",
        **{key: value for key, value in written()["entries"][0].items() if key not in ("id", "signature")},
    }
    assert BOOK.payload(replace(YES, signature=None, id="")) == BOOK.payload(YES)
    assert Book("other").payload(YES) != BOOK.payload(YES)


# -- what is no book


def without(key: str) -> Callable[[dict[str, Any]], object]:
    return lambda entry: entry.pop(key)


def having(key: str, value: object) -> Callable[[dict[str, Any]], object]:
    return lambda entry: entry.update({key: value})


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (having("more", 1), "its entry 1 has a key `more` that nobody knows"),
        (without("until"), "its entry 1 has no `until`"),
        (having("by", None), "`by` of its entry 1 must be a text"),
        (having("environment", 1), "`environment` of its entry 1 must be a text or null"),
        (having("at", True), "`at` of its entry 1 must be a whole number"),
        (having("until", 1.5), "`until` of its entry 1 must be a whole number or null"),
        (having("kind", "maybe"), "`kind` of its entry 1 must be one of approval, rejection, revocation"),
        (having("kind", ["approval"]), "`kind` of its entry 1"),
        (having("addresses", ["posts.launch"]), "`addresses` of its entry 1"),
        (having("addresses", {"posts.launch": 1}), "`addresses` of its entry 1"),
    ],
)
def test_an_entry_that_cannot_be_one_is_refused(
    change: Callable[[dict[str, Any]], object], complaint: str
) -> None:
    document = written()
    change(document["entries"][0])
    with pytest.raises(StateError) as failed:
        read(encoded(document))
    (told,) = failed.value.diagnostics
    assert told.code == "approvals-broken"
    assert told.summary.startswith(f"rawugc.approvals.json cannot be used: {complaint}")


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        (b"", "it is empty"),
        (b"\xff", "it is not JSON"),
        (b"<!doctype html>", "it is not JSON"),
        (b"[" * 100_000, "it is not JSON"),
        (b"[]", "it is not a JSON object"),
        (b"{}", "it has no version"),
        (encoded({"version": True}), "it has no version"),
        (
            encoded({"version": 3, "serial": 1, "lineage": "l", "resources": {}})[:-1] + b', "version": 1}',
            "an obj",
        ),
        (encoded({"version": 1, "serial": 1, "lineage": "l", "resources": {}}), "it has a key `lineage`"),
        (encoded({"version": 1, "workspace": "glow-lab"}), "it has no `entries`"),
        (encoded({"version": 1, "workspace": 1, "entries": []}), "`workspace` must be a text"),
        (encoded({"version": 1, "workspace": "glow-lab", "entries": {}}), "`entries` must be a list"),
        (encoded({"version": 1, "workspace": "glow-lab", "entries": [1]}), "its entry 1 is not an object"),
    ],
)
def test_what_is_no_book_is_refused(data: bytes, complaint: str) -> None:
    with pytest.raises(StateError) as failed:
        read(data)
    (told,) = failed.value.diagnostics
    assert told.code == "approvals-broken"
    assert told.summary.startswith(f"rawugc.approvals.json cannot be used: {complaint}")
    assert "Restore" in told.detail


def test_a_newer_book_is_refused() -> None:
    with pytest.raises(StateError, match="newer rawugc-sync") as failed:
        read(encoded({"version": 2, "anything": 1}))
    assert failed.value.diagnostics[0].code == "approvals-version"


def test_what_a_server_adds_to_number_its_documents_says_nothing() -> None:
    assert read(encoded({**written(), "serial": 7})) == BOOK


def test_the_book_of_another_workspace_is_refused_where_this_one_is_named() -> None:
    with pytest.raises(StateError, match="workspace glow-lab, and this one is other") as failed:
        read(dump(BOOK), "other")
    assert failed.value.diagnostics[0].code == "approvals-foreign"
    renamed = {**written(), "workspace": "other"}  # as the message says
    assert read(encoded(renamed), "other").entries == BOOK.entries


def test_a_checkout_in_another_folder_reads_the_same_book() -> None:
    assert read(dump(BOOK), "checkout-17", spelled=False) == BOOK


# -- two branches


def git(root: Path, *arguments: str) -> str:
    identity = ("-c", "user.name=ana", "-c", "user.email=ana@x.example")
    return subprocess.run(
        ["git", *identity, *arguments], cwd=root, capture_output=True, text=True, check=False
    ).stdout


def test_a_merge_that_was_not_finished_is_told_and_done_as_the_message_says(tmp_path: Path) -> None:
    file = tmp_path / "rawugc.approvals.json"
    base = Book("glow-lab", (YES,))
    git(tmp_path, "init", "-q", "-b", "main")
    for branch, book in (("main", base), ("theirs", with_entry(base, BACK)), ("main", with_entry(base, NO))):
        git(tmp_path, "checkout", "-q", *(("-b", "theirs") if branch == "theirs" else (branch,)))
        file.write_bytes(dump(book))
        git(tmp_path, "add", ".")
        git(tmp_path, "commit", "-q", "-m", branch)
    git(tmp_path, "merge", "-q", "theirs")
    with pytest.raises(StateError, match="unresolved merge") as failed:
        read(file.read_bytes())
    assert "git checkout --ours -- rawugc.approvals.json" in failed.value.diagnostics[0].detail
    assert "git show :3:./rawugc.approvals.json" in failed.value.diagnostics[0].detail
    git(tmp_path, "checkout", "--ours", "--", file.name)
    ours = json.loads(file.read_bytes())
    ours["entries"] += json.loads(git(tmp_path, "show", f":3:./{file.name}"))["entries"]
    assert read(encoded(ours)).genuine == (YES, NO, BACK)
