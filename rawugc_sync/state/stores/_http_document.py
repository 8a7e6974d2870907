"""What an HTTP state server keeps of us: one document, which holds the state and its journal.

The server knows one document an address, so the journal travels in it. GitLab takes no serial twice, so
each save has a serial of its own, and `journal.serial` remembers that of the state: null before there is one.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from rawugc_sync.state.document import VERSION
from rawugc_sync.words.errors import StateError


@dataclass(frozen=True, slots=True)
class Envelope:
    """`state` has its own serial, `serial` is that of the last save; `journal` is lines."""

    state: Mapping[str, Any] | None
    serial: int
    journal: bytes = b""

    @property
    def data(self) -> bytes | None:
        """The state alone, the same whatever the journal is; None when there is none yet."""
        return None if self.state is None else _encoded(self.state)

    @property
    def version(self) -> str | None:
        data = self.data
        return None if data is None else hashlib.sha256(data).hexdigest()

    def with_journal(self, journal: bytes) -> Envelope:
        """The next save with another journal."""
        return replace(self, serial=self.serial + 1, journal=journal)

    def with_state(self, data: bytes) -> Envelope:
        """The next save with a state as it is written, whose serial moves on with that of the save.

        What is no state and has no serial gets one.
        """
        state = json.loads(data)
        serial = max(state.get("serial", 0), self.serial + 1)
        return Envelope({**state, "serial": serial}, serial)

    def dump(self) -> bytes:
        state = self.state or {"version": VERSION, "serial": 0, "lineage": "", "resources": {}}
        envelope = {**state, "serial": self.serial}
        if self.journal or self.state is None or self.state["serial"] != self.serial:
            serial = self.state["serial"] if self.state else None
            lines = self.journal.decode("utf-8", "surrogateescape").removesuffix("\n").split("\n")
            envelope["journal"] = {"serial": serial, "lines": lines if self.journal else []}
        return _encoded(envelope)


EMPTY = Envelope(None, 0)


def parse(data: bytes, place: str) -> Envelope:
    """What `dump` wrote; StateError for anything else, such as a state of Terraform."""
    try:
        envelope = json.loads(data.decode("utf-8"))
    except (ValueError, RecursionError):
        raise _foreign(place, "what it holds is not JSON, and may be a web page") from None
    if not isinstance(envelope, dict) or type(envelope.get("serial")) is not int:
        raise _foreign(place, "what it holds is no state")
    if "terraform_version" in envelope:
        raise _foreign(place, "it holds a state of Terraform")
    journal = envelope.pop("journal", {"serial": envelope["serial"], "lines": []})
    if not _is_journal(journal):
        raise _foreign(place, "its journal cannot be read")
    lines = "".join(f"{line}\n" for line in journal["lines"]).encode("utf-8", "surrogateescape")
    own = journal["serial"]
    return Envelope(None if own is None else {**envelope, "serial": own}, envelope["serial"], lines)


def _is_journal(journal: Any) -> bool:
    if not isinstance(journal, dict) or not isinstance(journal.get("lines"), list):
        return False
    serial = journal.get("serial")
    return (serial is None or type(serial) is int) and all(isinstance(line, str) for line in journal["lines"])


def _encoded(value: Mapping[str, Any]) -> bytes:
    """As the state is written elsewhere: readable, and half a surrogate pair as its escape."""
    return (json.dumps(value, indent=2, ensure_ascii=False) + "\n").encode("utf-8", "backslashreplace")


def _foreign(place: str, why: str) -> StateError:
    return StateError.of(
        "state-foreign",
        f"{place} cannot be used: {why}",
        "Nothing was written. Give rawugc-sync an address of its own.",
    )
