"""The programme that is shipped: six services and £3 million, of which it is worth spending a third."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from make_the_case.words.phrases import TOO_SMALL
from make_the_case.words.programme_words import finding_out_table
from valuation.programme.choosing import choose
from valuation.programme.programme_answer import ProgrammeAnswer
from valuation.programme.programme_file import Programme, read_programme

ROOT = Path(__file__).resolve().parents[1]
FILE = ROOT / "cases" / "community_programme.yml"
DOCUMENT = (ROOT / "docs" / "programme.md").read_text(encoding="utf-8")


@cache
def example() -> Programme:
    return read_programme(FILE)


@cache
def answer(draws: int) -> ProgrammeAnswer:
    return choose(example(), draws)


def test_it_has_six_services_two_of_them_finished_cases_and_every_place_is_said_to_be_made_up():
    cases = [str(service.case) for service in example().shape.services]
    assert len(cases) == 6 and sum(not case.startswith("programme/") for case in cases) == 2
    assert all(member.case.shape.illustrative for member in example().members)
    assert "illustrative" in (example().shape.title or "")


def test_two_of_six_are_chosen_and_two_of_three_million_are_left():
    found = answer(1_000)
    assert [(each.service, each.size) for each in found.best.chosen] == [("befriending", 1), ("review", 1)]
    total = next(use for use in found.ceilings if use.payer == "nhs_icb" and not use.year)
    assert total.spent < 1_050_000 < total.most == 3_000_000
    council = next(use for use in found.ceilings if use.payer == "local_authority")
    assert 0 <= council.most - council.spent < 5_000
    every = sum(max(sum(row.cost["nhs_icb"]) for row in found.services if row.picked.service == s.id) for s in example().shape.services)  # fmt: skip
    assert every > 2 * total.most  # everyone expects a fight for the money
    assert all(one.comes_in_at is None for one in found.left_out)  # and more of it brings nothing in


@pytest.mark.longer
def test_the_table_of_the_page_has_the_figures_that_are_worked_out():
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in DOCUMENT.partition("An example whose answer surprises")[2].splitlines()
        if line.startswith("|")
    ][2:]
    found = answer(10_000)
    by_name = {(row.name, row.picked.size): row for row in found.services}
    assert len(rows) == 6
    for name, size, pays, worth, is_chosen in rows:
        row = by_name[name, float(size)]
        assert float(pays.replace(",", "")) == pytest.approx(sum(row.cost["nhs_icb"]) / 1000, abs=1)
        assert float(worth.replace(",", "").replace("−", "-")) == pytest.approx(row.value / 1000, abs=1)
        assert (row.picked in found.best.chosen) == (is_chosen == "yes")


def test_what_chance_alone_could_show_is_no_amount_that_is_worth_finding_out():
    found = answer(1_000)
    said = dict(finding_out_table(found, "society.npv").rows)
    assert (
        said["Year of Care reviews"].endswith("million") and said["Health coaching by telephone"] == TOO_SMALL
    )
    told = {row["service"]: row["value"] for row in found.as_dict()["evppi"]}
    assert told["coaching"] >= 0  # the figures stay in JSON as they were worked out
