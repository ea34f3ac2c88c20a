"""Set up once and open the app: `python3 run.py`. Set up and run the tests: `python3 run.py test`.

Standard library only. It makes .venv from the locked requirements beside this file, in whatever folder it is called.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv"
LOCKED = HERE / "requirements.txt"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
OLDEST = (3, 11)
STALE_AFTER = 1800


class SetupError(Exception):
    """Why it cannot go on, in a sentence for the person who typed the command."""


def check_python(version: tuple[int, ...] = sys.version_info[:2]) -> None:
    """Refuses a Python that is too old."""
    if version < OLDEST:
        found = ".".join(map(str, version))
        raise SetupError(
            f"Make the Case needs Python 3.11 or later, and this is {found}. Install a newer one from python.org."
        )


def make_venv(folder: Path = VENV) -> None:
    """Makes the environment, or says what is missing to make one."""
    done = subprocess.run(
        [sys.executable, "-m", "venv", "--clear", str(folder)], capture_output=True, text=True
    )
    if done.returncode:
        why = (done.stdout + done.stderr).strip().splitlines()
        lacks = "ensurepip" in done.stdout + done.stderr or "No module named venv" in done.stderr
        help_ = (
            "On Debian or Ubuntu: sudo apt install python3-venv"
            if lacks
            else (why[-1] if why else "no reason given")
        )
        raise SetupError(f"Python could not make an environment in {folder}. {help_}")


def install() -> None:
    """Installs the locked requirements, each checked against its hash: with uv where it can be had, else with pip."""
    print("Setting up once, about a minute: installing the locked requirements into .venv", flush=True)
    uv = [str(PYTHON), "-m", "uv", "pip", "install", "--quiet", "--python", str(PYTHON)]
    pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    has_uv = subprocess.run([*pip, "uv"], capture_output=True).returncode == 0
    for command in ([uv] if has_uv else []) + [pip]:
        done = subprocess.run(
            [*command, "--require-hashes", "-r", str(LOCKED)], capture_output=True, text=True
        )
        if done.returncode == 0:
            return
    last = (done.stderr.strip().splitlines() or ["no reason given"])[-1]
    raise SetupError(
        f"The requirements could not be installed. Is this computer online? The last message was: {last}"
    )


def stamp() -> str:
    """Returns what .venv must have been made from: these requirements and this Python."""
    return hashlib.sha256(LOCKED.read_bytes() + sys.version.encode()).hexdigest()


def is_ready() -> bool:
    """Returns whether .venv holds these requirements."""
    made = VENV / "make-the-case.stamp"
    return PYTHON.exists() and made.exists() and made.read_text() == stamp()


def set_up() -> None:
    """Makes .venv where it is not ready; two first runs at once wait for each other."""
    check_python()
    lock = HERE / ".venv.lock"
    while not is_ready():
        try:
            lock.mkdir()
        except FileExistsError:
            if time.time() - lock.stat().st_mtime > STALE_AFTER:
                shutil.rmtree(lock, ignore_errors=True)
                continue
            print("Another run is setting up; waiting for it.", flush=True)
            time.sleep(3)
            continue
        except OSError as error:
            raise SetupError(
                f"The folder {HERE} cannot be written to ({error.strerror}). Copy it to a folder of your own."
            ) from error
        try:
            if not is_ready():
                make_venv()
                install()
                (VENV / "make-the-case.stamp").write_text(stamp())
        finally:
            shutil.rmtree(lock, ignore_errors=True)


def check_port(port: int) -> None:
    """Refuses a port that something else listens on."""
    with socket.socket() as probe:
        if os.name != "nt":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except (OSError, OverflowError) as error:
            raise SetupError(
                f"Port {port} is taken on this computer: Make the Case may be open already at http://localhost:{port}. "
                f"To use another: python3 run.py --port {port + 1}"
            ) from error


def main(words: list[str]) -> int:
    """Opens the app, or runs the tests, after setting up."""
    if words[:1] == ["test"]:
        set_up()
        return subprocess.run([str(PYTHON), "-m", "pytest", *words[1:]], cwd=HERE).returncode
    parser = argparse.ArgumentParser(
        prog="python3 run.py", description="Open the app; `python3 run.py test` runs the tests."
    )
    parser.add_argument("--port", type=int, default=8501, help="the port on this computer (8501)")
    parser.add_argument("--headless", action="store_true", help="do not open a browser")
    asked = parser.parse_args(words)
    check_port(asked.port)
    set_up()
    print(f"Opening http://localhost:{asked.port} (Ctrl-C stops it)", flush=True)
    command = [str(PYTHON), str(HERE / "make_the_case.py"), "app", "--port", str(asked.port)]
    return subprocess.run([*command, *(["--headless"] if asked.headless else [])]).returncode


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except SetupError as problem:
        print(problem, file=sys.stderr)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)
