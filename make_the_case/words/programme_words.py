"""A programme in plain sentences and tables, for the terminal: which services, under which ceilings, and what comes next."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from make_the_case.words.phrases import (
    ALL_TOGETHER,
    CASH_OF_MANY,
    TOO_SMALL,
    better_or_worse,
    capital,
    counted,
    financial_year,
    listed,
    money,
    party_in_prose,
    plain_number,
    pounds,
)
from make_the_case.words.tables.summary_tables import Table
from make_the_case.words.uncertainty import Chance
from valuation.figures import digits
from valuation.prices import years_from
from valuation.programme.programme_answer import Dropped, LeftOut, Moved, Picked, ProgrammeAnswer, Sum
from valuation.programme.programme_file import Restated
from valuation.programme.programme_shape import Ceiling, Rule, Service

UNITS = {
    "nice.net_health_benefit": "QALYs",
    "qalys": "QALYs",
    "wellbys": "WELLBYs",
}
"""What is maximised and is not money, by what the programme calls it."""
SIZES = {0.25: "a quarter of its size", 0.5: "half its size", 0.75: "three quarters of its size", 2.0: "twice its size"}  # fmt: skip
SAME_MONEY = 1.0
"""£ below which two sets are worth the same."""


def names_of(answer: ProgrammeAnswer) -> dict[str, str]:
    """Returns what each service is called."""
    return {row.picked.service: row.name for row in answer.services}


def years_of(first_year: str, years: int) -> list[str]:
    """Returns the financial years of a programme."""
    return years_from(first_year, years)


def name_of_service(service: Service) -> str:
    """Returns what a service is called before it has been worked out: the option of its case, where the case stands there whole."""
    case = service.case if isinstance(service.case, dict) else {}
    options = case.get("options")
    for option in options if isinstance(options, list) else []:
        if isinstance(option, dict) and option.get("id") == (
            service.option or case.get("preferred") or option.get("id")
        ):
            return str(option.get("name") or option.get("id"))
    return service.id.replace("_", " ").capitalize()


def options_of_service(service: Service) -> dict[str, str]:
    """Returns the options of a service's case with their names, where the case stands there whole."""
    case = service.case if isinstance(service.case, dict) else {}
    options = case.get("options")
    found = [option for option in (options if isinstance(options, list) else []) if isinstance(option, dict)]
    return {str(option.get("id")): str(option.get("name") or option.get("id")) for option in found}


def ceiling_words(ceiling: Ceiling, years: Sequence[str]) -> str:
    """Returns a ceiling as a sentence."""
    payer = capital(party_in_prose(ceiling.payer))
    if ceiling.total is not None:
        return f"{payer} may spend £{pounds(ceiling.total)} in all."
    amounts = [
        f"£{pounds(most)}" + (f" in {financial_year(years[k])}" if k < len(years) else "")
        for k, most in enumerate(ceiling.by_year or [])
    ]
    return f"{payer} may spend {listed(amounts)}."


def size_words(size: float) -> str:
    """Returns how large a service is beside its own case.

    >>> size_words(0.5), size_words(1), size_words(0.3)
    ('half its size', 'its whole size', '0.3 of its size')
    """
    return "its whole size" if size == 1 else SIZES.get(size, f"{digits(size)} of its size")


def picked_words(answer: ProgrammeAnswer, picked: tuple[Picked, ...]) -> str:
    """Returns services as a list, each with its size where that is not the whole."""
    names = names_of(answer)
    words = [
        names[each.service] + (f" (at {size_words(each.size)})" if each.size != 1 else "") for each in picked
    ]
    return listed(words) if words else "none of them"


def amount(value: float, maximise: str) -> str:
    """Returns an amount of what is maximised."""
    unit = UNITS.get(maximise)
    return money(value) if unit is None else f"{value:,.1f} {unit}".replace("-", "\N{MINUS SIGN}")


def best_sentence(answer: ProgrammeAnswer) -> str:
    """Returns which services are best together."""
    if not answer.best.chosen:
        return "Best under these ceilings and rules: none of them."
    return f"Best under these ceilings and rules: {picked_words(answer, answer.best.chosen)}."


def programme_sentences(answer: ProgrammeAnswer, maximise: str) -> list[str]:
    """Returns which services are best, how sure that is, and what it would be worth to know more."""
    return [*worth_sentences(answer, maximise), *finding_out_sentences(answer, maximise)]


def worth_sentences(answer: ProgrammeAnswer, maximise: str) -> list[str]:
    """Returns which services are best, what they are worth together, and how sure that is."""
    return [
        f"{best_sentence(answer)} Together they are expected to be worth {amount(answer.best.value, maximise)}. {spread_sentence(answer, maximise)}".rstrip(),
        Chance(answer.chance_best).that("no other set would have been better"),
    ]


def likely_words(answer: ProgrammeAnswer, maximise: str) -> str:
    """Returns the likely range of what the chosen set is worth; nothing where it does not differ."""
    low, high = (amount(end, maximise) for end in answer.spread.likely)
    return "" if low == high else f"likely range {low} to {high}"


def spread_sentence(answer: ProgrammeAnswer, maximise: str) -> str:
    """Returns the likely range of what the chosen set is worth, and where that is money the chance that it is worth more than it costs."""
    low, high = answer.spread.likely
    if not answer.best.chosen or not high > low:
        return ""
    if maximise in UNITS:
        return f"The likely range is {amount(low, maximise)} to {amount(high, maximise)}."
    chance = Chance(answer.spread.chance).that("they are worth more than they cost")
    return f"The likely range is {better_or_worse(low, high)}. {chance}"


def finding_out_sentences(answer: ProgrammeAnswer, maximise: str) -> list[str]:
    """Returns what it would be worth to know more before choosing, and of which service first."""
    sentences = [f"Knowing everything before choosing would be worth {amount(answer.evpi, maximise)}."]
    clear = [worth for worth in answer.evppi if worth.distinguishable]
    if clear and answer.evpi > 0:
        most = max(clear, key=lambda worth: worth.value)
        sentences.append(
            f"Most of that is to be found out about {most.name}: {amount(most.value, maximise)}."
        )
    return sentences


# What the programme says -------------------------------------------------------------------------------------


def rule_words(rule: Rule, names: Mapping[str, str], commissioner: str) -> str:
    """Returns a rule as a sentence, with its reason where one is given."""

    def named(services: Sequence[str] | None, joint: str = "and") -> str:
        words = [names.get(each, each) for each in services or ()]
        return listed(words) if joint == "and" else f" {joint} ".join(words)

    if rule.at_most is not None:
        sentence = f"At most {rule.at_most} of {named(rule.of)} may be chosen."
    elif rule.needs is not None:
        sentence = f"Where {named(rule.for_, 'or')} is chosen, {named([rule.needs])} has to be chosen too."
    else:
        share = plain_number(100 * (rule.at_least or 0.0))
        sentence = f"At least {share}% of what {party_in_prose(commissioner)} spends has to go to {named(rule.of_spend_on)}."
    return f"{sentence} {capital(rule.because).rstrip('.')}." if rule.because else sentence


RESTATED: dict[str, tuple[str, Callable[[str], str]]] = {
    "commissioner": ("the organisation asked to pay", party_in_prose),
    "appraisal.first_year": ("the first year", financial_year),
    "appraisal.years": ("the number of years", str),
    "appraisal.price_year": ("the year of its prices", financial_year),
    "appraisal.discounting": ("discounting", lambda words: words.replace("_", " ").capitalize()),
    "appraisal.evidence": ("the standard of proof", str.capitalize),
}
"""What the programme sets for every case, by its place: what that is called, and how its value is said."""


def restated_sentences(answer: ProgrammeAnswer) -> list[str]:
    """Returns what cases say otherwise than the programme, under which they were read, a sentence for each."""
    names = names_of(answer)
    return [
        f"{names[service]} is read with {listed(_restated(answer.restated, service))}."
        for service in dict.fromkeys(one.service for one in answer.restated)
    ]


def _restated(restated: Sequence[Restated], service: str) -> list[str]:
    found = []
    for one in restated:
        if one.service == service:
            name, says = RESTATED[one.path]
            was = "not said" if one.was == "nothing" else says(one.was)
            found.append(f"{name} {says(one.now)} (in its own case: {was})")
    return found


# What rooms ask ----------------------------------------------------------------------------------------------


def dropped_sentence(answer: ProgrammeAnswer, one: Dropped, maximise: str) -> str:
    """Returns what would be best without one of the chosen services, and what that gives up."""
    name = names_of(answer)[one.service]
    if one.best is None:
        return f"Without {name}, no set of services keeps every ceiling and rule."
    less = amount(answer.best.value - one.best.value, maximise)
    return f"Without {name}, the best would be: {picked_words(answer, one.best.chosen)}. That is worth {less} less."


def moved_sentence(answer: ProgrammeAnswer, one: Moved, maximise: str) -> str:
    """Returns what would be best with less or more money of one payer."""
    much = f"£{pounds(abs(one.by))}"
    head = f"With {much} {'less' if one.by < 0 else 'more'} from {party_in_prose(one.payer)}"
    if one.best is None:
        return f"{head}, no set of services keeps every ceiling and rule."
    if one.best.chosen == answer.best.chosen:
        last = (
            f"the last {much} buys nothing"
            if one.by < 0
            else "what holds the choice back is something other than this money"
        )
        return f"{head}, the same services would be best: {last}."
    change = one.best.value - answer.best.value
    more = f"{amount(abs(change), maximise)} {'more' if change > 0 else 'less'}"
    return f"{head}, the best would be: {picked_words(answer, one.best.chosen)}. That is worth {more}."


def left_out_sentences(answer: ProgrammeAnswer, maximise: str) -> list[str]:
    """Returns what would bring in each service that is left out."""
    return [left_out_sentence(answer, one, maximise) for one in answer.left_out]


def left_out_sentence(answer: ProgrammeAnswer, one: LeftOut, maximise: str) -> str:
    """Returns what would bring in a service that is left out, at its whole size or the one that is nearest to it."""
    name = names_of(answer)[one.service]
    sizes = [row.picked.size for row in answer.services if row.picked.service == one.service]
    nearest = min(sizes, key=lambda size: abs(size - 1))
    size = f" at {size_words(nearest)}" if len(sizes) > 1 else ""
    if one.rise is None:
        return f"{name} is left out, and no set with it{size} keeps every ceiling and rule."
    at = "" if one.comes_in_at is None else f", or with a first ceiling of £{pounds(one.comes_in_at)}"
    return f"{name} is left out. It would come in{size} if it were expected to be worth {amount(one.rise, maximise)} more{at}."


# Tables ------------------------------------------------------------------------------------------------------


def services_table(answer: ProgrammeAnswer, maximise: str, commissioner: str) -> Table:
    """Returns every service in every size, with whether it is chosen."""
    chosen = set(answer.best.chosen)
    rows = tuple(
        (
            row.name,
            f"{digits(row.picked.size)}",
            "yes" if row.picked in chosen else "no",
            amount(row.value, maximise),
            pounds(sum(row.cost.get(commissioner, []))),
            f"{row.people:,.0f}",
            Chance(row.in_best).words,
        )
        for row in answer.services
    )
    payer = capital(party_in_prose(commissioner))
    return Table(
        "The services",
        (
            "Service",
            "Size",
            "Chosen",
            "Expected to be worth",
            f"{payer} pays £ in cash",
            "People",
            "In the best set",
        ),
        rows,
        CASH_OF_MANY,
    )


def ceilings_table(answer: ProgrammeAnswer) -> Table:
    """Returns how much of each ceiling the chosen set uses."""
    rows = tuple(
        (
            capital(party_in_prose(use.payer)),
            financial_year(use.year) if use.year else "All years",
            pounds(use.spent),
            pounds(use.most),
            pounds(use.most - use.spent),
        )
        for use in answer.ceilings
    )
    return Table("The ceilings, £ in cash terms", ("Payer", "Year", "Spent", "Ceiling", "Left"), rows)


def next_best_table(answer: ProgrammeAnswer, maximise: str) -> Table:
    """Returns the sets that come next, and what each gives up."""

    def row(one: Sum) -> tuple[str, str, str]:
        return (
            picked_words(answer, one.chosen),
            amount(one.value, maximise),
            amount(answer.best.value - one.value, maximise),
        )

    return Table(
        "What comes next", ("Services", "Expected to be worth", "Gives up"), tuple(map(row, answer.next_best))
    )


def cost_by_year_table(answer: ProgrammeAnswer) -> Table:
    """Returns what each payer pays for the chosen set by year, in cash terms."""
    rows = tuple(
        (capital(party_in_prose(payer)), *map(pounds, years), pounds(sum(years)))
        for payer, years in answer.cost.items()
        if sum(years) >= SAME_MONEY
    )
    if len(rows) > 1:
        each = [sum(paid) for paid in zip(*answer.cost.values(), strict=True)]
        rows = (*rows, (ALL_TOGETHER, *map(pounds, each), pounds(sum(each))))
    header = ("Payer", *map(financial_year, answer.years), "All years")
    return Table("What each pays for the chosen services, £ in cash terms", header, rows, CASH_OF_MANY)


def parties_table(answer: ProgrammeAnswer) -> Table:
    """Returns who pays and who gains by the chosen set, the largest first."""
    parties = sorted(answer.worth.parties.items(), key=lambda row: -max(row[1]))
    rows = tuple(
        (capital(party_in_prose(party)), pounds(pays), pounds(gains), pounds(gains - pays))
        for party, (pays, gains) in parties
        if max(abs(pays), abs(gains)) >= SAME_MONEY
    )
    paid, gained = (sum(row[k] for row in answer.worth.parties.values()) for k in range(2))
    total = (ALL_TOGETHER, pounds(paid), pounds(gained), pounds(gained - paid))
    note = "“Pays” includes unpaid time and rooms. Averages over the simulation runs."
    return Table(
        "Who pays and who gains, £ at present value", ("Who", "Pays", "Gains", "Net"), (*rows, total), note
    )


def finding_out_table(answer: ProgrammeAnswer, maximise: str) -> Table:
    """Returns what knowing each service's own numbers would be worth to the choice, the largest first."""
    rows = tuple(
        (worth.name, amount(worth.value, maximise) if worth.distinguishable else TOO_SMALL)
        for worth in sorted(answer.evppi, key=lambda worth: -worth.value)
    )
    return Table("What is worth finding out first", ("About", "Worth to the choice"), rows)


def groups_table(answer: ProgrammeAnswer) -> Table:
    """Returns how many of each group start, of the services whose cases tell groups apart."""
    names = names_of(answer)
    rows = tuple((names[service], group, f"{people:,.0f}") for service, group, people in answer.worth.groups)
    return Table("Who is reached", ("Service", "Group", "People who start"), rows)


def five_lines_of(answer: ProgrammeAnswer, commissioner: str) -> list[str]:
    """Returns the five lines of the chosen set, in their fixed order: they are never added into one figure."""
    worth, payer = answer.worth, party_in_prose(commissioner)
    others = sorted(
        ((party, pays) for party, (pays, _) in worth.parties.items() if party != commissioner and pays >= SAME_MONEY),
        key=lambda row: -row[1],
    )  # fmt: skip
    too = listed(f"{party_in_prose(party)} ({money(pays)})" for party, pays in others)
    cash, capacity, wider = (worth.classes[name] for name in ("cash_releasing", "capacity", "wider"))
    return [
        f"Costs {payer} {money(worth.cost)} over {counted(len(answer.years), 'year')}, at present value."
        + (f" Others pay or give time too: {too}." if others else ""),
        "Releases no cash." if cash < SAME_MONEY else f"Should release {money(cash)} in cash.",
        _of_capacity(capacity),
        _of_wider(wider),
        f"Not valued in money: {counted(len(worth.not_priced), 'outcome')} of these cases."
        if worth.not_priced
        else "Not valued in money: the cases name nothing. That does not mean that there is nothing.",
    ]


def _of_capacity(capacity: float) -> str:
    if abs(capacity) < SAME_MONEY:
        return "No change in staff time or beds is counted."
    verb = "free" if capacity > 0 else "take up"
    return f"Should {verb} capacity worth {money(abs(capacity))}. This is staff time and beds, not money to spend."


def _of_wider(wider: float) -> str:
    if abs(wider) < SAME_MONEY:
        return "No wider value is counted."
    if wider < 0:
        return f"In wider value, people and society should be {money(-wider)} worse off."
    return f"Should bring wider value of {money(wider)} to people and society."
