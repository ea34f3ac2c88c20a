"""Memory that nobody can reach any more is freed at the next look, though the rest was set aside."""

from __future__ import annotations

import ctypes
import gc
import os
import sys
import threading
import weakref
from pathlib import Path

import pytest

from make_the_case.views.shell import collecting


class Ring:
    """An object that keeps itself: only a search finds that nobody else does."""

    def __init__(self) -> None:
        self.itself = self


def test_what_was_set_aside_is_freed_at_the_next_look_once_nobody_reaches_it() -> None:
    before = gc.get_freeze_count()
    ring = Ring()
    gone = weakref.ref(ring)
    collecting.look_through()
    assert gone() is not None and gc.get_freeze_count() > 0
    del ring
    gc.collect()
    assert gone() is not None, "it is set aside, and no search goes there"
    collecting.look_through()
    assert gone() is None
    if not before:
        gc.unfreeze()


def test_one_looks_however_often_the_library_is_read_anew() -> None:
    usual = gc.get_threshold()
    for _ in range(3):
        collecting.begin()
    gc.set_threshold(*usual)
    assert [thread.name for thread in threading.enumerate()].count(collecting.NAME) == 1


@pytest.mark.skipif(
    sys.platform != "linux" or not hasattr(ctypes.CDLL(None), "malloc_trim"),
    reason="the C library is not GNU's",
)
def test_what_was_freed_between_what_is_kept_goes_back_to_the_computer() -> None:
    def held() -> int:
        return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")

    kept, freed = [], []
    for _ in range(2_000):  # too small to be given back one by one, and nowhere many side by side
        freed.append(bytearray(100_000))
        kept.append(bytearray(2_000))
    full = held()
    freed.clear()
    collecting.look_through()
    assert held() < full - 100_000_000 and len(kept) == 2_000
