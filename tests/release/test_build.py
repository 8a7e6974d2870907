"""The wheel and the source distribution hold what they must, and come out the same each time."""

from __future__ import annotations

import email
import os
import shutil
import tarfile
from email.message import Message
from pathlib import Path
from zipfile import ZipFile

import pytest

from hatch_build import with_pictures
from rawugc_sync import __version__
from rawugc_sync.help.site import SITE
from scripts.release.build import Built, build, same
from tests.release.conftest import CHECKOUT

LEFT_OUT = (".git", ".venv", ".linters", ".*_cache", ".hypothesis", "build", "dist")


def metadata(wheel: Path) -> Message:
    with ZipFile(wheel) as archive:
        (name,) = (name for name in archive.namelist() if name.endswith(".dist-info/METADATA"))
        return email.message_from_bytes(archive.read(name))


def below(folder: str) -> set[str]:
    """What is there without what a sandbox or a cache has left."""
    top = CHECKOUT / folder
    found = (path.relative_to(top) for path in top.rglob("*") if path.is_file())
    return {path.as_posix() for path in found if not {".rawugc", "__pycache__"} & set(path.parts)}


def test_both_come_out_the_same_from_another_folder_at_another_time(built: Built, tmp_path: Path) -> None:
    copy = tmp_path / "elsewhere"
    left_out = shutil.ignore_patterns(*LEFT_OUT)
    shutil.copytree(CHECKOUT, copy, ignore=left_out)
    for path in (copy / "docs").iterdir():
        os.utime(path, (1, 1))
    same(built, build(copy, tmp_path / "second"))


@pytest.mark.parametrize(
    ("inside", "source"),
    [
        ("rawugc_sync/examples/glow-lab/", "examples/glow-lab"),
        ("rawugc_sync/help/pages/", "docs"),
    ],
)
def test_the_wheel_holds_example_and_pages(built: Built, inside: str, source: str) -> None:
    with ZipFile(built.wheel) as archive:
        names = {name.removeprefix(inside) for name in archive.namelist() if name.startswith(inside)}
    assert names == below(source)


def test_the_wheel_holds_the_package_and_nothing_beside_it(built: Built) -> None:
    with ZipFile(built.wheel) as archive:
        names = archive.namelist()
    assert "rawugc_sync/py.typed" in names
    assert {name.split("/")[0] for name in names} == {
        "rawugc_sync",
        f"rawugc_sync-{__version__}.dist-info",
    }
    assert {f"rawugc_sync/{name}" for name in below("rawugc_sync")} <= set(names)


def test_the_source_distribution_can_be_tested(built: Built) -> None:
    with tarfile.open(built.sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {"LICENSE", "Makefile", "tests/fast.py", "docs/state.md", "scripts/demo.sh"} <= names


def test_the_package_says_what_it_runs_on(built: Built) -> None:
    said = metadata(built.wheel)
    classifiers = said.get_all("Classifier", [])
    versions = [f"Programming Language :: Python :: 3.{minor}" for minor in (11, 12, 13, 14)]
    assert set(versions) <= set(classifiers)
    assert "Typing :: Typed" in classifiers
    assert len([one for one in classifiers if one.startswith("Operating System ::")]) == 3
    assert (said["Version"], said["Requires-Python"]) == (__version__, ">=3.11")
    assert (said["Author"], said["Author-email"]) == ("rawugc-sync maintainers", None)


def test_the_change_log_has_the_version_of_the_package() -> None:
    assert f"\n## [{__version__}] - " in (CHECKOUT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_no_address_is_named_before_there_is_one(built: Built) -> None:
    said = metadata(built.wheel)
    assert said.get_all("Project-URL", []) == ([f"Documentation, {SITE}"] if SITE else [])
    shown = said.get_payload(decode=True)
    assert isinstance(shown, bytes)
    readme = (CHECKOUT / "README.md").read_text(encoding="utf-8")
    assert shown.decode("utf-8") == with_pictures(readme, SITE)


PAGE = 'One.\n\n<img src="docs/review-desktop.png" alt="A plan" width="700">\n\nTwo.\n'


def test_pictures_of_the_readme_are_left_out_while_they_have_no_address() -> None:
    assert with_pictures(PAGE, "") == "One.\n\nTwo.\n"


def test_pictures_of_the_readme_are_at_the_site() -> None:
    shown = with_pictures(PAGE, "https://docs.example")
    assert '<img src="https://docs.example/review-desktop.png" alt="A plan" width="700">' in shown


def test_with_an_address_the_package_names_it(tmp_path: Path) -> None:
    copy = tmp_path / "checkout"
    left_out = shutil.ignore_patterns(*LEFT_OUT, "tests")
    shutil.copytree(CHECKOUT, copy, ignore=left_out)
    site = copy / "rawugc_sync/help/site.py"
    site.write_text(
        site.read_text(encoding="utf-8").replace(f'SITE = "{SITE}"', 'SITE = "https://docs.example"'),
        encoding="utf-8",
    )
    said = metadata(build(copy, tmp_path / "built").wheel)
    assert said.get_all("Project-URL") == ["Documentation, https://docs.example"]
