"""How long a workbook takes, from cold, and how large it is. Run: python benchmarks/workbook.py

The finished case as the command line writes it, Python's start and the simulation included; then the case of benchmarks/speed.py,
4 options × 25 outcomes, over 40 years.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
sys.path.insert(0, str(HERE))
sys.path.insert(0, str(ROOT))

from speed import case_text


def cold(case: Path, folder: Path) -> tuple[float, int]:
    """Returns the seconds that `export --to xlsx` takes in a process of its own, and the bytes that it writes."""
    command = [
        sys.executable,
        str(ROOT / "make_the_case"),
        "export",
        str(case),
        "--to",
        "xlsx",
        "-o",
        str(folder),
    ]
    begun = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - begun, (folder / "workbook.xlsx").stat().st_size


def main() -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        long = folder / "long.yaml"
        long.write_text(re.sub(r"years: \d+", "years: 40", case_text(), count=1), encoding="utf-8")
        for what, case, aim in (
            ("the finished case", ROOT / "tests/cases/earlier/northshire_peer_support.yaml", "under 2 s"),
            ("4 options, 40 years", long, "under 10 s and 10 MB"),
        ):
            runs = [cold(case, folder) for _ in range(3)]
            seconds, size = min(runs)
            print(f"{what}: {seconds:.2f} s, {size / 2**20:.1f} MB (aim: {aim})")


if __name__ == "__main__":
    main()
