"""Walks at random through the app: nothing breaks a page, and nothing that was typed is lost.

A walk that fails prints its steps; `replayed([...])` of tests/walks.py does them again.
"""

from __future__ import annotations

import pytest
from walks import replayed, walked
from walks_over_everything import longer_but

STEPS = 80
"""In each of the ordinary walks: together about half a minute of one processor."""
LONG = 250
MANY = range(100, 112)
"""Seeds of the walks that are asked for: about ten minutes together."""


@pytest.mark.slow
@pytest.mark.parametrize("seed", longer_but({"1"}, (0, 1, 2)))
def test_a_walk_at_random_breaks_no_page_and_loses_nothing(seed: int):
    walk = walked(seed, STEPS)
    assert len(walk.steps) > STEPS and walk.opened is not None


@pytest.mark.exhaustive
@pytest.mark.parametrize("seed", MANY)
def test_a_long_walk_at_random_breaks_no_page_and_loses_nothing(seed: int):
    assert walked(seed, LONG).opened is not None


def test_a_browser_that_sends_once_more_what_a_removed_form_showed_changes_nothing_and_breaks_no_page():
    """The walk of a person: a form is left open, a benefit added and taken back, and another page gone to."""
    walk = replayed(
        [
            ("type", "start:words", "xpert"),
            ("click", "start:build:structured_diabetes_education_xpert"),
            ("page", "outcomes"),
        ]
    )
    option = walk.case.shape.options[0].id
    outcome = walk.case.shape.options[0].outcomes[0].id
    for step in (
        ("click", f"choice:fold:options.{option}.outcomes.{outcome}"),
        ("unfold", f"choice:add:outcome:{option}"),
        ("type", "form:add:outcome:name", "Something new"),
        ("click", "use:form:add:outcome"),
    ):
        walk.do(step)
    assert f"choice:options.{option}.outcomes.something_new:form" in {w.key for w in walk.page.radio}
    sent = walk.page._tree.get_widget_states()
    walk.do(("click", "undo"))
    walk.do(("page", "results"))
    before = walk.case
    walk.sent_before = sent
    walk.do(("resend",))
    assert walk.case is before


def test_a_browser_that_sends_once_more_what_a_closed_form_showed_earlier_changes_nothing():
    """Found by a long walk: what was typed into the form since, and kept, was written over by what it had shown before."""
    walk = replayed([("click", "start:example:open"), ("page", "outcomes")])
    outcome = f"options.{walk.case.shape.options[0].id}.outcomes.depression_long"
    for step in (
        ("click", f"choice:fold:{outcome}"),
        ("page", "outcomes"),
        ("type", f"field:{outcome}.unit", "visit"),
        ("type", f"field:{outcome}.who", "Everybody who is visited"),
        ("click", f"choice:fold:{outcome}"),
    ):
        walk.do(step)
    before = walk.case
    assert before.option(before.preferred).outcomes[1].unit == "visit"
    walk.do(("resend",))
    assert walk.case is before
