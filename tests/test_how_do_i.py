"""The pages *How do I…*: every button, page, heading and choice that they name is one that the app says, letter for letter."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from command import ROOT

PAGES = sorted((ROOT / "docs" / "how-do-i").glob("*.md"))
NAMED = re.compile(r"(?<!\*)\*([^*\n]+)\*(?!\*)")
TYPED = {"peer support", "link worker"}
"""What a reader is to type, which is no name."""
PUT_TOGETHER = {"Show the studies"}
"""What the program puts together of a verb and the rest, as it opens and closes."""
BEGINS = r"[\"'>*#]\s*"
"""What stands before the first word of what the program shows, so that no part of a sentence is taken for a name."""


@pytest.fixture(scope="module")
def said() -> str:
    """Returns all that the program may show."""
    package = ROOT / "make_the_case"
    files = [file for kind in ("*.py", "*.md") for file in sorted(package.rglob(kind))]
    return "\n".join(file.read_text(encoding="utf-8") for file in files)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_name_on_the_page_is_one_that_the_app_has(page: Path, said: str) -> None:
    names = set(NAMED.findall(page.read_text(encoding="utf-8"))) - TYPED - PUT_TOGETHER
    assert len(names) > 5
    assert {name for name in names if not re.search(rf"{BEGINS}{re.escape(name)}(?!\w)", said)} == set()
