"""Which hosts are this machine, and which is RawUGC."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

HOME = "rawugc.com"
SANDBOX_URL = "http://sandbox.localhost/api/v1"
"""The base URL of the RawUGC that lives in a folder: no server is reached by it."""

_NAT64 = ipaddress.ip_network("64:ff9b::/96")

LOOPBACK = ("::1", "127.0.0.1")
"""In the order in which they are tried."""


def is_loopback(host: str) -> bool:
    """Whether a host is this machine, whatever a resolver says: RFC 6761 for the names."""
    if is_loopback_name(host):
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    return (mapped or address).is_loopback


def is_public(address: str) -> bool:
    """Whether an IP address can be anybody's on the internet: none of this machine, nor of a network inside.

    What leads on to an address of IPv4 is as public as that one.
    """
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    inner = _inner(ip) if isinstance(ip, ipaddress.IPv6Address) else None
    return ip.is_global and not ip.is_multicast and (inner is None or is_public(str(inner)))


def _inner(ip: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The address of IPv4 that it leads to: mapped, over NAT64 (RFC 6052), 6to4 or Teredo."""
    if ip in _NAT64:
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)


def is_loopback_name(host: str) -> bool:
    """`localhost` and what is below it. Such a name is never looked up: another answer would be a lie."""
    name = host.lower().removesuffix(".")
    return name == "localhost" or name.endswith(".localhost")


def is_home(url: str) -> bool:
    """Whether calls to a base URL go to rawugc.com itself; what cannot be read does not."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return False
    host = (parts.hostname or "").removesuffix(".")
    return parts.scheme == "https" and host == HOME and port in (None, 443)
