"""A trace of the running app: whom its server calls, looks up or starts, while every page is used and every paper made."""

from __future__ import annotations

import http.client
import os
import subprocess
import sys
from pathlib import Path

import pytest
from browsing import PAGES, on_page, settled, with_example
from conftest import free_port, start_app, stop_app

HOOK = """
import os, sys
CALLS = {"socket.bind": 1, "socket.connect": 1, "socket.sendto": 1, "socket.sendmsg": 1, "socket.getaddrinfo": 0, "socket.gethostbyname": 0}
STARTS = ("subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.startfile")

def _note(event, values):
    if event in CALLS:
        where = values[CALLS[event]]
        where = where[0] if isinstance(where, tuple) else where
    elif event in STARTS:
        where = values[0]
    else:
        return
    file = os.open(os.environ["TRACE"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(file, f"{event} {where}\\n".encode())
    os.close(file)

sys.addaudithook(_note)
"""
"""Python's own audit events, noted from before the app is loaded: https://docs.python.org/3/library/audit_events.html."""
HERE = {"localhost", "127.0.0.1", "::1"}


def elsewhere(trace: Path) -> list[str]:
    """Returns what a trace has besides calls on this computer."""
    lines = trace.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line.partition(" ")[2] not in HERE]


def answer_to(port: int, origin: str) -> int:
    """Returns what the server answers to a page of some site that asks for the app's own channel."""
    channel = http.client.HTTPConnection("localhost", port, timeout=30)
    upgrade = {
        "Origin": origin,
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
    }
    channel.request("GET", "/_stcore/stream", headers=upgrade)
    status = channel.getresponse().status
    channel.close()
    return status


@pytest.fixture
def traced(tmp_path) -> dict[str, str]:
    """Settings under which any Python notes its calls."""
    (tmp_path / "sitecustomize.py").write_text(HOOK, encoding="utf-8")
    return {"PYTHONPATH": str(tmp_path), "TRACE": str(tmp_path / "trace")}


@pytest.mark.browser
@pytest.mark.slow
def test_the_server_calls_no_other_host_and_starts_no_program(chromium, traced, tmp_path) -> None:
    port = free_port()
    server = start_app(port, tmp_path, MAKE_THE_CASE_DATA=str(tmp_path / "data"), **traced)
    page = chromium.new_page(viewport={"width": 1280, "height": 900})
    try:
        page.goto(f"http://localhost:{port}")
        settled(page)
        with_example(page)
        for name in PAGES:
            on_page(page, name)
            if name == "Numbers":
                field = page.get_by_role("textbox", name="2. Of every 100 offered it")
                field.fill("21")
                field.press("Enter")
                page.get_by_text("Kept as revision 1 of your draft").first.wait_for()
            if name == "Export":
                page.get_by_role("button", name="Make the files").click()
                page.get_by_role("button", name="Download case.html").wait_for(timeout=60_000)
        assert answer_to(port, f"http://localhost:{port}") == 101
        assert answer_to(port, "https://another-site.example") == 403
    finally:
        page.close()
        stop_app(server)
    trace = tmp_path / "trace"
    assert "socket.bind localhost" in trace.read_text(
        encoding="utf-8"
    ) or "socket.bind 127.0.0.1" in trace.read_text(encoding="utf-8")
    assert elsewhere(trace) == []


def test_the_trace_shows_a_call_where_there_is_one(traced, tmp_path) -> None:
    call = "import socket, subprocess, sys\ns = socket.socket()\ns.setblocking(False)\ns.connect_ex(('192.0.2.1', 80))\nsubprocess.run([sys.executable, '-c', ''])"
    subprocess.run([sys.executable, "-c", call], env=os.environ | traced, check=True)
    assert elsewhere(tmp_path / "trace") == ["socket.connect 192.0.2.1", f"subprocess.Popen {sys.executable}"]
