"""The app in a real browser: it starts, shows the verdict, folds to a telephone's width, and asks no other host."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from urllib.parse import urlparse

import pytest

from valuation import read_case, result

ROOT = Path(__file__).parent.parent
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
QUIET = [
    "--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run",
]  # fmt: skip
EXAMPLES = sorted(path for path in (ROOT / "cases").glob("*.yaml") if path.stem != "worked_example")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed (apt install chromium)"),
]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    """Starts the app as the command does, from a folder that is not its own."""
    port = free_port()
    command = [sys.executable, str(ROOT / "make_the_case.py"), "app", "--headless", "--port", str(port)]
    settings = {name: value for name, value in os.environ.items() if not name.startswith("STREAMLIT_")}
    folder = tmp_path_factory.mktemp("elsewhere")
    with subprocess.Popen(
        command, cwd=folder, env=settings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as server:
        try:
            wait_for(f"http://localhost:{port}/_stcore/health", server)
            yield f"http://localhost:{port}"
        finally:
            server.terminate()
            try:
                server.wait(timeout=5)
            except subprocess.TimeoutExpired:  # it waits for pages that are still open
                server.kill()


def wait_for(url: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(150):
        assert server.poll() is None, "the app ended by itself"
        try:
            with urllib.request.urlopen(url, timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.2)
    pytest.fail("the app did not answer in 30 seconds")


@pytest.fixture(scope="module")
def chromium():
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with playwright.sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield started
        started.close()


@pytest.fixture
def visit(chromium, address):
    """Opens the page in a window of some width; gives the page and every host that it asks."""
    pages = []

    def opened(width: int):
        page = chromium.new_page(viewport={"width": width, "height": 900})
        pages.append(page)
        hosts: set[str] = set()
        page.on("request", lambda request: hosts.add(urlparse(request.url).hostname or ""))
        page.on("websocket", lambda found: hosts.add(urlparse(found.url).hostname or ""))
        page.goto(address)
        page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]", timeout=30_000)
        page.wait_for_selector(".mtc-verdict", timeout=10_000)
        return page, hosts

    yield opened
    for page in pages:
        page.close()


def test_the_verdict_and_five_lines_are_on_the_page(visit):
    page, _ = visit(1280)
    first = next(
        case for case in map(read_case, EXAMPLES) if case.shape.title == page.locator("h1").inner_text()
    )
    option = next(iter(result(first)["options"].values()))
    assert page.locator(".mtc-verdict").first.inner_text() == option["verdict"]["sentence"]
    assert page.locator(".mtc-five").first.locator("li").count() == 5
    assert page.locator("h1").count() == 1


def test_the_browser_asks_no_other_host(visit):
    page, hosts = visit(1280)
    page.wait_for_timeout(500)
    assert hosts == {"localhost"}


def test_nothing_runs_over_the_side_at_320_pixels(visit):
    page, _ = visit(320)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    over = """() => [...document.querySelectorAll('.mtc-table td, .mtc-five li, .mtc-verdict, .mtc-facts dd, h1')]
        .filter(e => e.getBoundingClientRect().right > 320).map(e => e.innerText)"""
    assert page.evaluate(over) == []


FAULTS_OF_STREAMLIT = frozenset({"list", "listitem"})
"""Rules that Streamlit's own page breaks; new ones are ours."""


def test_the_page_has_no_new_fault_that_axe_finds(visit):
    axe = pytest.importorskip(
        "axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed"
    )
    page, _ = visit(1280)
    found = axe.Axe().run(page).response["violations"]
    assert [fault["id"] for fault in found if fault["id"] not in FAULTS_OF_STREAMLIT] == []
