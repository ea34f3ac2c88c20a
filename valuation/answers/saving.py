"""What a case rested on when it was saved, and what has moved since."""

from __future__ import annotations

import contextlib
import json
import pickle
import zlib
from collections.abc import Iterable
from dataclasses import replace

from valuation.case.document import Document, as_document, laid_over
from valuation.case.editing import edited
from valuation.case.effects import EXPECTED
from valuation.case.file import check_code, document_of, plain, with_every_rule
from valuation.case.places import written_at
from valuation.case.shape import CaseShape
from valuation.case.validity.case_as_written import mapping
from valuation.case.validity.validation import Case
from valuation.case.written.plain_values import PlainMapping
from valuation.errors import CaseError
from valuation.evidence.scales import figure_named, figures_of_design, figures_of_measure
from valuation.library import Library
from valuation.lines.compile import compile_case
from valuation.version import PROGRAM_VERSION

Moved = tuple[str, float, float]
"""A library number's id, what it was when the case was saved, and what it is now."""


LONG = 200_000
"""Bytes above which a packed case is pressed, to a tenth: fifty steps of the largest would else hold 150 MB."""


def as_saved(case: Case, at: str, by: str | None = None) -> Case:
    """Returns the case with `saved`: when, with which program and library, its code, and the library values it used."""
    used = {a.path: a.value for a in compile_case(case).assumptions if a.path in case.library}
    used |= _evidence_used(case)
    saved = {
        "at": at,
        **({"by": by} if by else {}),
        "program": PROGRAM_VERSION,
        "library": case.library.version,
        "code": check_code(case),
        "used": dict(sorted(used.items())),
    }
    document = Document(case.root).root
    document["saved"] = saved
    return replace(case, data={**case.data, "saved": saved}, document=document)


def _evidence_used(case: Case) -> dict[str, float]:
    """Returns the figures of every measure and design that the case's findings are read by."""
    used: dict[str, float] = {}
    for effect in case.effects.values():
        used |= figures_of_measure(case.library, effect.measure)
        read_as = [reading.design for reading in effect.readings(EXPECTED)]
        for design in (*(finding.design for finding in effect.evidence.findings), *read_as):
            used |= figures_of_design(case.library, design)
    return used


def body_of(case: Case) -> str:
    """Returns the case as JSON, which is written in a hundredth of the time that its file takes; `case_of_body` reads it back."""
    return json.dumps(case.data, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def case_of_body(body: str, name: str, library: Library, file: str = "") -> Case:
    """Returns the case that `body_of` wrote, every rule tried, with the comments of the file that it began as; raises CaseError."""
    data = json.loads(body)
    document = None
    if "#" in file:
        with contextlib.suppress(CaseError):  # of a version whose files are read no more
            document = laid_over(document_of(file, name), data)
    written = mapping(as_document(data)) if document is None else document
    return with_every_rule(mapping(plain(written)), name, library, written)


def packed(case: Case) -> bytes:
    """Returns the case small, for this process to hold and unpack again; never for a file, because a pickle from elsewhere may do anything."""
    pack = pickle.dumps((case.data, case.name, case.document, case.changed_library))
    return zlib.compress(pack, 1) if len(pack) > LONG else pack


def unpacked(pack: bytes, library: Library) -> Case:
    """Returns the case that `packed` was given, its comments with it."""
    is_pressed = not pack.startswith(pickle.PROTO)
    data, name, document, changed = pickle.loads(zlib.decompress(pack) if is_pressed else pack)
    return Case(CaseShape.model_validate(data), data, library, name, document, changed)


def library_changes(case: Case) -> list[Moved]:
    """Returns (id, then, now) of each library number that has moved since the case was saved."""
    used = mapping(_saved(case).get("used"))
    moved = []
    for ident, then in used.items():
        library = case.library
        now = library.get(ident).value if ident in library else figure_named(library, ident)
        if isinstance(then, int | float) and now is not None and now != then:
            moved.append((ident, then, now))
    return moved


def code_then(case: Case) -> str | None:
    """Returns the check code that the file says it was saved with, where it now has another."""
    then = _saved(case).get("code")
    return str(then) if then and then != check_code(case) else None


def with_old_values(case: Case, moved: Iterable[Moved]) -> Case:
    """Returns the case with moved library numbers as they were when it was saved, wherever it uses them."""
    old = {ident: then for ident, then, _ in moved}
    changes: dict[str, object] = {}
    for path, raw in case.numbers_written.items():
        ident = raw.get("use") if isinstance(raw, dict) and "value" not in raw else None
        if ident in old and written_at(case.data, f"assumptions.{ident}") is None:
            entry = case.library.entry(str(ident))
            of_library: PlainMapping = {
                key: entry[key] for key in ("unit", "price_year", "grade", "source") if key in entry
            }
            reason = "The library's figure when this case was saved, kept."
            kept_number: PlainMapping = {
                **mapping(raw),
                "value": old[str(ident)],
                **of_library,
                "reason": reason,
            }
            changes[path] = kept_number
    return edited(case, changes)


def _saved(case: Case) -> dict[str, object]:
    return mapping(case.data.get("saved"))
