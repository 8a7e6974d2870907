"""The site: every page is in its navigation, and what `make docs` refuses."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from rawugc_sync.help import site
from scripts.reference.site import config, markdown
from scripts.site_links import problems
from tests.docs.blocks import DOCS

CONFIG = (DOCS.parent / "mkdocs.yml").read_text(encoding="utf-8")


def test_every_page_is_in_the_navigation_once() -> None:
    named = re.findall(r"([\w/-]+\.md)$", config(CONFIG).partition("\nnav:")[2], re.MULTILINE)
    assert sorted(named) == sorted(markdown())
    assert {path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md")} < set(named)


def test_the_site_knows_its_address_once_it_has_one(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "site_url" not in config(CONFIG)
    monkeypatch.setattr(site, "SITE", "https://docs.example")
    assert config(CONFIG).endswith('\nsite_url: "https://docs.example/"\n')


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ('<a href="b.html#there">b</a> <a href="#here">me</a> <a href="https://rawugc.com">out</a>', []),
        ('<a href="c.html">c</a>', ["a.html: c.html leads nowhere"]),
        ('<a href="b.html#gone">b</a>', ["a.html: b.html#gone leads nowhere"]),
        ('<img src="gone.png">', ["a.html: gone.png leads nowhere"]),
        (
            '<script src="https://cdn.example.com/x.js"></script>',
            ["a.html: loads https://cdn.example.com/x.js"],
        ),
        ('<link rel="canonical" href="https://docs.example/a.html">', []),
        ('<link href="//fonts.example.com/x.css">', ["a.html: loads //fonts.example.com/x.css"]),
    ],
)
def test_a_site_is_refused_for_what_leads_nowhere_or_comes_from_elsewhere(
    tmp_path: Path, body: str, said: list[str]
) -> None:
    (tmp_path / "a.html").write_text(f'<h1 id="here">A</h1>{body}', encoding="utf-8")
    (tmp_path / "b.html").write_text('<h1 id="there">B</h1>', encoding="utf-8")
    assert list(problems(tmp_path)) == said
