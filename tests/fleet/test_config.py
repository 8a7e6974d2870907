"""`fleet.yaml`: each mistake at its place, and no password in what is said about it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest
from ruamel.yaml import YAML

from rawugc_sync.fleet.config import Fleet, load_fleet
from rawugc_sync.fleet.schema import fleet_schema
from rawugc_sync.words.errors import InvalidInput

WHOLE = """\
database: {variable: FLEET_DATABASE}
repositories:
  - {url: https://git.example/agency/brands.git, tenant: agency, branch: main, secretVariable: HOOK_SECRET}
  - url: ../brands
    tenant: a.b-c_1
    tokenVariable: TOKEN
    credentials: {username: robot, passwordVariable: GIT_TOKEN}
    host: {kind: gitlab, api: https://git.example/api/v4, project: agency/brands}
poll: {every: 30s}
drift: {every: 1h}
keys:
  - {workspace: brands/b01, variable: KEY_B01, tenant: agency}
  - {workspace: "brands/*", file: "/run/keys/{workspace}", environment: staging, shares: one}
  - {workspace: "*", command: [vault, read, "{workspace}"]}
  - {workspace: "*", variable: "KEY_{workspace}"}
tokenVariable: GIT_TOKEN
links: {address: https://fleet.example, expire: 2d}
limits: {stalledAfter: 30s, concurrency: 200}
keep: {runs: 90d}
"""
REPOSITORIES = "repositories: [{url: brands, tenant: a}]\n"
SECRET = "hunter2"


def loaded(folder: Path, text: str | bytes) -> Fleet:
    path = folder / "fleet.yaml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return load_fleet(path)


def wrong(folder: Path, text: str | bytes) -> InvalidInput:
    with pytest.raises(InvalidInput) as failed:
        loaded(folder, text)
    return failed.value


def test_a_fleet_is_what_is_written_with_spans_in_seconds(tmp_path: Path) -> None:
    fleet = loaded(tmp_path, WHOLE)
    assert fleet.database is not None
    assert (fleet.database.variable, fleet.database.url) == ("FLEET_DATABASE", None)
    assert [one.tenant for one in fleet.repositories] == ["agency", "a.b-c_1"]
    spans = (fleet.poll.every, fleet.drift.every, fleet.limits.stalledAfter, fleet.keep.runs)
    assert spans == (30, 3_600, 30, 90 * 86_400)
    assert fleet.links is not None
    assert fleet.links.expire == 2 * 86_400
    assert fleet.keys[2].command == ["vault", "read", "{workspace}"]


def test_what_is_not_written_has_the_documented_values(tmp_path: Path) -> None:
    fleet = loaded(tmp_path, REPOSITORIES)
    assert (fleet.database, fleet.keys, fleet.links) == (None, [], None)
    assert (fleet.poll.every, fleet.drift.every) == (60, 3_600)
    assert (fleet.limits.stalledAfter, fleet.limits.concurrency, fleet.keep.runs) == (30, 200, 7_776_000)


def test_a_database_may_be_a_url_without_a_password(tmp_path: Path) -> None:
    fleet = loaded(tmp_path, f"database: postgresql://db.example/fleet\n{REPOSITORIES}")
    assert fleet.database is not None
    assert fleet.database.url == "postgresql://db.example/fleet"


@pytest.mark.parametrize(
    ("text", "code", "place"),
    [
        (f"{REPOSITORIES}drfit: {{every: 1h}}\n", "unknown-key", "fleet.yaml:2:1"),
        ("repositories:\n  - {url: x, tenant: a, brnch: b}\n", "unknown-key", "fleet.yaml:2:25"),
        (f"{REPOSITORIES}keys:\n  - {{workspace: x, file: f, fille: f}}\n", "unknown-key", "fleet.yaml:3:29"),
        (f"{REPOSITORIES}database: {{variable: V, url: x}}\n", "unknown-key", "fleet.yaml:2:25"),
        (f"{REPOSITORIES}database: mysql://x\n", "database-url", "fleet.yaml:2:11"),
        ("repositories: []\n", "too-short", "fleet.yaml:1:15"),
        ("drift: {every: 1h}\n", "missing", "fleet.yaml:1:1"),
        ("repositories:\n  - {url: x}\n", "missing", "fleet.yaml:2:5"),
        ("repositories: [{url: x, tenant: '-a'}]\n", "string-pattern-mismatch", "fleet.yaml:1:33"),
        (f"{REPOSITORIES}drift: {{every: 1x}}\n", "fleet-span", "fleet.yaml:2:16"),
        (f"{REPOSITORIES}drift: {{every: 0s}}\n", "fleet-span", "fleet.yaml:2:16"),
        (f"{REPOSITORIES}limits: {{concurrency: 0}}\n", "greater-than-equal", "fleet.yaml:2:23"),
        (f"{REPOSITORIES}limits: {{concurrency: many}}\n", "int-parsing", "fleet.yaml:2:23"),
        (f"{REPOSITORIES}keys:\n  - {{workspace: x}}\n", "fleet-key", "fleet.yaml:3:5"),
        (f"{REPOSITORIES}keys:\n  - {{workspace: x, file: f, variable: V}}\n", "fleet-key", "fleet.yaml:3:5"),
        (f"{REPOSITORIES}keys: [{{workspace: x, variable: '{{workspace}}'}}]\n", "string-pattern-mismatch",
         "fleet.yaml:2:33"),
        ("repositories:\n- {url: x, tenant: a}\n- {url: x, tenant: b}\n", "fleet-repository",
         "fleet.yaml:3:3"),
        ("repositories: [{url: x, tenant: a, host: {kind: svn, api: a, project: p}}]\n", "literal-error",
         "fleet.yaml:1:49"),
        ("repositories: [{url: 'https://[x', tenant: a}]\n", "fleet-address", "fleet.yaml:1:22"),
        (f"{REPOSITORIES}links: {{address: fleet.example}}\n", "fleet-links", "fleet.yaml:2:18"),
        (f"{REPOSITORIES}links: {{address: http://fleet.example}}\n", "fleet-links", "fleet.yaml:2:18"),
        (f"{REPOSITORIES}links: {{address: https://fleet.example/x}}\n", "fleet-links", "fleet.yaml:2:18"),
        (f"{REPOSITORIES}links: {{address: 'https://fleet.example?x'}}\n", "fleet-links", "fleet.yaml:2:18"),
        (f"{REPOSITORIES}links: {{address: 'https://'}}\n", "fleet-links", "fleet.yaml:2:18"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_at_its_place(tmp_path: Path, text: str, code: str, place: str) -> None:
    told = [(one.code, str(one.source)) for one in wrong(tmp_path, text).diagnostics]
    assert told == [(code, place)]


@pytest.mark.parametrize(
    "address", ["https://fleet.example", "https://fleet.example:8443/", "http://127.0.0.1:8080"]
)
def test_links_lead_to_a_host(tmp_path: Path, address: str) -> None:
    links = loaded(tmp_path, f"{REPOSITORIES}links: {{address: '{address}'}}\n").links
    assert links is not None
    assert links.address == address


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("repositories: []\n", "must not be empty"),
        ("repositories: [{url: '', tenant: a}]\n", "must not be empty"),
        ("repositories: [{url: x, tenant: a b}]\n",
         "must be letters, digits and any of . _ -, and begin with a letter or a digit"),
        (f"{REPOSITORIES}tokenVariable: $T\n",
         "must be the name of an environment variable: letters, digits and _"),
        (f"{REPOSITORIES}limits: {{concurrency: 0}}\n", "must be at least 1"),
        (f"{REPOSITORIES}limits: {{concurrency: 10001}}\n", "must be at most 10000"),
        (f"{REPOSITORIES}drift: {{every: 999999999w}}\n", "must be at most ten years, 3650d"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_in_words(tmp_path: Path, text: str, said: str) -> None:
    assert [one.summary for one in wrong(tmp_path, text).diagnostics] == [said]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("brands", "./brands/", True),
        ("brands", "x/../brands/.git", True),
        ("brands", "{folder}/brands", True),
        ("brands.git", "file://{folder}/brands.git", True),
        ("https://git.example/a/b.git", "https://Git.Example/a/b/", True),
        ("https://git.example/a/b", "git@git.example:a/b.git", True),
        ("https://robot@git.example/a/b", "ssh://git@git.example/a/b", True),
        ("brands", "brands2", False),
        ("https://git.example/a/b", "https://git.example/a/c", False),
        ("https://git.example/a/b", "https://git.example:8443/a/b", False),
        ("https://git.example/a/b", "https://git.other/a/b", False),
    ],
)
def test_a_repository_stands_there_once_however_it_is_spelt(
    tmp_path: Path, one: str, other: str, same: bool
) -> None:
    told = {"url": other.format(folder=tmp_path), "tenant": "b", "branch": "next"}
    text = json.dumps({"repositories": [{"url": one, "tenant": "a"}, told]})
    if same:
        assert [found.code for found in wrong(tmp_path, text).diagnostics] == ["fleet-repository"]
    else:
        assert len(loaded(tmp_path, text).repositories) == 2


@pytest.mark.parametrize("token", ["ghp_0aB1", "github_pat_11A_b2", "glpat-a1B2", "gldt-a1B2", "ghs_a1"])
def test_a_token_in_an_address_is_a_password(tmp_path: Path, token: str) -> None:
    told = wrong(tmp_path, f"repositories: [{{url: 'https://{token}@git.example/a/b', tenant: a}}]\n")
    assert [one.code for one in told.diagnostics] == ["password-in-file"]
    assert token not in repr(told.diagnostics)


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    text = "repositories: [{url: x, tenannt: a}]\ndrift: {every: soon}\nkeys: [{workspace: x}]\n"
    codes = sorted(one.code for one in wrong(tmp_path, text).diagnostics)
    assert codes == ["fleet-key", "fleet-span", "missing", "unknown-key"]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "fleet-empty"),
        (b"# nothing\n", "fleet-empty"),
        (b"- a\n", "root"),
        (b"a: [\n", "syntax"),
        (b"a: \xff\n", "encoding"),
        (REPOSITORIES.encode() + b"#" * 1024 * 1024, "fleet-unreadable"),
    ],
)
def test_what_is_no_fleet_is_refused(tmp_path: Path, data: bytes, code: str) -> None:
    assert [one.code for one in wrong(tmp_path, data).diagnostics] == [code]


@pytest.mark.parametrize("is_folder", [True, False])
def test_a_file_that_cannot_be_read_is_told(tmp_path: Path, is_folder: bool) -> None:
    path = tmp_path / "fleet.yaml"
    if is_folder:
        path.mkdir()
    with pytest.raises(InvalidInput) as failed:
        load_fleet(path)
    assert [one.code for one in failed.value.diagnostics] == ["fleet-unreadable"]


@pytest.mark.parametrize(
    "line",
    [
        f"repositories: [{{url: 'https://robot:{SECRET}@git.example/x', tenant: a}}]",
        f"repositories: [{{url: 'https://robot:{SECRET}@git.example/x', tenant: '-'}}]",
        f"repositories: [{{url: 'https://robot:{SECRET}@git.example/x', tenant: a, brnch: b}}]",
        f"database: postgresql://fleet:{SECRET}@db.example/fleet",
        f"database: postgresql://db.example/fleet?user=fleet&password={SECRET}",
        f"database: 'host=db.example password={SECRET}'",
        f"database: [postgresql://fleet:{SECRET}@db.example/fleet",
        f"database: {{variable: 'postgresql://fleet:{SECRET}@db.example/fleet'}}",
        f"keys: [{{workspace: x, key: {SECRET}}}]",
        f"keys: [{{workspace: x, variable: ruk-{SECRET}}}]",
        f"tokenVariable: ghp.{SECRET}",
        f"links: {{address: 'https://u:{SECRET}@x.example', expire: 1d}}",
    ],
)
def test_a_password_is_refused_and_never_said_again(tmp_path: Path, line: str) -> None:
    text = line if line.startswith("repositories") else f"{REPOSITORIES}{line}"
    failed = wrong(tmp_path, f"{text}\n")
    assert failed.diagnostics
    assert SECRET not in repr(failed.diagnostics) + str(failed)


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        (WHOLE, True),
        (f"database: postgresql:///fleet\n{REPOSITORIES}", True),
        (f"{REPOSITORIES}keys: [{{workspace: x}}]\n", False),
        (f"{REPOSITORIES}keys: [{{workspace: x, file: f, variable: V}}]\n", False),
        (f"{REPOSITORIES}drift: {{every: 3600}}\n", False),
        (f"{REPOSITORIES}links: {{address: fleet.example}}\n", False),
        (f"{REPOSITORIES}limit: {{}}\n", False),
        ("{}\n", False),
    ],
)
def test_the_schema_says_what_the_reader_says(tmp_path: Path, text: str, fits: bool) -> None:
    schema: Any = json.loads(json.dumps(fleet_schema()))
    errors = list(jsonschema.Draft202012Validator(schema).iter_errors(YAML(typ="safe", pure=True).load(text)))
    assert (not errors) is fits
