"""The app's server stops when it is told to, whoever reads what it prints, and sends at once what it has to send."""

from __future__ import annotations

import asyncio
import socket
import subprocess
import sys
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from patience import PATIENCE, comes_true

from make_the_case.views.shell import server

ROOT = Path(__file__).parent.parent


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def is_healthy(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/_stcore/health", timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signal that asks a program to end")
def test_the_app_ends_when_asked_though_nobody_reads_its_output(tmp_path: Path) -> None:
    port = free_port()
    command = [sys.executable, str(ROOT / "make_the_case"), "app", "--headless", "--port", str(port)]
    app = subprocess.Popen(
        command, cwd=tmp_path, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    try:
        assert comes_true(lambda: app.poll() is not None or is_healthy(port)) and app.poll() is None
        assert app.stdout is not None
        app.stdout.close()
        app.terminate()
        assert app.wait(timeout=PATIENCE) is not None
    finally:
        app.kill()
        app.wait()


def test_what_a_page_is_sent_waits_for_no_confirmation(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asyncio.base_events, "_set_nodelay", asyncio.base_events._set_nodelay)  # type: ignore[attr-defined]
    server.guards("")

    async def connected() -> int:
        asked: asyncio.Queue[int] = asyncio.Queue()

        async def answer(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            connection = writer.get_extra_info("socket")
            asked.put_nowait(connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))
            writer.close()

        listens = socket.socket()  # as Streamlit makes it, without naming TCP
        listens.bind(("127.0.0.1", 0))
        async with await asyncio.start_server(answer, sock=listens):
            _, writer = await asyncio.open_connection(*listens.getsockname())
            writer.close()
            return await asked.get()

    with ThreadPoolExecutor(1) as apart:  # the browser's tests have a loop of their own in this thread
        assert apart.submit(asyncio.run, connected()).result() != 0
