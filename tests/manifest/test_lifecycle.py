"""The `lifecycle` block of a resource."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from rawugc_sync.manifest.load import Manifests
from rawugc_sync.words.addresses import Address
from rawugc_sync.words.desired import Lifecycle


def style(lifecycle: str) -> str:
    return f"styles:\n  s:\n    name: S\n    lifecycle: {lifecycle}\n"


@pytest.mark.parametrize(
    ("text", "lifecycle"),
    [
        ("{}", Lifecycle()),
        ("{preventDestroy: true}", Lifecycle(prevent_destroy=True)),
        ("{preventDestroy: false}", Lifecycle(prevent_destroy=False)),
        (
            "{ignoreChanges: [description, type]}",
            Lifecycle(ignore_changes=frozenset({"description", "type"})),
        ),
        ("{ignoreChanges: []}", Lifecycle()),
    ],
)
def test_a_lifecycle_is_read(loaded: Callable[[object], Manifests], text: str, lifecycle: Lifecycle) -> None:
    manifests = loaded(style(text))
    assert manifests.errors == []
    assert manifests.desired[Address("styles", "s")].lifecycle == lifecycle
    assert "lifecycle" not in manifests.desired[Address("styles", "s")].fields


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("true", "styles.s.lifecycle: must be a mapping | Write lifecycle: {preventDestroy: true}."),
        ("[preventDestroy]", "styles.s.lifecycle: must be a mapping"),
        ("{preventDestroy: yes}", "styles.s.lifecycle.preventDestroy: must be true or false"),
        ("{preventDestroy: [true]}", "styles.s.lifecycle.preventDestroy: must be true or false"),
        ("{preventdestroy: true}", "is not a key of lifecycle | Did you mean preventDestroy?"),
        ("{ignoreChanges: description}", "styles.s.lifecycle.ignoreChanges: must be a list of fields"),
        ("{ignoreChanges: [[type]]}", "styles.s.lifecycle.ignoreChanges: must be a list of fields"),
        ("{ignoreChanges: [desc]}", "names desc, which is no field of styles"),
    ],
)
def test_what_is_wrong_with_a_lifecycle_is_told(
    errors: Callable[[object], list[str]], text: str, said: str
) -> None:
    (line,) = errors(style(text))
    assert line.startswith("brand.yaml:4:")
    assert said in line
