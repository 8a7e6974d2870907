"""Manifests → desired resources, and everything that is wrong with them in one run."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from rawugc_sync.manifest.load import Manifests
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.desired import Lifecycle
from rawugc_sync.words.diagnostics import Source

Load = Callable[[object], Manifests]
Errors = Callable[[object], list[str]]

PERSONA = "  {key}: {{name: Name, description: Text}}\n"


def fields(manifests: Manifests, address: str) -> dict[str, object]:
    assert manifests.errors == []
    return dict(manifests.desired[Address.parse(address)].fields)


def personas(*keys: str) -> str:
    return "personas:\n" + "".join(PERSONA.format(key=key) for key in keys)


def post(*lines: str) -> str:
    return "posts:\n  p:\n" + "".join(
        f"    {line}\n" for line in ("videoUrl: https://x.example/v.mp4", *lines)
    )


@pytest.mark.parametrize(
    ("count", "told"),
    [
        (3, {"personas.k1": "personas.k0,", "personas.k2": "personas.k0,"}),
        (300, {"personas.k0": "299 others (the next one is personas.k1),"}),
    ],
)
def test_a_natural_key_that_many_share_is_told_once(loaded: Load, count: int, told: dict[str, str]) -> None:
    found = loaded(personas(*(f"k{n}" for n in range(count)))).diagnostics
    assert {d.code for d in found} == {"same-natural-key"}
    assert {d.address: d.summary.partition(" as ")[2].partition(" so ")[0] for d in found} == told


BRAND = """\
vars: {claim: Visibly calmer skin in 14 days}
defaults:
  posts: {timezone: America/New_York, accounts: [TikTok/@glowlab, instagram/glow.lab]}
personas:
  sensitive-skin:
    name: Sensitive-skin switchers
    description: |
      Thirty-somethings whose skin reacts.
      To everything.
messaging:
  gentle: {name: Gentle science, body: {file: copy/gentle.md}}
products:
  serum:
    name: Barrier Serum
    photos:
      - https://cdn.example.com/front.jpg
      - https://cdn.example.com/back.jpg
    messaging: ${messaging.gentle.body}
styles:
  shelfie:
    name: Shelfie tour
    promptTemplate: "{productName} on a shelf"
    lifecycle: {preventDestroy: true, ignoreChanges: [description]}
posts:
  teaser:
    videoUrl: https://cdn.example.com/teaser.mp4
    scheduledFor: 2027-12-01 09:00
    content: |
      ${vars.claim}*
      #skincare
    tiktokAllowDuet: false
"""


def test_a_whole_brand_becomes_typed_fields(loaded: Load) -> None:
    manifests = loaded({"brand.yaml": BRAND, "copy/gentle.md": "Nothing you\r\ncannot say.\n"})
    assert manifests.errors == []
    assert {str(a): dict(d.fields) for a, d in manifests.desired.items()} == {
        "personas.sensitive-skin": {
            "name": "Sensitive-skin switchers",
            "description": "Thirty-somethings whose skin reacts.\nTo everything.",
        },
        "messaging.gentle": {"name": "Gentle science", "body": "Nothing you\ncannot say."},
        "products.serum": {
            "name": "Barrier Serum",
            "photos": ["https://cdn.example.com/front.jpg", "https://cdn.example.com/back.jpg"],
            "messaging": "Nothing you\ncannot say.",
        },
        "styles.shelfie": {"name": "Shelfie tour", "promptTemplate": "{productName} on a shelf"},
        "posts.teaser": {
            "videoUrl": "https://cdn.example.com/teaser.mp4",
            "accounts": ["tiktok/glowlab", "instagram/glow.lab"],
            "mode": "schedule",
            "timezone": "America/New_York",
            "scheduledFor": 1827669600000,
            "content": "Visibly calmer skin in 14 days*\n#skincare",
            "tiktokAllowDuet": False,
        },
    }


def test_a_resource_remembers_its_place_references_and_lifecycle(loaded: Load) -> None:
    manifests = loaded({"brand.yaml": BRAND, "copy/gentle.md": "x"})
    assert manifests.errors == []
    serum = manifests.desired[Address("products", "serum")]
    shelfie = manifests.desired[Address("styles", "shelfie")]
    assert serum.source == Source("brand.yaml", 13, 3)
    assert serum.references == (Address("messaging", "gentle"),)
    assert shelfie.lifecycle == Lifecycle(prevent_destroy=True, ignore_changes=frozenset({"description"}))
    assert manifests.declared == {"personas", "messaging", "products", "styles", "posts"}


@pytest.mark.parametrize("text", ["001", "2026-12-01", "1e3", "no", "true", "12:30:45", "0x1F", "-5"])
def test_what_looks_like_another_type_stays_text_in_a_text(loaded: Load, text: str) -> None:
    manifests = loaded(f"personas:\n  p:\n    name: {text}\n    description: x\n")
    assert fields(manifests, "personas.p")["name"] == text


def test_a_url_may_stand_in_a_list_in_brackets(loaded: Load) -> None:
    manifests = loaded("products:\n  p: {name: N, photos: [https://cdn.example.com/a.jpg]}\n")
    assert fields(manifests, "products.p")["photos"] == ["https://cdn.example.com/a.jpg"]


def test_files_in_all_folders_are_one_set(loaded: Load) -> None:
    manifests = loaded({"a.yaml": personas("one"), "deep/er/b.yml": personas("two")})
    assert [str(a) for a in sorted(manifests.desired)] == ["personas.one", "personas.two"]
    assert manifests.files == 2


def test_a_collection_written_empty_is_declared(loaded: Load) -> None:
    manifests = loaded("styles: {}\n")
    assert (manifests.errors, manifests.desired) == ([], {})
    assert manifests.declared == {"styles"}


@pytest.mark.parametrize("text", ["", "# nothing yet\n", "---\n", "x-notes: {any: [thing]}\n"])
def test_a_manifest_may_say_nothing(loaded: Load, text: str) -> None:
    manifests = loaded(text)
    assert (manifests.diagnostics, manifests.desired) == ([], {})


# -- defaults


FOLDERS = {
    "top.yaml": "defaults: {styles: {type: video, aspectRatio: square, description: from the top}}\n",
    "a/defaults.yaml": "defaults: {styles: {aspectRatio: landscape}}\n",
    "a/b/style.yaml": "styles:\n  deep: {name: Deep, description: own}\n",
    "c/style.yaml": "styles:\n  flat: {name: Flat}\n",
}


def test_the_nearest_default_wins_field_by_field(loaded: Load) -> None:
    manifests = loaded(FOLDERS)
    assert fields(manifests, "styles.deep") == {
        "name": "Deep",
        "description": "own",
        "type": "video",
        "aspectRatio": "landscape",
    }
    assert fields(manifests, "styles.flat")["aspectRatio"] == "square"


def test_defaults_hold_for_their_folder_and_those_below_only(loaded: Load) -> None:
    files = {"a/d.yaml": "defaults: {styles: {type: image}}\n", "ab/s.yaml": "styles:\n  s: {name: S}\n"}
    assert fields(loaded(files), "styles.s") == {"name": "S"}


ACCOUNTS = {
    "top": "defaults: {posts: {accounts: [tiktok/top], mode: draft}}\n",
    "ids": "defaults: {posts: {accountIds: [acc_1]}}\n",
}


@pytest.mark.parametrize(
    ("files", "used", "unused"),
    [
        ({"d.yaml": ACCOUNTS["top"], "p.yaml": post("accountIds: [acc_9]")}, "accountIds", "accounts"),
        (
            {"d.yaml": ACCOUNTS["top"], "b/e.yaml": ACCOUNTS["ids"], "b/p.yaml": post()},
            "accountIds",
            "accounts",
        ),
        ({"d.yaml": ACCOUNTS["top"], "b/p.yaml": post()}, "accounts", "accountIds"),
        (
            {
                "d.yaml": ACCOUNTS["top"],
                "b/e.yaml": ACCOUNTS["ids"],
                "b/p.yaml": post("accounts: [tiktok/own]"),
            },
            "accounts",
            "accountIds",
        ),
    ],
)
def test_of_two_ways_to_name_accounts_the_nearest_wins(
    loaded: Load, files: dict[str, str], used: str, unused: str
) -> None:
    found = fields(loaded(files), "posts.p")
    assert used in found
    assert unused not in found


def test_a_default_file_is_relative_to_the_manifest_that_names_it(loaded: Load) -> None:
    files = {
        "a/d.yaml": "defaults: {styles: {description: {file: d.md}}}\n",
        "a/d.md": "Described",
        "a/b/s.yaml": "styles:\n  s: {name: S}\n",
    }
    assert fields(loaded(files), "styles.s")["description"] == "Described"


# -- what is wrong


WRONG = {
    "a.yaml": "persona:\n  x: {}\n",
    "b.yaml": "personas:\n  p:\n    name: P\n    descripton: typo\n  q: {name: 1}\n",
    "c.yaml": "styles:\n  s: {name: S, type: vidio}\nmessaging: [1]\n",
    "d.yaml": "products:\n  p: {name: P, photos: ['ftp://x.example/y.jpg'], description: '${vars.nope}'}\n",
}


def test_all_errors_of_all_files_are_told_in_one_run_in_order(errors: Errors) -> None:
    assert [line.partition(" | ")[0] for line in errors(WRONG)] == [
        "a.yaml:1:1 : `persona` is not a collection",
        "b.yaml:2:3 personas.p.description: is required",
        "b.yaml:4:5 personas.p.descripton: is not a field of personas",
        "b.yaml:5:3 personas.q.description: is required",
        "c.yaml:2:22 styles.s.type: must be video or image",
        "c.yaml:3:1 : `messaging` must be a mapping of its resources",
        "d.yaml:2:25 products.p.photos: must be a URL that begins with https:// or http://",
        "d.yaml:2:64 products.p.description: ${vars.nope} refers to nothing",
    ]


@pytest.mark.parametrize(
    ("near", "files"),
    [
        ("personas", WRONG["a.yaml"]),
        ("description", "personas:\n  p: {name: P, description: D, descripton: typo}\n"),
        ("video", "styles:\n  s: {name: S, type: vidio}\n"),
        ("aspectRatio", "defaults: {styles: {aspectratio: square}}\n"),
        ("styles", "defaults: {style: {}}\n"),
        ("Europe/Berlin", post("accounts: [a/b]", "mode: draft", "timezone: Europe/Berln")),
        (
            "PUBLIC_TO_EVERYONE",
            post("accounts: [a/b]", "mode: draft", "tiktokPrivacyLevel: PUBLIC_TO_EVRYONE"),
        ),
    ],
)
def test_a_misspelling_is_told_with_the_nearest_word(errors: Errors, near: str, files: str) -> None:
    (line,) = errors(files)
    assert f"id you mean {near}?" in line


def test_an_error_shows_the_line_that_it_is_about(loaded: Load) -> None:
    (error,) = loaded("styles:\n  s:\n    name: S\n    type: film\n").errors
    assert error.source == Source("brand.yaml", 4, 11)
    assert error.excerpt == "    type: film"


def test_an_error_in_a_default_stands_at_the_default(errors: Errors) -> None:
    files = {"d.yaml": "defaults:\n  styles: {type: film}\n", "s.yaml": "styles:\n  s: {name: S}\n"}
    (line,) = errors(files)
    assert line.startswith("d.yaml:2:18 styles.s.type:")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("personas: {p: {name: [a], description: D}}", "personas.p.name: must be a text"),
        ("personas: {p: {name: {a: b}, description: D}}", "personas.p.name: must be a text"),
        ("personas: {p: {name: '  ', description: D}}", "personas.p.name: must not be empty"),
        ("personas: {p: {name: N, description: ''}}", "personas.p.description: must not be empty"),
        ("products: {p: {name: N, photos: 'https://x.example/a.jpg'}}", "products.p.photos: must be a list"),
        ("products: {p: {name: N, photos: ['https://x y.example']}}", "products.p.photos: must be a URL"),
        ("products: {p: {name: N, photos: ['//cdn.example/a.jpg']}}", "products.p.photos: must be a URL"),
        ("products: {p: {name: N, photos: ['https://[::1/a.jpg']}}", "products.p.photos: must be a URL"),
        ("personas: {p: text}", "personas.p: must be a mapping of fields"),
        ("personas: {p: []}", "personas.p: must be a mapping of fields"),
        ("personas: text", ": `personas` must be a mapping of its resources"),
    ],
)
def test_a_value_of_the_wrong_kind_is_told(errors: Errors, text: str, said: str) -> None:
    (line,) = errors(text)
    assert said in line


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (("mode: draft",), "posts.p.accounts: is required"),
        (("mode: draft", "accounts: [a/b]", "accountIds: [x]"), "posts.p.accountIds: stands beside accounts"),
        (("accounts: [a/b]",), "posts.p.mode: is required without a scheduledFor"),
        (("accounts: [a/b]", "mode: schedule"), "posts.p.scheduledFor: is required for mode: schedule"),
        (
            ("accounts: [a/b]", "mode: now", "scheduledFor: 1830000000000"),
            "scheduledFor: stands beside mode: now",
        ),
        (("accounts: [glowlab]", "mode: draft"), "posts.p.accounts: must be platform/username"),
        (("accounts: ['a/b c']", "mode: draft"), "posts.p.accounts: must be platform/username"),
        (("accounts: []", "mode: draft"), "posts.p.accounts: needs at least one account"),
        (("accounts: [tiktok/A, TikTok/@a]", "mode: draft"), "posts.p.accounts: names an account twice"),
        (("accountIds: [x, x]", "mode: draft"), "posts.p.accountIds: names an account twice"),
        (
            ("accounts: [a/b]", "mode: draft", "tiktokAllowDuet: yes"),
            "tiktokAllowDuet: must be true or false",
        ),
        (("accounts: [a/b]", "mode: later"), "posts.p.mode: must be schedule or draft or now"),
        (("accounts: [a/b]", "scheduledFor: 2027-12-01 09:00"), "is a local time without a zone"),
        (
            ("accounts: [a/b]", "scheduledFor: [2027]", "timezone: UTC"),
            "posts.p.scheduledFor: must be a whole number",
        ),
    ],
)
def test_a_post_that_cannot_be_is_told_why(errors: Errors, lines: tuple[str, ...], said: str) -> None:
    (line,) = errors(post(*lines))
    assert said in line


@pytest.mark.parametrize(
    ("mode", "more", "said"),
    [
        ("schedule", (), "scheduledFor: is required for mode: schedule"),
        ("now", ("scheduledFor: 1830000000000",), "scheduledFor: stands beside mode: now"),
        ("draft", (), None),
    ],
)
def test_a_mode_that_is_a_reference_is_checked_like_any_other(
    errors: Errors, mode: str, more: tuple[str, ...], said: str | None
) -> None:
    told = errors(f"vars: {{mode: {mode}}}\n" + post("accounts: [a/b]", "mode: ${vars.mode}", *more))
    assert bool(told) == bool(said)
    assert said is None or said in told[0]


@pytest.mark.parametrize(
    ("template", "error", "warning"),
    [
        ("{productName} {messaging} {character}", None, None),
        ("a {productname} b", "did you mean {productName}?", None),
        ("a {product_name} b", "did you mean {productName}?", None),
        ("a {Character} b", "did you mean {character}?", None),
        ("a {mood} b", None, "has {mood}, which RawUGC does not fill in"),
        ("{} { } {1} {{x", None, None),
    ],
)
def test_placeholders_of_a_template(
    loaded: Load, template: str, error: str | None, warning: str | None
) -> None:
    manifests = loaded(f"styles:\n  s:\n    name: S\n    promptTemplate: |\n      {template}\n")
    said = [d.summary for d in manifests.diagnostics]
    assert [line for line in (error, warning) if line] == [] or len(said) == 1
    assert all(line is None or line in said[0] for line in (error, warning))
    assert bool(manifests.errors) == bool(error)


def test_a_time_in_the_past_is_a_warning_that_only_counts_offline(loaded: Load) -> None:
    manifests = loaded(post("accounts: [a/b]", "scheduledFor: 1700000000000"))
    assert (manifests.diagnostics, [d.code for d in manifests.offline]) == ([], ["missed"])
    assert Address("posts", "p") in manifests.desired


@pytest.mark.parametrize("data", [b"\xff\xfe{}", b"a: \xe9", b"a: b\n---\nc: d\n", b"\xf0\x28"])
def test_a_file_that_is_no_manifest_does_not_hide_the_others(errors: Errors, data: bytes) -> None:
    told = errors({"a.yaml": data, "b.yaml": "persona: {}\n"})
    assert {line.partition(":")[0] for line in told} == {"a.yaml", "b.yaml"}


def test_what_is_wrong_with_one_resource_does_not_hide_the_others(loaded: Load) -> None:
    manifests = loaded(personas("good") + "  bad: {name: B}\n")
    assert [str(a) for a in manifests.desired] == ["personas.good"]


def test_a_diagnostic_from_the_api_gets_the_place_of_its_field(loaded: Load) -> None:
    from rawugc_sync.words.diagnostics import error

    manifests = loaded("personas:\n  p:\n    name: P\n    description: D\n")
    at_field = manifests.placed(error("x", "x", address="personas.p", field="description"))
    at_key = manifests.placed(error("x", "x", address="personas.p", field="nameless"))
    assert (str(at_field.source), str(at_key.source)) == ("brand.yaml:4:18", "brand.yaml:2:3")
