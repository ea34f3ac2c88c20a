"""A button that does one step on the case."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import streamlit as st

from views import failing


def action(
    label: str,
    key: str,
    work: Callable[..., object],
    *args: Any,
    type: Literal["primary", "secondary", "tertiary"] = "tertiary",
    disabled: bool = False,
    width: Literal["content", "stretch"] = "content",
) -> None:
    """Shows a button; what the work returns is for those who call it otherwise."""

    def do() -> None:
        with failing.said(key):
            work(*args)

    st.button(label, key=key, type=type, disabled=disabled, width=width, wrap=True, on_click=do)
