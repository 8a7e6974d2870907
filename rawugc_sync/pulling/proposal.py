"""What a pull is about to write: read back before it is written, and only what says what is live stays."""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from rawugc_sync.manifest.encoding import decode
from rawugc_sync.manifest.load import Manifests
from rawugc_sync.manifest.sources import Sources
from rawugc_sync.planning.differences import compare
from rawugc_sync.planning.inputs import World
from rawugc_sync.planning.naming import desired_with_files
from rawugc_sync.planning.outputs import with_outputs
from rawugc_sync.pulling.drifted import BY_HAND, Drifted, Rewrite
from rawugc_sync.pulling.placing import not_pulled
from rawugc_sync.pulling.references import Equal, equal_texts, referring
from rawugc_sync.pulling.wish import New
from rawugc_sync.resources.fields import Advice
from rawugc_sync.resources.life import Drift
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.desired import Desired
from rawugc_sync.words.diagnostics import Diagnostic, note
from rawugc_sync.words.errors import InvalidInput
from rawugc_sync.words.live import Live
from rawugc_sync.words.recorded import outputs_of
from rawugc_sync.words.schemas import FOLDER, MANIFEST, PUBLISHED, modeline
from rawugc_sync.workspace.workspace import Workspace
from rawugc_sync.writing.appending import appended, new_file
from rawugc_sync.writing.edits import Edit, edited, text_edited

NO_MANIFESTS = "no-manifests"
"""The code of the one error that a pull lives with: it may be about to write the first manifest."""


@dataclass(slots=True)
class Proposal:
    """New resources and edits. After `settle`, `files` is path → data, and `after` what they say.

    `wishes` are that with what is recorded of outputs. `equal` are texts that others have already, to which
    new resources refer where they are `referring`.
    """

    workspace: Workspace
    world: World
    before: Manifests
    sources: Sources
    new: list[New]
    drifted: Drifted
    diagnostics: list[Diagnostic] = field(default_factory=list)
    referring: bool = False
    equal: Equal = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    after: Manifests = field(default_factory=Manifests)
    wishes: Mapping[Address, Desired] = field(default_factory=dict)

    def settle(self) -> None:
        """Drop what is unfit, until all that is left reads back as it is live."""
        for rewrite in _quarrels(self.drifted.rewrites):
            self._drop(rewrite, "its text is shared, and was changed differently elsewhere")
        while True:
            edited = {rewrite.address for rewrite in self.drifted.rewrites}
            self.equal = equal_texts(self.world, self.new, edited)
            self.files = self._files(self.new, self.drifted.rewrites)
            self.after = self.workspace.manifests(self.files)
            self.wishes = with_outputs(self.after.desired, outputs_of(self.world.records))
            errors = [d for d in self.after.errors if d.code != NO_MANIFESTS]
            if not (self._drop_wrong(errors) if errors else self._drop_unlike()):
                return

    def follows(self, live: Mapping[Address, Live]) -> list[Diagnostic]:
        """A note for each field of another resource that has changed along with a text that was edited."""
        pulled = {(r.address, name) for r in self.drifted.rewrites for name in r.fields}
        return [
            note("follows", _FOLLOWS, address=str(address), field=name)
            for address, desired in sorted(self.after.desired.items())
            if (was := self.before.desired.get(address))
            for name, value in desired.fields.items()
            if (address, name) not in pulled
            and value != was.fields.get(name)
            and not (address in live and self._is_live(self.wishes[address], name, live[address]))
        ]

    # -- the files

    def _files(self, new: list[New], rewrites: list[Rewrite]) -> dict[str, bytes]:
        edits: defaultdict[str, set[Edit]] = defaultdict(set)
        files: dict[str, bytes] = {}
        for rewrite in rewrites:
            for path, edit in rewrite.edits.edits:
                edits[path].add(edit)
            for path, text in rewrite.edits.texts:
                files[path] = text_edited(self.sources.data[path], text)
        if self.referring:
            new = [referring(one, self.equal.get(one.address, {})) for one in new]
        for path, some in _by_path(new).items():
            files |= {copy: f"{text}\n".encode() for one in some for copy, text in one.copies.items()}
            type_ = self.world.types[some[0].address.collection]
            fields = {one.address.key: one.fields for one in some}
            if path in self.sources.data:
                document, _ = decode(self.sources.data[path], path)
                assert document is not None  # it has been read without an error
                edits[path].add(appended(document, self.sources.trees.get(path), type_, fields))
            else:
                files[path] = f"{self._modeline(path)}{new_file(type_, fields)}".encode()
        return files | {path: edited(self.sources.data[path], here) for path, here in edits.items()}

    def _modeline(self, path: str) -> str:
        """The first line of a new manifest; none where there is no schema to name."""
        if PUBLISHED:
            return modeline(MANIFEST, PUBLISHED)
        if not (self.workspace.root / FOLDER / MANIFEST).is_file():
            return ""
        return modeline(MANIFEST, posixpath.relpath(FOLDER, posixpath.dirname(path) or "."))

    # -- what is dropped

    def _drop_wrong(self, errors: list[Diagnostic]) -> bool:
        """Drop what an error is about; where it is about another resource, the edits that lead to one."""
        wrong = {error.address: error for error in errors}
        new = [one for one in self.new if str(one.address) in wrong]
        rewrites = [r for r in self.drifted.rewrites if str(r.address) in wrong]
        for one in new:
            error = wrong[str(one.address)]
            self._leave(one, Advice(error.field or "", "unwritable", error.summary, error.detail))
        if not (new or rewrites):
            rewrites = list(self._wrong(self.drifted.rewrites) or self.drifted.rewrites)
        if not (new or rewrites):
            raise InvalidInput(errors)
        for rewrite in rewrites:
            error = wrong.get(str(rewrite.address), errors[0])
            self._drop(rewrite, f"the manifests would be wrong: {error.summary}")
        return True

    def _wrong(self, rewrites: list[Rewrite]) -> list[Rewrite]:
        """The edits that lead to an error, alone or together; by halves: each look reads all manifests."""
        if not rewrites or _is_right(self.workspace.manifests(self._files([], rewrites))):
            return []
        if len(rewrites) == 1:
            return rewrites
        half = len(rewrites) // 2
        return [*self._wrong(rewrites[:half]), *self._wrong(rewrites[half:])] or rewrites

    def _drop_unlike(self) -> bool:
        """Drop what would not read back as it is live."""
        unlike = [(one, why) for one in self.new if (why := self._unlike(one))]
        for new, advice in unlike:
            self._leave(new, advice)
        failed = [r for r in self.drifted.rewrites if not self._reads_back(r)]
        for rewrite in failed:
            self._drop(rewrite, "an edit of its text would not read back as it is live")
        return bool(unlike or failed)

    def _unlike(self, new: New) -> Advice | None:
        desired = self._after(new.address)
        type_ = self.world.types[new.address.collection]
        if desired is None:
            return Advice("", "unwritable", f"{new.path} would not be read")
        if type_.life.is_over(new.live, self.world.now):
            return None
        known = self.world.known
        delta = compare(type_, desired, None, new.live, policy=Drift.REVERT, known=known)
        if not delta.changes:
            return None
        change = delta.changes[0]
        return Advice(change.path, "unwritable", f"a default sets {change.path}, and nothing can undo it")

    def _reads_back(self, rewrite: Rewrite) -> bool:
        desired = self._after(rewrite.address)
        return desired is not None and all(
            self._is_live(desired, name, rewrite.live) for name in (*rewrite.fields, *rewrite.drift)
        )

    def _after(self, address: Address) -> Desired | None:
        """What the manifests will say of a resource."""
        desired = self.wishes.get(address)
        return desired and desired_with_files(self.world, desired)

    def _is_live(self, desired: Desired, name: str, live: Live) -> bool:
        type_ = self.world.types[desired.address.collection]
        return type_.fields.same(
            name, desired.fields.get(name), type_.fields.observed(name, desired.fields, live)
        )

    def _leave(self, new: New, why: Advice) -> None:
        self.new.remove(new)
        self.diagnostics.append(not_pulled(new.address, new.live, why))

    def _drop(self, rewrite: Rewrite, why: str) -> None:
        self.drifted.rewrites.remove(rewrite)
        self.drifted.tell(rewrite.address, rewrite.drift, why, BY_HAND)


_FOLLOWS = "refers to a text that was edited, so the next apply changes it, too"


def _is_right(manifests: Manifests) -> bool:
    return all(error.code == NO_MANIFESTS for error in manifests.errors)


def _by_path(new: list[New]) -> dict[str, list[New]]:
    by_path: defaultdict[str, list[New]] = defaultdict(list)
    for one in new:
        by_path[one.path].append(one)
    return by_path


def _quarrels(rewrites: list[Rewrite]) -> list[Rewrite]:
    """Those that want different texts at one place."""
    by_path: defaultdict[str, list[tuple[Edit, int]]] = defaultdict(list)
    texts: defaultdict[str, dict[str, list[int]]] = defaultdict(dict)
    for at, rewrite in enumerate(rewrites):
        for path, edit in rewrite.edits.edits:
            by_path[path].append((edit, at))
        for path, text in rewrite.edits.texts:
            texts[path].setdefault(text, []).append(at)
    found = {at for wanted in texts.values() if len(wanted) > 1 for some in wanted.values() for at in some}
    for placed in by_path.values():
        placed.sort()
        for (one, at), (other, next_at) in pairwise(placed):
            if other.start < one.end and one != other:
                found |= {at, next_at}
    return [rewrites[at] for at in sorted(found)]
