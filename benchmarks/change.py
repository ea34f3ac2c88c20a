"""What a change of a number costs the server, in processor time: one person, no browser, the largest finished case.

Run: python benchmarks/change.py [CASE.yaml [CHANGES]]. Aim: under 60 ms for all that a change asks of the server's process, drawing and
saving included; the simulation of a large case is a process of its own and is not counted. Processor time and messages change little with
what else the computer does, unlike times by the clock; compare two versions in one go all the same.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from pages import LARGEST, ROOT
from together import FIELD, processor_seconds

sys.path[:0] = [str(ROOT), str(ROOT / "tests")]
from conftest import free_port
from visitor import Visitor

from make_the_case.store import Drafts
from valuation import read_case
from valuation.answers.saving import body_of

CHANGES, WARM = 30, 3
AIM_MS = 60


def started(folder: str, port: int) -> subprocess.Popen[bytes]:
    """Returns the app's server, answering, with its drafts in a folder."""
    settings = {name: value for name, value in os.environ.items() if not name.startswith("STREAMLIT_")}
    settings |= {"MAKE_THE_CASE_DATA": folder, "MAKE_THE_CASE_HOSTED": "this machine"}
    command = [sys.executable, str(ROOT / "make_the_case"), "app", "--headless", "--port", str(port)]
    server = subprocess.Popen(command, env=settings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for _ in range(600):
        try:
            urllib.request.urlopen(f"http://localhost:{port}/_stcore/health", timeout=2).close()
            return server
        except OSError:
            time.sleep(0.1)
    raise SystemExit("The app did not answer in a minute.")


def main(case: Path, changes: int) -> None:
    """Prints the processor time of one change, and of drawing the page again with none."""
    with tempfile.TemporaryDirectory() as folder:
        port = free_port()
        server = started(folder, port)
        try:
            drafts = Drafts(f"sqlite:///{Path(folder) / 'drafts.sqlite'}")
            visitor = Visitor(port, "costs", f"draft={drafts.create(body_of(read_case(case)), 'Somebody')}")
            for k in range(WARM):
                visitor.type(FIELD, f"{6 + k / 10:g}")
            begun = processor_seconds(server.pid)
            for k in range(changes):
                visitor.type(FIELD, f"{(4 if k % 2 else 9) + k / 10:g}")
            spent = processor_seconds(server.pid) - begun
            begun = processor_seconds(server.pid)
            for _ in range(changes):
                visitor.type(FIELD, f"{(9 if changes % 2 else 4) + (changes - 1) / 10:g}")
            redrawn = processor_seconds(server.pid) - begun
            visitor.close()
            drafts.close()
        finally:
            server.send_signal(signal.SIGINT)
            server.wait()
    print(
        f"{case.name}, {changes} changes: {1000 * spent / changes:.0f} ms of processor time each (aim: under {AIM_MS})"
    )
    print(f"the page drawn again with nothing changed: {1000 * redrawn / changes:.0f} ms")


if __name__ == "__main__":
    main(
        Path(sys.argv[1]) if len(sys.argv) > 1 else LARGEST,
        int(sys.argv[2]) if len(sys.argv) > 2 else CHANGES,
    )
