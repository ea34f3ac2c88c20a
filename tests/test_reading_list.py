"""What nobody has read at its source: each figure with the line to change, the address, and what it moves, the most influential first."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from template_cases import LIBRARY, case_from

from make_the_case.exports.reading_list import ToRead, as_text, measures_to_read, to_read
from valuation import answer, with_changes

ROOT = Path(__file__).resolve().parents[1]


@cache
def of(ident: str) -> list[ToRead]:
    return to_read(LIBRARY, [ident])


def test_what_moves_an_answer_most_stands_first_and_says_which_line_to_change():
    found = of("care_plus")
    assert [figure.most for figure in found] == sorted((figure.most for figure in found), reverse=True)
    places = [figure.place for figure in found]
    assert "assumptions/templates/care_plus.yaml: outcomes.quality_of_life.findings.care_plus_2016" in places
    assert "assumptions/time.yaml: involvement_payment_hour" in places and len(places) == len(set(places))


def test_a_finding_moves_an_answer_by_what_is_lost_if_it_had_found_nothing():
    (finding,) = [figure for figure in of("care_plus") if figure.place.endswith(".care_plus_2016")]
    case = case_from("care_plus")
    at = "options.care_plus.outcomes.quality_of_life.findings.care_plus_2016.estimate"
    with_it, without = (
        answer(one).options["care_plus"].accounts["society"].npv
        for one in (case, with_changes(case, {at: 0}))
    )
    assert finding.moves["care_plus"] == pytest.approx(with_it - without) and with_it > without


def test_every_figure_names_a_source_that_can_be_opened_and_a_line_that_is_there():
    said = as_text([*of("care_plus"), *measures_to_read(LIBRARY)], LIBRARY)
    assert "https://doi.org/10.1186/s12916-016-0634-2" in said and "no source is named" not in said
    assert "assumptions/evidence.yaml: measures." in said
    for figure in of("care_plus"):
        file, _, place = figure.place.partition(": ")
        text = (ROOT / file).read_text(encoding="utf-8")
        assert place.rpartition(".")[2].split(",")[0] in text and "to_verify" in text


def test_what_nothing_leans_on_moves_nothing_and_is_last():
    rows = measures_to_read(LIBRARY)
    assert rows and all(row.most == 0 for row in rows)
    assert "no answer as it stands" in as_text(rows, LIBRARY)
