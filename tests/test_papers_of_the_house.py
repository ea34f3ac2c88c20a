"""What README, CONTRIBUTING and docs say of the code is there: a file that has moved, or a name that has gone, is found here."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PAPERS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
FILE = re.compile(
    r"(?<![\w/.])((?:valuation|make_the_case|assumptions|cases|tests|benchmarks|docs)/[\w/.-]*\.(?:py|yaml|json|md|typ))"
)
STEP = re.compile(r"^\| `([^`]+)` \| `([^`]+)` \| (.+) \|$", re.MULTILINE)
WALKS = (ROOT / "docs" / "code.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper.relative_to(ROOT).as_posix())
def test_every_file_that_a_paper_names_is_there(paper: Path) -> None:
    named = set(FILE.findall(paper.read_text(encoding="utf-8"))) - {"assumptions/templates/ID.yaml"}
    assert sorted(name for name in named if not (ROOT / name).is_file()) == []


def test_there_are_three_walks_through_the_code() -> None:
    walks = WALKS.split("\n## ")[1:]
    assert len(walks) == 3 and all(len(STEP.findall(walk)) >= 10 for walk in walks)


@pytest.mark.parametrize(("file", "name", "what"), STEP.findall(WALKS))
def test_every_step_of_a_walk_is_where_it_is_said_to_be(file: str, name: str, what: str) -> None:
    text = (ROOT / file).read_text(encoding="utf-8")
    if file.endswith(".py"):
        assert re.search(rf"^\s*(?:def|class) {name}\b|^{name}\b.*=", text, re.MULTILINE)
    else:
        assert name in text
    assert what.endswith("."), "a whole sentence"
