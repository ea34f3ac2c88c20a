"""How the tests run the command: by its own entry, with what a person would type."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import warnings
from pathlib import Path

from patience import PATIENCE

from make_the_case import cli

ROOT = Path(__file__).parent.parent
CASE = ROOT / "tests" / "cases" / "every_section.yaml"
UPTAKE = "options.peer_support.people.uptake"
TEMPLATE = "peer_support_ltc"
DONE, HAS_ERRORS, WRONG_USAGE = 0, 1, 2


def run(*words: object, given: bytes | None = None, **settings: str) -> subprocess.CompletedProcess[bytes]:
    """Runs the command and gives back what it printed, having looked that it showed no traceback.

    In this process, which spares a second of loading each time; in one of its own where the environment is to be another.
    """
    asked = [str(word) for word in words]
    done = in_a_process(asked, given or b"", settings) if settings else in_this_process(asked, given or b"")
    assert b"Traceback" not in done.stderr + done.stdout, done.stderr.decode()
    return done


def in_a_process(
    words: list[str], given: bytes, settings: dict[str, str]
) -> subprocess.CompletedProcess[bytes]:
    """Runs the command as a person does."""
    return subprocess.run(
        [sys.executable, str(ROOT / "make_the_case"), *words],
        input=given,
        capture_output=True,
        timeout=PATIENCE,
        env={**os.environ, **settings},
    )


def in_this_process(words: list[str], given: bytes) -> subprocess.CompletedProcess[bytes]:
    """Runs what the command runs, with streams of its own; a warning is printed as Python prints it."""
    before = sys.stdin, sys.stdout, sys.stderr
    streams = [io.TextIOWrapper(io.BytesIO(content), encoding="utf-8") for content in (given, b"", b"")]
    sys.stdin, sys.stdout, sys.stderr = streams
    with warnings.catch_warnings():
        warnings.simplefilter("default")
        for unseen in (DeprecationWarning, PendingDeprecationWarning, ImportWarning, ResourceWarning):
            warnings.simplefilter("ignore", unseen)
        warnings.showwarning = lambda *told: print(warnings.formatwarning(*told[:4]), file=sys.stderr)
        try:
            status = cli.main(words)
        except SystemExit as ended:
            status = int(ended.code or 0)
        finally:
            for stream in streams[1:]:
                stream.flush()
            sys.stdin, sys.stdout, sys.stderr = before
    out, err = (stream.buffer.getvalue() for stream in streams[1:])
    return subprocess.CompletedProcess(words, status, out, err)


def printed(done: subprocess.CompletedProcess[bytes]) -> str:
    assert done.returncode == DONE, done.stderr.decode()
    return done.stdout.decode("utf-8")


def words_of(text: str) -> str:
    """Returns text as one line, so that where it was folded does not matter."""
    return " ".join(text.split())
