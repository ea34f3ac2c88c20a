"""How every page looks, at both widths, light and dark: as in the pictures that are kept, within a tolerance."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from page_pictures import KEPT, MOST, VIEWS, difference, pictures
from patience import PATIENCE
from PIL import Image

"""Seconds in which a page has to come to look as in its picture."""
HOW = "If the page is meant to look different, look at both and run: .venv/bin/python tests/page_pictures.py"


def test_a_picture_differs_from_another_by_the_share_that_is_far_off():
    white, half = Image.new("L", (10, 10), 255), Image.new("L", (10, 10), 255)
    half.paste(0, (0, 0, 5, 10))
    assert difference(white, white)[0] == 0.0
    assert difference(white, half)[0] == 0.5
    assert difference(white, Image.new("L", (10, 10), 230))[0] == 0.0, "a shade is no difference"
    assert difference(white, Image.new("L", (10, 12), 255))[0] == 1.0, "another size is another picture"


def test_every_view_has_its_picture_and_no_other_is_kept():
    assert {file.name for file in KEPT.glob("*.png")} == {view.file for view in VIEWS}


@pytest.mark.longer
def test_every_page_looks_as_in_its_picture(chromium, address, tmp_path: Path):
    unlike, until = [], time.monotonic() + PATIENCE
    for view, taken in pictures(chromium, address, VIEWS):
        kept = Image.open(KEPT / view.file).convert("L")
        while (found := difference(kept, taken()))[0] > MOST and time.monotonic() < until:
            time.sleep(0.5)  # a page on a busy computer may still move
        share, beside = found
        if share > MOST:
            beside.save(tmp_path / view.file)
            unlike.append(f"{view.file}: {share:.1%} of it, shown in {tmp_path / view.file}")
    assert not unlike, "\n".join([*unlike, HOW])
