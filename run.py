"""Sets Make the Case up and opens it, with nothing but Python 3.11 or later.

python3 run.py            opens the app (--port N where 8501 is taken, --headless to open no browser)
python3 run.py test       runs the tests (pytest's own arguments may follow; -m longer runs those that it leaves out)
python3 run.py appraise   and every other command: the command line, as make-the-case

The first run makes .venv beside this file from requirements.txt, every package checked against its hash; the first run of the
tests adds the packages that only they need, from requirements-tests.txt.
Written so that an old Python reads it far enough to say that it is too old: hence the quoted annotations.
"""

import argparse
import contextlib
import errno
import hashlib
import os
import re
import socket
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
APP_LOCK = HERE / "requirements.txt"
TESTS_LOCK = HERE / "requirements-tests.txt"
"""All that the app needs, in the same versions, and what the tests and checks need beside it; uv too."""
VENV = HERE / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = VENV / "made-from.txt"
OLDEST = (3, 11)
BOTH_CORES = ("-n", "auto", "--dist", "worksteal")
"""What pytest is told where nothing else is asked: to share the tests out among the processors."""
LONGER = ["-m", "longer"]
"""What asks for the tests that walk over everything, which are shared out too."""
PORT = 8501


class CannotGoOn(Exception):
    """Why, in a sentence for the person who typed the command, and what to do next."""


def main(words: "list[str]") -> int:
    """Sets up where that is needed, then runs what was asked for and returns its exit status."""
    check_python(sys.version_info[:2])
    if words[:1] == ["test"]:
        set_up(TESTS_LOCK)
        os.chdir(str(HERE))
        shared = BOTH_CORES if words[1:] in ([], LONGER) else ()
        return hand_over([str(PYTHON), "-m", "pytest", *words[1:], *shared])
    if (
        words[:1] in ([], ["app"])
        or words[0] in ("-h", "--help", "--headless")
        or words[0].startswith("--port")
    ):
        words = ["app", *opening([word for word in words if word != "app"])]
    set_up(APP_LOCK)
    return hand_over([str(PYTHON), str(HERE / "make_the_case"), *words])


def opening(words: "list[str]") -> "list[str]":
    """Returns the words that open the app, once its port is known to be free."""
    parser = argparse.ArgumentParser(
        prog="python3 run.py",
        description="Opens the app. `python3 run.py test` runs the tests; any other word is a command of make-the-case.",
    )
    parser.add_argument("--port", type=int, default=PORT, help="the port on this computer (8501)")
    parser.add_argument("--headless", action="store_true", help="open no browser")
    asked = parser.parse_args(words)
    check_port(asked.port)
    return ["--port", str(asked.port), *(["--headless"] if asked.headless else [])]


def check_python(version: "tuple[int, ...]") -> None:
    """Refuses a Python that is too old."""
    if version < OLDEST:
        wanted, found = (".".join(map(str, parts)) for parts in (OLDEST, version))
        raise CannotGoOn(
            f"Make the Case needs Python {wanted} or later, and this is Python {found}. Where a later one is "
            f"installed, name it: python{wanted} run.py. Otherwise install one, from python.org for example."
        )


def check_port(port: int) -> None:
    """Refuses a port that the app cannot listen on."""
    other = f"To use another: python3 run.py --port {port + 1 if 1023 < port < 65535 else PORT + 1}"
    if not 0 < port < 65536:
        raise CannotGoOn(f"A port is a number from 1 to 65535, not {port}. {other}")
    with socket.socket() as probe:
        if os.name != "nt":  # as the app does: a port that was let go a moment ago is free
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                why = f"is taken: the app may be open already, at http://localhost:{port}"
            else:
                why = f"cannot be used here ({error.strerror})"
            raise CannotGoOn(f"Port {port} {why}. {other}") from error


# Setting up --------------------------------------------------------------------------------------------------


def set_up(lock: Path) -> None:
    """Makes .venv unless it holds all of a lock; of two first runs at once, the second waits for the first."""
    if is_ready(lock):
        return
    with one_at_a_time():
        if is_ready(lock):
            return
        if is_ready(APP_LOCK):
            say("Adding what the tests need to .venv, once.")
        else:
            say("Setting up, once: the packages go into .venv, in about half a minute on a fast connection.")
            make_environment()
        install(lock)
        STAMP.write_text(made_from(lock))


def made_from(lock: Path) -> str:
    """Returns what .venv is to be made from: this lock, and this Python."""
    return "{} Python {}.{}\n".format(hashlib.sha256(lock.read_bytes()).hexdigest(), *sys.version_info)


def is_ready(lock: Path) -> bool:
    """Returns whether .venv was made, to the end, from this lock or from the tests', which holds every other."""
    if not (PYTHON.exists() and STAMP.exists()):
        return False
    locks = [one for one in (lock, TESTS_LOCK) if one.exists()]
    return STAMP.read_text() in [made_from(one) for one in locks]


@contextlib.contextmanager
def one_at_a_time():  # type: ignore[no-untyped-def]
    """Holds a lock that ends with this process, however that ends."""
    try:
        file = open(str(VENV) + ".lock", "w")  # noqa: SIM115
    except OSError as error:
        raise CannotGoOn(
            f"Nothing can be written to {HERE} ({error.strerror}). Copy the folder to one of your own, and run it there."
        ) from error
    with file:
        waited = False
        while not is_locked(file.fileno()):
            if not waited:
                say("Another run is setting up; waiting for it.")
            waited = True
            time.sleep(0.5)
        yield


def is_locked(file: int) -> bool:
    """Tries to lock a file, and returns whether it is ours; a disk that knows no locks does without."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        return error.errno not in (errno.EAGAIN, errno.EACCES, errno.EDEADLK)
    return True


def make_environment() -> None:
    """Makes an empty .venv in place of what was there, if that was an environment."""
    if VENV.exists() and not (VENV / "pyvenv.cfg").exists():
        raise CannotGoOn(
            f"{VENV} is there and is not a Python environment. Move it away, and run this again."
        )
    made = quietly(sys.executable, "-m", "venv", "--clear", str(VENV))
    said = made.stdout + made.stderr
    if made.returncode and ("ensurepip" in said or "No module named venv" in said):
        raise CannotGoOn(
            "This Python cannot make environments: its venv module is missing, which Debian and Ubuntu package apart. "
            "Install it, and run this again: sudo apt install python3-venv"
        )
    if made.returncode:
        raise CannotGoOn(f"The environment {VENV} could not be made: {last_words(said)}")


def install(lock: Path) -> None:
    """Installs what a lock lists: with uv where it can be had, which is faster, or with pip."""
    python, uv_lock = str(PYTHON), VENV / "uv.txt"
    pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes"]
    uv_lock.write_text(lines_of("uv", TESTS_LOCK.read_text()))
    if quietly(*pip, "--no-deps", "--only-binary", ":all:", "-r", str(uv_lock)).returncode == 0:
        uv = [python, "-m", "uv", "pip", "install", "--quiet", "--require-hashes", "--python", python]
        if quietly(*uv, "-r", str(lock)).returncode == 0:
            return
    say("Installing with pip, as uv cannot be used here; this takes a little longer.")
    done = quietly(*pip, "-r", str(lock))
    if done.returncode:
        raise CannotGoOn(
            "The packages could not be installed. Is this computer online? (Behind a proxy, pip has to be told of it.) "
            f"Run this again to start afresh. What pip said last: {last_words(done.stderr)}"
        )


def lines_of(package: str, lock: str) -> str:
    """Returns one package's own lines of the lock, so that it too is checked against its hashes."""
    found = re.search(rf"^{package}==.*\n(?:[ \t].*\n)*", lock, re.MULTILINE)
    return found.group() if found else ""


# Running and saying ------------------------------------------------------------------------------------------


def quietly(*command: str) -> "subprocess.CompletedProcess[str]":
    """Runs a command and keeps what it says."""
    return subprocess.run(command, capture_output=True, text=True)


def hand_over(command: "list[str]") -> int:
    """Runs a command in place of this one, so that Ctrl-C and a stop reach it; on Windows, waits for it."""
    if sys.platform == "win32":
        return subprocess.run(command).returncode
    return os.execv(command[0], command)


def last_words(said: str) -> str:
    """Returns the last line that tells of an error, or else the last line."""
    lines = [line.strip() for line in said.splitlines() if line.strip()] or ["nothing"]
    return ([line for line in lines if line.lower().startswith("error")] or lines)[-1]


def say(words: str) -> None:
    """Prints a message where it does not mix with a result."""
    print(words, file=sys.stderr, flush=True)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except CannotGoOn as problem:
        say(str(problem))
        sys.exit(2)
    except KeyboardInterrupt:
        sys.exit(130)
