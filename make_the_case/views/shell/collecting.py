"""When Python looks for memory that may go: once a minute for the whole server, and never through all of it in the middle of a change.

A large case is hundreds of thousands of objects. Looking through them holds everybody up for as long as it takes, and by default
Python does it whenever their number has grown by a quarter, as it does with every change to such a case. So what has been looked
through is set aside until the next minute, and between two looks only what is new is searched.
"""

from __future__ import annotations

import ctypes
import gc
import sys
import threading
import time

NAME = "collecting"
"""What the thread is called that looks, of which there is one in a process."""
EVERY = 60.0
"""Seconds between two looks through everything."""
SELDOM = (100_000, 10, 100_000)
"""New objects between two searches of the newest, searches between two of the younger, and so on: the last is never reached."""


def begin() -> None:
    """Sets aside what is there for good, as the library, and looks through the rest once a minute from now on.

    Where it had begun before, as when Streamlit's caches have been emptied and the library is read anew, one goes on looking.
    """
    gc.set_threshold(*SELDOM)
    gc.freeze()
    if not any(thread.name == NAME for thread in threading.enumerate()):
        threading.Thread(target=_again_and_again, name=NAME, daemon=True).start()


def _again_and_again() -> None:
    searched = 0
    while True:
        time.sleep(EVERY)
        if (now := gc.get_stats()[0]["collections"]) != searched:  # else nobody has done anything
            look_through()
            searched = now


def look_through() -> None:
    """Frees what is in nobody's reach any more, and sets the rest aside until the next look."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()
    _give_back()


def _give_back() -> None:
    """Gives the computer back what was freed, where the C library can: every thread's share of the memory keeps it otherwise."""
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # of the GNU C library alone
        if trim is not None:
            trim(0)
