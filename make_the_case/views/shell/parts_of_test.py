"""The parts of the Test and compare page, and which of them is open."""

from __future__ import annotations

from make_the_case.views.shell import session

PARTS = {
    "glance": "At a glance",
    "matters": "What matters most",
    "compare": "Compare two scenarios",
    "learn": "What further evidence is worth",
    "blind": "Blind spots",
}
KEY = "test:part"
A, B = "compare:a", "compare:b"
BASE = ""
"""What is chosen for the case as it stands."""


def open_part(part: str) -> None:
    """Lets a part of the page be the open one when it is drawn next."""
    session.keep(KEY, PARTS[part])


def open_comparison(b: str) -> None:
    """Lets the case as it stands be compared with a scenario when the page is drawn next."""
    session.keep(A, BASE)
    session.keep(B, b)
    open_part("compare")
