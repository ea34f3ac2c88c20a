"""`make-the-case serve`: several processes of the app, for a web server that spreads people over them."""

from __future__ import annotations

import argparse
import os
import secrets
import sys
from collections.abc import Mapping
from pathlib import Path

from make_the_case.command_line.output import DONE, UsageError

ADDRESS, COOKIE_SECRET = "STREAMLIT_SERVER_ADDRESS", "STREAMLIT_SERVER_COOKIE_SECRET"
"""The settings by which each process is told where it listens, and with what cookies are signed."""


def settings_of(environment: Mapping[str, str], address: str) -> dict[str, str]:
    """Returns the environment of every process: the cookies that guard uploads are signed with one secret, made here where none is set.

    >>> settings_of({COOKIE_SECRET: "of our own"}, "localhost")[COOKIE_SECRET]
    'of our own'
    >>> len(settings_of({COOKIE_SECRET: ""}, "localhost")[COOKIE_SECRET])
    64
    """
    secret = environment.get(COOKIE_SECRET, "").strip() or secrets.token_hex(32)
    return {**environment, COOKIE_SECRET: secret, ADDRESS: address}


def serve_many(asked: argparse.Namespace) -> int:
    """Runs the processes until it is told to end, and returns its exit status."""
    if sys.platform == "win32":
        raise UsageError(
            "`serve` needs Linux or macOS. On Windows, run `make-the-case app` once for each port."
        )
    import asyncio
    import logging

    from make_the_case.serving import log_lines
    from make_the_case.serving.one_process import Process
    from make_the_case.serving.refused_settings import files_of_secrets, why_not_served
    from make_the_case.serving.watchdog import CannotStart, Watchdog

    address = asked.address or os.environ.get(ADDRESS) or "localhost"
    problem = log_lines.why_not() or why_not_served(
        asked.processes, asked.port, address, files_of_secrets(Path.cwd(), Path.home())
    )
    if problem:
        raise UsageError(problem)
    if log_lines.is_json():
        log_lines.write_as_json(process=os.getpid())
    else:
        logging.basicConfig(format="%(asctime)s %(levelname)s %(message)s", level=logging.INFO)
    settings = settings_of(os.environ, address)
    program = str(Path(__file__).resolve().parents[1])
    processes = [
        Process([sys.executable, program, "app", "--headless", "--port", str(port)], settings, address, port)
        for port in range(asked.port, asked.port + asked.processes)
    ]
    try:
        asyncio.run(Watchdog(processes).run())
    except CannotStart as error:
        raise UsageError(str(error)) from error
    return DONE
