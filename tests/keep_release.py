"""Keeps a case file, its answer and a database as this version writes them, for later versions to open: `python tests/keep_release.py`."""

from __future__ import annotations

import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT)]

from make_the_case.store import Drafts  # noqa: E402
from valuation import PROGRAM_VERSION, Case, answer, case_text, read_case, with_changes  # noqa: E402
from valuation.answers.saving import as_saved, body_of  # noqa: E402

CASE = ROOT / "cases" / "larkmoor_green_prescribing.yaml"
"""A finished case with findings, of which 0.1.0 knew nothing."""
SMALL = ROOT / "cases" / "worked_example.yaml"
SAVED = "2026-11-30T08:00+00:00"


def net_values(case: Case) -> dict[str, dict[str, float]]:
    """Returns the net present value of each option in each account."""
    return {
        ident: {name: account.npv for name, account in option.accounts.items()}
        for ident, option in answer(case).options.items()
    }


def main() -> None:
    """Writes them into the folder of this version, which must not be there yet."""
    folder = ROOT / "tests" / "releases" / PROGRAM_VERSION
    folder.mkdir()
    case = as_saved(read_case(CASE), SAVED)
    (folder / "case.yaml").write_text(case_text(case), encoding="utf-8")
    answers = {"case.yaml": net_values(case)}
    (folder / "answers.json").write_text(json.dumps(answers, indent=1) + "\n", encoding="utf-8")
    drafts = Drafts(f"sqlite:///{folder / 'drafts.sqlite'}")
    small = read_case(SMALL)
    link = drafts.create(body_of(small), "Ada", "Begun", title=small.shape.title)
    titled = with_changes(small, {"title": "A walking group, as kept by a release"})
    drafts.save(link, 1, body_of(titled), "Ben", "Title", title=titled.shape.title)
    drafts.close()
    (folder / "link.txt").write_text(link, encoding="utf-8")


if __name__ == "__main__":
    main()
