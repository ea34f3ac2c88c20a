"""Writes to the audit log which files are taken away, of the case or the document that a page is about, where people sign in."""

from __future__ import annotations

from collections.abc import Callable

from make_the_case.views.shell import draft_keeper, session, taken_files

SecretOf = Callable[[], str]


def of_case() -> str:
    """Returns the link of the open case; nothing where it is not kept."""
    now = session.current()
    return "" if now is None or now.draft is None else now.draft.secret


def begin(keeper: draft_keeper.Keeper, secret_of: SecretOf) -> None:
    """Has what is taken away from this page noted for what has a link."""
    if not keeper.signs_in:
        session.forget(taken_files.NOTE)
        return

    def note(kind: str) -> None:
        secret = secret_of()
        try:
            if secret:
                keeper.store().note_exported(secret, kind)
        except (
            keeper.failed
        ) as error:  # the file is on its way all the same; the log of the server says what is missing
            keeper.why(error, "a file taken away, not noted")

    session.keep(taken_files.NOTE, note)
