"""No field is taken off the page and put there anew because something above it came or went.

Streamlit tells containers apart by their key, or else by their place. A container that moves is made anew in the browser with all
that is in it, while the old one stands until the run has ended: what is typed into the old one meanwhile is kept, and not shown.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from finished_cases import FINISHED, path_of
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Block
from test_pages import at_page, opened

Chain = tuple[str | int, ...]
"""A field's containers from the outside in, each by its key or by its place."""
FIELDS = ("text_input", "text_area", "selectbox", "checkbox", "radio")
PAGES = ("proposal", "costs", "outcomes", "delivery", "assumptions")
REFUSED = "(("
MOST = 6
"""Fields of a page that are changed here, each twice; `tests/test_walk.py` uses all of them at random."""


def places(page: AppTest) -> dict[str, Chain]:
    """Returns where each field of a page stands."""
    return dict(_fields_in(page._tree[0]))


def _fields_in(block: Block, chain: Chain = ()) -> Iterator[tuple[str, Chain]]:
    for place, child in block.children.items():
        if isinstance(child, Block):
            ident = getattr(child.proto, "id", "") if child.proto is not None else ""
            yield from _fields_in(child, (*chain, ident or place))
        elif child.type in FIELDS:
            yield str(child.key), chain


def another(value: str) -> str:
    """Returns something else of the same kind."""
    is_number = value.replace(".", "").replace(",", "").isdigit()
    return "5" if not value or (is_number and value != "5") else "7" if is_number else f"{value} x"


@pytest.mark.parametrize("name", PAGES)
def test_a_change_or_a_refusal_leaves_every_other_field_where_it_is(name):
    page = at_page(opened(path_of(FINISHED[0])), name)
    keys = [str(field.key) for field in page.text_input if str(field.key).startswith("field:")]
    for key in keys[:MOST]:
        for text in (another(str(page.text_input(key=key).value)), REFUSED):
            before = places(page)
            page.text_input(key=key).set_value(text).run()
            after = places(page)
            moved = {k: (before[k], after[k]) for k in before.keys() & after.keys() if before[k] != after[k]}
            assert moved == {}, f"after {text!r} in {key}"
            if key not in after:  # the list that it stood in goes on with another
                break


def test_another_entry_on_the_proposal_leaves_the_parts_below_it_where_they_are():
    page = at_page(opened(path_of(FINISHED[0])), "proposal")
    before = places(page)
    page.selectbox(key="choice:shaped:new").select_index(0).run()
    after = places(page)
    assert len(after) == len(before) + 3
    assert {key: after[key] for key in before} == before
