"""Files to take away: made when asked for, each with its own failure, so that one never takes the others with it."""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence

import streamlit as st

from valuation import MakeTheCaseError
from views import failing


def made(name: str, make: Callable[[], bytes]) -> bytes | str:
    """Returns a file, or the sentence that says why it could not be made."""
    try:
        return make()
    except MakeTheCaseError as error:
        return f"{name} could not be made. {error}"
    except Exception as error:  # whatever a library raises: said in words, and the work is kept
        return f"{name} could not be made. Report code {failing.reported('file not made', error)}."


def show_failed(found: Sequence[bytes | str]) -> None:
    """Shows what could not be made, and that the rest is fine."""
    failed = [said for said in found if isinstance(said, str)]
    rest = "The other files and your case are fine." if len(failed) < len(found) else "Your case is fine."
    for said in failed:
        st.html(f'<p class="mtc-notice" role="alert">{html.escape(f"{said} {rest}")}</p>')


def offer(content: bytes, name: str, mime: str, key: str, is_first: bool = False) -> None:
    """Shows the button that takes a file away."""
    st.download_button(
        f"Download {name}",
        content,
        name,
        mime,
        key=key,
        type="primary" if is_first else "secondary",
        on_click="ignore",
    )
