"""Starts the app's server: on this computer alone, without telemetry or prompts, in any folder."""

from __future__ import annotations

import contextlib
import io
import os
import socket
import sys
from pathlib import Path

SETTINGS = {
    "SERVER_ADDRESS": "localhost",
    "SERVER_SHOW_EMAIL_PROMPT": "false",
    "SERVER_FILE_WATCHER_TYPE": "none",
    "RUNNER_POST_SCRIPT_GC": "false",
    "BROWSER_GATHER_USAGE_STATS": "false",
    "CLIENT_TOOLBAR_MODE": "minimal",
    "CLIENT_SHOW_ERROR_LINKS": "false",
    "CLIENT_SHOW_ERROR_DETAILS": "none",
    "GLOBAL_DEVELOPMENT_MODE": "false",
    "THEME_LIGHT_PRIMARY_COLOR": "#12436D",
    "THEME_DARK_PRIMARY_COLOR": "#2073BC",
}
"""As environment variables, which stand above any settings file; what a team has set stands above these."""


def why_not(port: int) -> str | None:
    """Returns why the app cannot listen on a port, or None where it can."""
    if not 1 <= port <= 65535:
        return f"A port is a number from 1 to 65535, not {port}."
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        if os.name != "nt":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as error:
            why = (error.strerror or str(error)).lower()
            other = port % 65535 + 1
            return f"Port {port} cannot be used ({why}). Choose another: make-the-case app --port {other}"
    return None


class GoesOnUnread(io.TextIOWrapper):
    """Output that fails nobody when its reader has gone: else Streamlit, which prints that it stops, does not stop."""

    def write(self, text: str, /) -> int:
        with contextlib.suppress(BrokenPipeError):
            super().write(text)
        return len(text)

    def flush(self) -> None:
        with contextlib.suppress(BrokenPipeError):
            super().flush()


def serve(script: Path, port: int, headless: bool, host: str = "") -> int:
    """Runs the app until it is stopped, and returns its exit status; `host` is the name under which others are served."""
    os.environ["STREAMLIT_SERVER_PORT"] = str(port)
    also = ({"SERVER_HEADLESS": "true"} if headless else {}) | (
        {"BROWSER_SERVER_ADDRESS": host} if host else {}
    )
    for name, value in (SETTINGS | also).items():
        os.environ.setdefault(f"STREAMLIT_{name}", value)
    from streamlit import net_util
    from streamlit.web import cli

    # Else a page of another site that tries this port makes Streamlit ask other hosts for this computer's own addresses.
    net_util.get_internal_ip = net_util.get_external_ip = lambda: None
    sys.stdout = GoesOnUnread(sys.stdout.buffer, encoding="utf-8", line_buffering=True)
    sys.argv = ["streamlit", "run", str(script)]
    try:
        cli.main(prog_name="streamlit")
    except SystemExit as ended:
        return 2 if ended.code else 0
    return 0
