"""What the environment says of TLS, and says wrong."""

from __future__ import annotations

import ssl
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from typing import Any

import certifi
import pytest

from rawugc_sync.api.settings import Settings
from rawugc_sync.api.tls import trusting, trusting_anew
from rawugc_sync.api.transport import open_transport
from rawugc_sync.words.errors import InvalidInput

from .fakes import KEY

VARIABLES = ("SSL_CERT_FILE", "SSL_CERT_DIR", "SSLKEYLOGFILE")


@pytest.fixture(autouse=True)
def nothing_said(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)


def missing(folder: Path) -> Path:
    return folder / "missing"


def no_certificate(folder: Path) -> Path:
    path = folder / "words.pem"
    path.write_text("no certificate", encoding="utf-8")
    return path


def empty_file(folder: Path) -> Path:
    path = folder / "empty.pem"
    path.touch()
    return path


def a_folder(folder: Path) -> Path:
    path = folder / "folder"
    path.mkdir()
    return path


def unhashed(folder: Path) -> Path:
    path = a_folder(folder)
    (path / "company.pem").touch()
    return path


def in_no_folder(folder: Path) -> Path:
    return folder / "missing" / "keys.log"


@pytest.mark.parametrize(
    ("variable", "wrong"),
    [
        ("SSL_CERT_FILE", missing),
        ("SSL_CERT_FILE", no_certificate),
        ("SSL_CERT_FILE", empty_file),
        ("SSL_CERT_FILE", a_folder),
        ("SSL_CERT_DIR", missing),
        ("SSL_CERT_DIR", no_certificate),
        ("SSL_CERT_DIR", a_folder),
        ("SSL_CERT_DIR", unhashed),
        ("SSLKEYLOGFILE", in_no_folder),
        ("SSLKEYLOGFILE", a_folder),
    ],
)
def test_a_variable_that_cannot_be_used_is_named_before_anything_is_sent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variable: str, wrong: object
) -> None:
    assert callable(wrong)
    path = wrong(tmp_path)
    monkeypatch.setenv(variable, str(path))
    with pytest.raises(InvalidInput, match=variable) as caught:
        open_transport(Settings("https://api.example", KEY))
    assert str(path) in caught.value.diagnostics[0].summary
    assert caught.value.diagnostics[0].detail


def test_plain_http_on_this_machine_needs_none_of_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in VARIABLES:
        monkeypatch.setenv(name, str(missing(tmp_path) / "deeper"))
    open_transport(Settings("http://127.0.0.1:1", KEY)).close()


def test_a_file_wins_over_a_folder_as_it_does_everywhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", certifi.where())
    monkeypatch.setenv("SSL_CERT_DIR", str(missing(tmp_path)))
    assert trusting().cert_store_stats()["x509_ca"] > 0


def test_secrets_are_written_where_they_are_wanted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSLKEYLOGFILE", str(tmp_path / "keys.log"))
    assert trusting().keylog_filename == str(tmp_path / "keys.log")


# -- one for all


class Authority:
    """A file of certificates of its own, and how often it was loaded."""

    def __init__(self, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.path = path
        self.loads = 0
        self._load = ssl.create_default_context
        path.write_bytes(Path(certifi.where()).read_bytes())
        monkeypatch.setenv("SSL_CERT_FILE", str(path))
        monkeypatch.setattr(ssl, "create_default_context", self._counted)

    def _counted(self, *arguments: Any, **options: Any) -> ssl.SSLContext:
        self.loads += 1
        return self._load(*arguments, **options)


@pytest.fixture
def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Authority:
    return Authority(tmp_path / "authority.pem", monkeypatch)


def test_many_clients_that_begin_at_once_share_one_context(authority: Authority) -> None:
    count = 16
    begin = Barrier(count)

    def client(_: int) -> None:
        begin.wait()
        open_transport(Settings("https://api.example", KEY)).close()

    with ThreadPoolExecutor(count) as threads:
        assert list(threads.map(client, range(count))) == [None] * count
    assert authority.loads == 1
    assert trusting() is trusting()


@pytest.mark.parametrize(
    ("variable", "value"), [("SSL_CERT_FILE", certifi.where()), ("SSLKEYLOGFILE", "keys.log")]
)
def test_a_variable_that_says_something_else_has_another_context(
    authority: Authority, monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    first = trusting()
    with monkeypatch.context() as other:
        other.setenv(variable, str(authority.path.parent / value))
        assert trusting() is not first
    assert trusting() is first


def test_what_cannot_be_used_is_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = missing(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    with pytest.raises(InvalidInput):
        trusting()
    path.write_bytes(Path(certifi.where()).read_bytes())
    assert trusting().cert_store_stats()["x509_ca"] > 0


def test_a_context_of_ones_own_is_nobody_elses(authority: Authority) -> None:
    assert trusting_anew() is not trusting()
    assert authority.loads == 2
