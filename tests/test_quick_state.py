"""Widgets that ask for their own value alone: each says what it says when Streamlit copies the whole state for it."""

from __future__ import annotations

import ast
import inspect

import pytest
from patience import PATIENCE
from streamlit.runtime.state.session_state import SessionState
from streamlit.testing.v1 import AppTest

from make_the_case.views.shell import quick_state


def page() -> None:
    """Widgets of each kind: one whose value was set to nothing, one to something, and one that nobody set."""
    import streamlit as st

    for kind, (nothing, something) in {
        "text": (None, "said"),
        "area": (None, "said"),
        "number": (None, 4),
        "choice": (None, "two"),
        "radio": (None, "two"),
    }.items():
        for name, value in (("nothing", nothing), ("something", something)):
            st.session_state.setdefault(f"{kind}:{name}", value)
    choices = ["one", "two"]
    for name in ("nothing", "something", "unset"):
        st.text_input("Text", "at first", key=f"text:{name}")
        st.text_area("Area", "at first", key=f"area:{name}")
        st.number_input("Number", 0, 9, 3, key=f"number:{name}")
        st.selectbox("Choice", choices, key=f"choice:{name}")
        st.radio("Radio", choices, key=f"radio:{name}")


def quick_page() -> None:
    """The same widgets, which ask for their own key."""
    from test_quick_state import page

    from make_the_case.views.shell import quick_state

    quick_state.ask_for_one_key()
    quick_state.ask_for_one_key()  # a second time changes nothing
    page()


KEPT = "session_state = get_session_state().filtered_state"
ASKED = "key is not None and key in session_state and (session_state[key] is None)"
"""How a widget asks for its own key, as Python writes it out."""


def said_by(drawn: AppTest) -> dict[str, list[object]]:
    """Returns the values that the widgets show, by their kind, and the default that each sends to the browser."""
    assert not drawn.exception
    kinds = ("text_input", "text_area", "number_input", "selectbox", "radio")
    values: dict[str, list[object]] = {kind: [one.value for one in drawn.get(kind)] for kind in kinds}
    for kind in kinds:
        values[f"{kind} sent"] = [
            one.proto.default if one.proto.HasField("default") else None for one in drawn.get(kind)
        ]
    return values


@pytest.fixture
def as_streamlit_does(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lets the widgets ask as Streamlit has them ask, for the length of a test."""
    for widget in quick_state.WIDGETS:
        asks = widget.get_session_state
        monkeypatch.setattr(widget, "get_session_state", getattr(asks, "usual", asks))


def test_each_widget_says_the_same_as_with_a_copy_of_the_whole_state(as_streamlit_does) -> None:
    usual = said_by(AppTest.from_function(page, default_timeout=PATIENCE).run())
    quick = said_by(AppTest.from_function(quick_page, default_timeout=PATIENCE).run())
    assert quick == usual
    assert quick["text_input"] == [None, "said", "at first"] and quick["number_input"] == [None, 4, 3]
    assert quick["selectbox sent"][0] is None and quick["radio sent"][0] is None


def test_neither_a_text_field_nor_a_choice_copies_the_whole_state(
    as_streamlit_does, monkeypatch: pytest.MonkeyPatch
) -> None:
    copies = []
    usual = SessionState.filtered_state.fget
    monkeypatch.setattr(
        SessionState, "filtered_state", property(lambda state: copies.append(1) or usual(state))
    )
    AppTest.from_function(page, default_timeout=PATIENCE).run()
    assert len(copies) == 15, "as Streamlit does it: once for each widget"
    copies.clear()
    AppTest.from_function(quick_page, default_timeout=PATIENCE).run()
    assert len(copies) == 3, "a number alone does, which asks for more"


@pytest.mark.parametrize("widget", quick_state.WIDGETS, ids=lambda widget: widget.__name__.rpartition(".")[2])
def test_a_widget_asks_the_state_for_no_more_than_its_own_key(widget) -> None:
    nodes = list(ast.walk(ast.parse(inspect.getsource(widget))))
    calls = [
        node for node in nodes if isinstance(node, ast.Call) and ast.unparse(node) == "get_session_state()"
    ]
    kept = [node for node in nodes if isinstance(node, ast.Assign) and ast.unparse(node) == KEPT]
    assert len(calls) == len(kept) > 0
    names = [node for node in nodes if isinstance(node, ast.Name) and node.id == "session_state"]
    asked = [
        ast.unparse(node) for node in nodes if isinstance(node, ast.BoolOp) and ast.unparse(node) == ASKED
    ]
    assert len(asked) == len(kept)
    assert len(names) == len(kept) + 2 * len(asked), "and nothing else is done with it"
