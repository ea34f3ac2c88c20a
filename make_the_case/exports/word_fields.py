"""What a word processor works out by itself in a Word file: page numbers, the number of pages, and a list of contents."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from docx.oxml.xmlchemy import BaseOxmlElement
    from docx.text.paragraph import Paragraph

RIGHT_EDGE = 16.0
"""Centimetres from the left margin at which page numbers end in the list of contents."""


def field(paragraph: Paragraph, instruction: str, shown: str) -> None:
    """Writes a field with what is shown until it is worked out: marked as stale, so that Word works it out when it opens the file."""
    run = paragraph.add_run()
    run._r.append(_mark("begin", is_dirty=True))
    run._r.append(_instruction(instruction))
    run._r.append(_mark("separate"))
    paragraph.add_run(shown)
    paragraph.add_run()._r.append(_mark("end"))


def page_of_pages(paragraph: Paragraph) -> None:
    """Writes *Page 3 of 20* at the end of a paragraph, in a header or a footer."""
    paragraph.add_run("Page ")
    field(paragraph, " PAGE ", "1")
    paragraph.add_run(" of ")
    field(paragraph, " NUMPAGES ", "1")


def bookmarked(paragraph: Paragraph, place: int) -> None:
    """Gives a heading the name by which the list of contents finds its page."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    for tag, at in (("w:bookmarkStart", 0), ("w:bookmarkEnd", None)):
        element = OxmlElement(tag)
        element.set(qn("w:id"), str(place))
        if at is None:
            paragraph._p.append(element)
        else:
            element.set(qn("w:name"), _name(place))
            first = next(
                (k for k, child in enumerate(paragraph._p) if not child.tag.endswith("}pPr")),
                len(paragraph._p),
            )
            paragraph._p.insert(first, element)


def list_of_contents(lines: Sequence[Paragraph]) -> None:
    """Makes a list of contents of these lines, one for each part in its order, each with the page of its heading.

    Not Word's own table of contents: that has no page numbers before somebody updates it, and none at all in other programs.
    """
    from docx.enum.text import WD_TAB_ALIGNMENT, WD_TAB_LEADER
    from docx.shared import Cm, Pt

    for place, line in enumerate(lines):
        line.paragraph_format.tab_stops.add_tab_stop(
            Cm(RIGHT_EDGE), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS
        )
        line.paragraph_format.space_after = Pt(2)
        line.add_run("\t")
        field(line, f" PAGEREF {_name(place)} \\h ", "")


def _name(place: int) -> str:
    return f"_Toc{place + 1:06d}"


def _mark(kind: str, is_dirty: bool = False) -> BaseOxmlElement:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    element = OxmlElement("w:fldChar")
    element.set(qn("w:fldCharType"), kind)
    if is_dirty:
        element.set(qn("w:dirty"), "true")
    return element


def _instruction(text: str) -> BaseOxmlElement:
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    element = OxmlElement("w:instrText")
    element.set(qn("xml:space"), "preserve")
    element.text = text
    return element
