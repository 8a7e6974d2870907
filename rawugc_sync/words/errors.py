"""Everything that can stop a command, as one tree. Only the command line catches these and exits.

RawugcError                 exit 1
├── InvalidInput            exit 1   manifests, config, options: a list of diagnostics
├── StateError              exit 1   the state cannot be read or written
├── Refused                 exit 3   a rule says no, and nothing was written
├── LockHeld                exit 5   somebody else is applying
├── ForgeError              exit 1   GitHub or GitLab did not do what it was asked
├── FleetError              exit 1   the database of a fleet cannot be used
└── ApiError                exit 1
    ├── Interrupted         exit 130 stopped while it waited: the call was not sent
    ├── TooLate                      its moment passed while it waited: not sent
    ├── Stale                        what it rests on moved while it waited: not sent
    ├── Unaffordable                 it would pass a cap, or the credits have run out: not sent
    ├── NotSent                      the request provably never left
    ├── OutcomeUnknown               it left, and what became of it cannot be told
    ├── BadAnswer                    an answer that is not what the API page promises
    ├── Intercepted                  a refusal on a web page: something before RawUGC said no
    └── Problem                      an RFC 7807 answer: the API said no
        └── Unauthorized             401: nothing will work with this key
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar, Self, Unpack

from rawugc_sync.words.diagnostics import Diagnostic, Where, error


class RawugcError(Exception):
    """Something the user can act on: one or more diagnostics and an exit code."""

    exit_code: ClassVar[int] = 1

    def __init__(self, diagnostics: Diagnostic | Sequence[Diagnostic]) -> None:
        one = isinstance(diagnostics, Diagnostic)
        self.diagnostics: tuple[Diagnostic, ...] = (diagnostics,) if one else tuple(diagnostics)  # type: ignore[assignment,arg-type]
        super().__init__("; ".join(d.summary for d in self.diagnostics))

    @classmethod
    def of(cls, code: str, summary: str, detail: str = "", **where: Unpack[Where]) -> Self:
        """The error for one diagnostic, built in place."""
        return cls(error(code, summary, detail, **where))


class InvalidInput(RawugcError):
    """Manifests, `rawugc.yaml`, the environment or options are wrong."""


class StateError(RawugcError):
    """The state cannot be read, is not ours, or cannot be written."""


class Refused(RawugcError):
    """A safety rule, a stale plan, a wrong organization or an ambiguity: nothing was written."""

    exit_code: ClassVar[int] = 3


class LockHeld(RawugcError):
    """Another process works on the same state; the diagnostic names its holder.

    `seconds`: after which it ends by itself, unless it is renewed; None for not by itself.
    """

    exit_code: ClassVar[int] = 5
    seconds: float | None = None


class ForgeError(RawugcError):
    """GitHub or GitLab did not do what it was asked; RawUGC and the state are none the wiser."""


class FleetError(RawugcError):
    """The database of a fleet cannot be used, or is of another version."""


class ApiError(RawugcError):
    """A request that did not end well."""


class Interrupted(ApiError):
    """The user stopped the run while it waited: the call that waited was not sent."""

    exit_code: ClassVar[int] = 130


class TooLate(ApiError):
    """While the call waited for its turn, its moment passed: it was not sent."""


class Stale(ApiError):
    """While the call waited for its turn, somebody changed what it rests on: it was not sent."""


class Unaffordable(ApiError):
    """The call costs more than may be spent, or than there is: it was not sent."""


class NotSent(ApiError):
    """The connection never stood: any call may be repeated."""


class OutcomeUnknown(ApiError):
    """The request left and the answer was lost, cut, late, 408 or 5xx; `status` where there was one."""

    def __init__(self, diagnostics: Diagnostic | Sequence[Diagnostic], status: int | None = None) -> None:
        super().__init__(diagnostics)
        self.status = status


class BadAnswer(ApiError):
    """A redirect, or a 2xx whose body is not what was asked for."""

    def __init__(self, diagnostics: Diagnostic | Sequence[Diagnostic], status: int | None = None) -> None:
        super().__init__(diagnostics)
        self.status = status


class Intercepted(ApiError):
    """A 4xx on a web page. RawUGC did not write it, so it says nothing of the key, nor of any object."""

    def __init__(self, diagnostics: Diagnostic | Sequence[Diagnostic], status: int) -> None:
        super().__init__(diagnostics)
        self.status = status


class Problem(ApiError):
    """A 4xx with what the problem document said: `fields` is its `errors` (field → messages)."""

    def __init__(
        self,
        diagnostics: Diagnostic | Sequence[Diagnostic],
        status: int,
        fields: Mapping[str, Sequence[str]] | None = None,
    ) -> None:
        super().__init__(diagnostics)
        self.status = status
        self.fields = dict(fields or {})


class Unauthorized(Problem):
    """401: the key is wrong, so nothing else will work either."""
