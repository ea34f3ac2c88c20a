"""Ten people, each with a change every three seconds, beside one who opens the largest case again and again and runs everything.

Run: python benchmarks/soak.py [MINUTES [PEOPLE]], ten minutes and ten people by default. Ends with status 1 where an error occurred, where the
server's part of a change has p95 over 300 ms, or where its memory or its worker's grows after the first two minutes. The server has one core
and whoever visits the others; a worker takes what is left. Nobody needs a browser: visitors speak as one does. Traffic goes to this machine alone.
"""

from __future__ import annotations

import os
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]
from conftest import free_port, start_app, stop_app
from large_cases import LARGEST, large_case
from visitor import Visitor

from make_the_case.store import Drafts
from valuation import read_case
from valuation.answers.saving import body_of

EVERY = 3.0
AIM = 300.0
STEADY = 120.0
"""Seconds after which memory is to be flat."""
MAY_GROW = 1.10
"""How far the highest of the last minutes may lie above the highest of the first after that: memory is not freed to the byte."""
CASE = ROOT / "tests" / "cases" / "earlier" / "northshire_peer_support.yaml"
FIELD = "Of every 100 offered it"
PAGES = ("costs", "assumptions", "papers", "test")
PARTS = ("What matters most", "What further evidence is worth", "Blind spots")


@dataclass
class Heard:
    """What everybody saw."""

    times: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    opened: int = 0
    memory: list[tuple[float, float, float]] = field(default_factory=list)
    """(seconds, MB of the server, MB of its workers)"""


def somebody(port: int, secret: str, who: int, people: int, until: float, heard: Heard) -> None:
    """Changes a number every three seconds."""
    try:
        visitor = Visitor(port, "costs", f"draft={secret}")
        time.sleep(EVERY * who / people)
        count = 0
        while time.monotonic() < until:
            begun = time.monotonic()
            visitor.type(FIELD, f"{5 + who + (count % 2) * 20}.5")
            heard.times.append(time.monotonic() - begun)
            count += 1
            for words in ("Something in the program failed", "could not be done", "not kept yet"):
                if words in visitor.words:
                    heard.wrong.append(f"visitor {who} reads {words!r}")
            time.sleep(max(0.0, EVERY - (time.monotonic() - begun)))
        visitor.close()
    except Exception as error:
        heard.wrong.append(f"visitor {who}: {type(error).__name__}: {error}")


def heavy(port: int, until: float, heard: Heard) -> None:
    """Opens the largest case again and again and runs everything, waiting at most a minute for each page."""
    text = large_case(**LARGEST)
    while time.monotonic() < until:
        title = f"The largest, opened for the {heard.opened + 1}. time"
        try:
            everything(port, text.replace("A large case", title).encode(), until, heard)
        except Exception as error:
            if time.monotonic() < until:
                heard.wrong.append(f"the largest case: {type(error).__name__}: {error}")
                time.sleep(1)


def everything(port: int, case: bytes, until: float, heard: Heard) -> None:
    """Opens a case, goes to each page that works something out, and asks for each part of Test and compare."""
    visitor = Visitor(port)
    status = visitor.upload("A case file", "large.yaml", case)
    if status != 204:
        heard.wrong.append(f"the largest case was answered with {status}")
    steps: list[Callable[[], None]] = [lambda: visitor.press("Open this file", is_waited_for=False)]
    steps += [partial(visitor.go, page, is_waited_for=False) for page in PAGES]
    steps += [partial(visitor.open_tab, part, is_waited_for=False) for part in PARTS]
    for step in steps:
        step()
        visitor.settle_within(min(60.0, max(1.0, until - time.monotonic())))
        if "Something in the program failed" in visitor.words:
            heard.wrong.append("the largest case: something in the program failed")
        if time.monotonic() > until:
            break
    visitor.close()
    heard.opened += 1


def megabytes(process: int) -> float:
    """Returns the memory that a process holds."""
    try:
        found = re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{process}/status").read_text())
    except OSError:
        return 0.0
    return int(found.group(1)) / 1024 if found else 0.0


def children(process: int) -> list[int]:
    """Returns the processes that a process has begun."""
    said = subprocess.run(["ps", "-o", "pid=", "--ppid", str(process)], capture_output=True, text=True).stdout
    return [int(pid) for pid in said.split()]


def watch(server: int, begun: float, until: float, heard: Heard) -> None:
    """Notes the memory every five seconds."""
    while time.monotonic() < until:
        workers = sum(megabytes(child) for child in children(server))
        heard.memory.append((time.monotonic() - begun, megabytes(server), workers))
        time.sleep(5)


def apart(server: int) -> None:
    """Gives the server one core and those who visit the others, because they are not on the server's machine; its worker may use any."""
    first, *others = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(server, {first})
    os.sched_setaffinity(0, set(others) or {first})


def soak(minutes: float, people: int) -> tuple[Heard, str]:
    """Returns what everybody saw, and the server's log."""
    heard, port = Heard(), free_port()
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "log"
        with log.open("wb") as out:
            server = start_app(
                port, Path(folder), out.fileno(), MAKE_THE_CASE_DATA=folder, MAKE_THE_CASE_HOSTED="localhost"
            )
            apart(server.pid)
            try:
                drafts = Drafts(f"sqlite:///{Path(folder) / 'drafts.sqlite'}")
                body = body_of(read_case(CASE))
                secrets = [drafts.create(body, f"Visitor {k}") for k in range(people)]
                drafts.close()
                begun = time.monotonic()
                until = begun + 60 * minutes
                work = [
                    (somebody, (port, secret, k, people, until, heard)) for k, secret in enumerate(secrets)
                ]
                work += [(heavy, (port, until, heard)), (watch, (server.pid, begun, until, heard))]  # type: ignore[list-item]
                threads = [threading.Thread(target=target, args=args) for target, args in work]
                for thread in threads:
                    thread.start()
                for thread in threads:
                    thread.join()
            finally:
                stop_app(server)
        return heard, log.read_text()


def report(heard: Heard, log: str) -> list[str]:
    """Prints what was seen, and returns what misses its aim."""
    changed = sorted(float(ms) for ms in re.findall(r"change drawn, (\d+) ms", log))
    failed = re.findall(r"ERROR .*|Traceback.*", log)
    unfinished = re.findall(r"work not finished: (.*)", log)
    p95 = changed[int(0.95 * len(changed))] if changed else float("nan")
    times = sorted(heard.times) or [float("nan")]
    print(
        f"{len(changed)} changes; the server's part of each: median {statistics.median(changed or [0]):.0f} ms, p95 {p95:.0f} ms (aim under {AIM:.0f})"
    )
    print(
        f"whoever typed, until the whole page with its simulation was drawn: median {statistics.median(times):.1f} s, p95 {times[int(0.95 * len(times))]:.1f} s"
    )
    ended = ", ".join(f"{count} {what}" for what, count in Counter(unfinished).items())
    print(f"the largest case was opened {heard.opened} times; of its work came to no end: {ended or 'none'}")
    for minute in range(int(heard.memory[-1][0] // 60) + 1 if heard.memory else 0):
        row = [found for found in heard.memory if found[0] // 60 == minute]
        if row:
            print(
                f"minute {minute + 1}: server {max(s for _, s, _ in row):.0f} MB, workers {max(w for *_, w in row):.0f} MB"
            )
    missed = [*dict.fromkeys(heard.wrong), *dict.fromkeys(failed)]
    if not p95 <= AIM:
        missed.append(f"p95 of a change is {p95:.0f} ms")
    for name, place in (("server", 1), ("workers", 2)):
        later = [found for found in heard.memory if found[0] > STEADY]
        half = len(later) // 2
        first, last = ([found[place] for found in part] for part in (later[:half], later[half:]))
        if first and max(last) > MAY_GROW * max(first):
            missed.append(f"memory of the {name} grows: {max(first):.0f} MB, then {max(last):.0f} MB")
    return missed


def main(minutes: float, people: int) -> int:
    """Runs the soak and returns 1 where something misses its aim."""
    missed = report(*soak(minutes, people))
    for words in missed:
        print(f"WRONG: {words}")
    return 1 if missed else 0


if __name__ == "__main__":
    numbers = [float(word) for word in sys.argv[1:]]
    sys.exit(main(numbers[0] if numbers else 10.0, int(numbers[1]) if len(numbers) > 1 else 10))
