"""What the charts of an answer say: the position of an account, kinds of benefit, and who pays and who gains."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import accumulate
from types import MappingProxyType
from typing import Literal

from make_the_case.words.charts.chart import (
    Chart,
    Series,
    scale_of,
    span_of,
    years_of,
)
from make_the_case.words.names import CLASS_WORDS, account_party
from make_the_case.words.phrases import (
    NEGLIGIBLE,
    TAX,
    capital,
    counted,
    financial_year,
    gain_or_loss,
    listed,
    money,
    party_in_prose,
    pounds,
)
from make_the_case.words.tables.summary_tables import Table, parties_table
from valuation import Answer
from valuation.accounts import BENEFIT_CLASSES, CASH_RELEASING, cash_accounts
from valuation.answer import PartyAnswer

Prices = Literal["present_value", "cash"]
MOST_PARTIES = 8


def position_chart(
    answer: Answer, option: str, account: str = "commissioner", prices: Prices = "present_value"
) -> Chart:
    """Returns the cumulative position of an account by financial year, and when it is back at nothing for good."""
    option_answer, years = answer.options[option], years_of(answer)
    is_nominal = prices == "cash" and account == "commissioner"
    if is_nominal:
        yearly = option_answer.financial_case[answer.commissioner].net
        basis = "in cash terms, before the optimism bias adjustment"
    elif prices == "cash":
        yearly = option_answer.accounts[account].yearly_net
        basis = f"{financial_year(answer.price_year)} prices, not discounted"
    else:
        yearly = option_answer.accounts[account].yearly_net_discounted
        basis = f"{financial_year(answer.price_year)} prices, discounted"
    position = tuple(accumulate(yearly))
    who = account_party(account, answer.commissioner)
    end, lowest = position[-1], min(position)
    is_cash = account in cash_accounts()
    when, mark = _back_at_nothing(position, years, is_cash)
    if abs(end) < NEGLIGIBLE:
        title = f"{capital(who)}: neither better nor worse off by {years[-1]}"
    elif is_cash:
        title = f"{capital(who)}: {money(abs(end))} {'more than it paid' if end > 0 else 'out of pocket'} by {years[-1]}"
    else:
        title = f"{capital(who)}: {money(abs(end))} {'better' if end > 0 else 'worse'} off by {years[-1]}"
    marked = {len(position) - 1, position.index(lowest) if lowest < 0 else len(position) - 1}
    labels = tuple(money(value) if k in marked else "" for k, value in enumerate(position))
    summary = (
        f"{when} The most paid out before money comes back is {money(-min(lowest, 0.0))}, in {years[position.index(lowest)]}."
        if is_cash
        else f"{when} The lowest point is {gain_or_loss(min(lowest, 0.0))}, in {years[position.index(lowest)]}."
    )
    scale, unit = scale_of(position)
    table = Table(
        "Position at the end of each year",
        ("Financial year", "In the year £", "So far £"),
        tuple((y, pounds(a), pounds(b)) for y, a, b in zip(years, yearly, position, strict=True)),
    )
    return Chart(
        "position",
        "line",
        title,
        f"Cumulative position of {who}, {years[0]} to {years[-1]}; {basis}",
        summary,
        f"Line chart. {title}. {when}",
        years,
        (Series(capital(who), position, labels),),
        unit,
        scale,
        table,
        mark,
    )


def _back_at_nothing(
    position: Sequence[float], years: Sequence[str], is_cash: bool
) -> tuple[str, tuple[int, str] | None]:
    """Returns from when on the position stays at nothing or above, as a sentence and as a mark; cash is *paid back*."""
    if not any(abs(value) > NEGLIGIBLE for value in position):
        return "Nothing is paid and nothing is received.", None
    below = [k for k, value in enumerate(position) if value < -1e-9]
    word = "pay back" if is_cash else "break even"
    last = len(position) - 1
    if not below:
        return f"It never falls below 0{', so there is nothing to pay back' if is_cash else ''}.", None
    if below[-1] == last:
        return f"It does not {word} by {years[-1]}.", (last, f"Does not {word} by {years[-1]}")
    when = years[below[-1] + 1]
    return f"It should {word} in {when}.", (below[-1] + 1, f"Should {word} in {when}")


def classes_chart(answer: Answer, option: str, account: str = "commissioner") -> Chart:
    """Returns what an account pays beside cash, capacity and wider value, each its own bar and never added up."""
    option_answer = answer.options[option]
    classes, who = option_answer.benefit_classes, account_party(account, answer.commissioner)
    cost = option_answer.accounts[account].pv_costs
    rows = [
        (f"Costs: {who}", -cost),
        *((CLASS_WORDS[name].amount, classes[name]) for name in BENEFIT_CLASSES.keys),
    ]
    names, values = tuple(name for name, _ in rows), tuple(value for _, value in rows)
    cash = rows[1][0]
    gains = {name: value for name, value in rows[1:] if value > NEGLIGIBLE}
    cash = CLASS_WORDS[CASH_RELEASING].amount
    if not gains:
        title = f"No benefit valued in money is counted against {money(cost)} of cost"
    elif max(gains, key=lambda name: gains[name]) == cash:
        title = f"Most of its benefit is cash released: {money(gains[cash])}"
    else:
        name = max(gains, key=lambda name: gains[name])
        title = f"Most of its benefit is {name.lower()}, not cash: {money(gains[name])}"
    number = len(option_answer.not_priced)
    beside = f"Not drawn, because {'it is' if number == 1 else 'they are'} not valued in money: {counted(number, 'effect')}."
    summary = f"Costs {who} {money(cost)}. There is {listed(_amount(name, value) for name, value in rows[1:])}. {beside}"
    scale, unit = scale_of(values)
    return Chart(
        "classes",
        "bars",
        title,
        f"Present values, {span_of(answer)}; {financial_year(answer.price_year)} prices. Do not add the bars together",
        summary,
        f"Bar chart. {title}.",
        (*names, "Not valued in money"),
        (_beside_unpriced(_signed(names, values), number),),
        unit,
        scale,
        Table(
            "Cost, cash, capacity and wider value",
            ("What", "£"),
            tuple((n, pounds(v)) for n, v in rows),
            beside,
        ),
    )


def _beside_unpriced(series: Series, number: int) -> Series:
    """Returns the bars with a row of words for what has no price, so that nobody reads its absence as nothing."""
    return Series(
        series.name, (*series.values, 0.0), (*series.labels, counted(number, "effect")), series.role
    )


def parties_chart(answer: Answer, option: str) -> Chart:
    """Returns who pays and who gains: each party's net value, those who lose most first."""
    parties = answer.options[option].parties
    nets = {capital(party_in_prose(p)): row.net for p, row in parties.items() if abs(row.net) > NEGLIGIBLE}
    kept = sorted(sorted(nets, key=lambda name: -abs(nets[name]))[:MOST_PARTIES], key=lambda name: nets[name])
    others = [name for name in nets if name not in kept]
    values = [nets[name] for name in kept]
    if others:
        kept.append("Others together")
        values.append(sum(nets[name] for name in others))
    payers = {name: net for name, net in nets.items() if net < 0}
    tax = capital(party_in_prose(TAX))
    gainers = {name: net for name, net in nets.items() if net > 0 and name != tax}
    if payers and gainers:
        most, gains = min(payers, key=lambda n: payers[n]), max(gainers, key=lambda n: gainers[n])
        freed = _where_capacity_is_freed(parties, answer.commissioner)
        title = f"{most} pays most, net, and {_low(gains)} {_verb(gains)} most"
        if freed:
            title = f"{most} pays most, net, and most capacity is freed at {freed}"
    elif payers:
        title = f"{min(payers, key=lambda n: payers[n])} pays most, net, and no one gains more than they pay"
    elif gainers:
        title = f"{max(gainers, key=lambda n: gainers[n])} {_verb(max(gainers, key=lambda n: gainers[n]))} most, and no one pays, net"
    else:
        title = "No one pays and no one gains"
    paid = [f"{_low(name)} {money(abs(net))}" for name, net in sorted(payers.items(), key=lambda row: row[1])]
    gained = [f"{_low(name)} {money(net)}" for name, net in sorted(gainers.items(), key=lambda row: -row[1])]
    summary = f"These pay, net: {listed(paid, most=4)}. These gain, net: {listed(gained, most=4)}."
    if nets.get(tax, 0.0) > 0:
        summary += f" {tax} {RECEIVES} {money(nets[tax])} of VAT."
    scale, unit = scale_of(values)
    return Chart(
        "parties",
        "bars",
        title,
        f"What each gains less what each pays, in money and unpaid time. Present values, {span_of(answer)}",
        summary,
        f"Bar chart, those who pay to the left and those who gain to the right. {title}.",
        tuple(kept),
        (_signed(kept, values, "pays", "gains", {tax: RECEIVES}),),
        unit,
        scale,
        parties_table(answer, option),
    )


def _where_capacity_is_freed(parties: dict[str, PartyAnswer], payer: str) -> str:
    """Returns the party for which most capacity is freed, where that is not who pays and it is worth naming."""
    freed = {party: row.pv_capacity for party, row in parties.items() if row.pv_capacity > NEGLIGIBLE}
    most = max(freed, key=lambda party: freed[party], default=payer)
    others = max((row.net for row in parties.values()), default=0.0)
    return party_in_prose(most) if most != payer and freed[most] > 0.5 * others else ""


def _amount(name: str, value: float) -> str:
    """Returns a class of benefit with its amount, in a sentence."""
    loss = "a loss of " if value < -NEGLIGIBLE else ""
    return f"{_low(name)} of {loss}{money(abs(value))}"


RECEIVES = "receives"
"""What is said of whoever is paid VAT: others pay it, and the country is no better off."""


def _signed(
    names: Sequence[str],
    values: Sequence[float],
    below: str = "",
    above: str = "",
    above_of: Mapping[str, str] = MappingProxyType({}),
) -> Series:
    """Returns bars on both sides of nothing, each with its amount, and the word that says which side it is; some names have their own."""

    def label(name: str, value: float) -> str:
        word = below if value < 0 else above_of.get(name, above)
        return f"{word} {money(abs(value))}" if word and abs(value) > NEGLIGIBLE else money(value)

    return Series("Net", tuple(values), tuple(map(label, names, values)))


def _low(name: str) -> str:
    """Returns a party's name in the middle of a sentence: `The ICB` is `the ICB`, `HMRC` stays."""
    return name if name[:2].isupper() else name[:1].lower() + name[1:]


def _verb(name: str) -> str:
    """Returns the verb that goes with who gains: people gain, the council gains."""
    many = ("people", "volunteers", "unpaid", "employers", "residents", "schools", "others")
    return "gain" if name.casefold().startswith(many) else "gains"
