"""A session whose browser has left is let go when its time is over, though nobody else comes or goes."""

from __future__ import annotations

import math
import weakref
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from streamlit.runtime import Runtime, RuntimeConfig
from streamlit.runtime.caching.storage.dummy_cache_storage import MemoryCacheStorageManager
from streamlit.runtime.caching.ttl_cache import TTLCache
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage
from streamlit.runtime.memory_session_storage import MemorySessionStorage
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager

from make_the_case.views.shell import server

SECONDS = 60


class Clock:
    """A clock that the test moves: how long a busy computer takes is no matter."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


class Session(SimpleNamespace):
    """What Streamlit keeps of a browser that has left."""


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def sessions(monkeypatch: pytest.MonkeyPatch, clock: Clock) -> MemorySessionStorage:
    """Streamlit's own store of sessions, in a runtime of its own, in which one may be away for a minute by our clock."""
    monkeypatch.setattr(Runtime, "_instance", None)
    store = MemorySessionStorage(ttl_seconds=SECONDS)
    assert type(store._cache) is TTLCache, "what Streamlit keeps them in"
    store._cache = TTLCache(maxsize=math.inf, ttl=SECONDS, timer=clock)
    Runtime(
        RuntimeConfig(
            script_path=str(Path(server.__file__)),
            media_file_storage=MemoryMediaFileStorage("/media"),
            cache_storage_manager=MemoryCacheStorageManager(),
            uploaded_file_manager=MemoryUploadedFileManager("/upload"),
            session_storage=store,
        )
    )
    return store


def test_a_closed_session_is_let_go_when_its_time_is_over_and_not_before(sessions: Any, clock: Clock) -> None:
    session = Session(id="a")
    gone = weakref.ref(session)
    sessions.save(SimpleNamespace(session=session))
    del session
    clock.now += SECONDS - 1
    server.forget_closed_sessions()
    assert gone() is not None, "its browser may still come back"
    clock.now += 2
    assert gone() is not None, "Streamlit itself keeps it until another one leaves"
    server.forget_closed_sessions()
    assert gone() is None
