"""What evidence to ask for on a number, and who can give it: by the kind of number that its place holds, its driver and its unit."""

from __future__ import annotations

from dataclasses import dataclass

from valuation import Case
from valuation.case.drivers import DRIVERS
from valuation.case.effects import STANDARD_AT
from valuation.case.numbers_of_a_case import Place, place_at
from valuation.case.option_shape import Cost
from valuation.case.places import entry_of, is_below, is_of_an_option, written_at


@dataclass(frozen=True)
class Asked:
    """What would settle a number, and who can give it."""

    what: str
    """Evidence, as it stands after *ask for*."""
    who: str
    """Who can give it, as it stands after *from*."""


PROVIDER, PAYER, FINANCE = "the provider", "the organisation that pays", "the finance team"
RECORDS = Asked("a count of invitations, starts and finishes over 3 months, from this area", PROVIDER)
DIARY = Asked("a diary or timesheet kept for a month", "the people whose time it is")
CASELOAD = Asked("a count of people for each post over 3 months, from the case system", PROVIDER)
ROTA = Asked("the staffing plan or the rota", PROVIDER)
QUOTE = Asked("a quote, a contract or last year's accounts", FINANCE)
PAYROLL = Asked("the pay band with on-costs, from the payroll", FINANCE)
TIME_WORTH = Asked("agreement on what an hour of this time is worth", "both sides")
DELIVERED = Asked("a count of how much was used in the last 3 months, from delivery records", PROVIDER)
SHARED = Asked("the agreement on who pays which share", "the organisations that pay")
COMPARED = Asked(
    "a comparison with people like ours who were not offered it, or a trial whose full report has been read",
    "an evaluator who is independent of the service",
)
HERE = Asked(
    "the same measure here, before and after, in people who took part and in others like them", PROVIDER
)
RATE_NOW = Asked(
    "a count of how often it happens now, in people like these", "whoever keeps the records of it"
)
FOLLOWED = Asked("following people up again at 12 and 24 months", PROVIDER)
OTHERWISE = Asked(
    "the same measure in people who were not offered it, over the same months",
    "whoever keeps the records of them",
)
PRICE = Asked(
    "the price that the organisation asked to pay would record, or the published reference cost", FINANCE
)
RELEASED = Asked("the decision that would release the money, signed for", "the budget holder")
GROUPS = Asked("a count of people in each group, from the referral records", PROVIDER)
EXCHANGE = Asked("the published study that links the one measure to the other", "the author of the case")
BIAS = Asked("how far similar services differed from their plans", "the author of the case")
RULE = Asked("agreement on which figure this decision uses", "both sides")
STANDARD = Asked("agreement on which of the two this decision uses", "both sides")
RIGHT = Asked("evidence that shows which of the two is right", "both sides")

BY_FIELD: dict[str, Asked] = {
    # who takes part
    "eligible": Asked("a count of the people who could be offered it, from registers", "the practices or services that keep them"),
    "uptake": RECORDS, "completion": RECORDS, "ramp": RECORDS, "planned_starts": RECORDS,
    "capacity": Asked("how many people there is room for in a year, by post and room", PROVIDER),
    "share": GROUPS, "uptake_multiplier": RECORDS, "effect_multiplier": COMPARED, "weight": RULE, "elasticity": RULE,
    "income": Asked("published incomes of people like these", "the author of the case"),
    "median_income": Asked("published incomes of people like these", "the author of the case"),
    # what it costs
    "quantity": DELIVERED, "unit_cost": QUOTE, "payer": SHARED, "to": SHARED, "from": SHARED, "vat": Asked("the VAT rules for this contract", FINANCE),
    "phase": Asked("the plan of when each part is paid", PROVIDER), "real_growth": Asked("the last 5 years of this price", FINANCE),
    "starts_per_fte": CASELOAD, "at_least": ROTA, "round_up_to": ROTA, "people_per_post": CASELOAD,
    "trainees": Asked("the number of people on the training list", PROVIDER), "over_years": Asked("how often people were trained again", PROVIDER),
    "turnover": Asked("how many left in the last 12 months, from staffing records", PROVIDER),
    "costs": Asked("a quote or last year's accounts that show this cost", FINANCE),
    "replaces": Asked("last year's accounts of what it takes the place of", FINANCE), "enablers": QUOTE,
    # what changes
    "outcomes": COMPARED,
    "adds": COMPARED, "reduces": COMPARED, "findings": COMPARED, "place": HERE, "of": RATE_NOW, "bridge": EXCHANGE,
    "lag": FOLLOWED, "lasts": FOLLOWED, "drop_off": FOLLOWED,
    "deadweight": OTHERWISE, "attribution": OTHERWISE, "displacement": OTHERWISE,
    # what a change is worth
    "unit_value": PRICE, "cashable": RELEASED, "optimism_bias": BIAS,
}  # fmt: skip
"""By the field of the case at which a number stands."""
HOURS = frozenset({"hours"})
PRICE_OF_AN_HOUR = frozenset({"£ per hour"})
GIVEN = frozenset({"participants", "volunteers", "carers"})
"""Parties whose time is given, so that its price is a value and no invoice."""
RULES = ("appraisal", "valuation", "discounting")
"""Parts of a case and of the library that are choices of method, which no count can settle."""


def asked_for(case: Case, path: str) -> Asked:
    """Returns what evidence to ask for on a number, or on an entry, and who can give it."""
    place = path if is_of_an_option(path) else _first_use(case, path)
    if place == STANDARD_AT:
        return STANDARD
    if any(is_below(place, part) for part in RULES):
        return RULE
    try:
        at = place_at(case.data, place)
    except (KeyError, StopIteration):
        return RIGHT
    if at.shape is Cost:
        return _of_a_cost(case, place, at)
    return BY_FIELD.get(at.key, RIGHT)


def _of_a_cost(case: Case, place: str, at: Place) -> Asked:
    """Returns the same of a number of a cost, which its driver, its unit and who pays say more of."""
    written = written_at(case.data, entry_of(place) or "")
    entry = written if isinstance(written, dict) else {}
    is_time = _unit(case, f"{entry_of(place)}.quantity") in HOURS or (
        _unit(case, f"{entry_of(place)}.unit_cost") in PRICE_OF_AN_HOUR
    )
    if at.key == "quantity" and is_time:
        return DIARY
    if at.key == "quantity" and _counts(entry) == "posts":
        return ROTA
    if at.key == "unit_cost" and is_time and _payers(entry) & GIVEN:
        return TIME_WORTH
    if at.key == "unit_cost" and (_counts(entry) == "posts" or entry.get("category") == "pay"):
        return PAYROLL
    return BY_FIELD.get(at.key, QUOTE)


def _counts(entry: dict[str, object]) -> str:
    driver = DRIVERS.by_key.get(str(entry.get("per")))
    return driver.counts if driver is not None else ""


def _payers(entry: dict[str, object]) -> set[str]:
    payer = entry.get("payer")
    return set(payer) if isinstance(payer, dict) else {str(payer)}


def _unit(case: Case, path: str) -> str:
    number = case.assumption_at(path)
    return (number.unit or "") if number is not None else ""


def _first_use(case: Case, path: str) -> str:
    """Returns the first place of an option at which a number of the library, or of the case's own, is used."""
    for place in case.numbers_written:
        number = case.assumption_at(place) if is_of_an_option(place) else None
        if number is not None and number.path == path:
            return place
    return path
