"""Files that are taken away are called after the case, in names that every disk takes; a format that fails takes no other with it."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from command import HAS_ERRORS, run

from make_the_case.words.file_names import FORBIDDEN, file_name

FAULT = Path(__file__).parent / "cases/faults/05_chinese_title.yaml"


@pytest.mark.parametrize(
    "title",
    [
        "Peer support in Northshire", "A/B: “50%”?", "CON", "..", "", "   ", "x" * 2_000, "কি" * 700, "支" * 900, "e\u0301" * 500,
        "دعم الأقران", "\u202eevil.exe", "a\nb\tc", "~.hidden-", "👨‍👩‍👧" * 80, "a\x00b", "LPT1.txt",
    ],
)  # fmt: skip
@pytest.mark.parametrize("option", ["", "The second option", "ক" * 500])
def test_a_name_is_taken_by_every_disk(title, option):
    name = file_name(title, "Board summary", ".pdf", option)
    assert name.endswith(" - board summary.pdf")
    assert len(name) <= 100 and len(name.encode()) <= 255
    assert not FORBIDDEN.search(name) and name == name.strip(" .-")
    assert not [sign for sign in name if unicodedata.category(sign) in ("Cc", "Cf", "Cs")]
    assert name.split(".")[0].upper() not in ("CON", "NUL", "LPT1")


def test_a_long_name_is_not_cut_between_a_letter_and_its_mark():
    name = file_name("কি" * 700, "Board summary", ".pdf")
    assert name.partition("…")[0].endswith("কি")


def test_a_format_that_fails_takes_no_other_with_it(tmp_path):
    styles = tmp_path / "house.docx"
    styles.write_bytes(b"no Word file")
    done = run("export", FAULT, "--to", "docx,html,csv", "--styles", styles, "-o", tmp_path / "out")
    assert done.returncode == HAS_ERRORS
    assert sorted(place.name for place in (tmp_path / "out").iterdir()) == ["case.html", "tables.zip"]
    said = " ".join(done.stderr.decode().split())
    assert "business-case.docx could not be made. house.docx is not a Word file" in said
    assert said.endswith("The other files are fine.")
