"""The papers of a programme, opened again: each says the choice that was worked out, and the workbook's checks are worked out anew."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace
from functools import cache

import openpyxl
import pandas as pd
import pytest
from command import HAS_ERRORS, WRONG_USAGE, run
from docx import Document
from pypdf import PdfReader
from test_programme import programme_data, programme_of, sure_programme
from workbook_cells import SOFFICE, recalculated

from make_the_case.exports.board_pdf import STANDARD
from make_the_case.exports.chart_pictures import figure as drawn
from make_the_case.exports.paper_pdf import paper
from make_the_case.exports.programme_files import code_of_programme, makers
from make_the_case.exports.workbook.programme_workbook import (
    CEILINGS,
    CHOICE,
    OVER,
    WITHIN,
    programme_workbook,
)
from make_the_case.views.shell.plotly_charts import figure
from make_the_case.words.blocks import Drawn, Tabled
from make_the_case.words.charts.programme_charts import (
    ceilings_chart,
    frontier_chart,
    in_best_chart,
    triangles_chart,
)
from make_the_case.words.papers.programme_paper import programme_summary
from make_the_case.words.phrases import better_or_worse, money
from make_the_case.words.programme_formats import PROGRAMME_FORMATS
from make_the_case.words.programme_panels import programme_tiles
from make_the_case.words.programme_words import (
    cost_by_year_table,
    dropped_sentence,
    left_out_sentence,
    moved_sentence,
    parties_table,
    rule_words,
    worth_sentences,
)
from valuation.programme.choosing import choose
from valuation.programme.programme_answer import ProgrammeAnswer
from valuation.programme.programme_file import Programme
from valuation.programme.programme_shape import Rule

needs_libreoffice = pytest.mark.skipif(SOFFICE is None, reason="needs LibreOffice (soffice)")


@cache
def made() -> tuple[Programme, ProgrammeAnswer]:
    """The four services of docs/programme.md, in two sizes the first, with a ceiling of each year too."""
    data = sure_programme().shape.model_dump(exclude_unset=True, by_alias=True)
    data["services"][0]["sizes"] = [0.5, 1]
    data["budget"] = [{"payer": "nhs_icb", "total": 2_000_000}, {"payer": "nhs_icb", "by_year": [1_950_000]}]
    data["rules"] = [{"at_most": 2, "of": ["a", "b", "c"], "because": "two rooms"}]
    programme = programme_of(data)
    return programme, choose(programme, 100)


@cache
def file_of(key: str) -> bytes:
    return makers(*made())[key]()


def test_the_board_summary_is_two_pages_and_says_what_is_asked_and_what_is_given_up():
    pages = PdfReader(io.BytesIO(file_of("pdf"))).pages
    text = " ".join(" ".join(page.extract_text() for page in pages).split())
    assert len(pages) == 2
    assert (
        "Recommendation: fund a and b. The ICB would pay £1.9 million of the £2.0 million that it can spend"
        in text
    )
    assert "Without a, the best would be: b and c. That is worth £1.4 million less." in text
    assert "At most 2 of a, b and c may be chosen. Two rooms." in text
    assert f"Check code {code_of_programme(made()[0])}" in text


def test_the_title_of_a_chart_stands_on_the_page_of_its_drawing():
    """At every size of type: a title alone at the foot of a page is a chart that a reader does not find."""
    programme, answer = made()
    blocks = programme_summary(programme, answer)
    charts = [block.chart for block in blocks if isinstance(block, Drawn)]
    assert len(charts) == 2
    for size in (8.2, 10.5, 13.0, 14.0, 14.8):
        with paper("Four services", "", "", "CODE", blocks, size=size) as laid_out:
            pages = [page.extract_text() for page in PdfReader(io.BytesIO(laid_out.pdf(STANDARD))).pages]
        flat = [" ".join(page.split()) for page in pages]
        for chart in charts:
            (at,) = {k for k, page in enumerate(flat) if chart.title in page}
            assert chart.subtitle in flat[at] and chart.summary in flat[at], (size, chart.title)


def test_what_the_set_is_worth_has_its_likely_range_and_the_chance_that_it_is_worth_its_cost():
    programme = programme_of(programme_data())
    answer = choose(programme, 500)
    low, high = answer.spread.likely
    assert low < answer.best.value < high and 0 < answer.spread.chance <= 1
    said = " ".join(worth_sentences(answer, "society.npv"))
    assert f"The likely range is {better_or_worse(low, high)}." in said
    assert "chance that they are worth more than they cost." in said
    assert f"likely range {money(low)} to {money(high)}" in str(programme_summary(programme, answer))
    assert made()[1].spread.within == 0 and "likely range" not in " ".join(
        worth_sentences(made()[1], "society.npv")
    )


@pytest.mark.parametrize("key", ["docx", "html"])
def test_the_whole_paper_has_page_one_of_each_service_inside(key):
    if key == "docx":
        document = Document(io.BytesIO(file_of("docx")))
        text = "\n".join(paragraph.text for paragraph in document.paragraphs)
        headings = [p.text for p in document.paragraphs if (p.style.name or "") == "Heading 1"]
        assert headings[-4:] == ["a", "b", "c", "d"]
    else:
        text = file_of("html").decode()
    assert text.count("What follows is page one of its own case") == 4
    assert text.count("Not chosen.") == 2 and text.count("Chosen at its whole size.") == 2


def test_page_one_of_a_service_has_its_likely_range_where_its_numbers_have_ranges():
    programme = programme_of(programme_data())
    page = makers(programme, choose(programme, 200))["html"]().decode()
    assert "No simulation has been run" not in page
    assert page.count("Likely range of value less cost") == len(programme.members)


def test_the_result_and_the_tables_have_every_figure():
    _, answer = made()
    assert json.loads(file_of("json")) == json.loads(json.dumps(answer.as_dict()))
    packed = zipfile.ZipFile(io.BytesIO(file_of("csv")))
    costs = pd.read_csv(io.BytesIO(packed.read("costs.csv")))
    assert costs[costs.chosen].cost_gbp.sum() == pytest.approx(1_900_000)
    assert pd.read_csv(io.BytesIO(packed.read("services.csv"))).chosen.sum() == 2
    assert set(packed.namelist()) >= {
        "ceilings.csv",
        "frontier.csv",
        "next_best.csv",
        "finding_out.csv",
        "README.txt",
    }


def written(is_wrong: bool) -> bytes:
    programme, answer = made()
    return programme_workbook(programme, answer, code_of_programme(programme), is_wrong=is_wrong)


def rows_of(book, sheet: str) -> list[list[object]]:
    return [[cell.value for cell in row] for row in book[sheet].iter_rows(min_row=4)]


def test_the_workbook_has_the_choice_as_values_and_every_service_size_and_year():
    book = openpyxl.load_workbook(io.BytesIO(written(False)), data_only=True)
    rows = rows_of(book, CHOICE)
    assert [(row[0], row[1], row[2]) for row in rows[:5]] == [
        ("a", 0.5, 0),
        ("a", 1, 1),
        ("b", 1, 1),
        ("c", 1, 0),
        ("d", 1, 0),
    ]
    assert rows[5][0] == "What is chosen, together" and rows[5][3] == pytest.approx(2_900_000)


@needs_libreoffice
def test_another_choice_is_checked_against_every_ceiling_by_a_spreadsheet(tmp_path):
    """Recalculated from wrong caches: as it was chosen every ceiling is kept; with c as well two are not, and a in two sizes is one too many."""
    plain, changed = tmp_path / "plain.xlsx", tmp_path / "changed.xlsx"
    plain.write_bytes(written(True))
    book = openpyxl.load_workbook(io.BytesIO(written(True)))
    book[CHOICE]["C4"], book[CHOICE]["C7"] = 1, 1
    book.save(changed)
    found = [
        [tuple(row[1:5]) for row in rows_of(each, CEILINGS)]
        for each in recalculated([plain, changed], tmp_path / "out")
    ]
    assert [(round(spent), most, word) for spent, most, _, word in found[0]] == [
        (1_900_000, 2_000_000, WITHIN),
        (1_900_000, 1_950_000, WITHIN),
        (1, 1, WITHIN),
    ]
    assert [(round(spent), round(left), word) for spent, _, left, word in found[1]] == [
        (3_200_000, -1_200_000, OVER),
        (3_200_000, -1_250_000, OVER),
        (2, -1, OVER),
    ]


@pytest.mark.parametrize("chart", [ceilings_chart, in_best_chart])
def test_a_bar_of_a_share_is_as_long_as_the_share_of_the_whole(chart) -> None:
    """On the screen and in the papers the axis reaches 100: a third that was used is not drawn as all of it, nor nothing on an axis of 0.04."""
    _, answer = made()
    least = chart(answer)
    (series,) = least.series
    small = replace(least, series=(replace(series, values=tuple(0.3 * value for value in series.values)),))
    assert figure(small).layout.xaxis.range[1] >= 100
    assert drawn(small)["whole"] == 100


# Words and charts ---------------------------------------------------------------------------------------------


def test_rules_are_said_as_people_say_them():
    names = {"a": "Peers", "b": "Links", "c": "Coaches"}
    said = [
        rule_words(Rule.model_validate(rule), names, "nhs_icb")
        for rule in (
            {"at_most": 1, "of": ["a", "b"], "because": "one team"},
            {"needs": "a", "for": ["b", "c"]},
            {"at_least": 0.3, "of_spend_on": ["a", "b"]},
        )
    ]
    assert said == [
        "At most 1 of Peers and Links may be chosen. One team.",
        "Where Links or Coaches is chosen, Peers has to be chosen too.",
        "At least 30% of what the ICB spends has to go to Peers and Links.",
    ]


def test_the_two_moves_say_what_changes_and_by_how_much():
    _, answer = made()
    assert (
        dropped_sentence(answer, answer.dropped[1], "society.npv")
        == "Without b, the best would be: a and c. That is worth £300,000 less."
    )
    less, more = (moved_sentence(answer, one, "society.npv") for one in answer.moved)
    assert less == "With £100,000 less from the ICB, the best would be: a and c. That is worth £300,000 less."
    assert (
        more
        == "With £100,000 more from the ICB, the same services would be best: what holds the choice back is something other than this money."
    )


def test_who_pays_and_gains_and_who_pays_by_year_add_up_to_the_last_row():
    _, answer = made()
    for table in (parties_table(answer), cost_by_year_table(answer)):
        if table.rows[-1][0] != "All together":
            assert len(table.rows) == 1
            continue
        for at in range(1, len(table.header)):
            *each, whole = [
                int(row[at].replace(",", "").replace("\N{MINUS SIGN}", "-")) for row in table.rows
            ]
            assert sum(each) == pytest.approx(whole, abs=2)
    assert parties_table(answer).rows[-1][0] == "All together"


def test_what_others_pay_stands_in_the_tile_and_in_the_recommendation():
    """“The ICB pays £0” stood alone where the council paid £1.3 million."""
    programme, answer = made()
    shared = replace(answer, cost={**answer.cost, "local_authority": [1_250_000.0] * len(answer.years)})
    paid = 1_250_000 * len(answer.years)
    tile = programme_tiles(shared, "society.npv", "nhs_icb").tiles[1]
    assert f"others pay {money(paid)}" in tile.note
    said = " ".join(str(block) for block in programme_summary(programme, shared))
    assert f"Others would pay too: the council {money(paid)}." in said
    assert "others pay" not in programme_tiles(answer, "society.npv", "nhs_icb").tiles[1].note


def test_the_sums_say_that_the_optimism_bias_adjustment_is_in_them_which_a_case_s_budget_leaves_out():
    note = "with VAT and the optimism bias adjustment, and an average over the simulation runs"
    summary = [block.table for block in programme_summary(*made()) if isinstance(block, Tabled)]
    assert any(note in table.note for table in summary)
    assert note in cost_by_year_table(made()[1]).note


def test_a_service_s_own_page_says_why_its_figures_differ_from_the_choice():
    text = Document(io.BytesIO(file_of("docx")))
    said = " ".join(paragraph.text for paragraph in text.paragraphs)
    assert "the choice between services goes by averages over the simulation runs, so the two differ" in said


def test_what_would_bring_a_service_in_says_of_which_size_that_holds():
    """Of a service that fits at half its size and is not chosen the page said that no set with it keeps every ceiling."""
    data = sure_programme().shape.model_dump(exclude_unset=True, by_alias=True)
    for service, keys in zip(data["services"], ({"sizes": [0.5, 1]}, {"status": "in"}, {"sizes": [0.5, 1]}, {}), strict=True):  # fmt: skip
        service |= keys
    # b takes 0.9 of 1.5 million; a at half its size takes 0.5 and is worth most; c takes 0.8, or 0.4 at half its size, which would fit
    data["budget"] = [{"payer": "nhs_icb", "total": 1_500_000}]
    answer = choose(programme_of(data), 100)
    assert [(each.service, each.size) for each in answer.best.chosen] == [("a", 0.5), ("b", 1)]
    said = {one.service: left_out_sentence(answer, one, "society.npv") for one in answer.left_out}
    assert said["c"] == "c is left out, and no set with it at its whole size keeps every ceiling and rule."


def test_the_charts_say_what_they_show():
    _, answer = made()
    assert [round(share) for share in ceilings_chart(answer).series[0].values] == [95, 97]
    triangles = triangles_chart(answer, "society.npv", "nhs_icb")
    assert triangles.categories == ("a", "b", "c", "d") and triangles.series[1].values == (1, 1, 0, 0)
    assert [row[5] for row in triangles.table.rows] == ["£2.00", "£1.00", "£0.75", "−£0.17"]
    frontier = frontier_chart(answer, "society.npv")
    assert list(frontier.series[0].at) == sorted(frontier.series[0].at) and frontier.base == 2_000_000


# The terminal -------------------------------------------------------------------------------------------------


def test_the_terminal_writes_every_paper_and_what_the_solver_prints_reaches_no_output(tmp_path):
    file = tmp_path / "programme.yaml"
    file.write_text(json.dumps(programme_data()), encoding="utf-8")
    ran = run(
        "programme", file, "--draws", "200", "--to", ",".join(PROGRAMME_FORMATS), "-o", tmp_path / "out"
    )
    lines = ran.stdout.decode().splitlines()
    assert lines == [f"Written to {tmp_path / 'out' / row.file}" for row in PROGRAMME_FORMATS.values()]
    assert ran.stderr == b"" and ran.returncode == 0
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        row.file for row in PROGRAMME_FORMATS.values()
    }
    told = run("programme", file, "--draws", "200", "--json")
    assert json.loads(told.stdout)["format"] == "make-the-case-programme-result/1" and told.stderr == b""
    wrong = run("programme", file, "--to", "pdf,moon")
    assert wrong.returncode == WRONG_USAGE and "a programme is written as pdf, docx" in " ".join(
        wrong.stderr.decode().split()
    )


def test_what_gives_way_is_said_on_the_terminal_and_nothing_is_written(tmp_path):
    data = programme_data(budget=[{"payer": "nhs_icb", "total": 500_000}])
    data["services"][3]["status"] = "in"
    file = tmp_path / "programme.yaml"
    file.write_text(json.dumps(data), encoding="utf-8")
    ran = run("programme", file, "--draws", "200", "--to", "pdf", "-o", tmp_path / "out")
    assert ran.returncode == HAS_ERRORS and ran.stdout == b"" and not (tmp_path / "out").exists()
    assert "No set of services keeps every ceiling and rule" in " ".join(ran.stderr.decode().split())
