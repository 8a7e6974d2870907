"""What is on record of a workspace: its runs, and its receipts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rawugc_sync.recording.document import Row, rows_in
from rawugc_sync.recording.kept import receipts_in, run_in
from rawugc_sync.recording.receipt import Receipt
from rawugc_sync.recording.run import LATEST, Run
from rawugc_sync.words.documents import RECEIPTS, RUNS, Kind, Whose
from rawugc_sync.words.errors import InvalidInput
from rawugc_sync.words.hints import did_you_mean
from rawugc_sync.workspace.beside import beside
from rawugc_sync.workspace.workspace import Workspace


def whose_are(workspace: Workspace) -> Whose:
    """Whose documents those of a workspace are."""
    return Whose(workspace.name, spelled=workspace.config.workspace is not None)


class Runs:
    """The runs of an environment, the newest first; each is understood once, when it is come to.

    StateError where one cannot be.
    """

    def __init__(self, rows: Sequence[Row], place: str) -> None:
        self._rows = rows
        self._place = place
        self._understood: list[Run] = []

    def __iter__(self) -> Iterator[Run]:
        for at, row in enumerate(self._rows):
            if at == len(self._understood):
                self._understood.append(run_in(row, self._place))
            yield self._understood[at]

    def named(self, name: str) -> Run:
        """The run with an id, or the `latest`. InvalidInput when there is none."""
        found = next((one for one in self if name in (one.id, LATEST)), None)
        if found is not None:
            return found
        if name == LATEST:
            raise InvalidInput.of(
                "unknown-run", "there is no run yet", "Each apply that changes something is one."
            )
        hint = did_you_mean(name, [one.id for one in self]) or "See: rawugc-sync runs list"
        raise InvalidInput.of("unknown-run", f"there is no run {name}", hint)


def runs_of(workspace: Workspace) -> Runs:
    """The runs of its environment. StateError where they cannot be read.

    InvalidInput where there is no room for them.
    """
    place, data = _read(workspace, RUNS)
    rows = rows_in(data, place, RUNS, whose_are(workspace))
    mine = [row for row in rows if row.get("environment") == workspace.environment]
    return Runs(mine[::-1], place)


def receipts_of(workspace: Workspace) -> list[Receipt]:
    """The receipts of its environment, in no order; errors as for `runs_of`."""
    place, data = _read(workspace, RECEIPTS)
    found = receipts_in(data, place, whose_are(workspace))
    return [one for one in found if one.environment == workspace.environment]


def _read(workspace: Workspace, kind: Kind) -> tuple[str, bytes | None]:
    kept = beside(workspace, kind)
    if kept is None:
        raise InvalidInput.of(
            f"no-{kind.name}",
            f"no {kind.name} are kept with a state at {workspace.config.state.partition('?')[0]}",
            "Its server keeps one document an address. Any other place has room for them: see "
            "rawugc-sync state migrate --help.",
        )
    return kept.place, kept.read()
