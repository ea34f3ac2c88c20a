"""The board summary: two tagged pages, the same words and code as every other paper, whatever is typed into the case."""

from __future__ import annotations

import re
import shutil
import subprocess
from datetime import datetime
from pathlib import Path

import pytest
from finished_cases import EARLIER, FINISHED, case_at, path_of
from paper_words import faults
from patience import PATIENCE
from template_cases import case_from

from make_the_case.exports.board_pdf import board_summary_page, board_summary_pdf
from make_the_case.words.papers.board_summary import MOST_PARTIES, board_summary
from make_the_case.words.papers.marks import evidence_step, marks
from make_the_case.words.papers.meeting_words import IMPLICATIONS, TO_ADD
from make_the_case.words.papers.recommended import recommended
from make_the_case.words.phrases import pounds
from valuation import Case, analysed, answer, parse_case, with_changes
from valuation.answers.appraised import Appraised
from valuation.evidence.findings import Finding, MarkDown
from valuation.evidence.readings import Reading

ROOT = Path(__file__).resolve().parent.parent
CASES = [*EARLIER, *FINISHED, "worked_example"]
MADE_AT = datetime(2026, 11, 23)
needs_poppler = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="needs poppler (pdftotext)")


def preferred(case: Case) -> str:
    return case.shape.preferred or case.shape.options[0].id


def made(case: Case, draws: int = 500) -> bytes:
    analysis = analysed(case, draws) if draws else None
    return board_summary_pdf(Appraised(case, answer(case), preferred(case), analysis), MADE_AT)


def pages(content: bytes, folder: Path) -> list[str]:
    """The words of each page, as a reader copies them."""
    (folder / "paper.pdf").write_bytes(content)
    done = subprocess.run(
        ["pdftotext", "-layout", str(folder / "paper.pdf"), "-"],
        check=True,
        capture_output=True,
        timeout=PATIENCE,
    )
    return done.stdout.decode().split("\f")[:-1]


def flat(text: str) -> str:
    """Words one after another, however they are laid out."""
    return "".join(text.replace("\N{ZERO WIDTH SPACE}", "").split())


def raw(content: bytes, folder: Path) -> str:
    (folder / "paper.pdf").write_bytes(content)
    done = subprocess.run(
        ["pdftotext", "-raw", str(folder / "paper.pdf"), "-"],
        check=True,
        capture_output=True,
        timeout=PATIENCE,
    )
    return flat(done.stdout.decode())


@pytest.fixture(scope="module", params=CASES)
def case(request) -> Case:
    return case_at(path_of(request.param))


@needs_poppler
def test_it_is_two_pages_with_the_verdict_the_sum_and_the_code(case, tmp_path) -> None:
    content = made(case)
    assert len(pages(content, tmp_path)) == 2
    found = board_summary(Appraised(case, answer(case), preferred(case), analysed(case, 500)))
    said = raw(content, tmp_path)
    for words in (found.verdict, found.ask.words, found.ask.reason, answer(case).check_code, *found.saves):
        assert flat(words) in said, words
    for part in found.ask.sum:
        assert part.amount in said


@needs_poppler
def test_it_answers_what_a_stranger_asks(tmp_path) -> None:
    case = case_at(ROOT / "cases/southfold_befriending.yaml")
    said = raw(made(case), tmp_path)
    for words in (
        "Recommendation: Approve",
        "Approve £899,745 in cash terms for the 5 years",
        "£130,106",
        "1,084",
        "Releases no cash.",
        "People who take part",
        "About 5 in 10: it is worth more than it costs",
        "for each QALY gained",
        "52 or more",
        "Head of prevention, at months 6, 12 and 18",
    ):
        assert flat(words) in said, words


def test_it_is_tagged_and_says_its_language_and_title(case) -> None:
    content = made(case)
    for mark in (b"/StructTreeRoot", b"/MarkInfo", b"/Lang", b"pdfuaid"):
        assert mark in content


def test_the_same_case_on_the_same_day_gives_the_same_bytes() -> None:
    case = case_at(ROOT / "cases/worked_example.yaml")
    assert made(case) == made(case)


@needs_poppler
def test_without_a_simulation_it_says_so_and_has_no_ranges(tmp_path) -> None:
    said = raw(
        made(case_at(ROOT / "tests/cases/finished_0_1_0/northshire_peer_support.yaml"), draws=0), tmp_path
    )
    assert flat("No simulation has been run for this paper") in said
    assert "likely£" not in said and "Likelyrange" not in said


@needs_poppler
def test_what_nobody_has_written_is_listed_once(tmp_path) -> None:
    said = "\n".join(pages(made(case_at(ROOT / "cases/worked_example.yaml")), tmp_path))
    whole = " ".join(said.lower().split())
    assert whole.count("still to be written:") == 1 and TO_ADD not in said.partition("Still to be written")[0]
    assert all(words.lower() in whole.partition("still to be written:")[2] for words in IMPLICATIONS.values())
    assert "In their words" not in said, "there is no quotation to print"


@needs_poppler
def test_what_is_written_is_printed_and_a_quotation_only_with_consent(tmp_path) -> None:
    base = case_at(ROOT / "cases/worked_example.yaml")
    written = {
        "meeting": {
            "report_to": "Board of Governors",
            "purpose": "decision",
            "recommendation": "Agree one year.",
        },
        "implications": {"finance": "From the prevention budget."},
        "stop_go": {"stop": "fewer than 20 people start."},
        "checked": {"by": "R. Okafor", "role": "Finance", "what": "all sums"},
        "sunset": "November 2027",
    }
    quoted = {"quotation": {"words": "Somebody listened.", "who": "A person who took part"}}
    said = raw(made(with_changes(base, {**written, **quoted})), tmp_path)
    for words in (
        "Board of Governors",
        "For: decision",
        "Agree one year.",
        "From the prevention budget.",
        "fewer than 20 people start.",
        "R. Okafor, Finance. Checked: all sums.",
        "November 2027",
    ):
        assert flat(words) in said, words
    assert flat("drafted by rule") not in said and "listened" not in said
    assert flat("By the rules of this tool: approve £71,189") in said, "what the rule says stands beside it"
    quoted["quotation"]["consent"] = True
    assert flat("“Somebody listened.” A person who took part") in raw(
        made(with_changes(base, {**written, **quoted})), tmp_path
    )


HOSTILE = [
    "#set page(width: 1pt)",
    "$x^2$",
    "*bold* _it_",
    "\\ {} [a](b) @ref <label>",
    '=HYPERLINK("x")',
    "a\"b'<script>alert(1)</script>",
    "// no comment",
    "`raw`",
]


@needs_poppler
@pytest.mark.parametrize("words", HOSTILE)
def test_markup_stays_literal(words, tmp_path) -> None:
    case = with_changes(case_at(ROOT / "cases/worked_example.yaml"), {"title": words, "organisation": words})
    assert flat(words) in raw(made(case, draws=0), tmp_path)


def worst() -> Case:
    """Ten options with long words in every name, and nothing else written."""
    text = (ROOT / "cases/worked_example.yaml").read_text("utf-8")
    case = parse_case(text.encode(), "worst")
    data = {key: item for key, item in case.data.items() if key not in ("scenarios", "saved", "correlations")}
    first = dict(data["options"][0])
    long = "Donaudampfschifffahrtsgesellschaftskapitaen" * 5
    options = [{**first, "id": f"option_{k}", "name": f"{long} number {k}"} for k in range(10)]
    from valuation.case.validity.validation import validated

    return validated(
        {**data, "title": f"{long} and {long}", "options": options, "preferred": "option_3"},
        "worst",
        case.library,
        None,
        {},
    )


@needs_poppler
def test_long_words_and_ten_options_fit_or_say_where_the_rest_is(tmp_path) -> None:
    case = worst()
    content = made(case, 200)
    assert len(pages(content, tmp_path)) == 2
    said = raw(content, tmp_path)
    assert flat("6 more options in the full case") in said
    assert flat(case.shape.title) in said


@needs_poppler
def test_a_case_that_only_costs_does_not_ask_for_approval(tmp_path) -> None:
    first = " ".join(
        pages(made(case_at(ROOT / "tests/cases/earlier/eastmoor_community_links.yaml")), tmp_path)[0].split()
    )
    assert "Recommendation: Test first" in first, "nobody has compared, so nothing is ruled out"
    assert "the costs are greater than the benefits counted" in first


@needs_poppler
def test_what_is_ruled_out_is_not_to_be_approved_and_says_why(tmp_path) -> None:
    case = case_at(ROOT / "cases/oldhaven_telehealth.yaml")
    first = " ".join(pages(made(case), tmp_path)[0].split())
    assert "Recommendation: Do not approve" in first and "a worthwhile gain is ruled out" in first
    assert "No tests are drafted, because the recommendation is not to approve it." in first


@needs_poppler
def test_no_word_that_papers_avoid_is_in_it(case, tmp_path) -> None:
    assert faults(" ".join(pages(made(case), tmp_path))) == []


def test_it_says_what_it_has_to_in_about_620_words(case) -> None:
    assert len(prose_of(case).split()) <= 620


def prose_of(case: Case) -> str:
    """The running text of the two pages: header, tables, who signed it and the foot stand beside it."""
    found = board_summary(Appraised(case, answer(case), preferred(case), analysed(case, 200)))
    said = [
        found.ask.words, found.ask.reason, found.ask.note, found.verdict, found.quotation, *found.notices, *found.saves, *found.nice,
        *(mark.words for mark in found.marks), *(chance.words for chance in found.chances), found.reports, found.missing,
        *(words for rows in (found.why, found.implications, found.written_tests) for row in rows for words in row),
    ]  # fmt: skip
    return " ".join(said)


def test_page_one_is_a_picture_too() -> None:
    case = case_at(ROOT / "tests/cases/finished_0_1_0/northshire_peer_support.yaml")
    assert board_summary_page(Appraised(case, answer(case), "peer_courses", analysed(case, 200))).startswith(
        b"\x89PNG"
    )


def test_a_test_is_paid_for_two_years_and_the_sum_adds_up() -> None:
    """By rule, where no test can be worked out: 2026/27 and 2027/28 are agreed now, three years are decided on later, and all five are the budget."""
    case = case_from("community_health_workers")
    found = answer(case)
    paid = found.options[case.preferred].financial_case[case.shape.commissioner].nominal_costs
    asked = board_summary(Appraised(case, found, case.preferred, analysed(case, 200))).ask
    assert asked.words.startswith(
        f"Test it first. Approve £{pounds(paid[0] + paid[1])} in cash terms for 2026/27 and 2027/28, and then decide on £{pounds(sum(paid[2:]))}"
    )
    amounts = [(part.sign, part.amount) for part in asked.sum]
    assert amounts == [
        ("", f"£{pounds(paid[0])}"),
        ("+", f"£{pounds(paid[1])}"),
        ("=", f"£{pounds(paid[0] + paid[1])}"),
        ("+", f"£{pounds(sum(paid[2:]))}"),
        ("=", f"£{pounds(sum(paid))}"),
    ]


@needs_poppler
def test_a_raw_template_is_a_draft_on_every_page(tmp_path) -> None:
    case = case_from("newcastle_social_prescribing")
    first, second = pages(made(case, draws=100), tmp_path)
    numbers = re.search(r"Draft: (\d+) of (\d+) numbers are the template's. Not for a decision.", first)
    assert numbers and f"{numbers[1]} of {numbers[2]} numbers are the template's." in second


@needs_poppler
@pytest.mark.parametrize("name", FINISHED)
def test_the_names_of_what_a_case_depends_on_stand_in_a_few_lines_beside_their_figures(
    name: str, tmp_path
) -> None:
    """The table may not be higher than three lines of text for each row and its heading: a name in a column of a word would be."""
    (tmp_path / "paper.pdf").write_bytes(made(case_at(path_of(name)), draws=500))
    command = ["pdftotext", "-layout", "-f", "2", "-l", "2", str(tmp_path / "paper.pdf"), "-"]
    text = subprocess.run(command, check=True, capture_output=True, timeout=PATIENCE).stdout.decode()
    table = text.partition("Breaks even at")[2].partition("What the value is made of")[0]
    assert sum(bool(line.strip()) for line in table.splitlines()) <= 3 * 4


# Marks: rules that a stranger can follow by hand ----------------------------------------------------------------


def reading(design: str, value: float, se: float, **more) -> Reading:
    return Reading(Finding("f", "A study", design, value, **more), value, se, design, MarkDown(1.0, 0.0))


@pytest.mark.parametrize(
    ("read", "filled", "words"),
    [
        ([], 0, "No finding is read"),
        ([reading("before_after", 0.4, 0.1)], 1, "One study without a comparison"),
        ([reading("controlled", 0.4, 0.1)], 2, "One comparison without randomising"),
        ([reading("randomised", 0.4, 0.1, n=360)], 3, "One randomised trial of 360 people"),
        ([reading("randomised", 0.4, 0.1), reading("controlled", 0.5, 0.1)], 4, "2 comparisons that agree, 1 of them randomised"),
        ([reading("randomised", 0.4, 0.1), reading("randomised", -0.1, 0.1)], 2, "2 comparisons that differ"),  # on either side of 0
        ([reading("randomised", 0.1, 0.05), reading("randomised", 0.9, 0.05)], 2, "2 comparisons that differ"),  # 0.00-0.20, 0.80-1.00
        ([reading("review", 0.4, 0.1, trials=9)], 5, "A review of 9 trials"),
    ],
)  # fmt: skip
def test_the_mark_of_evidence_follows_its_rule(read, filled, words) -> None:
    assert evidence_step(read) == (filled, words)


def test_the_marks_of_southfold_by_hand() -> None:
    """£1,035,488 in cash for 1,084 people is £955; a difference of 0.22 standard deviations is between 0.2 and 0.4; nine trials are pooled."""
    case = case_at(ROOT / "cases/southfold_befriending.yaml")
    cost, impact, evidence = marks(Appraised(case, answer(case), case.preferred))
    assert (cost.word, cost.filled) == ("medium", 3) and cost.words.startswith(
        "£960 in cash for each person who starts"
    )
    assert (impact.word, impact.filled) == ("big", 4)
    assert (evidence.word, evidence.filled, evidence.words) == ("strong", 5, "A review of 9 trials")


def test_where_nothing_is_read_the_impact_is_not_yet_known_and_never_none() -> None:
    case = case_at(ROOT / "cases/larkmoor_green_prescribing.yaml")
    _, impact, evidence = marks(Appraised(case, answer(case), case.preferred))
    assert (impact.word, impact.filled) == ("not yet known", None)
    assert (evidence.word, evidence.filled) == ("none", 0)


# Tests of progress --------------------------------------------------------------------------------------------


def test_the_bands_of_a_test_never_overlap_and_leave_nothing_out() -> None:
    """113 planned: go on at 102 (nine tenths, rounded up), change from 68 to 101, stop below 68 (six tenths, rounded up)."""
    case = case_at(ROOT / "cases/southfold_befriending.yaml")
    tests = recommended(Appraised(case, answer(case), case.preferred, analysed(case, 200))).tests
    assert tests[1].row == (
        "31 March 2028",
        "How many people have started (plan 113)",
        "102 or more",
        "68 to 101",
        "fewer than 68",
    )
    measured = tests[-1]
    edge = measured.go.removesuffix(" or more")
    assert measured.is_effect and measured.change.endswith(f"to less than {edge}")
    assert measured.stop == f"less than {measured.change.partition(' to ')[0]}"


def test_the_author_s_tests_stand_in_place_of_those_by_rule() -> None:
    case = with_changes(
        case_at(ROOT / "cases/worked_example.yaml"), {"stop_go": {"stop": "fewer than 20 people start."}}
    )
    found = board_summary(Appraised(case, answer(case), preferred(case), analysed(case, 200)))
    assert found.written_tests == [["Stop if", "fewer than 20 people start."]] and found.tests is None


@pytest.mark.parametrize("name", FINISHED)
def test_who_pays_and_gains_adds_up_to_value_less_cost_with_the_vat_that_its_note_names(name: str) -> None:
    case = case_at(path_of(name))
    found = answer(case)
    parties = found.options[case.preferred].parties
    summary = board_summary(Appraised(case, found, case.preferred))
    vat = parties["hmrc"].net if "hmrc" in parties else 0.0
    drawn = [bar.amount for bar in summary.parties]
    nets = sorted((row.net for party, row in parties.items() if party != "hmrc"), key=abs, reverse=True)
    assert sorted(drawn) == sorted(nets[:MOST_PARTIES])
    value = found.options[case.preferred].accounts["society"].npv
    assert sum(drawn) + sum(nets[MOST_PARTIES:]) + vat == pytest.approx(value, abs=1)
    assert (f"£{pounds(vat)} of what they pay is VAT" in summary.parties_note) == (round(vat) >= 1)
