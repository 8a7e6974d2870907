"""What bodies say only once they are sent: each late value of a call gets its text at that moment."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Protocol

from rawugc_sync.planning.uploading import stand_ins
from rawugc_sync.words.errors import ApiError
from rawugc_sync.words.outputs import Outputs, Pending
from rawugc_sync.words.planned import Call, Change
from rawugc_sync.words.uploads import FileUrl, Late, Upload, Uploaded, late_in
from rawugc_sync.words.values import mapped

DAY_MS = 86_400_000
"""An upload that is older is looked for before its URL is used: nobody says how long one stays."""


class Storage(Protocol):
    """Looks whether a file is still where it was put, and knows the time."""

    def is_gone(self, url: str) -> bool: ...

    def server_time(self) -> float: ...


class Known(Protocol):
    """Knows where the contents are that were uploaded, and what objects have to give."""

    @property
    def uploads(self) -> Mapping[str, Uploaded]: ...

    @property
    def outputs(self) -> Outputs: ...


@dataclass(frozen=True, slots=True)
class LateValues:
    """Settles the late values of one run. `upload` brings a file of a change to where it can be used."""

    storage: Storage
    known: Known
    upload: Callable[[Change, Upload], None]

    def settled(self, change: Change, call: Call) -> Call:
        """A call with a text for each late value of its body; ApiError when one cannot be had."""
        late = dict.fromkeys(late_in(call.body))
        if not late:
            return call
        texts = {str(one): self._text(change, one) for one in late}
        body = mapped(call.body, lambda leaf: texts[leaf] if isinstance(leaf, Late) else leaf)
        return replace(call, body=body)

    def _text(self, change: Change, late: Late) -> str:
        if isinstance(late, FileUrl):
            return self._url(change, late)
        if isinstance(late, Pending):
            return self._output(late)
        raise AssertionError(f"{late!r} is of no known kind")

    def _output(self, pending: Pending) -> str:
        found = self.known.outputs.get(pending.address, {}).get(pending.name)
        if not found:
            raise ApiError.of("not-ready", f"{pending} is not known yet", "Run apply again.")
        return str(found)

    def _url(self, change: Change, file: FileUrl) -> str:
        found = self.known.uploads.get(file)
        if found is None or (file.file is not None and self._is_gone(found)):
            own = next((url for url, one in stand_ins(change).items() if one == file), None)
            if found is None and own is not None:
                return own
            if file.file is None:
                raise _nowhere(file)
            self.upload(change, file.file)
        return self.known.uploads[file].url

    def _is_gone(self, found: Uploaded) -> bool:
        age = int(self.storage.server_time() * 1000) - found.at
        return age > DAY_MS and self.storage.is_gone(found.url)


def _nowhere(file: FileUrl) -> ApiError:
    return ApiError.of(
        "no-upload",
        f"nobody knows where the content {file} is",
        "Write the file or its URL into the manifest.",
    )
