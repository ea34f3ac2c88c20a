"""Read and write a case file: every problem in one go, comments and order kept, the old file safe."""

from __future__ import annotations

import codecs
import contextlib
import datetime
import errno
import io
import os
import re
import select
import stat
import tempfile
import time
from pathlib import Path

from ruamel.yaml.constructor import DuplicateKeyError
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from valuation.case.changes import scenario_problems
from valuation.case.correlations import correlation_problems
from valuation.case.shape import FORMAT
from valuation.case.validity.case_as_written import mapping
from valuation.case.validity.validation import Case, refused, validated
from valuation.case.written.guarded_yaml import Refused, yaml_for
from valuation.case.written.plain_values import PlainMapping
from valuation.case.written.printable_text import CANNOT_BE_HELD, unheld
from valuation.case.written.quick_yaml import without_collecting
from valuation.case.written.read_at_once import MOST_LEVELS, AsksForCare, read_at_once
from valuation.case.written.written_text import WrittenText
from valuation.errors import CaseError, Problem, printable, shown
from valuation.library import Library, load_library

MOST_BYTES = 1_000_000
SECONDS_FOR_A_PIPE = 10
UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
NOT_YAML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
"""What no YAML file may hold as it stands; what of it may be meant can be written in quotes, such as "\\x0b"."""
COMMENT_BETWEEN = re.compile(r":[ \t]+(#[^\n]*)\n(?=[ \t]+[^ \t\n#-])")
"""A comment after a key's colon, with the key's text on the lines below."""
PLAINER = {
    "that cannot start any token": "a sign stands where none like it can: a tab, @, ` or % (text that begins with one needs quotes)",
    "mapping values are not allowed": "a colon stands where none can: text with a colon and a space in it needs quotes",
    "expected a single document": "there is a second document after a line of three dashes, and a file holds one case",
    "could not find expected ':'": "there is a line without a colon",
}
"""What the YAML library says, and what a person would."""


def _offset(document: PlainMapping) -> int:
    """Returns how far a list's dashes stand in from its key, so that a file is written as it was indented."""
    place = getattr(document.get("options"), "lc", None)
    return min(max(getattr(place, "col", 0) or 0, 0), 4)


def read_case(path: str | os.PathLike[str], library: Library | None = None) -> Case:
    """Returns the case in a file; raises CaseError with every problem of it, and changes nothing on disk."""
    place = Path(path)
    try:
        if not str(path):
            raise ValueError("no file is named")
        return parse_case(_bytes_at(place), place.name, library)
    except IsADirectoryError as error:
        raise CaseError(
            str(path), [Problem("", "this is a folder, not a case file.", str(path), "a file ending .yaml")]
        ) from error
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or error
        problem = Problem("", f"the file cannot be read: {why}.", str(path) or "nothing", "a case file")
        raise CaseError(str(path) or "The case", [problem]) from error


def _bytes_at(place: Path) -> bytes:
    """Returns the bytes of a file, no more than a case may have and one: a device or a pipe may never end."""
    size = place.stat().st_size
    if size > MOST_BYTES:
        raise CaseError(place.name, [_too_large(size)])
    if stat.S_ISFIFO(place.stat().st_mode):
        return _bytes_of_pipe(place)
    with place.open("rb") as file:
        return file.read(MOST_BYTES + 1)


def _bytes_of_pipe(place: Path) -> bytes:
    """Returns what comes through a named pipe; OSError where nobody begins to write to it within some seconds."""
    pipe = os.open(place, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    received, has_a_writer, until = bytearray(), False, time.monotonic() + SECONDS_FOR_A_PIPE
    try:
        while len(received) <= MOST_BYTES:
            try:
                part = os.read(pipe, MOST_BYTES + 1 - len(received))
            except BlockingIOError:  # somebody is there, who has not written yet
                has_a_writer = True
                select.select([pipe], [], [])
                continue
            if part:
                received += part
                has_a_writer = True
            elif has_a_writer:
                break
            elif time.monotonic() > until:
                raise OSError(
                    errno.ENODATA, f"nothing came through this pipe in {SECONDS_FOR_A_PIPE} seconds"
                )
            else:
                time.sleep(0.02)
    finally:
        os.close(pipe)
    return bytes(received)


def _too_large(size: int) -> Problem:
    # Of what has no end, such as a pipe, no more is read than shows that it is too long.
    found = f"{size / 1e6:.1f} MB" if size >= 1.05 * MOST_BYTES else "over 1 MB"
    return Problem("", "the file is too large to be a case.", found, "1 MB at most")


def parse_case(text: str | bytes, name: str = "case", library: Library | None = None) -> Case:
    """Returns the case that the text of a case file states; raises CaseError with every problem of it."""
    written = WrittenText(_of_a_size(text, name), name, document_of)
    return with_every_rule(_data_of(written), name, library or load_library(), written)


def _data_of(written: WrittenText) -> PlainMapping:
    """Returns what a file's text says as plain data; raises CaseError as `document_of` does."""
    with contextlib.suppress(AsksForCare):
        data = read_at_once(written.text)
        if isinstance(data, dict):
            return mapping(plain(data))
    return mapping(plain(written.root))


def with_every_rule(
    data: PlainMapping,
    name: str,
    library: Library,
    document: PlainMapping | WrittenText | None,
    like: Case | None = None,
) -> Case:
    """Returns the case that plain data states, its scenarios and correlations tried too; raises CaseError if not.

    `like` is a valid case that it was made from: what still stands there as it was is not looked at again.
    """
    case = validated(data, name, library, document, {}, like)
    problems = [*scenario_problems(case), *correlation_problems(case)]
    if problems:
        raise refused(name, problems, document)
    return case


def document_of(text: str | bytes, name: str) -> PlainMapping:
    """Returns the YAML document, or raises CaseError: not text, not YAML, not a mapping, or made to be unreadable."""
    document = loaded(_of_a_size(text, name), name)
    if document is None:
        allowed = "a case file; `make-the-case new TEMPLATE` writes one to start from"
        raise CaseError(name, [Problem("", "the file is empty.", "nothing", allowed)])
    if not isinstance(document, dict):
        message = "the file is not a case: it should be a mapping of keys to values."
        raise CaseError(
            name, [Problem("", message, shown(plain(document)), f"format: {FORMAT}, title: …", 1)]
        )
    return document


def _of_a_size(text: str | bytes, name: str) -> str:
    """Returns a file's text; raises CaseError where it is none, or too long for a case."""
    if len(text) > MOST_BYTES:
        raise CaseError(name, [_too_large(len(text))])
    return _decoded(text, name)


def _decoded(text: str | bytes, name: str) -> str:
    """Returns a file's bytes as text, without a byte-order mark; raises CaseError where they are none."""

    def refuse(message: str, found: str, allowed: str, line: int) -> CaseError:
        return CaseError(name, [Problem("", message, found, allowed, line)])

    if isinstance(text, bytes):
        is_wide = text.startswith(UTF_16) or b"\0" in text[:4]
        try:
            text = text.decode("utf-8-sig") if not is_wide else text[:0].decode()
        except UnicodeDecodeError as error:
            line = error.object[: error.start].count(b"\n") + 1
            found, allowed = f"byte {text[error.start]:#04x}", "UTF-8; save it again with that encoding"
            raise refuse("the file is not UTF-8 text.", found, allowed, line) from error
        if is_wide:
            found, allowed = "two or four bytes for each character", "UTF-8; save it again with that encoding"
            raise refuse("the file is not UTF-8 text.", found, allowed, 1)
    text = text.removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}")
    wrong = NOT_YAML.search(text)
    if wrong:
        is_held = not CANNOT_BE_HELD.match(wrong[0])
        what = f"a control character, U+{ord(wrong[0]):04X}" if is_held else unheld(wrong[0])
        line = text.count("\n", 0, wrong.start()) + 1
        raise refuse(f"the file is not valid YAML: it holds {what}.", what, "text that can be printed", line)
    return text


def loaded(text: str, name: str, what: str = "the file", form: str = "a case file, ending .yaml") -> object:
    """Returns what YAML text says; raises CaseError with the line of what cannot be read or may be misread, and the form it should have."""

    def refuse(message: str, found: str = "", allowed: str = "", line: int | None = None) -> CaseError:
        return CaseError(name, [Problem("", message, found, allowed, line)])

    try:
        with without_collecting():
            return yaml_for(text).load(text)
    except Refused as error:
        raise CaseError(name, error.problems) from error
    except RecursionError as error:
        found, allowed = f"over {MOST_LEVELS} levels", f"{MOST_LEVELS} levels at most"
        raise refuse(f"{what} is nested more deeply than any case.", found, allowed) from error
    except DuplicateKeyError as error:
        at = error.problem_mark.line + 1 if error.problem_mark else None
        key = printable(str(error.problem or "").split("with value")[0].strip())
        raise refuse(f"a key is given twice: {key}.", "the same key twice", "each key once", at) from error
    except NotImplementedError as error:  # what the library says of two comments beside one text
        between = COMMENT_BETWEEN.search(text)
        at = text.count("\n", 0, between.start()) + 1 if between else None
        message = f"{what} has a comment between a key and text of several lines, where it cannot be kept."
        raise refuse(
            message, between[1] if between else "", "the comment on a line above the key", at
        ) from error
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        stated = printable((error.problem or error.context or "it cannot be read").strip())
        told = f"{error.context or ''} {stated}"
        why = next((plainer for words, plainer in PLAINER.items() if words in told), stated)
        line = mark.line + 1 if mark else None
        raise refuse(f"{what} is not valid YAML: {why}.", "", form, line) from error
    except (YAMLError, ValueError, TypeError, AttributeError, AssertionError, LookupError) as error:
        # The library's own slips over text that is hardly YAML: it cannot be read, whatever they are called.
        why = printable(str(error))
        raise refuse(f"{what} is not valid YAML: {why}.", "", form) from error


def plain(node: object) -> object:
    """Returns YAML as plain data: mappings, lists, text, numbers, true and false; dates as ISO text."""
    if isinstance(node, dict):
        return {str(key): plain(item) for key, item in node.items()}
    if isinstance(node, list | tuple | set):
        return [plain(item) for item in node]
    if node is None or isinstance(node, bool):
        return node
    if isinstance(node, int):
        return int(node)
    if isinstance(node, float):
        return float(node)
    if isinstance(node, datetime.date):
        return node.isoformat()
    return str(node)


def case_text(case: Case) -> str:
    """Returns the case as the text of a case file, with the comments and the order it was read with."""
    stream, yaml = io.StringIO(), yaml_for()
    document = case.root
    offset = _offset(document)
    yaml.indent(mapping=2, sequence=offset + 2, offset=offset)
    yaml.dump(document, stream)
    return stream.getvalue()


def write_case(case: Case, path: str | os.PathLike[str]) -> None:
    """Writes the case to a file; the old file stays as it was unless the whole of the new one is on disk."""
    write_atomically(path, case_text(case))


def write_atomically(path: str | os.PathLike[str], content: str | bytes) -> None:
    """Writes a file beside the old one and then takes its place; OSError leaves the old file untouched."""
    target = Path(path)
    body = content.encode() if isinstance(content, str) else content
    descriptor, temporary = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=".part")
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(body)
            stream.flush()
            os.fsync(stream.fileno())
        mode = target.stat().st_mode & 0o777 if target.exists() else 0o644
        os.chmod(temporary, mode)
        os.replace(temporary, target)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def check_code(case: Case) -> str:
    """Returns the case's check code: two papers with one code rest on one case. It is no signature."""
    return case.code
