"""Steps that come to their end: whatever the browser sends meanwhile waits until they have."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from streamlit.runtime.scriptrunner import get_script_run_ctx


@contextmanager
def whole() -> Iterator[None]:
    """Lets what is done in it come to its end.

    Streamlit leaves a run, callbacks too, wherever it next looks at the session state once another change has come in, and does not
    call the callback again: of two changes in quick succession the first was lost, or done by half. It has no setting for callbacks
    (tests/test_quick_changes.py would show if it gets another way). `runner.fastReruns` has to be off as well: else both runs go on
    side by side, on one case.
    """
    context = get_script_run_ctx(suppress_warning=True)
    state = None if context is None else context.session_state
    usual = getattr(state, "_yield_callback", None)
    if usual is None:
        yield
        return
    object.__setattr__(state, "_yield_callback", _goes_on)
    try:
        yield
    finally:
        object.__setattr__(state, "_yield_callback", usual)


def _goes_on() -> None:
    """The run goes on."""
