"""Which of many alike are looked at in the ordinary run: the others are walked over by `python3 run.py test -m longer`."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from typing import Any

import pytest


def longer_but(
    ordinary: Collection[str], everything: Iterable[Any], name_of: Callable[[Any], str] = str
) -> list[Any]:
    """Returns all that a test is run with, each marked as longer that is not looked at in the ordinary run."""
    found = list(everything)
    assert set(ordinary) <= {name_of(one) for one in found}, "what the ordinary run looks at is there"
    return [one if name_of(one) in ordinary else pytest.param(one, marks=pytest.mark.longer) for one in found]
