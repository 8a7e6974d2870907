"""`fleet serve` as a process: it says where it is, and ends when it is told to."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys

import httpx
import pytest
from starlette.types import Message, Receive, Scope, Send

from rawugc_sync.fleet.serve.serving import breaking_off
from tests.fleet.apart import run_apart
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


@pytest.mark.parametrize("begun", [False, True])
def test_what_takes_too_long_to_end_is_answered_without_a_traceback(begun: bool) -> None:
    sent: list[Message] = []

    async def slow(scope: Scope, receive: Receive, send: Send) -> None:
        if begun:
            await send({"type": "http.response.start", "status": 200, "headers": []})
        await asyncio.Event().wait()

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    async def ended() -> None:
        task = asyncio.create_task(breaking_off(slow)({"type": "http"}, receive, send))
        await asyncio.sleep(0)
        task.cancel()
        await task

    run_apart(ended())
    assert [one["status"] for one in sent if one["type"] == "http.response.start"] == [200 if begun else 503]
