"""Our quicker reading of YAML: token by token and event by event the same as the library's own, in what is well written and what is not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from valuation.case.written.quick_yaml import plain_yaml, plain_yaml_reader, with_comments

ROOT = Path(__file__).resolve().parents[1]
FILES = [
    ROOT / "tests" / "cases" / "every_section.yaml",
    ROOT / "cases" / "southfold_befriending.yaml",
    ROOT / "assumptions" / "wellbeing.yaml",
    ROOT / "assumptions" / "discounting.yaml",
    ROOT / "assumptions" / "templates" / "peer_support_ltc.yaml",
]
"""Between them: comments at every place, folded and literal text, text in both kinds of quotes, lists and mappings within brackets."""
ODD = """\
# a comment above
%TAG ! tag:example.org,2000:
--- # and one beside
a b c: d e   # f
'in ''single'' quotes': "in \\"double\\" \\u00e9 quotes
  over two lines"
list: [1, -2.5, a b, "c, d", {e: f, g: [h]}, :i, j:k]
text without quotes: goes on
  over several

  lines and # comments
- : -
? a key of its own
: |+
  literal

folded: >-
    one
    two

    three

last: #
"""
PARTS = (
    *"ab1 \n\t\r:,-?#&*!|>%@`\"'[]{}\\.~£é\ufeff\x85\u2028\xa0",
    *("  ", "\n  ", "\n\n", ": ", "- ", ", ", "a: ", "\n- ", "\n---", "\n...", "\r\n", "''", '\\"', "\\u00e9", "|-\n ", ">\n  ", " #", "%YAML 1.1\n---\n", "!!str "),
)  # fmt: skip


def at(mark: Any) -> Any:
    """Returns where a mark is."""
    return mark and (mark.index, mark.line, mark.column)


def comment(said: Any) -> Any:
    """Returns a comment's text and place, or those of several."""
    if said is None or isinstance(said, list):
        return said and [comment(one) for one in said]
    return said.value, at(said.start_mark), at(said.end_mark)


def tokens(yaml: YAML, text: str) -> list[Any]:
    """Returns all that is known of every token, and what is wrong where the text cannot be read."""
    found: list[Any] = []
    try:
        for token in yaml.scan(text):
            said = [getattr(token, name, None) for name in ("value", "plain", "style")]
            found.append(
                (type(token), at(token.start_mark), at(token.end_mark), said, comment(token.comment))
            )
    except Exception as error:
        found.append((type(error), str(error)))
    return found


def events(yaml: YAML, text: str) -> list[Any]:
    """Returns all that is known of every event, and what is wrong where the text cannot be read."""
    found: list[Any] = []
    try:
        found.extend(
            (repr(event), at(event.start_mark), at(event.end_mark), comment(event.comment))
            for event in yaml.parse(text)
        )
    except Exception as error:
        found.append((type(error), str(error)))
    return found


def asserts_the_same(text: str) -> None:
    """Asserts that our readers, with comments and without, find what the library's own find."""
    for ours, theirs in (
        (with_comments, lambda: YAML(typ="rt")),
        (plain_yaml_reader, lambda: YAML(typ="safe", pure=True)),
    ):
        assert tokens(ours(), text) == tokens(theirs(), text)
        assert events(ours(), text) == events(theirs(), text)


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_file_of_ours_is_read_as_the_library_reads_it(file: Path) -> None:
    asserts_the_same(file.read_text(encoding="utf-8"))


@given(st.lists(st.sampled_from(PARTS), max_size=40).map("".join))
@example(ODD)
@example(ODD.replace("\n", "\r\n"))
@example("a: 'b\n")
@example('a: "\\q"\n')
@example("\ufeffa: b")
def test_any_text_is_read_or_refused_as_the_library_does_it(text: str) -> None:
    asserts_the_same(text)


def test_what_is_read_without_comments_is_the_same_data_and_a_key_given_twice_is_refused() -> None:
    for file in (ROOT / "assumptions").glob("*.yaml"):
        text = file.read_text(encoding="utf-8")
        assert plain_yaml(text) == YAML(typ="safe", pure=True).load(text)
    with pytest.raises(YAMLError, match="duplicate key"):
        plain_yaml("a: 1\na: 2\n")
