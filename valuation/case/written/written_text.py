"""The text that a case was read from, of which a document is made once somebody asks for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from valuation.case.written.plain_values import PlainMapping


@dataclass(frozen=True)
class WrittenText:
    """A file as it was read: its document, with comments and lines, takes ten times as long to make as its plain data."""

    text: str
    name: str
    read: Callable[[str, str], PlainMapping]
    """What makes a document of a text."""

    @cached_property
    def root(self) -> PlainMapping:
        """Returns the document, which is made once."""
        return self.read(self.text, self.name)

    def __reduce__(self) -> tuple[object, ...]:
        """Leaves the document out of what is pickled: it is made anew where it is asked for."""
        return WrittenText, (self.text, self.name, self.read)
