"""A cost driver, a format or an audience that is added for the length of a test is wherever the others are, and nothing else moves."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from small_cases import a_gain, an_option, between, case_data, small_case, sure
from test_pages import at_page, clicked, opened, text_of
from workbook_cells import held, is_close

from make_the_case import cli
from make_the_case.authoring import entry_changes as changes
from make_the_case.exports.file_makers import MAKERS, Paper, Wanted, makers
from make_the_case.exports.workbook.other_sheets import filled
from make_the_case.words.blocks import Heading
from make_the_case.words.formats import AUDIENCES, BOARDS, FORMATS, NOTES, Audience, DocumentFormat
from make_the_case.words.papers.audiences import OPENINGS
from valuation import Case, CaseError, answer, compile_case, parse_case, read_case
from valuation.answers.appraised import Appraised
from valuation.case.drivers import DRIVERS, Driver, First
from valuation.case.file import case_text
from valuation.case.numbers_of_a_case import place_at
from valuation.case.option_shape import Cost
from valuation.case.schema import case_schema
from valuation.case.words_of_choices import choice_words
from valuation.sensitivity.one_way import one_way

ROOT = Path(__file__).resolve().parents[1]
WORKED = ROOT / "cases" / "worked_example.yaml"
SESSION = Driver(
    "session", "Each session that a person comes to", "starts", "£ per session", 9, "people who start",
    must={"trainees": First(8, "sessions")}, times="trainees",
)  # fmt: skip
"""A new driver: people who start, times the sessions that each of them comes to. It borrows the key of a number that there is."""
RANGED = between(6, 4, 10)


def costing(**keys: Any) -> Case:
    """A case in which one person starts and whose one cost has these keys."""
    cost = {"id": "room", "unit_cost": sure(10), "payer": "nhs_icb", **keys}
    return small_case(an_option([cost], [a_gain("visits", sure(1), 500.0)]))


def moved_in(case: Case) -> dict[str, Any]:
    """What a case comes to, but for its code and for which numbers it names."""
    found = answer(case).as_dict()
    return {key: item for key, item in found.items() if key not in ("check_code", "evidence", "checks")}


@pytest.fixture
def session(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(DRIVERS.by_key, SESSION.id, SESSION)


# Drivers -----------------------------------------------------------------------------------------------------


def test_every_driver_says_what_a_form_the_workbook_and_a_new_cost_need() -> None:
    for driver in DRIVERS:
        assert driver.words[0].isupper() and driver.unit and (driver.says or driver.is_share)
        assert driver.keys <= set(Cost.model_fields) and {*driver.times.split()} <= set(driver.must)
    assert sorted(driver.form_place for driver in DRIVERS) == list(range(1, len(DRIVERS) + 1))


def test_a_driver_that_no_row_states_is_refused_with_the_ones_that_there_are() -> None:
    with pytest.raises(CaseError) as refused:
        costing(per="session", trainees=sure(6))
    (problem,) = [p for p in refused.value.problems if p.path.endswith(".per")]
    assert all(driver in problem.allowed for driver in DRIVERS.keys)


def test_a_new_driver_costs_what_it_counts(session: None) -> None:
    assert moved_in(costing(per="session", trainees=sure(6)))["options"]["it"]["accounts"]["commissioner"][
        "pv_costs"
    ] == pytest.approx(60)
    six_each = costing(per="start", quantity=sure(6))
    assert moved_in(costing(per="session", trainees=sure(6))) == moved_in(six_each)


def test_a_new_driver_is_in_the_schema_and_nothing_else_of_it_moves(request: Any) -> None:
    before = case_schema()
    request.getfixturevalue("session")
    after = case_schema()
    place = after["$defs"]["Cost"]["properties"]["per"]
    assert place["enum"].pop() == "session"
    assert after == before


def test_a_new_driver_has_rules_of_its_own(session: None) -> None:
    with pytest.raises(CaseError, match="a cost per session needs `trainees`"):
        costing(per="session")
    with pytest.raises(CaseError, match="`of` does nothing for a cost per session"):
        costing(per="session", trainees=sure(6), of=["rent"])
    data = case_data(
        an_option([{"id": "room", "per": "session", "trainees": 6, "unit_cost": 1, "payer": "nhs_icb"}])
    )
    del data["options"][0]["people"]
    with pytest.raises(CaseError, match="does not say who takes part"):
        parse_case(json.dumps(data))


def test_a_new_driver_can_be_chosen_and_begun(session: None) -> None:
    case = costing(per="session", trainees=sure(6))
    place = place_at(case.data, "options.it.costs.room.per")
    assert place.choices[-1] == "session" and choice_words(place.shape, place.key, "session") == SESSION.words
    begun = changes.new_cost("Rooms", "session", "nhs_icb")
    assert begun["trainees"]["value"] == 8 and begun["unit_cost"]["unit"] == "£ per session"
    to_it = changes.driver_chosen(costing(per="start"), "options.it.costs.room", "session")
    assert to_it["options.it.costs.room.trainees"]["value"] == 8
    away = changes.driver_chosen(case, "options.it.costs.room", "start")
    assert away == {"options.it.costs.room.trainees": None, "options.it.costs.room.per": "start"}


def test_a_new_driver_is_on_the_page_of_costs(session: None, tmp_path: Path) -> None:
    path = tmp_path / "case.yaml"
    path.write_text(case_text(costing(per="session", trainees=sure(6))), "utf-8")
    page = at_page(opened(path), "costs")
    page = clicked(page, "choice:fold:options.it.costs.room")
    assert SESSION.words in page.selectbox(key="choice:options.it.costs.room.per").options
    assert page.text_input(key="field:options.it.costs.room.trainees").value == "6"


def test_what_a_new_driver_multiplies_by_moves_the_answer_as_any_number_does(session: None) -> None:
    (swing,) = one_way(compile_case(costing(per="session", trainees=RANGED)))["it"]
    assert swing.path == "options.it.costs.room.trainees"
    assert {swing.at_low, swing.at_high} == {500 - 10 * swing.low, 500 - 10 * swing.high}


def test_the_workbook_works_a_new_driver_out_as_the_engine_does(session: None) -> None:
    case = costing(per="session", trainees=RANGED)
    found = answer(case)
    made = filled(case, found)
    cells = list(held(made, compile_case(case), found))
    assert cells and [what for what, cell, expected in cells if not is_close(cell.value, expected)] == []
    said = [cell.content for sheet in made.sheets for cell in sheet.cells.values()]
    assert "people who start × trainees" in said


def test_a_new_driver_moves_no_case_that_does_not_use_it(request: Any) -> None:
    before = answer(read_case(WORKED))
    request.getfixturevalue("session")
    assert answer(read_case(WORKED)) == before


# Formats and audiences ---------------------------------------------------------------------------------------

PLAIN = DocumentFormat("txt", "Plain words", "case.txt", "text/plain", "Words alone.", 8, is_only_on_request=True)  # fmt: skip
CARERS = Audience("carers", "Families and carers")


def plain_words(paper: Paper) -> bytes:
    return f"{paper.appraised.case.shape.title} for {paper.wanted.audience}".encode()


@pytest.fixture
def plain(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(FORMATS, PLAIN.key, PLAIN)
    monkeypatch.setitem(MAKERS, PLAIN.key, plain_words)


@pytest.fixture
def carers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(AUDIENCES, CARERS.key, CARERS)
    monkeypatch.setitem(OPENINGS, CARERS.key, lambda appraised: [Heading("For those who care")])


def test_every_format_has_a_maker_and_every_audience_an_opening() -> None:
    assert list(MAKERS) == list(FORMATS)
    assert {*OPENINGS, BOARDS} == set(AUDIENCES)
    assert sorted(row.page_place for row in FORMATS.values()) == list(range(1, len(FORMATS) + 1))
    for key, row in {**FORMATS, **NOTES}.items():
        assert row.key == key and "." in row.file and "/" in row.mime


def test_a_new_format_is_written_by_the_command_and_named_in_its_help(plain: None, tmp_path: Path, capsys: Any) -> None:  # fmt: skip
    assert cli.main(["export", str(WORKED), "--to", "txt", "-o", str(tmp_path)]) == 0
    assert (tmp_path / "case.txt").read_text("utf-8").startswith("A walking group")
    with pytest.raises(SystemExit):
        cli.main(["export", "--help"])
    assert "txt: case.txt, asked for by name" in " ".join(capsys.readouterr().out.split())


def test_a_new_format_is_on_the_export_page(plain: None) -> None:
    said = text_of(at_page(opened(WORKED), "papers"))
    assert "Plain words (case.txt). Words alone." in said


def test_a_new_format_leaves_the_others_as_they_were(request: Any) -> None:
    case = read_case(WORKED)
    found, option = answer(case), case.shape.options[0].id
    before = makers(Appraised(case, found, option, None), Wanted())["csv"]()
    request.getfixturevalue("plain")
    after = makers(Appraised(case, found, option, None), Wanted())
    assert list(after) == [*list(FORMATS)[:-1], "txt"] and after["csv"]() == before


def test_a_new_audience_has_a_page_and_can_be_chosen(carers: None) -> None:
    case = read_case(WORKED)
    found, option = answer(case), case.shape.options[0].id
    page = makers(Appraised(case, found, option, None), Wanted(audience="carers"))["html"]().decode()
    assert "For those who care" in page and "What every paper on this says" in page
    chosen = at_page(opened(WORKED), "papers").selectbox(key="choice:audience")
    assert chosen.options == [row.name for row in AUDIENCES.values()] and chosen.options[-1] == CARERS.name
