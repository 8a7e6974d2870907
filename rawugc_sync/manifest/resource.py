"""One resource on its way from nodes to typed fields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from pydantic import ValidationError

from rawugc_sync.manifest import nodes
from rawugc_sync.manifest.collect import Entry
from rawugc_sync.manifest.explain import explain, nearest
from rawugc_sync.manifest.file_types import unfit_type
from rawugc_sync.manifest.handles import as_handles, takes_handles
from rawugc_sync.manifest.lifecycle import lifecycle_of
from rawugc_sync.manifest.marks import MARKS, Marks, marks_of
from rawugc_sync.manifest.nodes import MappingNode, Node, Scalar, SequenceNode
from rawugc_sync.manifest.references import NoValue, Resolver
from rawugc_sync.manifest.trailing import trailing_comment
from rawugc_sync.manifest.unseen import in_value
from rawugc_sync.resources.fields import Advice
from rawugc_sync.resources.resource_type import ResourceType
from rawugc_sync.resources.traits import TEXTUAL, Kind, within
from rawugc_sync.words.addresses import FieldRef
from rawugc_sync.words.desired import Desired
from rawugc_sync.words.diagnostics import Diagnostic, Spot, error, warning


@dataclass(slots=True)
class Findings:
    """What is wrong, and the warnings that only count when nothing is known of the live side.

    `now` (Unix ms) is what those warnings are measured against.
    """

    now: int
    found: list[Diagnostic] = field(default_factory=list)
    offline: list[Diagnostic] = field(default_factory=list)
    _seen: set[int] = field(default_factory=set)

    def bare(self, node: Scalar, address: str | None, field: str | None) -> None:
        """Note the comment behind a plain free text, once for each that several resources share."""
        if node.style or id(node) in self._seen:
            return
        self._seen.add(id(node))
        if (wrong := trailing_comment(node)) is not None:
            self.found.append(replace(wrong, address=address, field=field))


@dataclass(slots=True)
class Builder:
    """Builds the desired resource of one entry; `written` are its fields with its folder's defaults."""

    entry: Entry
    types: Mapping[str, ResourceType]
    resolver: Resolver
    written: Mapping[str, Node]
    findings: Findings

    @property
    def type(self) -> ResourceType:
        """What its collection is."""
        return self.types[self.entry.address.collection]

    def desired(self) -> Desired | None:
        """The resource; None when something is wrong with it, which is then among the errors."""
        address = self.entry.address
        written = dict(self.written)
        blocks = self.entry.lifecycles if written.pop("lifecycle", None) is not None else []
        lifecycle, wrong = lifecycle_of(blocks, self.type, address)
        marks, unfit = self._marks({name: written.pop(name) for name in MARKS if name in written})
        values, failed, uses = self._values(written)
        wrong += unfit
        wrong += self._presence({**dict.fromkeys(written), **values}, written)
        fields = self._parse(values, written, failed, wrong)
        self.findings.found += wrong
        if wrong or failed or marks is None or fields is None:
            return None
        permits = frozenset(name for name in self.type.fields.permissions if fields.pop(name, False))
        self._advise(fields, written)
        return Desired(
            address, fields, self.entry.source, lifecycle, uses, permits, marks.owner, marks.rights
        )

    def _marks(self, written: Mapping[str, Node]) -> tuple[Marks | None, list[Diagnostic]]:
        if not written:
            return Marks(), []
        values, failed, _ = self._values(written)
        return (None, []) if failed else marks_of(values, written, self.entry.place, str(self.entry.address))

    def _values(
        self, written: Mapping[str, Node]
    ) -> tuple[dict[str, Any], set[str], dict[str, tuple[FieldRef, ...]]]:
        values: dict[str, Any] = {}
        failed: set[str] = set()
        uses: dict[str, tuple[FieldRef, ...]] = {}
        traits = self.type.fields.traits
        for name, node in written.items():
            if name in traits and self._is_odd(name, node, traits[name].kind):
                failed.add(name)
                continue
            if isinstance(node, Scalar) and "${" not in node.text:
                values[name] = node.text
                continue
            before, used = self._told, set[FieldRef]()
            try:
                values[name] = self.resolver.value(
                    node, traits[name].kind if name in traits else Kind.PLAIN, used
                )
            except NoValue:
                failed.add(name)
            except RecursionError:
                failed.add(name)
                self.resolver.errors.append(
                    error("reference-depth", "has too many references in a row", "", **nodes.at(node))
                )
            self._address_all(before, name)
            if name in values and (wrong := unfit_type(values[name], node, traits.get(name), self.types)):
                self.findings.found.append(replace(wrong, address=str(self.entry.address), field=name))
                failed.add(name)
            if used:
                uses[name] = tuple(sorted(used))
        return values, failed, uses

    def _is_odd(self, name: str, node: Node, kind: Kind) -> bool:
        """Note what cannot be seen in a value; whether it makes the value useless."""
        address = str(self.entry.address)
        if kind is Kind.TEXT and isinstance(node, Scalar):
            self.findings.bare(node, address, name)
        for key, trait in within(self.type.fields.model, name).items():
            inner = node.entries.get(key) if isinstance(node, MappingNode) else None
            if trait.kind is Kind.TEXT and isinstance(inner, Scalar):
                self.findings.bare(inner, address, f"{name}.{key}")
        if kind in TEXTUAL or (wrong := in_value(node)) is None:
            return False
        self.findings.found.append(replace(wrong, address=address, field=name))
        return True

    @property
    def _told(self) -> tuple[int, int]:
        return len(self.resolver.errors), len(self.resolver.warnings)

    def _address_all(self, since: tuple[int, int], name: str) -> None:
        """What was told since of a field is told of this resource."""
        for told, start in zip((self.resolver.errors, self.resolver.warnings), since, strict=True):
            for index in range(start, len(told)):
                told[index] = replace(told[index], address=str(self.entry.address), field=name)

    def _parse(
        self,
        values: Mapping[str, Any],
        written: Mapping[str, Node],
        failed: set[str],
        wrong: list[Diagnostic],
    ) -> dict[str, Any] | None:
        try:
            return self.type.fields.parse(values)
        except ValidationError as invalid:
            wrong_fields = {d.field for d in wrong}
            for diagnostic in explain(invalid, written, self.entry.place, address=str(self.entry.address)):
                name = diagnostic.field or ""
                name = name if name in written else name.partition(".")[0]
                if name in failed or name in wrong_fields:
                    continue
                wrong.append(self._worded(name, diagnostic))
            return None

    def _worded(self, name: str, diagnostic: Diagnostic) -> Diagnostic:
        if diagnostic.code == "extra-forbidden" and diagnostic.field == name:
            return self._unknown_field(name, diagnostic)
        if diagnostic.code == "extra-forbidden":
            return self._unknown_key(name, diagnostic)
        if diagnostic.code in ("list-type", "handle") and takes_handles(name):
            node = self.written.get(name)
            names = node.items if isinstance(node, SequenceNode) else [node]
            text = " ".join(one.text for one in names if isinstance(one, Scalar))
            return replace(diagnostic, detail=as_handles(name, text))
        if diagnostic.code == "missing" and self.entry.unknown:
            return replace(diagnostic, detail=self.entry.unknown)
        return diagnostic

    def _unknown_field(self, name: str, diagnostic: Diagnostic) -> Diagnostic:
        known = (*self.type.fields.words, *MARKS, "lifecycle")
        place = nodes.at_key(self.entry.holder(name), name)
        summary = f"is not a field of {self.type.collection}"
        return replace(
            diagnostic, code="unknown-field", summary=summary, detail=nearest(name, known), **place
        )

    def _unknown_key(self, name: str, diagnostic: Diagnostic) -> Diagnostic:
        """A key within a field that is a mapping."""
        key, holder = (diagnostic.field or "").rpartition(".")[2], self.written[name]
        place = nodes.at_key(holder, key) if isinstance(holder, MappingNode) else nodes.at(holder)
        detail = nearest(key, within(self.type.fields.model, name))
        summary = f"`{key}` is not a key of {name}"
        return replace(diagnostic, code="unknown-key", summary=summary, detail=detail, field=name, **place)

    def _presence(self, values: Mapping[str, Any], written: Mapping[str, Node]) -> list[Diagnostic]:
        return [
            error(
                a.code,
                a.summary,
                a.detail,
                address=str(self.entry.address),
                field=a.field,
                **self._place(a, written),
            )
            for a in self.type.fields.missing(values)
        ]

    def _advise(self, fields: Mapping[str, Any], written: Mapping[str, Node]) -> None:
        for a in self.type.fields.advise(fields, self.findings.now):
            advice = warning(
                a.code,
                a.summary,
                a.detail,
                address=str(self.entry.address),
                field=a.field,
                **self._place(a, written),
            )
            (self.findings.offline if a.offline else self.findings.found).append(advice)

    def _place(self, advice: Advice, written: Mapping[str, Node]) -> Spot:
        node = written.get(advice.field)
        return nodes.at(node) if node is not None else self.entry.place
