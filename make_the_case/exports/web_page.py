"""The case as one web page: self-contained, without script, for a screen reader, a telephone and a printer."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Sequence

from make_the_case.exports.chart_pictures import pictures, unprinted_in
from make_the_case.exports.lettering import WORD_SIGNS, directed, is_turned
from make_the_case.exports.logo import Logo
from make_the_case.words.blocks import Block, Bold, Drawn, Heading, numeric_columns, paragraphs
from make_the_case.words.html_elements import Markup, element, joined, style_sheet, whole_page
from make_the_case.words.markup import MOST_COLUMNS, Renderer
from make_the_case.words.papers.full_case import full_case
from make_the_case.words.tables.summary_tables import Table
from valuation.answers.appraised import Appraised

STYLE = """
:root {color-scheme: light; --ink: #1f1f1f; --blue: #12436D; --line: #b9c0c7;}
* {box-sizing: border-box;}
body {margin: 0; font: 1.05rem/1.5 "Source Sans 3", "Source Sans Pro", Arial, "Noto Sans", sans-serif; color: var(--ink); background: #fff; overflow-wrap: anywhere;}
main, header, nav, footer {max-width: 60rem; margin: 0 auto; padding: 0 1rem;}
h1 {font-size: 2rem; line-height: 1.2; color: var(--blue);}
h2 {font-size: 1.5rem; color: var(--blue); border-top: 2px solid var(--blue); padding-top: .6rem; margin-top: 2.4rem;}
h3 {font-size: 1.15rem; color: var(--blue); margin-top: 1.6rem;}
a {color: var(--blue);} a:focus, [tabindex]:focus {outline: 3px solid #F46A25; outline-offset: 2px;}
.skip {position: absolute; left: -999rem;} .skip:focus {left: 1rem; top: 1rem; background: #fff; padding: .5rem; z-index: 2;}
.verdict {font-size: 1.4rem; font-weight: 700; line-height: 1.3;}
.notice {border-left: .4rem solid #F46A25; padding-left: .8rem; font-weight: 600;}
.recommendation {background: #E7EEF5; padding: .8rem 1rem; font-weight: 600;}
.small {font-size: .9rem; color: #4a4a4a;}
.write {border: 2px dashed #8a5a00; background: #FFF6D6; padding: .6rem .9rem; margin: .8rem 0;}
dl {display: grid; grid-template-columns: minmax(9rem, 15rem) 1fr; gap: .3rem 1.2rem;} dt {font-weight: 600;} dd {margin: 0;}
.logo {display: block; max-width: 18rem; max-height: 4.5rem; margin: 1rem 0 0;}
figure {margin: 1.2rem 0;} figure img {width: 100%; height: auto;} figcaption {font-weight: 600;}
.wide {overflow-x: auto;} table {border-collapse: collapse; width: 100%; margin: .4rem 0; font-variant-numeric: tabular-nums;}
th, td {overflow-wrap: break-word; min-width: 4.5rem;} nav ol {list-style: none; padding-left: 0;}
caption {text-align: left; font-weight: 600; padding: .3rem 0;} th, td {text-align: left; vertical-align: top; padding: .3rem .6rem .3rem 0; border-bottom: 1px solid var(--line);}
thead th {border-bottom: 2px solid var(--ink);} tbody th {font-weight: 400; min-width: 9rem;} .number {text-align: right; white-space: nowrap;} .number + :not(.number) {padding-left: 1.2rem;}
.broad :is(th, td) {min-width: 7rem;} .broad tbody th, .broad thead th:first-child {min-width: 2.5rem;} .broad .number {min-width: 4.5rem;} .broad thead .number {white-space: normal;}
.unseen {position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%);}
@media (max-width: 40rem) {dl {grid-template-columns: 1fr;} dd {margin-bottom: .4rem;} body {font-size: 1rem;}}
@media print {nav, .skip {display: none;} h2 {break-after: avoid;} table, figure {break-inside: avoid;} body {font-size: 10pt;} .wide {overflow: visible;}}
"""
MOST_OF_WORDS = 3
"""Columns of words of a wide table, as one of years has; in a register, which has more, each column keeps room for its words."""
POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
"""What the page may load: its own style and its own pictures, and nothing else."""


def web_page(appraised: Appraised) -> bytes:
    """Returns the whole case as one HTML file that needs nothing beside it."""
    case, answer, option = appraised.case, appraised.answer, appraised.option
    title = case.shape.title or "A case without a title"
    blocks = full_case(appraised)
    option_answer = answer.options[option]
    named = (title, option_answer.name, blocks, answer.check_code)
    return page_of(*named, option_answer.verdict.sentence, case.shape.organisation or "")


def page_of(
    title: str,
    subtitle: str,
    blocks: Sequence[Block],
    code: str,
    verdict: str = "",
    organisation: str = "",
    logo: Logo | None = None,
) -> bytes:
    """Returns a document as one HTML file that needs nothing beside it, the verdict before its list of contents."""
    charts = [block.chart for block in blocks if isinstance(block, Drawn)]
    page = WebPage(iter(pictures(charts, "svg")))
    parts = [block for block in blocks if isinstance(block, Heading) and block.level == 1]
    contents = (
        element("li", element("a", page.words(part.text), href=f"#{_anchor(part)}")) for part in parts
    )
    unprinted = unprinted_in(charts)
    head = (
        element("meta", charset="utf-8"),
        element("meta", name="viewport", content="width=device-width, initial-scale=1"),
        element("meta", http_equiv="Content-Security-Policy", content=POLICY),
        element("title", page.shown(title)),
        style_sheet(STYLE),
    )
    body = (
        element("a", "Skip to the content", class_="skip", href="#content"),
        element(
            "header",
            element("img", src=logo.address, alt="", class_="logo") if logo else "",
            element("p", page.words(organisation)) if organisation else "",
            element("h1", page.words(title)),
            element("p", page.words(subtitle)),
            page.block(paragraphs(verdict, style="verdict")),
        ),
        element("nav", element("ol", *contents), aria_label="Contents"),
        element("main", "\n", page.blocks(blocks, "\n"), "\n", id="content"),
        element(
            "footer",
            element("p", page.shown(f"In the pictures, {unprinted}"), class_="small") if unprinted else "",
            element("p", "Check code ", page.shown(code), ".", class_="small"),
        ),
    )
    return whole_page(joined(head, "\n"), joined(body, "\n")).encode()


class WebPage(Renderer):
    """Blocks on a page by itself: its title stands above the headings, and its pictures within it."""

    first_level = 2

    def __init__(self, drawn: Iterator[bytes]):
        """Binds the pictures of the page's charts, in their order."""
        self._drawn = drawn
        self._labels: dict[str, int] = {}
        self._above = ""
        """The heading that was last written."""

    def shown(self, words: str) -> str:
        """Returns words with the signs that a reader's fonts have, in the direction in which they are written."""
        return directed(words.translate(WORD_SIGNS))

    def words(self, words: str) -> Markup:
        """Returns words between tags, turned where they are written from right to left."""
        shown = self.shown(words)
        return element("bdi", shown, dir="rtl") if is_turned(words) else joined([shown])

    def heading(self, block: Heading) -> Markup:
        """Returns a heading; the list of contents leads to each part."""
        self._above = block.text
        level = block.level + self.first_level - 1
        return element(f"h{level}", self.words(block.text), id=_anchor(block) if block.level == 1 else None)

    def chart(self, block: Drawn) -> Markup:
        """Returns a chart as a picture with its words, and its numbers where they do not stand beside it."""
        chart, picture = block.chart, base64.b64encode(next(self._drawn)).decode()
        figure = element(
            "figure",
            element("figcaption", self.words(chart.title)),
            element("p", self.words(chart.subtitle), class_="small"),
            element("img", src=f"data:image/svg+xml;base64,{picture}", alt=self.shown(chart.alt)),
            element("p", self.words(chart.summary)),
        )
        return joined([figure, self.table(chart.table) if block.has_table else ""])

    def table(self, table: Table) -> Markup:
        """Returns a table with its caption, in a region of its own that can be moved sideways."""
        if not table.rows:
            return self.block(paragraphs((Bold(f"{table.caption}."), f" {table.note}")))
        kinds = ["number" if is_number else None for is_number in numeric_columns(table)]
        head = (
            element("th", self.words(words), scope="col", class_=kind)
            for words, kind in zip(table.header, kinds, strict=True)
        )
        rows = (
            element(
                "tr",
                element("th", self.words(row[0]), scope="row"),
                *(
                    element("td", self.words(words), class_=kind)
                    for words, kind in zip(row[1:], kinds[1:], strict=True)
                ),
            )
            for row in table.rows
        )
        made = element(
            "table",
            element(
                "caption",
                self.words(table.caption),
                class_="unseen" if table.caption == self._above else None,  # a heading has just said it
            ),
            element("thead", element("tr", *head)),
            element("tbody", *rows),
            class_="broad" if len(kinds) > MOST_COLUMNS and kinds.count(None) > MOST_OF_WORDS else None,
        )
        label = self._told_apart(self.shown(table.caption))
        region = element("div", made, class_="wide", tabindex="0", role="region", aria_label=label)
        return joined([region, self.block(paragraphs(table.note, style="small"))])

    def _told_apart(self, label: str) -> str:
        """Returns the label of a region, with a number where it has stood before: a reader lists them by it."""
        self._labels[label] = self._labels.get(label, 0) + 1
        return f"{label} ({self._labels[label]})" if self._labels[label] > 1 else label


def _anchor(part: Heading) -> str:
    return re.sub(r"[^a-z0-9]+", "-", part.text.lower()).strip("-")
