"""What can go wrong with saved work, each as a sentence for the person whose work it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from make_the_case.store.shapes import Revision


class StoreError(Exception):
    """What happened to saved work; the text is the sentence to show."""


class NoSuchDraft(StoreError):
    """A link that leads to nothing; whether it ever did is not said."""

    def __init__(self) -> None:
        super().__init__(
            "This link leads to no draft. It may have been mistyped, withdrawn or deleted, or have expired. "
            "Open a saved case file, or ask whoever sent it for another link."
        )


class ReadOnlyLink(StoreError):
    """A change asked for through a link that is for reading."""

    def __init__(self) -> None:
        super().__init__("This link is for reading. Save the case file to make a copy of your own.")


class Conflict(StoreError):
    """Somebody has saved since this work was opened; `head` is what they saved."""

    def __init__(self, head: Revision):
        who = head.author or "Someone"
        super().__init__(
            f"{who} saved revision {head.number} of this draft while you worked. Yours is still here."
        )
        self.head = head


class NoSuchRound(StoreError):
    """A link or a code that leads to no round; whether it ever did is not said."""

    def __init__(self) -> None:
        super().__init__(
            "This link leads to no questions. It may have been mistyped, or the workshop may have ended. "
            "Ask the person who invited you for another link."
        )


class RoundClosed(StoreError):
    """An answer to a round that has been closed."""

    def __init__(self) -> None:
        super().__init__(
            "These questions are closed now, so this answer was not kept. What you answered before counts."
        )


class RoundFull(StoreError):
    """One more person than a round takes, or more text than an answer holds."""

    def __init__(self) -> None:
        super().__init__("No more answers can be kept here. Tell the person who invited you.")


class NotYours(StoreError):
    """A change to somebody else's team, or the end of a team's case by one of its members."""

    def __init__(self) -> None:
        super().__init__(
            "Only an owner of the team can do that. Ask them, or save the case file to make a copy of your own."
        )


class ReaderOfTeam(StoreError):
    """A change to a team's case by somebody who may only read it."""

    def __init__(self) -> None:
        super().__init__(
            "You are a reader of the team that this case belongs to, so you cannot change it. Ask the team's owner to make you an editor, "
            "or keep what you have as a case of your own."
        )


class UnderHold(StoreError):
    """The end of a draft that a legal hold keeps."""

    def __init__(self) -> None:
        super().__init__(
            "A legal hold keeps this case, so it cannot be deleted. Whoever runs this server placed the hold, and can lift it. "
            "You can go on working on the case."
        )


class OfGroups(StoreError):
    """A change to a team that the groups of the sign-in provider decide about."""

    def __init__(self) -> None:
        super().__init__(
            "Your organisation's sign-in decides who is in this team, so it cannot be passed on or ended here. "
            "Ask whoever runs this server."
        )


class LastOwner(StoreError):
    """The end of the last owner of a team."""

    def __init__(self) -> None:
        super().__init__(
            "A team has to have an owner, and this is the last one it has. Ask whoever runs this server for another owner first."
        )


class OwnsTeams(StoreError):
    """The erasing of a person who is the only owner of a team."""

    def __init__(self, names: Sequence[str]) -> None:
        named = ", ".join(f"“{name}”" for name in names)
        super().__init__(
            f"You are the only owner of {named}. Pass each team on to another member, or end it, before your data is erased. "
            "Nothing has been erased."
        )


class SignedOut(StoreError):
    """Something asked for by a sign-in that its person has ended, here or in another browser."""

    def __init__(self) -> None:
        super().__init__("You have signed out, here or in another browser. Sign in again to go on.")


class NotUnderstood(StoreError):
    """Something typed that is no name or no address; the text says what it takes."""


class Unavailable(StoreError):
    """The database cannot be used: locked, read-only, full, or gone; `in_short` is what whoever runs the server is told of it."""

    def __init__(self, words: str, in_short: str = ""):
        super().__init__(words)
        self.in_short = in_short or words


class NewerDatabase(Unavailable):
    """The database was written by a later version."""

    def __init__(self, is_open: bool = False) -> None:
        words = "The database of drafts was written by a later version of Make the Case. Update the program to use it."
        kept = "Your work is still on this screen. Save the case file to keep it, then load the page again."
        super().__init__(f"{words} {kept}" if is_open else words, words)
