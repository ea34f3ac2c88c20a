"""The five-case document as a Word file: real styles, so that an organisation's own can take their place."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from exports.figures import pictures
from exports.uploads import UploadError, looked_at
from valuation import Case
from valuation.sensitivity.result import Analysis
from words.document import Block, Drawn, Facts, Heading, Lines, Tabled, ToWrite, Words, numeric_columns
from words.full_case import full_case
from words.summary import Result
from words.summary_tables import Table

STYLES = {
    "verdict": "Intense Quote", "notice": "Quote", "recommendation": "Intense Quote", "small": "Caption", "plain": "Normal",
}  # fmt: skip
REMEDY = "Save a Word file with your styles as .docx and choose it again, or go on without one."
MOST_OF_A_PROPERTY = 255
"""Characters that a property of a Word file holds."""
FIGURE_WIDTH = 16.0
"""Centimetres between the margins of an A4 page."""


def five_case_docx(
    case: Case,
    result: Result,
    option: str,
    analysis: Analysis | None = None,
    made_at: datetime | None = None,
    styles: bytes | None = None,
    styles_name: str = "the style file",
) -> bytes:
    """Returns the full case as .docx, in an organisation's own styles where its file is given.

    Raises UploadError where that file may not be opened.
    """
    title = case.shape.title or "A case without a title"
    blocks = full_case(case, result, option, analysis)
    named = (title, result["options"][option]["name"], case.shape.organisation or "", result["check_code"])
    return word_file(*named, blocks, made_at, styles, styles_name)


def word_file(
    title: str,
    subtitle: str,
    author: str,
    code: str,
    blocks: Sequence[Block],
    made_at: datetime | None = None,
    styles: bytes | None = None,
    styles_name: str = "the style file",
) -> bytes:
    """Returns a document as .docx, in an organisation's own styles where its file is given."""
    drawn = iter(pictures([block.chart for block in blocks if isinstance(block, Drawn)], "png"))
    document = _opened(styles, styles_name)
    core = document.core_properties
    core.title, core.author = (_clean(words)[:MOST_OF_A_PROPERTY] for words in (title, author))
    core.language, core.comments = "en-GB", f"Check code {code}"
    core.created = core.modified = made_at or datetime(2026, 1, 1)
    written = _Written(document, drawn)
    written.paragraph(title, "Title")
    written.paragraph(subtitle, "Subtitle")
    written.contents([block.text for block in blocks if isinstance(block, Heading) and block.level == 1])
    for block in blocks:
        written.block(block)
    written.footer(f"Check code {code}")
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _opened(styles: bytes | None, name: str) -> Any:
    """Returns an empty document, in the styles of a file where one is given."""
    import docx

    if styles is None:
        document = docx.Document()
        _house_style(document)
        return document
    list(looked_at(styles, name, ".docx", REMEDY))
    try:
        document = docx.Document(io.BytesIO(styles))
    except Exception as error:  # whatever a library raises of a file that is not what it says
        raise UploadError(f"{name} cannot be read as a Word file. {REMEDY}") from error
    body = document.element.body
    for element in list(body):
        if not element.tag.endswith("}sectPr"):
            body.remove(element)
    return document


def _house_style(document: Any) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Cm, Pt, RGBColor

    section = document.sections[0]
    section.page_width, section.page_height = Cm(21.0), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.5)
    section.top_margin = section.bottom_margin = Cm(2.2)
    blue = RGBColor(0x12, 0x43, 0x6D)
    for name, size in (
        ("Normal", 11),
        ("Heading 1", 16),
        ("Heading 2", 13),
        ("Title", 24),
        ("Subtitle", 13),
        ("Caption", 10),
        ("Quote", 11),
        ("Intense Quote", 12),
    ):
        style = document.styles[name]
        style.font.name, style.font.size = "Arial", Pt(size)
        style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "Arial")
        for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            style.element.rPr.rFonts.attrib.pop(qn(theme), None)
        if name.startswith(("Heading", "Title", "Intense")):
            style.font.color.rgb = blue
        elif name != "Normal":
            style.font.color.rgb = RGBColor(0x3D, 0x3D, 0x3D)


class _Written:
    """A document while it is being written, block after block."""

    def __init__(self, document: Any, drawn: Iterator[bytes]):
        self.document, self.drawn = document, drawn
        self.figures = self.tables = 0

    def paragraph(self, text: str, style: str = "Normal") -> Any:
        return self.document.add_paragraph(_clean(text), style=style if self._has(style) else None)

    def _has(self, style: str) -> bool:
        return any(known.name == style for known in self.document.styles)

    def block(self, block: Block) -> None:
        if isinstance(block, Heading):
            self.paragraph(block.text, f"Heading {block.level}")
        elif isinstance(block, Words):
            for text in block.paragraphs:
                self.paragraph(text, STYLES[block.style])
        elif isinstance(block, Lines):
            for item in block.items:
                self.paragraph(item, "List Number")
        elif isinstance(block, Facts):
            self._table(Table("", ("About", "What it says"), block.rows), has_caption=False)
        elif isinstance(block, ToWrite):
            self._to_write(block.what)
        elif isinstance(block, Drawn):
            self._figure(block)
        elif isinstance(block, Tabled):
            self._table(block.table)

    def contents(self, parts: list[str]) -> None:
        """Writes a table of contents that Word fills, and the parts plainly for who does not update it."""
        from docx.oxml import OxmlElement
        from docx.oxml.ns import qn

        run = self.paragraph("").add_run()
        for kind, text in (("begin", ""), ("", ' TOC \\o "1-2" \\h \\z \\u '), ("separate", ""), ("end", "")):
            if kind:
                element = OxmlElement("w:fldChar")
                element.set(qn("w:fldCharType"), kind)
            else:
                element = OxmlElement("w:instrText")
                element.set(qn("xml:space"), "preserve")
                element.text = text
            run._r.append(element)
        self.paragraph("In this document: " + "; ".join(parts) + ".")

    def footer(self, text: str) -> None:
        self.document.sections[0].footer.paragraphs[0].text = text

    def _to_write(self, what: str) -> None:
        from docx.enum.text import WD_COLOR_INDEX

        made = self.paragraph("")
        for words, is_bold in (("Complete this. ", True), (_clean(what), False)):
            run = made.add_run(words)
            run.bold = is_bold
            run.font.highlight_color = WD_COLOR_INDEX.YELLOW

    def _caption(self, kind: str, number: int, text: str) -> None:
        self.paragraph(f"{kind} {number}. {text}", "Caption").paragraph_format.keep_with_next = True

    def _figure(self, block: Drawn) -> None:
        from docx.shared import Cm

        self.figures += 1
        chart = block.chart
        self._caption("Figure", self.figures, f"{chart.title}. {chart.subtitle}.")
        picture = self.document.add_picture(io.BytesIO(next(self.drawn)), width=Cm(FIGURE_WIDTH))
        properties = picture._inline.docPr
        properties.set("descr", _clean(chart.alt))
        properties.set("title", _clean(chart.title))
        self.paragraph(chart.summary)
        self._table(chart.table)

    def _table(self, table: Table, has_caption: bool = True) -> None:
        from docx.enum.text import WD_ALIGN_PARAGRAPH
        from docx.oxml import OxmlElement
        from docx.oxml.ns import qn
        from docx.shared import Pt

        if has_caption:
            if not table.rows:
                self.paragraph(f"{table.caption}. {table.note}")
                return
            self.tables += 1
            self._caption("Table", self.tables, table.caption)
        columns = len(table.header)
        made = self.document.add_table(rows=1 + len(table.rows), cols=columns)
        if self._has("Table Grid"):
            made.style = "Table Grid"
        header = made.rows[0]._tr.get_or_add_trPr()
        for name in ("w:tblHeader", "w:cantSplit"):
            element = OxmlElement(name)
            element.set(qn("w:val"), "true")
            header.append(element)
        size = Pt(10 if columns <= 4 else 8.5 if columns <= 7 else 7.5)
        is_numeric, widths = numeric_columns(table), _widths(table)
        made.autofit = False
        for column, width in zip(made.columns, widths, strict=True):
            column.width = width
        cells = made._cells  # one walk over the table: asking each row for its cells takes a second
        for place, words in enumerate([*table.header, *(words for row in table.rows for words in row)]):
            cell, at = cells[place], place % columns
            cell.width = widths[at]
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.space_after = Pt(1)
            if is_numeric[at]:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            run = paragraph.add_run(_clean(words))
            run.font.size = size
            run.bold = place < columns or None
        if table.note:
            self.paragraph(table.note, "Caption")
        else:
            self.paragraph("")


def _widths(table: Table) -> list[Any]:
    """Returns the width of each column, by the longest of its words, within what a page holds."""
    from docx.shared import Cm

    longest = [
        min(46, max(len(row[k]) for row in (table.header, *table.rows))) + 4 for k in range(len(table.header))
    ]
    return [Cm(FIGURE_WIDTH * size / sum(longest)) for size in longest]


def _clean(text: str) -> str:
    """Returns text without the few characters that XML cannot hold."""
    return "".join(
        c
        for c in text
        if c in "\t\n"
        or (ord(c) >= 0x20 and not 0xD800 <= ord(c) <= 0xDFFF and ord(c) not in (0xFFFE, 0xFFFF))
    )
