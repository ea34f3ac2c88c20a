"""Makes the pictures of these documents anew: `python docs/pictures.py`, with Chromium, LibreOffice Writer and Poppler installed."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image, ImageOps
from playwright.sync_api import Browser, sync_playwright
from pypdf import PdfReader

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from conftest import CHROMIUM, QUIET, free_port, start_app, stop_app  # type: ignore[import-not-found,unused-ignore]  # noqa: E402

from make_the_case.exports.workshop_pdfs import workshop_pdf  # noqa: E402
from make_the_case.views.pages.workshop_page import sheet_for  # noqa: E402
from valuation import read_case  # noqa: E402

IMAGES = ROOT / "docs" / "images"
CASE = ROOT / "cases" / "southfold_befriending.yaml"
"""The finished case that the app opens first."""
DISPUTED = "bridge_of_points"
"""The set of that case that its challenge note is about."""
PROGRAMME = ROOT / "cases" / "community_programme.yml"
ROLL_OUT = ROOT / "cases" / "green_prescribing_roll_out.yml"
ANSWERS = ROOT / "docs" / "made_up_workshop.csv"
"""What eleven people might have said of that case at a workshop; no one was asked."""
HELD = "2026-11-30"
ASKED = ["options.befriending.people.uptake", "options.befriending.costs.coordinator.starts_per_fte"]
WEIGHED = ["depression_short", "loneliness"]
"""What those answers are about."""
PAGE_DOTS = 60
"""Dots to an inch of a page that stands beside others; one that stands alone, or with one other, has 80."""
LARGER = 80
EDGE = "#b8c0c8"
"""The line around a page, which is white where the page of the site may be white too."""
GAP = 12


def written(folder: Path, *words: str) -> None:
    """Runs the program as its user does."""
    program = [sys.executable, str(ROOT / "make_the_case"), *words, "-o", str(folder)]
    subprocess.run(program, check=True, capture_output=True)


def as_pdf(file: Path) -> Path:
    """Returns a Word file as a PDF beside it."""
    convert = ["soffice", "--headless", "--convert-to", "pdf", "--outdir", str(file.parent), str(file)]
    subprocess.run(convert, check=True, capture_output=True)
    return file.with_suffix(".pdf")


def pages_of(file: Path, dots: int = PAGE_DOTS) -> list[Image.Image]:
    """Returns the pages of a PDF as pictures, each with an edge."""
    stem = file.parent / f"page-of-{file.stem}"
    subprocess.run(["pdftoppm", "-png", "-r", str(dots), str(file), str(stem)], check=True)
    found = sorted(file.parent.glob(f"{stem.name}-*.png"))
    return [ImageOps.expand(Image.open(page), 1, EDGE) for page in found]


def page_with(file: Path, words: str) -> int:
    """Returns which page of a PDF, from 0, is the last that has these words: the first may be its list of contents."""
    texts = [page.extract_text() for page in PdfReader(file).pages]
    return max(place for place, text in enumerate(texts) if words in text)


def beside(pictures: list[Image.Image]) -> Image.Image:
    """Returns pictures side by side, with room between them."""
    width = sum(picture.width + GAP for picture in pictures) - GAP
    whole = Image.new("RGB", (width, max(picture.height for picture in pictures)), "white")
    left = 0
    for picture in pictures:
        whole.paste(picture, (left, 0))
        left += picture.width + GAP
    return whole


def keep(name: str, pictures: list[Image.Image]) -> None:
    """Writes pictures side by side as one of the documents' pictures."""
    beside(pictures).save(IMAGES / f"{name}.png", optimize=True)


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


def papers_of_a_case(folder: Path) -> Path:
    """Makes the pictures of one case's papers, and returns its web page."""
    written(folder / "full", "export", str(CASE), "--to", "pdf,docx,html", "--length", "full")
    written(folder / "people", "export", str(CASE), "--to", "pdf", "--audience", "people")
    written(folder / "clinicians", "export", str(CASE), "--to", "pdf", "--audience", "clinicians")
    written(folder / "note", "bridge", str(CASE), str(CASE), "--scenario", DISPUTED, "--to", "docx")
    for k, page in enumerate(pages_of(next((folder / "full").glob("*.pdf")), LARGER), 1):
        keep(f"board-summary-{k}", [page])
    case = as_pdf(next((folder / "full").glob("*.docx")))
    pages = pages_of(case)
    keep("full-case", [*pages[:3], pages[page_with(case, "Benefits register")]])
    readers = [pages_of(next((folder / who).glob("*.pdf"))) for who in ("people", "clinicians")]
    keep("people-and-clinicians", [page for of_one in readers for page in of_one[:2]])
    keep("challenge-note", pages_of(as_pdf(next((folder / "note").glob("*.docx")))))
    return next((folder / "full").glob("*.html"))


def papers_of_many(folder: Path) -> None:
    """Makes the pictures of a programme's summary and of a roll-out's."""
    written(folder / "programme", "programme", str(PROGRAMME), "--to", "pdf")
    keep("programme-summary", pages_of(next((folder / "programme").glob("*.pdf")), LARGER))
    kept = ("--keep", str(folder / "kept"))
    written(folder / "roll-out", "rollout", str(ROLL_OUT), "--to", "pdf", *kept)
    keep("roll-out-summary", pages_of(next((folder / "roll-out").glob("*.pdf")), LARGER))


def papers_of_a_workshop(folder: Path) -> None:
    """Makes the pictures of a workshop's answer sheet, of how to run it, and of what its answers changed in the case."""
    about = "People over 65 who live alone would be visited or rung once a week by a trained volunteer. Southfold is a made-up place."
    sheet = sheet_for(read_case(CASE), ASKED, WEIGHED, about, False)
    folder.mkdir()
    shown = []
    for what in ("sheet", "guide"):
        file = folder / f"{what}.pdf"
        file.write_bytes(workshop_pdf(what, sheet))
        shown += pages_of(file)
    keep("workshop-sheet-and-guide", shown)
    held = folder / "held.yaml"
    pooled = ["round", str(CASE), "--answers", str(ANSWERS), "--into", str(held), "--at", HELD]
    subprocess.run([sys.executable, str(ROOT / "make_the_case"), *pooled], check=True, capture_output=True)
    written(folder, "export", str(held), "--to", "docx", "--length", "full")
    case = as_pdf(next(folder.glob("*.docx")))
    keep("workshop-changed", [pages_of(case, LARGER)[page_with(case, "Who shaped this case")]])


def on_screen(browser: Browser, folder: Path, html: Path) -> None:
    """Makes the pictures of the web page and of the app's first page."""
    desk = seen(browser, html.as_uri(), 1000, 1300, folder / "desk.png").resize((700, 910))
    phone = seen(browser, html.as_uri(), 390, 1300, folder / "phone.png").resize((273, 910))
    keep("web-page", [ImageOps.expand(picture, 1, EDGE) for picture in (desk, phone)])
    port = free_port()
    server = start_app(port, folder, MAKE_THE_CASE_DATA="make-the-case")
    try:
        seen(browser, f"http://localhost:{port}", 1280, 1100, IMAGES / "first-page.png", ".mtc-verdict")
    finally:
        stop_app(server)


def main() -> None:
    """Makes all of them."""
    with tempfile.TemporaryDirectory() as name, sync_playwright() as driver:
        folder = Path(name)
        html = papers_of_a_case(folder)
        papers_of_many(folder)
        papers_of_a_workshop(folder / "workshop")
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        on_screen(browser, folder, html)
        browser.close()


if __name__ == "__main__":
    main()
