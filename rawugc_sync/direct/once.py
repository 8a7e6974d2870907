"""Calls that cost credits and whose answer is shown only once: sent once, kept before anything is printed."""

from __future__ import annotations

import hashlib
import json
import re
import uuid
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from rawugc_sync.api.client import Writer
from rawugc_sync.direct.whole import Object, whole
from rawugc_sync.files import durable
from rawugc_sync.words.diagnostics import Diagnostic, error
from rawugc_sync.words.errors import ApiError, BadAnswer, OutcomeUnknown, StateError
from rawugc_sync.words.planned import Call
from rawugc_sync.words.uploads import Upload

FOLDER = "answers"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,99}")

PAID = "It was paid for; it was not repeated."
MAYBE = "It may have been carried out, and paid for; it was not repeated."


@dataclass(frozen=True, slots=True)
class Wanted:
    """A call to pay for; its answer is called by `id_field`, or as a `noun` with its time.

    A `file` is uploaded first, for nothing; its URL is the call's `videoUrl`.
    """

    call: Call
    noun: str
    id_field: str = ""
    file: Upload | None = None

    def named(self, answer: Object, now: float) -> str:
        """What an answer that came at `now` (Unix seconds) is kept as."""
        id = answer.get(self.id_field)
        if isinstance(id, str) and id:
            return id
        return f"{self.noun}-{_at(now)}"


@dataclass(frozen=True, slots=True)
class Answers:
    """The folder of the answers: below the `private` one of a workspace, which is `shown` to people."""

    private: Path
    shown: str

    def prepare(self) -> None:
        """Make sure that an answer could be kept; StateError before anything is paid when it could not."""
        try:
            durable.private_folder(self.private)
            (self.private / FOLDER).mkdir(exist_ok=True)
            probe = self.private / FOLDER / f".{uuid.uuid4().hex}.probe"
            durable.create(probe, [b"{}"])
            probe.unlink()
        except OSError as failed:
            raise self._unwritable(failed, "Nothing was sent: the answer is shown only once.") from None

    def keep(self, id: str, answer: Object) -> str:
        """Write an answer under its id, never over another one; returns the file as people know it."""
        data = json.dumps(answer, indent=2).encode("ascii") + b"\n"
        return self._keep(_names(id, ".json"), data, "Keep what is printed: RawUGC shows it only once.")

    def keep_raw(self, raw: bytes, now: float) -> str:
        """Write what came at `now` (Unix seconds) and cannot be read as an answer; as `keep`."""
        return self._keep(_names(_at(now), ".raw"), raw, f"{PAID} What came could not be kept.")

    def _keep(self, names: Iterator[str], data: bytes, lost: str) -> str:
        folder = self.private / FOLDER
        try:
            for name in names:
                if not (folder / name).exists():
                    with suppress(FileExistsError):
                        durable.create(folder / name, [data])
                        return f"{self.shown}/{FOLDER}/{name}"
        except OSError as failed:
            raise self._unwritable(failed, lost) from None
        raise AssertionError("names do not end")

    def _unwritable(self, failed: OSError, detail: str) -> StateError:
        summary = f"{self.shown}/{FOLDER} cannot be written: {failed.strerror or failed}"
        return StateError.of("answers-unwritable", summary, detail)


def _at(now: float) -> str:
    return f"{datetime.fromtimestamp(now, UTC):%Y%m%d-%H%M%S}"


def _names(id: str, ending: str) -> Iterator[str]:
    """`scr_1.json`, then `scr_1-2.json`; an id that is no name of a file stands as its digest."""
    stem = id if _NAME.fullmatch(id) else hashlib.sha256(id.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    yield f"{stem}{ending}"
    yield from (f"{stem}-{number}{ending}" for number in count(2))


def sent(writer: Writer, call: Call, keep_raw: Callable[[bytes], str], ready: Callable[[], None]) -> Object:
    """Send a call that is not repeated. A lost answer is an OutcomeUnknown or BadAnswer that says so.

    What came and cannot be read goes to `keep_raw`, which returns its file. Interrupted where `ready`,
    asked right before the call leaves, or a wait for its turn was.
    """
    assert not call.repeatable
    try:
        answer = writer.send(call, ready)
    except OutcomeUnknown as lost:
        raise OutcomeUnknown(_adding(lost, MAYBE), lost.status) from lost
    with suppress(BadAnswer):
        if answer.body is not None:
            return whole(call.path, answer.body)
    raise BadAnswer.of(
        "answer-lost",
        f"{call.method} {call.path} was carried out, and its answer cannot be read",
        f"{PAID} What came is kept in {keep_raw(answer.raw)}." if answer.raw else PAID,
    )


def _adding(failed: ApiError, sentence: str) -> list[Diagnostic]:
    return [error(d.code, d.summary, f"{d.detail} {sentence}".strip()) for d in failed.diagnostics]
