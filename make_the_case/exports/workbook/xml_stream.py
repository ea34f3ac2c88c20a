"""One part of an uploaded file on its way through the XML parser, piece by piece, with bounds on what the parser may hold."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from xml.parsers import expat

LONGEST_TAG = 2**20
"""Bytes without anything to tell of: a tag longer than this is written by no office program."""
MOST_DEEP = 60
MOST_TAGS = 3_000_000
"""Tags of one part that are looked at: several times those of the largest sheet that is read."""


class TooMuch(Exception):
    """More of something than any office program writes."""


class Enough(Exception):
    """All that was asked for has been read."""


class Feeding:
    """One part on its way through the parser, with bounds on what the parser itself may hold."""

    def __init__(
        self,
        start: Callable[[str, Mapping[str, str]], None],
        end: Callable[[str], None] | None,
        text: Callable[[str], None] | None,
    ):
        self.depth, self.silent_for, self.tags = 0, 0, 0
        self.parser = expat.ParserCreate()
        self.parser.buffer_text = False
        self.parser.StartDoctypeDeclHandler = self._refused
        self.parser.EntityDeclHandler = self._refused
        self.parser.StartElementHandler = self._starts(start)
        self.parser.EndElementHandler = self._ends(end)
        self.parser.CharacterDataHandler = self._says(text)

    def feed(self, chunk: bytes, is_last: bool = False) -> None:
        """Gives the parser one more piece; raises TooMuch, Enough or the parser's own error."""
        self.silent_for += len(chunk)
        self.parser.Parse(chunk, is_last)
        if self.silent_for > LONGEST_TAG:
            raise TooMuch

    def _refused(self, *_: object) -> None:
        raise TooMuch

    def _starts(
        self, start: Callable[[str, Mapping[str, str]], None]
    ) -> Callable[[str, dict[str, str]], None]:
        def handler(tag: str, attributes: dict[str, str]) -> None:
            self.depth += 1
            self.tags += 1
            self.silent_for = 0
            if self.depth > MOST_DEEP or self.tags > MOST_TAGS:
                raise TooMuch
            start(tag.rpartition(":")[2], attributes)

        return handler

    def _ends(self, end: Callable[[str], None] | None) -> Callable[[str], None]:
        def handler(tag: str) -> None:
            self.depth -= 1
            self.silent_for = 0
            if end is not None:
                end(tag.rpartition(":")[2])

        return handler

    def _says(self, text: Callable[[str], None] | None) -> Callable[[str], None]:
        def handler(piece: str) -> None:
            self.silent_for = 0
            if text is not None:
                text(piece)

        return handler
