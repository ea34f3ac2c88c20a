"""Whether anything is sent: only where an address is set, and never without saying why not."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from make_the_case.telemetry import signals

if TYPE_CHECKING:
    from make_the_case.telemetry.sending import Sending

ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT"
"""The setting that names the address, by the standard of OpenTelemetry."""
PROTOCOL = "OTEL_EXPORTER_OTLP_PROTOCOL"
SPOKEN = "http/protobuf"
LOG = logging.getLogger("make_the_case")
Gauges = Mapping[str, tuple[str, Callable[[], float | None]]]


def is_asked(settings: Mapping[str, str] = os.environ) -> bool:
    """Returns whether an address is set, and OpenTelemetry is not switched off as its standard has it."""
    return bool(settings.get(ENDPOINT)) and settings.get("OTEL_SDK_DISABLED", "").lower() != "true"


def why_not(settings: Mapping[str, str] = os.environ) -> str | None:
    """Returns why nothing can be sent to the address that is set, or None where it can."""
    address = settings[ENDPOINT]
    try:
        parts = urlsplit(address)
        is_address = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_address = False
    if not is_address:
        return (
            f"{ENDPOINT} takes an address that begins with http:// or https://, such as http://127.0.0.1:4318"
        )
    protocol = settings.get(PROTOCOL) or SPOKEN
    if protocol != SPOKEN:
        return f"{PROTOCOL} takes {SPOKEN}, which is what the program speaks, and nothing else"
    return None


class Switch:
    """Begins to send in the background, so that no start waits for it, and ends it."""

    def __init__(self, version: str, gauges: Gauges) -> None:
        """Binds what is said of the program, and what is looked at once in a while."""
        self._version, self._gauges = version, gauges
        self._sending: Sending | None = None
        self._lock, self._is_over = threading.Lock(), False

    def on(self) -> None:
        """Begins, where an address is set; where that cannot be, the log says why and the program goes on without."""
        if not is_asked():
            return
        problem = why_not()
        if problem:
            self._refuse(problem)
            return
        threading.Thread(target=self._begin, name="telemetry begins", daemon=True).start()

    def _begin(self) -> None:
        try:
            from make_the_case.telemetry.sending import Sending
        except ImportError:
            self._refuse('OpenTelemetry is not installed: pip install "make-the-case[telemetry]"')
            return
        try:
            made = Sending(self._version, os.environ.get("STREAMLIT_SERVER_PORT", ""), self._gauges)
        except Exception as error:  # a setting of OpenTelemetry's own that it does not take
            self._refuse(f"OpenTelemetry does not take its settings ({type(error).__name__})")
            return
        with self._lock:
            if not self._is_over:
                self._sending = made
                signals.listen(made)

    @staticmethod
    def _refuse(why: str) -> None:
        LOG.error("nothing is sent to OpenTelemetry: %s", why, extra={"facts": {"event": "telemetry_off"}})

    def off(self) -> None:
        """Ends, and sends what is left for a moment at most."""
        with self._lock:
            self._is_over = True
            sending, self._sending = self._sending, None
        signals.listen(None)
        if sending is not None:
            sending.end()
