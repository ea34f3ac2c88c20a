"""How time and memory of a roll-out grow with places, draws and processes. Run: python benchmarks/rollout.py [--whole]

The finished example, its 42 made-up boards again and again. Aims, on two cores with nothing else to do: 42 places and 10,000 draws in
under 6 seconds; with `--whole` 1,250 places in under 3 minutes and 1 GB, 1.7 times as fast with two processes as with one. Fails (exit
status 1) where one is missed.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
EXAMPLE = ROOT / "cases" / "green_prescribing_roll_out.yml"
NETWORKS = 1_250
"""About as many as England has primary care networks."""


@dataclass(frozen=True)
class Took:
    """One run of the command, as a person waits for it."""

    seconds: float
    processor: float
    """Seconds of processor time, of all its processes."""
    megabytes: float
    """The most that one of its processes held."""


def folder_of(places: int, folder: Path) -> Path:
    """Writes the example with so many places to a folder, and returns its file."""
    head, *rows = (ROOT / "cases" / "made_up_boards.csv").read_text(encoding="utf-8").splitlines()
    lines = [f"{k:05d}_{rows[k % len(rows)]}" for k in range(places)]
    (folder / "made_up_boards.csv").write_text("\n".join([head, *lines]) + "\n", encoding="utf-8")
    for name in ("larkmoor_green_prescribing.yaml", EXAMPLE.name):
        (folder / name).write_bytes((ROOT / "cases" / name).read_bytes())
    return folder / EXAMPLE.name


def took(places: int, draws: int, jobs: int) -> Took:
    """Returns how long the command takes."""
    with tempfile.TemporaryDirectory() as held:
        file = folder_of(places, Path(held))
        words = [
            "rollout",
            str(file),
            "--json",
            "--draws",
            str(draws),
            "--jobs",
            str(jobs),
            "--keep",
            str(Path(held) / "kept"),
        ]
        before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
        subprocess.run(
            [sys.executable, "-m", "make_the_case", *words],
            check=True, stdout=subprocess.DEVNULL, cwd=ROOT, env={**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
        )  # fmt: skip
        seconds, after = time.monotonic() - begun, resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Took(seconds, used, after.ru_maxrss / 1024)


def main() -> int:
    print("places   draws  jobs   seconds  processor   MB at most")
    missed = False
    plan = [(10, 10_000, 1), (42, 1_000, 1), (42, 10_000, 1), (42, 10_000, 2), (126, 10_000, 2)]
    if "--whole" in sys.argv:
        plan += [(NETWORKS, 10_000, 1), (NETWORKS, 10_000, 2)]
    found: dict[tuple[int, int, int], Took] = {}
    for places, draws, jobs in plan:
        one = found[places, draws, jobs] = took(places, draws, jobs)
        print(
            f"{places:6,} {draws:7,} {jobs:5} {one.seconds:9.1f} {one.processor:10.1f} {one.megabytes:12,.0f}",
            flush=True,
        )
    missed = found[42, 10_000, 2].seconds > 6
    if "--whole" in sys.argv:
        alone, shared = found[NETWORKS, 10_000, 1], found[NETWORKS, 10_000, 2]
        print(f"two processes are {alone.seconds / shared.seconds:.2f} times as fast as one")
        missed = (
            missed or shared.seconds > 180 or shared.megabytes > 1000 or alone.seconds < 1.7 * shared.seconds
        )
    print("an aim is missed" if missed else "all aims are met")
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
