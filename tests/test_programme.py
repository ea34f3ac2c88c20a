"""A programme: read with every fault at once, one draw of the library for all services, the answer against trying every set."""

from __future__ import annotations

import json
from itertools import combinations
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from command import HAS_ERRORS, WRONG_USAGE, run
from ruamel.yaml import YAML
from small_cases import sure

from valuation import CaseError, EvaluationError, case_text, compile_case, load_library, simulate
from valuation.draws import Sample
from valuation.programme.candidates import candidates, of_size, scaled
from valuation.programme.choosing import Chooser, choose
from valuation.programme.programme_answer import ProgrammeAnswer
from valuation.programme.programme_file import Programme, parse_programme, read_programme

DRAWS = 400


def service_case(
    ident: str, gain: float, price: float, starts: float = 100, payer: str = "nhs_icb", **option: Any
) -> dict[str, Any]:
    """A service of one year: each start costs so much, and is worth so much to those who take part."""
    return {
        "format": "make-the-case/2",
        "title": ident,
        "commissioner": "nhs_icb",
        "appraisal": {"first_year": "2027-28", "years": 1, "price_year": "2027-28", "optimism_bias": "none", "discounting": {"standard": 0, "health": 0}},
        "options": [
            {
                "id": ident,
                "people": {"planned_starts": {"value": starts, "grade": 1}, "timing": "start_of_year"},
                "costs": [{"id": "place", "per": "start", "payer": payer, "unit_cost": {"value": price, "range": [0.8 * price, 1.2 * price], "grade": 3}}],
                "outcomes": [
                    {
                        "id": "better", "unit": "case", "applies_to": "starters", "adds": {"value": 1, "grade": 1},
                        "values": [{"kind": "wellbeing", "to": "participants", "unit_value": {"value": gain, "range": [0.2 * gain, 1.8 * gain], "grade": 3}}],
                    }
                ],
            }
            | option
        ],
    }  # fmt: skip


FOUR = {"a": (30.0, 10.0), "b": (18.0, 9.0), "c": (14.0, 8.0), "d": (5.0, 6.0)}
"""What a start is worth and costs, £1,000: by themselves worth +20, +9, +6 and −1 for each of 100 starts."""


def programme_data(**keys: Any) -> dict[str, Any]:
    services = [
        {"id": ident, "case": service_case(ident, 1000 * gain, 1000 * price)}
        for ident, (gain, price) in FOUR.items()
    ]
    return {"format": "make-the-case-programme/1", "commissioner": "nhs_icb", "budget": [{"payer": "nhs_icb", "total": 2_000_000}], "services": services} | keys  # fmt: skip


def programme_of(data: dict[str, Any]) -> Programme:
    return parse_programme(json.dumps(data), "programme")


def ids(answer: ProgrammeAnswer) -> list[str]:
    return [each.service for each in answer.best.chosen]


# The answer ---------------------------------------------------------------------------------------------------


def test_four_services_and_two_million_by_hand():
    """a and b cost 1.9 million and are worth 2.9; a and c cost 1.8 and are worth 2.6; b and c cost 1.7 and are worth 1.5."""
    found = choose(programme_of(programme_data()), DRAWS)
    assert ids(found) == ["a", "b"]
    assert found.best.value == pytest.approx(2_900_000, rel=0.03)
    assert sum(found.cost["nhs_icb"]) == pytest.approx(1_900_000, rel=0.01)
    assert [each.service for each in found.next_best[0].chosen] == ["a", "c"]
    by_id = {one.service: one for one in found.left_out}
    assert by_id["c"].rise == pytest.approx(
        300_000, rel=0.25
    )  # as much as a and b are worth more than a and c
    assert by_id["c"].comes_in_at is not None and by_id["d"].comes_in_at is None


def test_finding_out_is_worth_nothing_about_a_service_that_the_ceilings_leave_no_room_for():
    """With £850,000 there is room for c alone, for d alone, or for none. Finding out about a was said to be worth more than knowing everything."""
    found = choose(programme_of(programme_data(budget=[{"payer": "nhs_icb", "total": 850_000}])), DRAWS)
    assert ids(found) == ["c"]
    assert any(
        point.best and "a" in {each.service for each in point.best.chosen} for point in found.frontier
    ), "more money buys a"
    for worth in found.evppi:
        assert worth.value <= found.evpi * 1.5 + 1
        assert worth.name in "cd" or not worth.distinguishable


def test_the_choice_and_what_is_known_of_it_are_those_of_trying_every_set():
    programme = programme_of(programme_data())
    found, options = choose(programme, DRAWS), candidates(programme, DRAWS, 1)
    sets = [
        one
        for size in range(5)
        for one in combinations(range(4), size)
        if sum(options[k].spend("nhs_icb") for k in one) <= 2_000_000
    ]
    values = np.stack([sum((options[k].values for k in one), np.zeros(DRAWS)) for one in sets], axis=1)
    best = int(values.mean(axis=0).argmax())
    assert [options[k].service for k in sets[best]] == ids(found)
    assert found.evpi == pytest.approx(values.max(axis=1).mean() - values.mean(axis=0).max())
    winners = values.argmax(axis=1)
    assert found.chance_best == pytest.approx((winners == best).mean())
    for k, row in enumerate(found.services):
        assert row.in_best == pytest.approx(np.mean([k in sets[winner] for winner in winners]))
    assert all(worth.value <= found.evpi * 1.5 + 1 for worth in found.evppi)


def test_two_services_of_one_name_are_told_apart():
    """By the titles of their cases, or by a number where these are alike too: a board reads names, not ids."""

    def named(ident: str, title: str) -> dict[str, Any]:
        case = service_case("a", 1000, 1000) | {"title": title}
        return {"id": ident, "case": case | {"options": [case["options"][0] | {"name": "Peers"}]}}

    def names(*services: dict[str, Any]) -> list[str]:
        return [member.name for member in programme_of(programme_data(services=list(services))).members]

    assert names(named("one", "Here"), named("two", "Here")) == ["Peers (1)", "Peers (2)"]
    assert names(named("one", "Here"), named("two", "There")) == ["Peers: Here", "Peers: There"]
    assert names(named("one", "Here"), {"id": "b", "case": service_case("b", 1, 1)}) == ["Peers", "b"]


def test_the_frontier_rises_and_ends_where_no_ceiling_binds():
    found = choose(programme_of(programme_data()), DRAWS)
    worth = [point.best.value for point in found.frontier if point.best is not None]
    assert len(found.frontier) == 51 and found.frontier[0].budget == 0
    assert worth == sorted(worth) and worth[0] == 0
    assert [each.service for each in found.frontier[-1].best.chosen] == ["a", "b", "c"]
    assert found.frontier[-1].budget == pytest.approx(2_700_000, rel=0.02)


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ({"rules": [{"at_most": 1, "of": ["a", "b"]}]}, ["a", "c"]),
        ({"rules": [{"needs": "d", "for": ["a"]}]}, ["a", "d"]),
        ({"rules": [{"at_least": 0.5, "of_spend_on": ["b", "c"]}]}, ["b", "c"]),
        ({"budget": []}, ["a", "b", "c"]),
        ({"budget": [{"payer": "nhs_icb", "by_year": [900_001]}]}, ["b"]),
        ({"budget": [{"payer": "nhs_icb", "total": 0}]}, []),
        ({"maximise": "commissioner.npv"}, []),
    ],
)
def test_rules_and_ceilings_by_hand(keys, expected):
    """Each start of a costs £10,000, of b 9,000, of c 8,000 and of d 6,000; a alone is worth more than any other two but with d."""
    found = choose(programme_of(programme_data(**keys)), DRAWS)
    assert ids(found) == expected


def test_two_services_that_draw_on_one_caseload_are_never_both_chosen():
    data = programme_data()
    for service in data["services"][:2]:
        service["case"]["options"][0]["claims"] = ["ae"]
    assert ids(choose(programme_of(data), DRAWS)) == ["a", "c"]
    for service in data["services"][:2]:
        service["status"] = "in"
        service["case"]["options"][0]["name"] = f"Service {service['id']}"
    with pytest.raises(
        CaseError,
        match="Service a and Service b both draw their benefit from “ae”, so at most one of them can be in",
    ):
        programme_of(data)


def test_what_is_in_is_in_what_is_out_is_out_and_a_size_is_taken_where_it_fits():
    data = programme_data()
    data["services"][3]["status"] = "in"
    data["services"][1]["status"] = "out"
    data["services"][0]["sizes"] = [0.5, 1]
    data["budget"] = [{"payer": "nhs_icb", "total": 1_150_000}]
    found = choose(programme_of(data), DRAWS)
    assert [(each.service, each.size) for each in found.best.chosen] == [("a", 0.5), ("d", 1)]


ICB = r"the ceiling of NHS integrated care board \(ICB\)"


@pytest.mark.parametrize(
    ("keys", "inside", "said"),
    [
        ({"budget": [{"payer": "nhs_icb", "total": 500_000}]}, "d", rf"{ICB} in all would have to be at least £100,000 more"),
        ({"budget": [{"payer": "nhs_icb", "total": 500_000}, {"payer": "nhs_icb", "by_year": [350_000]}]}, "d",
         rf"No one ceiling is enough. Together, {ICB} in all .* £100,000 more; and {ICB} in 2027-28 .* £250,000 more"),
        ({"budget": [{"payer": "nhs_icb", "total": 1_000_000}], "rules": [{"needs": "d", "for": ["a"]}]}, "a",
         rf"{ICB} in all would have to be at least £600,000 more. Or else: the rule that a needs d would have to be given up"),
        ({"budget": [], "rules": [{"at_most": 0, "of": ["a", "b"]}]}, "a", "at most 0 of a and b may be chosen would have to allow 1 of them"),
        ({"budget": [], "rules": [{"at_least": 0.75, "of_spend_on": ["d"]}, {"at_most": 0, "of": ["d"]}]}, "a",
         "The least that can give way: the rule that at least 75% of the spending is on d would have to be given up, as at least £750,000 too little"),
        ({"budget": [], "rules": [{"needs": "b", "for": ["a"]}, {"needs": "c", "for": ["a"]}, {"at_most": 0, "of": ["b"]}, {"at_most": 0, "of": ["c"]}]}, "a",
         "These contradict each other, whatever the money: the rule that a needs c; the rule that at most 0 of c"),
    ],
)  # fmt: skip
def test_where_no_set_keeps_every_ceiling_it_is_said_what_gives_way_and_by_how_much(keys, inside, said):
    """By hand: a costs £1,000,000 and d £600,000, nothing of it uncertain."""
    programme = sure_programme()
    services = [
        service.model_copy(update={"status": "in" if service.id == inside else "open"})
        for service in programme.shape.services
    ]
    data = programme.shape.model_dump(exclude_unset=True, by_alias=True) | keys
    data["services"] = [service.model_dump(exclude_none=True) for service in services]
    with pytest.raises(EvaluationError, match=said):
        choose(programme_of(data), 100)


def test_one_rule_that_does_not_go_with_what_is_in_is_said_alone():
    """Both are in, at most one may be, and the money is short as well: no ceiling helps, and there is no second rule to contradict."""
    programme = sure_programme()
    data = programme.shape.model_dump(exclude_unset=True, by_alias=True)
    data |= {
        "budget": [{"payer": "nhs_icb", "total": 500_000}],
        "rules": [{"at_most": 1, "of": ["a", "b"]}],
    }
    data["services"] = [
        service.model_copy(update={"status": "in" if service.id in "ab" else "open"}).model_dump(
            exclude_none=True
        )
        for service in programme.shape.services
    ]
    with pytest.raises(
        EvaluationError, match="One rule does not go with the services that are marked in, whatever the money"
    ):
        choose(programme_of(data), 100)


PENCIL = (Path(__file__).resolve().parents[1] / "docs" / "programme.md").read_text(encoding="utf-8")


def sure_programme() -> Programme:
    """The programme of docs/programme.md, with the prices and gains of its table, and nothing uncertain."""
    rows = [
        line.strip("|").split("|")
        for line in PENCIL.splitlines()
        if line.startswith(("| a |", "| b |", "| c |", "| d |"))
    ][:4]
    cases = {}
    for name, price, gain, *_ in rows:
        case = service_case(name.strip(), float(gain.replace(",", "")), float(price.replace(",", "")))
        option = case["options"][0]
        option["people"]["planned_starts"] = sure(100)
        option["costs"][0]["unit_cost"] = sure(float(price.replace(",", "")))
        option["outcomes"][0] |= {"adds": sure(1)}
        option["outcomes"][0]["values"][0]["unit_value"] = sure(float(gain.replace(",", "")))
        cases[name.strip()] = case
    data = YAML(typ="safe").load(PENCIL.partition("```yaml\n")[2].partition("```")[0])
    data["services"] = [service | {"case": cases[service["id"]]} for service in data["services"]]
    return programme_of(data)


def test_the_four_services_of_the_page_by_pencil():
    found = choose(sure_programme(), 100)
    assert ids(found) == ["a", "b"] and "**a, b**" in PENCIL
    assert found.best.value == pytest.approx(2_900_000) and sum(found.cost["nhs_icb"]) == pytest.approx(
        1_900_000
    )
    following = [
        (tuple(each.service for each in one.chosen), round(found.best.value - one.value))
        for one in found.next_best
    ]
    assert following[:2] == [(("a", "c"), 300_000), (("a",), 900_000)]
    assert following[2:4] == [(("a", "d"), 1_000_000), (("b", "c"), 1_400_000)]
    c, d = found.left_out
    assert (c.service, round(c.rise or 0)) == ("c", 300_000) and c.comes_in_at == pytest.approx(2_700_000)
    assert (d.service, round(d.rise or 0), d.comes_in_at) == ("d", 1_000_000, None)
    assert found.evpi == 0 and found.chance_best == 1


# Sizes and draws ----------------------------------------------------------------------------------------------


def test_half_a_service_has_half_of_the_people_and_its_fixed_costs_stay():
    data = programme_data()
    case = data["services"][0]["case"]
    case["options"][0]["costs"].append(
        {"id": "team", "per": "once", "payer": "nhs_icb", "unit_cost": {"value": 50_000, "grade": 1}}
    )
    data["services"][0]["sizes"] = [1, 0.5]
    whole, half = (one for one in candidates(programme_of(data), DRAWS, 1) if one.service == "a")
    assert half.people == pytest.approx(whole.people / 2)
    assert half.spend("nhs_icb") - 50_000 == pytest.approx((whole.spend("nhs_icb") - 50_000) / 2)
    assert np.allclose(half.values + 50_000, (whole.values + 50_000) / 2)


def test_a_number_is_scaled_with_its_range_and_what_is_stated_with_it_stays():
    assert scaled({"value": 100, "range": [80, 120], "grade": 3}, 0.5) == {
        "value": 50.0,
        "range": [40.0, 60.0],
        "grade": 3,
    }
    assert scaled(100, 2) == 200
    case = programme_of(programme_data()).members[0].case
    assert of_size(case, "a", 1) is case


def test_a_number_of_the_library_has_one_draw_for_all_services_and_their_own_differ():
    """Two copies of one case: what is drawn of the library is the same in both, and what is each one's own is not."""
    from finished_cases import case_at, path_of

    model = compile_case(case_at(path_of("southfold_befriending")))
    alone, first, second = (Sample(model, 50, 1, owner=owner) for owner in ("", "one", "two"))
    blocks = [sample.block(0, 50).values for sample in (alone, first, second)]
    own = set(alone.own_columns)
    of_library = [k for k in alone.columns if k not in own]
    assert own and of_library
    assert np.array_equal(blocks[1][:, of_library], blocks[2][:, of_library])
    assert np.array_equal(blocks[0][:, of_library], blocks[1][:, of_library])
    assert all(not np.array_equal(blocks[1][:, k], blocks[2][:, k]) for k in own)


def test_a_service_alone_is_worth_what_its_case_is():
    """One service without a ceiling: its mean value is that of its case, drawn with streams of its own."""
    data = programme_data()
    data["services"] = data["services"][:1]
    programme = programme_of(data)
    (only,) = candidates(programme, 4_000, 1)
    drawn = simulate(programme.members[0].case, 4_000)["a"].accounts["society"].npv
    assert only.value == pytest.approx(drawn.mean(), abs=4 * drawn.std() / 4_000**0.5)


# Faults -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({"format": "make-the-case/2"}, "this is not a programme file"),
        (
            {"maximise": "society.nvp"},
            "nothing that can be made as large as can be. Probably meant: society.npv",
        ),
        ({"budget": [{"payer": "nhs_icbs", "total": 1}]}, "no payer is called so"),
        ({"budget": [{"payer": "nhs_icb"}]}, "a ceiling has a total, or an amount for each year"),
        (
            {"appraisal": {"years": 1}, "budget": [{"payer": "nhs_icb", "by_year": [1, 2]}]},
            "there is an amount for each year",
        ),
        ({"rules": [{"at_most": 1, "needs": "a"}]}, "this is none of the rules that there are"),
        ({"rules": [{"at_most": 1, "of": ["a", "z"]}]}, "no service is called so"),
        ({"colour": "blue"}, "colour"),
    ],
)
def test_a_fault_is_said_with_its_place(keys, said):
    with pytest.raises(CaseError) as caught:
        programme_of(programme_data(**keys))
    assert said in str(caught.value)


def test_all_faults_are_said_together_those_of_a_case_with_it():
    data = programme_data(maximise="nothing", rules=[{"at_most": 1, "of": ["z"]}])
    data["services"][1]["case"]["options"][0]["costs"][0]["per"] = "moon"
    data["services"][2]["sizes"] = [1, 1]
    with pytest.raises(CaseError) as caught:
        programme_of(data)
    assert len(caught.value.problems) >= 4
    assert "services.b.case: options.b.costs.place.per" in str(caught.value)


@pytest.mark.parametrize(
    ("spoilt", "said"),
    [
        ({"currency": "EUR"}, r"services\.b\.case: currency"),
        ({"format": "make-the-case/9"}, r"services\.b\.case: format"),
        ({"commissioner": None}, r"services\.b\.case"),
    ],
)
def test_a_case_of_another_currency_or_format_is_refused_at_its_service(spoilt, said):
    data = programme_data(commissioner="nhs_icb")
    data["services"][1]["case"] |= spoilt
    if "commissioner" in spoilt:
        data["services"][1]["case"]["options"] = []
    with pytest.raises(CaseError, match=said):
        programme_of(data)


def test_a_size_of_nothing_is_refused_as_is_a_service_twice():
    data = programme_data()
    data["services"][0]["sizes"] = [0]
    with pytest.raises(CaseError):
        programme_of(data)
    data = programme_data()
    data["services"].append(data["services"][0])
    with pytest.raises(CaseError, match="two services have this id"):
        programme_of(data)


def test_cases_of_different_years_are_read_under_the_programme_or_refused():
    data = programme_data()
    data["services"][0]["case"]["appraisal"]["first_year"] = "2026-27"
    with pytest.raises(CaseError, match="only the programme can say which to use"):
        programme_of(data)
    data["appraisal"] = {"first_year": "2027-28"}
    (changed,) = programme_of(data).restated
    assert (changed.service, changed.path, changed.was, changed.now) == (
        "a",
        "appraisal.first_year",
        "2026-27",
        "2027-28",
    )


@pytest.mark.parametrize(
    "where", ["/etc/case.yaml", "../case.yaml", "C:\\case.yaml", "nowhere.yaml", "link.yaml"]
)
def test_no_file_is_read_but_in_the_folder_of_the_programme(where, tmp_path):
    (tmp_path / "elsewhere.yaml").write_text("format: make-the-case/2", encoding="utf-8")
    (tmp_path / "link.yaml").symlink_to(tmp_path / "elsewhere.yaml")
    data = programme_data()
    data["services"][0]["case"] = where
    file = tmp_path / "programme.yaml"
    file.write_text(json.dumps(data), encoding="utf-8")
    with pytest.raises(CaseError, match=r"services\.a\.case"):
        read_programme(file)


# The terminal -------------------------------------------------------------------------------------------------


def test_the_terminal_prints_what_python_returns(tmp_path):
    data = programme_data()
    case = parse_programme(json.dumps(data), "p").members[0].case
    (tmp_path / "a.yaml").write_text(case_text(case), encoding="utf-8")
    data["services"][0]["case"] = "a.yaml"
    file = tmp_path / "programme.yaml"
    with file.open("w", encoding="utf-8") as out:
        YAML(typ="safe").dump(data, out)
    printed = json.loads(run("programme", file, "--draws", "200", "--json").stdout)
    found = choose(read_programme(file, load_library()), 200)
    assert printed["format"] == "make-the-case-programme-result/1"
    assert set(printed) == {
        "format",
        "chosen",
        "value",
        "cost",
        "services",
        "frontier",
        "next_best",
        "evpi",
        "evppi",
        "chance_positive",
        "interval_80",
        "value_within",
    }
    assert [each["service"] for each in printed["chosen"]] == ids(found)
    assert set(printed["services"][0]) == {"id", "size", "value", "cost", "people", "verdict", "in_best"}
    assert printed["evpi"] == pytest.approx(found.evpi)
    said = run("programme", file, "--draws", "200").stdout.decode()
    assert "Best under these ceilings and rules: a and b." in said


def test_too_few_draws_and_a_file_that_is_not_there_are_said(tmp_path):
    few = run("programme", tmp_path / "none.yaml", "--draws", "5")
    assert few.returncode == WRONG_USAGE and "100 draws or more" in few.stderr.decode()
    gone = run("programme", tmp_path / "none.yaml")
    assert gone.returncode == HAS_ERRORS and "the file cannot be read" in gone.stderr.decode()


def test_a_path_of_a_case_is_not_read_where_there_is_no_folder(tmp_path: Path):
    data = programme_data()
    data["services"][0]["case"] = "a.yaml"
    with pytest.raises(CaseError, match="here a case is given whole"):
        programme_of(data)


# What rooms ask -----------------------------------------------------------------------------------------------


def test_what_comes_in_where_a_service_is_dropped_and_what_the_last_pounds_buy_by_hand():
    """Of the page's four: without a, b and c are best (1.5 million); without b, a and c (2.6). At £1.85 million a and c, at £1.9 million still a and b."""
    found = choose(sure_programme(), 100)
    dropped = {
        one.service: ([each.service for each in one.best.chosen], round(one.best.value))
        for one in found.dropped
        if one.best
    }
    assert dropped == {"a": (["b", "c"], 1_500_000), "b": (["a", "c"], 2_600_000)}
    less, more = found.moved
    assert (less.payer, less.by, more.by) == ("nhs_icb", -100_000, 100_000)
    assert less.best == more.best == found.best
    data = sure_programme().shape.model_dump(exclude_unset=True, by_alias=True)
    data["budget"] = [{"payer": "nhs_icb", "total": 1_950_000}]
    less, more = choose(programme_of(data), 100).moved
    assert less.best is not None and [each.service for each in less.best.chosen] == ["a", "c"]
    assert less.best.value == pytest.approx(2_600_000)


def test_the_five_lines_of_a_set_are_sums_of_those_of_its_services():
    """a and b: 100 people each; £1.9 million of cost, £4.8 million of wellbeing to those who take part, and no cash or capacity."""
    worth = choose(sure_programme(), 100).worth
    assert worth.cost == pytest.approx(1_900_000) and worth.people == pytest.approx(200)
    assert worth.classes == pytest.approx({"cash_releasing": 0, "capacity": 0, "wider": 4_800_000})
    assert worth.parties["participants"] == pytest.approx((0, 4_800_000))
    assert worth.parties["nhs_icb"] == pytest.approx((1_900_000, 0))


def test_the_frontier_is_that_of_solving_every_step():
    found = choose(programme_of(programme_data()), DRAWS)
    chooser = Chooser(programme_of(programme_data()), candidates(programme_of(programme_data()), DRAWS, 1))
    for point in found.frontier:
        best = chooser.choice.with_ceilings(point.budget / 2_000_000).best(chooser.means)
        assert best is not None and chooser.sum_of(best) == point.best
