"""`rules:` in `rawugc.yaml` and at the top of manifests: a brand's own rules, each with its place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from rawugc_sync.manifest import nodes
from rawugc_sync.manifest.blocks import KEY
from rawugc_sync.manifest.nodes import MappingNode, Node, Scalar
from rawugc_sync.manifest.ruling import values
from rawugc_sync.manifest.ruling.kinds import KINDS, check_of
from rawugc_sync.manifest.ruling.names import Types
from rawugc_sync.manifest.ruling.part import BAD_RULE, Part
from rawugc_sync.manifest.ruling.values import Unfit
from rawugc_sync.policy.rights import RIGHTS_ENDED
from rawugc_sync.words.diagnostics import Diagnostic, Severity, Source, error
from rawugc_sync.words.rules import Check, Rule

RULES = "rules"
LEVELS = (Severity.ERROR.value, Severity.WARNING.value)
BESIDE = ("level", "message", "link")
"""What may stand beside the one kind of a rule."""


def rules_in(tree: MappingNode, types: Types) -> tuple[list[Rule], list[Diagnostic]]:
    """The rules at the top of a file, and what is wrong with the others."""
    written = tree.entries.get(RULES)
    if written is None:
        return [], []
    if not isinstance(written, MappingNode):
        detail = f"Write each as its id and what it says: {RULES}: {{least: {{minPhotos: 2}}}}."
        if isinstance(written, Scalar):
            detail = f"To have none, write {RULES}: {{}}."
        where = nodes.at_key(tree, RULES)
        return [], [error("not-a-mapping", f"`{RULES}` must be a mapping of ids and rules", detail, **where)]
    found: list[Rule] = []
    errors: list[Diagnostic] = []
    for id, node in written.entries.items():
        wrong: list[Diagnostic] = list(_bad_id(written, id))
        rule = _rule(written, id, node, types, wrong)
        errors += wrong
        if rule is not None and not wrong:
            found.append(rule)
    return found, errors


def places_in(tree: MappingNode) -> Mapping[str, tuple[int, int]]:
    """The ids of all rules at the top of a file, also of those with errors, each with line and column."""
    written = tree.entries.get(RULES)
    return written.places if isinstance(written, MappingNode) else {}


def distinct(rules: Iterable[Rule]) -> tuple[dict[str, Rule], list[Diagnostic]]:
    """The rules by id, and an error for each whose id another one has already: neither would win."""
    first: dict[str, Rule] = {}
    errors = []
    for rule in rules:
        other = first.setdefault(rule.id, rule)
        if other is not rule:
            summary = "is the id of another rule already"
            detail = f"It is at {other.source}. Give one of them another id: neither wins over the other."
            errors.append(error("duplicate-rule", summary, detail, field=_path(rule.id), source=rule.source))
    return first, errors


def of_one_environment(tree: MappingNode) -> Diagnostic:
    """The error for rules in a file that not all environments read."""
    detail = "Move them to rawugc.yaml, or to a manifest that all environments read."
    summary = f"`{RULES}` are for all environments, and only some read this file"
    return error(BAD_RULE, summary, detail, **nodes.at_key(tree, RULES))


def _path(id: str) -> str:
    return f"{RULES}.{id}"


def _bad_id(owner: MappingNode, id: str) -> Iterator[Diagnostic]:
    place = nodes.at_key(owner, id)
    if not KEY.fullmatch(id):
        detail = "Use lower-case letters, digits, - and _, beginning with a letter or digit."
        yield error("bad-key", f"`{id}` cannot be the id of a rule", detail, **place)
    elif id == RIGHTS_ENDED.id:
        detail = "It is the one that holds wherever x-rights stands. Choose another id."
        yield error("bad-key", f"`{id}` is taken", detail, **place)


def _rule(owner: MappingNode, id: str, node: Node, types: Types, wrong: list[Diagnostic]) -> Rule | None:
    if not isinstance(node, MappingNode):
        place, detail = nodes.at_key(owner, id), f"Write one of {', '.join(KINDS)} below it."
        wrong.append(error(BAD_RULE, "must be a mapping", detail, field=_path(id), **place))
        return None
    part = Part(node, _path(id), wrong)
    part.refuse_others((*KINDS, *BESIDE), "is not a key of a rule")
    check = _check(part, types)
    if check is None:
        return None
    return Rule(
        id=id,
        check=check,
        level=Severity(part.one("level", lambda one: values.choice(one, LEVELS), LEVELS[0])),
        message=part.one("message", values.text, ""),
        link=part.one("link", values.link, ""),
        source=Source(owner.doc.file, *owner.places[id]),
        written=nodes.written(node),
    )


def _check(part: Part, types: Types) -> Check | None:
    """What the rule checks; None where it does not say one thing."""
    named = [key for key in part.node.entries if key in KINDS]
    if len(named) != 1:
        if named:
            what = f"says {' and '.join(named)} at once"
            part.complain(what, "Make a rule of each, with an id of its own.")
        elif not part.errors:
            part.complain("says nothing to check", f"Write one of {', '.join(KINDS)}.")
        return None
    try:
        return check_of(named[0], part, types)
    except Unfit as wrong:
        part.note(named[0], wrong)
        return None
