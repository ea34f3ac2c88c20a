"""Blocks as HTML, for the screen and for the web page; `html_elements.py` writes their tags and escapes what stands between them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable

from make_the_case.words.blocks import (
    Beside,
    Bold,
    Box,
    Break,
    Cell,
    Drawn,
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
    Text,
    ToWrite,
    Words,
    paragraphs,
    prose_columns,
)
from make_the_case.words.charts.rows_placed import placed
from make_the_case.words.html_elements import Markup, element, escaped, escaped_in_a_chart, joined, maker
from make_the_case.words.panel_markup import panel_markup
from make_the_case.words.panels import Panel
from make_the_case.words.row_markup import rows_markup
from make_the_case.words.tables.summary_tables import Table

# Blocks ------------------------------------------------------------------------------------------------------


class Renderer(ABC):
    """Writes blocks as HTML; the screen and the web page each say where they differ."""

    prefix = ""
    """What the names of classes begin with."""
    facts_class: str | None = None
    """The class of a list of labels, where it has one."""
    first_level = 1
    """The level of HTML at which headings begin."""

    def blocks(self, blocks: Iterable[PageBlock], between: str = "") -> Markup:
        """Returns blocks one after another."""
        return joined((self.block(block) for block in blocks), between)

    def block(self, block: PageBlock) -> Markup:
        """Returns one block."""
        if isinstance(block, Heading):
            return self.heading(block)
        if isinstance(block, Words):
            style = None if block.style == "plain" else self.prefix + block.style
            return joined(
                element("p", self.text(words), class_=style, role=block.aloud or None)
                for words in block.paragraphs
            )
        if isinstance(block, Lines):
            style = None if block.style == "plain" else self.prefix + block.style
            items = (element("li", self.text(item)) for item in block.items)
            return element("ol" if block.is_numbered else "ul", *items, class_=style)
        if isinstance(block, Facts):
            return self._facts(block)
        if isinstance(block, Tabled):
            return self.table(block.table)
        if isinstance(block, Drawn):
            return self.chart(block)
        return self._rare(block)

    def _rare(self, block: ToWrite | Grid | Icons | Rule | Box | Beside | Rowed | Panel) -> Markup:
        if isinstance(block, ToWrite):
            return element(
                "p", self.text((Bold("Complete this."), f" {block.what}")), class_=f"{self.prefix}write"
            )
        if isinstance(block, Grid):
            return self._grid(block)
        if isinstance(block, Icons):
            return self._icons(block)
        if isinstance(block, Box):
            return element(
                "div",
                self.blocks(block.blocks),
                class_=self.prefix + block.style,
                role=block.aloud or None,
            )
        if isinstance(block, Beside):
            return element("div", *map(self.block, block.boxes), class_=f"{self.prefix}{block.widths}")
        if isinstance(block, Rule):
            return element("hr")
        if isinstance(block, Rowed):
            return self._rowed(block)
        return panel_markup(block)

    def _rowed(self, block: Rowed) -> Markup:
        chart = block.chart
        title = element("h3", self.words(chart.title), class_=f"{self.prefix}card-title")
        under = element("p", self.words(f"{chart.subtitle}."), class_=f"{self.prefix}under")
        said = self.block(paragraphs(chart.summary if block.has_summary else "", style="small"))
        return joined([title, under, rows_markup(placed(chart), chart.alt), said])

    def text(self, text: Text) -> Markup:
        """Returns the words of a paragraph, with their marks."""
        return self.words(text) if isinstance(text, str) else joined(map(self._part, text))

    def words(self, words: str) -> Markup:
        """Returns words without marks."""
        return escaped(words)

    def _part(self, part: str | Bold | Italic | Link | Break) -> Markup:
        if isinstance(part, str):
            return self.words(part)
        if isinstance(part, Break):
            return element("br")
        if isinstance(part, Link):
            words = self.words(part.words)
            if not part.address.startswith(("https://", "http://")):
                return words
            return element("a", words, href=part.address, target="_blank", rel="noopener noreferrer")
        return element("strong" if isinstance(part, Bold) else "em", self.words(part.words))

    def heading(self, block: Heading) -> Markup:
        """Returns a heading."""
        looks = {"title": block.is_program, "quiet": block.is_quiet, "unseen": block.is_unseen}
        style = next((f"{self.prefix}{look}" for look, has_it in looks.items() if has_it), None)
        return element(f"h{block.level + self.first_level - 1}", self.words(block.text), class_=style)

    def _facts(self, block: Facts) -> Markup:
        pairs = (
            part
            for label, words in block.rows
            for part in (element("dt", self.words(label)), element("dd", self.text(words)))
        )
        return element("dl", *pairs, class_=self.facts_class)

    @abstractmethod
    def table(self, table: Table) -> Markup:
        """Returns a table with its caption and its note."""

    @abstractmethod
    def chart(self, block: Drawn) -> Markup:
        """Returns a chart's words, with its picture where there is one."""

    def _grid(self, block: Grid) -> Markup:
        head = (element("th", self.words(words), scope="col") for words in block.across)
        rows = (
            element("tr", element("th", self.words(name), scope="row"), *map(self._cell, cells))
            for name, cells in block.rows
        )
        return element(
            "table",
            element("thead", element("tr", element("td"), *head)),
            element("tbody", *rows),
            class_=f"{self.prefix}grid",
            aria_label=block.label,
        )

    def _cell(self, cell: Cell) -> Markup:
        return element("td", self.text(cell.text), class_=self.prefix + cell.mark if cell.mark else None)

    def _icons(self, block: Icons) -> Markup:
        names = [f"{self.prefix}icon{f' {self.prefix}ahead' if k < block.filled else ''}" for k in range(10)]
        return element(
            "div",
            *(element("span", class_=name) for name in names),
            class_=f"{self.prefix}icons",
            role="img",
            aria_label=f"{block.filled} of 10 figures filled",
        )


MOST_COLUMNS = 8
"""Of a table that is set within the page: a wider one moves sideways by itself, and not the page with it."""


class Screen(Renderer):
    """Blocks on a page of the program, whose tables fold on a narrow screen."""

    prefix, facts_class = "mtc-", "mtc-facts"

    def table(self, table: Table) -> Markup:
        """Returns a table under its caption; a wide one is reached by keyboard, to be moved sideways without a mouse."""
        classes = [f"{self.prefix}words" if is_prose else None for is_prose in prose_columns(table)]
        head = (
            element("th", self.words(cell), scope="col", role="columnheader", class_=kind)
            for cell, kind in zip(table.header, classes, strict=True)
        )
        first, row_of = maker("th", scope="row", role="rowheader"), maker("tr", role="row")
        others = [
            maker("td", role="cell", data_label=label, class_=kind)
            for label, kind in zip(table.header[1:], classes[1:], strict=True)
        ]
        rows = (
            row_of(
                first(self.words(row[0])),
                *(make(self.words(cell)) for make, cell in zip(others, row[1:], strict=True)),
            )
            for row in table.rows
        )
        made = element(
            "table",
            element("thead", element("tr", *head, role="row"), role="rowgroup"),
            element("tbody", *rows, role="rowgroup"),
            class_="mtc-table mtc-of-words" if any(classes[1:]) else "mtc-table",
            role="table",
            aria_label=table.caption,
        )
        if len(table.header) > MOST_COLUMNS:
            made = element(
                "div", made, class_="mtc-wide", tabindex="0", role="region", aria_label=table.caption
            )
        return joined([element("h3", self.words(table.caption)), made, self.block(paragraphs(table.note))])

    def chart(self, block: Drawn) -> Markup:
        """Returns what stands above a chart: what it says, and what it measures."""
        chart = block.chart
        return self.blocks([Heading(chart.title, 3), paragraphs(f"{chart.subtitle}.", style="under")])


# Words in a chart --------------------------------------------------------------------------------------------


def chart_label(*lines: Text) -> str:
    """Returns lines as Plotly prints them in a chart as they stand: it would read tags and links in a name otherwise.

    >>> chart_label("Gains < costs", (Bold("£5"),))
    'Gains &lt; costs<br><b>£5</b>'
    """
    return LINE_IN_A_CHART.join(
        "".join(map(_in_a_chart, (line,) if isinstance(line, str) else line)) for line in lines
    )


LINE_IN_A_CHART = "<br>"


def _in_a_chart(part: str | Bold | Italic | Link | Break) -> str:
    words = escaped_in_a_chart(part if isinstance(part, str) else part.words)
    return f"<b>{words.replace(chr(10), LINE_IN_A_CHART)}</b>" if isinstance(part, Bold) else words


def lines_in(label: str) -> int:
    """Returns how many lines a label of a chart has."""
    return label.count(LINE_IN_A_CHART) + 1


def beside_the_pointer(template: str) -> str:
    """Returns what Plotly shows of a mark that is pointed at, without a box that names the series again."""
    return f"{template}<extra></extra>"
