"""How the tests run the command: as a person does, in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
CASE = ROOT / "tests" / "cases" / "every_section.yaml"
UPTAKE = "options.peer_support.people.uptake"
TEMPLATE = "peer_support_ltc"
DONE, HAS_ERRORS, WRONG_USAGE = 0, 1, 2


def run(*words: object, given: bytes | None = None, **settings: str) -> subprocess.CompletedProcess[bytes]:
    """Runs the command and gives back what it printed, having looked that it showed no traceback."""
    done = subprocess.run(
        [sys.executable, str(ROOT / "make_the_case.py"), *map(str, words)],
        input=given if given is not None else b"",
        capture_output=True,
        timeout=60,
        env={**os.environ, **settings},
    )
    assert b"Traceback" not in done.stderr + done.stdout, done.stderr.decode()
    return done


def printed(done: subprocess.CompletedProcess[bytes]) -> str:
    assert done.returncode == DONE, done.stderr.decode()
    return done.stdout.decode("utf-8")


def words_of(text: str) -> str:
    """Returns text as one line, so that where it was folded does not matter."""
    return " ".join(text.split())
