"""Which server is RawUGC; which hosts are this machine stands in `tests/api/test_client.py`."""

from __future__ import annotations

import pytest

from rawugc_sync.words.hosts import is_home, is_public


@pytest.mark.parametrize(
    ("url", "home"),
    [
        ("https://rawugc.com/api/v1", True),
        ("https://rawugc.com", True),
        ("HTTPS://RawUGC.com/api/v2", True),
        ("https://rawugc.com.:443/api/v1", True),
        ("http://rawugc.com/api/v1", False),
        ("https://rawugc.com:8443/api/v1", False),
        ("https://api.rawugc.com/api/v1", False),
        ("https://rawugc.com.example/api/v1", False),
        ("https://notrawugc.com/api/v1", False),
        ("https://rawugc.co/api/v1", False),
        ("http://127.0.0.1:8765/api/v1", False),
        ("https://rawugc.com:port", False),
        ("https://[rawugc.com", False),
        ("", False),
    ],
)
def test_home_is_rawugc_com_over_https_and_nothing_else(url: str, home: bool) -> None:
    assert is_home(url) is home


@pytest.mark.parametrize(
    ("address", "public"),
    [
        ("93.184.215.14", True),
        ("2606:2800:21f:cb07:6820:80da:af6b:8b2c", True),
        ("64:ff9b::5db8:d70e", True),
        ("127.0.0.1", False),
        ("0.0.0.0", False),
        ("10.0.0.5", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("100.64.0.1", False),
        ("169.254.169.254", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("::", False),
        ("::1", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("ff02::1", False),
        ("::ffff:10.0.0.5", False),
        ("64:ff9b::a00:5", False),
        ("2002:a00:5::1", False),
        ("example.com", False),
        ("", False),
    ],
)
def test_an_address_is_public_or_inside_whatever_it_is_wrapped_in(address: str, public: bool) -> None:
    assert is_public(address) is public
