"""Where whoever looks at the page sits: at the computer that the app runs on, or elsewhere."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from make_the_case.views.shell.guard import THIS_COMPUTER, name_in

PASSED_ON = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Real-Ip", "Via")
"""What a web server that stands in front of the app adds to a request."""


def is_here() -> bool:
    """Returns whether the page is open on the computer that the app runs on and answers alone."""
    return (
        st.get_option("server.address") in THIS_COMPUTER
        and not isinstance(st.context.ip_address, str)  # Streamlit gives no address for this computer's own
        and is_asked_here(st.context.headers)
    )


def is_asked_here(headers: Mapping[str, str]) -> bool:
    """Returns whether a request names this computer, and nothing says that it was passed on from another.

    >>> is_asked_here({"Host": "localhost:8501"}), is_asked_here({"Host": "cases.example.org"})
    (True, False)
    >>> is_asked_here({"Host": "localhost:8501", "X-Forwarded-For": "192.0.2.7"})
    False
    """
    host = headers.get("Host")
    return (host is None or name_in(host) in THIS_COMPUTER) and not any(
        headers.get(name) for name in PASSED_ON
    )
