"""The board summary: two tagged pages, the same words and code as every other paper, whatever is typed into the case."""

from __future__ import annotations

import shutil
import subprocess
from datetime import datetime
from pathlib import Path

import pytest
from finished_cases import EARLIER, FINISHED, case_at, path_of
from paper_words import faults

from make_the_case.exports.board_pdf import board_summary_page, board_summary_pdf
from make_the_case.words.papers.board_summary import IMPLICATIONS, board_summary
from make_the_case.words.papers.constant_block import NOT_DONE_YET, TO_ADD
from make_the_case.words.phrases import money
from valuation import Case, analysed, answer, parse_case, with_changes
from valuation.answers.appraised import Appraised

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
        ["pdftotext", "-layout", str(folder / "paper.pdf"), "-"], check=True, capture_output=True, timeout=60
    )
    return done.stdout.decode().split("\f")[:-1]


def flat(text: str) -> str:
    """Words one after another, however they are laid out."""
    return "".join(text.replace("\N{ZERO WIDTH SPACE}", "").split())


def raw(content: bytes, folder: Path) -> str:
    (folder / "paper.pdf").write_bytes(content)
    done = subprocess.run(
        ["pdftotext", "-raw", str(folder / "paper.pdf"), "-"], check=True, capture_output=True, timeout=60
    )
    return flat(done.stdout.decode())


@pytest.fixture(scope="module", params=CASES)
def case(request) -> Case:
    return case_at(path_of(request.param))


@needs_poppler
def test_it_is_two_pages_with_the_verdict_the_five_lines_and_the_code(case, tmp_path) -> None:
    content = made(case)
    assert len(pages(content, tmp_path)) == 2
    found = board_summary(Appraised(case, answer(case), preferred(case), analysed(case, 500)))
    said = raw(content, tmp_path)
    for words in (found["verdict"], *found["lines"], found["recommendation"], answer(case).check_code):
        assert flat(words) in said, words


@needs_poppler
def test_page_one_answers_what_a_stranger_asks(tmp_path) -> None:
    case = case_at(ROOT / "tests/cases/finished_0_1_0/northshire_peer_support.yaml")
    first = " ".join(pages(made(case), tmp_path)[0].split())
    for words in (
        "Recommendation",
        "Approve £450,000 in cash",
        "Should release £61,000",
        "People who take part",
        "about a 7 in 10 chance",
        "Carry on, change or stop",
        "When to stop. Stop if “Better quality of life",
    ):
        assert words in first


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
    assert flat("No simulation has been run for this paper") in said and "likely£" not in said


@needs_poppler
def test_what_nobody_has_written_prints_as_not_done_yet(tmp_path) -> None:
    said = "\n".join(pages(made(case_at(ROOT / "cases/worked_example.yaml")), tmp_path))
    assert said.count(TO_ADD) >= 10 and said.count(NOT_DONE_YET) == 1
    assert all(words.lower() in " ".join(said.lower().split()) for words in IMPLICATIONS.values())
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
        "☒ decision",
        "Agree one year.",
        "From the prevention budget.",
        "fewer than 20 people start.",
        "R. Okafor, Finance. Checked: all sums.",
        "November 2027",
    ):
        assert flat(words) in said, words
    assert flat("drafted by rule") not in said and "listened" not in said
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
    assert (
        "Do not approve this as it stands" in first
        and "the costs are greater than the benefits counted" in first
    )


@needs_poppler
def test_no_word_that_papers_avoid_is_in_it(case, tmp_path) -> None:
    assert faults(" ".join(pages(made(case), tmp_path))) == []


def test_it_says_what_it_has_to_in_about_650_words(case) -> None:
    assert len(prose_of(case).split()) <= 670


def prose_of(case: Case) -> str:
    """The running text of the two pages: header, tables, the closing block and the foot stand beside it."""
    found = board_summary(Appraised(case, answer(case), preferred(case), analysed(case, 200)))
    said = [
        found["recommendation"], found["verdict"], found["quotation"], *found["notices"], *found["lines"], *found["uncertainty"],
        *(words for key in ("why", "stop_go", "implications") for row in found[key] for words in row),
        *((found["icons"] or {}).get("words", ""), (found["fan"] or {}).get("title", "")),
    ]  # fmt: skip
    return " ".join(said)


def test_page_one_is_a_picture_too() -> None:
    case = case_at(ROOT / "tests/cases/finished_0_1_0/northshire_peer_support.yaml")
    assert board_summary_page(Appraised(case, answer(case), "peer_courses", analysed(case, 200))).startswith(
        b"\x89PNG"
    )


def test_a_board_is_asked_for_two_years_and_a_number_nobody_has_read_says_so() -> None:
    case = case_at(ROOT / "tests/cases/finished_0_1_0/northshire_peer_support.yaml")
    found = answer(case)
    paid = found.options["peer_courses"].financial_case["nhs_icb"].nominal_costs
    asked = board_summary(Appraised(case, found, "peer_courses", analysed(case, 200)))
    assert asked["recommendation"].startswith(
        f"Approve {money(paid[0] + paid[1])} in cash terms for 2027/28 and 2028/29, then decide on 3"
    )
    assert asked["depends"][0][3] == "Strong, but source not yet checked"


@needs_poppler
@pytest.mark.parametrize("name", FINISHED)
def test_the_names_of_what_a_case_depends_on_stand_in_a_few_lines_beside_their_figures(
    name: str, tmp_path
) -> None:
    """The table may not be higher than four lines of text for each row and its heading: a name in a column of a word would be."""
    (tmp_path / "paper.pdf").write_bytes(made(case_at(path_of(name)), draws=500))
    command = ["pdftotext", "-layout", "-f", "2", "-l", "2", str(tmp_path / "paper.pdf"), "-"]
    text = subprocess.run(command, check=True, capture_output=True, timeout=60).stdout.decode()
    table = text.partition("Break-even value")[2].partition("Carry on, change or stop")[0]
    assert 0 < sum(bool(line.strip()) for line in table.splitlines()) <= 3 * 4
