"""A trace of a running program: whom it calls, looks up or starts."""

from __future__ import annotations

from pathlib import Path

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


def traced(folder: Path) -> dict[str, str]:
    """Returns settings under which any Python notes its calls in a folder, in the file `trace`."""
    (folder / "sitecustomize.py").write_text(HOOK, encoding="utf-8")
    return {"PYTHONPATH": str(folder), "TRACE": str(folder / "trace")}
