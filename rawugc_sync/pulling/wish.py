"""What a user asks of a pull, and what comes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from rawugc_sync.planning.targeting import may_name, names
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.diagnostics import Diagnostic
from rawugc_sync.words.live import Live
from rawugc_sync.words.recorded import Moves, Record, State
from rawugc_sync.writing.resources import Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """`targets` are addresses, collections or globs; none means everything.

    `over` takes in what is published or has failed; `apart` writes a file for each new resource;
    `copy_dir` is where long texts go as files, if they do. `references`: what another resource has already
    is referred to.
    """

    targets: tuple[str, ...] = ()
    over: bool = False
    apart: bool = False
    copy_dir: str | None = None
    references: bool = False

    def concerns(self, address: Address) -> bool:
        """Whether the targets name an address."""
        return not self.targets or any(names(target, address) for target in self.targets)

    def reads(self, collection: str) -> bool:
        """Whether the targets may name something of a collection."""
        return not self.targets or any(may_name(target, collection) for target in self.targets)


@dataclass(frozen=True, slots=True)
class New:
    """A live object that nobody manages, as the resource that it becomes in the file `path`.

    `copies` are its texts that become files of their own, by path.
    """

    address: Address
    live: Live
    fields: Mapping[str, Value]
    path: str
    copies: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the report: a new resource with its `id` and its file, or a `field` that was edited there.

    Without a `path`, a resource of the manifests that is recorded as the live object `id`.
    """

    address: Address
    path: str = ""
    id: str = ""
    field: str = ""


@dataclass(frozen=True, slots=True)
class Pulled:
    """What a pull writes: `files` (path → data) instead of `before`, and `records` into `state`.

    With an `organization` the files include a configuration that names it. `moves` are made in the state
    first. `left` counts the fields that were changed outside git and that no edit could take over.
    """

    before: Mapping[str, bytes]
    files: Mapping[str, bytes]
    lines: tuple[Line, ...]
    records: Mapping[Address, Record]
    diagnostics: tuple[Diagnostic, ...]
    left: int
    state: State | None
    moves: Moves
    organization_id: str | None
    organization: str | None = None

    @property
    def exit_code(self) -> int:
        """0 done; 4 with something left, also where there was nothing else."""
        return 4 if self.left else 0
