"""What a hold has deleted, as JSON and back: a record, and all that was live."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from rawugc_sync.state.malformed import Malformed, expect
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.recorded import Held, Record
from rawugc_sync.words.uploads import plain, restored


def held_json(held: Mapping[Address, Held], record_json: Callable[[Record], Any]) -> dict[str, Any]:
    """One sorted entry an address; `record_json` writes a record."""
    return {
        str(address): {"record": record_json(one.record), "live": plain(one.live), "at": one.at}
        for address, one in sorted(held.items())
    }


def held_of(entries: Any, record_of: Callable[[str, Any], Record]) -> dict[Address, Held]:
    """What `held_json` wrote; Malformed for anything else. `record_of` reads the record of an address."""
    expect(isinstance(entries, dict), "held must be an object")
    return {_address(name): _one(name, entry, record_of) for name, entry in entries.items()}


def _one(name: str, entry: Any, record_of: Callable[[str, Any], Record]) -> Held:
    expect(isinstance(entry, dict), f"held: {name} must be an object")
    live, at = entry.get("live"), entry.get("at")
    expect(isinstance(live, dict) and type(at) is int, f"held: {name} is wrong")
    return Held(record_of(name, entry.get("record")), restored(live), at)


def _address(name: str) -> Address:
    try:
        return Address.parse(name)
    except ValueError:
        raise Malformed(f"held: {name!r} is not an address") from None
