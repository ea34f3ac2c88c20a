"""Cases spoilt at random, or with numbers pushed to the ends of what they may be, through everything that reads them: an answer or a sentence; no traceback, no warning, no NaN.

Three hundred in the ordinary run, ten thousand when asked: `python3 run.py test -m exhaustive tests/test_fuzz.py`. A case that
fails is told by its seed, and by what was done to it.
"""

from __future__ import annotations

import copy
import json
import math
import random
import warnings
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from finished_cases import case_at
from template_cases import LIBRARY

from valuation import (  # fmt: skip
    Case,
    MakeTheCaseError,
    analysed,
    bridge,
    checks,
    result,
    sensitivity,
    with_changes,
)
from valuation.case.file import with_every_rule

ROOT = Path(__file__).parents[1]
FILES = [ROOT / "cases" / "worked_example.yaml", *sorted((ROOT / "tests" / "cases").glob("*.yaml"))]
DRAWS = 20
EXTREME: list[Any] = [
    0, -0.0, 1, -1, 1e-12, 1e-13, 1e15, -1e15, 1e16, 5e-324, 1.8e308, 10**400, float("nan"), float("inf"), -float("inf"),
    0.5, 0.999999999999, 1.0000001, 60, 61, 1000, 2**63, None, True, [], {}, [[]], {"value": 0, "range": [0, 0]},
    {"value": 0.5, "range": [0.5, 0.5]}, {"value": 0.5, "range": [0, 1]}, {"value": 1, "range": [1, 1 + 1e-9]},
    {"value": 0, "range": [-1, 1], "distribution": "normal"}, {"value": 1e-12, "range": [0, 1e15]},
    {"value": 0.3, "distribution": "lognormal", "range": [1e-12, 1e12]}, {"use": "unit_costs.ae_attendance"}, {"use": "no.such"},
    "0,02", "1.200", "12%", "nan", "2027-28", "2099-00", "1e400", "−5", "", " ", "\u202e", "a\tb", "🚶", "\ud83d", "\x00",
    "=1+1", "<script>", "نص", "文", "x" * 3000, {"standard": -0.999999, "health": 0.5}, {"standard": 1e15, "health": -0.5},
    {"nhs_icb": 0.5, "local_authority": 0.5}, {"nhs_icb": 1e-12, "local_authority": 1 - 1e-12}, {"nhs_icb": 0},
]  # fmt: skip
"""What may be typed, pasted or written by another program in any place."""


@cache
def files() -> list[Case]:
    """Returns the cases that are spoilt."""
    return [case_at(file) for file in FILES]


def places(node: Any) -> Iterator[tuple[Any, Any]]:
    """Yields every place of plain data as (what holds it, its key or index)."""
    for key, item in list(
        node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    ):
        yield node, key
        yield from places(item)


def spoilt(case: Case, chance: random.Random) -> tuple[dict[str, Any], list[str]]:
    """Returns a case's data with one to four things done to it, and what they were."""
    data, told = copy.deepcopy(case.data), []
    for _ in range(chance.randint(1, 4)):
        every = list(places(data))
        node, key = chance.choice(every)
        what = chance.choice(("extreme", "extreme", "near", "near", "gone", "twice", "moved", "renamed"))
        if what == "extreme":
            node[key] = copy.deepcopy(chance.choice(EXTREME))
        elif what == "near" and isinstance(node[key], int | float) and not isinstance(node[key], bool):
            node[key] = node[key] * chance.choice((0, -1, 1e-9, 0.5, 2, 1e3, 1e9)) + chance.choice(
                (0, 0, 1e-9, 1)
            )
        elif what == "gone":
            del node[key]
        elif what == "twice" and isinstance(node, list):
            node.insert(key, copy.deepcopy(node[key]))
        elif what == "moved":
            other, place = chance.choice(every)
            try:
                node[key] = copy.deepcopy(other[place])
            except (KeyError, IndexError):
                continue
        elif what == "renamed" and isinstance(node, dict):
            node[f"{key}{chance.choice('sx_ ')}"] = node.pop(key)
        told.append(f"{what} at {key!r}: {str(node.get(key) if isinstance(node, dict) else '')[:60]}")
    return data, told


def pushed(case: Case, chance: random.Random) -> tuple[dict[str, Any], list[str]]:
    """Returns a case's data with one to three of its numbers at or near an end of what they may be, and which."""
    data, told = copy.deepcopy(case.data), []
    paths = sorted(case.stated)
    for path in chance.sample(paths, min(len(paths), chance.randint(1, 3))):
        kind, written = case.stated[path].kind, case.stated[path].raw
        ends = [end for end in (kind.low, kind.high) if math.isfinite(end)]
        value = chance.choice(
            [
                *ends,
                *(end + near for end in ends for near in (1e-12, -1e-12, 1e-6, -1e-6)),
                0,
                1e-12,
                1e15,
                40,
            ]
        )
        new: Any = value
        if chance.random() < 0.5:
            width = chance.choice((0.0, 1e-12, 1e-9, 0.1, 10.0))
            new = {
                "value": value,
                "range": [max(value - width, kind.low), min(value + width, kind.high)],
                "grade": chance.randint(1, 6),
            }
        node, key = held_at(data, path)
        node[key] = new
        told.append(f"{path} = {new} in place of {written}")
    return data, told


def held_at(data: Any, path: str) -> tuple[Any, Any]:
    """Returns what holds the number at a path, and its key or index there."""
    *way, last = path.split(".")
    node = data
    for part in way:
        node = child(node, part)
    return (node, int(last)) if isinstance(node, list) else (node, last)


def child(node: Any, part: str) -> Any:
    if isinstance(node, dict):
        return node[part]
    return (
        next((item for item in node if isinstance(item, dict) and item.get("id") == part), None)
        or node[int(part)]
    )


def everything(data: dict[str, Any], other: Case, seed: int) -> bool:
    """Asks a case of everything, and returns whether it was answered; a refusal is a sentence."""
    try:
        case = with_every_rule(data, "spoilt.yaml", LIBRARY, None)
    except MakeTheCaseError as error:
        assert str(error).strip()
        return False
    for ask in (
        lambda: result(case),
        lambda: [check.as_dict() for check in checks(case)],
        lambda: sensitivity(analysed(case, DRAWS)),
        lambda: bridge(other, case).a,
        lambda: moved(case, seed),
    ):
        try:
            json.dumps(ask(), allow_nan=False)
        except MakeTheCaseError as error:
            assert str(error).strip()
    return True


def moved(case: Case, seed: int) -> float:
    """Returns what one of a case's numbers, set to an end of its range or of what it may be, makes of society."""
    chance = random.Random(seed)
    paths = sorted(case.numbers_written)
    if not paths:
        return 0.0
    value = chance.choice((0, 1, 0.5, 1e-12, 1e15, -1, -0.999999))
    (option, *_) = result(with_changes(case, {chance.choice(paths): value}))["options"].values()
    return float(option["accounts"]["society"]["npv"])


def try_seeds(seeds: range) -> int:
    """Tries cases spoilt by these seeds, warnings as errors, and returns how many were answered."""
    answered = 0
    for seed in seeds:
        chance = random.Random(seed)
        case = chance.choice(files())
        data, told = (spoilt if seed % 2 else pushed)(case, chance)
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            try:
                answered += everything(data, case, seed)
            except Exception as error:
                error.add_note(f"seed {seed}, {case.name}: {'; '.join(told)}")
                raise
    return answered


@pytest.mark.parametrize("first", range(0, 300, 30))
def test_a_spoilt_case_is_answered_or_refused_in_a_sentence(first: int) -> None:
    assert try_seeds(range(first, first + 30)) > 0, "some are spoilt and still cases"


@pytest.mark.exhaustive
@pytest.mark.parametrize("first", range(1_000, 11_000, 250))
def test_ten_thousand_spoilt_cases_are_answered_or_refused_in_a_sentence(first: int) -> None:
    assert try_seeds(range(first, first + 250)) > 0
