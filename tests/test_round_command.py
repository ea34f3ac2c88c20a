"""`make-the-case round` is run as a person runs it: its file out and in, the pool, the report, and everything that it refuses."""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from command import DONE, HAS_ERRORS, ROOT, WRONG_USAGE, printed, run, words_of
from plain_words import plain_faults

from valuation import CaseError, Problem, answer, read_case
from valuation.rounds.answers_file import COLUMNS, replies_of

WORKED = ROOT / "cases" / "worked_example.yaml"
UPTAKE = "options.walking_group.people.uptake"
PAY = "options.walking_group.costs.coordinator.unit_cost"
HOURS = "options.walking_group.costs.volunteers_time.quantity"
BED_DAYS, HEALTH = (f"options.walking_group.outcomes.{name}" for name in ("bed_days", "quality_of_life"))
FIVE = [("person using services", k) for k in range(3)] + [("clinician", k) for k in range(3, 5)]


@pytest.fixture
def case(tmp_path: Path) -> Path:
    return Path(shutil.copy(WORKED, tmp_path / "case.yaml"))


def written(rows: list[dict[str, object]]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS)
    writer.writeheader()
    writer.writerows([{**dict.fromkeys(COLUMNS, ""), **row} for row in rows])
    return out.getvalue()


def row(code: object, kind: str, path: str, low: object, high: object, best: object, sure: object = 80, why: str = "") -> dict[str, object]:  # fmt: skip
    return {"path": path, "code": code, "kind": kind, "low": low, "high": high, "best": best, "sure": sure, "why": why}  # fmt: skip


def pooled(case: Path, rows: list[dict[str, object]], *words: object) -> Any:
    answers = case.parent / "answers.csv"
    answers.write_text(written(rows), encoding="utf-8")
    return json.loads(
        printed(run("round", case, "--answers", answers, "--at", "2026-11-30", "--json", *words))
    )


def refusals(case: Path, text: str) -> list[Problem]:
    with pytest.raises(CaseError) as refused:
        replies_of(read_case(case), text, "answers.csv")
    return refused.value.problems


def test_the_questions_are_written_with_the_columns_of_the_contract(case: Path) -> None:
    out = case.parent / "round.csv"
    assert (
        run(
            "round", case, "--ask", f"{UPTAKE},{PAY}", "--weigh", "bed_days,quality_of_life", "-o", out
        ).returncode
        == DONE
    )
    rows = list(csv.DictReader(out.open(encoding="utf-8", newline="")))
    assert (
        tuple(rows[0])
        == COLUMNS
        == ("question", "path", "unit", "code", "kind", "low", "high", "best", "sure", "why")
    )
    assert [each["path"] for each in rows] == [UPTAKE, PAY, BED_DAYS, HEALTH]
    assert rows[0]["question"] == "Out of 100 people who are offered it, how many will start?"
    assert not any(each[column] for each in rows for column in COLUMNS[3:])


def test_the_pencil_of_the_documents_comes_out_of_the_program(case: Path) -> None:
    found = pooled(
        case, [row(1, "carer", HOURS, 0, 10, 0, 60), row(2, "clinician", HOURS, 8, 12, 10, "79.296875%")]
    )
    (question,) = found["round"]["questions"]
    assert question["value"] == pytest.approx((10 / (1 - 0.4**0.2) / 6 + 10) / 2, rel=1e-9)
    assert found["round"]["people"] == {"others": 2}, "so few are not told apart"


def test_answers_go_into_the_case_with_who_was_there_and_nothing_of_one_person(case: Path) -> None:
    rows = [row(k, kind, UPTAKE, "20%", "40%", "30%", why=f"Reason {k}") for kind, k in FIVE]
    rows += [row(k, kind, PAY, 18_000, 26_000, "£22,000", "90%") for kind, k in FIVE]
    before = answer(read_case(case))
    found = pooled(case, rows, "--into", case)
    after = read_case(case)
    number = after.assumption_at(UPTAKE)
    assert number is not None
    assert (number.grade, number.status) == (5, "judgement")
    assert number.source == "Workshop, 30 November 2026, 5 people: 3 people using services, 2 clinicians"
    assert after.data["format"] == "make-the-case/2"
    assert after.numbers_written[UPTAKE]["uses_round"] == "round_1"  # type: ignore[index]
    (held,) = after.data["rounds"]
    assert (held["id"], held["at"], held["people"]) == ("round_1", "2026-11-30", {"others": 5})
    assert [question["path"] for question in held["questions"]] == [UPTAKE, PAY]
    assert (
        number.value == held["questions"][0]["value"]
        and [number.low, number.high] == held["questions"][0]["range"]
    )
    assert "Reason" not in case.read_text(encoding="utf-8")
    assert found["before"]["npv"] == pytest.approx(before.options["walking_group"].accounts["society"].npv)
    assert found["everyone"]["npv"] == pytest.approx(
        answer(after).options["walking_group"].accounts["society"].npv
    )
    assert after.assumption_at(PAY).unit == "GBP a year"  # type: ignore[union-attr]


def test_kinds_of_five_stand_apart_with_their_verdicts_and_bridges_that_add_up(case: Path) -> None:
    kinds = ("clinician", "carer", "manager", "person using services")
    rows = []
    for place, kind in enumerate(kinds):
        for k in range(5):
            best = 20 + 15 * place
            rows.append(row(f"{kind}{k}", kind, UPTAKE, best - 10, best + 10, best, 75))
            rows.append(row(f"{kind}{k}", kind, PAY, 15_000 + 500 * k, 25_000, 20_000 + 400 * place))
    found = pooled(case, rows)
    assert set(found["kinds"]) == {"clinician", "carer", "manager", "person_using_services"}
    for kind in found["kinds"].values():
        assert sum(kind["bridge"].values()) == pytest.approx(found["everyone"]["npv"] - kind["npv"])
    assert found["differ_most_on"] == UPTAKE
    told = words_of(printed(run("round", case, "--answers", case.parent / "answers.csv")))
    assert "differ most on “Share who start”" in told
    for part in told.partition("people differ ")[2].split(" - "):
        assert not plain_faults(part, in_terminal=True)


def test_two_of_a_fifth_kind_hide_every_kind(case: Path) -> None:
    kinds = [kind for kind in ("clinician", "carer", "manager", "charity") for _ in range(5)] + [
        "finance"
    ] * 2
    found = pooled(case, [row(k, kind, UPTAKE, 0.2, 0.4, 0.3) for k, kind in enumerate(kinds)])
    assert found["kinds"] == {} and "by_kind" not in found["round"]["questions"][0]
    assert "all_equally" not in found["round"]["questions"][0], "with both pools the two could be worked out"
    assert found["round"]["people"] == {"carer": 5, "clinician": 5, "manager": 5, "charity": 5, "others": 2}


def test_all_that_is_wrong_is_said_at_once_with_its_line(case: Path) -> None:
    rows = [
        row("a", "carer", UPTAKE, 0.4, 0.2, 0.3),
        row("b", "carer", UPTAKE, 0.2, 0.4, 0.6),
        row("c", "carer", UPTAKE, 0.2, 0.4, 0.3, 100),
        row("d", "carer", UPTAKE, 0.2, 0.4, 0.3, 30),
        row("e", "nurse", UPTAKE, 0.2, 0.4, 0.3),
        row("f", "carer", UPTAKE, "a few", 0.4, 0.3),
        row("g", "carer", UPTAKE, "", 0.4, 0.3),
        row("h", "carer", PAY, -5, 10, 5),
        row("i", "carer", f"{BED_DAYS}.reduces", 0.1, 0.3, 0.2),
        row("j", "carer", "options.walking_group.people.uptak", 0.1, 0.3, 0.2),
        row("k", "carer", UPTAKE, 0.2, 0.4, 0.3, why="word " * 4000),
        row("l", "carer", UPTAKE, 0.2, 0.4, 0.3),
        row("l", "carer", UPTAKE, 0.2, 0.4, 0.3),
        row("l", "clinician", PAY, 1, 3, 2),
        {"path": BED_DAYS, "code": "m", "kind": "carer", "best": 70},
        {"path": HEALTH, "code": "m", "kind": "carer", "best": 20},
    ]  # fmt: skip
    found = refusals(case, written(rows))
    said = {problem.line: problem.message for problem in found}
    for line, words in {
        2: "lowest is above", 3: "not between", 4: "No one can be quite sure", 5: "too narrow", 6: "not a kind of person",
        7: "not a number", 8: "lacks low", 9: "outside what this can be", 10: "does not ask for effects", 11: "no number here",
        12: "too long", 14: "already", 15: "another kind", 16: "do not add up to 100",
    }.items():  # fmt: skip
        assert words in said[line], (line, said.get(line))
    assert 13 not in said
    assert "4,000 words" in [problem.found for problem in found]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "empty"),
        ("a,b\n1,2\n", "does not name the columns"),
        (written([]), "no one has answered"),
        (written([{"path": UPTAKE, "code": 1, "kind": "carer"}]), "no one has answered"),
    ],
)  # fmt: skip
def test_a_file_that_holds_no_answers_is_refused_in_a_sentence(case: Path, text: str, said: str) -> None:
    answers = case.parent / "answers.csv"
    answers.write_text(text, encoding="utf-8")
    was = case.read_bytes()
    done = run("round", case, "--answers", answers, "--into", case)
    assert done.returncode == HAS_ERRORS and said in " ".join(done.stderr.decode().split())
    assert case.read_bytes() == was


def test_answers_are_read_as_people_and_spreadsheets_write_them(case: Path) -> None:
    text = written(
        [row("", "carers", UPTAKE, "20", "40", "1"), row("", "Carer", UPTAKE, "0,2", "", "")][:1]
    ).replace("1,80", "30,0.8")
    spread = "\ufeff" + text.replace(",", ";")
    for each in (text, spread, spread.encode()):
        (reply,) = replies_of(read_case(case), each, "answers.csv").replies
        assert (reply.opinion.low, reply.opinion.high, reply.opinion.best, reply.opinion.sure) == (
            0.2,
            0.4,
            0.3,
            0.8,
        )
        assert reply.kind == "carer"


def test_rows_without_codes_are_so_many_people_as_answered_one_question(case: Path) -> None:
    rows = [row("", "carer", UPTAKE, 0.2, 0.4, 0.3) for _ in range(3)] + [row("", "carer", PAY, 10, 30, 20)]
    assert replies_of(read_case(case), written(rows), "a").counts == {"carer": 3}


@pytest.mark.parametrize(
    ("path", "said"),
    [
        (f"{BED_DAYS}.reduces", "does not ask for effects"),
        ("unit_costs.ae_attendance", "number of the library"),
        ("options.walking_group.people.uptak", "Probably meant"),
        (",".join([UPTAKE] * 2), "asked for twice"),
        ("", "no number is asked for"),
    ],
)
def test_what_cannot_be_asked_is_said(case: Path, path: str, said: str) -> None:
    done = run("round", case, "--ask", path)
    assert done.returncode == HAS_ERRORS and said in " ".join(done.stderr.decode().split())


def test_another_file_is_never_written_over(case: Path) -> None:
    other = Path(shutil.copy(case, case.parent / "other.yaml"))
    answers = case.parent / "answers.csv"
    answers.write_text(written([row(1, "carer", UPTAKE, 0.2, 0.4, 0.3)]), encoding="utf-8")
    was = other.read_bytes()
    assert run("round", case, "--answers", answers, "--into", other).returncode == WRONG_USAGE
    assert other.read_bytes() == was
    assert run("round", case, "--answers", answers, "--into", other, "--force").returncode == DONE
    assert run("round", "--answers", answers, "--into", case).returncode == DONE, "the case may be named once"
    assert run("round", case).returncode == WRONG_USAGE


def test_a_second_round_stands_beside_the_first_and_a_number_names_a_round_that_there_is(case: Path) -> None:
    rows = [row(k, kind, UPTAKE, 0.2, 0.4, 0.3) for kind, k in FIVE]
    pooled(case, rows, "--into", case)
    pooled(case, [{**each, "path": PAY, "low": 1, "high": 3, "best": 2} for each in rows], "--into", case)
    held = read_case(case)
    assert [each.id for each in held.shape.rounds] == ["round_1", "round_2"]
    spoilt = case.read_text(encoding="utf-8").replace("uses_round: round_2", "uses_round: round_3")
    case.write_text(spoilt, encoding="utf-8")
    with pytest.raises(CaseError, match="no round of this case is called round_3"):
        read_case(case)
