"""What bad input a roll-out gets: every fault of the file, of its case and of its places at once, each with where it is and what to do."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from test_rollout import PENCIL, made, pencil_data, stop_data

from valuation import CaseError, EvaluationError
from valuation.rollout.place import MOST_SHOWN
from valuation.rollout.places_table import MOST_PLACES, NoTable, table_of
from valuation.rollout.rolling_out import roll_out
from valuation.rollout.rollout_file import Rollout, parse_rollout, read_rollout

NAMED = """format: make-the-case-rollout/1
case: case.yaml
places: {places}
waves: {{1: 2027-28, 2: 2029-30}}
years: 4
"""
CSV = "id,name,eligible,wave,deprivation\nash,Ash,200,1,1\nbirch,Birch,100,2,4\n"


def refused(data: dict[str, Any]) -> str:
    with pytest.raises(CaseError) as error:
        made(data)
    return str(error.value)


def in_a_folder(folder: Path, places: str | bytes, name: str = "places.csv") -> Path:
    """Writes the roll-out by pencil with its case and its places as files of their own."""
    case = PENCIL.partition("case:\n")[2].partition("\nplaces:")[0]
    (folder / "case.yaml").write_text("\n".join(line[2:] for line in case.splitlines()), encoding="utf-8")
    (folder / name).write_bytes(places.encode() if isinstance(places, str) else places)
    (folder / "rollout.yaml").write_text(NAMED.format(places=name), encoding="utf-8")
    return folder / "rollout.yaml"


def sheet_of(frame: pd.DataFrame) -> bytes:
    stream = io.BytesIO()
    frame.to_excel(stream, index=False)
    return stream.getvalue()


# Tables ------------------------------------------------------------------------------------------------------


def as_read(rollout: Rollout) -> list[tuple[str, str, float | None, int, int | None]]:
    return [(each.id, each.name, each.eligible, each.wave, each.deprivation) for each in rollout.places]


EXPECTED = [("ash", "Ash", 200, 1, 1), ("birch", "Birch", 100, 2, 4)]


@pytest.mark.parametrize(
    "text",
    [
        CSV,
        "\N{ZERO WIDTH NO-BREAK SPACE}" + CSV,
        CSV.replace(",", ";"),
        CSV.replace(",", "\t").replace("\n", "\r\n"),
        CSV.replace("id,", "ID,").replace("eligible", "Eligible"),
        "\n" + CSV.replace("\nash", "\n,,,,\nash"),
        CSV.replace(",200,", ',"1,200",').replace("1,200", "200"),
    ],
)
def test_a_csv_file_is_read_as_people_save_it(tmp_path: Path, text: str) -> None:
    assert as_read(read_rollout(in_a_folder(tmp_path, text))) == EXPECTED


def test_a_sheet_is_read_as_a_csv_file_is(tmp_path: Path) -> None:
    frame = pd.read_csv(io.StringIO(CSV))
    rollout = read_rollout(in_a_folder(tmp_path, sheet_of(frame), "places.xlsx"))
    assert as_read(rollout) == EXPECTED
    assert roll_out(rollout, 100).npv == roll_out(read_rollout(in_a_folder(tmp_path, CSV)), 100).npv


@pytest.mark.parametrize(
    ("content", "name", "said"),
    [
        (b"", "places.csv", "this file is empty."),
        (b"\n\n", "places.csv", "this file is empty."),
        (b"\xff\xfe\x00", "places.csv", "is not UTF-8 text"),
        (b"a,b\x00,c", "places.csv", "is not text"),
        (b"id,wave\na,1,2,3,4\n", "places.csv", "cannot be read as a table"),
        (b"PK not a workbook", "places.xlsx", "not a workbook"),
        (b"", "places.xlsx", "not a workbook"),
        (b"id\n" + b"x\n" * 100_000, "places.csv", "there are 100,000 places, and 10,000 at most"),
    ],
)
def test_a_file_that_is_no_table_is_refused_with_what_to_give(content: bytes, name: str, said: str) -> None:
    with pytest.raises(NoTable, match=said):
        table_of(content, name)


def test_too_many_places_are_a_problem_of_the_file_with_what_to_do(tmp_path: Path) -> None:
    text = "id,eligible,wave\n" + "".join(f"p{k},10,1\n" for k in range(MOST_PLACES + 1))
    with pytest.raises(CaseError, match=r"10,001 places.*make two roll-outs of them"):
        read_rollout(in_a_folder(tmp_path, text))


# Faults, all at once -----------------------------------------------------------------------------------------


def test_all_that_is_wrong_with_the_places_is_said_together(tmp_path: Path) -> None:
    text = (
        "id,eligible,wave,deprivation,here,people.uptakes,people.uptake\n"
        "ash,0,1,1,yes,,\n"
        "ash,200,7,6,yes,,1.5\n"
        ",100,2,,,,many\n"
        "birch,,,,perhaps,,\n"
        "elm,-3,one,,yes,,\n"
        "fir,10,1,,yes,,\n"
        "fir,10,1,,yes,,\n"
    )
    with pytest.raises(CaseError) as error:
        read_rollout(in_a_folder(tmp_path, text))
    told = str(error.value)
    for said in (
        "line 2 of places.csv: this place has no people.",
        "line 3 of places.csv: there is no such wave. Found: 7. Allowed: one of the waves 1, 2.",
        "line 3 of places.csv: this is no fifth of deprivation. Found: 6.",
        "places.ash.people.uptake: line 3 of places.csv: “1.5” is more than 1.",
        "line 4 of places.csv: a place needs an id.",
        "places.a place without an id.people.uptake",
        "line 5 of places.csv: this place has no people. Found: nothing.",
        "line 5 of places.csv: this place is in no wave.",
        "line 5 of places.csv: this says neither yes nor no. Found: perhaps.",
        "line 6 of places.csv",
        "places, column people.uptakes: a column is called so, and the option has no such number. Probably meant: people.uptake.",
        "places.fir: this place is there twice.",
        "more than one place is marked",
    ):
        assert said in told, said


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({"places": []}, "there is no place."),
        ({"places": [{"id": "a", "wave": 1}]}, "no column is called eligible."),
        ({"places": [{"id": "a", "eligible": 5}]}, "no column is called wave."),
        ({"places": "places.csv"}, "here it has to be given whole"),
        ({"case": "case.yaml"}, "case: here it has to be given whole"),
        ({"option": "servce"}, "no option of the case is called so. Probably meant: service."),
        ({"format": "make-the-case/1"}, "this is not a roll-out file."),
        ({"wave": {}}, "wave"),
        ({"waves": {"1": "2027-28", "2": "2026-27"}}, "waves.2: this wave begins before the first wave. Found: 2026-27. Allowed: 2027-28 to 2030-31."),
        ({"waves": {"1": "2027-28", "2": "2031-32"}}, "waves.2: this wave begins after the last year."),
        ({"waves": {"1": "2027-28", "2": "2029"}}, "this is no financial year."),
        ({"waves": {"one": "2027-28", "2": "2029-30"}}, "a wave has a whole number."),
        ({"years": 0}, "years"),
        ({"fidelity": 1.2}, "fidelity: 1.2 is outside what a share can be."),
        ({"fidelity": {"value": 0.9, "range": [0.95, 1]}}, "the value 0.9 is outside its own range."),
        ({"learning": {"value": 0.1, "on": ["trainig"]}}, "no cost of the option is called so. Probably meant: training."),
        ({"learning": {"value": 0.1}}, "learning.on"),
        ({"central": [{"id": "team", "per": "year", "unit_cost": 5, "payer": "nhs_icbb"}]}, "central.team.payer"),
        ({"central": [{"id": "books", "per": "start", "unit_cost": 5, "payer": "nhs_icb"}]}, "central: a cost of the whole is paid whoever takes part. One for each person, or for so many, belongs in the case. Found: books."),
        ({"stop_after": {"wave": 2, "outcome": "better"}}, "no later wave could be stopped after this one."),
        ({"stop_after": {"wave": 1, "outcome": "better"}}, "stop_after.outcome"),
        ({"stop_after": {"wave": 1, "account": "societyy"}}, "no account is called so. Probably meant: society."),
    ],
)  # fmt: skip
def test_what_a_roll_out_may_not_say(keys: dict[str, Any], said: str) -> None:
    assert said in refused(pencil_data() | keys)


def test_a_case_with_errors_is_told_with_the_faults_of_the_places() -> None:
    data = pencil_data()
    data["case"]["options"][0]["people"]["uptake"] = 2
    data["places"][1]["wave"] = 9
    told = refused(data)
    assert "case: options.service.people.uptake" in told and "there is no such wave. Found: 9." in told


def test_a_later_wave_never_begins_before_it_is_known_what_decides_it() -> None:
    data = stop_data()
    data["waves"]["2"] = "2029-30"
    told = refused(data)
    assert "waves.2: this wave begins before it is known what wave 1 shows" in told
    assert "Allowed: 2030-31 or later" in told


def test_a_case_that_plans_its_starts_has_no_use_for_who_could_take_part() -> None:
    data = pencil_data()
    people = {"planned_starts": {"value": 50, "grade": 1}, "timing": "start_of_year", "delivery_years": 2}
    data["case"]["options"][0]["people"] = people
    assert "people.planned_starts in its place" in refused(data)
    for place in data["places"]:
        del place["eligible"]
    data["places"][0]["people.planned_starts"] = 100
    assert [sum(each.people) for each in roll_out(made(data), 100).places] == [200, 100]


def test_of_very_many_faults_some_are_told_and_the_rest_counted() -> None:
    data = pencil_data()
    data["places"] = [{"id": f"p{k}", "eligible": 0, "wave": 1} for k in range(500)]
    told = refused(data)
    assert told.count("this place has no people.") == MOST_SHOWN and "400 more things are wrong" in told


def test_a_file_elsewhere_is_never_read(tmp_path: Path) -> None:
    at = in_a_folder(tmp_path, CSV)
    for place in ("/etc/passwd", "../places.csv", "none.csv"):
        at.write_text(NAMED.format(places=place), encoding="utf-8")
        with pytest.raises(CaseError, match="places"):
            read_rollout(at)
    (tmp_path / "link.csv").symlink_to(tmp_path / "places.csv")
    at.write_text(NAMED.format(places="link.csv"), encoding="utf-8")
    with pytest.raises(CaseError, match="leads through a link"):
        read_rollout(at)
    with pytest.raises(CaseError, match="cannot be read"):
        read_rollout(tmp_path / "missing.yaml")


@pytest.mark.parametrize(("draws", "jobs"), [(1, 1), (1_000_000, 1), (400, 0), (400, 1000)])
def test_draws_and_processes_are_asked_for_within_reason(draws: int, jobs: int) -> None:
    with pytest.raises(EvaluationError):
        roll_out(parse_rollout(PENCIL, "pencil"), draws, jobs=jobs)


def test_a_wave_that_begins_too_early_to_be_decided_on_says_when_the_people_are_asked() -> None:
    data = stop_data()
    data["waves"]["2"] = "2028-29"
    with pytest.raises(CaseError) as error:
        made(data)
    assert "people start for 2 years and are asked 0.5 years later. Found: 2028-29. Allowed: 2030-31 or later" in str(error.value)  # fmt: skip


def test_an_outcome_that_cannot_decide_is_refused_with_those_that_can() -> None:
    data = stop_data()
    without = {key: item for key, item in data["case"]["options"][0]["outcomes"][0].items() if key not in ("findings", "measure")}  # fmt: skip
    data["case"]["options"][0]["outcomes"].append(without | {"id": "other", "adds": {"value": 0.1, "grade": 5, "reason": "Made up"}})  # fmt: skip
    data["stop_after"]["outcome"] = "other"
    with pytest.raises(CaseError) as error:
        made(data)
    assert str(error.value).rstrip().endswith("Found: other. Allowed: an outcome: better.")
