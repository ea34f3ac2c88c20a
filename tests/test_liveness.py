"""The addresses that say whether a process draws pages and whether drafts can be kept: asked of running servers, some of them at fault."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from conftest import ROOT, free_port, start_app, stop_app, wait_for
from databases import database, postgresql  # noqa: F401
from patience import comes_true
from test_guard import asked

from make_the_case.serving.addresses import LIVE, READY
from make_the_case.store import Drafts, NewerDatabase
from make_the_case.views.shell.liveness import IS_LIVE, IS_READY, NO_PAGE

LATER = (
    "The database of drafts was written by a later version of Make the Case. Update the program to use it."
)


@pytest.fixture(scope="module")
def running(tmp_path_factory) -> Iterator[tuple[int, Path]]:
    """The app as it is run for others; gives its port, and the folder that has its drafts and its log."""
    port, folder = free_port(), tmp_path_factory.mktemp("running")
    settings = {"MAKE_THE_CASE_DATA": str(folder / "drafts"), "MAKE_THE_CASE_HOSTED": "cases.example.org"}
    with (folder / "log").open("wb") as log:
        server = start_app(port, folder, log, **settings)
        yield port, folder
        stop_app(server)


def test_both_addresses_say_that_all_is_well_to_the_programs_own_names_alone(running) -> None:
    port, _ = running
    for path, words in ((LIVE, IS_LIVE), (READY, IS_READY)):
        for host in (None, "cases.example.org"):
            code, headers, said = asked(port, path, host)
            assert (code, said) == (200, words)
            assert headers["cache-control"] == "no-store" and headers["x-frame-options"] == "SAMEORIGIN"
        assert asked(port, path, "evil.example")[0] == 403
        assert asked(port, path, method="POST")[0] == 405


def test_a_database_of_a_later_version_makes_a_running_process_unready_until_it_is_gone(running) -> None:
    port, folder = running
    assert asked(port, READY)[0] == 200
    drafts = Drafts(f"sqlite:///{folder / 'drafts' / 'drafts.sqlite'}")

    def set_version(version: int) -> None:
        with drafts._database._engine.begin() as work:
            work.exec_driver_sql(f"UPDATE meta SET value = '{version}' WHERE key = 'schema_version'")

    with drafts._database.doing() as work:
        stated = int(work.exec_driver_sql("SELECT value FROM meta WHERE key = 'schema_version'").scalar_one())
    set_version(999)
    assert comes_true(lambda: asked(port, READY)[0] == 503)
    assert asked(port, READY)[2] == LATER
    assert asked(port, LIVE)[0] == 200, "another start would mend nothing"
    assert f"this process cannot keep drafts: {LATER}" in (folder / "log").read_text(encoding="utf-8")
    set_version(stated)
    assert comes_true(lambda: asked(port, READY)[0] == 200)
    assert "this process can keep drafts again" in (folder / "log").read_text(encoding="utf-8")
    drafts.close()


def test_a_database_that_becomes_a_later_version_takes_nothing_from_this_one_and_says_so(database) -> None:  # noqa: F811
    drafts = Drafts(database)
    secret = drafts.create("one")
    with drafts._database._engine.begin() as work:
        work.exec_driver_sql("UPDATE meta SET value = '999' WHERE key = 'schema_version'")
    for attempt in (
        lambda: drafts.save(secret, 1, "two"),
        lambda: drafts.create("two"),
        lambda: drafts.open(secret),
        drafts.look,
    ):
        with pytest.raises(NewerDatabase, match="Your work is still on this screen") as found:
            attempt()
        assert found.value.in_short == LATER
    with drafts._database._engine.begin() as work:
        assert work.exec_driver_sql("SELECT count(*) FROM revision").scalar_one() == 1
    drafts.close()


HANGS = """
import time
from pathlib import Path
import streamlit as st
from make_the_case.views.shell import liveness, server
if __name__ == "__main__":
    while (Path(__file__).parent / "hang").exists():
        time.sleep(0.05)
else:
    served = st.App(Path(__file__).resolve(), routes=liveness.routes(lambda: None, 1.0), middleware=server.guards(""))
"""


def test_a_server_whose_pages_hang_is_not_live_though_streamlit_calls_it_healthy(tmp_path: Path) -> None:
    port, script = free_port(), tmp_path / "hangs.py"
    script.write_text(HANGS, encoding="utf-8")
    serve = "import sys; from pathlib import Path; from make_the_case.views.shell.server import serve; serve(Path(sys.argv[1]), int(sys.argv[2]), True)"
    with (tmp_path / "log").open("wb") as log:
        server = subprocess.Popen([sys.executable, "-c", serve, str(script), str(port)], cwd=ROOT, stderr=log)
        try:
            wait_for(f"http://localhost:{port}/_stcore/health", server)
            assert asked(port, LIVE)[0] == 200
            (tmp_path / "hang").touch()
            assert comes_true(lambda: asked(port, LIVE)[0] == 503)
            assert asked(port, LIVE)[2] == asked(port, READY)[2] == NO_PAGE
            assert asked(port, "/_stcore/health")[0] == 200
            (tmp_path / "hang").unlink()
            assert comes_true(lambda: asked(port, LIVE)[0] == 200)
        finally:
            server.kill()
            server.wait()
    assert (tmp_path / "log").read_text(encoding="utf-8").count(NO_PAGE) == 1, (
        "each fault is a line, and no more"
    )
