"""A trace of the running app: whom its server calls, looks up or starts, while every page is used and every paper made."""

from __future__ import annotations

import http.client
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlparse

import pytest
from browsing import walk_with_a_wide_screen
from patience import PATIENCE
from traces import elsewhere, traced


def answer_to(port: int, origin: str) -> int:
    """Returns what the server answers to a page of some site that asks for the app's own channel."""
    channel = http.client.HTTPConnection("localhost", port, timeout=PATIENCE)
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


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.longer
def test_the_server_calls_no_other_host_and_starts_no_program(chromium, address, trace: Path) -> None:
    """The server of the tests has been traced since it began, on every page and for every paper of the walk, and whatever came before it."""
    papers = walk_with_a_wide_screen(chromium, address).papers
    assert {"board-summary.pdf", "business-case.docx", "workbook.xlsx", "case.html"} <= set(papers)
    port = urlparse(address).port
    assert port is not None
    assert answer_to(port, address) == 101
    assert answer_to(port, "https://another-site.example") == 403
    calls = trace.read_text(encoding="utf-8")
    assert "socket.bind localhost" in calls or "socket.bind 127.0.0.1" in calls
    assert elsewhere(trace) == []


def test_the_trace_shows_a_call_where_there_is_one(tmp_path) -> None:
    call = "import socket, subprocess, sys\ns = socket.socket()\ns.setblocking(False)\ns.connect_ex(('192.0.2.1', 80))\nsubprocess.run([sys.executable, '-c', ''])"
    subprocess.run([sys.executable, "-c", call], env=os.environ | traced(tmp_path), check=True)
    assert elsewhere(tmp_path / "trace") == ["socket.connect 192.0.2.1", f"subprocess.Popen {sys.executable}"]
