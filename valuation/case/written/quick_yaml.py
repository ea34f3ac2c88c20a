"""The YAML library's reading of tokens and events, without asking the same again: a large case opens in half the time.

What it reads is the same. The library asks four or five times of each token whether comments belong to it, and of each
part where its neighbour is; here both are asked once.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property

from ruamel.yaml.composer import Composer
from ruamel.yaml.parser import RoundTripParser
from ruamel.yaml.reader import Reader
from ruamel.yaml.scanner import RoundTripScanner
from ruamel.yaml.tokens import Token


class QuickScanner(RoundTripScanner):
    """Settles what stands first among the tokens once, until it is taken."""

    _is_settled = False

    @cached_property
    def reader(self) -> Reader:
        """Returns where the signs come from."""
        return self.loader.reader

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
        self._gather_comments()
        self._is_settled = True


class QuickParser(RoundTripParser):
    """Knows its scanner, and looks at the next event once."""

    @cached_property
    def scanner(self) -> RoundTripScanner:
        """Returns where the tokens come from."""
        return self.loader.scanner

    def check_event(self, *choices: type) -> bool:
        """Returns whether there is another event, and is one of these where any are named."""
        if self.current_event is None and self.state:
            self.current_event = self.state()
        return self.current_event is not None and (not choices or isinstance(self.current_event, choices))


class QuickComposer(Composer):
    """Knows its parser."""

    @cached_property
    def parser(self) -> RoundTripParser:
        """Returns where the events come from."""
        return self.loader.parser


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
