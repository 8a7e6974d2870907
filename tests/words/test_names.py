"""Short names of digests, as they are shown and as they are typed."""

from __future__ import annotations

import pytest

from rawugc_sync.words.names import name_in, name_of

DIGEST = "sha256:4d3d3583d9190a1b77c2" + "0" * 44
NAME = "4d3d-3583-d919-0a1b-77c2"


def test_a_name_is_eighty_bits_of_the_digest() -> None:
    assert (name_of(DIGEST), name_of("")) == (NAME, "")


@pytest.mark.parametrize(
    "typed",
    [
        NAME,
        NAME.upper(),
        NAME.replace("-", ""),
        f"plan {NAME}",
        f"Plan\t{NAME.replace('-', '')}",
        f"  {NAME}\r\n",
    ],
)
def test_a_typed_name_is_the_one_that_is_shown(typed: str) -> None:
    assert name_in(typed) == NAME


@pytest.mark.parametrize(
    "typed",
    [
        *("", "plan", "plan ", NAME[:-1], f"{NAME}0", f"{NAME[:-1]}g", f"-{NAME}", f"{NAME}-"),
        *(NAME.replace("-", "--"), NAME.replace("-", " "), f"plan{NAME}", f"{NAME} {NAME}", f"{NAME}.json"),
        *(DIGEST, f"sha256:{NAME}", NAME.replace("0", "\u0660"), NAME.replace("-", "\u2013")),
    ],
)
def test_what_is_no_name_is_none(typed: str) -> None:
    assert name_in(typed) is None
