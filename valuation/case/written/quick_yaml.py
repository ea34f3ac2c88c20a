"""The YAML library's reading of signs, tokens and events, without asking the same again: a large case opens in half the time.

What it reads is the same, which tests/test_quick_yaml.py compares token by token. The library goes on one sign at a time, asks four or
five times of each token whether comments belong to it, and of each part where its neighbour is; here a stretch of words is one step, and
the rest is asked once.
"""

from __future__ import annotations

import gc
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.composer import Composer
from ruamel.yaml.error import StringMark
from ruamel.yaml.events import Event, ScalarEvent
from ruamel.yaml.parser import Parser, RoundTripParser
from ruamel.yaml.reader import Reader
from ruamel.yaml.scanner import RoundTripScanner, Scanner
from ruamel.yaml.tokens import CommentToken, ScalarToken, Token

from valuation.case.written.read_at_once import AsksForCare, read_at_once

_BREAKS = "\n\0\r\x85\u2028\u2029"
_ENDS = f" \t{_BREAKS}"
_ONE_WORD = {
    "block": f"(?:[^:{_ENDS}]|:(?![{_ENDS}]))+",
    "flow": rf"(?:[^:,\[\]{{}}{_ENDS}]|:(?![{_ENDS}]))+",
}
_WORDS = {where: re.compile(f"{word}(?: +(?!#){word})*") for where, word in _ONE_WORD.items()}
"""Text without quotes to the end of its line, or to what ends it there."""
_QUOTED = {
    '"': re.compile(rf'"[^"\\{_BREAKS}]*"'),
    "'": re.compile(f"'[^'{_BREAKS}]*'(?!')"),
}
"""Text in quotes within a line, with nothing in it that stands for something else."""
_SPACES = re.compile(" *")
_WITH_CARE = "#\t\r\n\x85\u2028\u2029"
"""What may stand between two tokens besides spaces."""


class QuickReader(Reader):
    """Goes on over a stretch of text at once where no line begins in it."""

    def forward(self, length: int = 1) -> None:
        """Moves on by this number of characters."""
        end = self.pointer + length
        if end + 1 < len(self.buffer) and self.buffer[self.pointer : end].isprintable():
            self.pointer, self.index, self.column = end, self.index + length, self.column + length
        else:  # `isprintable` is false of every line break, and of a byte-order mark, which has no width
            super().forward(length)

    def get_mark(self) -> StringMark:
        """Returns where it is."""
        return StringMark(self.name, self.index, self.line, self.column, self.buffer, self.pointer)


class _QuickScanner(Scanner):
    """Settles what stands first among the tokens once, until it is taken, and takes a line of words as one."""

    _is_settled = False

    @cached_property
    def reader(self) -> Reader:
        """Returns where the signs come from."""
        return self.loader.reader

    @property
    def scanner_processing_version(self) -> tuple[int, int]:
        """Returns the version of YAML that the text says it is in, or else 1.2."""
        return self.yaml_version or (1, 2)

    def reset_scanner(self) -> None:
        """Begins again with another text."""
        self._is_settled = False
        super().reset_scanner()

    def check_token(self, *choices: type) -> bool:
        """Returns whether there is another token, and is one of these where any are named."""
        if not self._is_settled:
            self._settle()
        return bool(self.tokens) and (not choices or isinstance(self.tokens[0], choices))

    def peek_token(self) -> Token | None:
        """Returns the next token and leaves it where it is."""
        if not self._is_settled:
            self._settle()
        return self.tokens[0] if self.tokens else None

    def get_token(self) -> Token:
        """Returns the next token, with the comment that follows it, and takes it away."""
        self._is_settled = False
        return super().get_token()

    def _settle(self) -> None:
        while self.need_more_tokens():
            self.fetch_more_tokens()
        self._is_settled = True

    def need_more_tokens(self) -> bool:
        """Returns whether the first token can be told only once more of the text is read."""
        if self.done or not self.tokens or not self.possible_simple_keys:
            return not self.done and not self.tokens
        self.stale_possible_simple_keys()
        return bool(self.next_possible_simple_key() == self.tokens_taken)

    def scan_to_next_token(self) -> Any:
        """Goes on over spaces, line breaks and comments; returns a comment where one has to be kept."""
        reader = self.reader
        while reader.index:
            spaces = _SPACES.match(reader.buffer, reader.pointer)
            if spaces and spaces[0]:
                reader.forward(len(spaces[0]))
            sign = reader.peek()
            if sign not in _WITH_CARE:
                return None
            if sign != "\n" or reader.peek(1) == "\n":
                break
            reader.forward()
            if not self.flow_context:
                self.allow_simple_key = True
        return super().scan_to_next_token()

    def scan_flow_scalar(self, style: str) -> ScalarToken:
        """Returns text in quotes."""
        reader = self.reader
        found = _QUOTED[style].match(reader.buffer, reader.pointer)
        if not found:
            return super().scan_flow_scalar(style)
        start = reader.get_mark()
        reader.forward(len(found[0]))
        return ScalarToken(found[0][1:-1], False, start, reader.get_mark(), style)

    def scan_plain(self) -> ScalarToken:
        """Returns text without quotes, which may go on over several lines."""
        reader, words = self.reader, _WORDS["flow" if self.flow_context else "block"]
        start = end = reader.get_mark()
        parts: list[str] = []
        spaces: list[str] | None = []
        while reader.peek() != "#" and (found := words.match(reader.buffer, reader.pointer)):
            self.allow_simple_key = False
            parts += [*(spaces or ()), found[0]]
            reader.forward(len(found[0]))
            end = reader.get_mark()
            spaces = self.scan_plain_spaces(self.indent + 1, start)
            if not spaces or (not self.flow_context and reader.column < self.indent + 1):
                break
        token = ScalarToken("".join(parts), True, start, end)
        if spaces and spaces[0] == "\n":  # lines left empty after it are kept
            token.add_post_comment(CommentToken("".join(spaces) + "\n", start, end))
        return token


class QuickScanner(_QuickScanner, RoundTripScanner):
    """Keeps comments."""

    def _settle(self) -> None:
        super()._settle()
        self._gather_comments()


class _QuickParser(Parser):
    """Knows its scanner, looks at the next event once, and takes what is plainly text as that."""

    @cached_property
    def scanner(self) -> Scanner:
        """Returns where the tokens come from."""
        return self.loader.scanner

    def check_event(self, *choices: type) -> bool:
        """Returns whether there is another event, and is one of these where any are named."""
        if self.current_event is None and self.state:
            self.current_event = self.state()
        return self.current_event is not None and (not choices or isinstance(self.current_event, choices))

    def parse_node(self, block: bool = False, indentless_sequence: bool = False) -> Event:
        """Returns the event that a node begins with."""
        token = self.scanner.peek_token()
        if not isinstance(token, ScalarToken):
            return super().parse_node(block, indentless_sequence)
        self.scanner.get_token()
        self.state = self.states.pop()
        implicit = (True, False) if token.plain else (False, True)
        where = token.start_mark, token.end_mark
        return ScalarEvent(
            None, None, implicit, token.value, *where, style=token.style, comment=token.comment
        )


class QuickParser(_QuickParser, RoundTripParser):
    """Hands comments on."""


class QuickComposer(Composer):
    """Knows its parser and what says which tag a text has."""

    @cached_property
    def parser(self) -> Parser:
        """Returns where the events come from."""
        return self.loader.parser

    @cached_property
    def resolver(self) -> Any:
        """Returns what says which tag a text has that states none."""
        return self.loader.resolver


def with_comments() -> YAML:
    """Returns a reader and writer of YAML that keeps comments and the order of keys."""
    yaml = YAML(typ="rt")
    yaml.Reader, yaml.Scanner, yaml.Parser, yaml.Composer = (
        QuickReader,
        QuickScanner,
        QuickParser,
        QuickComposer,
    )
    return yaml


def plain_yaml_reader() -> YAML:
    """Returns a reader of YAML as plain data, without its comments."""
    yaml = YAML(typ="safe", pure=True)
    yaml.Reader, yaml.Scanner, yaml.Parser, yaml.Composer = (
        QuickReader,
        _QuickScanner,
        _QuickParser,
        QuickComposer,
    )
    return yaml


def plain_yaml(text: str) -> Any:
    """Returns what YAML of the library's own says, without its comments.

    `Any`, because that is whatever the text says; raises YAMLError where it cannot be read or gives a key twice.
    """
    with without_collecting():
        try:
            return read_at_once(text)
        except AsksForCare:
            return plain_yaml_reader().load(text)


@contextmanager
def without_collecting() -> Iterator[None]:
    """Lets a large tree be built without looking, again and again as it grows, for what of it could be thrown away."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
