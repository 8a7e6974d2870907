"""The manifests as they would be with some edits, read before anything is written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rawugc_sync.manifest.load import Manifests
from rawugc_sync.planning.outputs import with_outputs
from rawugc_sync.undoing.asking import same
from rawugc_sync.undoing.compiling import Compiler
from rawugc_sync.undoing.edits import Edits, files_of
from rawugc_sync.undoing.others import All, Other
from rawugc_sync.words.addresses import Address, Value
from rawugc_sync.words.desired import Desired
from rawugc_sync.words.diagnostics import Diagnostic
from rawugc_sync.words.recorded import State, outputs_of
from rawugc_sync.workspace.workspace import Workspace
from rawugc_sync.writing.edits import Overlap
from rawugc_sync.writing.rewriting import NoPlace
from rawugc_sync.writing.scalars import Unwritable

_NO_MANIFESTS = "no-manifests"
"""The code of the one error that may be left: the last manifest may have lost its last resource."""

Field = tuple[Address, str]


@dataclass(frozen=True, slots=True)
class Looked:
    """What edits make of the manifests: `files` (path → data), `after`, and what is wrong with it.

    `elsewhere` is `after` in each of the other environments.
    """

    files: Mapping[str, bytes]
    after: Mapping[Address, Desired]
    errors: tuple[Diagnostic, ...] = ()
    clash: str = ""
    elsewhere: Sequence[All] = ()

    @property
    def is_wrong(self) -> bool:
        return bool(self.errors or self.clash)


@dataclass(frozen=True, slots=True)
class Looking:
    """Reads manifests back; `before` is what they say now."""

    workspace: Workspace
    compiler: Compiler
    state: State | None
    others: tuple[Other, ...] = ()

    def at(self, edits: Iterable[Edits]) -> Looked:
        """The manifests with these edits."""
        try:
            together = sum(edits, Edits())
            files = files_of(together, self.compiler.places.spots, self.compiler.types)
        except Overlap:
            return Looked({}, {}, clash="two edits want different texts at one place")
        except (NoPlace, Unwritable) as why:
            return Looked({}, {}, clash=f"the manifest's text {why}")
        read: Manifests = self.workspace.manifests(files)
        elsewhere = [other.workspace.manifests(files) for other in self.others]
        errors = [one for some in (read, *elsewhere) for one in some.errors if one.code != _NO_MANIFESTS]
        outputs = outputs_of(self.state.records) if self.state else {}
        after = with_outputs(read.desired, outputs)
        return Looked(files, after, tuple(errors), elsewhere=[one.desired for one in elsewhere])

    def moved(self, after: Mapping[Address, Desired]) -> list[Field]:
        """The fields that say another thing, of what is there before and after."""
        return [
            (address, name)
            for address, was in sorted(self.compiler.desired.items())
            if (now := after.get(address))
            for name in sorted({*was.fields, *now.fields})
            if was.fields.get(name) != now.fields.get(name)
        ]

    def elsewhere(self, looked: Looked, one: Field) -> str | None:
        """The other environment, if any, in which a field would no longer say what it says there alone."""
        address, name = one
        here = self.compiler.manifests.desired.get(address)
        for other, after in zip(self.others, looked.elsewhere, strict=False):
            if here is not None and other.loses(here, name, after):
                return other.name
        return None

    def reaches(self, after: Mapping[Address, Desired], one: Field, value: Value) -> bool:
        """Whether a field has a value afterwards."""
        address, name = one
        return address in after and same(
            self.compiler.types[address.collection], name, after[address].fields.get(name), value
        )
