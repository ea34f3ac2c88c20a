"""Changes in quick succession: Streamlit would leave the first in the middle for the second, and both have to be kept."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest
from finished_cases import case_at
from patience import PATIENCE, comes_true
from playwright.sync_api import expect
from streamlit.testing.v1 import AppTest
from test_connection import NORTHSHIRE, Place, Server

from make_the_case.views.shell import server
from valuation.answers.saving import body_of

COPIES = 5
"""Further options of one case, so that a change takes long enough for another to come in the middle of it."""


MARK_ALL_FIELDS = "() => document.querySelectorAll('[data-testid=stMain] input[type=text]').forEach(field => field.isOld = true)"
MADE_ANEW = "() => [...document.querySelectorAll('[data-testid=stMain] input[type=text]')].filter(field => !field.isOld).map(field => field.ariaLabel)"


def large_case() -> str:
    """Northshire with its option many times over."""
    case = case_at(NORTHSHIRE)
    data = json.loads(body_of(case))
    option = data["options"][0]
    data["options"] += [{**option, "id": f"copy_{k}", "name": f"Copy {k}"} for k in range(COPIES)]
    return json.dumps(data)


def kept(place: Place) -> list[int]:
    """Returns what the draft that is kept says of who starts and who finishes, of every hundred."""
    people = json.loads(place.drafts.open(place.secret).head.body)["options"][0]["people"]
    return [round(100 * people[key]["value"]) for key in ("uptake", "completion")]


@pytest.mark.browser
@pytest.mark.slow
def test_of_two_quick_changes_in_two_fields_both_are_kept_and_shown(chromium, tmp_path) -> None:
    """Twice over, at once and after a moment; the first change takes away what was said when the draft was opened, which once moved every field."""
    server = Server(tmp_path)
    place = Place(chromium, server, large_case())
    page, second = place.page, place.page.get_by_role("textbox", name="Of every 100 who start")
    page.evaluate(MARK_ALL_FIELDS)
    for number in (0, 2):
        first_text, second_text = str(20 + number), str(50 + number)
        place.type(first_text)
        page.keyboard.press("Enter")
        page.wait_for_timeout(80 * number)
        second.click()
        page.keyboard.press("Control+a")
        page.keyboard.type(second_text)
        page.keyboard.press("Enter")
        wanted = [20 + number, 50 + number]
        assert comes_true(lambda wanted=wanted: kept(place) == wanted), (kept(place), wanted)
        place.at_rest()
        assert kept(place) == wanted
        expect(place.field).to_have_value(first_text)  # what is drawn last comes after what is kept
        expect(second).to_have_value(second_text)
    assert page.evaluate(MADE_ANEW) == [], "fields that the browser made anew"
    place.close()
    server.close()


def test_what_is_done_whole_is_not_left_when_another_change_comes_in() -> None:
    """With a request to stop waiting, as when the next change has come in, a callback comes to its end all the same."""

    def page() -> None:
        import streamlit as st
        from streamlit.runtime.scriptrunner import StopException, get_script_run_ctx

        from make_the_case.views.shell.whole_steps import whole

        state = get_script_run_ctx().session_state

        def leave() -> None:
            raise StopException

        usual = state._yield_callback
        object.__setattr__(state, "_yield_callback", leave)
        try:
            with whole():
                st.session_state["done"] = "whole"
        finally:
            object.__setattr__(state, "_yield_callback", usual)

    assert AppTest.from_function(page, default_timeout=PATIENCE).run().session_state["done"] == "whole"


def test_runs_wait_for_one_another_however_the_app_is_started() -> None:
    settings = tomllib.loads((Path(__file__).parents[1] / ".streamlit" / "config.toml").read_text())
    assert settings["runner"]["fastReruns"] is False and server.SETTINGS["RUNNER_FAST_RERUNS"] == "false"
