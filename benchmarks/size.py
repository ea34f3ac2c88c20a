"""How time and memory grow with a case's lines, years, options and draws. Run: python benchmarks/size.py [--quick]

Each command runs in a process of its own; what is measured is its processor time, the shorter of two, and its peak memory.
From a case of 2 options × 80 costs and 40 outcomes × 20 years and 1,000 draws, one dimension is doubled at a time. Growth is the power
of the dimension by which the time above that of an empty command grows between the two largest: 1 is in proportion.
Fails (exit status 1) where anything grows faster than in proportion beyond noise, where a command takes over 1 GB, or
where a case of 10 options × 60 costs × 40 outcomes × 40 years takes over 2 s to check or over 10 s for 500 draws.
"""

from __future__ import annotations

import math
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NOISE = 1.25
"""A power up to which growth is taken as in proportion: processor time on a busy machine is this uncertain."""
MOST_MB = 1024
MOST_SECONDS = {"check": 2.0, "sensitivity --draws 500": 10.0}
DRIVERS = ("once", "year", "start", "completer", "participant_year", "fte")


@dataclass(frozen=True)
class Size:
    """How large a case is."""

    options: int = 2
    costs: int = 80
    outcomes: int = 40
    years: int = 20
    draws: int = 1000


LARGE = Size(options=10, costs=60, outcomes=40, years=40, draws=500)


def case_text(size: Size, raised: float = 1.0) -> str:
    """Returns a case of this size, every number with a range; `raised` are its prices, for a bridge to another."""
    head = "format: make-the-case/1\ntitle: Size\ncommissioner: nhs_icb\nappraisal: {first_year: 2026-27, "
    head += f"years: {size.years}, price_year: 2026-27, discounting: green_book}}\noptions:\n"
    return head + "\n".join(_option(size, number, raised) for number in range(size.options)) + "\n"


def _option(size: Size, number: int, raised: float) -> str:
    people = (
        f"{{eligible: {{value: {1000 * (number + 1)}, grade: 1}}, pool: each_year, uptake: {{value: 0.2, range: [0.1, 0.3], "
        "grade: 2}, completion: {value: 0.7, range: [0.5, 0.9], grade: 2}}"
    )
    costs = "\n".join(_cost(k, raised) for k in range(size.costs))
    outcomes = "\n".join(_outcome(k, raised) for k in range(size.outcomes))
    return f"- id: option_{number}\n  people: {people}\n  costs:\n{costs}\n  outcomes:\n{outcomes}"


def _cost(k: int, raised: float) -> str:
    per = DRIVERS[k % len(DRIVERS)]
    posts = "starts_per_fte: 100, " if per == "fte" else ""
    price = f"{{value: {(100 + k) * raised:.2f}, range: [{50 + k}, {300 + 2 * k}], grade: 3}}"
    return f"  - {{id: cost_{k}, per: {per}, {posts}unit_cost: {price}, payer: nhs_icb}}"


def _outcome(k: int, raised: float) -> str:
    price = f"{{value: {(80 + k) * raised:.2f}, range: [{40 + k}, {160 + 2 * k}], grade: 2}}"
    return (
        f"  - {{id: outcome_{k}, adds: {{value: 0.{10 + k % 60}, range: [0.05, 0.9], grade: 2}}, applies_to: completers, "
        f"lasts: {{value: 1.5, range: [0.5, 3], grade: 3}},\n     values: [{{kind: fiscal, to: acute_trust, unit_value: {price}}}]}}"
    )


@dataclass(frozen=True)
class Taken:
    """What a command took."""

    seconds: float
    megabytes: float


def run(folder: Path, command: str, size: Size) -> Taken:
    """Runs a command on a case of this size in a process of its own."""
    first, second = folder / "case.yaml", folder / "other.yaml"
    first.write_text(case_text(size), encoding="utf-8")
    second.write_text(case_text(size, raised=1.1), encoding="utf-8")
    words = {
        "nothing": ["--version"],
        "check": ["check", first],
        "appraise": ["appraise", first, "--json"],
        "sensitivity": ["sensitivity", first, "--json", "--draws", size.draws],
        "bridge": ["bridge", first, second, "--json"],
        "export": ["export", first, "--to", "xlsx,csv,json,html,docx,pdf", "-o", folder / "files"],
    }[command]
    asked = [sys.executable, str(ROOT / "make_the_case"), *map(str, words)]
    found = [measured(asked) for _ in range(2)]
    return Taken(min(one.seconds for one in found), max(one.megabytes for one in found))


def measured(words: list[str]) -> Taken:
    """Returns the processor time and peak memory of a process, its own and not that of others before it."""
    child = subprocess.Popen(
        words,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
    )
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise SystemExit(f"{' '.join(words[1:])} ended with exit status {child.returncode}.")
    return Taken(used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def doubled(dimension: str) -> list[Size]:
    """Returns four sizes, of which each has twice as much of one dimension as the one before."""
    usual = Size()
    if dimension == "lines":
        return [replace(usual, costs=60 * k, outcomes=30 * k) for k in (1, 2, 4, 8)]
    if dimension == "years":
        return [replace(usual, years=k) for k in (7, 15, 30, 60)]
    if dimension == "options":
        return [replace(usual, costs=40, outcomes=20, options=k) for k in (2, 5, 10, 20)]
    return [replace(usual, draws=k) for k in (2500, 5000, 10_000, 20_000)]


def growth(before: float, after: float, ratio: float) -> float:
    """Returns the power of the dimension by which something grew, 0 where it did not."""
    return math.log(after / before) / math.log(ratio) if after > before > 0 else 0.0


def show_growth(folder: Path, dimension: str, command: str, empty: Taken) -> bool:
    """Prints how a command's time and memory grow in one dimension, and returns whether both do so in proportion."""
    sizes = doubled(dimension)
    found = [run(folder, command, size) for size in sizes]
    counts = [_count(size, dimension) for size in sizes]
    ratio = counts[-1] / counts[-2]
    seconds = [max(taken.seconds - empty.seconds, 0.02) for taken in found]
    megabytes = [max(taken.megabytes - empty.megabytes, 1.0) for taken in found]
    powers = growth(*seconds[-2:], ratio), growth(*megabytes[-2:], ratio)
    is_small = found[-1].megabytes <= MOST_MB
    is_good = max(powers) <= NOISE and is_small
    times = "  ".join(f"{taken.seconds:6.2f}" for taken in found)
    memory = "  ".join(f"{taken.megabytes:5.0f}" for taken in found)
    said = "" if is_good else "   grows too fast" if is_small else f"   over {MOST_MB:,} MB"
    sized = "/".join(f"{count:,}" for count in counts)
    print(
        f"{command:12} {dimension:8} {sized:28} {times}  {powers[0]:5.2f}   {memory}  {powers[1]:5.2f}{said}",
        flush=True,
    )
    return is_good


def _count(size: Size, dimension: str) -> int:
    entries = size.options * (size.costs + size.outcomes)
    return {"lines": entries, "years": size.years, "options": size.options, "draws": size.draws}[dimension]


def show_large(folder: Path) -> bool:
    """Prints what the large case takes, and returns whether it is within its limits."""
    print(
        f"\n{LARGE.options} options × {LARGE.costs} costs × {LARGE.outcomes} outcomes × {LARGE.years} years"
    )
    is_good = True
    for command in ("check", "appraise", "sensitivity", "bridge", "export"):
        taken = run(folder, command, LARGE)
        name = f"{command} --draws {LARGE.draws}" if command == "sensitivity" else command
        most = MOST_SECONDS.get(name, math.inf)
        is_within = taken.seconds <= most and taken.megabytes <= MOST_MB
        limit = f" (at most {most:.0f} s)" if math.isfinite(most) else ""
        print(
            f"{name:24} {taken.seconds:6.2f} s{limit}, {taken.megabytes:,.0f} MB{'' if is_within else '   TOO MUCH'}",
            flush=True,
        )
        is_good &= is_within
    return is_good


def main() -> int:
    """Prints every figure; returns 1 where one of them is not as it should be."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        run(folder, "nothing", Size())
        empty = run(folder, "check", Size(options=1, costs=1, outcomes=1, years=1))
        print(f"an empty case: {empty.seconds:.2f} s, {empty.megabytes:.0f} MB")
        print(f"{'':51}processor time, s{'':13}power   peak memory, MB{'':8}power")
        asked = [
            (c, d)
            for c in ("check", "appraise", "sensitivity", "bridge")
            for d in ("lines", "years", "options")
        ]
        asked += [("sensitivity", "draws")]
        if "--quick" not in sys.argv:
            asked += [("export", "lines"), ("export", "years"), ("export", "options")]
        results = [show_growth(folder, dimension, command, empty) for command, dimension in asked]
        is_good = all([*results, show_large(folder)])
    print(
        "\nEverything grows in proportion, within 1 GB."
        if is_good
        else "\nNot everything is as it should be."
    )
    return 0 if is_good else 1


if __name__ == "__main__":
    sys.exit(main())
