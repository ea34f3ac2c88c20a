"""A file that somebody clicked to download is there when the browser asks for it, whoever else's page is drawn meanwhile."""

from __future__ import annotations

from typing import Any

import pytest
from browsing import with_draft
from streamlit.runtime import media_file_manager
from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.runtime.media_file_storage import MediaFileStorageError
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage
from test_pages import ROOT, clicked, opened, run

from make_the_case.views.shell.kept_files import KeptFiles
from make_the_case.views.shell.offered_files import TO_KEEP
from valuation import parse_case
from valuation.case.file import check_code


class Pages:
    """Streamlit's own manager of files, and the pages that use it, drawn as Streamlit draws them."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.storage = MemoryMediaFileStorage("/media")
        self.manager = MediaFileManager(self.storage)
        self.session = ""
        monkeypatch.setattr(media_file_manager, "_get_session_id", lambda: self.session)

    def begin(self, session: str) -> None:
        """A page begins to be drawn again."""
        self.session = session
        self.manager.clear_session_refs(session)

    def end(self) -> None:
        """A page has been drawn."""
        self.manager.remove_orphaned_files()

    def somebody_else_is_drawn(self) -> None:
        self.begin("somebody else")
        self.end()

    def fetched(self, url: str) -> bytes:
        return self.storage.get_file(url.rsplit("/", 1)[1]).content


@pytest.fixture
def pages(monkeypatch: pytest.MonkeyPatch) -> Pages:
    return Pages(monkeypatch)


def made(pages: Pages, text: bytes = b"case") -> str:
    """A page with a button whose file is made at the click; returns what the browser asks for by."""
    pages.begin("mine")
    maker = pages.manager.add_deferred(lambda: text, "application/yaml", "1.0", "case.yaml")
    pages.end()
    return maker


def test_without_ours_streamlit_loses_what_was_clicked(pages: Pages) -> None:
    url = pages.manager.execute_deferred(made(pages))
    pages.somebody_else_is_drawn()
    pages.somebody_else_is_drawn()
    with pytest.raises(MediaFileStorageError):
        pages.fetched(url)


def test_a_file_made_at_a_click_stays_until_it_is_fetched_whoever_is_drawn_meanwhile(pages: Pages) -> None:
    files = KeptFiles(pages.manager)
    url = pages.manager.execute_deferred(made(pages))
    for _ in range(5):
        pages.somebody_else_is_drawn()
    files.let_go()
    assert pages.fetched(url) == b"case"
    files.let_go()
    with pytest.raises(MediaFileStorageError):
        pages.fetched(url)


def test_a_click_on_a_button_whose_page_is_being_drawn_again_gives_its_file(pages: Pages) -> None:
    files = KeptFiles(pages.manager)
    earlier = made(pages, b"before")
    now = made(pages, b"after")
    files.let_go()
    assert pages.fetched(pages.manager.execute_deferred(earlier)) == b"before"
    files.let_go()
    with pytest.raises(MediaFileStorageError):
        pages.manager.execute_deferred(earlier)
    assert pages.fetched(pages.manager.execute_deferred(now)) == b"after", "its button is in view"


def test_a_file_in_view_stays_and_one_that_was_left_goes_at_the_second_look(pages: Pages) -> None:
    files = KeptFiles(pages.manager)
    pages.begin("mine")
    url = pages.manager.add(b"paper", "text/html", "1.1", "paper.html", is_for_static_download=True)
    pages.end()
    for _ in range(3):
        files.let_go()
    assert pages.fetched(url) == b"paper"
    pages.begin("mine")
    pages.end()
    files.let_go()
    assert pages.fetched(url) == b"paper", "its browser may be fetching it"
    files.let_go()
    with pytest.raises(MediaFileStorageError):
        pages.fetched(url)
    assert not pages.manager._file_metadata


def test_a_saved_case_goes_to_the_browser_with_every_run_until_it_has_said_that_it_came() -> None:
    page = clicked(opened(ROOT / "cases" / "worked_example.yaml"), "save")
    case = parse_case(page.session_state[TO_KEEP]["text"].encode(), page.session_state[TO_KEEP]["name"])
    assert case.shape.saved is not None and case.shape.saved.code == check_code(case)
    file = page.session_state[TO_KEEP]
    assert run(page).session_state[TO_KEEP] == file, "its answer may have been lost on the way"
    again = clicked(page, "save").session_state[TO_KEEP]
    assert again["id"] != file["id"], "so that the browser gives it once more"


@pytest.mark.browser
@pytest.mark.slow
def test_every_click_on_save_gives_the_case_however_often_and_whoever_else_is_at_work(
    chromium, address
) -> None:
    def at_work(name: str) -> Any:
        page = chromium.new_context(accept_downloads=True).new_page()
        return with_draft(page, address, name)

    page, other = (
        at_work("Proposal"),
        at_work("Costs and people"),
    )  # no page with charts, which Chromium draws for seconds
    for _ in range(8):
        other.get_by_role("button", name="Save case file").click()
        with page.expect_download() as download:
            page.get_by_role("button", name="Save case file").click()
        case = parse_case(download.value.path().read_bytes(), download.value.suggested_filename)
        assert case.shape.saved is not None and case.shape.saved.code == check_code(case)
    page.context.close()
    other.context.close()
