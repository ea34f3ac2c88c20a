"""Pictures of every page at both widths, light and dark: made by `python tests/page_pictures.py`, and compared by a test.

What a computer writes into a page by itself, such as when a draft was kept, is hidden. Pictures are kept at half their size, which is
enough to see that a page looks different and not enough for the edges of letters to count.
"""

from __future__ import annotations

import io
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from PIL import Image

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from browsing import ADDRESSES, EXAMPLE, at_rest  # noqa: E402
from finished_cases import case_at  # noqa: E402

from make_the_case.store import Drafts  # noqa: E402
from valuation.answers.saving import body_of  # noqa: E402

KEPT = ROOT / "tests" / "data" / "pictures"
NAMES = (
    "Proposal", "Costs and people", "Outcomes", "Results", "Test and compare", "Plan a test", "Delivery", "How is it going?", "Papers", "Assumptions", "Library", "Help", "Look",
)  # fmt: skip
WIDTHS = {1280: 900, 390: 844}
THEMES = ("light", "dark")
HIDDEN = "[data-testid=stSidebar], [data-testid=stToolbar], .mtc-state, .stPlotlyChart {visibility: hidden !important} * {caret-color: transparent !important}"
"""What is not compared: what changes with the hour, and charts, which tests of their own read."""
FAR = 48
"""How far one of 256 shades may be off before a place of a picture counts as different."""
MOST = 0.02
"""The share of a picture that may be different."""


@dataclass(frozen=True)
class View:
    """A page at a width and in a theme."""

    page: str
    width: int
    theme: str

    @property
    def file(self) -> str:
        """Returns the name of its picture."""
        return f"{self.page.lower().replace(' ', '-').rstrip('?')}-{self.width}-{self.theme}.png"


VIEWS = [View(page, width, theme) for page in NAMES for width in WIDTHS for theme in THEMES]


def pictures(chromium, address: str, views: list[View]) -> Iterator[tuple[View, Callable[[], Image.Image]]]:
    """Yields each view of a draft of the finished example with what takes its picture, at half its size."""
    drafts = Drafts(f"sqlite:///{Path(os.environ['MAKE_THE_CASE_DATA']) / 'drafts.sqlite'}")
    secret = drafts.create(body_of(case_at(EXAMPLE)))
    drafts.close()
    for width, height in WIDTHS.items():
        window = chromium.new_page(viewport={"width": width, "height": height}, color_scheme=THEMES[0])
        for page in NAMES:
            here = [view for view in views if (view.page, view.width) == (page, width)]
            if not here:
                continue
            window.emulate_media(color_scheme=here[0].theme)
            window.goto(f"{address}/{ADDRESSES.get(page, page.lower())}?draft={secret}")
            window.wait_for_selector("[data-testid=stMain] h1")
            window.add_style_tag(content=HIDDEN)
            for (
                view
            ) in here:  # a page is the same in light and in dark: to load it takes seconds of the processor
                window.emulate_media(color_scheme=view.theme)
                at_rest(window)
                yield view, partial(picture_of, window)
        window.close()


def picture_of(window) -> Image.Image:
    """Returns what a window shows."""
    return halved(window.screenshot(animations="disabled"))


def halved(png: bytes) -> Image.Image:
    """Returns a picture at half its size, in shades of grey."""
    whole = Image.open(io.BytesIO(png)).convert("L")
    return whole.resize((whole.width // 2, whole.height // 2), Image.Resampling.BOX)


def difference(before: Image.Image, now: Image.Image) -> tuple[float, Image.Image]:
    """Returns the share of a picture that is different, and both beside the places that are."""
    if before.size != now.size:
        return 1.0, now
    one, other = (np.asarray(picture, dtype=int) for picture in (before, now))
    far = np.abs(one - other) > FAR
    beside = np.hstack([one, other, np.where(far, 0, 255)]).astype(np.uint8)
    return float(far.mean()), Image.fromarray(beside)


def main() -> None:
    """Makes every picture anew."""
    from conftest import CHROMIUM, QUIET, free_port, patient, start_app, stop_app
    from playwright.sync_api import sync_playwright

    KEPT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        os.environ["MAKE_THE_CASE_DATA"] = folder
        port = free_port()
        server = start_app(port, Path(folder), MAKE_THE_CASE_DATA=folder)
        browser = patient(driver.chromium.launch(executable_path=CHROMIUM, args=QUIET))
        try:
            for view, picture in pictures(browser, f"http://localhost:{port}", VIEWS):
                picture().quantize(16).save(KEPT / view.file, optimize=True)
        finally:
            browser.close()
            stop_app(server)


if __name__ == "__main__":
    main()
