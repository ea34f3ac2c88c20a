"""Old work opens: a case file and a database of each earlier release, and of this one, so that the next release can be held to it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from make_the_case.store import Drafts
from valuation import load_library, read_case, result
from valuation.answers.saving import case_of_body

RELEASES = sorted((Path(__file__).parent / "releases").iterdir())
LINK = "a-link-of-release-010A"


@pytest.mark.parametrize("release", RELEASES, ids=lambda folder: folder.name)
def test_a_case_file_of_a_release_opens_and_says_by_what_it_was_saved(release: Path) -> None:
    case = read_case(release / "case.yaml")
    assert result(case)["options"]
    assert case.data["saved"]["program"] == release.name


@pytest.mark.parametrize("release", RELEASES, ids=lambda folder: folder.name)
def test_a_database_of_a_release_opens_with_its_history(release: Path, tmp_path: Path) -> None:
    shutil.copy(release / "drafts.sqlite", tmp_path / "drafts.sqlite")
    drafts = Drafts(f"sqlite:///{tmp_path / 'drafts.sqlite'}")
    assert [(r.number, r.author, r.note) for r in drafts.history(LINK)] == [
        (2, "Ben", "Title"),
        (1, "Ada", "Begun"),
    ]
    assert result(case_of_body(drafts.open(LINK).head.body, "case", load_library()))["options"]
    drafts.close()
