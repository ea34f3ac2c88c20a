"""A programme in plain sentences and tables, for the terminal: which services, under which ceilings, and what comes next."""

from __future__ import annotations

from make_the_case.words.phrases import capital, financial_year, listed, money, party_in_prose, pounds
from make_the_case.words.tables.summary_tables import Table
from make_the_case.words.uncertainty import Chance
from valuation.figures import digits
from valuation.programme.programme_answer import Picked, ProgrammeAnswer, Sum

UNITS = {
    "nice.net_health_benefit": "QALYs",
    "qalys": "QALYs",
    "wellbys": "WELLBYs",
}
"""What is maximised and is not money, by what the programme calls it."""


def names_of(answer: ProgrammeAnswer) -> dict[str, str]:
    """Returns what each service is called."""
    return {row.picked.service: row.name for row in answer.services}


def picked_words(answer: ProgrammeAnswer, picked: tuple[Picked, ...]) -> str:
    """Returns services as a list, each with its size where that is not the whole."""
    names = names_of(answer)
    words = [
        names[each.service] + (f" (at {digits(each.size)} of its size)" if each.size != 1 else "")
        for each in picked
    ]
    return listed(words) or "none of them"


def amount(value: float, maximise: str) -> str:
    """Returns an amount of what is maximised."""
    unit = UNITS.get(maximise)
    return money(value) if unit is None else f"{value:,.1f} {unit}"


def programme_sentences(answer: ProgrammeAnswer, maximise: str) -> list[str]:
    """Returns which services are best, how sure that is, and what it would be worth to know more."""
    best = answer.best
    sure = Chance(answer.chance_best)
    sentences = [
        f"Best under these ceilings and rules: {picked_words(answer, best.chosen)}. Together they are expected to be worth {amount(best.value, maximise)}.",
        sure.that("no other set would have been better"),
        f"Knowing everything before choosing would be worth {amount(answer.evpi, maximise)}.",
    ]
    if answer.evppi and max(value for _, value in answer.evppi) > 0:
        service, value = max(answer.evppi, key=lambda row: row[1])
        sentences.append(
            f"Most of that is to be found out about {names_of(answer)[service]}: {amount(value, maximise)}."
        )
    return sentences


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


def left_out_sentences(answer: ProgrammeAnswer, maximise: str) -> list[str]:
    """Returns what would bring in each service that is left out."""
    names = names_of(answer)
    sentences = []
    for one in answer.left_out:
        if one.rise is None:
            sentences.append(
                f"{names[one.service]} is left out, and no set with it keeps every ceiling and rule."
            )
            continue
        at = "" if one.comes_in_at is None else f", or with a first ceiling of £{pounds(one.comes_in_at)}"
        sentences.append(
            f"{names[one.service]} is left out. It would come in if it were expected to be worth {amount(one.rise, maximise)} more{at}."
        )
    return sentences


def restated_sentences(answer: ProgrammeAnswer) -> list[str]:
    """Returns what cases say otherwise than the programme, under which they were read, a sentence for each."""
    names = names_of(answer)
    return [
        f"{names[service]} is read with {listed(_restated(answer, service))}."
        for service in dict.fromkeys(one.service for one in answer.restated)
    ]


def _restated(answer: ProgrammeAnswer, service: str) -> list[str]:
    return [
        f"{one.path} {one.now} (its own file: {one.was})" for one in answer.restated if one.service == service
    ]
