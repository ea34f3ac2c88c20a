"""The full case as its readers open it: what gets worse is never a benefit, its annexes have no gap, and it is no longer than it needs."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from datetime import datetime
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn
from finished_cases import FINISHED, case_at, path_of
from patience import PATIENCE

from make_the_case.exports.word_file import five_case_docx, stands_whole
from make_the_case.words.blocks import Block, Drawn, Heading, Tabled, ToWrite, Words, plain
from make_the_case.words.papers.annexes import CHEERS
from make_the_case.words.papers.audiences import for_audience
from make_the_case.words.papers.board_summary import board_summary
from make_the_case.words.papers.full_case import Length, full_case
from make_the_case.words.papers.health import health_sentences
from make_the_case.words.papers.one_list import NOT_WRITTEN, STILL_TO_WRITE
from make_the_case.words.phrases import party_in_prose, pounds, quantity
from make_the_case.words.tables.appraisal_summary import appraisal_summary_table
from make_the_case.words.tables.evidence_tables import known_words
from make_the_case.words.tables.registers import NO_HARMS, benefits_table, harms_table
from make_the_case.words.tables.summary_tables import Table
from valuation import Case, analysed, answer
from valuation.answers.appraised import Appraised

OFFICE = shutil.which("soffice")
PDFINFO = shutil.which("pdfinfo")
SOUTHFOLD = case_at(path_of("southfold_befriending"))


def appraised(case: Case, draws: int = 0) -> Appraised:
    option = case.shape.preferred or case.shape.options[0].id
    return Appraised(case, answer(case), option, analysed(case, draws) if draws else None)


def under(blocks: list[Block], heading: str) -> list[Block]:
    """Returns what stands below a heading, up to the next."""
    start = 1 + next(k for k, b in enumerate(blocks) if isinstance(b, Heading) and b.text == heading)
    end = next((k for k in range(start, len(blocks)) if isinstance(blocks[k], Heading)), len(blocks))
    return blocks[start:end]


def described(table: Table) -> list[str]:
    return [row[2] for row in table.rows]


# Benefits and harms ----------------------------------------------------------------------------------------------


def test_what_gets_worse_stands_in_the_register_of_harms_and_not_among_the_benefits() -> None:
    paper = appraised(SOUTHFOLD)
    benefits, harms = (make(*paper[:3]) for make in (benefits_table, harms_table))
    assert described(harms) == ["A relationship that ends badly"]
    assert "A relationship that ends badly" not in " ".join(described(benefits))
    assert [row[0] for row in benefits.rows] == ["1", "2", "3", "4"], "numbered without a gap"


@pytest.mark.parametrize("name", [*FINISHED, "northshire_peer_support", "eastmoor_community_links"])
def test_main_benefits_name_no_harm_and_nothing_without_a_clear_difference(name) -> None:
    paper = appraised(case_at(path_of(name)))
    said = " ".join(
        plain(text)
        for block in under(full_case(paper), "Main benefits")
        if isinstance(block, Words)
        for text in block.paragraphs
    )
    for effect in paper.answer.options[paper.option].not_priced:
        is_hoped_for = (
            effect.effect is not None and effect.effect.value == 0
        )  # no finding of it is planned on
        is_benefit = effect.direction == "better" and not effect.no_clear_difference and not is_hoped_for
        assert (f"“{effect.name}”" in said) == is_benefit, effect.name


def test_the_register_of_harms_is_there_where_the_case_names_none_and_says_so() -> None:
    case = case_at(path_of("worked_example"))
    found = under(full_case(appraised(case)), "Register of harms")
    tables = [block.table for block in found if isinstance(block, Tabled)]
    assert [(table.rows, table.note) for table in tables] == [((), NO_HARMS)]


# Annexes ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("length", ["full", "short"])
def test_annexes_are_lettered_from_a_without_a_gap(length: Length) -> None:
    blocks = full_case(appraised(SOUTHFOLD, 50), length)
    parts = [block.text for block in blocks if isinstance(block, Heading) and block.level == 1]
    letters = [part[0] for part in parts if part[0].isalpha() and part[1] == " "]
    assert letters == list("ABCDEFG"[: len(letters)]) and len(letters) in (3, 7)
    if length == "full":
        assert {where for _, where in CHEERS} <= {*parts, "Title", "Not reported"}


# Blanks ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["southfold_befriending", "worked_example"])
def test_what_is_still_to_write_is_one_list_in_the_first_part_and_no_section_is_left_empty(name) -> None:
    blocks = full_case(appraised(case_at(path_of(name))))
    listed = under(blocks, STILL_TO_WRITE)
    assert listed and all(isinstance(block, ToWrite) for block in listed)
    assert sum(isinstance(block, ToWrite) for block in blocks) == len(listed)
    for one, after in zip(blocks, [*blocks[1:], None], strict=True):
        is_last = after is None or (
            isinstance(after, Heading) and isinstance(one, Heading) and after.level <= one.level
        )
        assert not (isinstance(one, Heading) and is_last), one
    has_commercial = SOUTHFOLD.shape.narrative and name.startswith("southfold")
    said = [text for b in blocks if isinstance(b, Words) for text in b.paragraphs]
    assert (NOT_WRITTEN in said) == (not has_commercial)


# One figure ------------------------------------------------------------------------------------------------------


def test_a_paper_has_one_figure_of_qalys_with_its_rate_and_the_other_rate_is_a_note() -> None:
    paper = appraised(SOUTHFOLD)
    found = paper.answer.options[paper.option]
    one = quantity(found.nice.qalys)
    nice, note = health_sentences(paper.answer, paper.option, SOUTHFOLD)
    assert f"for {one} QALYs, discounted at 3.5% a year)" in nice
    assert found.qalys is not None
    assert note == (
        "Note: this case values health in money discounted at 1.5% a year. "
        f"That is {quantity(found.qalys.discounted)} QALYs."
    )
    for audience in ("people", "clinicians", "researchers"):
        said = " ".join(
            plain(text)
            for block in for_audience(paper, audience)
            for text in (getattr(block, "paragraphs", None) or getattr(block, "items", ()))
        )
        totals = set(re.findall(r"([\d,.]+) (?:years of full health|QALYs, discounted)", said))
        assert totals <= {one}, (audience, totals)
        assert audience == "clinicians" or totals


@pytest.mark.parametrize("name", [*FINISHED, "northshire_peer_support", "eastmoor_community_links"])
def test_value_for_each_pound_stands_below_its_divisor_and_only_where_there_is_a_benefit(name) -> None:
    paper = appraised(case_at(path_of(name)))
    rows = {row[0]: row[1:] for row in appraisal_summary_table(*paper[:2]).rows}
    divisor, ratio = list(rows)[-3:-1]
    assert divisor.startswith("Net public cost") and ratio == "Value for each £1 of net public cost"
    for k, found in enumerate(paper.answer.options.values()):
        net_cost = -found.accounts["public_sector"].npv
        assert rows[divisor][k] == pounds(net_cost)
        assert "£-" not in rows[ratio][k]
        is_ratio = found.accounts["society"].pv_benefits > 0 and net_cost > 0
        assert rows[ratio][k].lstrip("\N{MINUS SIGN}").startswith("£") == is_ratio
        if is_ratio:
            value = float(rows[ratio][k].replace("£", "").replace("\N{MINUS SIGN}", "-"))
            assert value == pytest.approx(1 + found.accounts["society"].npv / net_cost, abs=0.006)


# The Word file ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def word() -> bytes:
    return five_case_docx(appraised(SOUTHFOLD, 300), datetime(2026, 11, 29))


def test_the_organisation_stands_on_the_cover_and_every_page_has_its_number(word) -> None:
    document = docx.Document(io.BytesIO(word))
    assert [p.text for p in document.paragraphs[:2]] == [SOUTHFOLD.shape.organisation, SOUTHFOLD.shape.title]
    fields = [el.text for el in document.sections[0].footer._element.iter(qn("w:instrText"))]
    assert [field.split()[0] for field in fields] == ["PAGE", "NUMPAGES"]


def test_the_contents_name_every_part_without_a_click(word) -> None:
    document = docx.Document(io.BytesIO(word))
    parts = [p.text for p in document.paragraphs if p.style.name == "Heading 1"]
    first = next(k for k, p in enumerate(document.paragraphs) if p.style.name == "Heading 1")
    listed = [p.text.split("\t")[0] for p in document.paragraphs[:first] if "\t" in p.text]
    assert listed == parts and len(parts) == 14


def test_tables_repeat_their_headings_keep_their_rows_whole_and_short_ones_stay_on_a_page(word) -> None:
    document = docx.Document(io.BytesIO(word))
    for table in document.tables:
        heading, *rows = table.rows
        assert heading._tr.trPr.find(qn("w:tblHeader")) is not None
        assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in rows)
        kept = [row.cells[0].paragraphs[0].paragraph_format.keep_with_next for row in (heading, *rows)]
        assert all(kept[: 2 if len(rows) > 1 else 1])
        if stands_whole([[cell.text for cell in row.cells] for row in rows]):
            assert all(kept[:-1])
    for caption in (p for p in document.paragraphs if p.style.name == "Caption"):
        assert caption.paragraph_format.keep_with_next


def test_the_short_case_has_charts_too() -> None:
    charts = [b.chart.id for b in full_case(appraised(SOUTHFOLD, 100), "short") if isinstance(b, Drawn)]
    assert len(charts) == 3


@pytest.mark.skipif(OFFICE is None or PDFINFO is None, reason="needs LibreOffice and pdfinfo")
def test_the_case_of_southfold_takes_no_more_than_twenty_pages(word, tmp_path: Path) -> None:
    assert OFFICE is not None and PDFINFO is not None
    (tmp_path / "case.docx").write_bytes(word)
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    subprocess.run(
        [OFFICE, profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(tmp_path / "case.docx")],
        check=True, capture_output=True, stdin=subprocess.DEVNULL, timeout=PATIENCE,
    )  # fmt: skip
    said = subprocess.run([PDFINFO, str(tmp_path / "case.pdf")], check=True, capture_output=True, text=True)
    pages = re.search(r"Pages:\s+(\d+)", said.stdout)
    assert pages is not None and int(pages[1]) <= 20


@pytest.mark.parametrize("name", FINISHED)
def test_what_comparisons_show_of_an_outcome_is_said_alike_wherever_it_is_said(name: str) -> None:
    """A figure said that a worthwhile gain *is still possible* where the table above it said that it *is ruled out*."""
    case = case_at(path_of(name))
    found = answer(case)
    option = case.preferred
    outcomes = found.options[option].evidence.outcomes
    for block in full_case(Appraised(case, found, option, analysed(case, 100))):
        if isinstance(block, Drawn) and block.chart.id.startswith("findings_"):
            ident = block.chart.id.removeprefix("findings_")
            effect = case.effects[f"options.{option}.outcomes.{ident}"]
            assert block.chart.summary.endswith(known_words(effect, outcomes[ident].label))
            assert "fewer" not in block.chart.summary or "\N{MINUS SIGN}" not in block.chart.summary


@pytest.mark.parametrize("name", FINISHED)
def test_what_each_puts_in_on_the_value_map_and_its_vat_are_what_it_pays(name: str) -> None:
    """The map of a council said £897,101 where it pays £901,190: the difference is VAT, which the note says."""
    case = case_at(path_of(name))
    found = answer(case)
    inputs = next(
        block.table
        for block in full_case(Appraised(case, found, case.preferred))
        if isinstance(block, Tabled) and block.table.caption == "Value map: inputs"
    )
    vat = re.search(r"VAT that cannot be recovered is not: £([\d,]+)\.", inputs.note)
    who = party_in_prose(found.commissioner)
    put_in = next(int(row[2].replace(",", "")) for row in inputs.rows if row[0].casefold() == who.casefold())
    pays = found.options[case.preferred].parties[found.commissioner].pv_costs
    assert put_in + (int(vat[1].replace(",", "")) if vat else 0) == pytest.approx(pays, abs=2)


# What a reader compares ------------------------------------------------------------------------------------------


def tables(name: str) -> dict[str, Table]:
    case = case_at(path_of(name))
    paper = Appraised(case, answer(case), case.preferred, analysed(case, 300))
    return {block.table.caption: block.table for block in full_case(paper) if isinstance(block, Tabled)}


@pytest.mark.parametrize("name", ["larkmoor_green_prescribing", "southfold_befriending"])
def test_the_effect_that_would_pay_for_a_service_has_the_same_characters_in_every_table(name: str) -> None:
    """One paper said that life satisfaction had to be 0.2 points in one table and 0.197 in two others."""
    of_the_paper = tables(name)
    needed = {row[0]: row[4] for row in of_the_paper["What the findings come to"].rows}
    turning = {row[0]: row[2] for row in of_the_paper["What would have to be true"].rows}
    compared = 0
    for outcome, words in needed.items():
        for assumption, edge in turning.items():
            if assumption.startswith(f"{outcome}: what each person gains"):
                assert words == edge
                compared += 1
    assert compared


def test_what_others_pay_for_a_test_is_the_same_sum_in_the_summary_and_in_the_full_case() -> None:
    """The summary said £18,192, and the full case £18,000 beside sums to the pound."""
    case = case_at(path_of("larkmoor_green_prescribing"))
    paper = Appraised(case, answer(case), case.preferred, analysed(case, 300))
    costs = next(
        block.table
        for block in full_case(paper)
        if isinstance(block, Tabled) and block.table.caption.startswith("What it costs the ICB")
    )
    said = re.search(r"others pay, in cash terms: (the council £[\d,]+)\.", costs.note)
    assert said and f"Others are asked to pay, in cash terms: {said[1]}." in board_summary(paper).ask.note
