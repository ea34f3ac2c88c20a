"""Read, change and write a case file: every problem in one go, comments and order kept, the old file safe."""

from __future__ import annotations

import base64
import copy
import datetime
import hashlib
import io
import json
import math
import os
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.composer import Composer
from ruamel.yaml.constructor import DuplicateKeyError
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.events import AliasEvent

from valuation.case import FORMAT, CaseShape, entry_name, numbers, step
from valuation.case_messages import shape_problems
from valuation.case_rules import ID, Reading, mapping, problems
from valuation.errors import CaseError, Problem, choices, probably, shown
from valuation.library import Library, UseError, assumption_from, load_library, resolve
from valuation.prices import Deflator
from valuation.version import MODEL_VERSION

MOST_BYTES = 1_000_000
MOST_LEVELS = 30


@dataclass(frozen=True)
class Case:
    """A valid case: its shape, the same as plain data, and the file it came from."""

    shape: CaseShape
    data: dict[str, Any]
    library: Library
    name: str = "case"
    document: Any = None
    """The file as read, with comments and order, where there is one."""
    changed_library: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Library entries changed for this run, in every place that uses them."""

    @property
    def deflator(self) -> Deflator:
        """Returns the price index that the case's money is restated by."""
        return deflator_of(self.library)


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
    yaml.indent(mapping=2, sequence=4, offset=2)
    return yaml


def deflator_of(library: Library) -> Deflator:
    """Returns the library's GDP deflator."""
    row = library.deflator
    return Deflator({str(year): float(index) for year, index in row["years"].items()}, str(row["last_outturn"]), str(row["source"]))


def read_case(path: str | os.PathLike[str], library: Library | None = None) -> Case:
    """Returns the case in a file; raises CaseError with every problem of it, and changes nothing on disk."""
    place = Path(path)
    try:
        size = place.stat().st_size
        if size > MOST_BYTES:
            raise CaseError(place.name, [_too_large(size)])
        return parse_case(place.read_bytes(), place.name, library)
    except IsADirectoryError as error:
        raise CaseError(str(path), [Problem("", "this is a folder, not a case file.", str(path), "a file ending .yaml")]) from error
    except OSError as error:
        raise CaseError(str(path), [Problem("", f"the file cannot be read: {error.strerror or error}.", str(path), "a case file")]) from error


def _too_large(size: int) -> Problem:
    return Problem("", "the file is too large to be a case.", f"{size / 1e6:.1f} MB", "1 MB at most")


def parse_case(text: str | bytes, name: str = "case", library: Library | None = None) -> Case:
    """Returns the case that the text of a case file states; raises CaseError with every problem of it."""
    document = _document(text, name)
    return _validated(plain(document), name, library or load_library(), document, {})


def _document(text: str | bytes, name: str) -> Any:
    """Returns the YAML document, or raises CaseError: not text, not YAML, not a mapping, or made to be unreadable."""

    def refuse(message: str, found: str = "", allowed: str = "", line: int | None = None) -> CaseError:
        return CaseError(name, [Problem("", message, found, allowed, line)])

    if len(text) > MOST_BYTES:
        raise CaseError(name, [_too_large(len(text))])
    if isinstance(text, bytes):
        try:
            text = text.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = text[: error.start].count(b"\n") + 1
            raise refuse("the file is not UTF-8 text.", f"byte {text[error.start]:#04x}", "UTF-8; save it again with that encoding", line) from error
    try:
        document = _yaml().load(text)
    except _Aliased as error:
        raise refuse("a case file has no YAML aliases (`*name`); write the value out.", "an alias", "plain values", error.line) from error
    except (_TooDeep, RecursionError) as error:
        raise refuse("the file is nested more deeply than any case.", f"over {MOST_LEVELS} levels", f"{MOST_LEVELS} levels at most") from error
    except DuplicateKeyError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        what = str(error.problem or "").split("with value")[0].strip()
        raise refuse(f"a key is given twice: {what}.", "the same key twice", "each key once", line) from error
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        what = (error.problem or error.context or "it cannot be read").strip()
        raise refuse(f"the file is not valid YAML: {what}.", "", "a case file, ending .yaml", mark.line + 1 if mark else None) from error
    except (YAMLError, ValueError) as error:
        raise refuse(f"the file is not valid YAML: {error}.", "", "a case file, ending .yaml") from error
    if document is None:
        raise refuse("the file is empty.", "nothing", "a case file; `make-the-case new TEMPLATE` writes one to start from")
    if not isinstance(document, dict):
        raise refuse("the file is not a case: it should be a mapping of keys to values.", shown(document), f"format: {FORMAT}, title: …")
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


def _validated(data: dict[str, Any], name: str, library: Library, document: Any, changed: dict[str, dict[str, Any]]) -> Case:
    """Returns the case, or raises CaseError with the problems of its shape and of its rules together."""
    found = list(_problems(data, library, changed))
    if not found:
        shape = CaseShape.model_validate(data)
        case = Case(shape, data, library, name, document, changed)
        found = list(_scenario_problems(case)) + list(_correlation_problems(case))
        if not found:
            return case
    unique = {(p.path, p.message): p for p in found}
    raise CaseError(name, [replace(p, line=p.line or line_of(document, p.path)) for p in unique.values()])


def _problems(data: dict[str, Any], library: Library, changed: dict[str, dict[str, Any]]) -> Iterator[Problem]:
    stated = data.get("format")
    if stated != FORMAT:
        yield _format_problem(stated)
        if isinstance(stated, str) and stated.startswith("make-the-case/"):
            return
    try:
        CaseShape.model_validate(data)
    except ValidationError as error:
        yield from (p for p in shape_problems(error, data) if p.path != "format")
    yield from problems(Reading(data, library, deflator_of(library), changed))


def _format_problem(stated: Any) -> Problem:
    if stated is None:
        return Problem("format", "the file does not say that it is a case.", "no format", FORMAT)
    number = str(stated).rpartition("/")[2]
    if str(stated).startswith("make-the-case/") and number.isdigit() and int(number) > 1:
        return Problem("format", "this case was written by a later version of Make the Case; update the program to open it.", shown(stated), FORMAT)
    return Problem("format", f"this is not a format that can be read.{probably(stated, [FORMAT])}", shown(stated), FORMAT)


def line_of(document: Any, path: str) -> int | None:
    """Returns the line of the file at which a path, or the nearest part of it that is written, begins."""
    node, line = document, None
    parts = path.split(".") if path else []
    while parts and hasattr(node, "lc"):
        if isinstance(node, list):
            place = next((k for k, item in enumerate(node) if entry_name(item, k) == parts[0]), None)
            if place is None:
                place = int(parts[0]) if parts[0].isdigit() and int(parts[0]) < len(node) else None
            if place is None:
                return line
            line, node, parts = node.lc.item(place)[0] + 1, node[place], parts[1:]
        elif isinstance(node, dict):
            width = next((w for w in range(len(parts), 0, -1) if ".".join(parts[:w]) in node), None)
            if width is None:
                return line
            key = ".".join(parts[:width])
            if key in node.lc.data:
                line = node.lc.key(key)[0] + 1
            node, parts = node[key], parts[width:]
    return line


# Changes -----------------------------------------------------------------------------------------------------


def with_changes(case: Case, changes: Mapping[str, Any]) -> Case:
    """Returns the case with values set at paths, as a scenario or `--set` does; raises CaseError naming bad paths.

    A bare number replaces a number's `value` only; outside its range the number is fixed for that run. A path
    through a `use` changes that place alone, a library path every place (model.md, section 2).
    """
    data = copy.deepcopy(case.data)
    data.pop("scenarios", None)
    data.pop("correlations", None)
    changed = dict(case.changed_library)
    found: list[Problem] = []
    written = {path: raw for path, _, raw in numbers(case.data)}
    for path, change in changes.items():
        head, _, tail = path.partition(".")
        if path in case.library and head != "assumptions":
            entry = {**case.library.entry(path), **changed.get(path, {})}
            try:
                assumption_from(path, _changed_entry(entry, change))
            except (TypeError, ValueError):
                found.append(Problem(path, "a library number can be changed only to a number.", shown(change), "a number, or {value, range, reason}"))
                continue
            changed[path] = _changed_entry(entry, change)
            continue
        try:
            if path in written and not isinstance(change, str | bool | list):
                change = _changed_number(case, path, written[path], change)
            _set(data, path, change)
        except KeyError as error:
            found.append(Problem(path, str(error.args[0]), shown(change), "a path of this case, such as options.ID.people.uptake"))
    if found:
        raise CaseError(case.name, found)
    return _validated(data, case.name, case.library, None, changed)


def with_scenario(case: Case, ident: str) -> Case:
    """Returns the case with the changes of one of its scenarios."""
    scenario = case.shape.scenarios.get(ident)
    if scenario is None:
        known = list(case.shape.scenarios)
        raise CaseError(case.name, [Problem("scenarios", f"no scenario is called {ident}.{probably(ident, known)}", ident, choices(known) or "none: this case has no scenarios")])
    return with_changes(case, scenario.changes)


def _changed_number(case: Case, path: str, raw: Any, change: Any) -> Any:
    """Returns what to write in a number's place, so that nothing but what the change says is different."""
    if not isinstance(raw, dict) and not isinstance(change, dict):
        return change
    if isinstance(raw, dict) and raw.get("use") is not None:
        own = mapping(case.data.get("assumptions"))
        try:
            was = resolve(path, raw, own, case.library, case.changed_library)
        except UseError:
            return change
        stated: dict[str, Any] = {
            "value": was.value, "unit": was.unit, "price_year": was.price_year, "source": was.source, "grade": was.grade,
            "status": was.status, "label": was.label, "distribution": was.stated_distribution, "note": was.note,
            "range": None if was.low is None else [was.low, was.high],
        }  # fmt: skip
        entry = {key: item for key, item in stated.items() if item is not None}
    else:
        entry = dict(raw) if isinstance(raw, dict) else {"value": raw}
    return _changed_entry(entry, change)


def _changed_entry(entry: dict[str, Any], change: Any) -> dict[str, Any]:
    """Returns a number's mapping with a change laid over it; fixed where the new value is outside its range."""
    new = {**entry, **change} if isinstance(change, dict) else {**entry, "value": change}
    ends = new.get("range")
    is_inherited = not (isinstance(change, dict) and "range" in change)
    value = new.get("value")
    if ends and is_inherited and isinstance(value, int | float) and not ends[0] <= value <= ends[1]:
        del new["range"]
        new.update(distribution="fixed", reason=new.get("reason") or "set outside its range for this run")
    return new


def _set(data: Any, path: str, change: Any) -> None:
    """Sets a value in plain data; KeyError with a sentence where the path leads nowhere."""
    *way, last = path.split(".")
    node, at = data, ""
    for part in way:
        child = _child(node, part, at)
        if child is None and isinstance(node, dict):
            child = node[part] = {}
        elif not isinstance(child, dict | list):
            is_one_payer = isinstance(child, str)
            raise KeyError(f"{step(at, part)} is {'one word' if is_one_payer else 'a single number'}; it has no {path.split('.')[-1]}.")
        node, at = child, step(at, part)
    if isinstance(node, list):
        place = _place(node, last, at)
        node[place] = change
    else:
        if not ID.match(last) and last not in node:
            raise KeyError(f"{at or 'the case'} has no {last}.")
        node[last] = change


def _place(node: list[Any], part: str, at: str) -> int:
    names = [entry_name(item, k) for k, item in enumerate(node)]
    if part not in names:
        raise KeyError(f"{at} has no {part}.{probably(part, names)}")
    return names.index(part)


def _child(node: Any, part: str, at: str) -> Any:
    if isinstance(node, list):
        return node[_place(node, part, at)]
    if part not in node and part not in CaseShape.model_fields and not at:
        raise KeyError(f"nothing in the case or the library is called {part}.{probably(part, node)}")
    return node.get(part)


def _scenario_problems(case: Case) -> Iterator[Problem]:
    """Yields the problems that a case would have under each of its scenarios."""
    for ident, scenario in case.shape.scenarios.items():
        try:
            with_changes(case, scenario.changes)
        except CaseError as error:
            for problem in error.problems:
                path = problem.path
                key = next((p for p in scenario.changes if path == p or path.startswith(p + ".")), None)
                at = f"scenarios.{ident}.changes" + (f".{key}" if key else "")
                yield replace(problem, path=at, message=problem.message if key == path else f"{path}: {problem.message}", line=None)


def _correlation_problems(case: Case) -> Iterator[Problem]:
    known = {path for path, _, _ in numbers(case.data)}
    for place, (first, second, size) in enumerate(case.data.get("correlations") or []):
        at = f"correlations.{place}"
        for path in (first, second):
            if path not in known and path not in case.library:
                yield Problem(at, f"no number of this case is at {path}.{probably(path, known)}", shown(path), "the path of an assumption")
        if isinstance(size, bool) or not isinstance(size, int | float) or not -1 <= size <= 1:
            yield Problem(at, "a correlation is a number from -1 to 1.", shown(size), "-1 to 1")
        if first == second:
            yield Problem(at, "a number cannot be correlated with itself.", shown(first), "two paths")


# Writing -----------------------------------------------------------------------------------------------------


def case_text(case: Case) -> str:
    """Returns the case as the text of a case file, with the comments and the order it was read with."""
    stream = io.StringIO()
    _yaml().dump(case.document if case.document is not None else case.data, stream)
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
    stated = json.dumps([_shortest(data), MODEL_VERSION, case.library.version], sort_keys=True, separators=(",", ":"), ensure_ascii=False)
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
