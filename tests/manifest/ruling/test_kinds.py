"""Each kind of rule: what it is read as, and what is said where it cannot be meant."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from difflib import SequenceMatcher

import pytest

from rawugc_sync.manifest.ruling.kinds import KINDS
from rawugc_sync.words.rules import (
    AllowedHosts,
    Blackout,
    CaptionLength,
    Check,
    FieldName,
    Forbid,
    Hashtags,
    Hours,
    MaxPosts,
    MinGap,
    MinPhotos,
    NoRepeat,
    Owner,
    PostingWindows,
    QuietHours,
    Require,
)
from tests.manifest.conftest import Files, Load

Errors = Callable[[str | Files], list[str]]

CAPTION, BODY = FieldName("posts", "content"), FieldName("messaging", "body")
CHRISTMAS, SILVESTER, SECOND = date(2027, 12, 24), date(2027, 12, 31), date(2028, 1, 2)

READ: list[tuple[str, Check]] = [
    (
        "forbid: {fields: [messaging.body, posts.content], words: [cure, cures]}",
        Forbid(fields=(BODY, CAPTION), words=("cure", "cures")),
    ),
    (r"forbid: {fields: [posts.content], pattern: '\d+ ?€'}", Forbid(fields=(CAPTION,), pattern=r"\d+ ?€")),
    (
        "forbid: {fields: [posts.content], words: [001, no, 1e3], pattern: a}",
        Forbid(fields=(CAPTION,), words=("001", "no", "1e3"), pattern="a"),
    ),
    ("require: {fields: [posts.content], words: ['#ad']}", Require(fields=(CAPTION,), words=("#ad",))),
    (
        "require: {fields: [posts.content], words: ['#ad'], when: {tiktokCommercialContentType: none}}",
        Require(fields=(CAPTION,), words=("#ad",), when={"tiktokCommercialContentType": "none"}),
    ),
    (
        "require: {fields: [posts.content], pattern: ad, when: {publishToInbox: true, accounts: [tiktok/a]}}",
        Require(fields=(CAPTION,), pattern="ad", when={"publishToInbox": True, "accounts": ["tiktok/a"]}),
    ),
    ("hashtags: {max: 5, networks: [instagram]}", Hashtags(most=5, networks=("instagram",))),
    ("hashtags: {max: 0}", Hashtags(most=0)),
    ("captionLength: {max: 300, networks: [tiktok]}", CaptionLength(most=300, networks=("tiktok",))),
    (
        "postingWindows: {days: [mon, sun], from: '08:00', to: '24:00'}",
        PostingWindows(days=frozenset({0, 6}), hours=Hours(begin=480, end=1440)),
    ),
    ("quietHours: {from: '22:00', to: '7:05'}", QuietHours(hours=Hours(begin=1320, end=425))),
    (
        "blackout: {dates: ['2027-12-24', {from: 2027-12-31, to: '2028-01-02'}]}",
        Blackout(spans=((CHRISTMAS, CHRISTMAS), (SILVESTER, SECOND))),
    ),
    ("maxPosts: {per: day, max: 3}", MaxPosts(per="day", most=3)),
    ("maxPosts: {per: week, max: 1}", MaxPosts(per="week", most=1)),
    ("minGap: 90s", MinGap(seconds=90)),
    ("minGap: 30m", MinGap(seconds=1_800)),
    ("minGap: 4h", MinGap(seconds=14_400)),
    ("minGap: 2w", MinGap(seconds=1_209_600)),
    (
        "noRepeat: {of: [videoUrl, content], within: 30d}",
        NoRepeat(of=("videoUrl", "content"), seconds=2_592_000),
    ),
    (
        "allowedHosts: {fields: [posts.videoUrl], hosts: [cdn.example.com, '*.b_1.example']}",
        AllowedHosts(fields=(FieldName("posts", "videoUrl"),), hosts=("cdn.example.com", "*.b_1.example")),
    ),
    ("minPhotos: 2", MinPhotos(least=2)),
    ("owner: {collections: [products, posts]}", Owner(collections=("products", "posts"))),
]

WRONG = [
    # what every mapping can have
    ("forbid: cure", "forbid: must be a mapping | Write forbid: {fields: [collection.field], words:"),
    (
        "forbid: {fields: [posts.content], word: [cure]}",
        "forbid.word: is not a key of forbid | Did you mean words?",
    ),
    ("forbid: {words: [cure]}", "forbid: needs `fields`"),
    ("maxPosts: {}", "maxPosts: needs `per` | Write maxPosts: {per: day, max: 3}."),
    # fields
    (
        "forbid: {fields: posts.content, words: [a]}",
        "forbid.fields: must be a list | Write [collection.field].",
    ),
    ("forbid: {fields: [], words: [a]}", "forbid.fields: is an empty list"),
    (
        "forbid: {fields: [posts.contnet], words: [a]}",
        "contnet is not a field of posts | Did you mean posts.content?",
    ),
    (
        "forbid: {fields: [post.content], words: [a]}",
        "post is not a collection | Did you mean posts.content?",
    ),
    ("forbid: {fields: [posts], words: [a]}", "names posts, and posts is not a field"),
    ("forbid: {fields: [posts.allowUnseen], words: [a]}", "allowUnseen is not a field of posts"),
    (
        "forbid: {fields: [posts.scheduledFor], words: [a]}",
        "names posts.scheduledFor, which holds no text",
    ),
    ("forbid: {fields: [posts.publishToInbox], words: [a]}", "which holds no text"),
    ("forbid: {fields: [videos.take], words: [a]}", "which holds no text"),
    ("forbid: {fields: [[posts.content]], words: [a]}", "forbid.fields: must be a text"),
    # words and patterns
    ("forbid: {fields: [posts.content]}", "forbid: needs `words` or a `pattern`"),
    ("forbid: {fields: [posts.content], words: ['']}", "forbid.words: is empty"),
    ('forbid: {fields: [posts.content], words: ["\\u200b"]}', "is a word that nobody can see"),
    ("forbid: {fields: [posts], words: [a]}", "forbid.fields: names posts, and posts is not a field"),
    (
        "forbid: {fields: [posts.content], words: ['no ${vars.claim}']}",
        "forbid.words: takes in ${vars.claim}, and rules take no references",
    ),
    (
        r"forbid: {fields: [posts.content], pattern: '\b${vars.claim}\b'}",
        "forbid.pattern: takes in ${vars.claim}, and rules take no references",
    ),
    ("forbid: {fields: [posts.content], pattern: ''}", "forbid.pattern: is empty"),
    ("forbid: {fields: [posts.content], pattern: 'a(?=b)'}", "look-around is not there"),
    (r"forbid: {fields: [posts.content], pattern: '(a)\1'}", "back references are not there"),
    ("forbid: {fields: [posts.content], pattern: '(a'}", "is not a pattern that RE2 takes"),
    ("forbid: {fields: [posts.content], pattern: 'a*'}", "matches a text with nothing in it"),
    # conditions
    (
        "require: {fields: [posts.content], words: [a], when: [mode]}",
        "require.when: must be a mapping of fields",
    ),
    (
        "require: {fields: [posts.content], words: [a], when: {}}",
        "require.when: must be a mapping of fields",
    ),
    (
        "require: {fields: [posts.content], words: [a], when: {mod: now}}",
        "mod, which is not a field of posts | Did you mean mode?",
    ),
    (
        "require: {fields: [posts.content], words: [a], when: {mode: nwo}}",
        "mode must be schedule or draft or now | Did you mean now?",
    ),
    (
        "require: {fields: [posts.content], words: [a], when: {publishToInbox: yes}}",
        "publishToInbox must be true or false",
    ),
    (
        "require: {fields: [posts.content], words: [a], when: {scheduledFor: 5}}",
        "a time can be no condition",
    ),
    (
        "require: {fields: [posts.content, messaging.body], words: [a], when: {mode: now}}",
        "mode, which is not a field of messaging",
    ),
    (
        "require: {fields: [posts.content], words: [a], when: {mode: {a: b}}}",
        "require.when: must be a list",
    ),
    # numbers and networks
    ("hashtags: {max: five}", "hashtags.max: must be a whole number from 0 on"),
    ("hashtags: {max: -1}", "must be a whole number from 0 on"),
    ("hashtags: {max: ²}", "must be a whole number from 0 on"),
    ("captionLength: {max: 0}", "must be a whole number from 1 on"),
    ("captionLength: {max: 1.5}", "must be a whole number from 1 on"),
    (
        "hashtags: {max: 5, networks: [instagran]}",
        "instagran, which is not a network | Did you mean instagram?",
    ),
    ("hashtags: {max: 5, networks: [TikTok]}", "Did you mean tiktok?"),
    ("hashtags: {max: 5, networks: [myspace]}", "Known are tiktok, instagram, youtube."),
    # days and hours
    (
        "postingWindows: {days: [Monday], from: 8:00, to: 9:00}",
        "Monday, which is no day of the week here | Write mon.",
    ),
    (
        "postingWindows: {days: [lundi], from: 8:00, to: 9:00}",
        "Known are mon, tue, wed, thu, fri, sat, sun.",
    ),
    ("postingWindows: {days: [], from: 8:00, to: 9:00}", "is an empty list"),
    ("quietHours: {from: 22, to: 7:00}", "quietHours.from: is 22, which is no time of day"),
    ("quietHours: {from: 22:00, to: 24:01}", "quietHours.to: is 24:01, which is no time of day"),
    ("quietHours: {from: 22:60, to: 7:00}", "is 22:60, which is no time of day"),
    ("quietHours: {from: 10:00 pm, to: 7:00}", "is 10:00 pm, which is no time of day"),
    ("quietHours: {from: 7:00, to: 07:00}", "quietHours: ends when it begins"),
    (
        "quietHours: {from: 24:00, to: 07:00}",
        "quietHours: begins when the day is over | Write from: '00:00'.",
    ),
    # dates
    (
        "blackout: {dates: [24.12.2027]}",
        "is 24.12.2027, which is no date | Write year, month and day: 2026-12-31.",
    ),
    ("blackout: {dates: [20271224]}", "is 20271224, which is no date"),
    ("blackout: {dates: [2027-02-30]}", "is 2027-02-30, which is no day of the calendar"),
    ("blackout: {dates: [{from: 2027-12-24}]}", "has a stretch without its two days"),
    ("blackout: {dates: [{from: 2027-12-24, to: 2027-12-23}]}", "which ends before it begins"),
    ("blackout: {dates: [{from: 2027-12-24, to: soon}]}", "is soon, which is no date"),
    # the set
    ("maxPosts: {per: month, max: 3}", "maxPosts.per: is month, which is none of day, week"),
    ("maxPosts: {per: day, max: 0}", "must be a whole number from 1 on"),
    ("minGap: 4", "minGap: is 4, which is no span of time | Write a whole number with s, m, h, d or w"),
    ("minGap: 0h", "is 0h, which is no span of time"),
    ("minGap: 4 hours", "is 4 hours, which is no span of time"),
    ("minGap: {hours: 4}", "minGap: must be a text"),
    (
        "noRepeat: {of: [vidoUrl], within: 30d}",
        "vidoUrl, which is no text or medium of what is posted | Did you mean videoUrl?",
    ),
    ("noRepeat: {of: [posts.content], within: 30d}", "Did you mean content?"),
    ("noRepeat: {of: [accounts], within: 30d}", "accounts, which is no text or medium of what is posted"),
    ("noRepeat: {of: [body], within: 30d}", "body, which is no text or medium of what is posted"),
    (
        "noRepeat: {of: [mode], within: 30d}",
        "mode, which is no text or medium of what is posted | Known are content, videoId, videoUrl.",
    ),
    # hosts, pictures, owners
    (
        "allowedHosts: {fields: [posts.videoUrl], hosts: ['https://cdn.example.com/a']}",
        "Write cdn.example.com.",
    ),
    (
        "allowedHosts: {fields: [posts.videoUrl], hosts: ['cdn.example.com:8080']}",
        "Write cdn.example.com.",
    ),
    ("allowedHosts: {fields: [posts.videoUrl], hosts: [bücher.example]}", "Write xn--bcher-kva.example."),
    (
        "allowedHosts: {fields: [posts.videoUrl], hosts: ['*']}",
        "is *, which is not the name of a host alone",
    ),
    (
        "allowedHosts: {fields: [posts.videoUrl], hosts: ['http://[::1']}",
        "is not the name of a host alone",
    ),
    ("minPhotos: 0", "minPhotos: must be a whole number from 1 on"),
    ("minPhotos: [2]", "minPhotos: must be a text"),
    ("owner: {collections: [product]}", "product, which is not a collection | Did you mean products?"),
]


@pytest.mark.parametrize(("text", "check"), READ)
def test_a_rule_is_read(loaded: Load, text: str, check: Check) -> None:
    manifests = loaded(f"rules:\n  one:\n    {text}\n")
    assert manifests.errors == []
    assert [rule.check for rule in manifests.rules] == [check]


@pytest.mark.parametrize("text", ["{from: 22:00, to: 7:05}", "\n      from: 22:00\n      to: 07:05"])
def test_hours_need_no_quotes(loaded: Load, text: str) -> None:
    (one,) = loaded(f"rules:\n  one:\n    quietHours: {text}\n").rules
    assert one.check == QuietHours(hours=Hours(begin=1320, end=425))


def test_every_kind_is_read_here() -> None:
    assert {text.partition(":")[0] for text, _ in READ} == set(KINDS)


@pytest.mark.parametrize(("text", "said"), WRONG)
def test_what_cannot_be_meant_is_told_at_its_place(
    errors: Errors, loaded: Load, text: str, said: str
) -> None:
    manifest = f"# law\nrules:\n  one:\n    {text}\n"
    found = errors(manifest)
    assert all(one.startswith("brand.yaml:4:") for one in found)
    assert any(" rules.one." in one and said in one for one in found), found
    assert loaded(manifest).rules == ()


MISSPELT = [text for text, said in WRONG if "Did you mean" in said]


@pytest.mark.parametrize("text", MISSPELT)
def test_the_word_that_is_asked_for_is_the_right_one(errors: Errors, text: str) -> None:
    found = next(one for one in errors(f"rules:\n  one:\n    {text}\n") if "Did you mean" in one)
    meant = found.partition("Did you mean ")[2].removesuffix("?")
    words = [word for word in re.findall(r"[\w.]+", text) if word != meant]
    wrong = max(words, key=lambda word: SequenceMatcher(None, word.casefold(), meant).ratio())
    assert errors(f"rules:\n  one:\n    {text.replace(wrong, meant)}\n") == []


@pytest.mark.parametrize("kind", list(KINDS))
def test_the_example_of_a_kind_is_one(errors: Errors, kind: str) -> None:
    example = KINDS[kind].example.replace("[collection.field]", "[posts.content]")
    example = example.replace("[collection]", "[posts]")
    assert errors(f"rules:\n  one:\n    {kind}: {example}\n") == []


def test_all_that_is_wrong_with_one_rule_is_told_in_one_run(errors: Errors) -> None:
    found = errors(
        "rules:\n"
        "  one:\n"
        "    postingWindows: {days: [mon, tomorrow, never], from: 8, to: 20}\n"
        "    level: high\n"
        "    link: http://x.example\n"
    )
    assert [one.partition(" ")[0] for one in found] == [
        *("brand.yaml:3:34", "brand.yaml:3:44", "brand.yaml:3:58", "brand.yaml:3:65"),
        *("brand.yaml:4:12", "brand.yaml:5:11"),
    ]
