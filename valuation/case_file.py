"""Read and write a case file: every problem in one go, comments and order kept, the old file safe."""

from __future__ import annotations

import base64
import datetime
import hashlib
import io
import json
import math
import os
import tempfile
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.composer import Composer
from ruamel.yaml.constructor import DuplicateKeyError
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import AliasEvent

from valuation.case import FORMAT
from valuation.case_changes import scenario_problems
from valuation.correlations import correlation_problems
from valuation.errors import CaseError, Problem, shown
from valuation.library import Library, load_library
from valuation.validation import Case, refused, validated
from valuation.version import MODEL_VERSION

MOST_BYTES = 1_000_000
MOST_LEVELS = 30


class _TooDeep(Exception):
    pass


class _Aliased(Exception):
    def __init__(self, line: int):
        self.line = line


class _GuardedComposer(Composer):
    """Refuses aliases, which can make a small file enormous, and nesting that no case needs."""

    depth = 0

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.parser.check_event(AliasEvent):
            raise _Aliased(self.parser.peek_event().start_mark.line + 1)
        if self.depth >= MOST_LEVELS:
            raise _TooDeep
        self.depth += 1
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node


def _yaml() -> YAML:
    yaml = YAML(typ="rt")
    yaml.Composer = _GuardedComposer
    yaml.preserve_quotes = True
    yaml.width = 4096
    yaml.indent(mapping=2, sequence=2, offset=0)
    return yaml


def _offset(document: Any) -> int:
    """Returns how far a list's dashes stand in from its key, so that a file is written as it was indented."""
    place = getattr(document.get("options"), "lc", None)
    return min(max(getattr(place, "col", 0) or 0, 0), 4)


def read_case(path: str | os.PathLike[str], library: Library | None = None) -> Case:
    """Returns the case in a file; raises CaseError with every problem of it, and changes nothing on disk."""
    place = Path(path)
    try:
        size = place.stat().st_size
        if size > MOST_BYTES:
            raise CaseError(place.name, [_too_large(size)])
        return parse_case(place.read_bytes(), place.name, library)
    except IsADirectoryError as error:
        raise CaseError(
            str(path), [Problem("", "this is a folder, not a case file.", str(path), "a file ending .yaml")]
        ) from error
    except OSError as error:
        raise CaseError(
            str(path),
            [Problem("", f"the file cannot be read: {error.strerror or error}.", str(path), "a case file")],
        ) from error


def _too_large(size: int) -> Problem:
    return Problem("", "the file is too large to be a case.", f"{size / 1e6:.1f} MB", "1 MB at most")


def parse_case(text: str | bytes, name: str = "case", library: Library | None = None) -> Case:
    """Returns the case that the text of a case file states; raises CaseError with every problem of it."""
    document = document_of(text, name)
    return with_every_rule(plain(document), name, library or load_library(), document)


def with_every_rule(data: dict[str, Any], name: str, library: Library, document: Any) -> Case:
    """Returns the case that plain data states, its scenarios and correlations tried too; raises CaseError if not."""
    case = validated(data, name, library, document, {})
    found = [*scenario_problems(case), *correlation_problems(case)]
    if found:
        raise refused(name, found, document)
    return case


def document_of(text: str | bytes, name: str) -> Any:
    """Returns the YAML document, or raises CaseError: not text, not YAML, not a mapping, or made to be unreadable."""

    def refuse(message: str, found: str = "", allowed: str = "", line: int | None = None) -> CaseError:
        return CaseError(name, [Problem("", message, found, allowed, line)])

    if len(text) > MOST_BYTES:
        raise CaseError(name, [_too_large(len(text))])
    if isinstance(text, bytes):
        try:
            text = text.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = error.object[: error.start].count(b"\n") + 1
            raise refuse(
                "the file is not UTF-8 text.",
                f"byte {text[error.start]:#04x}",
                "UTF-8; save it again with that encoding",
                line,
            ) from error
    try:
        document = _yaml().load(text)
    except _Aliased as error:
        raise refuse(
            "a case file has no YAML aliases (`*name`); write the value out.",
            "an alias",
            "plain values",
            error.line,
        ) from error
    except (_TooDeep, RecursionError) as error:
        raise refuse(
            "the file is nested more deeply than any case.",
            f"over {MOST_LEVELS} levels",
            f"{MOST_LEVELS} levels at most",
        ) from error
    except DuplicateKeyError as error:
        at = error.problem_mark.line + 1 if error.problem_mark else None
        what = str(error.problem or "").split("with value")[0].strip()
        raise refuse(f"a key is given twice: {what}.", "the same key twice", "each key once", at) from error
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        what = (error.problem or error.context or "it cannot be read").strip()
        raise refuse(
            f"the file is not valid YAML: {what}.",
            "",
            "a case file, ending .yaml",
            mark.line + 1 if mark else None,
        ) from error
    except (YAMLError, ValueError) as error:
        raise refuse(f"the file is not valid YAML: {error}.", "", "a case file, ending .yaml") from error
    if document is None:
        raise refuse(
            "the file is empty.",
            "nothing",
            "a case file; `make-the-case new TEMPLATE` writes one to start from",
        )
    if not isinstance(document, dict):
        raise refuse(
            "the file is not a case: it should be a mapping of keys to values.",
            shown(document),
            f"format: {FORMAT}, title: …",
        )
    return document


def plain(node: Any) -> Any:
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
    stream, yaml = io.StringIO(), _yaml()
    document = case.document if case.document is not None else case.data
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
    """Returns the case's check code: two papers with one code rest on one case. It is no signature.

    The first 8 characters, base 32, of the SHA-256 of the case without `saved`, as JSON with sorted keys and
    shortest numbers, and of the model and library versions (model.md, section 2).
    """
    data = {key: item for key, item in case.data.items() if key != "saved"}
    stated = json.dumps(
        [_shortest(data), MODEL_VERSION, case.library.version],
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
    )
    return base64.b32encode(hashlib.sha256(stated.encode()).digest()).decode()[:8]


def _shortest(node: Any) -> Any:
    """Returns plain data with whole numbers written without a point, so that 1 and 1.0 are one case."""
    if isinstance(node, dict):
        return {key: _shortest(item) for key, item in node.items()}
    if isinstance(node, list):
        return [_shortest(item) for item in node]
    if isinstance(node, float) and math.isfinite(node) and node == int(node) and abs(node) < 1e15:
        return int(node)
    return node
