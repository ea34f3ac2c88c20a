"""YAML read with care: what could be misread, or could do harm, is refused with its line before anything is made of it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import pairwise

from ruamel.yaml import YAML
from ruamel.yaml.constructor import ConstructorError, RoundTripConstructor
from ruamel.yaml.error import MarkedYAMLError
from ruamel.yaml.events import AliasEvent, Event
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from valuation.case.places import path_of
from valuation.case.written.printable_text import CANNOT_BE_HELD, unheld
from valuation.case.written.quick_yaml import QuickComposer, with_comments
from valuation.case.written.read_at_once import MOST_LEVELS
from valuation.errors import Problem, shown
from valuation.quantities import SIZES

LONGEST_NUMBER = 400
"""Characters: the longest number that Python reads as a float has some 300 digits, and no case has one of a hundredth of that."""

KNOWN_TAGS = frozenset(
    f"tag:yaml.org,2002:{name}" for name in ("str", "int", "float", "bool", "null", "timestamp", "seq", "map")
)
_HEAD = re.compile(r"[-+]?£?[1-9][0-9]{0,2}")
_GROUP = re.compile(r"[0-9]{3}(?:\.[0-9]*)?")


class Refused(Exception):
    """The problems for which the text of a file was not made into a document."""

    def __init__(self, *problems: Problem):
        self.problems = problems


def yaml_for(text: str = "") -> YAML:
    """Returns the reader and writer of case files; `text` is what is to be read."""
    yaml = with_comments()
    yaml.Composer = _composer_of(text)
    yaml.Constructor = _Constructor
    yaml.preserve_quotes = True
    yaml.width = 4096
    yaml.indent(mapping=2, sequence=2, offset=0)
    return yaml


class _Constructor(RoundTripConstructor):
    """Says at which line a value is that cannot be made, whatever went wrong; a date that is none is text."""

    def construct_object(self, node: Node, deep: bool = False) -> object:
        try:
            return super().construct_object(node, deep)
        except (MarkedYAMLError, RecursionError):
            raise
        except Exception as error:  # of any class: a tag may ask for anything of any text
            if str(node.tag).endswith(":timestamp") and isinstance(node, ScalarNode):
                return str(node.value)
            what = f"{shown(node.value)} is not what its tag or its look says that it is"
            raise ConstructorError(None, None, what, node.start_mark) from error


def _composer_of(text: str) -> type[QuickComposer]:
    """Returns a class of composer that knows the text which it reads."""
    return type("GuardedComposer", (_GuardedComposer,), {"text": text})


class _GuardedComposer(QuickComposer):
    """Refuses aliases, which can make a small file enormous, nesting that no case needs, and what may be misread."""

    text = ""

    def __init__(self, loader: YAML | None = None) -> None:
        super().__init__(loader)
        self.warn_double_anchors = False  # without aliases an anchor does nothing
        self.way: list[tuple[Node | None, object]] = []
        """The nodes around what is being read, each with the key or the place in it that is read next."""
        self.problems: list[Problem] = []
        self.only_if_not_json: list[Problem] = []

    def compose_document(self) -> Node | None:
        start = self.parser.peek_event()
        version = getattr(start, "version", None)
        if version is not None and tuple(version) != (1, 2):
            raise Refused(
                Problem(
                    "",
                    "a case file is YAML 1.2; another version reads some words and numbers differently.",
                    f"%YAML {'.'.join(map(str, version))}",
                    "no line that begins with %YAML",
                    self.text.count("\n", 0, self.text.find("%YAML")) + 1,
                )
            )
        node = super().compose_document()
        if self.only_if_not_json and not _is_json(self.text):
            self.problems += self.only_if_not_json
        if self.problems:
            raise Refused(*self.problems)
        return node

    def compose_node(self, parent: Node | None, index: object) -> Node | None:
        if self.parser.check_event(AliasEvent):
            line = self.parser.peek_event().start_mark.line + 1
            message = "a case file has no YAML aliases (`*name`); write the value out."
            raise Refused(Problem("", message, "an alias", "plain values", line))
        if len(self.way) >= MOST_LEVELS:
            message = "the file is nested more deeply than any case."
            line = self.parser.peek_event().start_mark.line + 1
            found, allowed = f"over {MOST_LEVELS} levels", f"{MOST_LEVELS} levels at most"
            raise Refused(Problem("", message, found, allowed, line))
        tag = str(getattr(self.parser.peek_event(), "ctag", None) or "!")
        if tag != "!" and tag not in KNOWN_TAGS:
            message = "a case file has no tags of other programs (`!name`); write the value alone."
            self._refuse(
                self.parser.peek_event(), message, tag.replace("tag:yaml.org,2002:", "!!"), "plain values"
            )
        self.way.append((parent, index))
        node = super().compose_node(parent, index)
        self.way.pop()
        return node

    def compose_scalar_node(self, anchor: object) -> ScalarNode:
        event = self.parser.peek_event()
        event.value = _paired(event.value)
        unprintable = CANNOT_BE_HELD.search(event.value)
        if unprintable:
            self._refuse(event, f"this text holds {unheld(unprintable[0])}.", event.value, "text without it")
        node = super().compose_scalar_node(anchor)
        if len(node.value) > LONGEST_NUMBER and str(node.tag).endswith((":int", ":float")):
            found = f"a number of {len(node.value):,} digits"
            self._refuse(event, "this number is too large to be worked with.", found, SIZES)
        return node

    def compose_sequence_node(self, anchor: object) -> SequenceNode:
        node = super().compose_sequence_node(anchor)
        if node.flow_style:
            self._refuse_thousands_in_a_list(node)
        return node

    def compose_mapping_node(self, anchor: object) -> MappingNode:
        node = super().compose_mapping_node(anchor)
        if node.flow_style:
            for (named, value), (key, nothing) in pairwise(node.value):
                is_cut = isinstance(nothing, ScalarNode) and not nothing.value and nothing.style is None
                if is_cut and self._is_grouped(value, key):
                    written = f"{value.value},{key.value}"
                    what = f"“{written}” within {{ }} is cut in two at its comma."
                    number = _without_commas(written)
                    self._refuse(value, what, written, f"{number}, without a comma", named.value)
        for key, _ in node.value:
            if not isinstance(key, ScalarNode):
                self._refuse(key, "a key is a word, not a list or a mapping.", "a key of several", "a word")
        return node

    def _refuse(self, place: Node | Event, message: str, found: str, allowed: str, below: str = "") -> None:
        path, line = path_of([*self._path(), *([below] if below else [])]), place.start_mark.line + 1
        self.problems.append(Problem(path, message, shown(found), allowed, line))

    def _path(self) -> Iterator[str]:
        """Yields the parts of the path of what is being read, a list's entry by its id where that has been read."""
        for place, (_, index) in enumerate(self.way):
            if isinstance(index, ScalarNode):
                yield index.value
            elif isinstance(index, int):
                entry = self.way[place + 1][0] if place + 1 < len(self.way) else None
                yield _id_of(entry) or str(index)

    def _refuse_thousands_in_a_list(self, node: SequenceNode) -> None:
        """Refuses a list within brackets whose commas may divide thousands, with both readings."""
        tight = [self._gap(a, b) == "," for a, b in pairwise(node.value)]
        grouped: list[str] = []
        for place, item in enumerate(node.value):
            is_more = place > 0 and self._continues(node.value, place)
            if is_more:
                grouped[-1] += item.value
            else:
                grouped.append(item.value if isinstance(item, ScalarNode) else "…")
        if len(grouped) == len(node.value):
            return
        apart = ", ".join(item.value if isinstance(item, ScalarNode) else "…" for item in node.value)
        together = ", ".join(grouped)
        written = self.text[node.start_mark.index : node.end_mark.index] or f"[{apart}]"
        problems = self.problems if not all(tight) else self.only_if_not_json
        problems.append(
            Problem(
                path_of(self._path()),
                f"this list could be {_cut(together)}, its commas dividing thousands, or {_cut(apart)}.",
                shown(written),
                f"[{_cut(together)}], or [{_cut(apart)}] with a space after each comma",
                node.start_mark.line + 1,
            )
        )

    def _continues(self, items: list[Node], place: int) -> bool:
        """Returns whether an entry of a list may be three further digits of the number before it."""
        first = place
        while first > 0 and self._gap(items[first - 1], items[first]) == ",":
            first -= 1
            if not _is_plain(items[first]):
                return False
            if _HEAD.fullmatch(items[first].value) and (
                first + 1 == place or all(_GROUP.fullmatch(item.value) for item in items[first + 1 : place])
            ):
                return _is_plain(items[place]) and bool(_GROUP.fullmatch(items[place].value))
        return False

    def _is_grouped(self, value: Node, key: Node) -> bool:
        return (
            _is_plain(value)
            and _is_plain(key)
            and self._gap(value, key) == ","
            and bool(_HEAD.fullmatch(value.value) and _GROUP.fullmatch(key.value))
        )

    def _gap(self, first: Node, second: Node) -> str:
        return self.text[first.end_mark.index : second.start_mark.index]


def _is_plain(node: Node) -> bool:
    return isinstance(node, ScalarNode) and node.style is None


def _id_of(entry: Node | None) -> str:
    """Returns the id of a list's entry, as far as it has been read."""
    pairs = entry.value if isinstance(entry, MappingNode) else []
    ids = (value.value for key, value in pairs if key.value == "id" and isinstance(value, ScalarNode))
    return next(ids, "")


def _without_commas(written: str) -> str:
    return written.replace(",", "").replace("£", "")


def _cut(text: str, most: int = 80) -> str:
    return text if len(text) <= most else text[: most - 1] + "…"


def _paired(text: str) -> str:
    r"""Returns text in which the two halves of a character, as JSON writes `\ud83d\udeb6`, are that character."""
    if not any("\ud800" <= sign <= "\udbff" for sign in text):
        return text
    return re.sub(
        "[\ud800-\udbff][\udc00-\udfff]",
        lambda pair: pair[0].encode("utf-16", "surrogatepass").decode("utf-16"),
        text,
    )


def _is_json(text: str) -> bool:
    """Returns whether the text is a mapping in JSON, in which no comma divides thousands."""
    try:
        return text.lstrip().startswith("{") and isinstance(json.loads(text), dict)
    except (ValueError, RecursionError):
        return False
