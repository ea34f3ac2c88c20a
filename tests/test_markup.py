"""Blocks as HTML: whatever a text holds is printed as the text that it is, on the screen and on the web page."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from make_the_case.exports.web_page import WebPage
from make_the_case.words.blocks import (
    Bold,
    Box,
    Break,
    Cell,
    Facts,
    Grid,
    Heading,
    Icons,
    Italic,
    Lines,
    Link,
    PageBlock,
    Rowed,
    Rule,
    Tabled,
    ToWrite,
    Words,
    amounts_in_bold,
    facts,
    paragraphs,
    plain,
)
from make_the_case.words.charts.chart import Chart, Group, Series
from make_the_case.words.html_elements import element, style_sheet
from make_the_case.words.markup import Renderer, Screen
from make_the_case.words.panels import Marked, OpeningRow, OpeningRows
from make_the_case.words.tables.summary_tables import Table

HOSTILE = '<img src=x onerror="alert(1)"></p><script>alert(2)</script> &amp; \' ]]> <!-- '
OURS = {
    "h1", "h2", "h3", "h4", "p", "strong", "em", "br", "a", "ul", "ol", "li", "dl", "dt", "dd", "div", "table", "thead", "tbody", "caption",
    "tr", "th", "td", "span", "hr", "bdi", "details", "summary",
}  # fmt: skip


class Read(HTMLParser):
    """What a browser makes of HTML: its tags, their attributes, and its text."""

    def __init__(self, markup: str):
        super().__init__()
        self.tags: list[str] = []
        self.attributes: dict[str, list[str]] = {}
        self.text = ""
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        for name, value in attrs:
            self.attributes.setdefault(name, []).append(value or "")

    def handle_data(self, data: str) -> None:
        self.text += data


def rows_of(words: str) -> Chart:
    """Returns a chart of rows with the same words wherever words may stand."""
    series = (Series(words, (1.0, 9.0, 99.0), (words, words, words)),)
    groups = (Group(words, 2), Group(words, 1, is_claimed=True))
    return Chart(
        "rows", "tried", words, words, words, words, (words, words, words), series, "£", 1.0, Table(words, (words,), ()),
        base=1.0, ends=((-1.0, 5.0), None, None), own=0, groups=groups,
    )  # fmt: skip


def every_block(words: str) -> list[PageBlock]:
    """Returns one of each kind of block, with the same words wherever words may stand."""
    marked = (words, Bold(words), Italic(words), Break(), Link(words, "https://example.org/?a=1&b=<2>"))
    table = Table(words, (words, words), ((words, words),), words)
    return [
        Heading(words),
        Words((words, marked), "notice", "alert"),
        Lines((words, marked)),
        Facts(((words, words), (words, marked))),
        Tabled(table),
        ToWrite(words),
        Grid(words, (words,), ((words, (Cell(words, "first"), Cell(marked))),)),
        Icons(4),
        Rule(),
        Box((paragraphs(words),), "strip", "status"),
        Rowed(rows_of(words)),
        OpeningRows(
            words,
            (words, words, words),
            (OpeningRow((words, words), Marked(words, "full"), (words,)),),
            words,
        ),
    ]


@pytest.mark.parametrize("renderer", [Screen(), WebPage(iter(()))], ids=["screen", "web page"])
def test_a_text_full_of_markup_is_printed_as_the_text_that_it_is(renderer: Renderer) -> None:
    for block in every_block(HOSTILE):
        found = Read(renderer.block(block))
        assert set(found.tags) <= OURS and not {"onerror", "onclick"} & found.attributes.keys()
        if not isinstance(block, Icons | Rule):
            assert HOSTILE in found.text


@given(st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1))
def test_any_text_stays_itself_in_content_and_in_an_attribute(text: str) -> None:
    found = Read(element("p", text, title=text))
    assert (found.tags, found.text, found.attributes) == (["p"], text, {"title": [text]})


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "data:text/html,x", "//example.org", "", " https://x"]
)
def test_words_lead_to_an_address_on_the_web_or_nowhere(address: str) -> None:
    assert Screen().text((Link("A study", address),)) == "A study"


def test_a_style_sheet_that_holds_a_tag_is_refused() -> None:
    with pytest.raises(ValueError):
        style_sheet("p {color: red;}</style>")


def test_only_facts_that_say_something_are_listed() -> None:
    assert facts([("Study", "A trial"), ("People", None), ("Months", 12), ("Note", "")]) == Facts(
        (("Study", "A trial"), ("Months", "12"))
    )


def test_amounts_in_bold_leave_the_words_as_they_were() -> None:
    sentence = "Costs less than £1.2 million; gives back \N{MINUS SIGN}£300 <a year>."
    assert plain(amounts_in_bold(sentence)) == sentence
    assert [part.words for part in amounts_in_bold(sentence) if isinstance(part, Bold)] == [
        "less than £1.2 million", "\N{MINUS SIGN}£300",
    ]  # fmt: skip
