"""The key that is named signs, else the one that git has."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from rawugc_sync.signing.keys import key_of
from rawugc_sync.words.errors import InvalidInput

LINE = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOhHyN7C67Bc0t ana"


@pytest.fixture
def variables(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Mapping[str, str]:
    """A home with a key in it, and a git that knows nothing else."""
    home = tmp_path / "home"
    (home / ".ssh").mkdir(parents=True)
    (home / ".ssh/id").write_text("a key")
    monkeypatch.setenv("HOME", str(home))
    return {"HOME": str(home), "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A workspace below the top of a checkout."""
    root = tmp_path / "checkout/glow-lab"
    root.mkdir(parents=True)
    subprocess.run(["git", "init", "--quiet", root.parent], check=True)
    return root


def configure(checkout: Path, key: str) -> None:
    subprocess.run(["git", "-C", checkout, "config", "user.signingkey", key], check=True)


def refusal(option: str | None, folder: Path, variables: Mapping[str, str]) -> str:
    with pytest.raises(InvalidInput) as refused:
        key_of(option, folder, variables)
    (one,) = refused.value.diagnostics
    assert one.code == "signing-key"
    assert "--key FILE" in one.detail
    assert "git config user.signingkey" in one.detail
    return one.summary


@pytest.mark.parametrize("option", ["{home}/.ssh/id", "~/.ssh/id"])
def test_the_key_that_is_named_comes_first(checkout: Path, variables: Mapping[str, str], option: str) -> None:
    configure(checkout, LINE)
    home = Path(variables["HOME"])
    assert key_of(option.format(home=home), checkout, variables) == home / ".ssh/id"


@pytest.mark.parametrize("configured", ["{home}/.ssh/id", "~/.ssh/id"])
def test_else_it_is_the_one_of_git(checkout: Path, variables: Mapping[str, str], configured: str) -> None:
    home = Path(variables["HOME"])
    configure(checkout, configured.format(home=home))
    assert key_of(None, checkout, variables) == home / ".ssh/id"


def test_git_has_relative_files_from_the_top(checkout: Path, variables: Mapping[str, str]) -> None:
    (checkout.parent / "key.pub").write_text("a key")
    configure(checkout, "key.pub")
    assert key_of(None, checkout, variables) == checkout.parent / "key.pub"


@pytest.mark.parametrize("configured", [LINE, f"key::{LINE}", f"key:: {LINE}"])
def test_git_may_have_the_key_itself(checkout: Path, variables: Mapping[str, str], configured: str) -> None:
    configure(checkout, configured)
    assert key_of(None, checkout, variables) == LINE


def test_git_may_know_one_outside_of_a_checkout(tmp_path: Path, variables: Mapping[str, str]) -> None:
    config = tmp_path / "gitconfig"
    config.write_text(f"[user]\nsigningkey = {LINE}\n")
    assert key_of(None, tmp_path, {**variables, "GIT_CONFIG_GLOBAL": str(config)}) == LINE


@pytest.mark.parametrize("option", ["missing", "", "~nobody-of-that-name/key", "{home}/.ssh", "a\0b", "-f"])
def test_a_file_that_is_none_is_refused(checkout: Path, variables: Mapping[str, str], option: str) -> None:
    option = option.format(home=variables["HOME"])
    assert refusal(option, checkout, variables) == f"--key {option}: there is no such file"


@pytest.mark.parametrize("key", ["0xDEADBEEF", "ana@x.example", "Ana <ana@x.example>", "~/.ssh"])
def test_a_key_of_gpg_is_not_taken_for_one_of_ssh(
    checkout: Path, variables: Mapping[str, str], key: str
) -> None:
    configure(checkout, key)
    expanded = key.replace("~", variables["HOME"])
    expected = f"git's user.signingkey is {expanded}, which is no file: is it a key of GPG?"
    assert refusal(None, checkout, variables) == expected


def test_without_any_it_says_how_to_name_one(checkout: Path, variables: Mapping[str, str]) -> None:
    assert refusal(None, checkout, variables) == "There is no key to sign with"
    configure(checkout, "~/.ssh/id")  # as it says
    assert key_of(None, checkout, variables) == Path(variables["HOME"]) / ".ssh/id"
