"""YAML read by libyaml, which is written in C, where nothing in it asks for care: plain data in a tenth of the time.

It keeps no comments and no lines. Whatever could be misread, could do harm, or is read differently by the two libraries is left to the
one that reads with care; tests/test_read_at_once.py holds that both give the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import yaml
from ruamel.yaml.resolver import implicit_resolvers
from yaml.events import (
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

MOST_LEVELS = 30
"""How deeply a case may be nested."""
_PLAIN_TEXT = re.compile(
    "[\n\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010fffd]*"
)
"""Text without tabs, signs for control and what does not show: what they do is for the other reader to say."""
_BLOCK = re.compile(r"[|>][-+1-9]{0,2}\n+ +[^ \n#]")
"""How a text of several lines begins that both libraries read alike: without a comment, or a line of nothing but spaces."""
_WHOLE = re.compile("-?(?:0|[1-9][0-9]{0,14})")
_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]{0,14})\.[0-9]{1,17}")
_DAY = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}")
_WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None, "~": None, "": None}


class AsksForCare(Exception):
    """The text is for the reader that takes care: it is not YAML, or may be misread."""


def _meanings() -> dict[str, list[Any]]:
    """Returns how text without quotes looks in YAML 1.2 that is not plainly text, by the sign that it begins with.

    `Any`, because the library compiles each pattern only when it is first used.
    """
    found: dict[str, list[Any]] = {}
    for versions, _, pattern, signs in implicit_resolvers:
        if (1, 2) in versions:
            for sign in signs:
                found.setdefault(sign or "", []).append(pattern)
    return found


_MEANINGS = _meanings()
_OF_SEVERAL_LINES = ("|", ">")


@dataclass
class _Block:
    """A mapping or a list of which more is to come."""

    held: dict[object, object] | list[object]
    key: object = None
    has_key: bool = field(default=False)

    def take(self, item: object) -> None:
        """Adds the next entry, or what is its key."""
        if isinstance(self.held, list):
            self.held.append(item)
        elif self.has_key:
            self.held[self.key] = item
            self.has_key = False
        else:
            if type(item) not in (str, int) or item in self.held or item == "<<":
                raise AsksForCare
            self.key, self.has_key = item, True


def read_at_once(text: str) -> Any:
    """Returns what the text of a YAML file says, or raises AsksForCare.

    `Any`, because that is whatever the text says: mappings, lists, text, numbers, true and false, and days.
    """
    if not yaml.__with_libyaml__ or "\\" in text or "\n..." in text or not _PLAIN_TEXT.fullmatch(text):
        raise AsksForCare
    parser = yaml.CSafeLoader(text)
    try:
        return _built(text, parser.get_event)
    except (yaml.YAMLError, ValueError) as error:
        raise AsksForCare from error
    finally:
        parser.dispose()


def _built(text: str, event_after: Callable[[], Any]) -> object:
    """Returns the data that events build up; they are `Any` because PyYAML says no types."""
    blocks, has_begun, end, line = [_Block([])], False, -1, -1
    has_comments = "#" in text
    while type(event := event_after()) is not StreamEndEvent:
        kind = type(event)
        if kind is ScalarEvent:
            if event.anchor is not None or event.tag is not None:
                raise AsksForCare
            if event.implicit[0]:
                begins, value = event.start_mark, event.value
                may_be_one_number = begins.index == end + 1 and value[:1].isdigit()  # such as 1,200 in a list
                # The other reader cannot keep every comment between a key and a text below it, and refuses those.
                is_below = begins.line != event.end_mark.line or (blocks[-1].has_key and begins.line != line)
                if may_be_one_number or (has_comments and is_below):
                    raise AsksForCare
                blocks[-1].take(_meant(value))
                end, line = event.end_mark.index, event.end_mark.line
            elif event.style in _OF_SEVERAL_LINES and not _BLOCK.match(text, event.start_mark.index):
                raise AsksForCare
            else:
                blocks[-1].take(event.value)
                line = event.end_mark.line
        elif kind is MappingStartEvent or kind is SequenceStartEvent:
            if event.anchor is not None or event.tag is not None or len(blocks) >= MOST_LEVELS:
                raise AsksForCare
            if event.flow_style and text[event.start_mark.index] not in "[{":  # a pair in a list: [1, a: b]
                raise AsksForCare
            blocks.append(_Block({} if kind is MappingStartEvent else []))
        elif kind is MappingEndEvent or kind is SequenceEndEvent:
            held = blocks.pop().held
            blocks[-1].take(held)
        elif kind is DocumentStartEvent:
            if has_begun or event.version is not None or event.tags:
                raise AsksForCare
            has_begun = True
        elif kind is yaml.AliasEvent:
            raise AsksForCare
    return blocks[0].held[0] if blocks[0].held else None


def _meant(value: str) -> object:
    """Returns what text without quotes means."""
    if value in _WORDS:
        return _WORDS[value]
    if not any(pattern.match(value) for pattern in _MEANINGS.get(value[0], ())):
        return value
    if _WHOLE.fullmatch(value) and value != "-0":
        return int(value)
    if _DECIMAL.fullmatch(value):
        return float(value)
    if _DAY.fullmatch(value):
        return date.fromisoformat(value)
    raise AsksForCare
