"""`make-the-case pilot` is run as a person runs it: its keys, its words, and what it refuses."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from command import DONE, HAS_ERRORS, ROOT, WRONG_USAGE, printed, run, words_of
from plain_words import plain_faults

PENCIL = (
    (ROOT / "docs" / "pilot.md").read_text(encoding="utf-8").partition("```yaml\n")[2].partition("```")[0]
)
BEFRIENDING = ROOT / "cases" / "southfold_befriending.yaml"
FEW = ("--draws", "1000")


@pytest.fixture
def pencil(tmp_path: Path) -> Path:
    path = tmp_path / "pencil.yaml"
    path.write_text(PENCIL, encoding="utf-8")
    return path


def answer(case: Path, *words: object) -> Any:
    return json.loads(printed(run("pilot", case, "--json", *words)))


def test_as_json_it_has_the_keys_of_the_contract_and_no_others(pencil: Path) -> None:
    found = answer(pencil)
    assert {key: type(item).__name__ for key, item in found.items()} == {
        "format": "str", "option": "str", "account": "str", "years": "int", "go_year": "int", "comparison": "str", "outcome": "str",
        "commit": "dict", "nothing": "float", "sizes": "list", "chance_wrong_now": "float", "best": "dict",
    }  # fmt: skip
    assert found["format"] == "make-the-case-pilot/1"
    assert set(found["commit"]) == {"value", "se"} and found["best"] == {"way": "pilot", "people": 100}
    (size,) = found["sizes"]
    assert list(size) == ["people", "value", "se", "cost", "evsi", "threshold", "chance_go", "chance_wrong"]
    assert (found["account"], found["years"], found["go_year"], found["outcome"]) == (
        "society",
        1,
        2,
        "satisfaction",
    )


def test_flags_stand_before_what_the_case_says(pencil: Path) -> None:
    found = answer(
        pencil, "--option", "group", "--people", 50, "--years", 2, "--comparison", "none", "--outcome", "satisfaction",
        "--account", "public_cash", *FEW, "--seed", 4,
    )  # fmt: skip
    assert [size["people"] for size in found["sizes"]] == [50]
    assert (found["years"], found["go_year"], found["comparison"], found["account"]) == (
        2,
        3,
        "none",
        "public_cash",
    )
    assert found == answer(
        pencil,
        "--people",
        50,
        "--years",
        2,
        "--comparison",
        "none",
        "--account",
        "public_cash",
        *FEW,
        "--seed",
        4,
    )


def test_without_people_every_size_that_could_start_is_compared() -> None:
    found = answer(BEFRIENDING, *FEW)
    people = [size["people"] for size in found["sizes"]]
    assert people == [25, 50, 100, 200] and found["best"]["people"] in people


def test_in_words_it_says_what_to_offer_when_to_go_on_and_what_it_is_worth(pencil: Path) -> None:
    text = words_of(printed(run("pilot", pencil)))
    said = (
        "Offer it to 100 people for one year, beside 100 on the waiting list.",
        "Go on if they gain at least 0.34 points of life satisfaction more.",
        "About 5 in 10 that they will.",
        "more than deciding now.",
        "Decide on 1 April 2028.",
        "Sizes of the test",
    )
    assert [words for words in said if words not in text] == []


@pytest.mark.parametrize(
    "name", ["southfold_befriending", "larkmoor_green_prescribing", "highcombe_diabetes"]
)
@pytest.mark.parametrize("comparison", ["randomised", "none"])
def test_its_words_are_plain(name: str, comparison: str) -> None:
    text = printed(run("pilot", ROOT / "cases" / f"{name}.yaml", "--comparison", comparison, *FEW))
    assert max(map(len, text.splitlines())) <= 80
    sentences = text.partition("==\n")[2].partition("Sizes of the test")[0]
    assert [plain_faults(words_of(part), in_terminal=True) for part in sentences.strip().split("\n\n")] == [
        [],
        [],
        [],
    ]


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (("--people", 0), WRONG_USAGE, "A pilot has 1 person or more, and 0 were asked for."),
        (("--years", 30), WRONG_USAGE, "for 1 to 10 years, and 30 were asked for."),
        (("--years", 0), WRONG_USAGE, "for 1 to 10 years, and 0 were asked for."),
        (("--people", "many"), WRONG_USAGE, "'many' is not a whole number"),
        (("--comparison", "lot"), WRONG_USAGE, "randomised"),
        (("--account", "sociaty"), WRONG_USAGE, "Probably meant: society"),
        (("--draws", 0), WRONG_USAGE, "from 1 to"),
        (("--draws", 99), WRONG_USAGE, "100 draws or more, and 99 were asked for"),
        (("--people", 5000), HAS_ERRORS, "5,000 people cannot start in 1 year of pilot"),
        (("--years", 3), HAS_ERRORS, "no years would be left to go on in"),
        (("--outcome", "mood"), HAS_ERRORS, "No outcome of group is called mood"),
        (("--option", "grup"), HAS_ERRORS, "Probably meant: group"),
    ],
)
def test_what_cannot_be_asked_is_said_in_a_sentence(
    pencil: Path, words: tuple[object, ...], status: int, said: str
) -> None:
    done = run("pilot", pencil, *words)
    assert (done.returncode, done.stdout) == (status, b"")
    assert said in words_of(done.stderr.decode())


def test_a_case_without_findings_is_told_what_to_add() -> None:
    done = run("pilot", ROOT / "cases" / "worked_example.yaml")
    assert done.returncode == HAS_ERRORS
    assert "has findings, so nothing says what a pilot may find." in words_of(done.stderr.decode())


def test_a_case_from_standard_input_is_piloted_too() -> None:
    done = run("pilot", "-", "--json", *FEW, given=PENCIL.encode())
    assert (done.returncode, json.loads(done.stdout)["option"]) == (DONE, "group")
