"""How Hypothesis runs, and the app in a real browser for the tests that ask for it.

Hypothesis: 40 examples of each property, or 500 with HYPOTHESIS_PROFILE=thorough; in CI the same ones every time.
"""

from __future__ import annotations

import gc
import logging
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from hypothesis import settings
from patience import PATIENCE, PATIENCE_MS
from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import local_script_runner
from traces import traced
from worked_out_once import WorkedOutOnce

from make_the_case.views.shell import collecting

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext

os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
"""Else every program that a test starts, and every process that shares the tests, compiles all of its packages anew: two seconds for an app."""
gc.set_threshold(10_000, 10, 100)
"""New objects between two searches for what may go: Python's own 700 look again and again through all that the tests have imported."""
collecting.EVERY = 900.0
"""Seconds between two looks of the app through everything, in the process of the tests: they hold so much that each takes seconds."""
always_alike = bool(os.environ.get("CI"))
settings.register_profile("everyday", max_examples=40, deadline=None, derandomize=always_alike)
settings.register_profile("thorough", max_examples=500, deadline=None, derandomize=always_alike)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE") or "everyday")


@pytest.fixture(autouse=True)
def nothing_fails_unforeseen(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fails a test in which a page said that something in the program failed, unless the test is about that."""
    if "fails_on_purpose" in request.fixturenames:
        yield
        return
    found: list[str] = []
    handler = logging.Handler()
    handler.emit = lambda record: found.append(record.getMessage())  # type: ignore[method-assign]
    handler.setLevel(logging.ERROR)
    log = logging.getLogger("make_the_case")
    log.addHandler(handler)
    yield
    log.removeHandler(handler)
    assert found == []


@pytest.fixture(autouse=True, scope="session")
def packages_looked_through_once() -> Iterator[None]:
    """Lets AppTest look once for packages that bring parts of pages, not at each page that a test opens, which takes longer than the page."""
    look_through = manifest_scanner.scan_component_manifests
    manifest_scanner.scan_component_manifests = cache(look_through)
    yield
    manifest_scanner.scan_component_manifests = look_through


@pytest.fixture(autouse=True, scope="session")
def pages_waited_for_asleep() -> Iterator[None]:
    """Lets AppTest sleep until a page is drawn, in place of looking a thousand times a second whether it is, which slows the drawing."""
    look_often = local_script_runner.require_widgets_deltas

    def sleep(runner: local_script_runner.LocalScriptRunner, timeout: float = PATIENCE) -> None:
        assert runner._script_thread is not None
        runner._script_thread.join(timeout)
        look_often(runner, timeout if runner.script_stopped() else 0)

    local_script_runner.require_widgets_deltas = sleep
    yield
    local_script_runner.require_widgets_deltas = look_often


WORKED_OUT = WorkedOutOnce()


@pytest.fixture(autouse=True, scope="session")
def worked_out_once() -> Iterator[None]:
    """Lets the sessions of all tests share what is worked out of a case as it was opened."""
    with WORKED_OUT.in_every_session():
        yield


@pytest.fixture(autouse=True)
def nothing_shared_where_the_program_is_changed(request: pytest.FixtureRequest) -> None:
    """Has everything worked out anew in a test that puts something of its own in the program's place."""
    WORKED_OUT.is_shared = not {"monkeypatch", "fails_on_purpose"} & set(request.fixturenames)


@pytest.hookimpl(optionalhook=True)  # there only where pytest-xdist is
def pytest_xdist_auto_num_workers() -> int:
    """Returns how many share the tests out: one more than there are processors, for the browser's tests wait half of their time."""
    return (os.cpu_count() or 1) + 1


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Puts the tests of the running app first: one worker has them, with its server and what it saw, while another reckons.

    Those that share the server stand before those with one of their own: a worker that has nothing left to do takes from the end,
    and would have to walk through every page once more.
    Those that begin cases with templates stand together at the end: one worker makes such a case once for all of them.
    """
    both = [
        item.nodeid
        for item in items
        if {"longer", "exhaustive"} <= {mark.name for mark in item.iter_markers()}
    ]
    if both:
        raise pytest.UsageError(f"marked as longer and as exhaustive, so that no run has them alone: {both}")
    items.sort(
        key=lambda item: (
            not {"browser", "slow"} <= {mark.name for mark in item.iter_markers()},
            "address" not in getattr(item, "fixturenames", ()),
            hasattr(getattr(item, "module", None), "case_from"),
        )
    )


@pytest.hookimpl(trylast=True)
def pytest_unconfigure(config: pytest.Config) -> None:
    """Says in the last line of an ordinary run of all tests what it left out, and the command that runs it."""
    of_all = config.args_source == pytest.Config.ArgsSource.TESTPATHS and not hasattr(config, "workerinput")
    if of_all and config.option.markexpr == "not exhaustive and not longer" and not config.option.keyword:
        print("Walks over everything were left out. To run them: python3 run.py test -m longer")


@pytest.fixture
def fails_on_purpose() -> None:
    """For a test in which something is made to fail."""


ROOT = Path(__file__).resolve().parents[1]
OF_TESTS = Path(tempfile.gettempdir()) / f"drafts-of-tests-{uuid4().hex}"
"""Where the tests keep drafts: never those of whoever runs them. Start names it, so that nothing in it may look like a key of a case."""
OF_TESTS.mkdir(mode=0o700)
os.environ["MAKE_THE_CASE_DATA"] = str(OF_TESTS)
os.environ.pop("DATABASE_URL", None)
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
NOT_NEEDED = (
    # What Playwright switches off itself; the list is told once, and the last that is told counts.
    "AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose", "HttpsUpgrades", "HttpsFirstBalancedModeAutoEnable",
    "LensOverlay", "MediaRouter", "PaintHolding", "ThirdPartyStoragePartitioning", "AvoidCorsURLLoaderRestartOnRedirect",
    "OptimizationHints", "NetworkTimeServiceQuerying", "AimEnabled", "PreconnectToSearch",
    # The browser's own buttons, each drawn as a page of its own: half a second of the processor for every window.
    "WebUIReloadButton", "WebUIOmniboxPopup", "WebUIOmniboxAimPopup",
)  # fmt: skip
QUIET = [
    "--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run",
    f"--disable-features={','.join(NOT_NEEDED)}",
]  # fmt: skip


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def trace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the server of the tests notes whom it calls and what it starts."""
    return tmp_path_factory.mktemp("traced") / "trace"


@pytest.fixture(scope="session")
def address(tmp_path_factory: pytest.TempPathFactory, trace: Path) -> Iterator[str]:
    """Starts the app as the command does, from a folder that is not its own."""
    port = free_port()
    server = start_app(port, tmp_path_factory.mktemp("elsewhere"), subprocess.DEVNULL, **traced(trace.parent))
    yield f"http://localhost:{port}"
    stop_app(server)


def start_app(
    port: int, folder: Path, log: int | IO[bytes] = subprocess.DEVNULL, **settings: str
) -> subprocess.Popen[bytes]:
    """Starts the app as the command does, from a folder, and waits until it answers."""
    command = [sys.executable, str(ROOT / "make_the_case"), "app", "--headless", "--port", str(port)]
    usual = {name: value for name, value in os.environ.items() if not name.startswith("STREAMLIT_")}
    server = subprocess.Popen(
        command, cwd=folder, env=usual | settings, stdout=subprocess.DEVNULL, stderr=log
    )
    wait_for(f"http://localhost:{port}/_stcore/health", server)
    return server


def stop_app(server: subprocess.Popen[bytes]) -> None:
    server.terminate()
    try:
        server.wait(timeout=5)
    except subprocess.TimeoutExpired:  # it waits for pages that are still open
        server.kill()


def wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        assert server.poll() is None, "the app ended by itself"
        try:
            with urllib.request.urlopen(url, timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.2)
    pytest.fail(f"the app did not answer in {PATIENCE} seconds")


def patient(browser: Browser) -> Browser:
    """Returns a browser, told to wait with every window that it opens until what is asked of it can be done."""

    def waits(opens: Callable[..., Any], context_of: Callable[[Any], BrowserContext]) -> Callable[..., Any]:
        def opened(**settings: object) -> Any:
            window = opens(**settings)
            context_of(window).set_default_timeout(PATIENCE_MS)
            return window

        return opened

    browser.new_context = waits(browser.new_context, lambda context: context)  # type: ignore[method-assign]
    browser.new_page = waits(browser.new_page, lambda page: page.context)  # type: ignore[method-assign]
    return browser


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed (apt install chromium)")
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with playwright.sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        playwright.expect.set_options(timeout=PATIENCE_MS)
        yield patient(started)
        started.close()
