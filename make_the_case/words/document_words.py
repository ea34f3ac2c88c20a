"""What a page says of a programme or a roll-out as something that is kept, stopped, shared and deleted."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class DocumentWords:
    """The words of one kind of document."""

    called: str
    """What one is called in a sentence."""
    stopped: str
    """What is said where its work was stopped."""
    go_on: str
    """The button that begins the work again."""
    cannot: str
    """What comes before the number of its problems."""
    what_is_kept: str = ""
    """What is kept of work that came to no end."""

    @property
    def changed_twice(self) -> str:
        """Returns what is said where it was changed in two windows."""
        return (
            f"This {self.called} was changed in another window since. Both are kept: what stands here is a {self.called} of its own now, "
            "and the other is under the link that it had."
        )

    @property
    def not_read(self) -> str:
        """Returns what is said where a kept one cannot be read."""
        return (
            f"That {self.called} cannot be read: another version of the program wrote it, or it is damaged. "
            f"Open a saved {self.called} file."
        )

    @property
    def save_too(self) -> str:
        """Returns why its file should be saved as well."""
        return f"Save the {self.called} file as well: it holds the cases too, and opens anywhere."

    @property
    def for_reading(self) -> str:
        """Returns what is said where it was opened by a link for reading."""
        return f"This link is for reading: what you change here is a {self.called} of your own, kept under another link."


PROGRAMME = DocumentWords(
    "programme",
    "The work was stopped. Your programme is safe.",
    "Work it out",
    "The best services cannot be worked out yet: the programme has",
)
ROLLOUT = DocumentWords(
    "roll-out",
    "The work was stopped. Your roll-out is safe, and the areas that are done are kept: the work goes on from there.",
    "Go on with the work",
    "The roll-out cannot be worked out yet: it has",
    "The areas that are done are kept.",
)
