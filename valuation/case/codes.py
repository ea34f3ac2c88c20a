"""The check code of a case, from its content and from what it is worked out with."""

from __future__ import annotations

import base64
import hashlib
import json
import math

from valuation.case.shape import FORMAT
from valuation.case.validity.format_needed import keys_of_format_2
from valuation.case.written.earlier_formats import is_challenge
from valuation.case.written.plain_values import PlainMapping
from valuation.version import MODEL_VERSION


def code_of(data: PlainMapping, library: str) -> str:
    """Returns the check code of a case as plain data, with the library of this version.

    The first 8 characters, base 32, of the SHA-256 of the case without `saved`, `measured` and its marks, as JSON with sorted keys
    and shortest numbers, and of the model and library versions (model.md, section 2).
    """
    return _code_of_all(without_marks(data), library)


def code_with_challenges(code: str, data: PlainMapping) -> str:
    """Returns what tells a case with what is disputed of it from every other: its check code, and a code of what that leaves out."""
    return f"{code} {_code_of_all({key: data.get(key) for key in ('illustrative', 'measured', 'scenarios')}, '')}"


def _code_of_all(data: PlainMapping, library: str) -> str:
    stated = json.dumps(
        [_shortest(data), MODEL_VERSION, library],
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
        allow_nan=False,
    )
    return base64.b32encode(hashlib.sha256(stated.encode()).digest()).decode()[:8]


def without_marks(data: PlainMapping) -> PlainMapping:
    """Returns a case without `saved`, what was measured and the keys that mark it for the program alone: a case is the same with
    and without them.

    What happened is no part of the forecast that was approved: papers on what has become of it name the code of the approved case.

    They were words before they were keys, and a case that says the same by a key has kept its code. What somebody disputes
    of a case stands beside it and is no part of it: the note that disputes a paper names the code that the paper bears.
    """
    unmarked = {key: item for key, item in data.items() if key not in ("saved", "illustrative", "measured")}
    if data.get("measured") and next(keys_of_format_2(unmarked), None) is None:
        unmarked["format"] = FORMAT  # nothing but what happened has made it a file of the second
    scenarios = data.get("scenarios")
    if isinstance(scenarios, dict):
        own = {
            ident: {key: item for key, item in scenario.items() if key != "kind"}
            if isinstance(scenario, dict)
            else scenario
            for ident, scenario in scenarios.items()
            if not (isinstance(scenario, dict) and is_challenge(scenario.get("kind"), scenario.get("name")))
        }
        unmarked = {key: item for key, item in unmarked.items() if key != "scenarios"}
        if own:
            unmarked["scenarios"] = own
    return unmarked


def _shortest(node: object) -> object:
    """Returns plain data with whole numbers written without a point, so that 1 and 1.0 are one case."""
    if isinstance(node, str):
        return node
    if isinstance(node, dict):
        return {key: _shortest(item) for key, item in node.items()}
    if isinstance(node, list):
        return [_shortest(item) for item in node]
    if isinstance(node, float) and math.isfinite(node) and node == int(node) and abs(node) < 1e15:
        return int(node)
    return node
