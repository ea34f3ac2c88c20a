"""The papers of a roll-out, opened again: two pages, the same figures in each, totals that recalculate, tables that add up."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from dataclasses import replace
from functools import cache

import pytest
from command import ROOT, WRONG_USAGE, printed, run
from docx import Document
from pypdf import PdfReader
from test_board_summary import flat
from test_rollout import DRAWS, made, stop_data, uncertain_data
from workbook_cells import SOFFICE, recalculated

from make_the_case.exports.rollout_files import code_of_rollout, rollout_makers
from make_the_case.exports.workbook.rollout_workbook import AREAS, MONEY, rollout_workbook
from make_the_case.words import rollout_words as words
from make_the_case.words.papers.rollout_paper import recommendation, rollout_summary
from make_the_case.words.phrases import money, money_range, pounds
from make_the_case.words.rollout_formats import ROLLOUT_FORMATS
from make_the_case.words.rollout_panels import rollout_tiles
from valuation.rollout.rolling_out import roll_out
from valuation.rollout.rollout_answer import RolloutAnswer
from valuation.rollout.rollout_file import Rollout, read_rollout


@cache
def example() -> tuple[Rollout, RolloutAnswer]:
    rollout = read_rollout(ROOT / "cases" / "green_prescribing_roll_out.yml")
    return rollout, roll_out(rollout, 200)


@cache
def files() -> dict[str, bytes]:
    return {key: make() for key, make in rollout_makers(*example()).items()}


def test_the_summary_is_two_pages_and_says_first_that_it_is_made_up() -> None:
    rollout, answer = example()
    pages = [flat(page.extract_text()) for page in PdfReader(io.BytesIO(files()["pdf"])).pages]
    assert len(pages) == 2
    first, second = pages
    said = flat("The places are made up, and so is every number about them.")
    assert first.index(said) < first.index(flat(recommendation(rollout, answer)))
    assert code_of_rollout(rollout) in first and code_of_rollout(rollout) in second
    assert (
        flat("What the figures take for granted") in second and flat("What the figures do not know") in second
    )


def test_word_and_web_hold_every_area() -> None:
    _, answer = example()
    document = Document(io.BytesIO(files()["docx"]))
    cells = {cell.text for table in document.tables for row in table.rows for cell in row.cells}
    page = files()["html"].decode()
    for place in answer.places:
        assert place.name in cells and place.name in page


@pytest.mark.skipif(SOFFICE is None, reason="needs LibreOffice (soffice)")
def test_the_workbook_recalculates_to_the_answer(tmp_path) -> None:
    rollout, answer = example()
    place = tmp_path / "roll-out.xlsx"
    place.write_bytes(rollout_workbook(rollout, answer, "CODE", is_wrong=True))
    (book,) = recalculated([place], tmp_path / "again")
    areas, paid = book[AREAS], book[MONEY]
    total = next(row for row in areas.iter_rows(values_only=True) if row[0] == "The whole")
    assert total[4] == pytest.approx(answer.npv) and total[7] == pytest.approx(answer.all_at_once)
    assert total[3] == pytest.approx(sum(answer.people))
    by_year = next(row for row in paid.iter_rows(values_only=True) if row[0] == "All that is paid")
    expected = [sum(years[k] for years in answer.cost.values()) for k in range(len(answer.years))]
    assert list(by_year[2 : 2 + len(expected)]) == pytest.approx(expected)


def test_the_tables_add_up_to_the_result() -> None:
    told = json.loads(files()["json"])
    with zipfile.ZipFile(io.BytesIO(files()["csv"])) as archive:
        tables = {
            name: list(csv.DictReader(io.StringIO(archive.read(name).decode("utf-8-sig"))))
            for name in archive.namelist()
            if name.endswith(".csv")
        }
        readme = archive.read("README.txt").decode()
    assert "made up" in readme and all(name in readme for name in tables)
    npv = sum(float(row["npv_gbp"]) for row in tables["places.csv"]) + told["central"]["npv"]
    assert npv == pytest.approx(told["total"]["npv"])
    paid = sum(float(row["cost_gbp"]) for row in tables["costs.csv"])
    assert paid == pytest.approx(sum(map(sum, told["total"]["cost"].values())))
    ways = {row["way"]: float(row["npv_gbp"]) for row in tables["ways.csv"]}
    assert ways == pytest.approx({"all_at_once": told["all_at_once"], "in_waves": told["total"]["npv"], "in_waves_with_stop": told["in_waves_with_stop"]})  # fmt: skip


@pytest.mark.parametrize(
    ("gain", "advice"),
    [(50_000, "begin in every area at once"), (-50_000, "do not roll it out")],
)
def test_what_is_recommended_follows_what_is_worth_most(gain: float, advice: str) -> None:
    data = uncertain_data()
    data["case"]["options"][0]["outcomes"][0] |= {"adds": {"value": gain / 5000, "grade": 1, "distribution": "fixed", "reason": "Sure"}}  # fmt: skip
    rollout = made(data)
    answer = roll_out(rollout, DRAWS)
    assert advice in recommendation(rollout, answer)
    assert rollout_summary(rollout, answer)


def test_one_paragraph_means_one_thing_by_costing_more_than_it_is_worth() -> None:
    """On average every made-up board costs more than it is worth, and in a run many do not: each is said as what it is."""
    _, answer = example()
    assert all(place.npv < 0 for place in answer.places) and answer.below_zero < len(answer.places) - 1
    average, runs = words.areas_sentences(answer)
    assert average.startswith("On average every area costs more than it is worth")
    low, high = (round(end) for end in answer.likely_below)
    assert f"In 8 of 10 simulation runs between {low} and {high} of the 42 areas" in runs
    text = str(rollout_summary(*example()))
    assert "are expected to lose" not in text and "worth most" not in text


def test_the_areas_are_said_by_how_many_cost_more_on_average() -> None:
    _, answer = example()
    gaining = tuple(replace(place, npv=-place.npv) for place in answer.places)
    assert (
        words.areas_sentences(replace(answer, places=gaining))[0]
        == "On average every area is worth at least what it costs."
    )
    one = replace(answer, places=(answer.places[0], *gaining[1:]))
    assert words.areas_sentences(one)[0] == (
        f"On average one area of the 42 costs more than it is worth: {answer.places[0].name} ({money(-answer.places[0].npv)}). "
        "The others are worth at least what they cost."
    )
    settled = replace(answer, likely_below=(29.0, 29.0))
    assert "in nearly all simulation runs 29 of the 42" in words.areas_sentences(settled)[1]


def test_shares_of_the_benefits_stand_only_where_there_are_benefits_to_share() -> None:
    _, answer = example()
    assert any(fifth.benefits < 0 for fifth in answer.fifths)
    without = words.fifths_table(answer)
    gaining = replace(
        answer, places=tuple(replace(place, benefits=abs(place.benefits)) for place in answer.places)
    )
    shared = words.fifths_table(gaining)
    assert "Share of benefits" not in without.header
    at = shared.header.index("Share of benefits")
    assert sum(int(row[at].rstrip("%")) for row in shared.rows[:-1]) == pytest.approx(100, abs=2)
    assert shared.rows[-1][0] == "All together" and shared.rows[-1][at] == "100%"
    assert all(cell for table in (without, shared) for row in table.rows for cell in row), "no cell is empty"


def test_waves_and_central_costs_add_up_to_the_whole_and_so_do_fifths() -> None:
    _, answer = example()
    waves, fifths = words.waves_table(answer), words.fifths_table(answer)
    *each, central, whole = [number(row[-1]) for row in waves.rows]
    assert central < 0 and sum(each) + central == pytest.approx(whole, abs=3)
    assert waves.rows[-1][0] == "All together" and waves.rows[-1][-1] == pounds(answer.npv)
    assert sum(number(row[3]) for row in waves.rows[:-2]) == pytest.approx(number(waves.rows[-1][3]), abs=2)
    for at in (1, 2, 3, -1):
        *each, whole = [number(row[at]) for row in fifths.rows]
        assert sum(each) == pytest.approx(whole, abs=3)


def test_a_cost_of_the_whole_says_its_price_also_where_the_library_has_it() -> None:
    """A team of three posts stood on the page as “A national team that supports new places a year”."""
    rollout, _ = example()
    team, network, comparison = rollout.shape.central
    case = rollout.case
    post = case.library.get("staff.afc_band_7")
    each = round(post.value * case.price_factor(post))
    assert words.central_words(team, case) == (
        f"A national team that supports new places: 3 posts at £{each:,} each a year"
    )
    assert words.central_words(network, case).endswith("taken part: £60,000 a year")
    assert words.central_words(comparison, case).endswith(": £250,000, once")
    old = {"id": "old", "unit_cost": {"value": 100_000, "price_year": "2019-20"}, "per": "once"}
    factor = case.price_factor_from("2019-20")
    assert factor > 1.1 and words.central_words(old, case) == f"old: {money(100_000 * factor)}, once"


def number(words: str) -> int:
    return int(words.replace(",", "").replace("\N{MINUS SIGN}", "-"))


def test_the_worth_with_the_decision_has_its_range_and_what_is_paid_before_it() -> None:
    rollout, answer = example()
    assert answer.stop is not None
    first = flat(PdfReader(io.BytesIO(files()["pdf"])).pages[0].extract_text())
    assert flat(money_range(*answer.stop.spread.likely)) in first
    assert flat(money(answer.committed(rollout.case.shape.commissioner))) in first
    assert flat(f"is known to within {money(answer.stop.spread.within)}") in first


def test_the_people_of_the_wave_that_decides_are_not_said_to_have_all_started_before_the_decision() -> None:
    """Its places are delivered for years: of its 9,000 people most start after the rest is decided on."""
    rollout, answer = example()
    assert answer.stop is not None and answer.is_best_to_decide
    tiles = rollout_tiles(answer, rollout.case.shape.commissioner).tiles
    people = next(tile for tile in tiles if tile.label == "People")
    first = answer.waves[0]
    before = sum(first.people_by_year(len(answer.years))[: answer.years.index(answer.stop.decided_in)])
    assert before < first.people / 2
    assert people.value == f"{first.people:,.0f}" and "start in wave 1, over all years" in people.note


def test_a_decision_that_is_worth_it_is_recommended() -> None:
    rollout = made(stop_data())
    answer = roll_out(rollout, 2_000)
    assert answer.in_waves_with_stop > max(answer.npv, 0)
    words = recommendation(rollout, answer)
    assert words.startswith("Recommendation: begin in one area, and decide in April 2030")
    assert money(answer.in_waves_with_stop) in str(rollout_summary(rollout, answer))


def test_the_command_writes_what_is_asked_for(tmp_path) -> None:
    at = ROOT / "cases" / "green_prescribing_roll_out.yml"
    told = printed(run("rollout", at, "--draws", 200, "--to", "csv,json", "-o", tmp_path / "out"))
    assert sorted(file.name for file in (tmp_path / "out").iterdir()) == ["roll-out-tables.zip", "roll-out.json"]  # fmt: skip
    assert told.count("Written to") == 2
    refused = run("rollout", at, "--to", "csv,doc")
    assert refused.returncode == WRONG_USAGE and all(key in refused.stderr.decode() for key in ROLLOUT_FORMATS)  # fmt: skip
