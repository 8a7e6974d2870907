"""What a brand may never say, and what it has to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import product

from rawugc_sync.policy.folding import folded, needles, standing
from rawugc_sync.policy.patterns import may_match, may_stand, searching
from rawugc_sync.policy.scene import Found, Scene, texts
from rawugc_sync.policy.subjects import Subject
from rawugc_sync.policy.wording import listed, quoted
from rawugc_sync.resources.fields import FieldSet
from rawugc_sync.words.addresses import Value
from rawugc_sync.words.rules import Forbid, Require


def forbidden(check: Forbid, scene: Scene) -> Iterator[Found]:
    """Each field with a word that must not stand there, or with what a pattern matches."""
    words, matched = needles(check.words), _search(check.pattern)
    fold, doubtful = scene.once(folded), scene.once(_doubtful)(scene)
    for subjects, names in scene.having(check.fields):
        for subject, name in product(subjects, names):
            for text in texts(subject.fields.get(name)):
                if text not in doubtful:
                    continue
                if has := standing(words, fold(text)):
                    yield Found(subject, name, f"says {listed(has, 'and')}")
                if (found := matched(text)) is not None:
                    yield Found(subject, name, f"says {quoted(found)}, which matches {check.pattern}")


def required(check: Require, scene: Scene) -> Iterator[Found]:
    """Each resource in whose fields none of the words stands, and a pattern matches nowhere."""
    words, matched = needles(check.words), _search(check.pattern)
    fold, said = scene.once(folded), _lacks(check)
    for subjects, names in scene.having(check.fields):
        asked = _asked(subjects[0].type.fields, check.when)
        for subject in subjects:
            if not all(_is_so(subject, *one) for one in asked):
                continue
            shown = [name for name in names if _is_shown(subject, name)]
            has = [text for name in shown for text in texts(subject.fields.get(name))]
            if not shown or any(standing(words, fold(text)) for text in has):
                continue
            if all(matched(text) is None for text in has):
                yield Found(subject, shown[0], said)


def _doubtful(scene: Scene) -> frozenset[str]:
    """The texts in which something stands that is forbidden anywhere: most are seen through in one pass."""
    checks = [one for one in scene.checks if isinstance(one, Forbid)]
    may_say = may_stand(form for check in checks for _, form in needles(check.words))
    may_be = may_match(check.pattern for check in checks if check.pattern is not None)
    fold = scene.once(folded)
    every = {
        text
        for subjects, names in scene.having({one for check in checks for one in check.fields})
        for subject, name in product(subjects, names)
        for text in texts(subject.fields.get(name))
    }
    return frozenset(text for text in every if may_say(fold(text)) or may_be(text))


def _search(pattern: str | None) -> Callable[[str], str | None]:
    return searching(pattern) if pattern is not None else lambda _: None


def _asked(fields: FieldSet, when: Mapping[str, Value]) -> list[tuple[str, Value, Value]]:
    """Field, the value that it must have, and the one that the API takes it for where it is not set."""
    known = fields.model.model_fields
    return [(name, value, known[name].default if name in known else None) for name, value in when.items()]


def _is_so(subject: Subject, name: str, value: Value, default: Value) -> bool:
    """Whether a field has a value."""
    if not _is_shown(subject, name):
        return False
    return subject.type.fields.same(name, subject.fields.get(name, default), value)


def _is_shown(subject: Subject, name: str) -> bool:
    """Whether anything tells what a field is: an object that nobody manages has what the API returns."""
    trait = subject.type.fields.traits.get(name)
    return trait is not None and (subject.address is not None or trait.returned)


def _lacks(check: Require) -> str:
    where = " and ".join(f"{name} is {_spelled(value)}" for name, value in check.when.items())
    return f"{_missing(check.words, check.pattern)}{f', where {where}' if where else ''}"


def _missing(words: Sequence[str], pattern: str | None) -> str:
    if not words:
        return f"has nothing that matches {pattern}"
    return f"does not say {listed(words, 'or')}{f', nor what matches {pattern}' if pattern else ''}"


def _spelled(value: Value) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
