"""Finding a template by the words that people use: in the search itself, on the pages, in the terminal and in a real browser."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from browsing import PROMISE, at_rest, settled, with_draft, with_list_open
from command import printed, run, words_of
from patience import PATIENCE
from streamlit.testing.v1 import AppTest
from test_pages import at_page, built, case_of, clicked, started, text_of, unfolded
from test_pages import run as run_page

from make_the_case.authoring.template_search import find_templates
from make_the_case.words.template_words import needs_of, search_notes
from valuation import load_library
from valuation.case.templates import NEEDS, Head, template_heads

ROOT = Path(__file__).resolve().parents[1]
HEADS = template_heads(load_library())
FOLLOW_UP: Head = {
    "name": "Follow-up when patients ask for it",
    "serves": "People under a hospital clinic",
    "needs": ["appointments"],
    "also_called": ["PIFU", "open access clinics", "patient-initiated follow-up"],
}
LINK_WORKERS: Head = {
    "name": "Link workers in general practice",
    "serves": "Adults whose problems are not only medical, often lonely",
    "initiative": "GPs at the Deep End",
    "needs": ["loneliness", "mood"],
    "also_called": ["social prescribing", "community connectors"],
}
WALKS: Head = {
    "name": "Walks with neighbours",
    "serves": "Anybody",
    "needs": ["loneliness"],
    "also_called": ["link worker walks", "A&E walk-outs"],
}
OWN: dict[str, Head] = {"walks": WALKS, "follow_up": FOLLOW_UP, "deep_end_links": LINK_WORKERS}


def found(typed: str, heads: dict[str, Head] = OWN) -> list[str]:
    return list(find_templates(typed, heads).idents)


# The search ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("social presc", "newcastle_social_prescribing"),
        ("social presc", "green_social_prescribing"),
        ("link worker", "newcastle_social_prescribing"),
        ("deep end", "deep_end_links"),
        ("loneliness", "befriending"),
        ("loneliness", "community_navigators"),
        ("PIFU", "breast_open_access_followup"),
        ("frailty", "skills_cross_boundary_teams"),
    ],
)
def test_a_commissioner_finds_the_right_ones_among_the_first_by_the_words_they_use(
    typed: str, meant: str
) -> None:
    assert meant in found(typed, HEADS)[:8]


@pytest.mark.parametrize("ident", HEADS)
def test_every_template_is_found_first_by_its_id_and_by_its_name(ident: str) -> None:
    assert found(ident, HEADS)[0] == ident
    assert found(HEADS[ident]["name"], HEADS)[0] == ident


@pytest.mark.parametrize("typed", ["pifu", "PIFU", "  Pifu ", "pif", "open acc", "clinic open", "follow-up", "follow up", "hospital clinics", "Appointments"])  # fmt: skip
def test_capitals_order_plurals_and_the_ends_of_words_do_not_matter(typed: str) -> None:
    assert found(typed) == ["follow_up"]


@pytest.mark.parametrize("typed", ["loneliness", "lonely", "lonliness"])
def test_a_word_finds_others_of_its_root_and_one_with_a_small_error(typed: str) -> None:
    assert {*found(typed)} == {"walks", "deep_end_links"}


def test_a_name_comes_before_another_name_and_that_before_the_rest() -> None:
    assert found("link worker") == ["deep_end_links", "walks"]
    heads: dict[str, Head] = {
        "c": {"name": "One", "serves": "Carers"},
        "b": {"name": "Two", "also_called": ["carers' group"]},
        "a": {"name": "Time for carers"},
    }
    assert found("carer", heads) == ["a", "b", "c"]


def test_all_the_words_must_be_there_unless_no_template_has_them_all_and_that_is_said() -> None:
    assert found("lonely walks") == ["walks"]
    search = find_templates("lonely adults in Leeds", OWN)
    assert search.idents == ("deep_end_links",) and search.is_partial and search.unknown == ("leeds",)
    assert search_notes(search) == [
        "No template has the word “leeds”.",
        "No template has all of these words. These have most of them.",
    ]


def test_initials_find_a_name_that_nobody_wrote_short() -> None:
    search = find_templates("LWGP", OWN)
    assert search.idents == ("deep_end_links",) and dict(search.read_as) == {
        "lwgp": "link worker general practice"
    }


def test_a_sign_between_letters_is_part_of_the_word_and_nothing_typed_finds_all() -> None:
    assert found("A&E") == ["walks"]
    for typed in ("", "   ", "&", "(["):
        assert found(typed) == list(OWN)


def test_where_nothing_is_found_it_is_said_with_what_to_try() -> None:
    search = find_templates("zebra crossing", OWN)
    assert search.idents == ()
    assert (
        search_notes(search)[0] == "No template has the word “zebra”."
        and "Try fewer words" in search_notes(search)[-1]
    )
    found_apart = find_templates("pifu lonely neighbours", OWN)
    assert found_apart.is_partial and found_apart.idents == ("walks",)


@pytest.mark.parametrize("typed", ["x" * 10_000, "a" * 99 + " b", "🙂", "\\", "[a-z", "the", "to the", "é"])
def test_whatever_is_typed_is_answered(typed: str) -> None:
    assert set(found(typed, HEADS)) <= set(HEADS)


def test_a_word_of_a_need_finds_what_is_for_it_and_needs_are_counted() -> None:
    assert needs_of(OWN) == {
        "loneliness": f"{NEEDS['loneliness']} (2)", "mood": f"{NEEDS['mood']} (1)", "appointments": f"{NEEDS['appointments']} (1)",
    }  # fmt: skip
    assert found("anxiety") == ["deep_end_links"]


# The terminal --------------------------------------------------------------------------------------------------


def test_the_terminal_lists_the_templates_that_are_asked_for_the_best_first_with_whom_they_fit() -> None:
    rows = json.loads(printed(run("templates", "social", "presc", "--json")))
    assert [row["id"] for row in rows] == found("social presc", HEADS)
    assert all({"needs", "also_called", "fits", "not_for", "like"} <= row.keys() for row in rows)
    said = words_of(printed(run("templates", "befriending")))
    assert (
        f"Fits: {HEADS['befriending']['fits']}" in said
        and f"Not for: {HEADS['befriending']['not_for']}" in said
    )


def test_the_terminal_says_where_nothing_is_found() -> None:
    done = run("templates", "zebra", "--json")
    assert json.loads(printed(done)) == []
    assert "Try fewer words" in words_of(done.stderr.decode())


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("social_presc", "newcastle_social_prescribing"),
        ("befreinding", "befriending"),
        ("loneliness", "befriending"),
    ],
)
def test_a_new_case_of_something_that_is_no_id_is_answered_with_what_was_meant(
    typed: str, meant: str, tmp_path: Path
) -> None:
    done = run("new", typed, "-o", tmp_path / "x.yaml")
    said = words_of(done.stderr.decode())
    assert f"No template is called {typed}." in said and meant in said
    assert "Nothing like it was found" in words_of(
        run("new", "zzz", "-o", tmp_path / "x.yaml").stderr.decode()
    )


# The pages -----------------------------------------------------------------------------------------------------


def start_page() -> AppTest:
    return AppTest.from_file(str(ROOT / "app.py"), default_timeout=PATIENCE).run()


def on_cards(page: AppTest) -> list[str]:
    """Returns the templates that the Start page shows, in their order."""
    return [
        key.removeprefix("start:build:")
        for b in page.button
        if (key := str(b.key)).startswith("start:build:")
    ]


def test_the_start_page_shows_what_is_found_with_whom_it_fits_and_what_is_like_it() -> None:
    page = start_page()
    assert on_cards(page) == []
    page.text_input(key="start:words").set_value("befriending").run()
    assert on_cards(page) == found("befriending", HEADS)[:6]
    said, head = text_of(page), HEADS["befriending"]
    for words in (head["name"], head["serves"], head["fits"], head["not_for"]):
        assert words in said
    assert f"Others like it: {HEADS[head['like'][0]]['name']}" in said


def test_the_start_page_shows_what_is_for_a_need_and_of_that_what_has_the_words() -> None:
    page = start_page()
    page = clicked(page, "start:need:loneliness")
    assert on_cards(page) and all("loneliness" in HEADS[ident]["needs"] for ident in on_cards(page))
    page.text_input(key="start:words").set_value("befriending").run()
    assert on_cards(page) == ["befriending"]
    page = clicked(clicked(page, "start:need:none"), "start:need:diabetes")
    assert on_cards(page) == [] and "One template for other needs" in text_of(page)
    page.text_input(key="start:words").set_value("").run()
    assert on_cards(page) and all("diabetes" in HEADS[ident]["needs"] for ident in on_cards(page))


def test_the_rest_is_shown_when_it_is_asked_for() -> None:
    page = start_page()
    page.text_input(key="start:words").set_value("people").run()
    first, every = on_cards(page), found("people", HEADS)
    page.session_state["start:more"] = True
    page.run()
    assert first == every[:6] and on_cards(page) == every


def test_the_start_page_says_where_nothing_is_found() -> None:
    page = start_page()
    page.text_input(key="start:words").set_value("zebra").run()
    assert "No template has the word “zebra”. Try fewer words" in text_of(page)


def test_templates_are_put_side_by_side_and_taken_out_again() -> None:
    page = start_page()
    for ident in ("befriending", "time_banking", "care_plus"):
        page.text_input(key="start:words").set_value(ident).run()
        page = clicked(page, f"start:add:{ident}")
    assert "start:add:care_plus" not in {button.key for button in page.button}
    page = clicked(clicked(page, "start:out:time_banking"), "start:go")
    assert [option.id for option in case_of(page).shape.options] == ["befriending", "care_plus"]
    assert "To compare in one case" not in text_of(at_page(page, "start"))


def test_a_benchmark_is_built_alone() -> None:
    page = start_page()
    page.text_input(key="start:words").set_value("nesta_pph_programme").run()
    assert "start:add:nesta_pph_programme" not in {button.key for button in page.button}
    assert case_of(built(page, "nesta_pph_programme")).shape.options[0].template == "nesta_pph_programme"


def test_an_option_is_found_by_words_where_one_is_added() -> None:
    page = unfolded(at_page(started("befriending"), "costs"), "choice:options")
    page.text_input(key="choice:option:find:words").set_value("deep end")
    page = run_page(page)
    offered = page.selectbox(key="choice:option:template").options
    assert offered[0] == HEADS["deep_end_links"]["name"] and len(offered) == len(found("deep end", HEADS))
    page.selectbox(key="choice:option:template").set_value("deep_end_links")
    page = run_page(page)
    assert [option.id for option in case_of(page).shape.options] == ["befriending", "deep_end_links"]


def test_the_library_shows_the_best_of_what_is_found() -> None:
    page = at_page(start_page(), "library")
    page.text_input(key="library:find:words").set_value("visiting scheme").run()
    assert page.selectbox(key="library:template").value == found("visiting scheme", HEADS)[0]
    page.text_input(key="library:find:words").set_value("zebra").run()
    assert "No template has the word “zebra”" in text_of(page) and not page.exception


# In a real browser: one choice is one choice -------------------------------------------------------------------


@pytest.fixture
def page(chromium, address):
    opened = chromium.new_page(viewport={"width": 1280, "height": 900})
    yield opened
    opened.close()


def cards(page):
    return page.get_by_role("button", name=re.compile("^Build a case: "))


@pytest.mark.browser
@pytest.mark.slow
def test_enter_in_the_search_takes_none_and_a_press_on_one_takes_that_one(page, address) -> None:
    page.goto(address)
    page.wait_for_selector(".mtc-verdict")
    field = page.get_by_role("searchbox", name="What do you want to make the case for?")
    field.press_sequentially("social presc")
    cards(page).first.wait_for()  # while it is being typed
    field.press("Enter")
    at_rest(page)
    assert cards(page).count() == len(found("social presc", HEADS)) > 1
    assert page.get_by_role("heading", name="To compare in one case").count() == 0
    assert page.get_by_role("heading", name=PROMISE, level=1).is_visible(), "nothing was built"
    cards(page).nth(1).focus()
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Costs and people", exact=True, level=1).wait_for()
    settled(page)
    assert page.get_by_text("Which option?", exact=True).count() == 0, "one option, from one template"


@pytest.mark.browser
@pytest.mark.slow
def test_the_library_shows_in_its_list_the_template_that_it_tells_of(page, address) -> None:
    page.goto(f"{address}/library")
    page.get_by_role("heading", name="Library", exact=True, level=1).wait_for()
    at_rest(page)
    field = page.get_by_role("searchbox", name="What is it for?")
    for typed in ("deep end", "befriending"):
        field.fill(typed)
        field.press("Enter")
        name = HEADS[found(typed, HEADS)[0]]["name"]
        page.get_by_role("heading", name=name, exact=True, level=2).wait_for()
        at_rest(page)
        assert page.get_by_role("combobox", name="Which template?").input_value() == name


@pytest.mark.browser
@pytest.mark.slow
def test_enter_adds_the_option_that_is_marked_and_no_other(page, address) -> None:
    with_draft(page, address, "Costs and people")
    page.get_by_text("Options: add, copy, remove").click()
    field = page.get_by_role("combobox", name="Add an option from a template")
    options = with_list_open(page, field)
    page.keyboard.type("peer support")
    options.nth(1).wait_for()
    assert options.filter(has_text=re.compile("^Select")).count() == 0
    page.keyboard.press("Enter")
    page.get_by_text("Which option?", exact=True).wait_for()
    at_rest(page)
    assert page.get_by_role("radiogroup", name="Which option?").get_by_role("radio").count() == 2


@pytest.mark.browser
@pytest.mark.slow
def test_enter_in_a_list_of_several_takes_the_one_that_is_marked_and_never_all(page, address) -> None:
    with_draft(page, address, "Costs and people")
    page.get_by_role("button", name="Change: Management and overheads of the host").click()
    page.get_by_role("button", name="Close: Management and overheads of the host").wait_for()
    at_rest(page)
    field = page.get_by_role("combobox", name="Costs that it is a share of")
    before = page.get_by_test_id("stMultiSelect").get_by_role("button", name=re.compile("^Remove")).count()
    options = with_list_open(page, field)
    assert options.filter(has_text=re.compile("^Select")).count() == 0
    page.keyboard.type("e")
    options.first.wait_for()
    page.keyboard.press("Enter")
    at_rest(page)
    after = page.get_by_test_id("stMultiSelect").get_by_role("button", name=re.compile("^Remove")).count()
    assert after == before + 1
