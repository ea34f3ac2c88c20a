"""Files to take away: made when asked for, each with its own failure, so that one never takes the others with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal, Protocol
from uuid import uuid4

import streamlit as st

from make_the_case.views.shell import failures, session, taken_files
from make_the_case.views.shell.action import when_used
from make_the_case.views.shell.say import say
from make_the_case.words.blocks import notice

TO_KEEP = "file:to keep"


class NotMade(Protocol):
    """Why a file could not be made: in words, or else the kind of a failure and its place in the program."""

    @property
    def words(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def place(self) -> str: ...


def taken(name: str, made: bytes | NotMade) -> bytes | str:
    """Returns a file that was made, or the sentence that says why it could not be."""
    if isinstance(made, bytes):
        return made
    if made.words:
        return f"{name} could not be made. {made.words}"
    return f"{name} could not be made. Report code {failures.coded('file not made', made.kind, made.place)}."


def show_failed(files: Sequence[bytes | str]) -> None:
    """Shows what could not be made, and that the rest is fine."""
    failed = [reason for reason in files if isinstance(reason, str)]
    rest = "The other files and your case are fine." if len(failed) < len(files) else "Your case is fine."
    for reason in failed:
        say(notice(f"{reason} {rest}"))


def noting(
    kind: str, key: str, taken: Callable[[], None] | None = None
) -> Callable[[], None] | Literal["ignore"]:
    """Returns what a button does that takes a file away: where people sign in it is noted, and else the page has nothing to do."""
    if taken is None and not taken_files.is_noted():
        return "ignore"
    return when_used(key, taken or (lambda: taken_files.taken(kind)))


def offer(
    content: bytes,
    name: str,
    mime: str,
    key: str,
    is_first: bool = False,
    kept_as: str = "",
    taken: Callable[[], None] | None = None,
) -> None:
    """Shows the button that takes a file away, under a name of its own where one is given; where people sign in, it is noted who does."""
    st.download_button(
        f"Download {name}",
        content,
        kept_as or name,
        mime,
        key=key,
        type="primary" if is_first else "secondary",
        on_click=noting(name, key, taken),
    )


def give(text: str, name: str, mime: str) -> None:
    """Gives the reader a file that was made at this click.

    Streamlit's own button for such a file gives nothing where another run ends before the browser has fetched it, and stays
    switched off where its answer is lost on the way. This one goes with every run until the browser has said that it came.
    """
    session.keep(TO_KEEP, {"id": uuid4().hex, "name": name, "type": mime, "text": text})


def to_keep() -> object:
    """Returns the file that the browser is to keep on the reader's computer, or None."""
    return session.value_of(TO_KEEP)


def has_come() -> None:
    """The browser has the file."""
    session.keep(TO_KEEP, None)
