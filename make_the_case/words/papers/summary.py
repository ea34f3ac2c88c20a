"""The constant block: the sentences and tables that the terminal, the page and every document print alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from make_the_case.words.assumption_phrases import name_of
from make_the_case.words.likely_range import LikelyRange
from make_the_case.words.names import CLASS_WORDS, OPTIMISM_POLICIES
from make_the_case.words.phrases import (
    AMOUNT,
    NEGLIGIBLE,
    capital,
    counted,
    financial_year,
    listed,
    money,
    party_in_prose,
    party_name,
    percent,
    quantity,
    quoted,
)
from make_the_case.words.unpriced_effects import way_of
from valuation import Answer, Assumption, Case, OptionAnswer
from valuation.accounts import BENEFIT_CLASSES, CAPACITY, CASH_RELEASING, WIDER
from valuation.answer import NotPricedAnswer
from valuation.answers.base_case import POLICY
from valuation.case.places import option_of
from valuation.case.statuses import counts_as
from valuation.case.written.earlier_formats import is_illustrative_in_words

CENTRAL_ESTIMATES = (
    "Each figure is a best estimate. Ranges and chances come from a simulation (`make-the-case sensitivity`)."
)
BEING_WORKED_OUT = "Each figure is a best estimate. Ranges and chances are being calculated."
NOT_CHECKED = "Not yet checked by anyone except the author."
ILLUSTRATIVE_IN_WORDS = "This case counts as illustrative because its own words say so. Add `illustrative: true` to the file, so that this does not depend on how a sentence is worded."
ILLUSTRATIVE = "Illustrative: this area and its local figures are made up."
PRODUCED_WITH = "Produced with Make the Case, open source. Not endorsed by the NHS, HM Treasury or NICE."
ROUNDING = "Figures may not add because of rounding."
CODE_MEANS = "Papers with the same code come from the same case. The code is not an approval."

# The five lines --------------------------------------------------------------------------------------------


def five_lines(answer: Answer, option: str, ranges: Sequence[LikelyRange | None] = ()) -> list[str]:
    """Returns the five lines that lead every result, in their fixed order: what it costs and who pays, cash
    released, capacity freed, wider value, and what is not valued in money. They are never added into one figure.

    `ranges` are the likely ranges of the five, where a simulation has been run."""
    option_answer = answer.options[option]
    classes = option_answer.benefit_classes
    lines = [
        _cost_line(answer, option_answer),
        *(CLASS_LINES[name](answer, option_answer, classes[name]) for name in BENEFIT_CLASSES.keys),
        _not_priced_line(option_answer.not_priced),
    ]
    at = 1 + BENEFIT_CLASSES.keys.index(WIDER)  # the cost stands first
    if ranges and abs(classes[WIDER]) < NEGLIGIBLE and ranges[at] is not None:
        lines[at] += " The evidence is uncertain."
    return [_with_range(line, said) for line, said in zip(lines, ranges or [None] * len(lines), strict=True)]


def line_names() -> tuple[str, ...]:
    """Returns what the five lines are called where each stands in a row."""
    classes = (capital(CLASS_WORDS[name].prose) for name in BENEFIT_CLASSES.keys)
    return ("Cost", *classes, "Not valued in money")


def _with_range(line: str, found: LikelyRange | None) -> str:
    """Returns a line with the likely range beside its first amount, or after it where it names none."""
    if found is None:
        return line
    beside = AMOUNT.sub(lambda amount: f"{amount.group()} ({found.beside})", line, count=1)
    return beside if beside != line else f"{line} {found.sentence}"


def _cost_line(answer: Answer, option_answer: OptionAnswer) -> str:
    payer, years = answer.commissioner, answer.years
    cost = option_answer.accounts["commissioner"].pv_costs
    over = f"over {counted(len(years), 'year')}"
    if cost > NEGLIGIBLE:
        first = option_answer.accounts["commissioner"].yearly_costs[0]
        when = f"in {financial_year(years[0])}, the first year"
        says_first = (
            "nothing"
            if abs(first) < NEGLIGIBLE
            else money(first)
            if first > 0
            else f"{money(-first)} more received than paid"
        )
        line = f"Costs {party_in_prose(payer)} {money(cost)} {over}" + (
            f" ({says_first} {when})." if len(years) > 1 else "."
        )
    elif cost < -NEGLIGIBLE:
        better = f"{party_in_prose(payer)} {money(-cost)} better off {over}"
        line = f"Leaves {better} before any benefit, because others pay it more than it spends."
    else:
        line = f"Costs {party_in_prose(payer)} no cash {over}."
    others = _other_payers(answer, option_answer)
    return f"{line} {others}" if others else line


def _other_payers(answer: Answer, option_answer: OptionAnswer) -> str:
    """Returns who bears costs besides the commissioner's cash: in money, and in time or other resources."""
    in_kind = {party: row.pv_costs_in_kind for party, row in option_answer.parties.items()}
    in_money = {
        party: row.pv_costs - row.pv_costs_in_kind
        for party, row in option_answer.parties.items()
        if party != answer.commissioner
    }
    sentences = []
    if _amounts(in_money):
        sentences.append(f"Others pay too: {listed(_amounts(in_money))}.")
    if _amounts(in_kind):
        sentences.append(_unpaid(in_kind))
    return " ".join(sentences)


GIVE_TIME = ("participants", "carers", "volunteers")
"""The parties who give nothing but their time."""


def _unpaid(totals: dict[str, float]) -> str:
    """Returns who gives time and resources without being paid, in one sentence."""
    given = [party for party, pv in totals.items() if pv > NEGLIGIBLE]
    if len(given) == 1 and given[0] in GIVE_TIME:
        return f"{capital(party_in_prose(given[0]))} give unpaid time worth {money(totals[given[0]])}."
    what = "time" if all(party in GIVE_TIME for party in given) else "time and resources"
    return f"Unpaid {what} also {'comes' if what == 'time' else 'come'} from {listed(_amounts(totals))}."


def _amounts(totals: dict[str, float]) -> list[str]:
    ordered = sorted(totals.items(), key=lambda row: -row[1])
    return [f"{party_in_prose(party)} ({money(pv)})" for party, pv in ordered if pv > NEGLIGIBLE]


def _cash_line(answer: Answer, option_answer: OptionAnswer, cash: float) -> str:
    if abs(cash) < NEGLIGIBLE:
        return "Releases no cash."
    if cash < 0:
        return f"Releases no cash. It takes {money(-cash)} more cash from other budgets than it releases."
    payer = party_in_prose(answer.commissioner)
    own = option_answer.party(answer.commissioner).pv_cash_releasing
    if own >= 0.995 * cash:
        where = f", all of it in {payer}'s own budget" if own <= 1.005 * cash else ""
    elif own <= 0.005 * cash:
        where = f", none of it in {payer}'s own budget"
    else:
        where = f", {money(own)} of it in {payer}'s own budget"
    return f"Should release {money(cash)} in cash{where}."


def _capacity_line(_: Answer, option_answer: OptionAnswer, capacity: float) -> str:
    if abs(capacity) < NEGLIGIBLE:
        return "No change in staff time or beds is counted."
    if capacity < 0:
        whose = "This is staff time and beds that others would have used, not money."
        return f"Should take up capacity worth {money(-capacity)}. {whose}"
    gains = {party: row.pv_capacity for party, row in option_answer.parties.items()}
    ordered = sorted((p for p in gains if gains[p] > 0.005 * capacity), key=lambda party: -gains[party])
    to = f" for {listed((party_in_prose(party) for party in ordered), most=4)}" if ordered else ""
    amounts = sorted(option_answer.outcomes, key=lambda outcome: -outcome.capacity_amount)
    freed = [f"{o.name}, about {quantity(o.capacity_amount)}" for o in amounts if o.capacity_amount >= 0.05]
    what = f" ({'; '.join(freed[:2])})" if freed else ""
    return f"Should free capacity worth {money(capacity)}{to}{what}. This is staff time and beds, not money to spend."


def _wider_line(_: Answer, __: OptionAnswer, wider: float) -> str:
    if abs(wider) < NEGLIGIBLE:
        return "No wider value is counted."
    if wider < 0:
        return f"In wider value, people and society should be {money(-wider)} worse off."
    return f"Should bring wider value of {money(wider)} to people and society."


CLASS_LINES: dict[str, Callable[[Answer, OptionAnswer, float], str]] = {
    CASH_RELEASING: _cash_line,
    CAPACITY: _capacity_line,
    WIDER: _wider_line,
}
"""What is said of each class of benefit, given the result, the option's part of it and the amount."""


def _not_priced_line(effects: Sequence[NotPricedAnswer]) -> str:
    if not effects:
        return "Not valued in money: the case names nothing. That does not mean that there is nothing."
    named = [f"{quoted(effect.name)} ({way_of(effect)})" for effect in effects]
    return f"Not valued in money: {listed(named)}."


# What stands beside the five lines -------------------------------------------------------------------------


def is_illustrative(case: Case) -> bool:
    """Returns whether the case says of itself that it is illustrative."""
    stated = case.shape.illustrative
    return is_illustrative_in_words(case.data) if stated is None else stated


def said_of_an_earlier_file(case: Case) -> list[str]:
    """Returns what is said of a case whose file says in words alone what a key says now."""
    in_words = case.shape.illustrative is None and is_illustrative_in_words(case.data)
    return [ILLUSTRATIVE_IN_WORDS] if in_words else []


def notices(case: Case) -> list[str]:
    """Returns what is said before the verdict."""
    is_checked = case.data.get("signed_off_by") or (case.shape.checked and case.shape.checked.by)
    return [*notices_of_the_place(case), *([] if is_checked else [NOT_CHECKED])]


def notices_of_the_place(case: Case) -> list[str]:
    """Returns what is said before the verdict where something else says who has checked the case."""
    return [ILLUSTRATIVE] if is_illustrative(case) else []


def facts(answer: Answer, case: Case) -> list[tuple[str, str]]:
    """Returns what the case is and how it was worked out, as (label, words)."""
    years = answer.years
    first, last = (financial_year(year) for year in (years[0], years[-1]))
    span = f"{counted(len(years), 'year')}, {first}" + (f" to {last}" if len(years) > 1 else "")
    compared = case.shape.counterfactual.name if case.shape.counterfactual else None
    return [
        ("Organisation", case.shape.organisation or "not stated"),
        ("Area", case.shape.place or "not stated"),
        ("Organisation asked to pay", party_name(answer.commissioner)),
        ("Compared with", compared or "business as usual"),
        ("Years", span),
        ("Prices", f"{financial_year(answer.price_year)} prices, with inflation taken out"),
        ("Discounting", _discounting(case)),
        (
            "Check code",
            f"{answer.check_code} ({CODE_MEANS})",
        ),
    ]


def _discounting(case: Case) -> str:
    stated = case.shape.appraisal.discounting
    if isinstance(stated, str):
        return case.library.schedules[stated].label
    standard, health = rate_in_words(stated.standard.value), rate_in_words(stated.health.value)
    return f"the case's own rates, {standard} a year, and {health} for health and wellbeing"


def rate_in_words(share: float | None) -> str:
    return "a rate taken from elsewhere" if share is None else percent(share)


def basis(answer: Answer) -> str:
    """Returns the prices and the discounting of every present value."""
    return (
        f"Money is in {financial_year(answer.price_year)} prices and discounted to present value. {ROUNDING}"
    )


def optimism_sentence(answer: Answer, option: str, case: Case) -> str:
    """Returns whether optimism bias is in the figures, and how much."""
    if case.shape.appraisal.optimism_bias == "none":
        return "No optimism bias adjustment is included. This case switches it off."
    added, taken = optimism_allowance(answer, option)
    amounts = f"{money(added)} is added to costs and {money(taken)} taken off benefits"
    return f"An optimism bias adjustment is included: {amounts}. {OPTIMISM_POLICIES[case.shape.appraisal.optimism_bias]}."


def optimism_allowance(answer: Answer, option: str) -> tuple[float, float]:
    """Returns what optimism bias adds to costs and takes off benefits, in present value."""
    lines = [
        n for n in answer.options[option].lines if n.kind == "optimism" and n.counted and n.adjusts != "vat"
    ]
    added = sum(line.pv for line in lines if line.side == "cost")
    return added, -sum(line.pv for line in lines if line.side == "benefit")


def evidence_sentences(assumptions: Iterable[Assumption], case: Case) -> list[str]:
    """Returns how good the evidence is: how many numbers of each quality, and which are unpublished."""
    numbers = [a for a in assumptions if a.path not in POLICY]
    good = sum(a.confidence <= 2 for a in numbers)
    mixed = sum(3 <= a.confidence <= 4 for a in numbers)
    weak = len(numbers) - good - mixed
    ungraded = sum(a.grade is None for a in numbers)
    none_graded = (
        "One of these has no grade, so it counts as the weakest."
        if ungraded == 1
        else f"Of these, {ungraded} have no grade, so they count as the weakest."
    )
    sentences = [
        f"The result depends on {counted(len(numbers), 'figure')}. By the grade of their evidence, "
        f"{good} are strong, {mixed} mixed and {weak} weak."
        + (f" {none_graded}" if ungraded else "")
        + " This counts figures. It does not say how much each matters."
    ]
    for status, words in (
        (
            "planning_assumption",
            (
                "is a planning assumption that has not been published",
                "are planning assumptions that have not been published",
            ),
        ),
        (
            "to_verify",
            (
                "is a commonly cited figure not yet checked at its source",
                "are commonly cited figures not yet checked at their source",
            ),
        ),
    ):
        names = [
            a.label or name_of(case, a.path)
            for a in sorted(numbers, key=lambda a: a.path)
            if counts_as(a) == status
        ]
        if names:
            head = f"One {words[0]}" if len(names) == 1 else f"Of these figures, {len(names)} {words[1]}"
            sentences.append(f"{head}{_named(names, 8)}.")
    return sentences


def unread_sentence(case: Case, answer: Answer, option: str) -> str:
    """Returns how many figures an option depends on that are not checked at their source, and the first of them; nothing where all are.

    An effect from findings stands for the findings that are read of it.
    """
    made = {path for effect in case.effects.values() for path in (effect.effect_path, effect.place_path)}
    names = [
        name_of(case, path)
        for path in answer.evidence.to_verify
        if option_of(path) in (None, option) and path not in made
    ]
    for ident, outcome in answer.options[option].evidence.outcomes.items():
        stated = case.effects[f"options.{option}.outcomes.{ident}"].outcome.findings or ()
        read = {finding.id for finding in outcome.findings if finding.read}
        names += [f.study for f in stated if f.id in read and f.status == "to_verify"]
    if not names:
        return ""
    head = (
        "one figure that has not been checked at its source"
        if len(names) == 1
        else f"{len(names)} figures that have not been checked at their source"
    )
    return f"It depends on {head}{_named(names, FEW_NAMES)}."


def _named(names: Sequence[str], most: int) -> str:
    """Returns names after what was counted: all of them, or the first few as examples."""
    quoted_names = listed(map(quoted, names[:most]))
    return f": {quoted_names}" if len(names) <= most else f", such as {quoted_names}"


FEW_NAMES = 3
"""Unread figures that are named on a first page, where they are counted."""


# What comes after the last year -----------------------------------------------------------------------------


def beyond_sentence(answer: Answer, option: str) -> str:
    """Returns the benefit that falls after the last year, which is reported and never added."""
    beyond = answer.options[option].beyond_horizon
    last = financial_year(answer.years[-1])
    known = {name: value for name, value in beyond.items() if value is not None}
    if len(known) < len(beyond):
        return f"What is expected after {last} is too large to calculate. It is not included here."
    amounts = [
        f"a further {money(value)} of {CLASS_WORDS[name].prose}"
        if value > 0
        else f"a further loss of {money(-value)} in {CLASS_WORDS[name].prose}"
        for name, value in known.items()
        if abs(value) > NEGLIGIBLE
    ]
    if not amounts:
        return f"No benefit is expected after {last}."
    is_one = len(amounts) == 1
    return (
        f"After {last}, {listed(amounts)} {'is' if is_one else 'are'} expected. "
        f"{'It is' if is_one else 'They are'} not included here."
    )
