"""An organisation's Word file gives our paper its look, and nothing that reaches outside it; a hostile one is refused in a sentence."""

from __future__ import annotations

import io
import re
import resource
import zipfile

import docx
import pytest
from docx.shared import Cm, Pt

from make_the_case.exports.chart_pictures import pictures
from make_the_case.exports.file_makers import Wanted, left_out_of_styles
from make_the_case.exports.style_file import read_styles
from make_the_case.exports.uploads import UploadError
from make_the_case.exports.word_file import word_file
from make_the_case.words.blocks import Heading, Tabled, Words
from make_the_case.words.charts.chart import Chart, Series
from make_the_case.words.tables.summary_tables import Table

R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
OUTSIDE = "http://elsewhere.example/x"


def a_picture() -> bytes:
    chart = Chart(
        "x", "bars", "", "", "", "", ("a",), (Series("Net", (1.0,), ("",)),), "£", 1.0, Table("", (), ())
    )
    return pictures([chart], "png")[0]


def organisations_file() -> bytes:
    """A Word file as an organisation keeps it: its heading in green, wide margins, a header with a logo and a footer."""
    document = docx.Document()
    style = document.styles["Heading 1"]
    style.font.name, style.font.size = "Georgia", Pt(19)
    section = document.sections[0]
    section.left_margin = Cm(4)
    header = section.header.paragraphs[0]
    header.text = "Northshire trust"
    header.add_run().add_picture(io.BytesIO(a_picture()), width=Cm(2))
    section.footer.paragraphs[0].text = "Company 01234567"
    document.add_paragraph("The body is left behind")
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def changed(content: bytes, **parts: bytes | str) -> bytes:
    """The same archive with some parts in place of its own, or added."""
    new = {
        name.replace("__", "/"): part.encode() if isinstance(part, str) else part
        for name, part in parts.items()
    }
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        for info in old.infolist():
            if info.filename not in new:
                made.writestr(info, old.read(info))
        for name, part in new.items():
            made.writestr(name, part)
    return stream.getvalue()


def part(content: bytes, name: str) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read(name).decode()


def with_relations(content: bytes, name: str, *relations: tuple[str, str]) -> bytes:
    """The same archive in which a part refers to places outside, each of a kind."""
    rows = "".join(
        f'<Relationship Id="x{k}" Type="{KIND}{kind}" Target="{target}" TargetMode="External"/>'
        for k, (kind, target) in enumerate(relations)
    )
    try:
        text = part(content, name).replace("</Relationships>", f"{rows}</Relationships>")
    except KeyError:
        text = f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{rows}</Relationships>'
    return changed(content, **{name: text})


def paper_of(styles: bytes) -> bytes:
    blocks = [Heading("A heading", 1), Words(("Some words.",))]
    return word_file("Title", "", "", "ABC", blocks, styles=styles, styles_name="house.docx")


def nothing_reaches_outside(content: bytes) -> None:
    """Lists every relationship, field and object of a file: none of them leads out of it."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
        for name in names:
            text = archive.read(name)
            if name.endswith(".rels"):
                assert b"External" not in text and b"://elsewhere" not in text, name
            if name.endswith((".xml", ".rels")):
                for mark in (
                    b"INCLUDE",
                    b"DDEAUTO",
                    b"LINK ",
                    b"elsewhere.example",
                    b"attachedTemplate",
                    b"OLEObject",
                    b"altChunk",
                    b"dataBinding",
                ):
                    assert mark not in text, (name, mark)
        assert not [
            name
            for name in names
            if re.search("vba|activeX|embeddings|customXml/item[2-9]|glossary", name, re.I)
        ]
    docx.Document(io.BytesIO(content))


def test_a_style_file_gives_its_styles_page_header_and_footer_with_their_picture():
    made = paper_of(organisations_file())
    document = docx.Document(io.BytesIO(made))
    assert document.styles["Heading 1"].font.name == "Georgia"
    assert document.sections[0].left_margin.cm == pytest.approx(4, abs=0.01)
    header = document.sections[0].header
    assert header.paragraphs[0].text == "Northshire trust"
    assert [one.reltype.rpartition("/")[2] for one in header.part.rels.values()] == ["image"]
    assert [one.text for one in document.sections[0].footer.paragraphs] == [
        "Company 01234567",
        "Check code ABC. Page 1 of 1",
    ]
    assert "left behind" not in "".join(one.text for one in document.paragraphs)
    nothing_reaches_outside(made)


HEADER = f"""<w:hdr {W} {R} xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"
 xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">
<w:p><w:r><w:t>Trust </w:t></w:r>
<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> INCL</w:instrText></w:r><w:r><w:instrText>UDETEXT "{OUTSIDE}"</w:instrText></w:r>
<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>fetched before </w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>
<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> PAGE </w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>
<w:fldSimple w:instr="DDEAUTO c:\\\\cmd.exe"><w:r><w:t>simple </w:t></w:r></w:fldSimple>
<w:hyperlink r:id="x0"><w:r><w:t>our site</w:t></w:r></w:hyperlink>
<w:r><w:drawing><a:blip r:link="x1"/></w:drawing></w:r>
<w:r><w:pict><v:shape><v:imagedata r:id="x1" o:href="{OUTSIDE}"/></v:shape></w:pict></w:r>
<w:r><w:object><o:OLEObject Type="Link" r:id="x2"/></w:object></w:r><w:r><w:control r:id="x2"/></w:r></w:p>
<w:altChunk r:id="x2"/></w:hdr>"""


def hostile() -> bytes:
    names = zipfile.ZipFile(io.BytesIO(organisations_file())).namelist()
    header = next(name for name in names if name.startswith("word/header"))
    content = changed(organisations_file(), **{header: HEADER, "word/vbaProject.bin": b"x", "word/activeX/activeX1.xml": "<a/>",
        "word/embeddings/oleObject1.bin": b"x", "customXml/item7.xml": "<a/>"})  # fmt: skip
    content = with_relations(
        content,
        f"word/_rels/{header.rpartition('/')[2]}.rels",
        ("hyperlink", OUTSIDE),
        ("image", OUTSIDE),
        ("oleObject", OUTSIDE),
    )
    content = with_relations(
        content, "word/_rels/settings.xml.rels", ("attachedTemplate", OUTSIDE), ("mailMergeSource", OUTSIDE)
    )
    return with_relations(content, "word/_rels/document.xml.rels", ("image", OUTSIDE), ("frame", OUTSIDE))


def test_whatever_reaches_outside_is_lost_and_named_and_the_words_of_the_header_stay():
    content = hostile()
    made = paper_of(content)
    nothing_reaches_outside(made)
    header = docx.Document(io.BytesIO(made)).sections[0].header
    words = "".join(node.text or "" for node in header._element.iter() if str(node.tag).endswith("}t"))
    assert words == "Trust fetched before simple our site"
    codes = [node.text for node in header._element.iter() if str(node.tag).endswith("}instrText")]
    assert codes == [" PAGE "]
    said = left_out_of_styles(Wanted(styles=content, styles_name="house.docx"))
    for lost in (
        "ActiveX",
        "custom XML",
        "embedded objects",
        "fields that fetch",
        "linked pictures",
        "macros",
        "mail merge",
        "template",
        "links to elsewhere",
    ):
        assert lost in said, lost


def bomb() -> bytes:
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(organisations_file())) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made,
    ):
        for info in old.infolist():
            if info.filename != "word/styles.xml":
                made.writestr(info, old.read(info))
        with made.open("word/styles.xml", "w", force_zip64=True) as out:
            for _ in range(400):
                out.write(b" " * 2**20)
    return stream.getvalue()


ENTITIES = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
REFUSED = {
    "not a zip": lambda: b"hello",
    "empty": lambda: b"",
    "an old Word file, or one with a password": lambda: b"\xd0\xcf\x11\xe0" + b"x" * 1000,
    "cut short": lambda: organisations_file()[:-400],
    "no document in it": lambda: changed(b"PK\x05\x06" + b"\0" * 18, a="x"),
    "a workbook": lambda: changed(organisations_file(), **{"word/document.xml": "<workbook/>"}),
    "unpacks to 400 MB": bomb,
    "thousands of entries": lambda: changed(organisations_file(), **{f"n{k}": "x" for k in range(2_100)}),
    "an absolute name": lambda: changed(organisations_file(), **{"/etc/passwd": "x"}),
    "a name outside": lambda: changed(organisations_file(), **{"word/../../x": "x"}),
    "a name outside, as Windows writes it": lambda: changed(organisations_file(), **{"word\\..\\..\\x": "x"}),
    "entities": lambda: changed(organisations_file(), **{"word/styles.xml": f"{ENTITIES}<w:styles {W}>&b;</w:styles>"}),
    "entities in UTF-16": lambda: changed(organisations_file(), **{"word/styles.xml": f'<?xml version="1.0" encoding="UTF-16"?>{ENTITIES}<w:styles {W}>&b;</w:styles>'.encode("utf-16")}),
    "broken XML": lambda: changed(organisations_file(), **{"word/document.xml": "<w:document"}),
    "another document": lambda: changed(organisations_file(), **{"word/document.xml": "<html/>"}),
}  # fmt: skip


@pytest.mark.parametrize("what", REFUSED)
def test_a_hostile_or_wrong_file_is_refused_in_a_sentence_within_little_memory(what):
    content = REFUSED[what]()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(UploadError) as refused:
        read_styles(content, "house.docx")
    assert str(refused.value).startswith("house.docx ") and str(refused.value).endswith(".")
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024 < 80, (
        "megabytes more than before"
    )


def test_the_cleaned_file_is_one_that_needs_no_cleaning():
    once = read_styles(hostile(), "house.docx")
    assert once.left_out and read_styles(once.content, "house.docx").left_out == ()


def test_a_file_without_header_styles_or_numbering_is_taken_too():
    bare = changed(
        b"PK\x05\x06" + b"\0" * 18,
        **{"word/document.xml": f"<w:document {W}><w:body><w:p/></w:body></w:document>"},
    )
    assert read_styles(bare, "house.docx").left_out == ()


def test_a_file_that_says_no_margins_is_filled_to_the_edges_of_its_page():
    document = docx.Document()
    for margins in [*document.element.iter("{*}pgMar")]:
        margins.getparent().remove(margins)
    stream = io.BytesIO()
    document.save(stream)
    table = Table("Costs", ("What", "£"), (("Coordinator", "40,000"),))
    paper = word_file("Title", "", "", "code", [Tabled(table)], styles=stream.getvalue())
    made = docx.Document(io.BytesIO(paper))
    widths = [column.width for column in made.tables[0].columns]
    assert sum(widths) == pytest.approx(made.sections[0].page_width, rel=0.01)
