"""What a brand may never say, and what it has to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from rawugc_sync.policy.folding import folded, needles, standing
from rawugc_sync.policy.patterns import may_match, may_stand, searching
from rawugc_sync.policy.scene import Found, Scene, texts
from rawugc_sync.policy.subjects import Subject
from rawugc_sync.policy.wording import listed, quoted
from rawugc_sync.words.addresses import Value
from rawugc_sync.words.rules import FieldName, Forbid, Require


def forbidden(check: Forbid, scene: Scene) -> Iterator[Found]:
    """Each field with a word that must not stand there, or with what a pattern matches."""
    words, matched = needles(check.words), _search(check.pattern)
    fold, doubtful = scene.once(folded), scene.once(_doubtful)(scene)
    for field in check.fields:
        for subject, text in doubtful.get(field, ()):
            if has := standing(words, fold(text)):
                yield Found(subject, field.field, f"says {listed(has, 'and')}")
            if (found := matched(text)) is not None:
                yield Found(subject, field.field, f"says {quoted(found)}, which matches {check.pattern}")


def required(check: Require, scene: Scene) -> Iterator[Found]:
    """Each resource in whose fields none of the words stands, and a pattern matches nowhere."""
    words, matched = needles(check.words), _search(check.pattern)
    fold, lacks = scene.once(folded), _lacks(check)
    for subjects, names in scene.having(check.fields):
        for subject, shown in _asked(check, subjects, names):
            has = [text for name in shown for text in texts(subject.fields.get(name))]
            if any(standing(words, fold(text)) or matched(text) is not None for text in has):
                continue
            yield Found(subject, shown[0], lacks)


def _asked(
    check: Require, subjects: Sequence[Subject], names: Sequence[str]
) -> Iterator[tuple[Subject, Sequence[str]]]:
    """Those that meet the condition, each with its fields: of what nobody manages, what the API returns."""
    fields = subjects[0].type.fields
    known = {
        True: fields.traits.keys(),
        False: {name for name, trait in fields.traits.items() if trait.returned},
    }
    shown = {is_managed: [one for one in names if one in has] for is_managed, has in known.items()}
    tells = {is_managed: check.when.keys() <= has for is_managed, has in known.items()}
    for subject in subjects:
        is_managed = subject.address is not None
        if shown[is_managed] and tells[is_managed] and _meets(subject, check.when):
            yield subject, shown[is_managed]


def _meets(subject: Subject, when: Mapping[str, Value]) -> bool:
    """Whether all these fields have their values."""
    same = subject.type.fields.same
    return all(same(name, _value(subject, name), value) for name, value in when.items())


def _value(subject: Subject, name: str) -> Value:
    """What a field has; one that is not set has what the API takes it for."""
    if name in subject.fields:
        return subject.fields[name]
    return subject.type.fields.model.model_fields[name].default


def _doubtful(scene: Scene) -> Mapping[FieldName, list[tuple[Subject, str]]]:
    """Field → its texts in which something stands that any rule forbids; one pass sees through most."""
    checks = [one for one in scene.checks if isinstance(one, Forbid)]
    may_say = may_stand(form for check in checks for _, form in needles(check.words))
    may_be = may_match(check.pattern for check in checks if check.pattern is not None)
    fold = scene.once(folded)

    def is_doubtful(text: str) -> bool:
        return may_say(fold(text)) or may_be(text)

    return {
        field: [
            (subject, text)
            for subject in scene.current.get(field.collection, ())
            for text in texts(subject.fields.get(field.field))
            if is_doubtful(text)
        ]
        for field in {one for check in checks for one in check.fields}
    }


def _search(pattern: str | None) -> Callable[[str], str | None]:
    return searching(pattern) if pattern is not None else lambda _: None


def _lacks(check: Require) -> str:
    where = " and ".join(f"{name} is {_spelled(value)}" for name, value in check.when.items())
    return f"{_missing(check.words, check.pattern)}{f', where {where}' if where else ''}"


def _missing(words: Sequence[str], pattern: str | None) -> str:
    if not words:
        return f"has nothing that matches {pattern}"
    return f"does not say {listed(words, 'or')}{f', nor what matches {pattern}' if pattern else ''}"


def _spelled(value: Value) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
