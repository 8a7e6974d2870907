"""Every workspace of a fleet once, in threads of one process: no database, and no engine."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from rawugc_sync.api.stopping import Stopper
from rawugc_sync.fleet.apart import clashing
from rawugc_sync.fleet.config import Fleet
from rawugc_sync.fleet.estate import Estate, newest, place_of
from rawugc_sync.fleet.keys import Keys
from rawugc_sync.fleet.member import Member
from rawugc_sync.fleet.reconcile import Around, Ended, Task, Wish, failing, reconcile
from rawugc_sync.fleet.secrets import without_secrets
from rawugc_sync.words.diagnostics import Diagnostic
from rawugc_sync.words.errors import Interrupted, InvalidInput, RawugcError


@dataclass(frozen=True, slots=True)
class Run:
    """What to run with. `folder` is that of fleet.yaml; `variables` are the process's.

    `environment`: the only one that is meant; None for all.
    """

    fleet: Fleet
    folder: Path
    variables: Mapping[str, str]
    stopper: Stopper
    environment: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """How one ended; `commit` is empty where its repository could not be read."""

    member: Member
    commit: str
    ended: Ended


def once(run: Run, scratch: Path, wish: Wish, tell: Callable[[Row], None]) -> list[Row]:
    """Run every workspace once; the rows in the order of their names. `tell` hears of each as it ends."""
    estates, rows = _estates(run, scratch)
    clashes = clashing(estates)
    rows += _refused(estates, clashes)
    for row in rows:
        tell(row)
    with ExitStack() as held:
        tasks = [task for one in estates for task in _tasks(one, wish, held) if task.member not in clashes]
        rows += _all([one for one in tasks if run.environment in (None, one.member.environment)], run, tell)
    return sorted(rows, key=lambda one: (one.member.tenant, one.member.path, one.member.environment or ""))


def _estates(run: Run, scratch: Path) -> tuple[list[Estate], list[Row]]:
    """What there is in each repository, and a row for each that cannot be read."""
    found, lost = [], []
    for one in run.fleet.repositories:
        try:
            found.append(newest(place_of(one, run.folder, scratch, run.variables)))
        except RawugcError as failed:
            lost.append(Row(Member(one.tenant, one.url, "."), "", failing(failed)))
    return found, lost


def _tasks(estate: Estate, wish: Wish, held: ExitStack) -> list[Task]:
    """One for each member, in a checkout that is there for as long as it is held."""
    place = estate.place
    checkout = held.enter_context(place.mirror.checkout(estate.commit))
    return [Task(one, wish, estate.commit, checkout, place.home) for one in estate.members]


def _refused(estates: Sequence[Estate], clashes: Mapping[Member, Diagnostic]) -> list[Row]:
    """Rows for what must not be run: its configuration is wrong, or its state is another's."""
    rows = []
    for one in estates:
        for broken in one.broken:
            member = Member(one.place.repository.tenant, one.place.repository.url, broken.path)
            rows.append(Row(member, one.commit, _failed(broken.diagnostics)))
        rows += [
            Row(member, one.commit, _failed([clashes[member]])) for member in one.members if member in clashes
        ]
    return rows


def _failed(diagnostics: Sequence[Diagnostic]) -> Ended:
    return failing(InvalidInput(diagnostics))


def _all(tasks: Sequence[Task], run: Run, tell: Callable[[Row], None]) -> Iterator[Row]:
    """In the order in which they end. Once it is to stop, what has not begun does not."""
    keys = Keys(run.fleet.keys, run.folder, run.variables)
    around = Around(without_secrets(run.fleet, run.variables))

    def one(task: Task) -> Row:
        if run.stopper.stopping():
            return Row(task.member, task.commit, Ended(exit_code=Interrupted.exit_code, what="not run"))
        return Row(task.member, task.commit, reconcile(task, keys, around, run.stopper))

    with ThreadPoolExecutor(run.fleet.limits.concurrency, "run") as pool:
        for future in as_completed([pool.submit(one, task) for task in tasks]):
            row = future.result()
            tell(row)
            yield row
