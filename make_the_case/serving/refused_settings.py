"""What cannot be served as asked, said before anything is started."""

from __future__ import annotations

import os
import socket
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path

MOST_PROCESSES = 32
"""Each holds about 0.25 GB before anybody has opened it, and two for each processor are plenty."""
SHORTEST_SECRET = 32
"""Characters of a secret that signs cookies: as many as the HMAC that it is used for has bytes."""
HOW_TO_MAKE_ONE = 'python3 -c "import secrets; print(secrets.token_hex(32))"'


def why_not_served(processes: int, port: int, address: str, secrets: Iterable[Path]) -> str | None:
    """Returns in a sentence or two why so many processes cannot be started from this port on, or None where they can."""
    if not 1 <= processes <= MOST_PROCESSES:
        return (
            f"--processes takes a number from 1 to {MOST_PROCESSES}, not {processes}. Two for each processor are plenty, and each needs "
            "at least 0.25 GB of memory."
        )
    if not 1 <= port <= 65535 - processes + 1:
        return f"--port takes a number from 1 to {65535 - processes + 1}, not {port}: each process takes one port, from that one on."
    for reason in (why_no_shared_secret(secrets), _why_not_listening(processes, port, address)):
        if reason:
            return reason
    return None


def _why_not_listening(processes: int, port: int, address: str) -> str | None:
    for each in range(port, port + processes):
        try:
            (family, kind, _, _, where), *_ = socket.getaddrinfo(address, each, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            return f"--address takes an address of this computer, such as 127.0.0.1, not {address}."
        with socket.socket(family, kind) as probe:
            if os.name != "nt":  # as the app does: a port that was let go a moment ago is free
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(where)
            except OSError as error:
                why = (error.strerror or str(error)).lower()
                return (
                    f"Port {each} of {address} cannot be used ({why}). {processes} are needed, from {port} to "
                    f"{port + processes - 1}. End what listens there, or choose others with --port."
                )
    return None


def why_no_shared_secret(files: Iterable[Path]) -> str | None:
    """Returns why who signs in at one process would not be known at the next, or None where that is no question."""
    signs_in, secret = None, ""
    for file in files:
        try:
            said = tomllib.loads(file.read_text(encoding="utf-8"))
        except FileNotFoundError:
            continue
        except (OSError, ValueError) as error:
            what = error.strerror if isinstance(error, OSError) else "it is no TOML"
            return (
                f"{file} cannot be read ({what}). It says how people sign in: docs/hosting.md has an example."
            )
        section = said.get("auth")
        if isinstance(section, dict):
            signs_in, secret = file, str(section.get("cookie_secret", secret))
    if signs_in is None or len(secret) >= SHORTEST_SECRET:
        return None
    found = f"one of {len(secret)} characters" if secret else "none"
    return (
        f"{signs_in} says how people sign in, and needs a cookie_secret of at least {SHORTEST_SECRET} characters, so that each process knows "
        f"who signed in at another; it has {found}. This makes one: {HOW_TO_MAKE_ONE}"
    )


def files_of_secrets(folder: Path, home: Path) -> Iterator[Path]:
    """Yields where the app looks for how people sign in, the one that counts most last."""
    for place in (home, folder):
        yield place / ".streamlit" / "secrets.toml"
