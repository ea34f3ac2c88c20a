"""The page *From one place to many*: how it begins, what it shows, what it refuses, and that its words keep the conventions."""

from __future__ import annotations

from typing import Any

import pytest
from command import ROOT
from finished_cases import path_of
from patience import PATIENCE
from streamlit.testing.v1 import AppTest
from test_pages import at_page, opened, run, text_of
from test_rollout import pencil_data, stop_data
from test_screen_words import faults_on

from make_the_case.authoring import rollout_changes as changes
from make_the_case.exports.sheet_of_places import sheet_of_places
from make_the_case.exports.uploads import UploadError
from make_the_case.store import opened_drafts
from make_the_case.views.shell.rollout_session import ROLLOUT


def many(data: dict[str, Any] | None = None) -> Any:
    """Opens the page, with a roll-out where one is given."""
    page = at_page(opened(path_of("southfold_befriending")), "many")
    if data is None:
        return page
    page.session_state[ROLLOUT.name("now")] = data
    return page.run()


def data_of(page: Any) -> dict[str, Any]:
    found: dict[str, Any] = page.session_state[ROLLOUT.name("now")]
    return found


def test_it_begins_with_the_example_a_case_or_a_file() -> None:
    page = many()
    labels = [button.label for button in page.button]
    assert (
        "Open the example: one place to 42 boards" in labels and "Begin with the case that is open" in labels
    )
    assert "The example is made up" in text_of(page)


def test_what_two_places_come_to_by_pencil_stands_on_the_page() -> None:
    words = text_of(many(pencil_data()))
    for said in (
        "Taken to 2 areas, a service is expected to be worth £24,000, beginning everywhere at once.",
        "Going in these waves is expected to come to a gain of £18,000.",
        "On average every area is worth at least what it costs.",
        "There are 2 places in 2 waves.",
        "A central team: £5,000 a year",
    ):
        assert said in words, said


def test_a_change_is_worked_out_and_can_be_taken_back() -> None:
    page = many(pencil_data())
    count = next(box for box in page.selectbox if box.label == "How many waves")
    page = count.set_value(1).run()
    assert list(data_of(page)["waves"]) == ["1"]
    assert "Taken to 2 areas, a service is expected to be worth £24,000, as it is planned." in text_of(page)
    page = next(button for button in page.button if button.label == "Undo the last change").click().run()
    assert len(data_of(page)["waves"]) == 2


def test_what_is_wrong_is_said_and_the_questions_stay() -> None:
    data = pencil_data()
    data["places"][0]["wave"] = 7
    page = many(data)
    words = text_of(page)
    assert "The roll-out cannot be worked out yet: it has one problem. Nothing of it is lost." in words
    assert "Places, Ash, column wave: there is no such wave." in words
    assert any(box.label == "How many waves" for box in page.selectbox)


def test_the_words_of_the_page_keep_the_conventions() -> None:
    for data in (None, pencil_data(), stop_data()):
        page = many(data)
        assert faults_on(page, []) == []


# Nothing is lost ---------------------------------------------------------------------------------------------


def kept_under(page: Any) -> str:
    found = page.query_params["rollout"]
    return str(found[0] if isinstance(found, list) else found)


def waves(page: Any, count: int) -> Any:
    next(box for box in page.selectbox if box.label == "How many waves").set_value(count)
    return run(page)


def test_a_roll_out_is_kept_at_every_step_and_two_windows_never_overwrite_each_other() -> None:
    first = many(pencil_data())
    link = kept_under(first)
    waves(first, 1)
    assert kept_under(first) == link and "Kept at" in text_of(first)

    second = AppTest.from_file(str(ROOT / "app.py"), default_timeout=PATIENCE)
    second.query_params["rollout"] = link
    at_page(second.run(), "many")
    assert data_of(second) == data_of(first), "loaded anew, it is as it was left"
    waves(second, 2)

    waves(first, 3)
    assert "This roll-out was changed in another window since. Both are kept" in text_of(first)
    assert kept_under(first) != link == kept_under(second)
    drafts = opened_drafts()
    for page in (first, second):
        assert changes.read_text(drafts.open(kept_under(page)).head.body) == data_of(page)


@pytest.mark.parametrize(
    "body", ["", "[]", '{"format": "make-the-case/2"}', "a: [", '{"format": "make-the-case-rollout/9"}']
)
def test_what_is_kept_and_is_no_roll_out_is_said_and_opens_nothing(body: str) -> None:
    secret = opened_drafts().create_document("rollout", body)
    page = AppTest.from_file(str(ROOT / "app.py"), default_timeout=PATIENCE)
    page.query_params["rollout"] = secret
    at_page(page.run(), "many")
    assert "That roll-out cannot be read" in text_of(page)
    assert ROLLOUT.name("now") not in page.session_state


# What is said becomes a file ---------------------------------------------------------------------------------


def test_the_example_and_a_new_roll_out_hold_their_case_and_their_places() -> None:
    example = changes.example()
    assert example["illustrative"] and len(example["places"]) == 42 and isinstance(example["case"], dict)
    table = sheet_of_places(changes.table_text(example).encode(), "places.csv")
    assert changes.rows_of(table) == example["places"]


def test_other_places_are_no_longer_said_to_be_made_up() -> None:
    data = changes.with_places(changes.example(), [{"id": "a", "eligible": "5", "wave": "1"}])
    assert "illustrative" not in data


def test_fewer_waves_take_their_places_along_and_the_decision_that_needs_two() -> None:
    data = changes.with_stop(pencil_data(), "better", 1)
    data["places"] = [{"id": "a", "eligible": "5", "wave": "2"}]
    one = changes.with_waves(data, 1)
    assert one["places"][0]["wave"] == "1" and "stop_after" not in one
    three = changes.with_waves(data, 3)
    assert list(three["waves"].values()) == ["2027-28", "2029-30", "2031-32"] and three["years"] == 5


@pytest.mark.parametrize("name", ["places.csv", "places.xlsx"])
def test_a_table_that_cannot_be_read_says_what_to_do(name: str) -> None:
    with pytest.raises(UploadError, match="id, name, eligible, wave and deprivation"):
        sheet_of_places(b"\xff\xfe\x00\x01", name)
