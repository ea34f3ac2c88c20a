"""What a service costs as its sources costed it: kept beside the case's own costs, and never one of them."""

from __future__ import annotations

import copy
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from cases_at_random import LIBRARY, case_of, cases
from hypothesis import given
from small_cases import a_cost, a_gain, an_option, case_data, sure

from make_the_case.authoring.new_case import new_case
from make_the_case.words.blocks import Tabled
from make_the_case.words.papers.full_case import full_case
from make_the_case.words.tables.source_costs import KIND_WORDS, source_costs_table
from valuation import Case, CaseError, answer, bridge, parse_case, result, with_changes
from valuation.answers.appraised import Appraised
from valuation.answers.cost_beside_sources import KINDS, CostBesideSource
from valuation.case.editing import edited, without_entry
from valuation.case.templates import Template, with_comments
from valuation.lines.compile import compile_case

ROOT = Path(__file__).resolve().parents[1]
EVERY_SECTION = ROOT / "tests" / "cases" / "every_section.yaml"
AT = "options.it.published_costs"


def published(**keys: Any) -> dict[str, Any]:
    """A published cost of £500 a person in the prices of the case, for the one cost `run`, unless said otherwise."""
    unit_cost = {"value": 500.0, "unit": "£ per person who starts", "price_year": "2026-27", "source": "An evaluation",
                 "grade": 3, "status": "cited_fact"}  # fmt: skip
    return {"id": "evaluation", "name": "As its evaluation costed it", "unit_cost": unit_cost, "covers": ["run"], **keys}  # fmt: skip


def data_with(*costs: dict[str, Any], **keys: Any) -> dict[str, Any]:
    """A case of one option with the costs `run` and `train`, and these published costs."""
    own = [a_cost("run", sure(400)), a_cost("train", sure(100))]
    return case_data(an_option(own, [a_gain("gain", sure(1), 700.0)], published_costs=list(costs)), **keys)


def refused(data: dict[str, Any]) -> list[tuple[str, str]]:
    with pytest.raises(CaseError) as caught:
        case_of(data)
    return [(problem.path, problem.message) for problem in caught.value.problems]


# What is said, and what it changes: nothing -----------------------------------------------------------------


@pytest.mark.parametrize("edition", [1, 2])
def test_a_file_of_either_format_may_hold_published_costs(edition: int) -> None:
    case = case_of({**data_with(published()), "format": f"make-the-case/{edition}"})
    (cost,) = case.option("it").published_costs
    assert (cost.id, cost.unit_cost.value, cost.covers) == ("evaluation", 500.0, ["run"])


def test_a_published_cost_is_no_line_and_no_number_of_the_case() -> None:
    without, with_it = case_of(data_with()), case_of(data_with(published(), published(id="other")))
    assert not [path for path in with_it.numbers_written if "published" in path]
    model = compile_case(with_it)
    assert [line.path for line in model.lines] == [line.path for line in compile_case(without).lines]
    assert {a.path for a in model.assumptions} == {a.path for a in compile_case(without).assumptions}


def figures(case: Case) -> Any:
    """The result without what says of which case it is."""
    found = copy.deepcopy(result(case))
    found.pop("case", None)
    for option in found["options"].values():
        option.pop("cost_beside_sources", None)
    return found


def test_a_published_cost_moves_no_figure_and_is_no_difference_between_two_cases() -> None:
    without, with_it = case_of(data_with()), case_of(data_with(published()))
    assert figures(with_it)["options"] == figures(without)["options"]
    assert bridge(without, with_it).changes == ()


def test_cases_that_differ_in_a_cost_which_a_published_one_covers_are_compared() -> None:
    with_both, with_one = data_with(published(covers=["run", "train"])), data_with(published())
    del with_one["options"][0]["costs"][1]
    with_both["options"][0]["costs"][0]["per"] = "start"
    for first, second, sign in ((with_both, with_one, 1), (with_one, with_both, -1)):
        way = bridge(case_of(first), case_of(second))
        assert sum(change.contribution for change in way.changes) == pytest.approx(sign * 100.0)


def test_a_file_is_read_with_its_published_costs_and_written_with_them() -> None:
    text = EVERY_SECTION.read_text("utf-8")
    stated = """  published_costs:
  - {id: study, name: As a study costed it, unit_cost: {value: 310, price_year: 2019-20, range: [280, 350], source: A study}, covers: [coordinator]}
"""
    case = parse_case(text.replace("  replaces: ", f"{stated}  replaces: ", 1))
    (cost,) = case.option("peer_support").published_costs
    assert cost.unit_cost.range == [280, 350] and cost.why_dearer is None
    later = with_changes(case, {"options.peer_support.people.uptake": 0.1})
    assert later.option("peer_support").published_costs == [cost]
    assert edited(case, {"title": "Another"}).option("peer_support").published_costs == [cost]


def test_a_published_cost_can_be_changed_by_its_path_and_stays_true_to_its_rules() -> None:
    case = case_of(data_with(published()))
    changed = with_changes(case, {f"{AT}.evaluation.unit_cost.value": 650.0})
    assert changed.option("it").published_costs[0].unit_cost.value == 650.0
    with pytest.raises(CaseError, match="no cost of this option is called walk"):
        with_changes(case, {f"{AT}.evaluation.covers": ["walk"]})
    with pytest.raises(CaseError, match="no cost of this option is called run"):
        with_changes(case, {"options.it.costs": [a_cost("train", sure(100))]})


def test_a_template_hands_its_published_costs_to_the_case_that_begins_with_it() -> None:
    ident = "befriending"
    document = with_comments().load(LIBRARY.template_text(ident))
    covers = [document["option"]["costs"][0]["id"]]
    document["option"]["published_costs"] = [published(covers=covers)]
    written = StringIO()
    with_comments().dump(document, written)
    made = new_case([Template(ident, written.getvalue())], LIBRARY)
    for case in (made.case, parse_case(made.text)):
        assert case.shape.options[0].published_costs[0].covers == covers


# What it may not say ----------------------------------------------------------------------------------------

WRONG: dict[str, tuple[Callable[[dict[str, Any]], Any], str, str]] = {
    "a cost that is not there": (lambda p: p.update(covers=["run", "trian"]), "covers", "no cost of this option is called trian. Probably meant: train."),
    "a cost named twice": (lambda p: p.update(covers=["run", "run"]), "covers", "named twice"),
    "no cost at all": (lambda p: p.update(covers=[]), "covers", "at least one entry"),
    "no covers": (lambda p: p.pop("covers"), "covers", "`covers` is missing"),
    "no price year": (lambda p: p["unit_cost"].pop("price_year"), "unit_cost.price_year", "`price_year` is missing"),
    "a price year without a deflator": (lambda p: p["unit_cost"].update(price_year="1066-67"), "unit_cost.price_year", "not in the table of GDP deflators"),
    "a bare number": (lambda p: p.update(unit_cost=500), "unit_cost", "a mapping"),
    "nothing": (lambda p: p["unit_cost"].update(value=0), "unit_cost.value", "outside what is allowed"),
    "a number in quotes": (lambda p: p["unit_cost"].update(value="£507"), "unit_cost.value", "Probably meant: 507"),
    "a range upside down": (lambda p: p["unit_cost"].update(range=[600, 400]), "unit_cost.range", "its higher end comes first"),
    "a value outside its range": (lambda p: p["unit_cost"].update(range=[600, 700]), "unit_cost.range", "does not hold the value"),
    "a grade that is none": (lambda p: p["unit_cost"].update(grade=7), "unit_cost.grade", "outside what is allowed"),
    "a use of the library": (lambda p: p["unit_cost"].update(use="staff.afc_band_5"), "unit_cost.use", "not a key that is known"),
    "a payer": (lambda p: p.update(payer="nhs_icb"), "payer", "not a key that is known"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_what_a_published_cost_may_not_say_is_said_where_it_stands(name: str) -> None:
    spoil, key, words = WRONG[name]
    entry = published()
    spoil(entry)
    ((path, message),) = refused(data_with(entry))
    assert path == f"{AT}.evaluation.{key}"
    assert words in message


def test_two_published_costs_have_ids_of_their_own_and_there_are_ten_at_most() -> None:
    assert refused(data_with(published(), published())) == [
        (f"{AT}.1.id", "two entries are called evaluation.")
    ]
    eleven = [published(id=f"p{k}") for k in range(11)]
    case_of(data_with(*eleven[:10]))
    assert refused(data_with(*eleven)) == [(AT, "this has 11 entries, and may have 10 at most.")]


def test_money_that_only_changes_hands_is_covered_by_no_published_cost() -> None:
    data = data_with(published(covers=["grant"]))
    grant = a_cost("grant", sure(50), transfer=True, to="voluntary_sector")
    data["options"][0]["costs"].append(grant)
    ((path, message),) = refused(data)
    assert path == f"{AT}.evaluation.covers" and "only changes hands" in message


# What goes with a cost that is taken out --------------------------------------------------------------------


def test_a_cost_that_is_taken_out_is_covered_no_more() -> None:
    case = case_of(data_with(published(covers=["run", "train"])))
    left, also = without_entry(case, "options.it.costs.train")
    assert left.option("it").published_costs[0].covers == ["run"]
    assert also == ["its part in As its evaluation costed it"]


def test_a_published_cost_goes_with_the_last_cost_that_it_covered() -> None:
    case = case_of(data_with(published(), published(id="both", name="Both", covers=["run", "train"])))
    left, also = without_entry(case, "options.it.costs.run")
    assert [(p.id, p.covers) for p in left.option("it").published_costs] == [("both", ["train"])]
    assert sorted(also) == ["As its evaluation costed it, which covered it alone", "its part in Both"]
    last, _ = without_entry(left, "options.it.costs.train")
    assert last.option("it").published_costs == [] and "published_costs" not in last.data["options"][0]


def test_a_cost_of_the_same_name_elsewhere_leaves_what_is_published_alone() -> None:
    data = data_with(published())
    data["options"][0]["enablers"] = [{"id": "help", "costs": [a_cost("run", sure(1))]}]
    data["options"][0]["replaces"] = [a_cost("run", sure(1))]
    case = case_of(data)
    for path in ("options.it.replaces.run", "options.it.enablers.help.costs.run"):
        left, also = without_entry(case, path)
        assert (left.option("it").published_costs[0].covers, also) == (["run"], [])


# Beside the option's own costs ------------------------------------------------------------------------------
#
# By hand, 100 people who start in each of two years, 200 in all, nothing discounted, no price that moves:
#   workers £20,000 a year           £40,000  £200 each   covered
#   rooms £2,000 a year               £4,000   £20 each   covered
#   training 4 people at £500         £2,000   £10 each   training, by what it grows with
#   seniors £1,000 a year             £2,000   £10 each   by its purpose
#   a study £600 once                   £600    £3 each   by its purpose
#   overheads 10% of workers          £4,000   £20 each   by what it grows with
#   a panel £500 a year               £1,000    £5 each   by its purpose
#   participants' hour at £10         £2,000   £10 each   own time; carers' half hour £5 each
#   volunteers' hour at £14           £2,800   £14 each   volunteers' time
#   a GP's £6 of time                 £1,200    £6 each   staff time
#   leaflets £2 a start                 £400    £2 each   other
#   an enabler's posters £100 a year    £200    £1 each   other
# together £306 each; workers' price has grade 2, so 5% of £200 is £10 each of optimism: £316. VAT and a grant are no cost to society.


def a_service(**published_cost: Any) -> dict[str, Any]:
    def given(ident: str, price: float, payer: str) -> dict[str, Any]:
        return a_cost(ident, sure(price), per="start", payer=payer, cash=False)

    costs = [
        a_cost("workers", {"value": 20_000, "grade": 2}, per="year", vat=sure(0.2)),
        a_cost("rooms", sure(2000), per="year"),
        a_cost("course", sure(500), per="trainee", trainees=sure(4)),
        a_cost("seniors", sure(1000), per="year", purpose="supervision"),
        a_cost("study", sure(600), purpose="evaluation"),
        a_cost("management", sure(0.1), per="costs", of=["workers"]),
        a_cost("panel", sure(500), per="year", purpose="involvement"),
        given("time", 10, "participants"),
        given("family", 5, "carers"),
        given("helpers", 14, "volunteers"),
        given("referral", 6, "primary_care"),
        a_cost("leaflets", sure(2), per="start"),
        a_cost("grant", sure(9999), transfer=True, to="voluntary_sector"),
    ]
    option = an_option(
        costs,
        [a_gain("gain", sure(1))],
        people={"planned_starts": [sure(100), sure(100)], "timing": "start_of_year"},
        enablers=[{"id": "help", "costs": [a_cost("posters", sure(100), per="year")]}],
        replaces=[a_cost("clinic", sure(5000), per="year")],
        published_costs=[published(covers=["workers", "rooms"], **published_cost)],
    )
    data = case_data(option, years=2)
    data["appraisal"]["optimism_bias"] = "by_grade"
    return data


ADDED = {"training": 10, "supervision": 10, "evaluation": 3, "overheads": 20, "involvement": 5, "own_time": 15, "volunteers_time": 14, "staff_time": 6, "other": 3, "optimism": 10}  # fmt: skip


def beside(data: dict[str, Any]) -> CostBesideSource:
    (one,) = answer(case_of(data)).options["it"].cost_beside_sources
    return one


def test_what_the_option_adds_to_what_was_published_is_told_by_hand() -> None:
    found = beside(a_service())
    assert found.covered == pytest.approx(220)
    assert {part.kind: part.per_start for part in found.added} == pytest.approx(ADDED)
    assert found.full == pytest.approx(316)
    assert (found.published, found.restated) == (500, 500)
    assert found.ratio == pytest.approx(316 / 500) and not found.is_dearer
    assert found.ratio_like_for_like == pytest.approx(220 / 500)


def test_the_full_cost_is_what_society_pays_for_each_person_who_starts() -> None:
    found = answer(case_of(a_service())).options["it"]
    society = sum(found.accounts["society"].yearly_costs) / sum(found.starts)
    assert found.cost_beside_sources[0].full == pytest.approx(society, rel=1e-12)


def test_a_published_cost_is_restated_by_the_deflator_of_the_case() -> None:
    unit_cost = {"value": 200, "price_year": "2019-20", "source": "A study"}
    found, deflator = beside(a_service(unit_cost=unit_cost)), LIBRARY.deflator
    assert found.restated == pytest.approx(200 * deflator.at("2026-27") / deflator.at("2019-20"))
    assert (found.published, found.price_year, found.source) == (200, "2019-20", "A study")


def test_it_is_printed_under_its_option_and_empty_where_nothing_is_published_or_nobody_starts() -> None:
    data = a_service(why_dearer="It left out volunteers.")
    (printed,) = result(case_of(data))["options"]["it"]["cost_beside_sources"]
    assert printed["covers"] == ["workers", "rooms"] and printed["why_dearer"] == "It left out volunteers."
    assert [part["kind"] for part in printed["added"]] == list(ADDED)
    assert printed["covered"] + sum(part["per_start"] for part in printed["added"]) == pytest.approx(printed["full"])  # fmt: skip
    data["options"][0]["people"]["planned_starts"] = [sure(0)]
    assert result(case_of(data))["options"]["it"]["cost_beside_sources"] == []
    del data["options"][0]["published_costs"]
    assert result(case_of(data))["options"]["it"]["cost_beside_sources"] == []


def test_an_id_tells_nothing_of_what_a_cost_is_for() -> None:
    data = a_service()
    for cost in data["options"][0]["costs"]:
        cost["id"] = {"seniors": "evaluation", "study": "supervision", "leaflets": "involvement"}.get(
            cost["id"], cost["id"]
        )
    assert {part.kind: part.per_start for part in beside(data).added} == pytest.approx(ADDED)


@given(cases())
def test_the_parts_add_up_to_what_society_pays_whatever_the_case(data: dict[str, Any]) -> None:
    for option in data["options"]:
        covers = [cost["id"] for cost in option.get("costs", []) if not cost.get("transfer")][:1]
        if covers:
            option["published_costs"] = [published(covers=covers)]
    for option in answer(case_of(data)).options.values():
        society = sum(option.accounts["society"].yearly_costs)
        for one in option.cost_beside_sources:
            assert one.full == sum([one.covered, *(part.per_start for part in one.added)])
            assert one.full * sum(option.starts) == pytest.approx(society, rel=1e-9, abs=1e-6)


# As it is shown ---------------------------------------------------------------------------------------------


def test_the_table_says_what_was_published_what_is_added_and_what_it_comes_to() -> None:
    case = case_of(a_service(why_dearer="It left out volunteers."))
    table = source_costs_table(answer(case), "it", case)
    assert table is not None and table.header[1:] == ("As its evaluation costed it",)
    cells = dict(table.rows)
    assert cells["As published, in 2026/27 prices"] == "500"
    assert (cells["This case: the same costs"], cells["This case: all costs"]) == ("220", "316")
    assert [cells[f"and {KIND_WORDS[kind]}"] for kind in KINDS] == [str(amount) for amount in ADDED.values()]
    assert cells["All costs over what was published"] == "0.63 times"
    assert "covers “workers” and “rooms”" in table.note and "It left out volunteers." in table.note


def test_the_full_case_holds_the_table_and_a_case_without_what_is_published_has_none() -> None:
    data = a_service()
    for expected in (1, 0):
        case = case_of(data)
        blocks = full_case(Appraised(case, answer(case), "it", None))
        tables = [block.table.header for block in blocks if isinstance(block, Tabled)]
        assert sum(header[0] == "£ for each person who starts" for header in tables) == expected
        data["options"][0].pop("published_costs", None)
