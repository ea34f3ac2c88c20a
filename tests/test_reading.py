"""Whatever is read is read once and rightly, or refused in a sentence with its line: numbers, lists, text and YAML itself."""

from __future__ import annotations

import json
import math
import re
import warnings
from pathlib import Path

import pytest

from valuation import CaseError, check_code, parse_case, with_changes
from valuation.case.file import case_text
from valuation.case.written.printable_text import tidied_text

ROOT = Path(__file__).parent.parent
FAULTS = Path(__file__).parent / "cases" / "faults"
FINISHED = [*sorted((ROOT / "cases").glob("*.yaml")), *sorted((ROOT / "tests" / "cases").glob("*.yaml"))]
SMALL = """\
format: make-the-case/1
title: A small case
commissioner: nhs_icb
appraisal: {first_year: 2026-27, years: 4, price_year: 2026-27, discounting: green_book}
options:
- id: a
  name: Walks
  people: {planned_starts: [150, 250], timing: start_of_year}
  costs:
  - {id: c, name: Room, per: start, unit_cost: {value: 10, range: [8, 12]}, payer: nhs_icb}
  outcomes:
  - {id: o, name: Visits avoided, unit: visit, adds: {value: 0.5, grade: 2}, applies_to: starters, share: 0.5,
     values: [{kind: fiscal, to: nhs_icb, unit_value: {value: 50}}]}
"""


def changed(old: str, new: str) -> str:
    assert old in SMALL, old
    return SMALL.replace(old, new, 1)


def refused(text: str | bytes) -> CaseError:
    with pytest.raises(CaseError) as caught:
        parse_case(text, "case.yaml")
    for problem in caught.value.problems:
        assert problem.sentence().isprintable() and problem.found and problem.allowed, problem
    return caught.value


# Numbers -----------------------------------------------------------------------------------------------------

BEYOND = {
    "a million digits": "9" * 100_000,
    "5,000 digits": "-" + "9" * 5_000,
    "401 digits": "1" + "0" * 400,
    "1.1e15": "1.1e+15",
    "1e160": "1.0e+160",
    "1e400": "1.0e+400",
    "9e-13": "9.0e-13",
    "1e-150": "-1.0e-150",
    "infinity": ".inf",
    "minus infinity": "-.inf",
    "not a number": ".nan",
}
PLACES = {
    "a value": ("value: 10,", "value: {},", "options.a.costs.c.unit_cost.value"),
    "a bare number": ("share: 0.5", "share: {}", "options.a.outcomes.o.share"),
    "an end of a range": ("[8, 12]", "[8, {}]", "options.a.costs.c.unit_cost.range.1"),
    "one of a list": ("[150, 250]", "[150, {}]", "options.a.people.planned_starts.1"),
    "structure": ("per: start,", "per: start, round_up_to: {},", "options.a.costs.c.round_up_to"),
    "a descriptive key": ("grade: 2}", "grade: 2, n: {}}}", "options.a.outcomes.o.adds.n"),
    "a whole number": ("years: 4", "years: {}", "appraisal.years"),
    "a price year": ("{value: 50}", "{{value: 50, price_year: {}}}", "options.a.outcomes.o.values.0.unit_value.price_year"),
    "a year of the case": ("per: start,", "per: once, year: {},", "options.a.costs.c.year"),
}  # fmt: skip


@pytest.mark.parametrize("number", BEYOND)
@pytest.mark.parametrize("place", PLACES)
def test_a_number_beyond_all_sense_is_refused_with_its_line_wherever_it_stands(
    number: str, place: str
) -> None:
    old, new, path = PLACES[place]
    text = changed(old, new.format(BEYOND[number]))
    line = next(k for k, row in enumerate(text.splitlines(), 1) if BEYOND[number] in row)
    found = [problem for problem in refused(text).problems if problem.path == path]
    assert found and all(problem.line == line for problem in found)
    assert not re.search(r"[0-9]e[-+]?[0-9]|[0-9]{20}", found[0].sentence())


@pytest.mark.parametrize("number", ["1.0e+15", "-1.0e+15", "1.0e-12", "0", "1000000000000000"])
def test_the_bounds_themselves_are_numbers_of_a_case(number: str) -> None:
    case = parse_case(changed("{value: 0.5, grade: 2}", f"{{value: {number}, grade: 2}}"))
    assert case.assumption_at("options.a.outcomes.o.adds").value == float(number)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "change",
    [math.nan, math.inf, 1e16, 1e-13, 10**400, True, {"use": "x"}, {"valu": 3}, [1], {"price_year": -5}],
)
def test_a_library_number_is_changed_to_a_number_of_a_case_or_not_at_all(change: object) -> None:
    with pytest.raises(CaseError):
        with_changes(parse_case(SMALL), {"unit_costs.ae_attendance": change})


def test_the_bounds_are_stated_in_the_schema_of_the_case_file() -> None:
    schema = json.loads((ROOT / "valuation" / "case.schema.json").read_text(encoding="utf-8"))
    bare, written = schema["$defs"]["Number"]["anyOf"]
    value = next(form for form in written["properties"]["value"]["anyOf"] if form.get("type") == "number")
    for stated in (bare, value):
        assert (stated["minimum"], stated["maximum"]) == (-1e15, 1e15)
        assert {"exclusiveMinimum": 0, "exclusiveMaximum": 1e-12} in stated["not"]["anyOf"]


ABSURD_YEARS = {
    "appraisal.first_year": ("first_year: 2026-27", ["9999-00", "0000-01", "'²²²²-23'", "2026-28", "99999-00", "2026"]),
    "appraisal.price_year": ("price_year: 2026-27", ["-5", "0", "9999", "'9999-00'", "2026.5", "true"]),
    "options.a.people.delivery_years": ("timing:", ["delivery_years: 1000000000, timing:", "delivery_years: 0, timing:"]),
}  # fmt: skip


@pytest.mark.parametrize("path", ABSURD_YEARS)
def test_an_absurd_year_is_refused(path: str) -> None:
    old, years = ABSURD_YEARS[path]
    for year in years:
        new = year if year.endswith("timing:") else f"{old.split(':')[0]}: {year}"
        assert path in [problem.path for problem in refused(changed(old, new)).problems], year


@pytest.mark.parametrize(
    "key", ["note", "reason", "by", "owner", "signed_off_by", "design", "serves", "label"]
)
@pytest.mark.parametrize("value", [".inf", ".nan", "12", "{a: {b: 1}}", "[[1]]", "true"])
def test_a_key_of_words_takes_words(key: str, value: str) -> None:
    (problem,) = refused(changed("grade: 2}", f"grade: 2, {key}: {value}}}")).problems
    assert problem.path == f"options.a.outcomes.o.adds.{key}" and "text" in problem.message


@pytest.mark.parametrize(("key", "value"), [("n", "288"), ("follow_up_months", "9"), ("locator", "14"), ("review", "2027"), ("at", "2026-11-22"), ("cautions", "[One, Two]")])  # fmt: skip
def test_a_key_that_may_be_a_number_takes_one(key: str, value: str) -> None:
    assert parse_case(changed("grade: 2}", f"grade: 2, {key}: {value}}}"))


# Text where a number belongs ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("NaN", ""),
        ("inf", ""),
        ("1e400", ""),
        ("-5", ""),
        ("0,02", "It could be 0.02 or 2."),
        ("412,50", "It could be 412.50 or 41250."),
        ("£1,200", "Probably meant: 1200."),
        ("1 200", ""),
        ("1.2m", "Probably meant: 1200000."),
        ("1\N{NO-BREAK SPACE}200", "Probably meant: 1200."),
        ("12%", ""),
        ("50p", "Probably meant: 0.5."),
    ],
)
def test_what_an_amount_in_quotes_probably_means_may_itself_stand_there(written: str, hint: str) -> None:
    (problem,) = refused(changed("value: 10, range: [8, 12]", f'value: "{written}"')).problems
    assert problem.message == f"this should be a number, written without quotes. {hint}".strip().replace(
        "412.50", "412.5"
    )


def test_what_a_share_in_quotes_probably_means_is_a_share() -> None:
    for written, hint in {
        "45%": "Probably meant: 0.45.",
        "0,5": "It could be 0.5.",
        "45": "",
        "140%": "",
    }.items():
        (problem,) = refused(changed("share: 0.5", f'share: "{written}"')).problems
        assert problem.message == f"this should be a number, written without quotes. {hint}".strip()


def test_a_price_year_is_suggested_only_where_the_table_has_it() -> None:
    for written, hint in (("2026/27", "Probably meant: 2026-27."), ("1999/00", ""), ("2026/99", "")):
        (problem,) = refused(changed("price_year: 2026-27", f"price_year: {written}")).problems
        assert (hint in problem.message) if hint else ("meant" not in problem.message)


# Commas in lists ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "together", "apart"),
    [
        ("[1,500, 2,500]", "1500, 2500", "1, 500, 2, 500"),
        ("[100,200]", "100200", "100, 200"),
        ("[1,000,000, 5]", "1000000, 5", "1, 000, 000, 5"),
        ("[1,500.5]", "1500.5", "1, 500.5"),
        ("[7, 1,500]", "7, 1500", "7, 1, 500"),
    ],
)
def test_a_list_whose_commas_may_divide_thousands_is_refused_with_both_readings(
    written: str, together: str, apart: str
) -> None:
    (problem,) = refused(changed("[150, 250]", written)).problems
    assert (problem.path, problem.line, problem.found) == ("options.a.people.planned_starts", 8, written)
    assert together in problem.message and apart in problem.message
    assert problem.allowed == f"[{together}], or [{apart}] with a space after each comma"


def test_an_end_of_a_range_with_a_comma_for_thousands_is_refused_too() -> None:
    for written in ("[1,500]", "[1,000, 2,000]"):
        (problem,) = refused(changed("[8, 12]", written)).problems
        assert problem.path == "options.a.costs.c.unit_cost.range" and "could be" in problem.message


@pytest.mark.parametrize("written", ["[150,250.5, 1]", "[1,50]", "[0.1,0.2]", "[1,2,3]", "[1500,500]", "[0,500]", "[1, 500]", "[150,25]"])  # fmt: skip
def test_a_list_that_can_be_read_in_one_way_is_read(written: str) -> None:
    if written == "[150,250.5, 1]":
        refused(changed("[150, 250]", written))
        return
    assert parse_case(changed("[150, 250]", written)).data["options"][0]["people"]["planned_starts"]


def test_an_amount_cut_in_two_within_braces_is_refused_with_what_to_write() -> None:
    problems = refused(changed("value: 10,", "value: 1,500,")).problems
    assert problems[0].path == "options.a.costs.c.unit_cost.value"
    assert problems[0].allowed == "1500, without a comma" and problems[0].line == 10


def test_json_without_spaces_has_no_commas_for_thousands() -> None:
    case = parse_case(changed("[8, 12]", "[1, 500]"))
    packed = json.dumps(case.data, separators=(",", ":"))
    assert "[1,500]" in packed and check_code(parse_case(packed)) == check_code(case)
    refused(packed.replace("[150,250]", "[1,500, 2,500]"))


# Text --------------------------------------------------------------------------------------------------------


def test_json_that_escapes_a_character_in_two_halves_is_the_same_case_as_utf_8() -> None:
    escaped = (FAULTS / "01_json_escaped_emoji.yaml").read_text(encoding="utf-8")
    plain = json.dumps(json.loads(escaped), ensure_ascii=False)
    assert "\\ud83d\\udeb6" in escaped and "🚶" in plain
    case = parse_case(escaped)
    assert case.shape.title == "Walk and talk 🚶 for Łódź"
    assert (
        check_code(case) == check_code(parse_case(plain)) == check_code(parse_case(case_text(case).encode()))
    )


@pytest.mark.parametrize(
    "written", [r"\ud83d", r"\udeb6", r"\udeb6\ud83d", r"\ud83d \udeb6", r"\0", r"\x00", r"\uffff", r"\ufffe"]
)
@pytest.mark.parametrize("place", ["value", "key"])
def test_what_no_paper_can_hold_is_refused_with_its_line(written: str, place: str) -> None:
    new = f'title: "A{written}"' if place == "value" else f'"titl{written}": A'
    problems = refused(changed("title: A small case", new)).problems
    assert problems[0].line == 2 and "this text holds" in problems[0].message


@pytest.mark.parametrize("sign", ["\x00", "\x07", "\x1b", "\x7f", "\x9f", "\ufffe", "\uffff"])
def test_a_control_character_that_stands_in_a_file_is_refused_with_its_line(sign: str) -> None:
    for text in (changed("Walks", f"Wa{sign}lks"), changed("Walks", f"Walks  # {sign}")):
        (problem,) = refused(text.encode()).problems
        assert problem.line == 7 and "not valid YAML" in problem.message


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (r"Beds\tavoided", "Beds avoided"),
        (r"Beds \n\n avoided", "Beds avoided"),
        (r"Beds\r\navoided\n", "Beds avoided"),
        (r"Beds\x0bavoided", "Beds avoided"),
        (r"Beds\x1bavoided\a", "Beds avoided"),
        (r"Beds\u2028avoided", "Beds avoided"),
        (r"Beds\u202e avoided\u202c", "Beds avoided"),
        (r"B\u200beds\ufeff \u00adavoided\u2066", "Beds avoided"),
        (r"\U000e0041Beds avoided", "Beds avoided"),
        ("Beds\N{NO-BREAK SPACE}avoided", "Beds\N{NO-BREAK SPACE}avoided"),
        ("শ্র\N{ZERO WIDTH JOINER}ম", "শ্র\N{ZERO WIDTH JOINER}ম"),
        ("👩\N{ZERO WIDTH JOINER}🦽", "👩\N{ZERO WIDTH JOINER}🦽"),
        ("🏴\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f", "🏴\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f"),
    ],
)  # fmt: skip
def test_a_name_is_read_on_one_line_without_what_does_not_show(written: str, read: str) -> None:
    case = parse_case(changed("name: Walks", f'name: "{written}"'))
    assert case.shape.options[0].name == read
    assert check_code(case) == check_code(parse_case(changed("name: Walks", f"name: '{read}'")))


def test_a_narrative_keeps_its_paragraphs() -> None:
    text = SMALL + 'narrative: {strategic: "First.\\r\\n\\r\\nSecond,\\tgoes on.\\u202e"}\n'
    narrative = parse_case(text).shape.narrative
    assert narrative is not None and narrative.strategic == "First.\n\nSecond, goes on."


def test_text_that_shows_as_it_is_stays_as_it_is() -> None:
    for text in ("Peer support", "Caffi Cymraeg – ŵ ŷ", "Two  spaces", "پیار", "\u2026 ½ ≥ ✓"):
        assert tidied_text(text, True) == tidied_text(text, False) == text


# YAML itself -------------------------------------------------------------------------------------------------

ODD = {
    "UTF-16 without a mark": (SMALL.encode("utf-16-le"), 1, "not UTF-8"),
    "UTF-16": (SMALL.encode("utf-16"), 1, "not UTF-8"),
    "UTF-32": (SMALL.encode("utf-32"), 1, "not UTF-8"),
    "Latin-1": (SMALL.replace("Walks", "Café").encode("latin-1"), 7, "not UTF-8"),
    "another version": ("%YAML 1.1\n---\n" + SMALL, 1, "YAML 1.2"),
    "two documents": (SMALL + "---\n" + SMALL, 14, "second document"),
    "a tab for indentation": (SMALL.replace("  name: Walks", "\tname: Walks"), 7, "a tab"),
    "a colon in text": (SMALL.replace("name: Walks", "name: Walks: two"), 7, "colon"),
    "a Python tag": (SMALL.replace("title: A", "title: !!python/object:os.system A"), 2, "no tags"),
    "a tag on a list": (SMALL.replace("[150, 250]", "!!set [150, 250]"), 8, "no tags"),
    "a float that is none": (SMALL.replace("value: 50", "value: !!float many"), 13, "what its tag"),
    "a merge from an alias": ("base: &b {x: 1}\n" + SMALL.replace("commissioner", "<<: *b\ncommissioner"), 4, "aliases"),
    "a list as a key": (SMALL + "? [a, b]\n: 1\n", 14, "a key is a word"),
    "a number as a key": (SMALL + "12: 1\n", 14, "not a key"),
    "a date as a key": (SMALL + "2026-11-22: 1\n", 14, "not a key"),
}  # fmt: skip


@pytest.mark.parametrize("name", ODD)
def test_yaml_that_no_case_is_written_in_gets_a_sentence_with_its_line(name: str) -> None:
    text, line, words = ODD[name]
    with pytest.raises(CaseError) as caught:
        parse_case(text, "case.yaml")
    problem = caught.value.problems[0]
    assert words in problem.sentence() and problem.sentence().isprintable()
    assert problem.line == line


@pytest.mark.parametrize(
    "text",
    [
        b"\xef\xbb\xbf" + SMALL.encode(),
        "\ufeff" + SMALL,
        SMALL.replace("\n", "\r\n").encode(),
        "%YAML 1.2\n---\n" + SMALL,
        SMALL.replace("- id: a", "- &first\n  id: a").replace("title: A", "title: &first A"),
        SMALL.replace("2026-27, years", "'2026-27', years"),
        SMALL + "# " + "x" * 100_000 + "\n",
    ],
    ids=[
        "a mark",
        "a mark in text",
        "Windows lines",
        "version 1.2",
        "names of nothing",
        "quotes",
        "a long line",
    ],
)
def test_yaml_that_says_the_same_in_another_way_is_the_same_case(text: str | bytes) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert parse_case(text, "case.yaml").shape.options[0].name == "Walks"


def test_a_date_that_is_none_is_text() -> None:
    case = parse_case(changed("grade: 2}", "grade: 2, at: 2026-13-45}"))
    assert case.shape.options[0].outcomes[0].adds.at == "2026-13-45"  # type: ignore[union-attr]


# All of them -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", FINISHED, ids=lambda path: path.stem)
def test_every_finished_case_still_reads(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    case = parse_case(text)
    assert check_code(parse_case(case_text(case))) == check_code(case)
    assert check_code(parse_case(json.dumps(case.data, separators=(",", ":")))) == check_code(case)


@pytest.mark.parametrize(
    "name", ["huge_int", "quantity_1e155", "sensitivity_overflow_1e160", "quoted_nan", "who_inf"]
)
def test_a_fault_that_was_found_is_refused_with_its_line(name: str) -> None:
    problems = refused((FAULTS / f"{name}.yaml").read_text(encoding="utf-8")).problems
    assert all(problem.line and "meant" not in problem.message for problem in problems)


@pytest.mark.parametrize("stated", ["make-the-case/²", "make-the-case/\u0662", "make-the-case/", "/", "12"])
def test_a_format_of_any_signs_gets_a_sentence(stated: str) -> None:
    assert "format" in [p.path for p in refused(SMALL.replace("make-the-case/1", f"'{stated}'")).problems]
