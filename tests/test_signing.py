"""Signing in: who is let in, what each sees, what stays hidden, and that nothing is lost when a sign-in ends."""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from browsing import at_rest, not_reached, settled
from conftest import free_port, start_app, stop_app
from databases import opened_anew
from patience import PATIENCE
from streamlit.testing.v1 import AppTest
from test_drafts import UPTAKE, secret_of, uptake, visited
from test_pages import at_page, clicked, run, submitted, text_of, typed
from test_screen_words import faults_on, written_by_others

from make_the_case.store import SIGNED_IN_HOURS, Drafts, Person, Unavailable, person_of
from make_the_case.store.signed_in import LONGEST_CLAIM

ROOT = Path(__file__).resolve().parents[1]
SIGN_IN_FIRST = "Sign in to open this link."


@pytest.fixture(autouse=True)
def database(tmp_path, monkeypatch) -> str:
    """A database for each test, so that what is listed is what the test has made."""
    url = f"sqlite:///{tmp_path / 'drafts.sqlite'}"
    monkeypatch.setenv("DATABASE_URL", url)
    opened_anew()
    yield url
    opened_anew()


def now() -> datetime:
    """The time of the test, not of its import: a run of all the tests lasts longer than two clocks may differ."""
    return datetime.now(UTC)


def claims(name: str, **other: Any) -> dict[str, Any]:
    """What a provider says of somebody who has just signed in."""
    return {
        "is_logged_in": True,
        "iss": "https://sign-in.example.org",
        "sub": f"number-{name}",
        "iat": time.time(),
        "name": name.title(),
        "email": f"{name}@example.org",
        "email_verified": True,
    } | other


NOBODY = {"is_logged_in": False}


def as_user(user: dict[str, Any], secret: str = "") -> AppTest:
    page = AppTest.from_file(str(ROOT / "app.py"), default_timeout=PATIENCE)
    page.user = user
    if secret:
        page.query_params["draft"] = secret
    return run(page)


def with_a_case(user: dict[str, Any], text: str = "21") -> tuple[AppTest, str]:
    page = at_page(clicked(as_user(user), "start:example:open"), "costs")
    page = typed(page, UPTAKE, text)
    return page, secret_of(page)


# Whom the claims name ----------------------------------------------------------------------------------------


def test_a_person_is_their_provider_and_number_and_a_verified_address() -> None:
    assert person_of(claims("ada", email="Ada@Example.org"), now()) == Person(
        "https://sign-in.example.org", "number-ada", "Ada", "ada@example.org"
    )


@pytest.mark.parametrize(
    "change",
    [
        {"is_logged_in": False},
        {"is_logged_in": "yes"},
        {"iss": ""},
        {"iss": None},
        {"sub": " "},
        {"sub": 7},
        {"sub": "x" * (LONGEST_CLAIM + 1)},
        {"iat": None},
        {"iat": "today"},
        {"iat": 0},
        {"iat": time.time() - 3600 * SIGNED_IN_HOURS - 60},
    ],
    ids=lambda change: " ".join(change),
)
def test_claims_that_are_short_of_a_person_or_too_old_let_nobody_in(change: dict[str, Any]) -> None:
    assert person_of(claims("ada", **change), now()) is None


@pytest.mark.parametrize(
    ("change", "counts"),
    [
        ({}, True),
        ({"email_verified": False}, False),
        ({"email_verified": None}, False),
        ({"email_verified": "true"}, False),
        ({"email_verified": 1}, False),
        ({"email_verified": False, "xms_edov": True}, False),
        ({"email": None}, False),
        ({"email": "not an address"}, False),
    ],
    ids=str,
)
def test_an_address_counts_only_when_the_provider_says_that_it_is_verified(
    change: dict[str, Any], counts: bool
) -> None:
    found = person_of(claims("ada", **change), now())
    assert found is not None and (found.address == "ada@example.org") == counts


@pytest.mark.parametrize(
    ("said", "counts"), [(True, True), ("1", True), (False, False), (None, False), ("no", False)]
)
def test_microsofts_word_for_verified_counts_where_the_standards_is_not_given(
    said: Any, counts: bool
) -> None:
    """`xms_edov`: the owner of the address's domain has been verified (Microsoft, optional claims reference)."""
    microsoft = claims("ada", xms_edov=said)
    del microsoft["email_verified"]
    found = person_of(microsoft, now())
    assert found is not None and bool(found.address) == counts


# What each sees ----------------------------------------------------------------------------------------------


def test_without_sign_in_there_is_none_in_the_app() -> None:
    page = visited()
    said = text_of(page)
    assert "There is no log-in." in said and "Sign" not in said
    cases = text_of(at_page(page, "cases"))
    assert "Your cases" in cases and "Your teams" not in cases and "Sign" not in cases


@pytest.mark.parametrize(
    "name", ["start", "proposal", "costs", "results", "cases", "papers", "history", "library", "help"]
)
def test_who_is_not_signed_in_gets_the_page_that_asks_and_nothing_is_kept(name: str, database: str) -> None:
    page = at_page(as_user(NOBODY), name)
    said = text_of(page)
    assert "Sign in" in said and "There is no log-in." not in said
    assert [button.label for button in page.button] == ["Sign in"]
    assert "open" not in page.session_state and Drafts(database).count() == 0


def test_a_case_is_kept_for_who_is_signed_in_under_their_name_and_listed() -> None:
    page, secret = with_a_case(claims("ada"))
    assert "Signed in as Ada." in text_of(page)
    said = text_of(at_page(page, "history"))
    assert "It is yours." in said and " Ada " in said and "opens only for you" in said
    other = at_page(as_user(claims("ada")), "cases")
    (button,) = [b for b in other.button if b.key.startswith("cases:open:")]
    assert "Southfold" in button.label
    opened = clicked(other, button.key)
    assert uptake(opened) == 0.21 and secret_of(opened) != secret, (
        "under another link, for links are kept as hashes"
    )
    typed(at_page(opened, "costs"), UPTAKE, "22")
    page = typed(at_page(page, "costs"), UPTAKE, "23")
    assert "Ada saved revision 2" in text_of(page), "and it is the same draft"


def test_anothers_link_looks_the_same_as_one_that_never_was() -> None:
    _, secret = with_a_case(claims("ada"))
    for user in (
        claims("ben"),
        claims("ada", sub="another number"),
        claims("ada", iss="https://elsewhere.example"),
    ):
        there, never = as_user(user, secret), as_user(user, "A" * 22)
        assert "open" not in there.session_state
        assert text_of(there) == text_of(never) and "leads to no draft" in text_of(there)
    there, never = as_user(NOBODY, secret), as_user(NOBODY, "A" * 22)
    assert text_of(there) == text_of(never) and SIGN_IN_FIRST in text_of(there)
    assert "leads to no draft" in text_of(visited(secret)), (
        "nor does it open where sign-in has been switched off"
    )


@pytest.mark.parametrize(
    "user",
    [
        claims("ada", iat=0),
        claims("ada", iss=""),
        claims("ada", sub=None),
        {**claims("ada"), "is_logged_in": False},
    ],
    ids=["expired", "no provider", "no number", "signed out"],
)
def test_a_sign_in_that_has_ended_or_was_made_up_opens_nothing(user: dict[str, Any]) -> None:
    _, secret = with_a_case(claims("ada"))
    page = as_user(user, secret)
    assert "open" not in page.session_state and SIGN_IN_FIRST in text_of(page)


def test_a_link_for_reading_opens_without_signing_in_and_keeps_nothing(database: str) -> None:
    page, secret = with_a_case(claims("ada"))
    page = clicked(at_page(page, "history"), "history:share")
    reader = as_user(NOBODY, page.session_state[f"reading:{secret}"])
    reader = typed(at_page(reader, "costs"), UPTAKE, "60")
    assert "This link is for reading" in text_of(reader) and "Signed in" not in text_of(reader)
    assert Drafts(database).count() == 1
    begun = clicked(at_page(reader, "start"), "start:example:open")
    typed(at_page(begun, "costs"), UPTAKE, "61")
    assert Drafts(database).count() == 1, "nor does what a reader begins from there"


def test_a_draft_from_before_there_was_sign_in_is_made_ones_own() -> None:
    page = typed(at_page(clicked(visited(), "start:example:open"), "costs"), UPTAKE, "21")
    secret = secret_of(page)
    assert SIGN_IN_FIRST in text_of(as_user(NOBODY, secret))
    ada = at_page(as_user(claims("ada"), secret), "history")
    assert "It has no owner yet" in text_of(ada)
    ada = clicked(ada, "history:give")
    assert "It is yours." in text_of(ada)
    assert "leads to no draft" in text_of(as_user(claims("ben"), secret))


def test_a_team_is_made_joined_given_a_case_left_and_ended() -> None:
    ada, secret = with_a_case(claims("ada"))
    ada = at_page(ada, "cases")
    ada.text_input(key="cases:name").set_value("Northshire")
    ada = submitted(ada, "Make the team")
    (team,) = [e.label for e in ada.expander if "Northshire" in e.label]
    assert team == "Northshire: nobody else yet, you are an owner"
    ada.text_input(key="cases:address:1").set_value("nonsense")
    ada = submitted(ada, "Add the member")
    assert "nonsense is not an e-mail address" in text_of(ada)
    ada.text_input(key="cases:address:1").set_value("ben@example.org")
    ada = submitted(ada, "Add the member")
    assert [b.key for b in ada.button if b.label.startswith("Take out")] == ["cases:out:1:ben@example.org"]
    ada = at_page(ada, "history")
    ada.selectbox(key=f"history:team:{secret}:None").set_value(1).run()
    ada = clicked(ada, "history:give")
    assert "It is the team's, Northshire." in text_of(ada)

    ben = at_page(as_user(claims("ben")), "cases")
    assert "The team's, Northshire." in text_of(ben)
    ben = clicked(ben, next(b.key for b in ben.button if b.key.startswith("cases:open:")))
    ben = typed(at_page(ben, "costs"), UPTAKE, "33")
    ben = at_page(ben, "history")
    assert "Only an owner of the team can give it to others or delete it." in text_of(ben)
    assert not [b for b in ben.button if b.key in ("history:delete", "history:give")]
    unverified = at_page(as_user(claims("ben", email_verified=False)), "cases")
    assert "no address that has been verified" in text_of(unverified) and "Northshire" not in text_of(
        unverified
    )

    ada = clicked(at_page(ada, "cases"), "cases:out:1:ben@example.org")
    ben = typed(at_page(ben, "costs"), UPTAKE, "44")
    said = text_of(ben)
    assert uptake(ben) == 0.44 and "leads to no draft" in said and "The last change is not kept yet." in said
    ben = clicked(ben, "draft:own")
    assert uptake(ben) == 0.44 and "Kept as revision 1" in text_of(ben), "what was on the screen is not lost"
    assert secret_of(ben) != secret

    ada.checkbox(key="cases:sure:1").check().run()
    ada = clicked(ada, "cases:end:1")
    assert not [e for e in ada.expander if "Northshire" in e.label]
    assert "Yours." in text_of(ada) and "The team's" not in text_of(ada)


def test_the_words_of_these_pages_keep_the_conventions() -> None:
    ada, _ = with_a_case(claims("ada"))
    ada = at_page(ada, "cases")
    ada.text_input(key="cases:name").set_value("Northshire")
    ada = submitted(ada, "Make the team")
    for page in (ada, at_page(ada, "history"), as_user(NOBODY), at_page(as_user(claims("ben")), "cases")):
        assert faults_on(page, written_by_others(page)) == []


def test_the_work_of_who_stays_past_the_end_of_their_sign_in_is_kept_and_then_closed(database: str) -> None:
    page, secret = with_a_case(claims("ada"))
    page.user = claims("ada", iat=0)
    page = typed(page, UPTAKE, "55")
    assert "Your sign-in has ended" in text_of(page) and "open" not in page.session_state
    ada = person_of(claims("ada"), now())
    assert Drafts(database).of(ada).open(secret).head.number == 2
    assert uptake(as_user(claims("ada"), secret)) == 0.55


def test_work_that_cannot_be_kept_stays_on_the_screen_past_the_end_of_a_sign_in(
    monkeypatch, fails_on_purpose
) -> None:
    page, _ = with_a_case(claims("ada"))
    usual = Drafts.save

    def fails(self, *how, **more):
        raise Unavailable("The database of drafts cannot be used: its disk is full.")

    monkeypatch.setattr(Drafts, "save", fails)
    page.user = claims("ada", iat=0)
    page = typed(page, UPTAKE, "56")
    assert uptake(page) == 0.56 and "its disk is full" in text_of(page)
    monkeypatch.setattr(Drafts, "save", usual)
    page = run(page)
    assert "Your sign-in has ended" in text_of(page) and "open" not in page.session_state


def test_nothing_stays_on_the_screen_for_who_signs_in_next() -> None:
    page, secret = with_a_case(claims("ada"))
    page.user = claims("ben")
    page = run(page)
    assert "open" not in page.session_state
    assert "Southfold" not in page.session_state and secret not in text_of(page)
    assert "Signed in as Ben." in text_of(page)


def test_sign_in_that_is_only_half_set_up_is_said_with_a_code(caplog, fails_on_purpose) -> None:
    page = clicked(as_user(NOBODY), "signing:in:")
    said = text_of(page)
    assert "Signing in is not completely set up on this server." in said
    assert re.search(r"Report code (E-\d{3})", said).group(1) in caplog.text


def test_signing_out_lets_go_of_the_case() -> None:
    page, _ = with_a_case(claims("ada"))
    page = clicked(page, "signing:out")
    assert "open" not in page.session_state
    page = run(page)
    assert [button.label for button in page.button] == ["Sign in"]


def test_signing_out_in_one_browser_ends_the_sign_in_of_every_other_at_its_next_action(database: str) -> None:
    start = time.time()
    first, secret = with_a_case(claims("ada", iat=start - 60))
    second = at_page(as_user(claims("ada", iat=start - 30), secret), "costs")
    ben, _ = with_a_case(claims("ben"))
    clicked(first, "signing:out")
    second = typed(second, UPTAKE, "99")
    said = text_of(second)
    assert "You have signed out in another browser" in said and [b.label for b in second.button] == [
        "Sign in"
    ]
    assert "open" not in second.session_state and "99" not in said
    ada = person_of(claims("ada"), now())
    assert Drafts(database).of(ada).open(secret).head.number == 1, (
        "nothing is kept of what was typed after that"
    )
    for copied in (claims("ada", iat=start - 60), claims("ada", iat=start - 30)):
        page = as_user(copied, secret)
        assert [b.label for b in page.button] == ["Sign in"] and "open" not in page.session_state
    assert "Signed in as Ben." in text_of(run(ben))
    assert uptake(as_user(claims("ada", iat=start), secret)) == 0.21, "and who signs in again is in"


def test_who_cannot_be_signed_out_everywhere_is_told_and_may_leave_this_browser(
    monkeypatch, fails_on_purpose
) -> None:
    page, _ = with_a_case(claims("ada"))

    def fails(self):
        raise Unavailable("The database of drafts cannot be used: its disk is full.")

    monkeypatch.setattr(Drafts, "sign_out", fails)
    page = clicked(page, "signing:out")
    said = text_of(page)
    assert "You are still signed in." in said and "its disk is full" in said and uptake(page) == 0.21
    page = clicked(page, "signing:here")
    assert "open" not in page.session_state


def test_a_database_that_fails_signs_nobody_out(monkeypatch, fails_on_purpose) -> None:
    page, _ = with_a_case(claims("ada"))

    def fails(self, *how, **more):
        raise Unavailable("The database of drafts cannot be used: its disk is full.")

    monkeypatch.setattr(Drafts, "is_signed_in", fails)
    monkeypatch.setattr(Drafts, "save", fails)
    page = typed(page, UPTAKE, "56")
    assert uptake(page) == 0.56 and "its disk is full" in text_of(page)
    monkeypatch.undo()


def test_a_case_that_nobody_has_opened_for_long_is_in_the_bin_of_its_owner(database: str) -> None:
    with_a_case(claims("ada"))
    with sqlite3.connect(database.removeprefix("sqlite:///")) as work:
        work.execute("UPDATE draft SET binned = '2026-11-01T12:00:00+00:00', binned_day = 0")
    work.close()
    page = at_page(as_user(claims("ada")), "cases")
    said = text_of(page)
    assert "No case is kept here yet." not in said
    assert "These had not been opened for 90 days." in said and "Put in the bin on 1 November 2026" in said
    assert not [b for b in page.button if b.key.startswith("cases:open:")]
    assert faults_on(page, written_by_others(page)) == []
    assert "The bin" not in text_of(at_page(as_user(claims("ben")), "cases"))
    page = clicked(page, next(b.key for b in page.button if b.key.startswith("cases:back:")))
    assert uptake(page) == 0.21 and "Opening it has brought it back." in text_of(page)
    page = at_page(as_user(claims("ada")), "cases")
    assert "The bin" not in text_of(page) and [b for b in page.button if b.key.startswith("cases:open:")]


def test_the_bin_is_emptied_for_good(database: str) -> None:
    _, secret = with_a_case(claims("ada"))
    with sqlite3.connect(database.removeprefix("sqlite:///")) as work:
        work.execute("UPDATE draft SET binned = '2026-11-01T12:00:00+00:00', binned_day = 0")
    work.close()
    page = at_page(as_user(claims("ada")), "cases")
    assert next(b for b in page.button if b.key == "cases:empty").disabled
    page.checkbox(key="cases:bin:1").check().run()
    page = clicked(page, "cases:empty")
    assert "The bin" not in text_of(page) and "leads to no draft" in text_of(as_user(claims("ada"), secret))


# With a real provider, in a real browser ---------------------------------------------------------------------


@pytest.fixture(scope="module")
def signs_in(tmp_path_factory) -> Iterator[tuple[str, Path]]:
    """The app with a provider beside it, which lets anybody in as whom they say they are; gives its address and its log.

    Each test has people of its own: who signs out ends every sign-in of theirs.
    """
    mock = pytest.importorskip("oidc_provider_mock", reason="oidc-provider-mock is not installed")
    people = [
        mock.User(
            sub=name, claims={"name": name.title(), "email": f"{name}@example.org", "email_verified": True}
        )
        for name in ("ada", "ben", "cleo", "dora", "erin")
    ]
    folder, port = tmp_path_factory.mktemp("signs_in") / "server", free_port()
    with mock.run_server_in_thread(user_claims=people) as provider:
        (folder / ".streamlit").mkdir(parents=True)
        (folder / ".streamlit" / "secrets.toml").write_text(
            f"""[auth]
redirect_uri = "http://localhost:{port}/oauth2callback"
cookie_secret = "{"not for use elsewhere " * 3}"
client_id = "make-the-case"
client_secret = "secret"
server_metadata_url = "http://localhost:{provider.server_port}/.well-known/openid-configuration"
""",
            encoding="utf-8",
        )
        with (folder / "log").open("wb") as log:
            server = start_app(
                port,
                folder,
                log,
                MAKE_THE_CASE_DATA=str(folder / "drafts"),
                DATABASE_URL="",
                MAKE_THE_CASE_HOSTED="cases.example.org",
                AUTHLIB_INSECURE_TRANSPORT="1",  # the provider beside it has no TLS
            )
            yield f"http://localhost:{port}", folder / "log"
            stop_app(server)


def signed_in(page, address: str, name: str) -> None:
    page.goto(address)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_placeholder("sub").fill(name)
    page.get_by_role("button", name="Authorize").click()
    page.get_by_text(f"Signed in as {name.title()}.").wait_for()
    settled(page)


@pytest.mark.browser
@pytest.mark.slow
def test_two_people_sign_in_work_and_do_not_meet_each_others_cases(chromium, signs_in) -> None:
    address, log = signs_in
    ada, ben = chromium.new_context(), chromium.new_context()
    page = ada.new_page()
    signed_in(page, address, "ada")
    page.get_by_role("button", name="Read it in three minutes").click()
    page.get_by_role("tab", name="Method", exact=True).wait_for()
    settled(page)
    page.get_by_role("link", name="Costs and people").click()
    field = page.get_by_role("textbox", name="Of every 100 offered it")
    field.fill("21")
    field.press("Enter")
    page.get_by_text("Kept as revision 1 of your draft").first.wait_for()
    link = page.url
    assert "draft=" in link

    other = ben.new_page()
    signed_in(other, address, "ben")
    other.goto(link)
    other.get_by_text("This link leads to no draft.").wait_for()
    other.goto(f"{address}/cases")
    other.get_by_text("No case is kept here yet.").wait_for()

    page.reload()
    page.get_by_text("Kept as revision 1 of your draft").first.wait_for()
    page.get_by_role("link", name="Your cases").click()
    page.get_by_role("button", name="Open: ").wait_for()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/end_session?*")  # the provider asks whether to end its own session too
    page.goto(link)
    page.get_by_text(SIGN_IN_FIRST).wait_for()

    written = log.read_text(encoding="utf-8")
    assert "draft kept" in written
    for secret in (link.partition("draft=")[2], "Ada", "ada@", "Ben", "Northshire"):
        assert secret not in written
    for context in (ada, ben):
        context.close()


@pytest.mark.browser
@pytest.mark.slow
def test_a_cookie_that_was_forged_or_altered_lets_nobody_in(chromium, signs_in) -> None:
    address, _ = signs_in
    theirs = chromium.new_context()
    page = theirs.new_page()
    signed_in(page, address, "cleo")
    (good,) = [cookie for cookie in theirs.cookies() if cookie["name"] == "_streamlit_user"]
    middle = len(good["value"]) // 2
    altered = (
        good["value"][:middle] + ("A" if good["value"][middle] != "A" else "B") + good["value"][middle + 1 :]
    )
    for value in (
        altered,
        "",
        "e30",
        '{"is_logged_in": true, "iss": "x", "sub": "cleo"}',
        good["value"][:-1],
    ):
        forged = chromium.new_context()
        forged.add_cookies([{**good, "value": value}])
        tried = forged.new_page()
        tried.goto(address)
        tried.get_by_role("button", name="Sign in").wait_for()
        assert tried.get_by_text("Signed in as").count() == 0
        forged.close()
    copied = chromium.new_context()
    copied.add_cookies([good])
    tried = copied.new_page()
    tried.goto(address)
    tried.get_by_text("Signed in as Cleo.").wait_for()  # so the cookie itself is what lets in
    theirs.close()
    copied.close()


@pytest.mark.browser
@pytest.mark.slow
def test_signing_out_in_one_browser_signs_the_other_out_and_a_copied_cookie_is_worth_nothing(
    chromium, signs_in
) -> None:
    address, _ = signs_in
    one, two = chromium.new_context(), chromium.new_context()
    first, second = one.new_page(), two.new_page()
    signed_in(first, address, "dora")
    signed_in(second, address, "dora")
    second.get_by_role("button", name="Read it in three minutes").click()
    second.get_by_role("tab", name="Method", exact=True).wait_for()
    settled(second)
    copied = [cookie for cookie in two.cookies() if cookie["name"].startswith("_streamlit_user")]
    first.get_by_role("button", name="Sign out").click()
    first.wait_for_url("**/end_session?*")
    second.get_by_role("link", name="Costs and people").click()
    second.get_by_text("You have signed out in another browser").wait_for()
    assert second.get_by_text("Signed in as").count() == 0
    thief = chromium.new_context()
    thief.add_cookies(copied)
    tried = thief.new_page()
    tried.goto(f"{address}/cases")
    tried.get_by_role("button", name="Sign in").wait_for()
    assert tried.get_by_text("Signed in as").count() == 0
    second.get_by_role("button", name="Sign in").click()
    second.get_by_placeholder("sub").fill("dora")
    second.get_by_role("button", name="Authorize").click()
    second.get_by_text("Signed in as Dora.").wait_for()
    for context in (one, two, thief):
        context.close()


@pytest.mark.browser
@pytest.mark.slow
def test_the_pages_of_signing_in_are_for_everyone(chromium, signs_in) -> None:
    axe = pytest.importorskip(
        "axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed"
    )
    address, _ = signs_in
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    wrong: list[Any] = []

    def look(where: str) -> None:
        nonlocal wrong
        wrong += not_reached(page, where)
        for width in (1280, 320):
            page.set_viewport_size({"width": width, "height": 900})
            at_rest(page)
            faults = axe.Axe().run(page).response["violations"]
            wrong += [(where, width, fault["id"], fault["nodes"][0]["html"][:200]) for fault in faults]
            if page.evaluate("document.documentElement.scrollWidth") > width:
                wrong.append((where, width, "runs over the side"))
        page.set_viewport_size({"width": 1280, "height": 900})

    page.goto(address)
    page.get_by_role("button", name="Sign in").wait_for()
    look("sign in")
    signed_in(page, address, "erin")
    page.get_by_role("link", name="Your cases").click()
    page.get_by_role("textbox", name="Name of a new team").fill("Northshire")
    page.get_by_role("button", name="Make the team").click()
    page.get_by_text("Northshire: nobody else yet").click()
    page.get_by_role("textbox", name="E-mail address of a member").fill("ben@example.org")
    page.get_by_role("button", name="Add the member").click()
    page.get_by_role("button", name="Take out ben@example.org").wait_for()
    settled(page)
    look("your cases")
    assert wrong == []
    context.close()
