"""The kinds of rules: the keys of each, and how it is read. Source: `docs/rules.md`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import NamedTuple

from rawugc_sync.manifest.nodes import MappingNode, Node
from rawugc_sync.manifest.ruling import names, values
from rawugc_sync.manifest.ruling.names import Types
from rawugc_sync.manifest.ruling.part import Part
from rawugc_sync.manifest.ruling.values import unfit
from rawugc_sync.words import rules
from rawugc_sync.words.addresses import Value

PERIODS = ("day", "week")
SPAN = ("from", "to")
"""The keys of a stretch of hours or days."""

Span = tuple[date, date]


class Kind(NamedTuple):
    """One kind of rule: how it is read, which keys its mapping has, and which of them it needs.

    `read` raises Unfit where what is written cannot be of the kind at all. Without `keys` it is one value.
    `example` is what stands behind its name.
    """

    read: Callable[[Part, Types], rules.Check]
    example: str
    keys: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()


def check_of(name: str, rule: Part, types: Types) -> rules.Check:
    """The check of a rule; what is wrong with its parts is noted, Unfit is what is wrong with the whole."""
    kind = KINDS[name]
    if not kind.keys:
        return kind.read(rule, types)
    part = rule.below(name, kind.example)
    part.refuse_others(kind.keys, f"is not a key of {name}")
    part.require(kind.needs, f"Write {name}: {kind.example}.")
    return kind.read(part, types)


def _forbid(part: Part, types: Types) -> rules.Check:
    fields, words, pattern = _texts(part, types)
    return rules.Forbid(fields=fields, words=words, pattern=pattern)


def _require(part: Part, types: Types) -> rules.Check:
    fields, words, pattern = _texts(part, types)
    everything: Mapping[str, Value] = {}
    when = part.one("when", lambda node: names.conditions(node, fields, types), everything)
    return rules.Require(fields=fields, words=words, pattern=pattern, when=when)


def _texts(part: Part, types: Types) -> tuple[tuple[rules.FieldName, ...], tuple[str, ...], str | None]:
    if part.node.entries.keys().isdisjoint(("words", "pattern")):
        part.complain("needs `words` or a `pattern`", "Write words: [cure, cures].")
    words = part.each("words", names.word, "[cure, cures]")
    return _fields(part, types), words, part.one("pattern", names.pattern, None)


def _fields(part: Part, types: Types) -> tuple[rules.FieldName, ...]:
    return part.each("fields", lambda node: names.text_field(node, types), "[collection.field]")


def _hashtags(part: Part, types: Types) -> rules.Check:
    return rules.Hashtags(most=_most(part, 0), networks=_networks(part))


def _caption_length(part: Part, types: Types) -> rules.Check:
    return rules.CaptionLength(most=_most(part, 1), networks=_networks(part))


def _most(part: Part, least: int) -> int:
    return part.one("max", lambda node: values.number(node, least), least)


def _networks(part: Part) -> tuple[str, ...]:
    return part.each("networks", names.network, "[instagram, tiktok]")


def _windows(part: Part, types: Types) -> rules.Check:
    days = part.each("days", values.weekday, "[mon, tue, wed]")
    return rules.PostingWindows(days=frozenset(days), hours=_hours(part))


def _quiet(part: Part, types: Types) -> rules.Check:
    return rules.QuietHours(hours=_hours(part))


def _hours(part: Part) -> rules.Hours:
    begin, end = part.one("from", values.clock, -1), part.one("to", values.clock, -2)
    if begin == end:
        part.complain("ends when it begins", "Write another time, from or to.")
    if begin == values.MIDNIGHT:
        part.complain("begins when the day is over", "Write from: '00:00'.")
    return rules.Hours(begin=begin, end=end)


def _blackout(part: Part, types: Types) -> rules.Check:
    return rules.Blackout(spans=part.each("dates", _days, "['2027-12-24']"))


def _days(node: Node) -> Span:
    """A day, or the first and the last of several."""
    if not isinstance(node, MappingNode):
        day = values.day(node)
        return day, day
    if set(node.entries) != set(SPAN):
        raise unfit(
            "has a stretch without its two days", "Write {from: '2027-12-31', to: '2028-01-02'}.", node
        )
    first, last = (values.day(node.entries[key]) for key in SPAN)
    if first > last:
        raise unfit(f"has a stretch from {first} to {last}, which ends before it begins", "", node)
    return first, last


def _max_posts(part: Part, types: Types) -> rules.Check:
    per = part.one("per", lambda node: values.choice(node, PERIODS), PERIODS[0])
    return rules.MaxPosts(per=per, most=_most(part, 1))


def _min_gap(rule: Part, types: Types) -> rules.Check:
    return rules.MinGap(seconds=rule.one("minGap", values.span, 0))


def _no_repeat(part: Part, types: Types) -> rules.Check:
    of = part.each("of", lambda node: names.shown_field(node, types), "[videoUrl, content]")
    return rules.NoRepeat(of=of, seconds=part.one("within", values.span, 0))


def _hosts(part: Part, types: Types) -> rules.Check:
    hosts = part.each("hosts", names.host, "[cdn.example.com]")
    return rules.AllowedHosts(fields=_fields(part, types), hosts=hosts)


def _min_photos(rule: Part, types: Types) -> rules.Check:
    return rules.MinPhotos(least=rule.one("minPhotos", lambda node: values.number(node, 1), 1))


def _owner(part: Part, types: Types) -> rules.Check:
    of = part.each("collections", lambda node: names.collection(node, types), "[collection]")
    return rules.Owner(collections=of)


_TEXTS = "{fields: [collection.field], words: [cure, cures]}"
_WINDOW = "{days: [mon, fri], from: '08:00', to: '20:00'}"

KINDS: Mapping[str, Kind] = {
    "forbid": Kind(_forbid, _TEXTS, ("fields", "words", "pattern"), ("fields",)),
    "require": Kind(_require, _TEXTS, ("fields", "words", "pattern", "when"), ("fields",)),
    "hashtags": Kind(_hashtags, "{max: 5, networks: [instagram]}", ("max", "networks"), ("max",)),
    "captionLength": Kind(_caption_length, "{max: 300, networks: [tiktok]}", ("max", "networks"), ("max",)),
    "postingWindows": Kind(_windows, _WINDOW, ("days", *SPAN), ("days", *SPAN)),
    "quietHours": Kind(_quiet, "{from: '22:00', to: '07:00'}", SPAN, SPAN),
    "blackout": Kind(_blackout, "{dates: ['2027-12-24']}", ("dates",), ("dates",)),
    "maxPosts": Kind(_max_posts, "{per: day, max: 3}", ("per", "max"), ("per", "max")),
    "minGap": Kind(_min_gap, "4h"),
    "noRepeat": Kind(
        _no_repeat, "{of: [videoUrl, content], within: 30d}", ("of", "within"), ("of", "within")
    ),
    "allowedHosts": Kind(
        _hosts,
        "{fields: [collection.field], hosts: [cdn.example.com]}",
        ("fields", "hosts"),
        ("fields", "hosts"),
    ),
    "minPhotos": Kind(_min_photos, "2"),
    "owner": Kind(_owner, "{collections: [collection]}", ("collections",), ("collections",)),
}
"""What stands behind the id of a rule → what it is."""
