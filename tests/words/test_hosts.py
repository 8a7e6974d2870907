"""Which server is RawUGC; which hosts are this machine stands in `tests/api/test_client.py`."""

from __future__ import annotations

import pytest

from rawugc_sync.words.hosts import is_home


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
