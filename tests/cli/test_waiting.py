"""What a terminal shows while something is generated."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest

from tests.conftest import Workspace
from tests.contract.test_waiting import dependent, files, video
from tests.faults.processes import variables

STATUS = re.compile(
    rb"Waiting for videos\.teaser \(vid_1\): processing for \d+ s, "
    rb"estimated 1-3 minutes, holds up personas\.p\."
)

pty = pytest.importorskip("pty", reason="a pseudo-terminal is POSIX")


def test_a_terminal_has_a_live_status_of_what_is_waited_for_and_since_when(workspace: Workspace) -> None:
    project = workspace(
        files(videos={"teaser": video("It [hangs].")}, personas={"p": dependent("videos.teaser")})
    )
    ours, theirs = pty.openpty()
    run = [sys.executable, "-m", "rawugc_sync", "-C", str(project.root), "apply", "--auto-approve"]
    environment = {
        **os.environ,
        **variables(project),
        "PYTHONPATH": os.pathsep.join(filter(None, sys.path)),
        "TERM": "xterm",
        "COLUMNS": "200",
        "RAWUGC_POLL_SECONDS": "0.05",
    }
    process = subprocess.Popen(run, stdout=subprocess.DEVNULL, stderr=theirs, env=environment)
    os.close(theirs)
    said = b""
    while not STATUS.search(said):
        said += os.read(ours, 4096)
        if b": pending for " in said:
            project.rawugc.clock.sleep(20)  # the server's: it is processing from a quarter of its time on
    project.dashboard.edit("videos", "vid_1", {"fate": "completes"})
    assert process.wait(60) == 0
    os.close(ours)
    project.assert_settled()
