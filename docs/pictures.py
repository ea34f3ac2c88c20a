"""Makes the pictures of these documents anew: `python docs/pictures.py`, with Chromium, LibreOffice Writer and Poppler installed."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from conftest import CHROMIUM, QUIET, free_port, start_app, stop_app  # noqa: E402

IMAGES = ROOT / "docs" / "images"
CASE = ROOT / "cases" / "southfold_befriending.yaml"
"""The finished case that the app opens first."""
DISPUTED = "bridge_of_points"
"""The set of that case that its challenge note is about."""
PAGE_DOTS = 60
"""Dots to an inch of a page that stands beside others; one that stands alone has 80."""


def written(folder: Path, *words: str) -> None:
    """Runs the program as its user does."""
    program = [sys.executable, str(ROOT / "make_the_case"), *words, "-o", str(folder)]
    subprocess.run(program, check=True, capture_output=True)


def pages_of(file: Path, dots: int = PAGE_DOTS) -> list[Image.Image]:
    """Returns the pages of a PDF or Word file as pictures."""
    if file.suffix == ".docx":
        convert = ["soffice", "--headless", "--convert-to", "pdf", "--outdir", str(file.parent), str(file)]
        subprocess.run(convert, check=True, capture_output=True)
        file = file.with_suffix(".pdf")
    subprocess.run(["pdftoppm", "-png", "-r", str(dots), str(file), str(file.with_suffix(""))], check=True)
    return [Image.open(found) for found in sorted(file.parent.glob(f"{file.stem}-*.png"))]


def beside(pictures: list[Image.Image]) -> Image.Image:
    """Returns pictures side by side."""
    whole = Image.new("RGB", (sum(p.width for p in pictures), max(p.height for p in pictures)), "white")
    left = 0
    for picture in pictures:
        whole.paste(picture, (left, 0))
        left += picture.width
    return whole


def seen(
    browser: Browser, address: str, width: int, height: int, to: Path, wait_for: str = "h1"
) -> Image.Image:
    """Returns the top of a page as a browser shows it."""
    page = browser.new_page(viewport={"width": width, "height": height})
    page.goto(address)
    page.wait_for_selector(wait_for, timeout=60_000)
    page.wait_for_timeout(2000)
    page.screenshot(path=to)
    page.close()
    return Image.open(to)


def main() -> None:
    """Makes all of them."""
    with tempfile.TemporaryDirectory() as name, sync_playwright() as driver:
        folder = Path(name)
        written(folder / "full", "export", str(CASE), "--to", "pdf,docx,html", "--length", "full")
        written(folder / "people", "export", str(CASE), "--to", "pdf", "--audience", "people")
        written(folder / "clinicians", "export", str(CASE), "--to", "pdf", "--audience", "clinicians")
        written(folder / "note", "bridge", str(CASE), str(CASE), "--scenario", DISPUTED, "--to", "docx")
        for k, page in enumerate(pages_of(next((folder / "full").glob("*.pdf")), 80), 1):
            page.save(IMAGES / f"board-summary-{k}.png", optimize=True)
        shutil.copy(next((folder / "full").glob("*.docx")), folder / "case.docx")
        case = pages_of(folder / "case.docx")
        upright = [page for page in case if page.height > page.width]
        aside = [page for page in case if page.width > page.height]
        beside([*upright[:3], aside[0]]).save(IMAGES / "full-case.png", optimize=True)
        readers = [pages_of(next((folder / who).glob("*.pdf"))) for who in ("people", "clinicians")]
        beside([page for pages in readers for page in pages[:2]]).save(
            IMAGES / "people-and-clinicians.png", optimize=True
        )
        beside(pages_of(next((folder / "note").glob("*.docx")))[:3]).save(
            IMAGES / "challenge-note.png", optimize=True
        )

        browser = driver.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        html = next((folder / "full").glob("*.html")).as_uri()
        desk = seen(browser, html, 1000, 1300, folder / "desk.png").resize((700, 910))
        phone = seen(browser, html, 390, 1300, folder / "phone.png").resize((273, 910))
        beside([desk, phone]).save(IMAGES / "web-page.png", optimize=True)
        port = free_port()
        server = start_app(port, folder, MAKE_THE_CASE_DATA="make-the-case")
        try:
            seen(browser, f"http://localhost:{port}", 1280, 1100, IMAGES / "first-page.png", ".mtc-verdict")
        finally:
            stop_app(server)
        browser.close()


if __name__ == "__main__":
    main()
