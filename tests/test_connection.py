"""A lost connection, for real: what was typed is kept or said to be not kept, and the page says which revision it shows."""

from __future__ import annotations

import contextlib
import json
import os
import re
import signal
import socket
import threading
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from browsing import settled
from conftest import free_port, start_app, stop_app
from finished_cases import case_at
from patience import comes_true
from screen_words import screen_faults
from test_answering_page import a_round

from make_the_case.store import Drafts
from make_the_case.views import browser
from make_the_case.words import answering_words
from valuation.answers.saving import body_of
from valuation.rounds.round_sheet import answer_of

if TYPE_CHECKING:
    from playwright.sync_api import Locator

pytestmark = [pytest.mark.browser, pytest.mark.slow]
NORTHSHIRE = (
    Path(__file__).resolve().parents[1]
    / "tests"
    / "cases"
    / "finished_0_1_0"
    / "northshire_peer_support.yaml"
)
SHARE = "Of every 100 offered it"
LOST, BACK = (f".mtc-connection[data-kind={kind}]" for kind in ("lost", "back"))


class Wire:
    """A wire between the browser and the app that can be cut and mended."""

    def __init__(self, app: int):
        self.port, self._app, self._is_cut = free_port(), app, threading.Event()
        self._ends: set[socket.socket] = set()
        self._door = socket.create_server(("127.0.0.1", self.port))
        threading.Thread(target=self._take, daemon=True).start()

    def cut(self) -> None:
        self._is_cut.set()
        for end in list(self._ends):
            self._drop(end)

    def mend(self) -> None:
        self._is_cut.clear()

    def lead_to(self, app: int) -> None:
        """Leads to another process from now on, as a web server does at once where one has died."""
        self._app = app
        for end in list(self._ends):
            self._drop(end)

    def _take(self) -> None:
        while True:
            near, _ = self._door.accept()
            try:
                far = socket.create_connection(("127.0.0.1", self._app))
            except OSError:
                near.close()
                continue
            if self._is_cut.is_set():
                self._drop(near)
                self._drop(far)
                continue
            self._ends |= {near, far}
            for pair in ((near, far), (far, near)):
                threading.Thread(target=self._carry, args=pair, daemon=True).start()

    def _carry(self, source: socket.socket, sink: socket.socket) -> None:
        try:
            while data := source.recv(65536):
                sink.sendall(data)
        except OSError:
            pass
        self._drop(source)
        self._drop(sink)

    def _drop(self, end: socket.socket) -> None:
        self._ends.discard(end)
        with contextlib.suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
        end.close()


def kept_share(place: Place) -> float:
    """Returns what the draft that is kept says of who starts."""
    return json.loads(place.drafts.open(place.secret).head.body)["options"][0]["people"]["uptake"]["value"]


class Server:
    """The app with drafts in its folder; it can be killed and started again."""

    def __init__(self, folder: Path):
        self.port, self.folder = free_port(), folder
        self.drafts = Drafts(f"sqlite:///{folder / 'drafts.sqlite'}")
        self.start()

    def start(self) -> None:
        self.process = start_app(self.port, self.folder, MAKE_THE_CASE_DATA=str(self.folder))

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def close(self) -> None:
        self.kill()
        self.drafts.close()


class Place:
    """A browser on the page Numbers of a draft of its own."""

    def __init__(self, chromium, server: Server, body: str = ""):
        self.server, self.drafts = server, server.drafts
        self.secret = self.drafts.create(body or body_of(case_at(NORTHSHIRE)))
        if server.process.poll() is not None:  # a test that failed had killed it
            server.start()
        self.wire = Wire(server.port)
        self.page = chromium.new_page(viewport={"width": 1280, "height": 900})
        self.page.goto(f"http://localhost:{self.wire.port}/costs?draft={self.secret}")
        self.field = self.page.get_by_role("textbox", name=SHARE)
        self.field.wait_for()
        settled(self.page)

    def type(self, text: str) -> None:
        self.field.click()
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)

    def said(self, which: str) -> str:
        self.page.locator(which).wait_for()
        return " ".join(self.page.locator(which).inner_text().split())

    def at_rest(self) -> None:
        settled(self.page)

    def close(self) -> None:
        self.page.close()
        self.server.process.send_signal(signal.SIGCONT)  # a test that failed may have left it hanging

    def revisions(self) -> int:
        return self.drafts.open(self.secret).head.number


@pytest.fixture(scope="module")
def server(tmp_path_factory) -> Iterator[Server]:
    found = Server(tmp_path_factory.mktemp("server"))
    yield found
    found.close()


@pytest.fixture
def place(chromium, server) -> Iterator[Place]:
    found = Place(chromium, server)
    yield found
    found.close()


def test_what_is_said_of_a_lost_connection_keeps_the_conventions() -> None:
    assert {text: screen_faults(text) for text in browser.WORDS.values() if screen_faults(text)} == {}


def test_what_was_being_typed_when_the_network_went_is_marked_and_sent_when_it_is_back(place) -> None:
    place.type("33")
    place.wire.cut()
    said = place.said(LOST)
    assert "The connection to Make the Case is lost" in said and "This page shows revision 1" in said
    assert "Not kept" in said and SHARE in said and "33" in said
    assert place.field.is_disabled() and place.page.locator("[data-mtc-not-kept]").count() == 1
    assert not place.page.get_by_text("streamlit run").is_visible(), "nothing for those who write the app"
    place.wire.mend()
    said = place.said(BACK)
    assert "This page shows revision 2" in said and "has been sent" in said
    assert place.field.input_value() == "33" and place.revisions() == 2
    place.page.get_by_role("button", name="Close this message").click()
    assert place.page.locator(".mtc-connection").count() == 0


def test_what_was_cut_off_while_it_was_typed_is_named_to_be_looked_at(place) -> None:
    place.type("3")
    place.wire.cut()
    place.said(LOST)
    place.page.keyboard.type("5")  # the field takes no more keys
    place.wire.mend()
    said = place.said(BACK)
    assert kept_share(place) == 0.03 and "has been sent" in said
    assert said.index(browser.WORDS["cutOff"]) < said.index(f"{SHARE}, how many start? (%)”: 3")


def test_what_was_being_typed_when_the_server_was_killed_is_kept_once_it_is_there_again(place) -> None:
    place.type("33")
    place.server.kill()
    assert "33" in place.said(LOST)
    place.server.start()
    assert "This page shows revision 2" in place.said(BACK)
    assert place.field.input_value() == "33" and place.revisions() == 2


def test_what_a_hung_server_was_sent_and_never_took_is_sent_again_and_kept(place) -> None:
    os.kill(place.server.process.pid, signal.SIGSTOP)
    place.type("33")
    place.page.keyboard.press("Enter")
    time.sleep(1)
    place.server.kill()
    place.server.start()
    said = place.said(BACK)
    assert "This page shows revision 2" in said and browser.WORDS["cutOff"] not in said
    assert place.field.input_value() == "33" and place.revisions() == 2 and kept_share(place) == 0.33


def test_what_a_hung_server_was_sent_does_not_overwrite_what_another_has_kept_meanwhile(place) -> None:
    os.kill(place.server.process.pid, signal.SIGSTOP)
    place.type("33")
    place.page.keyboard.press("Enter")
    time.sleep(1)
    place.server.kill()
    theirs = json.loads(place.drafts.open(place.secret).head.body)
    theirs["options"][0]["people"]["uptake"]["value"] = 0.2
    place.drafts.save(place.secret, 1, json.dumps(theirs))
    place.server.start()
    said = place.said(BACK)
    assert "This page shows revision 2" in said and "has been sent" not in said
    assert "type it again" in said and SHARE in said and "33" in said, (
        "what was typed is still there to be read"
    )
    assert place.field.input_value() == "20" and place.revisions() == 2


def test_what_a_hung_server_was_sent_and_would_refuse_is_refused_by_the_next_and_stays_to_be_read(
    place,
) -> None:
    os.kill(place.server.process.pid, signal.SIGSTOP)
    place.type("a third")
    place.page.keyboard.press("Enter")
    time.sleep(1)
    place.server.kill()
    place.server.start()
    assert "This page shows revision 1" in place.said(BACK)
    assert place.field.input_value() == "a third" and place.revisions() == 1
    place.page.get_by_text("“a third” is not a number").first.wait_for()
    place.type("33")
    place.page.keyboard.press("Enter")
    place.page.get_by_text("Kept as revision 2").first.wait_for()


def test_what_a_process_was_sent_and_never_took_is_sent_to_the_next_that_is_found_at_once(place) -> None:
    port = free_port()
    other = start_app(port, place.server.folder, MAKE_THE_CASE_DATA=str(place.server.folder))
    try:
        os.kill(place.server.process.pid, signal.SIGSTOP)
        place.type("33")
        place.page.keyboard.press("Enter")
        time.sleep(1)
        place.wire.lead_to(port)
        place.page.get_by_text("Kept as revision 2").first.wait_for()
        assert place.field.input_value() == "33" and place.revisions() == 2 and kept_share(place) == 0.33
        place.type("34")
        place.page.keyboard.press("Enter")
        place.page.get_by_text("Kept as revision 3").first.wait_for()
    finally:
        stop_app(other)


def test_what_was_typed_after_another_number_in_the_same_field_is_sent_again_as_well(place) -> None:
    place.type("20")
    place.page.keyboard.press("Enter")
    place.page.get_by_text("Kept as revision 2").first.wait_for()
    os.kill(place.server.process.pid, signal.SIGSTOP)  # the field is still in focus
    place.type("33")
    place.page.keyboard.press("Enter")
    time.sleep(1)
    place.server.kill()
    place.server.start()
    place.page.get_by_text("Kept as revision 3").first.wait_for()
    assert place.field.input_value() == "33" and kept_share(place) == 0.33


def test_what_was_typed_is_sent_where_the_connection_is_lost_again_before_it_was(place) -> None:
    os.kill(place.server.process.pid, signal.SIGSTOP)
    place.type("33")
    place.page.keyboard.press("Enter")
    time.sleep(1)
    place.server.kill()
    place.said(LOST)
    place.server.start()
    place.page.locator(LOST).wait_for(state="visible")
    place.page.wait_for_function(
        "() => document.querySelector('[data-testid=stApp]').dataset.testConnectionState === 'CONNECTED'"
    )
    place.server.kill()
    place.server.start()
    assert "This page shows revision 2" in place.said(BACK)
    assert place.field.input_value() == "33" and place.revisions() == 2


def test_a_server_that_hangs_for_a_while_takes_what_was_typed_meanwhile(place) -> None:
    os.kill(place.server.process.pid, signal.SIGSTOP)
    for text in ("33", "34"):
        place.type(text)
        place.page.keyboard.press("Enter")
    os.kill(place.server.process.pid, signal.SIGCONT)
    place.page.get_by_text(re.compile("Kept as revision [23]")).first.wait_for()
    place.page.wait_for_function(
        f"() => [...document.querySelectorAll('input')].find(e => e.ariaLabel?.startsWith({SHARE!r})).value === '34'"
    )
    # The run of the last that was sent may follow that of the first.
    assert comes_true(lambda: kept_share(place) == 0.34), kept_share(place)
    settled(place.page)
    assert place.field.input_value() == "34" and kept_share(place) == 0.34


def test_what_was_typed_on_a_phone_in_a_workshop_is_sent_again_to_the_question_that_it_answers(
    chromium, server
) -> None:
    if server.process.poll() is not None:
        server.start()
    secret, ident, room, _ = a_round(server.drafts)
    page = chromium.new_page(viewport={"width": 390, "height": 844})
    page.goto(f"http://localhost:{server.port}/?room={room}")
    page.get_by_role("radio", name="A carer", exact=True).check(force=True)
    page.get_by_role("button", name=answering_words.BEGIN).and_(page.locator(":enabled")).click()

    def field(label: str) -> Locator:
        return page.get_by_role("textbox", name=label)

    def types(label: str, text: str) -> None:
        field(label).fill(text)
        field(label).press("Tab")

    def types_as_the_server_dies(label: str, text: str) -> None:
        settled(page)
        os.kill(server.process.pid, signal.SIGSTOP)
        types(label, text)
        time.sleep(1)
        server.kill()
        server.start()
        page.locator(BACK).wait_for()

    def kept() -> Mapping[str, str]:
        (given,) = server.drafts.rounds().answers(secret, ident)
        return answer_of(given.body).typed

    types(answering_words.LOWEST, "20")
    assert comes_true(lambda: server.drafts.rounds().answers(secret, ident))
    types_as_the_server_dies(answering_words.HIGHEST, "60")
    assert (kept()["low"], kept()["high"]) == ("20", "60")
    assert page.get_by_text("Question 1 of").is_visible(), "an answer that is not whole is open"
    assert field(answering_words.HIGHEST).input_value() == "60"

    types(answering_words.BEST_GUESS, "35")
    settled(page)
    page.get_by_role("radio", name=answering_words.CHOICES_OF_SURE["80"]).focus()
    page.keyboard.press("Space")
    page.get_by_text(answering_words.KEPT).wait_for()
    types_as_the_server_dies(answering_words.HIGHEST, "70")
    page.get_by_text("Question 2 of").wait_for()
    assert "70" in page.locator(BACK).inner_text(), "named, to be typed again"
    assert field(answering_words.HIGHEST).input_value() == "", (
        "nothing of the first question stands in the second"
    )
    assert kept()["high"] == "60"
    page.close()
