"""How long each paper of the finished case takes, from cold, and all of them together. Run: python benchmarks/papers.py"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CASE = ROOT / "tests/cases/earlier/northshire_peer_support.yaml"


def cold(formats: str, folder: str) -> float:
    """Returns the seconds that `export` takes in a process of its own."""
    begun = time.perf_counter()
    command = [
        sys.executable,
        str(ROOT / "make_the_case"),
        "export",
        str(CASE),
        "--to",
        formats,
        "-o",
        folder,
    ]
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - begun


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        for formats, aim in (
            ("pdf", 2),
            ("docx", 2),
            ("html", 2),
            ("xlsx", 2),
            ("xlsx,docx,pdf,html,json,csv", 8),
        ):
            print(f"{formats}: {min(cold(formats, folder) for _ in range(3)):.2f} s (aim: under {aim} s)")


if __name__ == "__main__":
    main()
