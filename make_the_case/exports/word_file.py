"""The five-case document as a Word file: real styles, so that an organisation's own can take their place."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from make_the_case.exports.chart_pictures import pictures, shortened, unprinted_in
from make_the_case.exports.lettering import directed, is_turned
from make_the_case.exports.style_file import REMEDY, read_styles
from make_the_case.exports.uploads import UploadError
from make_the_case.exports.word_fields import bookmarked, list_of_contents, page_of_pages
from make_the_case.exports.word_pages import on_their_side
from make_the_case.words.blocks import (
    Block,
    Drawn,
    Facts,
    Heading,
    Lines,
    Tabled,
    ToWrite,
    Words,
    column_widths,
    numeric_columns,
    plain,
)
from make_the_case.words.papers.evaluation_plan import evaluation_plan
from make_the_case.words.papers.full_case import Length, full_case
from make_the_case.words.tables.summary_tables import Table
from valuation.answers.appraised import Appraised

if TYPE_CHECKING:
    from docx import table as docx_table
    from docx.document import Document
    from docx.oxml.xmlchemy import BaseOxmlElement
    from docx.text.paragraph import Paragraph

NOTE = "Note"
"""Small print, in our own style; an organisation's file that lacks it gives its usual text."""
STYLES = {
    "verdict": "Intense Quote", "notice": "Quote", "recommendation": "Intense Quote", "small": NOTE, "plain": "Normal",
}  # fmt: skip
MOST_OF_A_PROPERTY = 255
"""Characters that a property of a Word file holds."""
FIGURE_WIDTH = 14.0
"""Centimetres: the most that a picture takes, so that its letters are those of a table and two of them stand on a page."""
TALLEST_FIGURE = 21.0
"""Centimetres: the most that stands on a page below its caption."""
A4_WIDTH = 7_560_000
"""Of the page where a file of styles says none, in the units of a Word file: 360,000 to the centimetre."""
TOGETHER = 7
"""Rows up to which a table that says little stands on one page; of a longer one the first rows stay with its caption, and the last two together."""
LITTLE = 700
"""Letters, of the longest cell of each row together, up to which a table says little: half a page at most."""
SMALL = 8.5
"""Points of a long list of facts."""
MOST_FACTS = 15
"""Facts up to which they are a table; a longer list, such as that of words, is lines in small type."""


def five_case_docx(
    appraised: Appraised,
    made_at: datetime | None = None,
    styles: bytes | None = None,
    styles_name: str = "the style file",
    length: Length = "full",
) -> bytes:
    """Returns the full or the short case as .docx, in an organisation's own styles where its file is given.

    Raises UploadError where that file may not be opened.
    """
    case, answer, option = appraised.case, appraised.answer, appraised.option
    title = case.shape.title or "A case without a title"
    blocks = full_case(appraised, length)
    named = (title, answer.options[option].name, case.shape.organisation or "", answer.check_code)
    return word_file(*named, blocks, made_at, styles, styles_name, is_short=length == "short")


def evaluation_plan_docx(appraised: Appraised, made_at: datetime | None = None) -> bytes:
    """Returns the evaluation plan of one option as .docx."""
    case, answer, option, _ = appraised
    title = f"Evaluation plan: {case.shape.title or answer.options[option].name}"
    named = (title, answer.options[option].name, case.shape.organisation or "", answer.check_code)
    return word_file(*named, evaluation_plan(appraised), made_at, is_short=True)


def word_file(
    title: str,
    subtitle: str,
    author: str,
    code: str,
    blocks: Sequence[Block],
    made_at: datetime | None = None,
    styles: bytes | None = None,
    styles_name: str = "the style file",
    is_short: bool = False,
) -> bytes:
    """Returns a document as .docx, in an organisation's own styles where its file is given; a short one has no list of contents."""
    charts = [block.chart for block in blocks if isinstance(block, Drawn)]
    drawn = iter(pictures(charts, "png"))
    document = _opened(styles, styles_name)
    core = document.core_properties
    core.title, core.author = (_clean(words)[:MOST_OF_A_PROPERTY] for words in (title, author))
    core.language, core.comments = "en-GB", f"Check code {code}"
    core.created = core.modified = made_at or datetime(2026, 1, 1)
    written = _Written(document, drawn)
    if author:
        written.paragraph(author, "Subtitle")
    written.paragraph(title, "Title")
    written.paragraph(subtitle, "Subtitle")
    if not is_short:
        written.contents([block.text for block in blocks if isinstance(block, Heading) and block.level == 1])
    for is_wide, block in zip(on_their_side(blocks), blocks, strict=True):
        written.turn(is_upright=not is_wide)
        written.block(block)
    written.turn(is_upright=True)
    if unprinted := unprinted_in(charts):
        written.paragraph(f"In the pictures, {unprinted}", NOTE)
    written.footer(f"Check code {code}")
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _opened(styles: bytes | None, name: str) -> Document:
    """Returns an empty document, in the styles of a file where one is given."""
    import docx

    if styles is None:
        document = docx.Document()
        _house_style(document)
        return document
    try:
        document = docx.Document(io.BytesIO(read_styles(styles, name).content))
    except UploadError:
        raise
    except Exception as error:  # whatever a library raises of a file that is not what it says
        raise UploadError(f"{name} cannot be read as a Word file. {REMEDY}") from error
    body = document.element.body
    for element in list(body):
        if not element.tag.endswith("}sectPr"):
            body.remove(element)
    return document


def _house_style(document: Document) -> None:
    from docx.enum.style import WD_STYLE_TYPE
    from docx.oxml.ns import qn
    from docx.shared import Cm, Pt, RGBColor

    section = document.sections[0]
    section.page_width, section.page_height = Cm(21.0), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.0)
    section.top_margin = section.bottom_margin = Cm(1.8)
    blue = RGBColor(0x12, 0x43, 0x6D)
    document.styles.add_style(NOTE, WD_STYLE_TYPE.PARAGRAPH).base_style = document.styles["Normal"]
    for name, size in (
        ("Normal", 10.5),
        (NOTE, 8.5),
        ("Heading 1", 16),
        ("Heading 2", 13),
        ("Title", 24),
        ("Subtitle", 13),
        ("Caption", 9.5),
        ("Quote", 10.5),
        ("Intense Quote", 11.5),
    ):
        style = document.styles[name]
        if name in (NOTE, "Normal"):
            style.paragraph_format.space_after = Pt(3 if name == NOTE else 5)
        if name.startswith("Heading"):
            style.paragraph_format.space_before = Pt(10 if name == "Heading 1" else 6)
        style.font.name, style.font.size = "Arial", Pt(size)
        style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "Arial")
        for theme in ("w:asciiTheme", "w:hAnsiTheme", "w:eastAsiaTheme", "w:cstheme"):
            style.element.rPr.rFonts.attrib.pop(qn(theme), None)
        if name.startswith(("Heading", "Title", "Intense")):
            style.font.color.rgb, style.font.italic = blue, False
        elif name != "Normal":
            style.font.color.rgb = RGBColor(0x3D, 0x3D, 0x3D)


class _Written:
    """A document while it is being written, block after block."""

    def __init__(self, document: Document, drawn: Iterator[bytes]):
        self.document, self.drawn = document, drawn
        self.styles = {style.name: style.style_id for style in document.styles}
        self.figures = self.tables = self.parts = 0

    def paragraph(self, text: str, style: str = "Normal") -> Paragraph:
        made = self.document.add_paragraph(_clean(text))
        if style != "Normal" and style in self.styles:
            made._p.style = self.styles[style]  # by its id: to look a style up by name takes a millisecond
        _turn(made, text)
        return made

    def block(self, block: Block) -> None:
        if isinstance(block, Heading):
            heading = self.paragraph(block.text, f"Heading {block.level}")
            if block.level == 1:
                bookmarked(heading, self.parts)
                self.parts += 1
        elif isinstance(block, Words):
            for text in block.paragraphs:
                self.paragraph(plain(text), STYLES[block.style])
        elif isinstance(block, Lines):
            for item in block.items:
                self.paragraph(plain(item), "List Number" if block.is_numbered else "List Bullet")
        elif isinstance(block, Facts):
            rows = tuple((label, plain(words)) for label, words in block.rows)
            if len(rows) > MOST_FACTS:
                for label, words in rows:
                    self._small_fact(label, words)
                return
            self._table(Table("", ("About", "What it says"), rows), has_caption=False)
        elif isinstance(block, ToWrite):
            self._to_write(block.what)
        elif isinstance(block, Drawn):
            self._figure(block)
        elif isinstance(block, Tabled):
            self._table(block.table)

    def contents(self, parts: list[str]) -> None:
        """Writes the list of contents: the parts with their pages, which a word processor works out."""
        list_of_contents([self.paragraph(part) for part in parts])

    def footer(self, text: str) -> None:
        """Writes the check code and the page at the foot of every page, below an organisation's own footer where it has one."""
        footer = self.document.sections[0].footer
        own = [paragraph.text for paragraph in footer.paragraphs]
        if any(own) or footer.tables or footer._element.xpath(".//w:drawing | .//w:pict | .//w:sdt"):
            written = footer.add_paragraph(text)
        else:
            written = footer.paragraphs[0]
            written.text = text
        written.add_run(". ")
        page_of_pages(written)

    def _small_fact(self, label: str, words: str) -> None:
        from docx.shared import Pt

        made = self.paragraph("", NOTE)
        made.paragraph_format.space_after = Pt(1)
        for text, is_bold in ((f"{_clean(label)}: ", True), (_clean(words), None)):
            run = made.add_run(text)
            run.bold, run.font.size = is_bold, Pt(SMALL)

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
        self._caption("Figure", self.figures, f"{chart.title}. {chart.subtitle.rstrip('.')}.")
        picture = self.document.add_picture(
            io.BytesIO(next(self.drawn)), width=Cm(min(FIGURE_WIDTH, self._room()))
        )
        if picture.height > Cm(TALLEST_FIGURE):
            picture.width, picture.height = (
                int(picture.width * Cm(TALLEST_FIGURE) / picture.height),
                Cm(TALLEST_FIGURE),
            )
        properties = picture._inline.docPr
        properties.set("descr", _clean(chart.alt))
        properties.set("title", _clean(chart.title))
        self.paragraph(chart.summary)
        if block.has_table:
            self._table(chart.table)

    def _table(self, table: Table, has_caption: bool = True) -> None:
        from docx.shared import Pt

        if has_caption and not table.rows:
            self.paragraph(f"{table.caption}. {table.note}")
            return
        if has_caption:
            self.tables += 1
            self._caption("Table", self.tables, table.caption)
        self._cells(table)
        if table.note:
            self.paragraph(table.note, NOTE)
        else:  # Word makes one of two tables with nothing between them
            between = self.paragraph("").paragraph_format
            between.space_after, between.line_spacing = Pt(0), Pt(6)

    def turn(self, is_upright: bool) -> None:
        """Begins pages that stand, or lie on their side."""
        from docx.enum.section import WD_ORIENT, WD_SECTION

        section = self.document.sections[-1]
        if (section.orientation == WD_ORIENT.PORTRAIT) == is_upright:
            return
        section = self.document.add_section(WD_SECTION.NEW_PAGE)
        section.orientation = WD_ORIENT.PORTRAIT if is_upright else WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = section.page_height, section.page_width

    def _room(self) -> float:
        """Returns the centimetres between the margins of the page that is being written."""
        section = self.document.sections[-1]
        margins = (section.left_margin or 0) + (section.right_margin or 0)
        return float(((section.page_width or A4_WIDTH) - margins) / 360_000)

    def _cells(self, table: Table) -> None:
        from docx.enum.text import WD_ALIGN_PARAGRAPH
        from docx.shared import Cm, Pt

        columns = len(table.header)
        made = self.document.add_table(rows=1 + len(table.rows), cols=columns)
        if "Table Grid" in self.styles:
            made.style = "Table Grid"
        _rule(made)
        for place, row in enumerate(made.rows):
            _mark(
                row._tr.get_or_add_trPr(), ("w:cantSplit", "w:tblHeader") if place == 0 else ("w:cantSplit",)
            )
        size = 9.5 if columns <= 4 else 8.5 if columns <= 7 else 7.5
        is_numeric, widths = numeric_columns(table), column_widths(table, self._room(), size)
        made.autofit, is_whole = False, stands_whole(table.rows)
        for column, wide in zip(made.columns, widths, strict=True):
            column.width = Cm(wide)
        cells = made._cells  # one walk over the table: asking each row for its cells takes a second
        for place, words in enumerate(
            [*map(shortened, table.header), *(words for row in table.rows for words in row)]
        ):
            cell, column_of_cell = cells[place], place % columns
            cell.width = Cm(widths[column_of_cell])
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.space_after = Pt(1)
            if is_numeric[column_of_cell]:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            run = paragraph.add_run(_clean(words))
            run.font.size = Pt(size)
            _turn(paragraph, words)
            run.bold = place < columns or None
            if place < columns:
                _shade(cell)
            if _stays_with_next(place // columns, table, is_whole):
                paragraph.paragraph_format.keep_with_next = True


def stands_whole(rows: Sequence[Sequence[str]]) -> bool:
    """Returns whether a table is kept on one page, because it has few rows that say little."""
    return len(rows) <= TOGETHER and sum(max(map(len, row), default=0) for row in rows) <= LITTLE


def _stays_with_next(row: int, table: Table, is_whole: bool) -> bool:
    """Returns whether a row, of which 0 is the heading, stands on the page of the next; the last with the note, where there is one."""
    last = len(table.rows)
    if row == last:
        return bool(table.note)
    return is_whole or row < 2 or row == last - 1


def _turn(paragraph: Paragraph, text: str) -> None:
    """Turns a paragraph whose words are written from right to left."""
    from docx.oxml import OxmlElement

    if is_turned(text):
        paragraph._p.get_or_add_pPr().insert_element_before(
            OxmlElement("w:bidi"),
            "w:adjustRightInd",
            "w:snapToGrid",
            "w:spacing",
            "w:ind",
            "w:jc",
            "w:outlineLvl",
            "w:rPr",
            "w:sectPr",
        )
        for run in paragraph.runs:
            run.font.rtl = True


def _mark(properties: BaseOxmlElement, names: Sequence[str]) -> None:
    """Sets switches of a row: not to be split over two pages, to be repeated on each."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    for name in names:
        element = OxmlElement(name)
        element.set(qn("w:val"), "true")
        properties.append(element)


def _rule(table: docx_table.Table) -> None:
    """Gives a table thin lines between its rows, and none between its columns."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        line = OxmlElement(f"w:{side}")
        is_drawn = side in ("top", "bottom", "insideH")
        for key, value in (("val", "single" if is_drawn else "nil"), ("sz", "4"), ("color", "9AA5B1")):
            line.set(qn(f"w:{key}"), value)
        borders.append(line)
    table._tbl.tblPr.append(borders)


def _shade(cell: docx_table._Cell) -> None:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    shade = OxmlElement("w:shd")
    for key, value in (("val", "clear"), ("color", "auto"), ("fill", "E7EEF5")):
        shade.set(qn(f"w:{key}"), value)
    cell._tc.get_or_add_tcPr().append(shade)


def _clean(text: str) -> str:
    """Returns text without the few characters that XML cannot hold."""
    return "".join(
        c
        for c in directed(text)
        if c in "\t\n"
        or (ord(c) >= 0x20 and not 0xD800 <= ord(c) <= 0xDFFF and ord(c) not in (0xFFFE, 0xFFFF))
    )
