"""A yes that serves once, on a bad wire: what may have been done has used it up."""

from __future__ import annotations

from rawugc_sync.sandbox.faults import Fault
from tests.contract.post_calendar import MINUTE, POSTS, post, wait
from tests.contract.test_approvals import TEASER, approve, asked, world
from tests.faults.conftest import Brand
from tests.faults.wire import FaultyRawUGC


def test_a_post_that_may_be_out_takes_another_yes(brand: Brand, wire: FaultyRawUGC) -> None:
    project = brand(world({"teaser": post(mode="now", scheduledFor=None)}))
    approve(project)
    wire.faults.set(Fault("reset", method="POST", path=POSTS, carried_out=False))
    assert project.apply().exit_code == 6
    wait(project, 2 * MINUTE)
    assert project.run("state", "resolve", TEASER, "--recreate").exit_code == 0
    assert asked(project.plan()) == {(TEASER, "legal"): "missing"}
    assert project.apply().exit_code == 3
    approve(project)
    assert project.apply().exit_code == 0
    assert len(project.dashboard.objects("posts")) == 1
