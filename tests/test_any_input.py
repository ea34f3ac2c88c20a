"""Whatever is written wherever in a case, the answer is a result or a sentence; never a traceback."""

from __future__ import annotations

import copy
import json
import math
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import example, given, settings
from hypothesis import strategies as st

from valuation import Case, MakeTheCaseError, parse_case, result
from valuation.case.validity.validation import validated

GOOD = (Path(__file__).parent / "cases" / "every_section.yaml").read_text(encoding="utf-8")

JUNK: list[Any] = [
    None, [], {}, "", "x", "2027-28", -1, 0, 1, 2.5, math.inf, math.nan, True, [1, 2], [[1]], {"a": 1}, {"use": "x"},
    {"use": "staff.afc_band_5"}, {"value": None}, {"value": 1, "range": [2, 1]}, {"value": 1, "range": [None, 1]},
    {"use": ["a"]}, "nhs_icb", {"nhs_icb": 1}, {"nhs_icb": None}, 1e300, -1e300, 10**30, {"value": 1, "price_year": [1]},
]  # fmt: skip


def places(node: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place in plain data, by its keys and indexes."""
    items = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, item in items:
        yield (*path, key)
        yield from places(item, (*path, key))


EVERYWHERE = list(places(parse_case(GOOD).data))


@settings(max_examples=300)
@given(st.lists(st.tuples(st.sampled_from(EVERYWHERE), st.sampled_from(JUNK)), min_size=1, max_size=3))
@example([(("options", 0, "people", "segments", 0, "effect_multiplier"), 1e300)])
def test_whatever_is_written_where_it_is_answered_or_refused_in_words(changes: list[tuple[Any, Any]]) -> None:
    data = copy.deepcopy(parse_case_once().data)
    for path, junk in changes:
        node = data
        try:
            for key in path[:-1]:
                node = node[key]
            node[path[-1]] = copy.deepcopy(junk)
        except (KeyError, IndexError, TypeError):
            continue  # an earlier change has taken this place away
    try:
        json.dumps(result(validated(data, "case", parse_case_once().library, None, {})), allow_nan=False)
    except MakeTheCaseError as error:
        assert str(error)


@cache
def parse_case_once() -> Case:
    return parse_case(GOOD)
