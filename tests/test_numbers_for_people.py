"""How numbers are written for people: no range that hides a loss, no rounding left over, no powers of ten, no break-even on the wrong side."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from pathlib import Path

import openpyxl
import pytest
from command import run

from make_the_case.exports.data_files import (
    csv_file,
    result_json,
    settled_all,
    tables_zip,
    wakes_a_spreadsheet,
)
from make_the_case.exports.workbook.whole_workbook import workbook
from make_the_case.words.assumption_phrases import edge_in_words, turning_in_words
from make_the_case.words.charts.chart import scale_of
from make_the_case.words.phrases import (
    digits,
    money,
    money_range,
    percent,
    plain_number,
    pounds,
    quantity,
    ratio,
    whole_percent,
)
from valuation import answer, parse_case
from valuation.sensitivity.switching import Switch

FAULTS = Path(__file__).parent / "cases/faults"
MINUS = "\N{MINUS SIGN}"
EXPONENT = re.compile(r"(?<![#\w])\d(?:\.\d+)?e[+-]?\d+", re.I)


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (-42_322, 1_360_000, f"{MINUS}£42,000 to £1.4 million"),
        (-290_000, 1_860_000, f"{MINUS}£290,000 to £1.9 million"),
        (-0.3, 2.1e9, f"{MINUS}£0.30 to £2.1 billion"),
        (-60, 70, f"{MINUS}£60 to £70"),
        (0, 5_300, "£0 to £5,300"),
        (-1e-12, 5_300, "£0 to £5,300"),
        (372_000, 374_000, "about £370,000"),
    ],
)
def test_each_end_of_a_range_is_in_its_own_unit_and_a_loss_never_reads_nothing(low, high, said):
    assert money_range(low, high) == said


def test_the_papers_of_a_range_that_begins_below_nothing_say_so(tmp_path):
    done = run("export", FAULTS / "07_range_low_end_is_a_loss.yaml", "--to", "html,docx", "-o", tmp_path)
    assert done.returncode == 0
    page = (tmp_path / "case.html").read_text(encoding="utf-8")
    assert "£42,000 worse to £1.4 million better" in page
    assert "£0.0 million" not in page


@pytest.mark.parametrize("left_over", [7.22e-15, -1.61e-17, -0.0, 4.7e-10])
def test_what_rounding_left_of_nothing_reads_nothing_everywhere(left_over):
    written = [
        money(left_over),
        pounds(left_over),
        quantity(left_over),
        percent(left_over),
        whole_percent(left_over),
        ratio(left_over),
    ]
    assert written == ["£0", "0", "0.0", "0%", "0%", "0.00"]
    assert json.dumps(settled_all({"npv": left_over, "rows": [left_over]})) == '{"npv": 0.0, "rows": [0.0]}'


def test_a_small_number_of_a_case_is_no_rounding():
    assert settled_all({"low": 2e-11, "npv": 2e-11}) == {"low": 2e-11, "npv": 0.0}


@pytest.mark.parametrize("size", [1e-12, 3.4e-7, 0.00012, 0.07, 12.5, 1e6, 2.5e15])
@pytest.mark.parametrize("write", [digits, plain_number, quantity, percent, pounds, money, ratio])
def test_no_number_for_people_is_a_power_of_ten(write, size):
    for number in (size, -size):
        assert not EXPONENT.search(write(number)), write(number)


def test_a_share_reads_none_or_all_only_where_it_is():
    shares = (0.0, 0.0001, 0.004, 0.0999, 0.5, 0.994, 0.9999, 1.0)
    assert [whole_percent(share) for share in shares] == [
        "0%", "under 1%", "under 1%", "10%", "50%", "over 99%", "over 99%", "100%",
    ]  # fmt: skip


def test_large_amounts_have_an_axis_of_their_own():
    assert scale_of([3e9]) == (1e9, "£ billion")
    assert scale_of([4e12]) == (1e12, "£ trillion")


# Break-even ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("edge", "base", "is_over", "printed"),
    [
        (0.12341, 0.2, True, "12.4%"),  # worth it down to 12.341%: at 12.4% it still is, at 12.3% it is not
        (0.12341, 0.1, True, "12.3%"),  # worth it up to 12.341%
        (0.12341, 0.1, False, "12.4%"),  # would be worth it from 12.341% on
        (0.12341, 0.2, False, "12.3%"),
        (0.12 + 1e-14, 0.2, True, "12%"),  # what a search leaves over is no reason to move on
        (0.12341, 0.1235, True, "12.341%"),  # never past our own figure
    ],
)
def test_a_break_even_is_rounded_to_the_side_on_which_it_breaks_even(edge, base, is_over, printed):
    case = parse_case((FAULTS / "07_range_low_end_is_a_loss.yaml").read_bytes(), "case.yaml")
    case = replace_share(case)
    path = "options.a.people.uptake"
    assert edge_in_words(case, Switch(path, base, edge, is_over)) == printed
    assert float(printed.rstrip("%")) / 100 == pytest.approx(edge, abs=0.001)


def replace_share(case):
    text = (FAULTS / "07_range_low_end_is_a_loss.yaml").read_text(encoding="utf-8")
    people = "people: {pool: each_year, eligible: {value: 1000, grade: 1, source: x}, uptake: {value: 0.1, grade: 1, source: x}, timing: start_of_year}"
    text = re.sub(r"people: \{.*\}\n", people + "\n", text)
    return parse_case(text.encode(), "case.yaml")


def test_a_break_even_that_changes_how_many_whole_posts_there_are_is_about():
    text = (FAULTS / "07_range_low_end_is_a_loss.yaml").read_text(encoding="utf-8")
    posts = "per: fte, starts_per_fte: {value: 40, grade: 1, source: x}, round_up_to: 1,"
    whole = parse_case(text.replace("per: year,", posts).encode(), "case.yaml")
    assert turning_in_words(whole, "options.a.people.planned_starts", 123.4, 100.0, True).startswith("about ")
    price = "options.a.outcomes.o.values.0.unit_value"
    assert not turning_in_words(whole, price, 123.4, 100.0, True).startswith("about ")
    whole_free = parse_case(text.encode(), "case.yaml")
    assert not turning_in_words(whole_free, "options.a.people.planned_starts", 123.4, 100.0, True).startswith(
        "about "
    )


# Spreadsheets -------------------------------------------------------------------------------------------------


def small_case(name):
    text = (FAULTS / "05_chinese_title.yaml").read_text(encoding="utf-8")
    return parse_case(text.replace('"同伴支持小组"', json.dumps(name)).encode(), "case.yaml")


FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1", "＋1", "－1", "＠x", " =1", "\u200b=1", "\ufeff=1", "\u00a0=1", "\u202e=1", "|cmd", "﹦1")  # fmt: skip


@pytest.mark.parametrize("text", FORMULAS)
def test_no_text_wakes_as_a_formula_in_a_csv_file(text):
    assert wakes_a_spreadsheet(text)
    content = csv_file([text], [(text, 2.5)]).decode("utf-8-sig")
    assert [row[0] for row in csv.reader(io.StringIO(content, newline=""))] == [
        "'" + text.replace("\r", "\n")
    ] * 2


def test_numbers_stay_numbers_and_a_csv_file_begins_with_its_mark():
    content = csv_file(["a"], [(-2.5, 1e-10, 1e22, -0.0, "x = 3", "−£5")])
    assert (
        content
        == b"\xef\xbb\xbfa\n-2.5,0.0000000001,10000000000000000000000,0.0,x = 3,\xe2\x88\x92\xc2\xa35\n"
    )


def test_every_table_begins_with_the_mark_by_which_excel_reads_pounds():
    case = small_case("Peer support")
    with zipfile.ZipFile(io.BytesIO(tables_zip(answer(case), case))) as found:
        for name in found.namelist():
            assert not name.endswith(".csv") or found.read(name).startswith(b"\xef\xbb\xbf"), name


@pytest.mark.parametrize("text", FORMULAS)
def test_no_text_wakes_as_a_formula_in_a_workbook(text):
    case = small_case(text)
    named = str(case.shape.options[0].name)
    book = openpyxl.load_workbook(io.BytesIO(workbook(case, answer(case))))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "s"]
    named_so = [cell for cell in cells if cell.value.strip() == named.strip()]
    assert named_so and all(cell.quotePrefix for cell in named_so)


def test_the_result_file_holds_no_minus_nothing():
    case = parse_case((FAULTS / "05_chinese_title.yaml").read_bytes(), "case.yaml")
    assert b"-0.0" not in result_json(answer(case))
