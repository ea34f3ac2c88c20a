"""Valid cases at random, for the properties: small enough to read when one fails, wide enough to use every key.

What is drawn from is made once: Hypothesis looks through each new thing to draw from, which takes longer than to draw.
"""

from __future__ import annotations

from functools import cache
from typing import Any

from hypothesis import strategies as st

from valuation import Case, load_library
from valuation.case.validity.validation import validated

LIBRARY = load_library()
PUBLIC = ("nhs_icb", "acute_trust", "primary_care", "local_authority", "dwp")
ANYONE = (*PUBLIC, "voluntary_sector", "participants", "carers", "residents")


def case_of(data: dict[str, Any]) -> Case:
    """Returns the case that plain data states."""
    return validated(data, "case", LIBRARY, None, {})


@cache
def share(low: float = 0.0, high: float = 1.0) -> st.SearchStrategy[float]:
    return st.floats(low, high).map(lambda x: round(x, 3))


@cache
def number(low: float, high: float) -> st.SearchStrategy[Any]:
    """A bare number, or one with a grade."""
    value = st.floats(low, high).map(lambda x: round(x, 3))
    return value | st.builds(lambda v, g: {"value": v, "grade": g}, value, st.integers(1, 6))


@cache
def money(high: float = 5000.0) -> st.SearchStrategy[Any]:
    """Money in the case's prices, or in those of an earlier year."""
    value = st.floats(0, high).map(lambda x: round(x, 2))
    return value | st.builds(
        lambda v, g, y: {"value": v, "grade": g, "price_year": y},
        value,
        st.integers(1, 6),
        st.sampled_from(["2020-21", 2019, "2026-27"]),
    )


@cache
def parties(among: tuple[str, ...]) -> st.SearchStrategy[Any]:
    """One party, or two who share."""
    one = st.sampled_from(among)
    two = st.builds(
        lambda a, b, s: a if a == b else {a: s, b: 1 - s}, one, one, st.sampled_from([0.25, 0.5, 0.875])
    )
    return one | two


def optional(**keys: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional=keys)


YEARS = st.lists(number(0, 300), min_size=1, max_size=4)
FORM = st.sampled_from(["standing", "each_year", "list", "number"])
SHARES = st.lists(share(), min_size=1, max_size=3)
PART = st.sampled_from([0.2, 0.5, 0.75])
OF_PEOPLE = optional(
    completion=number(0, 1),
    delivery_years=st.integers(1, 6),
    timing=st.sampled_from(["through_year", "start_of_year"]),
    capacity=YEARS | number(0, 200),
)


@st.composite
def people(draw: st.DrawFn) -> dict[str, Any]:
    form = draw(FORM)
    if form in ("list", "number"):
        found: dict[str, Any] = {"planned_starts": draw(YEARS if form == "list" else number(1, 300))}
    else:
        ramp = sorted(draw(SHARES))
        found = {"eligible": draw(number(0, 3000)), "pool": form, "uptake": draw(number(0, 1)), "ramp": ramp}
    found |= draw(OF_PEOPLE)
    if draw(st.booleans()):
        part = draw(PART)
        found["segments"] = [
            {
                "id": "first",
                "share": part,
                "uptake_multiplier": draw(number(0.1, 2)),
                "weight": draw(number(0, 3)),
            },
            {"id": "rest", "share": 1 - part, "effect_multiplier": draw(number(0, 2))},
        ]
    return found


DURATION = st.sampled_from([0, 0.25, 0.5, 1, 1.5, 2, 3, 3.7, 12]) | share(0, 4)
DRIVERS = st.sampled_from(["once", "year", "start", "completer", "participant_year", "fte", "trainee"])
DRIVERS_AND_COSTS = st.sampled_from(
    ["once", "year", "start", "completer", "participant_year", "fte", "trainee", "costs"]
)
OF_A_COST = optional(
    quantity=number(0, 5), phase=SHARES, real_growth=number(-0.1, 0.1), until=st.integers(2, 5), optimism_bias=number(0, 1)
) | optional(**{"from": st.integers(0, 2)})  # fmt: skip
OF_A_PARTICIPANT_YEAR = optional(lag=DURATION, lasts=DURATION, drop_off=number(0, 1))
ROUNDED_UP_TO = st.sampled_from([0, 0.5, 1])
OF_POSTS = optional(at_least=number(0, 2))
OF_TRAINEES = optional(over_years=st.integers(1, 3), turnover=number(0, 1))


@st.composite
def cost(draw: st.DrawFn, ident: str, earlier: list[str], is_replaced: bool = False) -> dict[str, Any]:
    per = draw(DRIVERS_AND_COSTS if earlier else DRIVERS)
    found: dict[str, Any] = {
        "id": ident,
        "per": per,
        "unit_cost": draw(number(0, 1) if per == "costs" else money()),
    }
    found |= draw(OF_A_COST)
    match per:
        case "once":
            found["year"] = draw(st.integers(0, 4))
        case "participant_year":
            found |= draw(OF_A_PARTICIPANT_YEAR)
        case "fte":
            found |= {
                "starts_per_fte": draw(number(10, 200)),
                "round_up_to": draw(ROUNDED_UP_TO),
            }
            found |= draw(OF_POSTS)
        case "trainee":
            found |= {"trainees": draw(number(0, 30))} | draw(OF_TRAINEES)
        case "costs":
            found["of"] = earlier
    found["payer"] = draw(parties(PUBLIC if is_replaced else ANYONE))
    if is_replaced:
        return found | draw(releasing())
    if per != "costs" and draw(st.integers(0, 4)) == 0:
        found.pop("optimism_bias", None)
        return found | {"transfer": True, "to": draw(parties(ANYONE))}
    if draw(st.booleans()):
        return found | ({"cash": False} if draw(st.booleans()) else {"vat": draw(number(0, 0.2))})
    return found


@cache
def releasing() -> st.SearchStrategy[dict[str, Any]]:
    release = st.builds(lambda y: {"action": "Close it", "from_year": y}, st.integers(0, 5))
    return optional(cashable=number(0, 1), release=release)


KIND = st.sampled_from(["fiscal", "economic", "health", "wellbeing", "transfer"])
OF_A_VALUE = optional(quantity=number(0, 3), real_growth=number(-0.05, 0.05))


@st.composite
def value(draw: st.DrawFn, ident: str) -> dict[str, Any]:
    kind = draw(KIND)
    found = {
        "kind": kind,
        "to": draw(parties(PUBLIC if kind == "fiscal" else ANYONE)),
        "unit_value": draw(money()),
    }
    found |= draw(OF_A_VALUE)
    if kind == "fiscal":
        found |= draw(releasing())
    if kind == "transfer":
        found["from"] = draw(parties(ANYONE))
    elif draw(st.booleans()):
        found["optimism_bias"] = draw(share())
    return found


OF_AN_OUTCOME = optional(
    share=number(0, 1),
    lag=DURATION,
    lasts=DURATION,
    drop_off=number(0, 1),
    deadweight=number(0, 1),
    attribution=number(0, 1),
    displacement=number(0, 1),
    optimism_bias=number(0, 1),
    unit=st.sampled_from(["visit", "hour", "qaly", "wellby"]),
)
APPLIES_TO = st.sampled_from(["starters", "completers"])


@st.composite
def outcome(draw: st.DrawFn, ident: str) -> dict[str, Any]:
    found = draw(OF_AN_OUTCOME)
    effect = (
        {"adds": draw(number(-2, 2))}
        if draw(st.booleans())
        else {"reduces": draw(number(-1, 1)), "of": draw(number(0, 3))}
    )
    values = [draw(value(f"{ident}_{k}")) for k in range(draw(st.integers(1, 3)))]
    applies_to = draw(APPLIES_TO)
    return {"id": ident, **found, **effect, "applies_to": applies_to, "values": values}


@st.composite
def option(draw: st.DrawFn, ident: str) -> dict[str, Any]:
    costs: list[dict[str, Any]] = []
    for k in range(draw(st.integers(1, 4))):
        earlier = [c["id"] for c in costs if c["per"] != "costs" and not c.get("transfer")]
        costs.append(draw(cost(f"cost_{k}", earlier)))
    replaces = [draw(cost(f"old_{k}", [], is_replaced=True)) for k in range(draw(st.integers(0, 1)))]
    outcomes = [draw(outcome(f"outcome_{k}")) for k in range(draw(st.integers(0, 3)))]
    found = {
        "id": ident,
        "people": draw(people()),
        "costs": costs,
        "replaces": replaces,
        "outcomes": outcomes,
    }
    if "uptake" in found["people"] and draw(st.booleans()):
        extra = [draw(cost("training", []))]
        multiplies = {
            "uptake": draw(number(0.5, 2)),
            "completion": draw(number(0.5, 2)),
            "ramp": draw(number(0.5, 2)),
        }
        found["enablers"] = [{"id": "facilitation", "costs": extra, "multiplies": multiplies}]
    return found


SCHEDULES = st.sampled_from(
    ["green_book", "green_book_lower_rate", "nice_reference_case", {"standard": 0.03, "health": 0.01}]
)
HORIZONS = st.sampled_from([1, 3, 5, 5, 8])
OF_AN_APPRAISAL = optional(
    optimism_bias=st.sampled_from(["by_grade", "by_part", "none"]),
    own_time=st.sampled_from(["counted", "left_out"]),
    inflation=st.sampled_from(["gdp_deflator", "nhs"]),
)
COMMISSIONERS = st.sampled_from(["nhs_icb", "local_authority"])


@st.composite
def cases(draw: st.DrawFn, discounting: Any = None) -> dict[str, Any]:
    """A whole case of one or two options."""
    appraisal = {
        "first_year": "2026-27",
        "years": draw(HORIZONS),
        "price_year": "2025-26",
        "discounting": discounting or draw(SCHEDULES),
        **draw(OF_AN_APPRAISAL),
    }
    is_of_format_2 = appraisal.get("optimism_bias") == "by_part" or appraisal.get("inflation") == "nhs"
    return {
        "format": "make-the-case/2" if is_of_format_2 else "make-the-case/1",
        "title": "At random",
        "commissioner": draw(COMMISSIONERS),
        "appraisal": appraisal,
        "options": [draw(option(f"option_{k}")) for k in range(draw(st.integers(1, 2)))],
    }
