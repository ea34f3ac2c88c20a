"""Fifty people at once, each with a change every three seconds, on `make-the-case serve` behind nginx or Caddy with PostgreSQL; one more runs everything.

Run: python benchmarks/load.py, for ten minutes with four processes; `--help` lists what can be chosen. With `--failures` a process is killed every
minute and PostgreSQL is restarted halfway; with `--disk-full` the drafts lie in SQLite on a small disk of its own, which is full for ten seconds. At the
end every change that a page said is kept is looked for in the database. Ends with status 1 where one is missing, where something failed that was not
made to fail, where the server's part of a change has p95 over 400 ms, or where memory is over 30 MB a session or grows. Needs nginx or Caddy,
openssl, and PostgreSQL; nobody needs a browser. Traffic goes to this machine alone, and ends by itself.
"""

from __future__ import annotations

import argparse
import os
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]
import pytest
from conftest import free_port
from databases import PostgreSQL, postgresql_server
from load_people import EVERY, Clock, Heard, Kept, Person
from pages import LARGEST
from soak import megabytes
from test_proxies import web_server
from test_serve import log_of, pids, served
from together import uptake_of

from make_the_case.serving.refused_settings import why_not_served
from make_the_case.store import Drafts
from valuation import read_case
from valuation.answers.saving import body_of

AIM_MS, AIM_MB = 400.0, 30.0
MAY_GROW = 1.10
"""How far the highest of the second half may lie above the highest of the first: memory is not freed to the byte."""
LOOKS_EVERY = 5.0
KILLED_EVERY = 60.0
DISK_MB, FULL_FOR = 200, 10.0
NAMED, AT_ONCE = 500, 0.1
"""Named users, and the share of them who work at the same moment: our assumption, which no measurement of ours gives."""
BUSY = 0.6
"""Share of a processor that is planned for, so that a busy minute does not make everybody wait."""
WORKER_MB = 650.0
"""What a worker holds in the middle of large work, by benchmarks/soak.py."""


@dataclass
class Run:
    """One run, and what was measured."""

    processes: int
    people: int
    heard: Heard
    before: float = 0.0
    """MB that all processes hold together before anybody comes."""
    memory: list[tuple[float, float, float]] = field(default_factory=list)
    """(seconds, MB of the processes, MB of their workers)"""
    changed: list[float] = field(default_factory=list)
    keeping: list[float] = field(default_factory=list)
    """Milliseconds, as the server's log has them."""
    failed: Counter[str] = field(default_factory=Counter)
    seconds_at_work: float = 0.0
    """Processor time of the processes without their workers, while people worked."""
    workers: set[int] = field(default_factory=set)
    """Every worker that was seen: one that is ended and begun anew is another."""
    processors: dict[str, float] = field(default_factory=dict)
    """Share of this computer's processors that each took."""
    made_to_fail: list[str] = field(default_factory=list)
    lost: list[Kept] = field(default_factory=list)


def ports_from(processes: int) -> int:
    """Returns the first of so many free ports beside each other."""
    while True:
        port = free_port()
        if why_not_served(processes, port, "127.0.0.1", []) is None:
            return port


@contextmanager
def database(
    asked: argparse.Namespace, folder: Path
) -> Iterator[tuple[dict[str, str], str, PostgreSQL | None]]:
    """Gives the settings under which the app finds its database, where we find it, and the server where there is one."""
    if not asked.disk_full:
        with postgresql_server(is_safe=True) as server:
            yield {"DATABASE_URL": server.url}, server.url, server
        return
    disk = folder / "disk"
    disk.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={DISK_MB}m,mode=0700", "tmpfs", str(disk)], check=False
    )
    if made.returncode:
        pytest.skip("this user may not make a small disk (mount -t tmpfs)")
    try:
        yield {"MAKE_THE_CASE_DATA": str(disk)}, f"sqlite:///{disk / 'drafts.sqlite'}", None
    finally:
        subprocess.run(["umount", str(disk)], check=False)


def process_of(server: PostgreSQL | None) -> int:
    """Returns the process of PostgreSQL, or 0 where there is none."""
    return 0 if server is None else int((server.folder / "data" / "postmaster.pid").read_text().split()[0])


def begun_by() -> dict[int, list[int]]:
    """Returns which processes each process of this computer has begun."""
    said = subprocess.run(["ps", "-e", "-o", "pid=,ppid="], capture_output=True, text=True).stdout
    found: dict[int, list[int]] = {}
    for line in said.splitlines():
        pid, parent = map(int, line.split())
        found.setdefault(parent, []).append(pid)
    return found


def descendants(of: int, begun: dict[int, list[int]]) -> list[int]:
    """Returns a process with all that it has begun, and what those have."""
    return [of, *(each for child in begun.get(of, []) for each in descendants(child, begun))]


def busy_seconds() -> float:
    """Returns how long the processors of this computer have worked so far, for anybody."""
    ticks = [int(number) for number in Path("/proc/stat").read_text().splitlines()[0].split()[1:9]]
    return (sum(ticks) - ticks[3] - ticks[4]) / os.sysconf("SC_CLK_TCK")


def own_seconds(process: int) -> float:
    """Returns how long a process has worked so far, without those that it has begun."""
    try:
        fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def measured(run: Run, folder: Path, ports: range, clock: Clock, database: int) -> None:
    """Notes memory every five seconds, and the processor time of each process, until the time is over."""
    first: dict[int, float] = {}
    last: dict[int, float] = {}
    serving: set[int] = set()
    busy, is_first = busy_seconds(), True
    while not clock.is_over():
        now, begun = [pids(folder, port)[-1] for port in ports], begun_by()
        serving |= {*now}
        ours = [*descendants(os.getpid(), begun), *(descendants(database, begun) if database else ())]
        for pid in ours:
            spent = own_seconds(pid)
            first.setdefault(pid, spent if is_first else 0.0)
            last[pid] = max(spent, last.get(pid, 0.0))
        is_first = False
        at_hand = [worker for pid in now for worker in begun.get(pid, [])]
        run.workers |= {*at_hand}
        workers = sum(megabytes(worker) for worker in at_hand)
        run.memory.append((time.monotonic() - clock.begun, sum(megabytes(pid) for pid in now), workers))
        time.sleep(LOOKS_EVERY)
    spent_by = {pid: last[pid] - first[pid] for pid in last}
    visitors = spent_by.pop(os.getpid())
    run.seconds_at_work = sum(spent for pid, spent in spent_by.items() if pid in serving)
    all_there_is = (time.monotonic() - clock.begun) * (os.cpu_count() or 1)
    took = {
        "the processes": run.seconds_at_work,
        "workers, web server and database": sum(spent_by.values()) - run.seconds_at_work,
        "the visitors": visitors,
        "others on this computer": busy_seconds() - busy - visitors - sum(spent_by.values()),
    }
    run.processors = {who: seconds / all_there_is for who, seconds in took.items()}


def failures(run: Run, folder: Path, ports: range, clock: Clock, server: PostgreSQL | None) -> None:
    """Kills a process every minute, one after the other, and restarts PostgreSQL halfway."""
    moments = [(k * KILLED_EVERY, "kill") for k in range(1, int(clock.seconds / KILLED_EVERY) + 1)]
    moments = [(at, what) for at, what in moments if at < clock.seconds - 20] + [
        (clock.seconds / 2 + 15, "restart")
    ]
    for count, (at, what) in enumerate(sorted(moments)):
        time.sleep(max(0.0, clock.begun + at - time.monotonic()))
        if what == "kill":
            port = ports[count % len(ports)]
            os.kill(pids(folder, port)[-1], signal.SIGKILL)
            run.made_to_fail.append(f"{at:.0f} s: the process on port {port} killed")
        elif server is not None:
            begun = time.monotonic()
            server.control("-m", "fast", "restart")
            run.made_to_fail.append(f"{at:.0f} s: PostgreSQL restarted, in {time.monotonic() - begun:.1f} s")


def disk_full(run: Run, folder: Path, clock: Clock) -> None:
    """Fills the disk of the drafts halfway, for ten seconds."""
    time.sleep(max(0.0, clock.begun + clock.seconds / 2 - time.monotonic()))
    ballast = folder / "disk" / "ballast"
    try:
        with ballast.open("wb", buffering=0) as file:
            while True:
                file.write(bytes(4096))
    except OSError:
        run.made_to_fail.append(f"{clock.seconds / 2:.0f} s: the disk full for {FULL_FOR:.0f} s")
        time.sleep(FULL_FOR)
    finally:
        ballast.unlink()


def one_run(asked: argparse.Namespace, processes: int) -> Run:
    """Runs everything with so many processes, and returns what was measured."""
    run = Run(processes, asked.people, Heard())
    clock = Clock(asked.people, asked.seconds)
    port = ports_from(processes)
    ports = range(port, port + processes)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with database(asked, folder) as (settings, url, server):
            more = {"MAKE_THE_CASE_HOSTED": "localhost"} | settings
            with (
                served(folder, port, processes, **more),
                web_server(asked.web, folder, tuple(ports), "localhost") as proxy,
            ):
                os.nice(
                    0 if os.nice(0) >= 5 else 5
                )  # who visits is not on the server's machine, and gives way to it
                run.before = sum(megabytes(pids(folder, each)[-1]) for each in ports)
                drafts = Drafts(url)
                body = body_of(read_case(LARGEST))
                secrets = [drafts.create(body, f"Person {k}") for k in range(asked.people + 1)]
                people = [Person(proxy, secret, k, clock, run.heard) for k, secret in enumerate(secrets)]
                work: list[Callable[[], None]] = [each.changes for each in people[:-1]]
                work.append(people[-1].runs_everything)
                threads = [threading.Thread(target=each, daemon=True) for each in work]
                for thread in threads:
                    thread.start()
                clock.all_here.wait()
                begun = len(log_of(folder))
                threads += beside(asked, run, folder, ports, clock, server)
                measured(run, folder, ports, clock, process_of(server))
                for thread in threads:
                    thread.join(120)
                read_log(run, log_of(folder)[begun:])
                if asked.log:
                    Path(asked.log).write_text(log_of(folder), encoding="utf-8")
                run.lost = missing(drafts, run.heard.kept)
                drafts.close()
    return run


def beside(
    asked: argparse.Namespace, run: Run, folder: Path, ports: range, clock: Clock, server: PostgreSQL | None
) -> list[threading.Thread]:
    """Begins what makes something fail, where that was asked for."""
    made = []
    if asked.failures:
        made.append(threading.Thread(target=failures, args=(run, folder, ports, clock, server)))
    if asked.disk_full:
        made.append(threading.Thread(target=disk_full, args=(run, folder, clock)))
    for thread in made:
        thread.start()
    return made


def read_log(run: Run, said: str) -> None:
    """Notes what the processes wrote to their log while people worked."""
    run.changed = sorted(float(ms) for ms in re.findall(r"change drawn, (\d+) ms", said))
    run.keeping = sorted(float(ms) for ms in re.findall(r"draft kept, (\d+) ms", said))
    run.failed = Counter(re.findall(r" ERROR (.*)", said))


def missing(drafts: Drafts, kept: list[Kept]) -> list[Kept]:
    """Returns the changes that a page said are kept, and that are not in the database as they were typed."""
    lost = []
    for each in kept:
        found = drafts.revision(each.secret, each.revision)
        if found is None or round(100 * uptake_of(found.body), 6) != float(each.percent):
            lost.append(each)
    return lost


# What is said of it ------------------------------------------------------------------------------------------


def p95(values: list[float]) -> float:
    """Returns what 95 of 100 lie under; nothing is infinitely late."""
    return sorted(values)[int(0.95 * len(values))] if values else float("inf")


def per_session(run: Run) -> float:
    """Returns the MB that a session holds at the end, with what a process loads once when the first comes."""
    return (run.memory[-1][1] - run.before) / (run.people + 1) if run.memory else float("nan")


def growth(run: Run) -> tuple[float, float]:
    """Returns the highest of the memory of the processes in the first half of the time, and in the second."""
    half = len(run.memory) // 2
    first, second = ([held for _, held, _ in part] for part in (run.memory[:half], run.memory[half:]))
    return max(first, default=0.0), max(second, default=0.0)


def missed(run: Run, asked: argparse.Namespace) -> list[str]:
    """Returns what misses its aim, or should not have been."""
    found = [
        f"revision {each.revision} holds not {each.percent}, which was said to be kept" for each in run.lost
    ]
    found += dict.fromkeys(run.heard.wrong)
    if not run.heard.kept:
        found.append("no change was kept")
    if asked.failures or asked.disk_full:
        return found
    found += [f"{count} times in the log: {words}" for words, count in run.failed.items()]
    found += [f"{len(run.heard.not_kept)} changes were not kept at once"] if run.heard.not_kept else []
    found += [f"{len(run.heard.found_again)} connections were lost"] if run.heard.found_again else []
    if not p95(run.changed) <= AIM_MS:
        found.append(f"the server's part of a change has p95 {p95(run.changed):.0f} ms (aim {AIM_MS:.0f})")
    if not per_session(run) <= AIM_MB:
        found.append(f"a session holds {per_session(run):.0f} MB (aim {AIM_MB:.0f})")
    first, second = growth(run)
    if second > MAY_GROW * first and asked.seconds >= 300:
        found.append(f"memory grows: {first:.0f} MB, then {second:.0f} MB")
    return found


HEAD = (
    "processes", "people", "changes", "server's part ms (median, p95)", "until seen s (median, p95)", "keeping ms (p95)", "errors",
    "MB of a process before", "MB a session", "MB highest, halves", "processor ms a change",
)  # fmt: skip


def row_of(run: Run) -> list[str]:
    """Returns what the table says of a run."""
    first, second = growth(run)
    middle = statistics.median(run.changed) if run.changed else float("nan")
    return [
        str(run.processes),
        f"{run.people} + 1",
        str(len(run.heard.kept)),
        f"{middle:.0f}, {p95(run.changed):.0f}",
        f"{statistics.median(run.heard.seconds or [0.0]):.1f}, {p95(run.heard.seconds):.1f}",
        f"{p95(run.keeping):.0f}",
        str(len(run.heard.wrong) + sum(run.failed.values())),
        f"{run.before / run.processes:.0f}",
        f"{per_session(run):.1f}",
        f"{first:.0f}, {second:.0f}",
        f"{1000 * run.seconds_at_work / max(1, len(run.changed)):.0f}",
    ]


def needs(run: Run) -> str:
    """Returns what 500 named users need by what was measured, and how that is reckoned."""
    at_once = NAMED * AT_ONCE
    a_second = at_once / EVERY
    spent = run.seconds_at_work / max(1, len(run.changed))
    cores = a_second * spent / BUSY
    held = run.processes * (run.before / run.processes + WORKER_MB) + at_once * per_session(run)
    return (
        f"{NAMED} named users, of whom one in {1 / AT_ONCE:.0f} works at the same moment (our assumption): {at_once:.0f} people, {a_second:.1f} changes a second. "
        f"Processors: {a_second:.1f} × {1000 * spent:.0f} ms / {BUSY:.0%} busy = {cores:.1f}, and one for the workers, the database and the web server: {cores + 1:.0f} to {cores + 2:.0f}. "
        f"Memory: {run.processes} × ({run.before / run.processes:.0f} MB of a process + {WORKER_MB:.0f} MB of its worker at work) + {at_once:.0f} × {per_session(run):.0f} MB a session = {held / 1024:.1f} GB, "
        "and 1 GB for the system and the database."
    )


def report(run: Run, asked: argparse.Namespace) -> list[str]:
    """Prints what is no number of the table, and returns what misses its aim."""
    print(f"\n{run.processes} processes:")
    print(
        f"- the one beside: {', '.join(f'{count} {what}' for what, count in run.heard.rounds.items()) or 'nothing done'}"
    )
    shares = ", ".join(f"{who} {share:.0%}" for who, share in run.processors.items())
    print(f"- of {os.cpu_count()} processors: {shares}")
    print(
        f"- workers held {max((workers for *_, workers in run.memory), default=0):.0f} MB at most, all together; {len(run.workers)} of them were seen"
    )
    for words in run.made_to_fail:
        print(f"- {words}")
    if run.heard.found_again:
        print(
            f"- {len(run.heard.found_again)} times somebody's connection was lost, and the page was there again within "
            f"{statistics.median(run.heard.found_again):.1f} s (median) and {max(run.heard.found_again):.1f} s (most)"
        )
    if run.heard.not_kept:
        print(f"- {len(run.heard.not_kept)} times a page said that a change is not kept yet")
    if asked.failures or asked.disk_full:
        for words, count in run.failed.most_common():
            print(f"- {count} times in the log: {words}")
    print(
        f"- {len(run.heard.kept)} changes were said to be kept; {len(run.lost)} of them are not in the database"
    )
    found = missed(run, asked)
    for words in found:
        print(f"WRONG: {words}")
    return found


def asked_for(words: list[str] | None = None) -> argparse.Namespace:
    """Returns what was asked for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--processes", type=int, nargs="+", default=[4], help="one run for each number")
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument(
        "--seconds", type=float, default=600.0, help="from when everybody is there; at most an hour"
    )
    parser.add_argument("--web", choices=("nginx", "caddy"), default="nginx")
    parser.add_argument(
        "--failures", action="store_true", help="kill a process every minute, and restart PostgreSQL halfway"
    )
    parser.add_argument(
        "--disk-full",
        action="store_true",
        help="SQLite on a small disk, full for ten seconds halfway (needs root)",
    )
    parser.add_argument("--log", help="where to leave the log of the last run")
    asked = parser.parse_args(words)
    if not (0 < asked.seconds <= 3600 and 0 < asked.people <= 90):
        parser.error(
            "at most an hour, and at most 90 people: more pages than 100 are not let in from one address"
        )
    return asked


def main() -> int:
    """Runs what was asked for, and returns 1 where something misses its aim."""
    asked, runs, wrong = asked_for(), [], False
    for processes in asked.processes:
        try:
            runs.append(one_run(asked, processes))
        except pytest.skip.Exception as missing_program:
            print(missing_program)
            return 2
        wrong |= bool(report(runs[-1], asked))
    print("\n| " + " | ".join(HEAD) + " |\n|" + "---|" * len(HEAD))
    for run in runs:
        print("| " + " | ".join(row_of(run)) + " |")
    print(f"\n{needs(runs[-1])}")
    return int(wrong)


if __name__ == "__main__":
    sys.exit(main())
