"""How long a test waits for what has to come: so long that none fails on a computer that is slow or busy.

What does not come at all costs a failing test this long, and a passing one nothing.
"""

from __future__ import annotations

import time
from collections.abc import Callable

PATIENCE = 300
"""In seconds: for a page that AppTest draws, a program that a test starts, an answer from a server."""
PATIENCE_MS = 1000 * PATIENCE
"""The same in milliseconds, as a browser counts: for every page that the fixture `chromium` opens."""


def comes_true(is_so: Callable[[], object], pause: float = 0.05) -> bool:
    """Waits until something is so, and returns whether it came to that."""
    end = time.monotonic() + PATIENCE
    while not is_so():
        if time.monotonic() > end:
            return False
        time.sleep(pause)
    return True
