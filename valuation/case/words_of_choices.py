"""What a form says for each word that a key of the case file may hold, such as a kind of value or a way of counting people.

Only what shows a form or a paper imports this; working a case out needs no words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from valuation.case.drivers import DRIVERS

if TYPE_CHECKING:
    from valuation.case.key_types import Shape


def choice_words(shape: type[Shape], key: str, choice: str) -> str:
    """Returns what a form says for one of the words that a key may hold: a row of a table says it itself."""
    if (shape.__name__, key) == ("Cost", "per"):
        return DRIVERS[choice].words
    return next(
        CHOICES[parent.__name__, key][choice] for parent in shape.__mro__ if (parent.__name__, key) in CHOICES
    )


CHOICES: dict[tuple[str, str], dict[str, str]] = {
    ("Number", "distribution"): {
        "normal": "Bell curve, either side alike (normal)",
        "lognormal": "Always above 0, with a long upper tail (lognormal)",
        "beta": "For shares, from 0% to 100% (beta)",
        "gamma": "For amounts, 0 or more (gamma)",
        "triangular": "Triangle: least, most likely, most (triangular)",
        "pert": "Triangle with rounded sides (PERT)",
        "uniform": "Everything between the ends equally likely (uniform)",
        "fixed": "Held fixed in the simulation (fixed)",
    },
    ("People", "pool"): {
        "standing": "The same people, offered it once",
        "each_year": "As many new people every year",
    },
    ("People", "timing"): {
        "through_year": "Evenly through the year",
        "start_of_year": "At the start of the year",
    },
    ("People", "split_by"): {
        "groups": "Groups of people",
        "areas": "Areas",
    },
    ("Cost", "category"): {
        "pay": "Pay",
        "non_pay": "Other running cost",
        "capital": "Capital: buildings, equipment, systems",
    },
    ("Cost", "purpose"): {
        "training": "Training",
        "supervision": "Supervision",
        "evaluation": "Evaluation",
        "overheads": "Overheads",
        "involvement": "Payments to people with lived experience",
    },
    ("Value", "kind"): {
        "fiscal": "Public money or capacity",
        "economic": "Earnings, output and people's own costs",
        "health": "Health: QALYs and the like",
        "wellbeing": "Wellbeing: WELLBYs and the like",
        "transfer": "Money that only changes hands (transfer)",
    },
    ("Value", "discount"): {
        "health": "The rate for health and wellbeing",
        "standard": "The standard rate",
    },
    ("Shaping", "group"): {
        "lived_experience": "People with lived experience",
        "carers": "Carers",
        "clinicians": "Clinicians",
        "voluntary_sector": "The voluntary sector",
        "public": "The public",
    },
    ("Meeting", "purpose"): {
        "decision": "For decision",
        "assurance": "For assurance",
        "information": "For information",
    },
    ("Readiness", "answer"): {
        "not_yet": "Not yet",
        "partly": "Partly",
        "in_place": "In place",
    },
    ("CaseShape", "readiness"): {
        "diverse": "Diverse users",
        "both_sides": "Meaningful for both",
        "adoption": "Adoption",
        "third_parties": "Influencing third parties",
        "scale": "Capacity to scale",
        "communities": "Across communities",
    },
    ("Proposal", "aims"): {
        "outcomes": "Improve outcomes",
        "inequalities": "Tackle inequalities in outcomes, experience and access",
        "value_for_money": "Enhance productivity and value for money",
        "social_and_economic": "Help the NHS support social and economic development",
    },
    ("Logic", "because"): {
        "activities": "From the inputs to the activities",
        "outputs": "From the activities to the people reached",
        "outcomes": "From the people reached to the outcomes",
        "impact": "From the outcomes to the impact",
    },
    ("Outcome", "applies_to"): {
        "starters": "Everyone who starts",
        "completers": "Everyone who finishes",
    },
    ("Outcome", "effect_basis"): {
        "net": "People without the service (net)",
        "gross": "The same people before it (gross)",
    },
    ("Outcome", "direction"): {"better": "Better", "worse": "Worse"},
    ("Outcome", "size"): {"small": "Small", "medium": "Medium", "large": "Large"},
    ("Appraisal", "optimism_bias"): {
        "by_grade": "By the grade of the evidence",
        "by_part": "By grade, a cost's price and quantity apart",
        "none": "No adjustment",
    },
    ("Appraisal", "own_time"): {
        "counted": "Counted",
        "left_out": "Left out",
        "all": "All of it counted",
    },
    ("Appraisal", "inflation"): {
        "gdp_deflator": "One rate for everything (GDP deflator)",
        "nhs": "NHS pay and other prices apart",
    },
    ("Appraisal", "evidence"): {
        "expected": "What to plan on",
        "proven": "What could be defended to an auditor",
    },
    ("PilotPlan", "comparison"): {
        "randomised": "Others like them, chosen by lot",
        "controlled": "Others like them, such as a waiting list",
        "none": "The same people before it",
    },
    ("Finding", "design"): {
        "review": "Systematic review",
        "randomised": "Randomised trial",
        "controlled": "Compared with similar people, not by chance",
        "before_after": "The same people before and after",
        "monitoring": "A provider's own figures",
        "claim": "Forecast, simulation or opinion",
    },
    ("Scenario", "kind"): {"challenge": "Challenge: the figures that are disputed"},
    ("CaseShape", "format"): {
        "make-the-case/1": "Make the Case, format 1",
        "make-the-case/2": "Make the Case, format 2: with findings",
    },
}
"""The words of every choice, by the name of the shape that states it and the key."""
