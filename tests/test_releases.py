"""Old work opens: case files and a database of each earlier release, and of this one, so that the next release can be held to it.

Those of 0.1.0 were written, and answered, by its own program; `tests/keep_release.py` keeps those of a later one.
"""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from command import printed, run
from keep_release import net_values

from make_the_case.store import Drafts
from valuation import PROGRAM_VERSION, load_library, read_case, result
from valuation.answers.saving import case_of_body

RELEASES = sorted((Path(__file__).parent / "releases").iterdir())
FILES = [file for release in RELEASES for file in sorted(release.glob("*.yaml"))]


def test_this_release_is_kept_too() -> None:
    kept = [release.name for release in RELEASES]
    assert {"0.1.0", PROGRAM_VERSION} <= set(kept), (
        "python tests/keep_release.py keeps what this version writes"
    )


@pytest.mark.parametrize("release", RELEASES, ids=lambda folder: folder.name)
def test_a_case_file_of_a_release_opens_and_says_by_what_it_was_saved(release: Path) -> None:
    case = read_case(release / "case.yaml")
    assert result(case)["options"]
    assert case.data["saved"]["program"] == release.name


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_a_case_file_of_a_release_comes_to_what_that_release_said(file: Path) -> None:
    said = json.loads((file.parent / "answers.json").read_text(encoding="utf-8"))[file.name]
    found = net_values(read_case(file))
    assert found.keys() == said.keys() and len(said) > 0
    for option, accounts in said.items():
        assert found[option] == pytest.approx(accounts, rel=1e-12)


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_the_terminal_reads_a_case_file_of_a_release(file: Path) -> None:
    assert "£" in printed(run("appraise", file))
    assert "No errors." in printed(run("check", file))


@pytest.mark.parametrize("release", RELEASES, ids=lambda folder: folder.name)
def test_a_database_of_a_release_opens_with_its_history(release: Path, tmp_path: Path) -> None:
    shutil.copy(release / "drafts.sqlite", tmp_path / "drafts.sqlite")
    link = (release / "link.txt").read_text(encoding="utf-8")
    drafts = Drafts(f"sqlite:///{tmp_path / 'drafts.sqlite'}")
    assert [(r.number, r.author, r.note) for r in drafts.history(link)] == [
        (2, "Ben", "Title"),
        (1, "Ada", "Begun"),
    ]
    assert result(case_of_body(drafts.open(link).head.body, "case", load_library()))["options"]
    drafts.close()
