"""The generated reference: a page for each collection, command and message, and all of each is on it."""

from __future__ import annotations

import re
from functools import cache

import click
import pytest
from pydantic import BaseModel

from rawugc_sync.cli._group import COMMANDS
from rawugc_sync.cli._usages import EXAMPLES
from rawugc_sync.cli.main import cli
from rawugc_sync.help import addresses, site
from rawugc_sync.help.messages import messages
from rawugc_sync.manifest.config import Config, Environment
from rawugc_sync.resources import registered
from rawugc_sync.resources.generation.fields import MediaFields
from rawugc_sync.resources.traits import longest, traits_of, within
from scripts.reference.site import markdown

TYPES = registered()
FIELDS = [(collection, field) for collection, type_ in TYPES.items() for field in type_.fields.words]


@cache
def pages() -> dict[str, str]:
    return markdown()


def section(page: str, heading: str) -> str:
    """What stands below a heading of the second level."""
    return f"{pages()[page]}\n## ".partition(f"\n## {heading}\n")[2].partition("\n## ")[0]


def commands(ctx: click.Context) -> dict[str, click.Command]:
    """Each command at and below a group: its words, and what it is."""
    assert isinstance(ctx.command, click.Group)
    found: dict[str, click.Command] = {}
    for name in ctx.command.list_commands(ctx):
        one = ctx.command.get_command(ctx, name)
        assert one is not None
        below = click.Context(one, parent=ctx, info_name=name)
        found[" ".join(below.command_path.split()[1:])] = one
        if isinstance(one, click.Group):
            found |= commands(below)
    return found


ALL = commands(click.Context(cli, info_name="rawugc-sync", **cli.context_settings))


@pytest.mark.parametrize(("collection", "field"), FIELDS)
def test_a_field_is_on_the_page_of_its_collection(collection: str, field: str) -> None:
    model = TYPES[collection].fields.model
    told = section(f"reference/fields/{collection}.md", field)
    assert re.search(r"^- value: \S", told, re.MULTILINE)
    assert f"At most {longest(model, field)} characters." in told or longest(model, field) is None
    assert [key for key in within(model, field) if f"- `{field}.{key}`: " not in told] == []


@pytest.mark.parametrize(
    ("collection", "field", "said"),
    [
        ("posts", "videoUrl", ["required: yes", "a change: takes a new object", "read back: yes"]),
        ("posts", "accounts", ["required: yes, or `accountIds` instead", "a change: is an update"]),
        (
            "posts",
            "mode",
            [
                "value: `schedule`, `draft`, `now`",
                "a change: takes a new object; from `draft` to `now` it is an update",
            ],
        ),
        ("posts", "timezone", ["required: no", "default: `UTC`"]),
        ("posts", "content", ["value: text or `{file: PATH}`", "left out again: is emptied"]),
        (
            "posts",
            "publishToInbox",
            ["value: `true` or `false`", "read back: no, write-only: the state alone knows what was applied"],
        ),
        ("posts", "allowUnseen", ["sent: no: it is a word to the plan"]),
        ("products", "photos", ["value: list of URL or `{file: PATH}`"]),
        ("videos", "imageUrls", ["required: with some models"]),
        ("videos", "overlay", ["a change: is an edit", "`overlay.fontSize`: whole number from 8 to 200"]),
        ("music", "instrumental", ["default: `true`"]),
        ("personas", "lifecycle", ["`lifecycle.preventDestroy`: `true` or `false`"]),
    ],
)
def test_a_field_says_what_it_takes_and_what_becomes_of_a_change(
    collection: str, field: str, said: list[str]
) -> None:
    told = section(f"reference/fields/{collection}.md", field)
    assert [one for one in said if f"- {one}" not in told] == []


GENERATED = {name: one.fields.models for name, one in TYPES.items() if isinstance(one.fields, MediaFields)}


@pytest.mark.parametrize(
    ("name", "model"), [(name, one) for name, models in GENERATED.items() for one in models]
)
def test_a_model_says_which_fields_go_with_it(name: str, model: str) -> None:
    page = pages()[f"reference/fields/{name}.md"]
    (goes,) = re.findall(rf"^\| `{re.escape(model)}` \| .* \| (.*) \|$", page, re.MULTILINE)
    assert re.findall(r"`(\w+)`", re.sub(r" \([^)]*\)", "", goes)) == list(GENERATED[name][model].fields)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (
            "videos",
            "| 6 with `nFrames: 15` | `prompt` (required), `aspectRatio` (`portrait` or `landscape`), ",
        ),
        ("videos", "| not documented | `prompt`, `imageUrls` (required, at most 10), "),
        ("images", "| 4 | `prompt`, `imageUrls` (at most 14), `aspectRatio` (by itself `auto`), "),
    ],
)
def test_a_model_says_what_it_asks_of_a_field(name: str, said: str) -> None:
    assert said in pages()[f"reference/fields/{name}.md"]


def keys(model: type[BaseModel], prefix: str = "") -> list[str]:
    """The keys of a model and of those in it."""
    found: list[str] = []
    for name, info in model.model_fields.items():
        found.append(prefix + name)
        if isinstance(info.annotation, type) and issubclass(info.annotation, BaseModel):
            found += keys(info.annotation, f"{prefix}{name}.")
    return found


@pytest.mark.parametrize("key", [*keys(Config), *keys(Environment, "environments.<name>.")])
def test_a_key_of_the_configuration_is_on_its_page(key: str) -> None:
    told = section("reference/configuration.md", key.partition(".")[0])
    assert "- value: " in told
    assert "." not in key or f"- `{key}`: " in told


@pytest.mark.parametrize(
    ("key", "said"),
    [
        ("state", "default: `rawugc.state.json`"),
        ("pause", "default: `false`"),
        ("limits", "default of `limits.maxDeletes`: `5`"),
        ("disclosure", "default of `disclosure.ai`: `AI-generated`, `#ai`"),
        ("approvals", "`approvals.<name>.count`: whole number from 1"),
        ("rules", "`rules.<name>.minGap`: text of the form `^[0-9]+[smhdw]$`"),
    ],
)
def test_a_key_says_what_it_takes_and_what_counts_without_it(key: str, said: str) -> None:
    assert f"- {said}" in section("reference/configuration.md", key)


@pytest.mark.parametrize("words", ALL)
def test_a_command_has_its_page_with_examples_and_every_option(words: str) -> None:
    page = addresses.page_of_command(words.split())
    told, options = pages()[page], section(page, "Options")
    lines = EXAMPLES.get(words, ())
    assert told.startswith(f"# {words}\n\n{(ALL[words].help or '').partition(chr(10))[0]}\n")
    assert [one for one in lines if f"\nrawugc-sync {one}\n" not in section(page, "Examples")] == []
    assert section(page, "Examples").count("\nrawugc-sync ") == 2
    for one in ALL[words].params:
        if isinstance(one, click.Option) and not one.hidden:
            assert re.search(rf"^\| `.*{re.escape(one.opts[-1])}\b.*` \| \S.* \|$", options, re.MULTILINE)
        elif isinstance(one, click.Argument):
            assert "\n- `" in f"\n{section(page, 'Arguments')}"


def test_the_page_of_commands_lists_each_and_the_options_of_all() -> None:
    told = pages()["reference/commands/index.md"]
    assert [name for name in COMMANDS if f"| [{name}]({name}.md) | {COMMANDS[name]} |" not in told] == []
    assert [one.opts[-1] for one in cli.params if f"{one.opts[-1]}" not in told] == []


@pytest.mark.parametrize("code", messages())
def test_a_message_has_its_page_and_its_family_leads_to_it(code: str) -> None:
    one = messages()[code]
    assert pages()[addresses.page_of_message(code)].startswith(f"# {code}\n\n{one.text}\n")
    assert f"| [{code}](../{code}.md) |" in pages()[f"reference/messages/{one.group}/index.md"]
    assert f"[{code}]({code}.md)" in pages()["reference/messages/index.md"]


@pytest.mark.parametrize(
    ("folder", "known"),
    [
        ("reference/messages", {addresses.page_of_message(code) for code in messages()}),
        ("reference/commands", {addresses.page_of_command(words.split()) for words in ALL}),
        ("reference/fields", {f"reference/fields/{name}.md" for name in TYPES}),
    ],
)
def test_no_page_is_about_what_is_not_there(folder: str, known: set[str]) -> None:
    found = {path for path in pages() if path.rpartition("/")[0] == folder}
    assert found == known | {f"{folder}/index.md"}


def test_an_address_leads_to_the_page_that_the_site_has(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(site, "SITE", "https://docs.example")
    told = [addresses.of_message(code) for code in messages()]
    told += [addresses.of_command(words.split()) for words in ALL]
    files = [f"{(one or '').removeprefix('https://docs.example/').removesuffix('.html')}.md" for one in told]
    assert len(set(files)) == len(files)
    assert [one for one in files if one not in pages()] == []


def test_every_trait_of_a_model_belongs_to_a_field_that_has_a_page() -> None:
    assert {(name, field) for name, one in TYPES.items() for field in traits_of(one.fields.model)} == set(
        FIELDS
    )
