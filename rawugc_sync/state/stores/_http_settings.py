"""Where an HTTP state server is and how to speak to it: the URL, and what Terraform's variables add."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from urllib.parse import SplitResult, urlsplit, urlunsplit

from rawugc_sync.words.errors import InvalidInput
from rawugc_sync.words.hosts import is_loopback

if TYPE_CHECKING:
    from rawugc_sync.state.places import Setting

FROM_ENVIRONMENT = "env://TF_HTTP_ADDRESS"
"""What stands in `rawugc.yaml` when the address is in the environment."""

_VISIBLE = re.compile(r"[!-~]+")
_HOST = re.compile(r"[a-z0-9._:-]+")
_METHOD = re.compile(r"[A-Z]+")
_GITLAB = re.compile(r"/api/v4/projects/[^/]+/terraform/state/[^/]+")
_TRUE, _FALSE = ("1", "t", "true"), ("", "0", "f", "false")
_LOCKS = ("TF_HTTP_LOCK_ADDRESS", "TF_HTTP_UNLOCK_ADDRESS")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A method, and the URL that it goes to."""

    method: str
    url: str


@dataclass(frozen=True, slots=True)
class Tls:
    """How the server proves who it is, and we who we are; texts are PEM."""

    verify: bool = True
    authorities: str = ""
    certificate: str = ""
    key: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class HttpSettings:
    """One state on one server.

    `pauses`: seconds before each further try. `deadline`: seconds for one request, from its first byte
    to the last. `max_body`: bytes of one answer.
    """

    address: str
    update_method: str
    lock: Endpoint
    unlock: Endpoint
    login: tuple[str, str] | None = field(default=None, repr=False)
    tls: Tls = field(default_factory=Tls)
    pauses: tuple[float, ...] = (1.0, 2.0)
    deadline: float = 10.0
    max_body: int = 64 * 1024 * 1024

    @property
    def host(self) -> str:
        """The one host that everything goes to."""
        return urlsplit(self.address).hostname or ""

    @property
    def place(self) -> str:
        """The address for messages; what follows a question mark may be a secret."""
        return self.address.partition("?")[0]


def settings_of(setting: Setting, called: str | None = None) -> HttpSettings:
    """The settings for a URL; InvalidInput says what is wrong with it, or with a variable.

    An environment (behind a slash in the name) has a state of its own: its name is added to the address.
    `called` is what the URL stands behind, if not behind `state:`.
    """
    base = _base(setting)
    called = called or ("state:" if base == setting.url else "TF_HTTP_ADDRESS")
    if fault := _fault(base):
        raise _wrong(f"{called} {fault[0]}", fault[1])
    variables = _meant_for(base, setting.variables)
    insecure = _flag(variables, "TF_HTTP_SKIP_CERT_VERIFICATION")
    if base.startswith("http:") and not insecure:
        _check_loopback(base, called)
    address = _of_environment(base, setting.name.partition("/")[2])
    gitlab = _GITLAB.fullmatch(urlsplit(address).path) is not None
    default = f"{address}/lock" if gitlab else address
    lock, unlock = (_lock_address(variables, name, base, address) or default for name in _LOCKS)
    return HttpSettings(
        address,
        _method(variables, "TF_HTTP_UPDATE_METHOD", "POST"),
        Endpoint(_method(variables, "TF_HTTP_LOCK_METHOD", "POST" if gitlab else "LOCK"), lock),
        Endpoint(_method(variables, "TF_HTTP_UNLOCK_METHOD", "DELETE" if gitlab else "UNLOCK"), unlock),
        _login(variables),
        _tls(variables, verify=not insecure),
        _pauses(variables),
    )


def aside(state: Setting, workspace: str, address: str) -> Setting:
    """From a state to another document, at an address of its own; InvalidInput when that cannot be used.

    Its lock is where the state's is, as seen from either address. The state's login is for its server
    alone: another server gets none.
    """
    base = _base(state)
    if address.rstrip("/") in (base.rstrip("/"), settings_of(state).address.rstrip("/")):
        raise InvalidInput.of(
            "approvals-address",
            "approvals.address is where the state is kept",
            "Name another address there, which holds nothing yet.",
        )
    theirs = state.variables.get("TF_HTTP_ADDRESS") or base
    variables = {**state.variables, "TF_HTTP_ADDRESS": theirs}
    if theirs == base and _origin(address) == _origin(base):
        locks = {name: _lock_address(state.variables, name, base, address) for name in _LOCKS}
        variables |= {"TF_HTTP_ADDRESS": address, **locks}
    setting = replace(state, url=address, name=workspace, variables=variables)
    settings_of(setting, "approvals.address")
    return setting


def _base(setting: Setting) -> str:
    if not setting.url.startswith("env://"):
        return setting.url
    if setting.url != FROM_ENVIRONMENT:
        raise _wrong("state: env:// takes one variable alone", f"Write state: {FROM_ENVIRONMENT}")
    address = setting.variables.get("TF_HTTP_ADDRESS", "")
    if not address:
        raise _wrong("TF_HTTP_ADDRESS is not set", f"rawugc.yaml says state: {FROM_ENVIRONMENT}.")
    return address


def _meant_for(address: str, variables: Mapping[str, str]) -> Mapping[str, str]:
    """The `TF_HTTP_…` variables that are about this address.

    A job that also runs Terraform has them for Terraform's state: its lock is not ours, and its
    password is for its host alone.
    """
    found = {name: value for name, value in variables.items() if name.startswith("TF_HTTP_")}
    theirs = found.get("TF_HTTP_ADDRESS") or address
    if _origin(theirs) != _origin(address):
        return {}
    return found if theirs == address else {n: value for n, value in found.items() if n not in _LOCKS}


def _origin(url: str) -> tuple[str, str] | None:
    """Scheme, host and port; None for what is no address."""
    if _fault(url):
        return None
    parts = urlsplit(url)
    return parts.scheme, parts.netloc.lower()


def _check_loopback(url: str, called: str) -> None:
    if not is_loopback(urlsplit(url).hostname or ""):
        raise _wrong(
            f"{called} must begin with https:// unless the server is on this machine",
            "TF_HTTP_SKIP_CERT_VERIFICATION=true allows http:// where nobody else can listen.",
        )


def _fault(url: str) -> tuple[str, str] | None:
    if not _VISIBLE.fullmatch(url) or "\\" in url:
        return (
            "holds white space, control, non-ASCII characters or a backslash",
            "Write them as %20 and so on.",
        )
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018  (reading it is the check)
    except ValueError:
        return "cannot be read as a URL", "Such as https://state.example.com/glow-lab"
    return _parts_fault(parts)


def _parts_fault(parts: SplitResult) -> tuple[str, str] | None:
    if parts.scheme not in ("http", "https"):
        return "must begin with https://", "Such as https://state.example.com/glow-lab"
    if "@" in parts.netloc:
        return "must not hold a user or a password", "Set TF_HTTP_USERNAME and TF_HTTP_PASSWORD instead."
    if not _HOST.fullmatch(parts.hostname or ""):
        return "names no host, or one that cannot exist", "Such as https://state.example.com/glow-lab"
    if parts.fragment or not parts.path.strip("/"):
        return "must end in a path that names the state", "Such as https://state.example.com/glow-lab"
    return None


def _of_environment(base: str, environment: str) -> str:
    """`…/glow-lab` → `…/glow-lab-staging`: a slash would lead to another place on the server."""
    if not environment:
        return base
    parts = urlsplit(base)
    if parts.query:
        raise _wrong(
            f"state: cannot tell where the environment {environment} goes in a URL with a query",
            "Use a server whose URL ends in the state's name.",
        )
    path = f"{parts.path.rstrip('/')}-{environment.replace('/', '-')}"
    return urlunsplit(parts._replace(path=path))


def _lock_address(variables: Mapping[str, str], name: str, base: str, address: str) -> str:
    url = variables.get(name, "")
    if not url:
        return ""
    if fault := _fault(url):
        raise _wrong(f"{name} {fault[0]}", fault[1])
    if _origin(url) != _origin(base):
        raise _wrong(f"{name} names another server than the state", "The password goes to one server alone.")
    if address == base:
        return url
    if not url.startswith(base):
        raise _wrong(
            f"{name} does not begin with the state's address, so nothing beside it has a lock of its own",
            f"Begin it with {base.partition('?')[0]}",
        )
    return address + url.removeprefix(base)


def _login(variables: Mapping[str, str]) -> tuple[str, str] | None:
    user, password = (variables.get(f"TF_HTTP_{name}", "") for name in ("USERNAME", "PASSWORD"))
    if password and not user:
        raise _wrong(
            "TF_HTTP_PASSWORD is set without TF_HTTP_USERNAME", "GitLab takes any name with a token."
        )
    return (user, password) if user else None


def _tls(variables: Mapping[str, str], *, verify: bool) -> Tls:
    authorities, certificate, key = (
        variables.get(f"TF_HTTP_CLIENT_{name}_PEM", "")
        for name in ("CA_CERTIFICATE", "CERTIFICATE", "PRIVATE_KEY")
    )
    if bool(certificate) != bool(key):
        raise _wrong(
            "a client certificate takes its key, and a key its certificate",
            "Set both TF_HTTP_CLIENT_CERTIFICATE_PEM and TF_HTTP_CLIENT_PRIVATE_KEY_PEM.",
        )
    return Tls(verify, authorities, certificate, key)


def _pauses(variables: Mapping[str, str]) -> tuple[float, ...]:
    tries = _number(variables, "TF_HTTP_RETRY_MAX", 2)
    shortest = _number(variables, "TF_HTTP_RETRY_WAIT_MIN", 1)
    longest = _number(variables, "TF_HTTP_RETRY_WAIT_MAX", 30)
    return tuple(float(min(shortest * 2**tried, longest)) for tried in range(min(tries, 100)))


def _method(variables: Mapping[str, str], name: str, default: str) -> str:
    method = (variables.get(name) or default).upper()
    if not _METHOD.fullmatch(method):
        raise _wrong(f"{name} is no HTTP method", f"Such as {default}.")
    return method


def _number(variables: Mapping[str, str], name: str, default: int) -> int:
    text = variables.get(name) or str(default)
    if not re.fullmatch(r"[0-9]{1,6}", text):
        raise _wrong(f"{name} must be a whole number", f"Such as {default}.")
    return int(text)


def _flag(variables: Mapping[str, str], name: str) -> bool:
    text = variables.get(name, "").lower()
    if text not in (*_TRUE, *_FALSE):
        raise _wrong(f"{name} must be true or false", "")
    return text in _TRUE


def _wrong(summary: str, detail: str) -> InvalidInput:
    return InvalidInput.of("state-url", summary, detail)
