"""Work that survives: a refresh, a second person, a database that fails; what is tried at another's draft; and a server that is killed."""

from __future__ import annotations

import json
import os
import random
import re
import signal
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from browsing import settled
from conftest import free_port, start_app
from databases import opened_anew
from finished_cases import case_at
from patience import PATIENCE
from streamlit.testing.v1 import AppTest
from test_pages import at_page, case_of, clicked, run, text_of, typed

from make_the_case.store import Conflict, Drafts, Unavailable
from valuation import case_text, check_code, load_library, parse_case
from valuation.answers.saving import body_of, case_of_body

ROOT = Path(__file__).resolve().parents[1]
SOUTHFOLD = ROOT / "cases" / "southfold_befriending.yaml"
UPTAKE = "options.befriending.people.uptake"
KILLS = 3


def store() -> Drafts:
    return Drafts(f"sqlite:///{Path(os.environ['MAKE_THE_CASE_DATA']) / 'drafts.sqlite'}")


def visited(secret: str = "") -> AppTest:
    """The app as somebody meets it who types or follows an address."""
    page = AppTest.from_file(str(ROOT / "app.py"), default_timeout=PATIENCE)
    if secret:
        page.query_params["draft"] = secret
    page.run()
    assert not page.exception
    return page


def with_example() -> AppTest:
    return at_page(clicked(visited(), "start:example:open"), "costs")


def secret_of(page: AppTest) -> str:
    return page.session_state["open"].draft.secret


def uptake(page: AppTest) -> float:
    return case_of(page).shape.options[0].people.uptake.value


def drafted(text: str = "9") -> tuple[AppTest, str]:
    """The finished example with one number changed, and so kept as a draft."""
    page = typed(with_example(), UPTAKE, text)
    return page, secret_of(page)


def test_a_case_as_json_is_the_same_case() -> None:
    case = case_at(SOUTHFOLD)
    again = case_of_body(body_of(case), "case", load_library())
    assert again.data == case.data and check_code(again) == check_code(case)


def test_reading_an_example_keeps_nothing_and_changing_it_keeps_each_change() -> None:
    page = with_example()
    assert page.session_state["open"].draft is None and "draft" not in page.query_params
    page = typed(page, UPTAKE, "9")
    secret = secret_of(page)
    assert page.query_params["draft"] in (secret, [secret])
    assert "Kept as revision 1 of your draft" in text_of(page)
    page = typed(page, UPTAKE, "10")
    assert [r.note for r in store().history(secret)] == ["Share who start", "Begun"]
    assert "Kept as revision 2 of your draft" in text_of(page)


def test_a_refresh_brings_the_work_back() -> None:
    page, secret = drafted("11")
    before = case_of(page).data
    again = visited(secret)
    assert case_of(again).data == before
    again = typed(at_page(again, "costs"), UPTAKE, "24")
    assert store().open(secret).head.number == 2, "and it goes on as the same draft"


def test_undo_redo_and_going_back_are_revisions_too(tmp_path: Path) -> None:
    page, secret = drafted("9")
    page = typed(page, UPTAKE, "10")
    page = clicked(page, "undo")
    assert uptake(page) == 0.09
    page = clicked(page, "redo")
    assert uptake(page) == 0.1
    page = at_page(page, "history")
    said = text_of(page)
    assert "A change taken back" in said and "A change made again" in said and "Share who start" in said
    page.selectbox(key="history:before:4").set_value(1).run()
    assert "9%" in text_of(page) and "10%" in text_of(page)
    page = clicked(page, "history:restore")
    assert uptake(page) == 0.09
    assert [r.number for r in store().history(secret)] == [5, 4, 3, 2, 1], (
        "going back adds a revision, and takes none away"
    )


def test_the_history_says_who_and_why_where_they_have_said_so() -> None:
    page, secret = drafted("9")
    page = at_page(page, "history")
    page.text_input(key="draft:who").set_value("Ada").run()
    page.text_input(key="draft:why").set_value("After the workshop with carers").run()
    page = typed(at_page(page, "costs"), UPTAKE, "10")
    page = typed(page, UPTAKE, "11")
    page = at_page(page, "history")
    page.text_input(key="draft:why").set_value("").run()
    typed(at_page(page, "costs"), UPTAKE, "24")
    said = [(r.author, r.note) for r in store().history(secret)]
    because = ("Ada", "Share who start: After the workshop with carers")
    assert said == [("Ada", "Share who start"), because, because, ("", "Begun")]


def test_the_second_of_two_people_is_shown_the_difference_and_nothing_is_overwritten() -> None:
    first, secret = drafted("9")
    second = at_page(visited(secret), "costs")
    second.session_state["draft:who"] = "Ben"
    second = typed(second, UPTAKE, "30")
    first = typed(first, UPTAKE, "40")
    said = text_of(first)
    assert "Ben saved revision 2 of this draft" in said and "30%" in said and "40%" in said
    assert "The last change is not kept yet." in said
    assert len(store().history(secret)) == 2
    mine = clicked(first, "draft:mine")
    assert uptake(mine) == 0.40 and "Kept as revision 3" in text_of(mine)
    second = typed(second, UPTAKE, "50")
    theirs = clicked(second, "draft:theirs")
    assert uptake(theirs) == 0.40 and store().open(secret).head.number == 3


def test_a_link_for_reading_shows_the_case_keeps_nothing_and_can_be_withdrawn() -> None:
    page, secret = drafted("9")
    page = clicked(at_page(page, "history"), "history:share")
    reading = page.session_state[f"reading:{secret}"]
    reader = visited(reading)
    reader = typed(at_page(reader, "costs"), UPTAKE, "60")
    said = text_of(reader)
    assert "This link is for reading" in said and "What you change here is not kept" in said
    assert store().open(secret).head.number == 1
    assert "Share who start" not in text_of(at_page(reader, "history")), "the history is not for readers"
    clicked(page, "history:withdraw")
    assert "leads to no draft" in text_of(visited(reading))


TRIED = [
    "", "x", "../drafts.sqlite", "%00", "' OR ''='", "1", "A" * 22, "null", "undefined", "drafts", "<script>alert(1)</script>", "\N{SNOWMAN}",
]  # fmt: skip
"""In place of the secret of somebody else's link."""


@pytest.mark.parametrize("tried", TRIED)
def test_an_address_that_was_guessed_shows_no_case(tried: str) -> None:
    _, secret = drafted()
    page = visited(tried)
    assert "open" not in page.session_state
    if tried:
        assert "leads to no draft" in text_of(page)
    assert secret not in text_of(page)


def test_a_case_file_that_names_anothers_draft_opens_as_a_case_of_ones_own() -> None:
    _, secret = drafted()
    stolen = SOUTHFOLD.read_text(encoding="utf-8") + f"saved: {{by: {secret}, at: '2026-11-23'}}\n"
    page = visited()
    page.file_uploader(key="start:file").upload("case.yaml", stolen.encode(), "application/yaml").run()
    page = clicked(page, "start:open")
    page = typed(at_page(page, "costs"), UPTAKE, "70")
    assert secret_of(page) != secret and store().open(secret).head.number == 1


def test_a_deleted_draft_is_gone_for_everybody_and_the_screen_keeps_the_work() -> None:
    page, secret = drafted("9")
    page = at_page(page, "history")
    page.checkbox(key="history:sure:1").check().run()
    page = clicked(page, "history:delete")
    assert uptake(page) == 0.09
    assert "leads to no draft" in text_of(visited(secret))
    page = typed(at_page(page, "costs"), UPTAKE, "10")
    assert secret_of(page) != secret, "what is changed after that is another draft"


def test_a_database_that_fails_is_said_the_work_goes_on_and_is_kept_when_it_is_back(
    monkeypatch, caplog, fails_on_purpose
) -> None:
    page, secret = drafted("9")
    usual = Drafts.save

    def fails(self, *how, **more):
        raise Unavailable(
            "The database of drafts cannot be used: its disk is full. Your work is still on this screen."
        )

    monkeypatch.setattr(Drafts, "save", fails)
    page = typed(page, UPTAKE, "10")
    said = text_of(page)
    assert uptake(page) == 0.1 and "its disk is full" in said and "The last change is not kept yet." in said
    (code,) = set(re.findall(r"Report code (E-\d{3})\.", said))
    assert f"{code} draft not kept Unavailable" in caplog.text, "the log has the code that the screen shows"
    assert secret not in caplog.text and "10" not in caplog.records[-1].getMessage().partition(code)[2][:20]
    monkeypatch.setattr(Drafts, "save", usual)
    page = typed(page, UPTAKE, "11")
    assert "Kept as revision 2" in text_of(page) and "disk is full" not in text_of(page)
    assert json.loads(store().open(secret).head.body)["options"][0]["people"]["uptake"]["value"] == 0.11


@pytest.fixture
def file(tmp_path, monkeypatch) -> Iterator[Path]:
    """The file of a database for one test."""
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path / 'drafts.sqlite'}")
    monkeypatch.setattr("make_the_case.store.database.WAIT_MS", 100)
    opened_anew()
    yield tmp_path / "drafts.sqlite"
    opened_anew()


def test_a_database_that_is_locked_while_someone_types_is_said_and_nothing_is_lost(
    file, fails_on_purpose
) -> None:
    page, secret = drafted("9")
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    page = typed(page, UPTAKE, "10")
    assert uptake(page) == 0.1 and "someone else is writing to it" in text_of(page)
    other.execute("ROLLBACK")
    other.close()
    page = run(page)
    assert "Kept as revision 2" in text_of(page)
    assert uptake(visited(secret)) == 0.1


def test_a_database_that_is_gone_while_someone_types_is_said_and_nothing_is_lost(
    file, fails_on_purpose
) -> None:
    page, secret = drafted("9")
    for part in file.parent.iterdir():
        part.rename(part.with_name(f"away-{part.name}"))
    page = typed(page, UPTAKE, "10")
    said = text_of(page)
    assert uptake(page) == 0.1 and "its file is gone" in said and "Report code E-" in said
    assert "its file is gone" in text_of(at_page(page, "history"))
    for part in file.parent.iterdir():
        part.rename(part.with_name(part.name.removeprefix("away-")))
    page = at_page(page, "costs")
    assert "Kept as revision 2" in text_of(page) and uptake(visited(secret)) == 0.1


@pytest.mark.parametrize("why", ["a later version", "no database"])
def test_a_database_that_cannot_be_opened_is_said_and_the_app_is_of_use_all_the_same(
    file, why: str, fails_on_purpose
) -> None:
    if why == "no database":
        file.write_bytes(b"something else" * 100)
    else:
        Drafts(f"sqlite:///{file}").close()
        with sqlite3.connect(file) as other:
            other.execute("UPDATE meta SET value = '999'")
        other.close()
    before = file.read_bytes()
    page = typed(with_example(), UPTAKE, "10")
    assert uptake(page) == 0.1
    said = text_of(page)
    assert {"a later version": "written by a later version", "no database": "not a database"}[why] in said
    assert "You have changes that are not saved." in said
    assert file.read_bytes() == before, "and it is left as it is"


def test_what_nobody_foresaw_is_said_with_a_code_and_the_case_can_still_be_saved(
    monkeypatch, caplog, fails_on_purpose
) -> None:
    page, _ = drafted("9")

    def broken(*_: object) -> None:
        raise KeyError("what Mrs Smith typed")

    monkeypatch.setattr("make_the_case.views.pages.numbers.show", broken)
    page = run(page)
    said = text_of(page)
    (code,) = re.findall(r"Report code (E-\d{3})\.", said)
    assert f"{code} costs KeyError" in caplog.text and "Smith" not in caplog.text + said
    assert "Save case file" in [button.label for button in page.sidebar.button]
    monkeypatch.undo()
    assert uptake(run(page)) == 0.09


def test_a_step_that_fails_unforeseen_leaves_the_case_as_it_was(
    monkeypatch, caplog, fails_on_purpose
) -> None:
    page, _ = drafted("9")

    def broken(*_: object) -> None:
        raise KeyError("what Mrs Smith typed")

    monkeypatch.setattr("make_the_case.views.shell.open_case.Answered.of", broken)
    page = typed(page, UPTAKE, "10")
    assert uptake(page) == 0.09 and "Something in the program has stopped working. Report code E-" in text_of(
        page
    )
    monkeypatch.undo()
    monkeypatch.setattr("make_the_case.views.shell.steps.undo", broken)
    page = clicked(run(page), "undo")
    assert uptake(page) == 0.09 and "Your case has not changed" in text_of(page)
    assert "Smith" not in caplog.text + text_of(page)


def test_the_comments_of_a_file_are_there_after_a_refresh_and_in_what_is_saved_then() -> None:
    lines = SOUTHFOLD.read_text(encoding="utf-8").splitlines()
    at = next(k for k, line in enumerate(lines) if line.lstrip().startswith("uptake:"))
    indent = lines[at][: len(lines[at]) - len(lines[at].lstrip())]
    lines[at:at] = [f"{indent}# agreed with the tutors on 3 December"]
    page = visited()
    page.file_uploader(key="start:file").upload(
        "ours.yaml", "\n".join(lines).encode(), "application/yaml"
    ).run()
    page = typed(at_page(clicked(page, "start:open"), "costs"), UPTAKE, "9")
    again = typed(at_page(visited(secret_of(page)), "costs"), UPTAKE, "10")
    text = case_text(case_of(again))
    comment = "# agreed with the tutors on 3 December"
    assert comment in text and "value: 0.1" in text.partition(comment)[2][:200]
    assert parse_case(text).data == case_of(again).data
    reader = store().share_for_reading(secret_of(page))
    assert comment in case_text(case_of(visited(reader)))


def test_a_link_is_in_no_title_no_text_but_its_own_page_and_no_log(caplog) -> None:
    caplog.set_level("DEBUG")
    page, secret = drafted()
    for name in ("costs", "results", "papers", "library", "help"):
        assert secret not in text_of(at_page(page, name))
    with pytest.raises(Conflict):
        store().save(secret, 99, "x")
    assert secret not in caplog.text and "Southfold" not in caplog.text


# A server that is killed -------------------------------------------------------------------------------------


KEPT = re.compile(r"Kept as revision (\d+) of your draft")


def killed_while_typing(chromium, folder: Path, times: int, seed: int) -> int:
    """Types into one draft, kills the server at random moments, and returns how many revisions were shown as kept; all must be there."""
    chance, shown = random.Random(seed), 1
    drafts = Drafts(f"sqlite:///{folder / 'drafts.sqlite'}")
    secret = drafts.create(body_of(case_at(SOUTHFOLD)))
    for _ in range(times):
        port = free_port()
        server = start_app(port, folder, MAKE_THE_CASE_DATA=str(folder))
        page = chromium.new_page()
        try:
            page.goto(f"http://localhost:{port}/costs?draft={secret}")
            field = page.get_by_role("textbox", name="Of every 100 offered it")
            field.wait_for()
            settled(page)
            begun, before, moment = time.monotonic(), shown, chance.uniform(0.2, 2.5)
            # On a busy computer the moment waits for something that is shown as kept, or there is nothing to lose.
            while (spent := time.monotonic() - begun) < moment or (shown == before and spent < PATIENCE):
                value = f"{chance.randint(100, 9000) / 100:g}"
                field.fill(value)
                field.press("Enter")
                page.wait_for_timeout(chance.uniform(0, 250))
                found = KEPT.search(page.get_by_test_id("stSidebar").inner_text())
                if found:
                    shown = max(shown, int(found.group(1)))
        finally:
            server.send_signal(signal.SIGKILL)
            server.wait()
            page.close()
        found_now = [r.number for r in drafts.history(secret, 10_000)]
        assert found_now == list(range(len(found_now), 0, -1)), "no revision is missing in between"
        assert len(found_now) >= shown, f"revision {shown} was shown as kept; {len(found_now)} are there"
        case_of_body(drafts.open(secret).head.body, "case", load_library())
    drafts.close()
    return shown


@pytest.mark.browser
@pytest.mark.slow
def test_every_revision_shown_as_kept_is_there_after_the_server_was_killed(chromium, tmp_path) -> None:
    assert killed_while_typing(chromium, tmp_path, KILLS, seed=1) > KILLS


@pytest.mark.exhaustive
@pytest.mark.browser
def test_so_it_is_after_a_hundred_kills(chromium, tmp_path) -> None:
    assert killed_while_typing(chromium, tmp_path, 100, seed=2) > 100
