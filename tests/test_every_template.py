"""Every template of the library, as a commissioner begins with it: it holds findings or says why not, and at every standard of proof
it runs, stays finite and comes out as every file (`python3 run.py test -m exhaustive tests/test_every_template.py`, about ten minutes).
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from pathlib import Path

import pytest
from command import DONE, printed, run
from template_cases import LIBRARY, text_from

FORMATS = ("xlsx", "docx", "pdf", "html", "json", "csv")
"""Every format of a case but charts, which the papers hold."""


def test_there_are_sixty_five_services_and_enablers_and_each_holds_findings_or_says_why_not() -> None:
    rows = json.loads(printed(run("templates", "--json")))
    assert len(rows) >= 65
    for row in rows:
        assert bool(row["findings"]) is not bool(row["no_findings"]), row["id"]
        assert row["findings"] or row["enabler"], (
            f"{row['id']} has a benefit of its own, and nothing behind it"
        )


def numbers(node: object) -> Iterator[float]:
    """Yields every number below a place of a result."""
    for item in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from numbers(item)
    if isinstance(node, int | float):
        yield node


@pytest.mark.exhaustive
@pytest.mark.parametrize("standard", ["expected", "proven"])
@pytest.mark.parametrize("ident", LIBRARY.template_ids())
def test_every_template_runs_stays_finite_and_comes_out_as_every_file(
    ident: str, standard: str, tmp_path: Path
) -> None:
    case = tmp_path / f"{ident}.yaml"
    case.write_text(text_from(ident), encoding="utf-8")
    said = json.loads(printed(run("appraise", case, "--evidence", standard, "--json")))
    assert all(math.isfinite(number) for number in numbers(said))
    tried = json.loads(printed(run("sensitivity", case, "--evidence", standard, "--draws", "500", "--json")))
    assert all(math.isfinite(number) for number in numbers(tried))
    done = run("export", case, "--evidence", standard, "--to", ",".join(FORMATS), "-o", tmp_path / "out")
    assert done.returncode == DONE, done.stderr.decode()
    sizes = {file.name: file.stat().st_size for file in (tmp_path / "out").iterdir()}
    assert len(sizes) >= len(FORMATS) and all(size > 500 for size in sizes.values()), sizes
