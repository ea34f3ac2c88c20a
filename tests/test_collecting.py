"""Memory that nobody can reach any more is freed at the next look, though the rest was set aside."""

from __future__ import annotations

import gc
import weakref

from views import collecting


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
