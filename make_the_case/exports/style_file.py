"""An organisation's Word file as the style of our paper: what gives it its look is taken over, and nothing else.

A new package is written from the few parts that are wanted, each read with a bound and rid of whatever reaches outside it. So what is
not known here cannot come through.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from make_the_case.exports.uploads import MOST_BYTES, UploadError

if TYPE_CHECKING:
    from docx.oxml.xmlchemy import BaseOxmlElement

REMEDY = "Save a Word file with your styles as .docx and choose it again, or go on without one."
MOST_PARTS = 2_000
MOST_OF_A_PART = 20 * 2**20
MOST_READ = 40 * 2**20
MOST_UNPACKED = 100 * 2**20
PIECE = 2**16
DECLARED = re.compile(
    b"|".join(
        re.escape(word.encode(form))
        for word in ("<!DOCTYPE", "<!ENTITY")
        for form in ("ascii", "utf-16-le", "utf-16-be")
    )
)
OLD_FORM = b"\xd0\xcf\x11\xe0"
"""How a file of the old form begins, and one that is locked with a password."""

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
PACKAGE = "{http://schemas.openxmlformats.org/package/2006/relationships}"
KIND = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
STRICT = "http://purl.oclc.org/ooxml/"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml."
CONTENT = {
    "styles": f"{WORD}styles+xml",
    "numbering": f"{WORD}numbering+xml",
    "theme": "application/vnd.openxmlformats-officedocument.theme+xml",
    "header": f"{WORD}header+xml",
    "footer": f"{WORD}footer+xml",
}
PICTURES = {
    "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "gif": "image/gif", "bmp": "image/bmp",
    "tif": "image/tiff", "tiff": "image/tiff", "emf": "image/x-emf", "wmf": "image/x-wmf",
}  # fmt: skip
PLAIN_FIELDS = frozenset(
    ("PAGE", "NUMPAGES", "SECTION", "SECTIONPAGES", "PAGEREF", "STYLEREF", "TITLE", "AUTHOR", "SUBJECT", "DATE", "TIME", "SAVEDATE",
     "CREATEDATE", "PRINTDATE", "IF", "=", "SEQ", "QUOTE", "SYMBOL")
)  # fmt: skip
"""What a field of a header may ask for: nothing outside the document."""
DROPPED = {
    "object": "embedded objects", "control": "controls", "altChunk": "other documents built in", "subDoc": "other documents built in",
    "OLEObject": "embedded objects", "dataBinding": "bound data", "svgBlip": "drawings in SVG",
    "embedRegular": "fonts", "embedBold": "fonts", "embedItalic": "fonts", "embedBoldItalic": "fonts",
    "printerSettings": "printer settings", "numPicBullet": "pictures as bullets", "lvlPicBulletId": "pictures as bullets",
}  # fmt: skip
"""Elements that are left out, and what they are called."""


@dataclass(frozen=True)
class StyleFile:
    """A clean Word file with an empty body, and what was left out of the one that it was made from."""

    content: bytes
    left_out: tuple[str, ...]
    header_pictures: tuple[bytes, ...] = ()
    """The pictures of its headers, in their order: the first that can be drawn is taken for the logo."""

    def sentence(self, name: str) -> str:
        """Returns what was left out of a file as a sentence, or nothing where nothing was."""
        if not self.left_out:
            return ""
        return (
            f"{name} gave its styles, numbering, page, header and footer. Left out of it, because the paper takes nothing from "
            f"elsewhere: {'; '.join(self.left_out)}."
        )


@dataclass
class _Reading:
    """An archive that is read part by part within a bound, and what was left out of it so far."""

    archive: zipfile.ZipFile
    name: str
    left: int = MOST_READ
    left_out: dict[str, None] = field(default_factory=dict)

    def part(self, place: str) -> bytes | None:
        """Returns what a part holds, None where there is no such part."""
        try:
            with self.archive.open(place) as stream:
                content = stream.read(min(self.left, MOST_OF_A_PART) + 1)
        except KeyError:
            return None
        except Exception as error:  # zlib, lzma and zipfile each raise errors of their own of what is damaged
            raise UploadError(f"{self.name} is damaged: {place} cannot be unpacked. {REMEDY}") from error
        if len(content) > min(self.left, MOST_OF_A_PART):
            raise UploadError(
                f"{self.name} unpacks to far more than a file of styles holds, so it was not opened. {REMEDY}"
            )
        self.left -= len(content)
        return content

    def tree(self, place: str) -> BaseOxmlElement | None:
        """Returns a part as a tree of elements, None where there is no such part."""
        from docx.oxml import parse_xml

        content = self.part(place)
        if content is None:
            return None
        try:
            tree = parse_xml(content)
        except (SyntaxError, ValueError, LookupError) as error:
            raise UploadError(f"{self.name} is damaged: {place} cannot be read. {REMEDY}") from error
        if tree.getroottree().docinfo.doctype:
            raise UploadError(
                f"{self.name} declares XML entities, which no office program writes, so it was not opened. {REMEDY}"
            )
        return tree

    def relations(self, place: str) -> dict[str, tuple[str, str]]:
        """Returns (kind, place) of every part that a part refers to, by its id; what lies outside the file is left out."""
        folder, file = posixpath.split(place)
        tree = self.tree(f"{folder}/_rels/{file}.rels" if folder else f"_rels/{file}.rels")
        relations: dict[str, tuple[str, str]] = {}
        for relation in () if tree is None else tree.iter(f"{PACKAGE}Relationship"):
            kind, target = relation.get("Type", "").rpartition("/")[2], relation.get("Target", "")
            if relation.get("TargetMode", "").lower() == "external" or "://" in target:
                self.left_out[OUTSIDE.get(kind, "links to elsewhere")] = None
                continue
            target_place = posixpath.normpath(
                posixpath.join(folder, target) if not target.startswith("/") else target[1:]
            )
            relations[relation.get("Id", "")] = kind, target_place
        return relations


OUTSIDE = {
    "attachedTemplate": "the template that it is attached to",
    "image": "linked pictures",
    "oleObject": "linked objects",
    "subDocument": "other documents built in",
    "frame": "frames",
    "mailMergeSource": "a mail merge",
}
HELD = {
    "vbaproject": "macros", "vbadata": "macros", "activex": "ActiveX controls", "embeddings/": "embedded objects",
    "customxml/": "custom XML", "externallink": "links to other files", "glossary/": "building blocks", "fonts/": "embedded fonts",
}  # fmt: skip
"""What the names of parts tell of what a file holds."""


def read_styles(content: bytes, name: str) -> StyleFile:
    """Returns a clean Word file in the styles of another; raises UploadError where that may not be opened at all."""
    reading = _Reading(_archive(content, name), name)
    for part in reading.archive.namelist():
        reading.left_out |= dict.fromkeys(words for mark, words in HELD.items() if mark in part.lower())
    roots = reading.relations("")
    main = next((at for kind, at in roots.values() if kind == "officeDocument"), "word/document.xml")
    document = reading.tree(main)
    if document is None or not str(document.tag).endswith("}document"):
        raise UploadError(f"{name} is not a Word file in the form .docx, or is damaged. {REMEDY}")
    if STRICT in str(document.tag):
        raise UploadError(f"{name} is in the form “Strict Open XML”, which is not read here. {REMEDY}")
    _settings_looked_at(reading, main)
    parts, types = _parts(reading, document, reading.relations(main))
    pictures = tuple(content for place, content in parts.items() if place.startswith("word/media/header"))
    return StyleFile(_zipped(parts, types), tuple(sorted(reading.left_out)), pictures)


def _archive(content: bytes, name: str) -> zipfile.ZipFile:
    if len(content) > MOST_BYTES:
        raise UploadError(f"{name} is over 10 MB, more than is opened here. {REMEDY}")
    if content.startswith(OLD_FORM):
        raise UploadError(f"{name} is locked with a password, or in the old form .doc. {REMEDY}")
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
        parts = archive.infolist()
    except Exception as error:  # whatever a library raises of a file that is not what it says
        raise UploadError(f"{name} is not a Word file in the form .docx, or is damaged. {REMEDY}") from error
    if len(parts) > MOST_PARTS:
        raise UploadError(
            f"{name} has {len(parts):,} parts, far more than a Word file holds, so it was not opened. {REMEDY}"
        )
    if any(part.flag_bits & 1 for part in parts):
        raise UploadError(f"{name} is locked with a password. Save it without one and choose it again.")
    if any(
        part.filename.startswith(("/", "\\"))
        or ":" in part.filename
        or ".." in part.filename.replace("\\", "/").split("/")
        for part in parts
    ):
        raise UploadError(
            f"{name} holds parts that are named as places outside it, so it was not opened. {REMEDY}"
        )
    _looked_through(archive, name)
    return archive


def _looked_through(archive: zipfile.ZipFile, name: str) -> None:
    """Unpacks every part, a piece at a time: the whole stays within its bound, and none declares XML entities."""
    left = MOST_UNPACKED
    for part in archive.infolist():
        is_text = part.filename.lower().endswith((".xml", ".rels", ".vml"))
        before = b""
        try:
            with archive.open(part) as stream:
                while left >= 0 and (piece := stream.read(PIECE)):
                    left -= len(piece)
                    if is_text and DECLARED.search(before + piece):
                        raise UploadError(
                            f"{name} declares XML entities, which no office program writes, so it was not opened. {REMEDY}"
                        )
                    before = piece[-32:]
        except UploadError:
            raise
        except Exception as error:  # zlib, lzma and zipfile each raise errors of their own of what is damaged
            raise UploadError(f"{name} is damaged: {part.filename} cannot be unpacked. {REMEDY}") from error
        if left < 0:
            raise UploadError(
                f"{name} unpacks to far more than such a file holds, so it was not opened. {REMEDY}"
            )


def _settings_looked_at(reading: _Reading, main: str) -> None:
    """Notes what the settings would fetch from elsewhere; none of them is taken over."""
    for kind, place in reading.relations(main).values():
        if kind in ("settings", "webSettings"):
            reading.relations(place)


def _parts(
    reading: _Reading, document: BaseOxmlElement, relations: dict[str, tuple[str, str]]
) -> tuple[dict[str, bytes], dict[str, str]]:
    """Returns the parts that give a document its look, around an empty body, by place, and what kind each is."""
    from docx.opc.oxml import serialize_part_xml as as_bytes

    parts: dict[str, bytes] = {}
    types: dict[str, str] = {
        "/word/document.xml": f"{WORD}document.main+xml",
        "/word/settings.xml": f"{WORD}settings+xml",
    }
    links = [("settings", "settings", "settings.xml")]
    for kind in ("styles", "numbering", "theme"):
        tree = next((reading.tree(place) for held, place in relations.values() if held == kind), None)
        if tree is not None:
            _rid(reading, tree, {})
            file = "theme/theme1.xml" if kind == "theme" else f"{kind}.xml"
            parts[f"word/{file}"], types[f"/word/{file}"] = as_bytes(tree), CONTENT[kind]
            links.append((kind, kind, file))
    section = _section(document)
    for reference in [*section.iter(f"{W}headerReference"), *section.iter(f"{W}footerReference")]:
        kind, place = relations.get(reference.get(f"{R}id", ""), ("", ""))
        tree = reading.tree(place) if kind in ("header", "footer") else None
        if tree is None:
            reference.getparent().remove(reference)
            continue
        file = f"{kind}{len(links)}.xml"
        pictures = _pictures(reading, place, parts, file)
        _rid(reading, tree, pictures)
        parts[f"word/{file}"], types[f"/word/{file}"] = as_bytes(tree), CONTENT[kind]
        parts[f"word/_rels/{file}.rels"] = _relationships((key, "image", at) for key, at in pictures.items())
        links.append((f"rId{len(links)}", kind, file))
        reference.set(f"{R}id", links[-1][0])
    _rid(reading, section, {key: "" for key, _, _ in links})
    body = f'<w:document xmlns:w="{W[1:-1]}" xmlns:r="{R[1:-1]}"><w:body>{as_bytes(section).decode().partition("?>")[2]}</w:body></w:document>'
    is_even = any(
        "evenAndOddHeaders" in str(element.tag)
        for tree in [_settings(reading, relations)]
        if tree is not None
        for element in tree
    )
    settings = f'<w:settings xmlns:w="{W[1:-1]}">{"<w:evenAndOddHeaders/>" if is_even else ""}</w:settings>'
    parts |= {"word/document.xml": body.encode(), "word/settings.xml": settings.encode()}
    parts["word/_rels/document.xml.rels"] = _relationships(links)
    parts["_rels/.rels"] = _relationships([("main", "officeDocument", "word/document.xml")])
    return parts, types


def _settings(reading: _Reading, relations: dict[str, tuple[str, str]]) -> BaseOxmlElement | None:
    return next((reading.tree(place) for kind, place in relations.values() if kind == "settings"), None)


def _section(document: BaseOxmlElement) -> BaseOxmlElement:
    """Returns the set-up of the last section of a document; an A4 page where it has none."""
    from docx.oxml import OxmlElement

    sections = [
        element for body in document.iter(f"{W}body") for element in body if element.tag == f"{W}sectPr"
    ]
    if sections:
        return sections[-1]
    section, size = OxmlElement("w:sectPr"), OxmlElement("w:pgSz")
    size.set(f"{W}w", "11906")
    size.set(f"{W}h", "16838")
    section.append(size)
    return section


def _pictures(reading: _Reading, place: str, parts: dict[str, bytes], file: str) -> dict[str, str]:
    """Returns where each picture of a header or footer is kept, by its id, having kept it."""
    kept: dict[str, str] = {}
    for key, (kind, at) in reading.relations(place).items():
        form = at.rpartition(".")[2].lower()
        content = reading.part(at) if kind == "image" and form in PICTURES else None
        if content is not None:
            kept[key] = f"media/{file.removesuffix('.xml')}-{len(kept) + 1}.{form}"
            parts[f"word/{kept[key]}"] = content
    return kept


def _rid(reading: _Reading, tree: BaseOxmlElement, kept: dict[str, str]) -> None:
    """Takes out of a part whatever reaches outside it: objects, controls, fields that fetch, and links; their words stay."""
    for element in [*tree.iter()]:
        tag = str(element.tag).rpartition("}")[2]
        if not isinstance(element.tag, str):  # a comment or an instruction to a program
            _taken_out(element)
        elif tag in DROPPED:
            reading.left_out[DROPPED[tag]] = None
            _taken_out(element)
    _fields_rid(reading, tree)
    for element in [*tree.iter()]:
        for key in [*element.attrib]:
            is_link = key.startswith(R) or key.rpartition("}")[2] in ("href", "src") or key.endswith("}relid")
            if is_link and (element.get(key) not in kept or key == f"{R}link"):
                del element.attrib[key]
    for element in [*tree.iter()]:
        tag = str(element.tag).rpartition("}")[2]
        if tag in ("imagedata", "blip", "chart", "relIds") and not any(
            key.startswith(R) for key in element.attrib
        ):
            _drawing_taken_out(element)


def _taken_out(element: BaseOxmlElement) -> None:
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)


def _drawing_taken_out(element: BaseOxmlElement) -> None:
    """Takes out the whole drawing that a picture without its file belongs to."""
    for place in [*element.iterancestors()]:
        if str(place.tag).rpartition("}")[2] in ("drawing", "pict", "blipFill"):
            element = place
            if not str(place.tag).endswith("blipFill"):
                break
    _taken_out(element)


def _fields_rid(reading: _Reading, tree: BaseOxmlElement) -> None:
    """Takes out the code of each field that is not plain, however it is split over runs; what it last showed stays as text."""
    for simple in [*tree.iter(f"{W}fldSimple")]:
        if not _is_plain(simple.get(f"{W}instr", "")):
            reading.left_out["fields that fetch from elsewhere"] = None
            parent, place = simple.getparent(), simple.getparent().index(simple)
            for child in reversed([*simple]):
                parent.insert(place, child)
            parent.remove(simple)
    open_fields: list[list[BaseOxmlElement]] = []
    ended: list[list[BaseOxmlElement]] = []
    for element in tree.iter(f"{W}fldChar", f"{W}instrText", f"{W}delInstrText"):
        kind = element.get(f"{W}fldCharType")
        if kind == "begin":
            open_fields.append([])
        if open_fields:
            open_fields[-1].append(element)
        else:
            ended.append([element])
        if kind == "end" and open_fields:
            ended.append(open_fields.pop())
    for code in [*ended, *open_fields]:
        words = "".join(element.text or "" for element in code if not str(element.tag).endswith("fldChar"))
        is_whole = code[0].get(f"{W}fldCharType") == "begin" and code[-1].get(f"{W}fldCharType") == "end"
        if not (is_whole and _is_plain(words)):
            reading.left_out["fields that fetch from elsewhere"] = None
            for element in code:
                _taken_out(element)


def _is_plain(code: str) -> bool:
    """Returns whether a field asks for nothing outside the document.

    >>> _is_plain(" PAGE  \\\\* MERGEFORMAT "), _is_plain(' INCLUDETEXT "x"'), _is_plain("")
    (True, False, False)
    """
    words = code.split()
    return bool(words) and words[0].upper() in PLAIN_FIELDS


def _relationships(links: Iterable[tuple[str, str, str]]) -> bytes:
    rows = "".join(
        f'<Relationship Id="{key}" Type="{KIND}{kind}" Target="{target}"/>' for key, kind, target in links
    )
    return f'<Relationships xmlns="{PACKAGE[1:-1]}">{rows}</Relationships>'.encode()


def _zipped(parts: dict[str, bytes], types: dict[str, str]) -> bytes:
    from make_the_case.exports.data_files import zip_file

    forms = {
        "rels": "application/vnd.openxmlformats-package.relationships+xml",
        "xml": "application/xml",
        **PICTURES,
    }
    rows = "".join(f'<Default Extension="{form}" ContentType="{kind}"/>' for form, kind in forms.items())
    rows += "".join(f'<Override PartName="{place}" ContentType="{kind}"/>' for place, kind in types.items())
    head = f'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">{rows}</Types>'
    return zip_file({"[Content_Types].xml": head.encode(), **parts})


__all__ = ["StyleFile", "read_styles"]
