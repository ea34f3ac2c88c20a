"""What each key of a case file is called on a form and what it means: forms, the JSON Schema and errors read it here."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from pydantic import BaseModel

from valuation import case
from valuation.case import CaseShape, field_name


class KeyWords(NamedTuple):
    """A key in words: what stands above its field, and what it means."""

    label: str
    help: str


def _rows(text: str) -> Iterator[tuple[str, KeyWords]]:
    for line in text.strip().splitlines():
        key, label, help = (part.strip() for part in line.split("|"))
        yield key, KeyWords(label, help)


# One line for each key: key | label | help.
DESCRIBED = """
label | Name of this number | What a reader sees it called.
locator | Where in the source | The table, page or cell.
status | How it came about | Published, derived, a cited fact, a planning assumption, or still to be verified.
study | Study | Which study the effect was measured in.
design | Design | How the study compared people, such as a randomised trial.
n | People in the study | How many people were measured.
follow_up_months | Followed up, months | How long people were followed. An effect should not be counted for longer.
by | Written by | Who said so.
at | Written on | When it was said.
signed_off_by | Checked by | Who has checked it and stands by it.
owner | Owner | Who answers for it.
review | Review | When it should be looked at again.
initiative | Initiative | Where the idea comes from.
serves | Whom it serves | The people it is for.
template | Template | The template of the library that it was started from.
cautions | Cautions | What a reader should be careful of.
note | Note | Anything that a reader should know.
reason | Reason | Why this figure was chosen, or changed.
"""

WORDS = {
    "Number": """
value | Value | The best estimate, in its unit.
range | Likely range | A central 95% interval; for triangular, pert and uniform the lowest and the highest.
distribution | Shape of its uncertainty | How it is drawn within its range. If left out, by the kind of quantity. Fixed needs a reason.
unit | Unit | What it is measured in.
price_year | Prices of | The financial or calendar year of the price. If left out, the case's own.
source | Source | Where the figure comes from: a source of the library, or your own words.
grade | Grade of evidence | From 1, the best, to 6, a guess. A number without a grade counts as 6.
use | Taken from | Another number of this case, or of the library, that stands here.
""",
    "IncomeWeight": """
income | Income of this group | Their typical yearly income.
median_income | Typical income of everyone | The yearly income in the middle of all incomes.
elasticity | How fast the weight falls with income | If left out, 1.3.
""",
    "Segment": """
id | Short name | Lower-case letters, digits and underscores.
name | Name of this group | What a reader sees it called.
share | Share of everyone | This group's share of the people. All shares add up to 100%.
uptake_multiplier | Takes it up, times the average | How much likelier this group is to start. 1 is like everyone; the average uptake stays as stated.
effect_multiplier | Gains, times the stated effect | How much more or less this group gains. 1 is the effect as stated.
weight | Weight on what they gain | For the weighted reading alone. 1 leaves it as it is.
""",
    "People": """
eligible | People who could use it | How many people could be offered it.
pool | Who they are | Whether the same people are offered it once, or new people come every year.
uptake | Of those offered it, how many start | The share who ever start.
ramp | Build-up, year by year | For one group offered it once: the share of its starters who have started by the end of each year. For new people every year: the share of full uptake reached each year. The last carries on.
planned_starts | People who start, year by year | Your plan, in place of working it out. None start after its end.
completion | Of those who start, how many finish | If left out, everyone finishes.
delivery_years | Years of delivery | After them nobody starts. If left out, every year that is counted, or the length of the plan.
timing | When in the year people start | Evenly through the year, or all at its start.
capacity | Most starts a year | If left out, there is no limit. The last figure carries on.
segments | Groups who differ | Parts of the people who differ in uptake, in effect or in weight.
""",
    "Release": """
action | The decision that releases the money | Such as a contract that ends or a ward that closes.
owner | Who decides | The budget holder who has agreed to it.
from_year | Releases cash from | Before this year it counts as capacity.
""",
    "Cost": """
id | Short name | Lower-case letters, digits and underscores.
name | What it is | What a reader sees it called.
category | Category | How the financial case groups it.
per | What it grows with | What the cost is counted for: a year, a person, a post, a trainee, or a share of other costs.
quantity | How much for each | Such as hours for each person. If left out, 1.
unit_cost | Price of one | In pounds; for a share of other costs, the share.
payer | Who pays | Who bears it. It may be shared.
cash | Paid in money | Off for time and resources that are given without a payment. They are a cost too.
transfer | Only moves money | A grant, match funding or a charge: it uses no resources, so one side's cost is the other's gain.
to | Who receives it | Who is paid, where money only moves.
vat | VAT that cannot be recovered | Read by the payer's own budget alone. Ask your finance team.
phase | Share in place, year by year | Posts that are filled late, or a part-year start. The last carries on.
real_growth | Grows each year beyond inflation | If left out, 0%.
optimism_bias | Allowance for optimism | In place of the one by grade of evidence.
year | In which year | For what is paid once. If left out, the first year.
from | From | The first year in which it falls.
until | Until | The last year in which it falls. If left out, the end of delivery.
starts_per_fte | People who start for each full-time post | How many starts a year one post can carry.
round_up_to | Posts are rounded up to | Such as 0.5 where no less than half a post can be filled.
at_least | Fewest posts | Kept even where fewer would do.
trainees | People to train | How many are trained at first.
over_years | Trained over how many years | If left out, one year.
turnover | Leave each year | The share who leave each year, for whom others are trained.
of | A share of which costs | The costs of which this one is a share.
lag | Begins after | Years from the start until it begins.
lasts | Lasts | For how many years after it begins. If left out, one year.
drop_off | Fades each year by | The share that goes each year. If left out, 0%.
cashable | Share that releases cash | If left out, none. It needs a decision that releases it.
release | Decision that releases cash | Without one, what is freed is capacity and no money.
""",
    "Multiplies": """
uptake | Uptake, times | 1 changes nothing; 1.1 is a tenth more.
completion | Finishing, times | 1 changes nothing; 1.1 is a tenth more.
ramp | Build-up, times | 1 changes nothing; 1.1 is a tenth faster.
""",
    "Enabler": """
id | Short name | Lower-case letters, digits and underscores.
name | What it is | Such as facilitation, co-design or training.
costs | What it costs | Costs of the option that it belongs to.
multiplies | What it changes | By how much it changes uptake, finishing or build-up: your judgement, until there is evidence.
""",
    "Overlap": """
group | Measures the same change as | A name shared by values of one and the same change, of which one is counted.
counted | Counted | The others of the group are shown and not counted.
""",
    "Value": """
kind | What sort of value | It decides who counts it, and at which rate it is discounted.
to | Who gains | Who is better off. For public staff time, beds or money, the public body that pays for them.
from | Who pays it | Who pays, where money only moves.
quantity | How many for each unit | If left out, 1.
unit_value | Worth of one | In pounds.
cashable | Share that releases cash | If left out, none. It needs a decision that releases it.
release | Decision that releases cash | Without one, what is freed is capacity and no money.
overlap | Measures the same change as another | Of values of one and the same change only one is counted.
discount | Discounted at | If left out, the rate of its kind.
real_growth | Grows each year beyond inflation | If left out, 0%.
optimism_bias | Allowance for optimism | In place of the one by grade of evidence.
""",
    "Outcome": """
id | Short name | Lower-case letters, digits and underscores.
name | What changes | What a reader sees it called.
unit | Counted in | Such as attendance, bed day or hour; qaly or wellby for health and wellbeing.
adds | Each person has, a year | In units of good for each year that it lasts. Below 0 it is a harm, and counts as one.
reduces | Reduced by | The share by which the rate falls. Below 0 it rises.
of | The rate that is reduced | How many there are for each person and year as things are now.
share | Share of people who have it | If left out, everyone to whom it applies.
applies_to | Applies to | The group in whom the effect was measured.
effect_basis | The study compared | With other people (net of what would have happened), or the same people before and after (gross).
lag | Begins after | Years from the start until it begins. If left out, 0.
lasts | Lasts | For how many years. No longer than the study followed people, unless you say why.
drop_off | Fades each year by | The share that goes each year, after the first twelve months.
deadweight | Would have happened anyway | The share taken off (deadweight). If left out, 0%.
attribution | Due to others | The share taken off because others brought it about (attribution). If left out, 0%.
displacement | Moved from elsewhere | The share taken off because somebody else loses it (displacement). If left out, 0%.
optimism_bias | Allowance for optimism | In place of the one by grade of evidence.
total | The one that is totalled | Of several in QALYs or WELLBYs for the same change, the one in the total.
values | What it is worth | Each way in which one unit is worth something to somebody. Without one it is not priced.
direction | For better or worse | Which way it goes, where it is not priced.
size | How large | Where it is not priced.
who | For whom | Whose lives it changes.
why_not_priced | Why it has no price | So that a reader knows it was thought of.
""",
    "Option": """
id | Short name | Lower-case letters, digits and underscores.
name | Name of this option | What a reader sees it called.
people | People | Who is offered it, who starts and who finishes.
costs | Costs | What it costs, whoever pays.
replaces | What it replaces | Costs of business as usual that stop.
outcomes | Outcomes | What changes in people's lives or in what they use.
enablers | What makes it work better | Facilitation, training, co-design: costs, and factors on uptake, finishing or build-up.
claims | Caseloads it draws on | Words for the people whose benefit it claims, so that nobody claims it twice.
""",
    "OwnRates": """
standard | Rate for costs and money | A year, such as 0.035.
health | Rate for health and wellbeing | A year, such as 0.015.
""",
    "Appraisal": """
first_year | First year | The financial year in which it starts.
years | Years counted | How many years are counted, from 1 to 60.
price_year | Prices of | The year in whose prices results are stated.
discounting | Discounting | A schedule of the library, or your own rates.
optimism_bias | Allowance for optimism | By the grade of the evidence, or none at all.
own_time | People's own time | Whether the time of people, carers and volunteers is counted as a cost.
""",
    "Narrative": """
strategic | Strategic case | Text for the document.
economic | Economic case | Text for the document; the figures are written from the numbers.
commercial | Commercial case | Text for the document.
financial | Financial case | Text for the document; the figures are written from the numbers.
management | Management case | Text for the document.
""",
    "Counterfactual": """
name | Compared with | What every option is measured against.
description | What happens now | What happens to these people as things are.
""",
    "Objective": """
what | Objective | What should be achieved.
measure | Measured by | How anybody will see that it was.
baseline | Where it is now | Without it nobody can show that anything changed.
target | Where it should be | The figure to reach.
when | By when | The date by which it is reached.
""",
    "Shaping": """
group | Who | Which group of people helped to shape the proposal.
how | How were they involved? | Such as three workshops.
how_many | How many? | How many people took part.
what_changed | What changed because of it? | What is different from what it would have been.
""",
    "Logic": """
context | Context | What there is to start from.
activities | Activities | What people will do.
impact | Impact | What should be different in the end.
because | Why one step leads to the next | The reason at each step.
""",
    "Proposal": """
local_term | Your word for co-production | What you call working as equals with people who use services.
for_whom | Who it is for | The people it serves.
how_many | How many people that is | How many people live with this here.
problem | The problem | In one sentence.
change | What will change | What will be different for them.
objectives | Objectives | Up to three, each with a measure, a baseline, a target and a date.
aims | Aims | Which of an integrated care system's four aims it serves.
shaped_by | Who shaped it | Who helped to shape it, and what changed because of them.
not_known | What we do not know | About local need.
logic | How it should work | The chain from context to impact.
""",
    "Scenario": """
name | Name of this scenario | What a reader sees it called.
changes | Changes | Paths of the case, and what stands there instead.
""",
    "CaseShape": """
format | Format | Says that this is a case file, and of which version.
title | Title | What the board will call it.
organisation | Organisation | Whose case it is.
place | Place | Where it would be.
commissioner | Whose budget it is put to | The payer whose cash leads the results.
appraisal | Years and rates | When, for how long, in whose prices and at which rates.
proposal | Proposal | What is proposed, for whom and why. No number is worked out from it.
narrative | Text for the documents | For the five-case document.
assumptions | Numbers used in several places | Each has a name, and is used by it.
options | Options | Ways of doing things, each measured against what happens now.
preferred | Option put forward | If left out, the first.
counterfactual | Business as usual | What every option is measured against.
scenarios | Scenarios | Named sets of changes to this case.
correlations | Numbers that move together | Pairs of paths with a correlation from -1 to 1.
saved | Saved | Written by the program, never by hand: when, with what, and the library's figures then.
""",
}

CHOICES = {
    "People.pool": {"standing": "One group of people, offered it once", "each_year": "New people every year"},
    "People.timing": {"through_year": "Evenly through the year", "start_of_year": "At the start of the year"},
    "Cost.category": {"pay": "Pay", "non_pay": "Other than pay", "capital": "Capital"},
    "Cost.per": {
        "once": "Once, in one year",
        "year": "Each year of delivery",
        "start": "Each person who starts",
        "completer": "Each person who finishes",
        "participant_year": "Each person, for each year they take part",
        "fte": "Full-time posts, by how many start",
        "trainee": "Each person trained, with those who leave replaced",
        "costs": "A share of other costs",
    },
    "Value.kind": {
        "fiscal": "Public staff time, beds or money",
        "economic": "Earnings, output, private costs or time",
        "health": "Health (QALYs)",
        "wellbeing": "Wellbeing (WELLBYs)",
        "transfer": "A payment from one to another",
    },
    "Value.discount": {"health": "The rate for health", "standard": "The standard rate"},
    "Number.distribution": {
        "normal": "Normal",
        "lognormal": "Lognormal",
        "beta": "Beta",
        "gamma": "Gamma",
        "triangular": "Triangular",
        "pert": "PERT",
        "uniform": "Uniform",
        "fixed": "Fixed",
    },
    "Outcome.applies_to": {"starters": "Everyone who starts", "completers": "Everyone who finishes"},
    "Outcome.effect_basis": {"net": "With other people", "gross": "The same people before and after"},
    "Outcome.direction": {"better": "Better", "worse": "Worse"},
    "Outcome.size": {"small": "Small", "medium": "Medium", "large": "Large"},
    "Appraisal.optimism_bias": {"by_grade": "By the grade of the evidence", "none": "None at all"},
    "Appraisal.own_time": {"counted": "Counted", "left_out": "Left out"},
    "Shaping.group": {
        "lived_experience": "People with lived experience",
        "carers": "Carers",
        "clinicians": "Clinicians",
        "voluntary_sector": "The voluntary sector",
        "public": "The public",
    },
    "Proposal.aims": {
        "outcomes": "Improve outcomes",
        "inequalities": "Tackle inequalities in outcomes, experience and access",
        "value_for_money": "Enhance productivity and value for money",
        "social_and_economic": "Help the NHS support broader social and economic development",
    },
}
"""How each choice that a shape lists is called."""

ANYWHERE = dict(_rows(DESCRIBED))
OF_SHAPE = {shape: dict(_rows(text)) for shape, text in WORDS.items()}


def described(shape: type[BaseModel], key: str) -> KeyWords:
    """Returns what a key of a shape is called and what it means."""
    return OF_SHAPE.get(shape.__name__, {}).get(key) or ANYWHERE[key]


def choice_words(shape: type[BaseModel], key: str, choice: str) -> str:
    """Returns how a choice is called."""
    return CHOICES[f"{shape.__name__}.{key}"][choice]


def shapes() -> dict[str, type[BaseModel]]:
    """Returns every shape that a case file may hold, by its name."""
    found = [
        value for value in vars(case).values() if isinstance(value, type) and issubclass(value, BaseModel)
    ]
    return {shape.__name__: shape for shape in found if shape not in (BaseModel, case.Shape, case.Described)}


def case_schema() -> dict[str, Any]:
    """Returns the JSON Schema of the case file, every key with its name and its meaning."""
    schema = CaseShape.model_json_schema(by_alias=True)
    known = shapes()
    for name, definition in [("CaseShape", schema), *schema["$defs"].items()]:
        forms = [definition, *definition.get("anyOf", [])]
        for form in forms:
            for key, place in form.get("properties", {}).items():
                assert field_name(known[name], key) in known[name].model_fields
                words = described(known[name], key)
                place["title"], place["description"] = words.label, words.help
    return schema
