"""Commit, go and stop are the case with other numbers: each is the same as a case that somebody writes out by hand.

Every case by hand states who starts in each year, in which years each cost falls and when money is released; a stranger can follow it.
The pilot: 60 people, 30 in each of years 0 and 1; whoever starts last is asked within a year, so it is gone on in year 3. The case has
five years, and all is worked out over 5 + 3 = 8.
"""

from __future__ import annotations

import copy
from typing import Any

import numpy as np
import pytest
from cases_at_random import case_of
from small_cases import sure

from valuation import Case, appraise, central, compile_case, evaluate
from valuation.accounts import ACCOUNTS
from valuation.lines.compile import compile_stage
from valuation.lines.model import Model
from valuation.lines.stage import Stage, Way

YEARS, PILOT_YEARS, GO_YEAR, PEOPLE = 5, 2, 3, 60


def cost(ident: str, per: str, amount: float, **keys: Any) -> dict[str, Any]:
    return {"id": ident, "per": per, "unit_cost": sure(amount), "payer": "nhs_icb", **keys}


STANDING = {
    "eligible": sure(1000), "pool": "standing", "uptake": sure(0.4), "ramp": [sure(0.5), sure(1)],
    "capacity": [sure(180), sure(160)], "completion": sure(0.8), "delivery_years": 5,
}  # fmt: skip
"""400 people in all: half of them by the end of the first year, at most 180 and then 160 in a year."""
COSTS = [
    cost("posts", "fte", 40000, starts_per_fte=sure(50), round_up_to=1, at_least=sure(1), phase=[sure(0.5), sure(1)]),
    cost("rent", "year", 3000, until=4),
    cost("licence", "year", 700, real_growth=sure(0.02)),
    cost("set_up", "once", 9000),
    cost("system", "once", 20000, year=1, waits=True),
    cost("review", "once", 5000, year=4),
    cost("support", "participant_year", 90, lasts=sure(2)),
    cost("sessions", "completer", 110, payer={"nhs_icb": sure(0.6), "local_authority": sure(0.4)}),
    cost("time", "start", 15, payer="participants", cash=False, quantity=sure(4)),
    {**cost("overheads", "costs", 0.1), "of": ["rent", "posts", "system"]},
]  # fmt: skip
REPLACES = [
    cost("clinic", "year", 25000, **{"from": 1}, cashable=sure(1), release={"action": "The contract ends", "from_year": 1})
]  # fmt: skip
RELEASE = {"action": "Fewer shifts", "from_year": 0}
BED_DAYS = {
    "kind": "fiscal",
    "to": "acute_trust",
    "unit_value": sure(300),
    "cashable": sure(0.5),
    "release": RELEASE,
}
HEALTH = {"kind": "health", "to": "participants", "unit_value": sure(70000)}
OUTCOMES = [
    {"id": "beds", "adds": sure(1.5), "applies_to": "completers", "lasts": sure(1), "values": [BED_DAYS]},
    {"id": "health", "adds": sure(0.02), "unit": "qaly", "applies_to": "starters", "lasts": sure(2.5), "drop_off": sure(0.2), "values": [HEALTH]},
]  # fmt: skip


def data_of(people: dict[str, Any], years: int = YEARS) -> dict[str, Any]:
    """The plain data of the case with these people, over so many years."""
    option = {"id": "it", "people": people, "costs": COSTS, "replaces": REPLACES, "outcomes": OUTCOMES}
    return copy.deepcopy(
        {
            "format": "make-the-case/2",
            "title": "By hand",
            "commissioner": "nhs_icb",
            "appraisal": {
                "first_year": "2026-27", "years": years, "price_year": "2026-27", "discounting": "green_book",
            },
            "options": [option],
        }
    )  # fmt: skip


def staged(case: Case, way: Way, people: float = PEOPLE) -> Model:
    stage = Stage(way, PILOT_YEARS, GO_YEAR, people / PILOT_YEARS)
    return compile_stage(case, "it", stage, compile_case(case).routes)


def net_values(model: Model) -> dict[str, float]:
    measured = appraise(model)["it"].accounts
    return {name: float(measured[name].npv[0]) for name in ACCOUNTS.keys}


def starts(model: Model) -> list[float]:
    return np.round(evaluate(model, central(model)).starts[0, 0], 9).tolist()


def by_hand(planned: list[float], delivery_years: int, **changed: dict[str, Any] | None) -> Case:
    """The case over 8 years with these starts in each; `changed` gives an entry other keys by its id, or takes it away."""
    people = {
        "planned_starts": [sure(n) for n in planned],
        "completion": sure(0.8),
        "delivery_years": delivery_years,
    }
    data = data_of(people, YEARS + GO_YEAR)
    option = data["options"][0]
    for key in ("costs", "replaces", "outcomes"):
        option[key] = [
            {**entry, **(changed.get(entry["id"], {}) or {})}
            for entry in option[key]
            if changed.get(entry["id"], {}) is not None
        ]
    for each in option["costs"]:
        each.pop("waits", None)
    return case_of(data)


def released(from_year: int | None) -> dict[str, Any]:
    """The outcome of bed days whose money is released from a year on, or never."""
    value = {key: item for key, item in BED_DAYS.items() if key != "release"}
    release = {} if from_year is None else {"release": RELEASE | {"from_year": from_year}}
    return {"values": [{**value, **release}]}


def test_commit_is_the_case_over_more_years_and_nothing_is_cut_off() -> None:
    """People start in the case's own five years: 180, then 160, then the 60 that are left of 400."""
    model = staged(case_of(data_of(STANDING)), "commit")
    hand = by_hand([180, 160, 60, 0, 0], 5)
    assert starts(model) == [180, 160, 60, 0, 0, 0, 0, 0] == starts(compile_case(hand))
    assert net_values(model) == pytest.approx(net_values(compile_case(hand)), rel=1e-12)
    assert net_values(model)["society"] != pytest.approx(
        net_values(compile_case(case_of(data_of(STANDING))))["society"]
    )


def test_go_begins_the_option_anew_in_those_who_are_left() -> None:
    """Of 400, 60 start in the pilot. From year 3 the ramp begins anew in 340: half of them, then the rest up to 160.

    Posts are filled late again; the system waits until year 3; the clinic closes, and money is released, from year 3.
    """
    model = staged(case_of(data_of(STANDING)), "go")
    hand = by_hand(
        [30, 30, 0, 170, 160], 5,
        posts={"phase": [sure(0.5), sure(1), sure(1), sure(0.5), sure(1)]},
        system={"year": 3},
        clinic={"from": 3, "release": {"action": "The contract ends", "from_year": 3}},
        beds=released(3),
    )  # fmt: skip
    assert starts(model) == [30, 30, 0, 170, 160, 0, 0, 0]
    assert net_values(model) == pytest.approx(net_values(compile_case(hand)), rel=1e-12)


def test_stop_lets_what_has_begun_run_out() -> None:
    """60 start. Rent, licence and posts end with year 2; nothing waits any longer, nothing closes, no money is released."""
    model = staged(case_of(data_of(STANDING)), "stop")
    hand = by_hand(
        [30, 30, 0], 3,
        rent={"until": 2}, system=None, review=None, overheads={"of": ["rent", "posts"]}, clinic=None, beds=released(None),
    )  # fmt: skip
    assert starts(model) == [30, 30, 0, 0, 0, 0, 0, 0]
    assert net_values(model) == pytest.approx(net_values(compile_case(hand)), rel=1e-12)


PLANNED = {"planned_starts": [sure(n) for n in (40, 80, 120, 160, 200)], "completion": sure(0.8)}
EACH_YEAR = {
    "eligible": sure(500),
    "pool": "each_year",
    "uptake": sure(0.2),
    "ramp": [sure(0.2), sure(1)],
    "completion": sure(0.8),
}


@pytest.mark.parametrize(
    ("people", "go", "stop"),
    [
        (PLANNED, [30, 30, 0, 40, 80], [30, 30, 0]),  # the plan begins anew
        (EACH_YEAR, [20, 30, 0, 20, 100], [20, 30, 0]),  # in the first year only 20 of 100 can start
    ],
    ids=["a plan", "a pool that is new each year"],
)  # fmt: skip
def test_a_plan_and_a_yearly_pool_begin_anew_too(
    people: dict[str, Any], go: list[float], stop: list[float]
) -> None:
    case = case_of(data_of(people))
    assert starts(staged(case, "go")) == [*go, 0, 0, 0]
    assert starts(staged(case, "stop")) == [*stop, 0, 0, 0, 0, 0]


def test_until_is_cut_by_a_stop_and_keeps_its_year_otherwise() -> None:
    """What is paid until year 3 is paid in 0 to 3 where it is gone on, and in 0 to 2 where it is stopped."""
    data = data_of(STANDING)
    data["options"][0] |= {"costs": [cost("rent", "year", 1000, until=3)], "replaces": [], "outcomes": []}
    paid = {
        way: evaluate(model, central(model)).amounts[0, 0].tolist()
        for way in ("commit", "go", "stop")
        if (model := staged(case_of(data), way))
    }
    assert paid["commit"][:6] == paid["go"][:6] == [1000, 1000, 1000, 1000, 0, 0]
    assert paid["stop"][:6] == [1000, 1000, 1000, 0, 0, 0]


def test_the_case_itself_is_compiled_as_ever() -> None:
    case = case_of(data_of(STANDING))
    plain = case_of({**data_of(STANDING), "options": [{**data_of(STANDING)["options"][0]}]})
    model = compile_case(case)
    assert (model.years, model.options[0].people.pilot) == (YEARS, None)
    assert net_values(model) == net_values(compile_case(plain))


def test_every_stage_has_the_same_numbers_in_the_same_order() -> None:
    case = case_of(data_of(STANDING))
    paths = [[a.path for a in staged(case, way).assumptions] for way in ("commit", "go", "stop")]
    assert paths[0] == paths[1] == paths[2] == [a.path for a in compile_case(case).assumptions]


def test_each_row_of_a_stage_is_that_row_alone() -> None:
    """What starts in the pilot differs from draw to draw, and so does who is left for afterwards."""
    model = staged(case_of(data_of(STANDING)), "go")
    rows = np.repeat(central(model).values, 3, axis=0)
    uptake = [a.path for a in model.assumptions].index("options.it.people.uptake")
    rows[:, uptake] = [0.4, 0.04, 0.2]
    together = evaluate(model, type(central(model))(rows)).starts[:, 0]
    assert np.round(together, 9).tolist() == [
        [30, 30, 0, 170, 160, 0, 0, 0],
        [20, 20, 0, 0, 0, 0, 0, 0],  # 40 in all, and all of them in the pilot
        [30, 30, 0, 70, 70, 0, 0, 0],
    ]
