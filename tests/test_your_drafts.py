"""Your cases on Start and on their page: listed, opened, copied, deleted; never anybody else's; and a case that another is opened over."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from browsing import FAULTS_OF_STREAMLIT, at_rest, settled
from conftest import free_port, start_app, stop_app
from databases import opened_anew
from finished_cases import case_at
from streamlit.testing.v1 import AppTest
from test_drafts import SOUTHFOLD, UPTAKE, drafted, secret_of, uptake, visited, with_example
from test_pages import at_page, built, case_of, clicked, run, text_of, typed

from make_the_case.store import Drafts, Unavailable
from make_the_case.views.shell.draft_list import NONE_IN_BROWSER, NOT_REMEMBERED, in_words
from make_the_case.words.first_screen import ADVICE_WORDS, chance_of
from make_the_case.words.phrases import money
from valuation import answer, simulate
from valuation.answers.advice import advised
from valuation.answers.saving import body_of
from valuation.case.editing import edited

BODY = body_of(case_at(SOUTHFOLD))
WORTH_IT = "Worth more than it costs once wider value is counted"


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch) -> Iterator[Path]:
    """A folder of drafts for one test alone."""
    monkeypatch.setenv("MAKE_THE_CASE_DATA", str(tmp_path))
    opened_anew()
    yield tmp_path
    opened_anew()


@pytest.fixture
def store(folder: Path) -> Iterator[Drafts]:
    found = Drafts(f"sqlite:///{folder / 'drafts.sqlite'}")
    yield found
    found.close()


def titled(title: str) -> str:
    case = case_at(SOUTHFOLD)
    return body_of(edited(case, {"title": title}))


def listed(page: AppTest) -> list[str]:
    """The titles of the list, from the top."""
    labels = [button.label for button in page.button if str(button.key).startswith("drafts:open:")]
    return [label.removeprefix("Open: ") for label in labels]


def with_key(page: AppTest, start: str) -> list[str]:
    return [str(button.key) for button in page.button if str(button.key).startswith(start)]


def pressed(page: AppTest, start: str, place: int = 0) -> AppTest:
    return clicked(page, with_key(page, start)[place])


# The list ----------------------------------------------------------------------------------------------------


def test_where_nothing_is_kept_a_sentence_says_so() -> None:
    page = visited()
    assert listed(page) == [] and "No draft is kept here yet." in text_of(page)


def test_the_draft_of_a_minute_ago_is_listed_with_its_verdict_and_when_and_opens_in_another_window(
    store,
) -> None:
    page, secret = drafted("23")
    said = text_of(at_page(page, "start"))
    assert f"{WORTH_IT}. Last changed today at" in said and "It is open in this window" in said
    other = visited()
    assert "It is open in this window" not in text_of(other)
    other = pressed(other, "drafts:open:")
    assert uptake(other) == 0.23
    typed(at_page(other, "costs"), UPTAKE, "24")
    assert store.open(secret).head.number == 2, "it goes on as the same draft"


def test_the_last_changed_stands_first_and_a_draft_that_is_open_is_gone_on_with(store) -> None:
    first = store.create(titled("First"), title="First", verdict="Costs more")
    store.create(titled("Second"), title="Second", verdict="Costs more")
    with sqlite3.connect(
        store._database._file
    ) as file:  # a day ago, which the clock of a test cannot wait for
        file.execute("UPDATE revision SET at = '2026-01-02T10:00:00+00:00' WHERE draft = 2")
    file.close()
    page = visited()
    assert listed(page) == ["First", "Second"]
    assert "Last changed on 2 January 2026 at 10:00" in text_of(page)
    page = at_page(pressed(page, "drafts:open:"), "start")
    opened = secret_of(page)
    page = pressed(page, "drafts:open:")
    assert secret_of(page) == opened != first


def test_a_card_says_where_a_case_is_for_what_may_be_decided_and_what_it_costs_beside_its_worth(
    store,
) -> None:
    store.create(BODY, title="Ours", verdict=WORTH_IT)
    store.create("{}", title="Damaged", verdict="Costs more")
    case = case_at(SOUTHFOLD)
    option = answer(case).options[case.preferred]
    society, chance = option.accounts["society"], chance_of(simulate(case), case.preferred)
    page = at_page(visited(), "cases")  # where no finished example stands beside
    said = text_of(page)
    assert str(case.shape.place) in said and ADVICE_WORDS[advised(option, chance).advice] in said
    for words in (money(society.pv_costs), money(society.pv_benefits)):
        assert words in said
    assert listed(page) == ["Damaged", "Ours"], "one that cannot be read is a card without a picture"


def test_a_copy_is_a_draft_of_its_own(store) -> None:
    page, secret = drafted("23")
    page = pressed(at_page(page, "start"), "drafts:copy:")
    title = case_of(page).shape.title
    assert sorted(listed(page)) == [title, f"{title} (copy)"] and "is a draft of its own now" in text_of(page)
    copy = next(
        key for key in with_key(page, "drafts:open:") if page.button(key=key).label.endswith("(copy)")
    )
    page = typed(at_page(clicked(page, copy), "costs"), UPTAKE, "40")
    assert secret_of(page) != secret and store.open(secret).head.number == 1


def test_a_draft_is_deleted_only_after_a_question_and_what_is_open_stays_on_the_screen(store) -> None:
    page, secret = drafted("23")
    page = pressed(at_page(page, "start"), "drafts:delete:")
    assert "It cannot be brought back" in text_of(page)
    page = pressed(page, "drafts:keep:")
    assert len(listed(page)) == 1 and "It cannot be brought back" not in text_of(page)
    page = pressed(pressed(page, "drafts:delete:"), "drafts:sure:")
    assert listed(page) == [] and "has been deleted. What is on this screen stays" in text_of(page)
    assert uptake(page) == 0.23 and "leads to no draft" in text_of(visited(secret))
    page = typed(at_page(page, "costs"), UPTAKE, "24")
    assert secret_of(page) != secret and len(listed(at_page(page, "start"))) == 1


def test_of_many_drafts_some_are_shown_others_on_request_and_any_is_found_by_its_title(store) -> None:
    for number in range(1, 501):
        store.create(BODY, title=f"Draft {number}", verdict="Costs more")
    page = visited()
    assert listed(page) == [f"Draft {number}" for number in range(500, 497, -1)]
    assert "See all 500 cases" in [link.proto.label for link in page.get("page_link")]
    page = at_page(page, "cases")
    assert listed(page) == [f"Draft {number}" for number in range(500, 491, -1)]
    page = clicked(page, "drafts:more")
    assert len(listed(page)) == 39
    page.text_input(key="drafts:find").set_value("draft 37").run()
    assert set(listed(page)) == {"Draft 37", *(f"Draft {number}" for number in range(370, 380))}
    page.text_input(key="drafts:find").set_value("no such thing").run()
    assert listed(page) == [] and "No case has that in its title" in text_of(page)


def test_a_verdict_that_was_never_kept_is_worked_out_once_and_kept(store) -> None:
    store.create(BODY, title="From before")
    store.create("{}", title="Damaged")
    said = text_of(visited())
    assert WORTH_IT in said and "Its last revision cannot be read by this version" in said
    kept = {case.title: case.verdict for case in store.on_own_computer().listed()}
    assert kept == {"From before": WORTH_IT, "Damaged": None}


def test_a_case_that_is_not_whole_says_so_far(store) -> None:
    page = visited()
    page = at_page(built(page, "peer_support_ltc"), "start")
    assert "So far: " in text_of(page)
    page = at_page(clicked(page, "start:blank"), "start")
    assert "No result yet" in text_of(page) and len(listed(page)) == 2


def test_what_another_tab_has_deleted_or_changed_is_said_when_it_is_chosen_and_gone_when_one_comes_back(
    store,
) -> None:
    secret = store.create(BODY, title="Mine", verdict="Costs more")
    page = visited()
    store.save(secret, 1, titled("Renamed"), title="Renamed", verdict=WORTH_IT)
    assert listed(run(page)) == ["Renamed"]
    store.delete(secret)
    page = pressed(page, "drafts:open:")
    assert "open" not in page.session_state
    assert "leads to no draft" in text_of(page) and listed(page) == []


def test_a_list_that_cannot_be_read_takes_nothing_else_with_it(folder, fails_on_purpose) -> None:
    page, _ = drafted("23")
    for part in folder.iterdir():
        part.rename(part.with_name(f"away-{part.name}"))
    said = text_of(at_page(page, "start"))
    assert "Your cases cannot be listed now" in said and "Start from a need" in said


NOW = datetime(2026, 12, 3, 0, 5)


@pytest.mark.parametrize(
    ("ago", "said"),
    [
        (timedelta(0), "today at 00:05"),
        (timedelta(minutes=6), "yesterday at 23:59"),
        (timedelta(days=6), "on Friday at 00:05"),
        (timedelta(days=7), "on 26 November 2026 at 00:05"),
        (timedelta(days=-1), "on 4 December 2026 at 00:05"),
    ],
    ids=str,
)
def test_when_it_was_is_said_as_one_says_it(ago: timedelta, said: str) -> None:
    assert in_words(NOW - ago, NOW) == said


# Whose they are ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("setting", ["MAKE_THE_CASE_HOSTED", "DATABASE_URL", "STREAMLIT_SERVER_ADDRESS"])
def test_nobodys_drafts_are_listed_where_others_may_look(store, folder, monkeypatch, setting: str) -> None:
    secret = store.create(BODY, title="A stranger's", verdict=WORTH_IT)
    assert listed(visited()) == ["A stranger's"]
    if setting == "STREAMLIT_SERVER_ADDRESS":
        usual = st.get_option
        monkeypatch.setattr(
            st, "get_option", lambda name: "0.0.0.0" if name == "server.address" else usual(name)
        )
    else:
        value = {
            "MAKE_THE_CASE_HOSTED": "cases.example.org",
            "DATABASE_URL": f"sqlite:///{folder / 'drafts.sqlite'}",
        }
        monkeypatch.setenv(setting, value[setting])
    opened_anew()
    page = visited()
    assert listed(page) == [] and "stranger" not in text_of(page)
    assert uptake(visited(secret)) == 0.07, "its link opens it as ever"


# A draft that cannot be opened -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "body",
    [
        "", "{", "[]", "null", '"text"', "{}", BODY[:-200], BODY.replace('"options"', '"optoins"'), "[" * 100_000,
        BODY.replace("make-the-case/2", "make-the-case/9"), BODY.replace('"value":0.07', '"value":"a lot"'),
    ],
    ids=range(11),
)  # fmt: skip
def test_a_damaged_draft_is_said_and_the_last_revision_that_can_be_read_opens(store, body: str) -> None:
    secret = store.create(BODY, title="Ours")
    store.save(secret, 1, body, title="Ours")
    page = visited(secret)
    assert "open" not in page.session_state
    assert "This draft cannot be read" in text_of(page) and "Revision 1 of it can be read" in text_of(page)
    page = clicked(page, "draft:earlier:open")
    assert uptake(page) == 0.07 and "cannot be read" not in text_of(page)
    page = typed(at_page(page, "costs"), UPTAKE, "30")
    assert [r.note for r in store.history(secret)][:2] == ["Share who start", "Back to revision 1"]
    assert store.revision(secret, 2).body == body, "nothing is overwritten"


def test_a_draft_of_which_no_revision_can_be_read_says_what_to_do_and_leaves_what_is_open(store) -> None:
    store.create("{}", title="Damaged")
    page, _ = drafted("23")
    page = at_page(page, "start")
    page = clicked(
        page, next(key for key in with_key(page, "drafts:open:") if "Damaged" in page.button(key=key).label)
    )
    assert "Open a saved case file, or ask whoever sent the link." in text_of(page)
    assert uptake(page) == 0.23 and with_key(page, "draft:earlier") == []


# Opening another ---------------------------------------------------------------------------------------------


def test_building_a_second_case_says_where_the_first_is_and_leads_back() -> None:
    page, _ = drafted("23")
    title = case_of(page).shape.title
    page = at_page(page, "start")
    page = built(page, "peer_support_ltc")
    said = text_of(page)
    assert f"“{title}”, which was open before, is kept as revision 1 of its draft." in said
    assert "on the page Your cases" in said and title in listed(at_page(page, "start"))
    page = clicked(at_page(page, "costs"), "draft:before")
    assert case_of(page).shape.title == title and uptake(page) == 0.23
    assert "which was open before" not in text_of(page)


def test_the_note_is_closed_and_an_example_that_was_only_read_needs_none() -> None:
    page = at_page(with_example(), "start")
    page = clicked(page, "start:blank")
    assert "which was open before" not in text_of(page), "nothing was changed in it"
    page = clicked(at_page(page, "start"), "start:example:open")
    assert "which was open before" in text_of(page)
    page = clicked(page, "draft:before:close")
    assert "which was open before" not in text_of(page)


def test_cases_that_could_not_be_kept_are_kept_once_the_database_is_back_however_many_were_opened_since(
    store, monkeypatch, fails_on_purpose
) -> None:
    page, secret = drafted("21")
    usual = Drafts.save, Drafts.create

    def fails(self, *how, **more):
        raise Unavailable("The database of drafts cannot be used: its disk is full.")

    monkeypatch.setattr(Drafts, "save", fails)
    monkeypatch.setattr(Drafts, "create", fails)
    page = typed(page, UPTAKE, "22")
    for _ in range(3):
        page = clicked(at_page(page, "start"), "start:blank")
        assert "is not kept yet" in text_of(page)
    monkeypatch.setattr(Drafts, "save", usual[0])
    monkeypatch.setattr(Drafts, "create", usual[1])
    run(page)
    assert '"uptake":{"value":0.22' in store.open(secret).head.body
    assert len(store.on_own_computer().listed()) == 4


# In a browser ------------------------------------------------------------------------------------------------


ASKED = (
    "() => [...document.querySelectorAll('[data-testid=stMain] button')].some(b => b.innerText.startsWith('Open: '))"
    f" || [{NONE_IN_BROWSER!r}, {NOT_REMEMBERED!r}].some(words => document.body.innerText.includes(words))"
)
"""That the browser has said which links it remembers, and the page has been drawn with them."""


class Host:
    """The app as it is run for others, without sign-in; each test has drafts of its own, in a browser of its own."""

    def __init__(self, folder: Path):
        self.folder, self.port = folder, free_port()
        self.drafts = Drafts(f"sqlite:///{folder / 'drafts.sqlite'}")
        self.start()

    def start(self) -> None:
        self.server = start_app(
            self.port, self.folder, MAKE_THE_CASE_DATA=str(self.folder), MAKE_THE_CASE_HOSTED="localhost"
        )

    def stop(self) -> None:
        stop_app(self.server)

    def at(self, page, where: str = ""):
        """Opens Start or Your cases, or a draft by its link, and waits until the browser has said or kept its links."""
        page.goto(f"http://localhost:{self.port}/{where}")
        if "draft=" in where:
            page.wait_for_function(
                "link => (localStorage.getItem('make-the-case:links') ?? '').includes(link)",
                arg=where.partition("draft=")[2],
            )
        else:
            page.wait_for_function(ASKED)
        at_rest(page)
        return page


@pytest.fixture(scope="module")
def host(tmp_path_factory) -> Iterator[Host]:
    found = Host(tmp_path_factory.mktemp("host"))
    yield found
    found.stop()
    found.drafts.close()


def rows(page, count: int) -> list[str]:
    """The titles of the list, once there are so many."""
    buttons = page.get_by_role("button", name="Open: ")
    if count:
        buttons.nth(count - 1).wait_for()
    return [found.inner_text().removeprefix("Open: ") for found in buttons.all()]


@pytest.mark.browser
@pytest.mark.slow
def test_hosted_the_browser_lists_the_links_that_were_opened_in_it_and_no_others(chromium, host) -> None:
    before = host.drafts.count()
    mine, _ = (host.drafts.create(titled(name), title=name, verdict=WORTH_IT) for name in ("Mine", "Theirs"))
    first, second = chromium.new_context(), chromium.new_context()
    page = host.at(first.new_page())
    assert (
        rows(page, 0) == []
        and page.get_by_text("No link to a draft has been opened in this browser").is_visible()
    )
    host.at(page, f"?draft={mine}")
    assert rows(host.at(first.new_page()), 1) == ["Mine"], "in another tab"
    assert rows(host.at(second.new_page()), 0) == [], "not in another browser"
    for tab in [*first.pages, *second.pages]:
        tab.close()  # else each is drawn once more when the server is back
    host.stop()
    host.start()
    tab = host.at(first.new_page())
    assert rows(tab, 1) == ["Mine"], "after the server began anew"
    tab.reload()
    tab.get_by_role("button", name="Open: Mine").click()
    tab.get_by_role("tab", name="Method", exact=True).wait_for()
    assert f"draft={mine}" in tab.url
    tab = host.at(first.new_page())
    tab.get_by_role("button", name="Copy").click()
    tab.get_by_role("button", name="Open: Mine (copy)").wait_for()
    tab = host.at(first.new_page(), "cases")
    assert sorted(rows(tab, 2)) == ["Mine", "Mine (copy)"]
    tab.get_by_role("button", name="Take all off this list").click()
    tab.get_by_text("Taken off the list of this browser").wait_for()
    assert rows(host.at(first.new_page()), 0) == []
    assert host.drafts.count() == before + 3, "the drafts themselves are kept"
    first.close()
    second.close()


@pytest.mark.browser
@pytest.mark.slow
def test_hosted_a_link_that_leads_to_nothing_is_said_and_taken_off_on_request(chromium, host) -> None:
    kept, gone = (host.drafts.create(titled(name), title=name, verdict="") for name in ("Kept", "Gone"))
    context = chromium.new_context()
    page = context.new_page()
    for secret in (gone, kept):
        host.at(page, f"proposal?draft={secret}")  # where no chart is drawn
    host.drafts.delete(gone)
    page = host.at(context.new_page(), "cases")
    assert rows(page, 1) == ["Kept"]
    assert page.get_by_text("One link that was opened here leads to no draft").is_visible()
    page.get_by_role("button", name="Take it off this list").click()
    page.get_by_text("One link that was opened here").wait_for(state="detached")
    assert rows(host.at(context.new_page()), 1) == ["Kept"]
    context.close()


@pytest.mark.browser
@pytest.mark.slow
def test_a_browser_that_keeps_nothing_is_told_apart_from_one_that_has_nothing(chromium, host) -> None:
    context = chromium.new_context()
    context.add_init_script(
        "Object.defineProperty(window, 'localStorage', {get() {throw new DOMException('', 'SecurityError')}})"
    )
    page = host.at(context.new_page())
    assert page.get_by_text("This browser lets pages keep nothing").is_visible()
    context.close()


@pytest.fixture(scope="module")
def six_drafts(chromium, host) -> dict[str, Any]:
    """What a browser holds in which six drafts were opened by their links."""
    context = chromium.new_context()
    page = context.new_page()
    names = ["A very long title of a case that somebody pasted from a board paper " * 3, "Short", *"BCDE"]
    for name in names:
        secret = host.drafts.create(titled(name), title=name, verdict=WORTH_IT)
        host.at(page, f"proposal?draft={secret}")
    held = context.storage_state()
    context.close()
    return held


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize(("name", "where", "shown"), [("Start", "", 3), ("Your cases", "cases", 6)])
def test_cases_in_view_have_no_fault_that_axe_finds_and_nothing_runs_over_the_side(
    chromium, host, six_drafts, width: int, name: str, where: str, shown: int
) -> None:
    axe = pytest.importorskip(
        "axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed"
    )
    context = chromium.new_context(viewport={"width": width, "height": 844}, storage_state=six_drafts)
    page = host.at(context.new_page(), where)
    assert len(rows(page, shown)) == shown
    assert page.get_by_role("link", name="See all 6 cases").count() == (name == "Start")
    page.get_by_role("button", name="Delete").first.click()
    page.get_by_role("button", name="Delete it for good").wait_for()
    settled(page)
    faults = axe.Axe().run(page).response["violations"]
    assert [fault["id"] for fault in faults if (name, fault["id"]) not in FAULTS_OF_STREAMLIT] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()


def test_a_draft_that_lies_in_the_bin_is_listed_as_such_and_opening_it_brings_it_back(
    store: Drafts, folder: Path
) -> None:
    store.create(titled("Put away"), "somebody", title="Put away")
    with sqlite3.connect(folder / "drafts.sqlite") as work:
        work.execute("UPDATE draft SET binned = ?", ("2026-11-01T09:00:00+00:00",))
    work.close()
    page = visited()
    assert listed(page) == ["Put away"] and "It is in the bin, and opening it brings it back" in text_of(page)
    pressed(page, "drafts:open:")
    assert [case.title for case in store.on_own_computer().listed()] == ["Put away"]
    assert not store.on_own_computer().in_bin()
