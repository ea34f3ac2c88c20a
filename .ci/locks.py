"""Writes the locks, and checks that whoever is to use one can install it: `python .ci/locks.py --write [--upgrade]`.

Without words it asks the resolver, for every system and Python that the project names, whether each package of each lock has a
wheel there, so that nobody needs a compiler. It exits with 1 and a sentence for each lock that cannot be installed somewhere.
"""

from __future__ import annotations

import argparse
import itertools
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
PROJECT = "pyproject.toml"
TESTS = "requirements-tests.txt"
LOCKS = {
    TESTS: ("--extra", "team", "--extra", "telemetry", "--group", "test", "--group", "dev", PROJECT),
    "requirements-hosting.txt": ("--extra", "team", "--extra", "telemetry", PROJECT),
    "requirements.txt": (PROJECT,),
    "requirements-docs.txt": ("--group", "docs"),
}
"""What each lock holds: all but the last the app, and something beside it. The largest first, because the versions of the others are
taken from it. The documentation site is built from the text of the code, in an environment without the app."""
SYSTEMS = {
    "x86_64-unknown-linux-gnu": "Linux on x86-64",
    "aarch64-unknown-linux-gnu": "Linux on arm64",
    "x86_64-pc-windows-msvc": "Windows",
    "x86_64-apple-darwin": "a Mac with an Intel processor",
    "aarch64-apple-darwin": "a Mac with Apple's processor",
}
PYTHONS = ("3.11", "3.12", "3.13", "3.14")


def uv(*words: str) -> subprocess.CompletedProcess[str]:
    """Runs uv in the project's folder and keeps what it says."""
    return subprocess.run(
        [sys.executable, "-m", "uv", "pip", *words], cwd=HERE, capture_output=True, text=True
    )


def write(upgrade: bool) -> list[str]:
    """Writes every lock, and returns a sentence for each that could not be written."""
    for lock, more in LOCKS.items():
        versions = () if lock == TESTS else ("--constraints", TESTS)
        made = uv(
            *("compile", "--universal", "--generate-hashes", "--no-emit-index-url", "--python-version", PYTHONS[0]),
            *("--custom-compile-command", "python .ci/locks.py --write", "--quiet"),
            *(("--upgrade",) if upgrade else ()),
            *("--constraints", ".ci/constraints.txt", *versions),
            *more,
            *("-o", lock),
        )  # fmt: skip
        if made.returncode:
            return [f"{lock} could not be written: {made.stderr.strip()}"]
    return []


def not_installable() -> list[str]:
    """Returns a sentence for each lock, system and Python where a package has no wheel."""
    found = []
    for lock, (system, name), python in itertools.product(LOCKS, SYSTEMS.items(), PYTHONS):
        with tempfile.TemporaryDirectory() as target:
            tried = uv(
                *("install", "--dry-run", "--require-hashes", "--only-binary", ":all:", "--target", target),
                *("--python-platform", system, "--python-version", python, "--requirements", lock),
            )  # fmt: skip
        if tried.returncode:
            found.append(f"{lock} cannot be installed on {name} with Python {python}: {tried.stderr.strip()}")
    return found


def main() -> int:
    """Does what was asked, and returns 0 where all is well."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--write", action="store_true", help="write the locks anew from pyproject.toml")
    parser.add_argument("--upgrade", action="store_true", help="with --write: take the newest versions")
    asked = parser.parse_args()
    problems = (write(asked.upgrade) if asked.write else []) or not_installable()
    tried = len(LOCKS) * len(SYSTEMS) * len(PYTHONS)
    print(
        "\n".join(problems) or f"Every package has a wheel: {tried} combinations of lock, system and Python."
    )
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
