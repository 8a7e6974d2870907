"""`fleet serve` as a process: it says where it is, and ends when it is told to."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import httpx
import pytest

from tests.fleet.serve.town import Town


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=lambda one: one.name)
def test_it_answers_until_it_is_told_to_end(town: Town, number: signal.Signals) -> None:
    environment = {**os.environ, **town.variables, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-m", "rawugc_sync", "-C", str(town.folder), "fleet", "serve", "--port", "0"]
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        assert process.stderr.readline() == "Webhooks of agency: /hooks/agency/agency\n"
        told = process.stderr.readline()
        base = told.partition("http://")[2].partition(". ")[0]
        assert httpx.get(f"http://{base}/healthz", trust_env=False).text == "ok\n"
        process.send_signal(number)
        rest = process.stderr.read()
    assert (process.returncode, "Traceback" in rest) == (0, False)


def test_a_port_that_is_taken_is_an_error(town: Town) -> None:
    with town.serving() as base:
        ran = town("serve", "--port", base.rpartition(":")[2])
    assert (ran.code, "cannot be listened on" in ran.err) == (1, True)


def test_tables_of_no_version_are_an_error_that_says_how_to_make_them(town: Town) -> None:
    town.sql("drop table fleet_steps")
    ran = town("serve", "--port", "0")
    assert (ran.code, "rawugc-sync fleet migrate" in ran.err) == (1, True)
