"""The options beside each other: which is best for each reader, and how sure that is; business as usual is always one of them."""

from __future__ import annotations

from make_the_case.words.charts.chart import Chart, Series, scale_of
from make_the_case.words.names import account_row
from make_the_case.words.phrases import (
    NEGLIGIBLE,
    capital,
    gain_or_loss,
    listed,
    money,
    party_in_prose,
    pounds,
)
from make_the_case.words.tables.summary_tables import Table
from make_the_case.words.uncertainty import Chance, range_label, range_sentence
from valuation import Answer, Case
from valuation.measures import BUSINESS_AS_USUAL
from valuation.sensitivity.decision import Standing, standings
from valuation.sensitivity.monte_carlo import Simulation, likely_range

NONE_OF_THEM = "none of them"


def option_names(case: Case) -> dict[str, str]:
    """Returns what each option is called, business as usual first."""
    usual = case.shape.counterfactual.name if case.shape.counterfactual else None
    names = {option.id: option.name or option.id for option in case.shape.options}
    return {BUSINESS_AS_USUAL: usual or "Business as usual", **names}


def best_for_whom_table(case: Case, simulation: Simulation) -> Table:
    """Returns which option is best for each reader on average, in how many of 10 simulation runs it is, and what is best in the others."""
    names = option_names(case)
    rows = tuple(
        (account_row(account, case.shape.commissioner), *_best_on(found, names))
        for account, found in standings(simulation).items()
    )
    header = ("Point of view", "Best on average", "Its net value, £", "Best of all in", "Otherwise best")
    note = (
        "Best on average means the highest net value over all simulation runs. Business as usual is 0 in every run, so it is "
        "best wherever nothing else is worth its cost."
    )
    return Table("Which option is best from each point of view, and how sure that is", header, rows, note)


THE_SAME = "All come to the same"


def _best_on(standing: Standing, names: dict[str, str]) -> tuple[str, str, str, str]:
    """Returns which option is best, its net value, how sure that is, and what is best otherwise; or that there is nothing to choose."""
    value = pounds(standing.mean[standing.best])
    if standing.is_the_same:
        return THE_SAME, value, "every run", "nothing, in any run"
    chance = Chance(standing.chance_best[standing.best]).words
    return names[standing.best], value, chance, _otherwise(standing, names)


def _otherwise(standing: Standing, names: dict[str, str]) -> str:
    others = sorted(standing.chance_best.items(), key=lambda row: -row[1])
    chances = [
        f"{names[i]} ({Chance(share).words})" for i, share in others if share > 0 and i != standing.best
    ]
    return listed(chances) if chances else "nothing else in any run"


def gains_by_option_table(case: Case, answer: Answer) -> Table:
    """Returns what each party gains or loses under each option, and which of them leaves it best off."""
    names = option_names(case)
    options = answer.options
    touched = {party for option_answer in options.values() for party in option_answer.parties}
    net = {
        party: {ident: option_answer.party(party).net for ident, option_answer in options.items()}
        for party in touched
    }
    order = sorted(net, key=lambda party: (min(net[party].values()), party))
    rows = tuple(
        (
            capital(party_in_prose(party)),
            *(pounds(net[party][ident]) for ident in options),
            _best_of(net[party], names),
        )
        for party in order
        if any(abs(value) >= NEGLIGIBLE for value in net[party].values())
    )
    header = ("Who", *(f"{names[ident]}, net £" for ident in options), "Best off with")
    note = "Best estimates, in present values, compared with business as usual. A figure below 0 is a loss."
    return Table("Who is best off with which option", header, rows, note)


def _best_of(net: dict[str, float], names: dict[str, str]) -> str:
    most = max(net.values())
    if most < NEGLIGIBLE and all(value < NEGLIGIBLE for value in net.values()):
        return (
            names[BUSINESS_AS_USUAL] if any(value < -NEGLIGIBLE for value in net.values()) else NONE_OF_THEM
        )
    return " or ".join(names[ident] for ident, value in net.items() if most - value < NEGLIGIBLE)


def options_chart(case: Case, answer: Answer, simulation: Simulation | None = None) -> Chart:
    """Returns net value to society by option, each with its likely range where there is one."""
    names = option_names(case)
    options = answer.options
    values = tuple(float(option_answer.accounts["society"].npv) for option_answer in options.values())
    draws = {} if simulation is None else {i: simulation[i].accounts["society"].npv for i in options}
    ranges = {ident: range_sentence(draws[ident]) if draws else "" for ident in options}
    labels = tuple(
        "\n".join([money(value), *(range_label(draws[ident]).splitlines() if draws else ())])
        for ident, value in zip(options, values, strict=True)
    )
    first = max(options, key=lambda ident: float(options[ident].accounts["society"].npv))
    most = max(values)
    title = (
        f"{names[first]} is worth most: {gain_or_loss(most)}, counting everyone"
        if most > 0
        else "No option is worth more than it costs, counting everyone"
    )
    lines = [
        f"{names[ident]}: {gain_or_loss(value)}{f' ({ranges[ident]})' if ranges[ident] else ''}."
        for ident, value in zip(options, values, strict=True)
    ]
    scale, unit = scale_of(values)
    ends = tuple(likely_range(draws[ident]) if ranges[ident] else None for ident in options)
    return Chart(
        "options", "bars", title, "Net value to society of each option compared with business as usual, present values",
        " ".join(lines), f"Bar chart. {title}. {' '.join(lines)}", tuple(names[ident] for ident in options),
        (Series("Net value", values, labels),), unit, scale,
        Table("Net value to society by option", ("Option", "Net value £", "Likely range"),
              tuple((names[i], pounds(v), ranges[i] or "none") for i, v in zip(options, values, strict=True))),
        ends=ends,
    )  # fmt: skip
