"""`make-the-case serve`: what it refuses, and that it keeps its processes at work, restarts them in turn and ends with them."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import pytest
from command import WRONG_USAGE, run, words_of
from conftest import ROOT, free_port
from patience import PATIENCE, comes_true

from make_the_case.serving.addresses import READY
from make_the_case.serving.one_process import Process, Said
from make_the_case.serving.refused_settings import (
    MOST_PROCESSES,
    files_of_secrets,
    why_no_shared_secret,
    why_not_served,
)
from make_the_case.serving.watchdog import CannotStart, Watchdog, Watched, tell_systemd

Outcome = TypeVar("Outcome")
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="`serve` needs Linux or macOS")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--processes", "0"], f"--processes takes a number from 1 to {MOST_PROCESSES}, not 0."),
        (["--processes", "1000"], f"--processes takes a number from 1 to {MOST_PROCESSES}, not 1000."),
        (["--processes", "2", "--port", "65535"], "--port takes a number from 1 to 65534, not 65535"),
        (["--address", "no address"], "--address takes an address of this computer"),
    ],
)
def test_what_cannot_be_served_is_said_before_anything_starts(words: list[str], said: str) -> None:
    done = run("serve", *words)
    assert done.returncode == WRONG_USAGE and said in words_of(done.stderr.decode())


def test_a_port_that_is_taken_is_named_even_where_it_is_not_the_first() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = int(taken.getsockname()[1])
        said = why_not_served(2, port - 1, "127.0.0.1", [])
    assert said is not None and said.startswith(f"Port {port} of 127.0.0.1 cannot be used (")


@pytest.mark.parametrize(
    ("secrets", "found"),
    [
        ("[auth]\nclient_id = 'x'\n", "it has none"),
        ("[auth]\ncookie_secret = '…'\n", "it has one of 1 characters"),
        ("[auth\n", "it is no TOML"),
        (f"[auth]\ncookie_secret = '{'0' * 64}'\n", None),
        ("[other]\nname = 'x'\n", None),
    ],
)
def test_where_people_sign_in_the_processes_need_one_secret(
    tmp_path: Path, secrets: str, found: str | None
) -> None:
    files = [*files_of_secrets(tmp_path / "folder", tmp_path / "home")]
    assert why_no_shared_secret(files) is None
    files[-1].parent.mkdir(parents=True)
    files[-1].write_text(secrets, encoding="utf-8")
    said = why_no_shared_secret(files)
    assert said is None if found is None else said is not None and found in said and str(files[-1]) in said


def in_a_loop_of_its_own(work: Coroutine[Any, Any, Outcome]) -> Outcome:
    """Runs what waits, also where a browser of another test is open in this process: Playwright leaves a loop of its own in its thread."""
    others = asyncio._get_running_loop()
    asyncio._set_running_loop(None)
    try:
        return asyncio.run(work)
    finally:
        asyncio._set_running_loop(others)


def process_that(program: str, port: int = 1) -> Process:
    return Process([sys.executable, "-c", program], os.environ, "127.0.0.1", port)


def test_a_process_that_was_told_what_it_cannot_do_is_not_started_again_and_again(
    fails_on_purpose: None,
) -> None:
    with pytest.raises(CannotStart, match=r"cannot start\. What it said stands above"):
        in_a_loop_of_its_own(Watchdog([process_that("raise SystemExit(2)"), process_that("")]).run())


def test_a_process_that_keeps_ending_is_started_ever_less_often(
    caplog: pytest.LogCaptureFixture,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    fails_on_purpose: None,
) -> None:
    caplog.set_level("INFO", logger="make_the_case.serving")
    been = str(tmp_path / "been here")
    # The second time it stays, so that this sees it before it has ended again.
    program = (
        f"import os, sys, time; os.path.exists({been!r}) and time.sleep(60); open({been!r}, 'w'); "
        "sys.stderr.write('why it ends\\n'); raise SystemExit(1)"
    )
    watched = Watched(process_that(program, 7))

    async def until_the_second_start() -> None:
        keeps = asyncio.ensure_future(watched.keep())
        while sum("started as process" in line for line in caplog.messages) < 2:
            await asyncio.sleep(0.01)
        keeps.cancel()
        await asyncio.wait({keeps})

    in_a_loop_of_its_own(until_the_second_start())
    assert caplog.messages[1] == "port 7: it ended by itself, with status 1: starting it anew"
    assert watched._pause == 1.0 and "[7] why it ends" in capsys.readouterr().err


def test_a_port_at_which_something_else_answers_is_no_process_of_ours() -> None:
    async def asked() -> Said:
        async def answer(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.write(b"SSH-2.0-other\r\n")
            writer.close()

        async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
            port = server.sockets[0].getsockname()[1]
            return await process_that("", port).ask(READY)

    assert in_a_loop_of_its_own(asked()).status == 0


def test_systemd_is_told_when_it_asks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tell_systemd("READY=1")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
        line.bind(str(tmp_path / "notify"))
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        tell_systemd("READY=1")
        assert line.recv(100) == b"READY=1"


@contextmanager
def served(folder: Path, port: int, processes: int = 2, **settings: str) -> Iterator[subprocess.Popen[bytes]]:
    """Runs `serve` and gives it when all its processes draw pages; its log is in the folder."""
    command = [sys.executable, str(ROOT / "make_the_case"), "serve"]
    command += ["--processes", str(processes), "--port", str(port)]
    usual = {name: value for name, value in os.environ.items() if not name.startswith("STREAMLIT_")}
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(command, cwd=folder, env=usual | settings, stderr=log)
        try:
            assert comes_true(lambda: server.poll() is not None or "draw pages" in log_of(folder))
            assert server.poll() is None, log_of(folder)
            yield server
        finally:
            server.terminate()
            server.wait(timeout=PATIENCE)


def log_of(folder: Path) -> str:
    return (folder / "log").read_text(encoding="utf-8")


def two_ports() -> int:
    """Returns the first of two free ports that lie beside each other."""
    while True:
        port = free_port()
        if why_not_served(2, port, "127.0.0.1", []) is None:
            return port


def is_ready(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{READY}", timeout=PATIENCE) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def pids(folder: Path, port: int) -> list[int]:
    return [int(pid) for pid in re.findall(rf"port {port}: started as process (\d+)", log_of(folder))]


@pytest.mark.longer
@pytest.mark.slow
def test_processes_are_started_anew_restarted_in_turn_and_ended_together(tmp_path: Path) -> None:
    port = two_ports()
    with served(tmp_path, port, MAKE_THE_CASE_DATA=str(tmp_path / "drafts")) as server:
        assert is_ready(port) and is_ready(port + 1)
        os.kill(pids(tmp_path, port)[0], signal.SIGKILL)
        assert comes_true(lambda: len(pids(tmp_path, port)) == 2 and is_ready(port))
        assert len(pids(tmp_path, port + 1)) == 1

        server.send_signal(signal.SIGHUP)
        never_gone = True
        while "restarted all" not in log_of(tmp_path):
            assert server.poll() is None and "restart stops" not in log_of(tmp_path)
            never_gone &= is_ready(port) or is_ready(port + 1)
        assert never_gone, "one of the two was always there"
        assert [len(pids(tmp_path, each)) for each in (port, port + 1)] == [3, 2]
        last = [pids(tmp_path, each)[-1] for each in (port, port + 1)]
        server.terminate()
        assert server.wait(timeout=PATIENCE) == 0
    for pid in last:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
