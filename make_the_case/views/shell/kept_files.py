"""Keeps what can be downloaded until its button has certainly gone, though other people's pages are drawn meanwhile."""

from __future__ import annotations

from streamlit.runtime.media_file_manager import MediaFileManager


class KeptFiles:
    """The files that Streamlit holds for its download buttons, let go at looks of ours instead of at the end of every run.

    Streamlit lets go of what no page refers to whenever any page of anybody has been drawn: a file that was made at a click
    before its browser has fetched it, and the file of a button that is still in view while its own page is drawn again. The
    click then gives nothing. It has no public way to say for how long, so this reaches into its manager;
    `tests/test_kept_files.py` sees that what it needs is still there.
    """

    def __init__(self, manager: MediaFileManager) -> None:
        self._manager = manager
        self._unused: set[str] = set()
        manager.remove_orphaned_files = lambda: None  # type: ignore[method-assign]

    def let_go(self) -> None:
        """Lets go of the files that no page referred to, neither now nor at the look before."""
        manager = self._manager
        with manager._lock:
            files = set(manager._get_inactive_file_ids())
            used = set[str]().union(*(at.values() for at in manager._files_by_session_and_coord.values()))
            makers = set(manager._deferred_callables) - used
            for file in files & self._unused:
                manager._delete_file(file)
            for maker in makers & self._unused:
                manager._drop_deferred_id(maker)
            self._unused = files | makers
