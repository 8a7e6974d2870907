"""What an undo in one environment makes of the others, which read the same files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from rawugc_sync.words.addresses import Address
from rawugc_sync.words.desired import Desired
from rawugc_sync.words.diagnostics import Diagnostic, note
from rawugc_sync.workspace.workspace import Workspace

All = Mapping[Address, Desired]

_NAMED = 3


@dataclass(frozen=True, slots=True)
class Other:
    """Another environment, and what the manifests say for it `before`."""

    workspace: Workspace
    before: All

    @property
    def name(self) -> str:
        return self.workspace.environment or ""

    def changed(self, after: All) -> list[str]:
        """What is another thing there afterwards: addresses that come or go, and fields."""
        found = sorted(map(str, self.before.keys() ^ after.keys()))
        for address in sorted(self.before.keys() & after.keys()):
            was, now = self.before[address].fields, after[address].fields
            found += [f"{address}.{name}" for name in sorted({*was, *now}) if was.get(name) != now.get(name)]
        return found

    def loses(self, here: Desired, name: str, after: All) -> bool:
        """Whether a field that says another thing there than `here` would not say it any more."""
        was, now = self.before.get(here.address), after.get(here.address)
        if was is None or now is None:
            return False
        told = was.fields.get(name)
        return told != here.fields.get(name) and told != now.fields.get(name)


def others_of(workspace: Workspace) -> tuple[Other, ...]:
    """The other environments; one whose manifests are wrong already is left out."""
    return tuple(_others(workspace))


def shared(other: Other, after: All) -> Iterator[Diagnostic]:
    """A note on what changes there along with this environment."""
    if changed := other.changed(after):
        more = f" and {len(changed) - _NAMED} more" if len(changed) > _NAMED else ""
        summary = f"changes in {other.name}, too: {', '.join(changed[:_NAMED])}{more}"
        yield note("shared", summary, "It reads the same files: look at its plan as well.")


def _others(workspace: Workspace) -> Iterator[Other]:
    for name in workspace.config.environments:
        if name != workspace.environment:
            one = Workspace(workspace.root, workspace.around, sandbox=workspace.sandbox, environment=name)
            manifests = one.manifests()
            if not manifests.errors:
                yield Other(one, manifests.desired)
