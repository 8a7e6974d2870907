"""Which field goes with which model, and what a generation costs, as the API page has it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from rawugc_sync.resources.fields import Advice
from rawugc_sync.resources.normal import canonical
from rawugc_sync.words.addresses import Fields, Value
from rawugc_sync.words.credits import Credits


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One field of one model: whether it is needed, how many it takes, which words it knows."""

    required: bool = False
    most: int | None = None
    choices: tuple[str, ...] = ()
    default: Value = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """The fields that go with a model. `credits` is what it costs; None where that is not documented.

    `priced` is what it costs with a certain value of a field, where that alone is documented.
    """

    fields: Mapping[str, Rule]
    credits: Credits | None = None
    priced: Mapping[tuple[str, str], Credits] = field(default_factory=dict)

    def price(self, fields: Fields) -> Credits | None:
        """What a generation with these fields costs; None where the API does not say how much."""
        known = (credits for (name, value), credits in self.priced.items() if fields.get(name) == value)
        return next(known, self.credits)


Models = Mapping[str, Model]


def misfits(models: Models, named: str, raw: Mapping[str, Any], free: Iterable[str]) -> list[Advice]:
    """What a resource of the model `named` lacks, and what does not go with it; `free` goes with all."""
    rules = models[named].fields
    lacking = [
        _lacking(models, named, name) for name, rule in rules.items() if rule.required and name not in raw
    ]
    odd = [_out_of_place(models, named, name) for name in raw if name not in rules and name not in free]
    wrong = [said for name, rule in rules.items() if (said := _wrong(models, named, name, raw.get(name)))]
    return [*lacking, *odd, *wrong]


def _lacking(models: Models, named: str, name: str) -> Advice:
    others = _those(models, lambda rules: name not in rules or not rules[name].required)
    way_out = f"Write it, or take a model that needs none: {others}." if others else ""
    return Advice(name, "missing", f"is required for {named}", way_out)


def _out_of_place(models: Models, named: str, name: str) -> Advice:
    takers = _those(models, lambda rules: name in rules)
    if not takers:
        return Advice(name, "wrong-model", f"does not go with {named}", "Leave it out.")
    return Advice(name, "wrong-model", f"does not go with {named}", f"Leave it out, or take {takers}.")


def _wrong(models: Models, named: str, name: str, value: Any) -> Advice | None:
    rule = models[named].fields[name]
    if isinstance(value, str) and rule.choices and value not in rule.choices:
        return _no_choice(models, named, name, value)
    if not isinstance(value, list):
        return None
    if rule.required and not value:
        return Advice(name, "too-few", f"must hold at least one URL for {named}", "Write one.")
    if rule.most is not None and len(value) > rule.most:
        most = f"{rule.most} URL" if rule.most == 1 else f"{rule.most} URLs"
        return Advice(name, "too-many", f"holds {len(value)}, and {named} takes at most {most}", _fewer(rule))
    return None


def _fewer(rule: Rule) -> str:
    return "Keep one." if rule.most == 1 else f"Keep {rule.most} of them."


def _no_choice(models: Models, named: str, name: str, value: str) -> Advice | None:
    """A word that some other model knows; what none knows is refused by its type."""
    takers = _those(models, lambda rules: name in rules and value in rules[name].choices)
    if not takers:
        return None
    known = any_of(models[named].fields[name].choices)
    return Advice(name, "wrong-model", f"must be {known} for {named}", f"{value} goes with {takers}.")


def _those(models: Models, fits: Callable[[Mapping[str, Rule]], bool]) -> str:
    return any_of([name for name, model in models.items() if fits(model.fields)])


def any_of(words: Sequence[str]) -> str:
    """`a, b or c`."""
    return " or ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))


def unset(models: Models, named: str, name: str) -> Value:
    """What a field is that nobody sets: as the API documents it for the model, else nothing."""
    model = models.get(named)
    rule = model.fields.get(name) if model else None
    return rule.default if rule else None


def alike(one: Value, other: Value) -> bool:
    """Whether two inputs are the same after the one normalisation."""
    return bool(canonical(one) == canonical(other))
