"""The fields of a collection, from its model: what each takes, and what becomes of a change."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import permutations

from rawugc_sync.help.entries import Entry, entry
from rawugc_sync.help.markdown import code, prose, table
from rawugc_sync.help.values import Schema, forms
from rawugc_sync.manifest.schema import manifest_schema
from rawugc_sync.resources import registered
from rawugc_sync.resources.generation.fields import MediaFields
from rawugc_sync.resources.generation.models import Model, Rule
from rawugc_sync.resources.resource_type import ResourceType
from rawugc_sync.resources.traits import traits_of

_HIDDEN = "no, write-only: the state alone knows what was applied"


def overview() -> str:
    """The collections, as a table that leads to their pages."""
    rows = [(f"[{name}]({name}.md)", prose(_about(type_))) for name, type_ in registered().items()]
    return table(["collection", "is"], rows)


def page(type_: ResourceType) -> str:
    """All that a resource of a collection may say, as Markdown."""
    resource = manifest_schema()["properties"][type_.collection]["additionalProperties"]
    entries = [entry(name, one, _told(type_, name, one)) for name, one in resource["properties"].items()]
    with_models = [_models(type_.fields)] if isinstance(type_.fields, MediaFields) else []
    return "\n\n".join([f"# {type_.collection}", prose(_about(type_)), *with_models, *entries])


def _about(type_: ResourceType) -> str:
    return type_.fields.model.__doc__ or ""


def _told(type_: ResourceType, name: str, schema: Schema) -> Iterator[Entry]:
    """What the model says of a field beside its value; of what stands on every resource, nothing."""
    traits = traits_of(type_.fields.model)
    if name not in traits:
        return
    yield "required", _required(type_, name)
    if traits[name].permission:
        yield "sent", "no: it is a word to the plan"
        return
    if (default := type_.fields.unset(name, {})) is not None:
        yield "default", code(_written(default))
    yield "a change", "is an edit" if traits[name].edit else _change(type_, name, schema)
    yield "read back", "yes" if traits[name].returned else _HIDDEN
    if traits[name].clearable:
        yield "left out again", "is emptied"


def _required(type_: ResourceType, name: str) -> str:
    others = [sorted(one - {name}) for one in type_.fields.alternatives if name in one]
    if others:
        return f"yes, or {' or '.join(map(code, others[0]))} instead"
    if name in type_.fields.required:
        return "yes"
    some = isinstance(type_.fields, MediaFields) and any(
        name in model.fields and model.fields[name].required for model in type_.fields.models.values()
    )
    return "with some models" if some else "no"


def _change(type_: ResourceType, name: str, schema: Schema) -> str:
    """Whether it takes a new object; for a choice of words, from which to which it does not."""
    words = [word for form in forms(schema) for word in form.get("enum", ())]
    pairs = list(permutations(words, 2)) or [(None, None)]
    kept = [(one, other) for one, other in pairs if not type_.fields.replaces(name, one, other)]
    if len(kept) == len(pairs):
        return "is an update"
    but = [f"from {code(str(one))} to {code(str(other))} it is an update" for one, other in kept]
    return "; ".join(["takes a new object", *but])


def _models(fields: MediaFields) -> str:
    rows = [
        (code(name), _price(model), ", ".join(_goes(field, rule) for field, rule in model.fields.items()))
        for name, model in fields.models.items()
    ]
    return table(["model", "credits", "goes with"], rows)


def _price(model: Model) -> str:
    known = [f"{credits} with {code(f'{name}: {value}')}" for (name, value), credits in model.priced.items()]
    plain = [] if model.credits is None else [str(model.credits)]
    return ", ".join([*plain, *known]) or "not documented"


def _goes(name: str, rule: Rule) -> str:
    told = [
        "required" if rule.required else "",
        f"at most {rule.most}" if rule.most is not None else "",
        " or ".join(map(code, rule.choices)),
        f"by itself {code(_written(rule.default))}" if rule.default is not None else "",
    ]
    inside = ", ".join(filter(None, told))
    return f"{code(name)} ({inside})" if inside else code(name)


def _written(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
