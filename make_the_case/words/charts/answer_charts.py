"""What each chart says: its title, summary and numbers as plain data, which a screen or a document then draws."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Literal

from make_the_case.words.names import CLASS_WORDS, account_party
from make_the_case.words.phrases import (
    NEGLIGIBLE,
    capital,
    counted,
    financial_year,
    listed,
    money,
    party_in_prose,
    party_name,
    plain_number,
    pounds,
    whole_percent,
)
from make_the_case.words.tables.summary_tables import Table, cash_table, parties_table
from valuation import Answer, Case
from valuation.accounts import BENEFIT_CLASSES, CASH_RELEASING, cash_accounts
from valuation.answer import PartyAnswer
from valuation.answers.reach import Reach

Prices = Literal["present_value", "cash"]
MOST_PARTIES = 8
MOST_COSTS = 10
MOST_LABELS = 12
"""More marks than this in a row are labelled at the ends alone."""


@dataclass(frozen=True)
class Series:
    """One set of marks: its name, a value for each category, and the words at each mark."""

    name: str
    values: tuple[float, ...]
    labels: tuple[str, ...]
    role: Literal["main", "second", "given", "allowance"] = "main"
    at: tuple[float, ...] = ()
    """Where each mark stands on the other axis, for lines over numbers and not over categories."""


@dataclass(frozen=True)
class Chart:
    """A chart in words and numbers: values are unrounded, and divided by `scale` to stand on the axis."""

    id: str
    kind: Literal["line", "columns", "bars", "fan", "span", "steps", "dots", "lines"]
    title: str
    subtitle: str
    summary: str
    alt: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    axis: str
    scale: float
    table: Table
    mark: tuple[int, str] | None = None
    """What is said at one place of the drawing: which category, and the words."""
    base: float | None = None
    """Where the base case stands, for a chart that departs from it."""
    ends: tuple[tuple[float, float] | None, ...] = ()
    """The likely range of each bar, where it has one."""


def position_chart(
    result: Answer, option: str, account: str = "commissioner", prices: Prices = "present_value"
) -> Chart:
    """Returns the cumulative position of an account by financial year, and when it is back at nothing for good."""
    found, years = result.options[option], _years(result)
    is_nominal = prices == "cash" and account == "commissioner"
    if is_nominal:
        yearly = found.financial_case[result.commissioner].net
        basis = "cash prices, with inflation, before the allowance for optimism"
    elif prices == "cash":
        yearly = found.accounts[account].yearly_net
        basis = f"{financial_year(result.price_year)} prices, not discounted"
    else:
        yearly = found.accounts[account].yearly_net_discounted
        basis = f"{financial_year(result.price_year)} prices, discounted"
    position = tuple(accumulate(yearly))
    who = account_party(account, result.commissioner)
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
    summary = f"{when} The lowest point is {money(min(lowest, 0.0))}, in {years[position.index(lowest)]}."
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
        return "Nothing is paid and nothing comes back.", None
    below = [k for k, value in enumerate(position) if value < -1e-9]
    word = "pay back" if is_cash else "break even"
    last = len(position) - 1
    if not below:
        return f"It never falls below nothing{', so there is nothing to pay back' if is_cash else ''}.", None
    if below[-1] == last:
        return f"It does not {word} by {years[-1]}.", (last, f"Does not {word} by {years[-1]}")
    when = years[below[-1] + 1]
    return f"It should {word} in {when}.", (below[-1] + 1, f"Should {word} in {when}")


def classes_chart(result: Answer, option: str, account: str = "commissioner") -> Chart:
    """Returns what an account pays beside cash, capacity and wider value, each its own bar and never added up."""
    found = result.options[option]
    classes, who = found.benefit_classes, account_party(account, result.commissioner)
    cost = found.accounts[account].pv_costs
    rows = [
        (f"Costs: {who}", -cost),
        *((CLASS_WORDS[name].amount, classes[name]) for name in BENEFIT_CLASSES.keys),
    ]
    names, values = tuple(name for name, _ in rows), tuple(value for _, value in rows)
    cash = rows[1][0]
    gains = {name: value for name, value in rows[1:] if value > NEGLIGIBLE}
    cash = CLASS_WORDS[CASH_RELEASING].amount
    if not gains:
        title = f"Nothing with a price is set against {money(cost)} of cost"
    elif max(gains, key=lambda name: gains[name]) == cash:
        title = f"Most of what it gives back is cash: {money(gains[cash])}"
    else:
        name = max(gains, key=lambda name: gains[name])
        title = f"Most of what it gives back is {name.lower()}, not cash: {money(gains[name])}"
    number = len(found.not_priced)
    beside = f"Not drawn, because {'it has' if number == 1 else 'they have'} no price: {counted(number, 'effect')}."
    summary = f"Costs {who} {money(cost)}; {'; '.join(f'{_low(name)} {money(value)}' for name, value in rows[1:])}. {beside}"
    scale, unit = scale_of(values)
    return Chart(
        "classes",
        "bars",
        title,
        f"Present values, {_span(result)}; {financial_year(result.price_year)} prices; the kinds are not added up",
        summary,
        f"Bar chart. {title}.",
        (*names, "Not priced"),
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


def parties_chart(result: Answer, option: str) -> Chart:
    """Returns who pays and who gains: each party's net value, those who lose most first."""
    parties = result.options[option].parties
    nets = {capital(party_in_prose(p)): row.net for p, row in parties.items() if abs(row.net) > NEGLIGIBLE}
    kept = sorted(sorted(nets, key=lambda name: -abs(nets[name]))[:MOST_PARTIES], key=lambda name: nets[name])
    others = [name for name in nets if name not in kept]
    values = [nets[name] for name in kept]
    if others:
        kept.append("Others together")
        values.append(sum(nets[name] for name in others))
    payers = {name: net for name, net in nets.items() if net < 0}
    gainers = {name: net for name, net in nets.items() if net > 0}
    if payers and gainers:
        most, gains = min(payers, key=lambda n: payers[n]), max(gainers, key=lambda n: gainers[n])
        freed = _where_capacity_is_freed(parties, result.commissioner)
        title = f"{most} pays most, net; {_low(gains)} {_verb(gains)} most"
        if freed:
            title = f"{most} pays most, net; most capacity is freed at {freed}"
    elif payers:
        title = f"{min(payers, key=lambda n: payers[n])} pays most, net; nobody gains more than they pay"
    elif gainers:
        title = f"{max(gainers, key=lambda n: gainers[n])} {_verb(max(gainers, key=lambda n: gainers[n]))} most, and nobody pays, net"
    else:
        title = "Nobody pays and nobody gains"
    said = [f"{_low(name)} {money(abs(net))}" for name, net in sorted(payers.items(), key=lambda row: row[1])]
    got = [f"{_low(name)} {money(net)}" for name, net in sorted(gainers.items(), key=lambda row: -row[1])]
    summary = f"Pays, net: {listed(said, most=4)}. Gains, net: {listed(got, most=4)}."
    scale, unit = scale_of(values)
    return Chart(
        "parties",
        "bars",
        title,
        f"What each gains less what each pays, money and time given; present values, {_span(result)}",
        summary,
        f"Bar chart, those who pay to the left and those who gain to the right. {title}.",
        tuple(kept),
        (_signed(kept, values, "pays", "gains"),),
        unit,
        scale,
        parties_table(result, option),
    )


def _where_capacity_is_freed(parties: dict[str, PartyAnswer], payer: str) -> str:
    """Returns the party for which most capacity is freed, where that is not who pays and it is worth naming."""
    freed = {party: row.pv_capacity for party, row in parties.items() if row.pv_capacity > NEGLIGIBLE}
    most = max(freed, key=lambda party: freed[party], default=payer)
    others = max((row.net for row in parties.values()), default=0.0)
    return party_in_prose(most) if most != payer and freed[most] > 0.5 * others else ""


def people_chart(result: Answer, option: str) -> Chart:
    """Returns how many people start and finish in each financial year."""
    found, years = result.options[option], _years(result)
    starts, ends = tuple(found.starts), tuple(found.completers)
    total, finish = (plain_number(round(sum(numbers))) for numbers in (starts, ends))
    title = f"About {total} people start over {counted(len(years), 'year')}, and {finish} finish"
    busiest = years[starts.index(max(starts))]
    summary = f"{capital(title[0].lower() + title[1:])}. The busiest year is {busiest}, with {plain_number(round(max(starts)))} who start."

    def labels(values: Sequence[float]) -> tuple[str, ...]:
        shown = range(len(values)) if len(values) <= MOST_LABELS else (0, len(values) - 1)
        return tuple(plain_number(round(value)) if k in shown else "" for k, value in enumerate(values))

    rows = tuple(
        (y, plain_number(round(a)), plain_number(round(b)))
        for y, a, b in zip(years, starts, ends, strict=True)
    )
    return Chart(
        "people",
        "columns",
        title,
        f"People who start and who finish in each financial year, {years[0]} to {years[-1]}",
        summary,
        f"Column chart. {title}.",
        years,
        (Series("Start", starts, labels(starts)), Series("Finish", ends, labels(ends), "second")),
        "People",
        1,
        Table("People by year", ("Financial year", "Start", "Finish"), rows),
    )


NOBODY_TOLD_APART = (
    "Whether it reaches the most deprived is not known: the case tells no groups apart. Under Numbers, More about people, the most "
    "deprived fifth can be told apart from everyone else."
)


def reach_chart(groups: Sequence[Reach]) -> Chart:
    """Returns each group's share of those who could take part beside its share of those who start."""
    names = tuple(group.name for group in groups)
    eligible, starters = (
        tuple(100 * share for share in shares)
        for shares in zip(*((g.of_eligible, g.of_starters) for g in groups), strict=True)
    )
    least = min(groups, key=lambda group: group.of_starters / group.of_eligible if group.of_eligible else 1.0)
    is_even = abs(least.of_starters - least.of_eligible) < 0.005
    title = (
        "Each group starts as often as its share of people would have it"
        if is_even
        else f"{least.name}: {whole_percent(least.of_eligible)} of people, {whole_percent(least.of_starters)} of those who start"
    )
    rows = tuple((g.name, whole_percent(g.of_eligible), whole_percent(g.of_starters)) for g in groups)
    said = " ".join(f"{name}: {could} of people, {start} of those who start." for name, could, start in rows)
    return Chart(
        "reach", "columns", title, "Share of people who could take part, and of those who start over all years, by group", said,
        f"Column chart. {title}.", names,
        (Series("Could take part", eligible, tuple(row[1] for row in rows)), Series("Start", starters, tuple(row[2] for row in rows), "second")),
        "% of people", 1, Table("Who is reached", ("Group", "Could take part", "Start"), rows),
    )  # fmt: skip


def costs_chart(result: Answer, option: str, case: Case) -> Chart:
    """Returns what the cost is made of, largest first; time given apart from payments, the allowance a bar of its own."""
    names = _cost_names(case, option)
    paid: dict[str, float] = {}
    given: dict[str, float] = {}
    allowance = 0.0
    for line in result.options[option].lines:
        if line.side != "cost" or not line.counted or line.kind == "transfer":
            continue
        if line.kind == "optimism":
            allowance += line.pv
        else:
            held = paid if line.cash else given
            held[line.path] = held.get(line.path, 0.0) + line.pv
    amounts = {path: paid.get(path, 0.0) + given.get(path, 0.0) for path in [*paid, *given]}
    ordered = sorted(
        (path for path in amounts if abs(amounts[path]) > NEGLIGIBLE), key=lambda path: -amounts[path]
    )
    shown, rest = ordered[:MOST_COSTS], ordered[MOST_COSTS:]
    rows: list[tuple[str, float, _CostRole]] = [
        (names.get(path, path), amounts[path], "main" if path in paid else "given") for path in shown
    ]
    if rest:
        rows.append((f"{len(rest)} other costs", sum(amounts[path] for path in rest), "main"))
    if abs(allowance) > NEGLIGIBLE:
        rows.append(("Allowance for optimism", allowance, "allowance"))
    roles = [role for _, _, role in rows]
    total = sum(amounts.values())
    if rows and total > NEGLIGIBLE:
        title = f"{rows[0][0]}: the largest cost, {round(100 * rows[0][1] / total)}% of the whole"
    else:
        title = "Nothing has a cost yet"
    summary = (
        f"{'; '.join(f'{name} {money(value)}' for name, value, _ in rows[:3])}. "
        f"Of the whole {money(sum(given.values()))} is time or resources given and not paid for."
        if rows
        else "No cost has been entered."
    )
    values = tuple(value for _, value, _ in rows)
    categories = tuple(f"{name} (given, not paid for)" if role == "given" else name for name, _, role in rows)
    series = tuple(
        Series(
            words,
            tuple(value if role == wanted else 0.0 for value, role in zip(values, roles, strict=True)),
            tuple(money(value) if role == wanted else "" for value, role in zip(values, roles, strict=True)),
            wanted,
        )
        for wanted, words in _COST_ROLES
        if wanted in roles
    )
    scale, unit = scale_of(values)
    table = Table(
        "What the cost is made of",
        ("Cost", "£"),
        tuple((name, pounds(value)) for name, value in zip(categories, values, strict=True)),
    )
    return Chart(
        "costs",
        "bars",
        _short(title),
        f"Present values for everyone who bears them, {_span(result)}; {financial_year(result.price_year)} prices",
        summary,
        f"Bar chart, largest first. {_short(title)}.",
        categories,
        series,
        unit,
        scale,
        table,
    )


_CostRole = Literal["main", "given", "allowance"]
_COST_ROLES: tuple[tuple[_CostRole, str], ...] = (
    ("main", "Paid"),
    ("given", "Given"),
    ("allowance", "Allowance"),
)


def _cost_names(case: Case, option: str) -> dict[str, str]:
    shape = case.option(option)
    at = f"options.{option}"
    groups = [(f"{at}.costs", shape.costs)]
    groups += [(f"{at}.enablers.{enabler.id}.costs", enabler.costs) for enabler in shape.enablers]
    names = {f"{path}.{cost.id}": cost.name or cost.id for path, costs in groups for cost in costs}
    # a harm among the benefits is no cost line, but its outcome may be one that costs more to somebody
    return names | {f"{at}.outcomes.{o.id}": o.name or o.id for o in shape.outcomes}


def cash_chart(result: Answer, option: str) -> Chart:
    """Returns the commissioner's cash by financial year in cash prices: what it pays and what it receives."""
    payer, years = result.commissioner, _years(result)
    found = result.options[option].financial_case[payer]
    paid, received = tuple(found.nominal_costs), tuple(found.nominal_cash_benefits)
    who = party_in_prose(payer)
    spends = [value for value in paid if value > NEGLIGIBLE]
    if not spends:
        title = f"{capital(who)} pays nothing in any year"
    elif len(spends) == 1 or money(min(spends)) == money(max(spends)):
        title = f"{capital(who)} pays about {money(max(spends))} a year"
    else:
        title = f"{capital(who)} pays {money(min(spends))} to {money(max(spends))} a year"
    back = (
        f"It receives {money(sum(received))} in all."
        if sum(received) > NEGLIGIBLE
        else "It receives nothing back in cash."
    )
    peak = f"The most that it is out of pocket at once is {money(found.peak_funding)}."
    scale, unit = scale_of([*paid, *received])

    def labels(values: Sequence[float]) -> tuple[str, ...]:
        shown = range(len(values)) if len(values) <= MOST_LABELS // 2 else (0, len(values) - 1)
        return tuple(money(v) if k in shown and abs(v) > NEGLIGIBLE else "" for k, v in enumerate(values))

    series: tuple[Series, ...] = (Series("Pays", paid, labels(paid), "second"),)
    if any(abs(value) > NEGLIGIBLE for value in received):
        series = (*series, Series("Receives", received, labels(received)))
    return Chart(
        "cash",
        "columns",
        title,
        f"Cash by financial year, {party_name(payer)}; cash prices, with inflation; the allowance for optimism is not in the budget",
        f"{title}. {back} {peak}",
        f"Column chart. {title}. {back}",
        years,
        series,
        unit,
        scale,
        cash_table(result, option),
    )


# What they share -------------------------------------------------------------------------------------------


def _years(result: Answer) -> tuple[str, ...]:
    return tuple(financial_year(year) for year in result.years)


def _span(result: Answer) -> str:
    years = _years(result)
    return years[0] if len(years) == 1 else f"{years[0]} to {years[-1]}"


def scale_of(values: Iterable[float]) -> tuple[float, str]:
    """Returns what amounts are divided by on the axis, and how the axis then says so."""
    largest = max((abs(value) for value in values), default=0.0)
    for size, name in ((1e12, "trillion"), (1e9, "billion")):
        if largest >= 2 * size:
            return size, f"£ {name}"
    if largest >= 2_000_000:
        return 1_000_000, "£ million"
    return (1_000, "£ thousand") if largest >= 20_000 else (1, "£")


def _signed(names: Sequence[str], values: Sequence[float], below: str = "", above: str = "") -> Series:
    """Returns bars on both sides of nothing, each with its amount, and the word that says which side it is."""

    def label(value: float) -> str:
        word = below if value < 0 else above
        return f"{word} {money(abs(value))}" if word and abs(value) > NEGLIGIBLE else money(value)

    return Series("Net", tuple(values), tuple(label(value) for value in values))


def _low(name: str) -> str:
    """Returns a party's name in the middle of a sentence: `The ICB` is `the ICB`, `HMRC` stays."""
    return name if name[:2].isupper() else name[:1].lower() + name[1:]


def _verb(name: str) -> str:
    """Returns the verb that goes with who gains: people gain, the council gains."""
    many = ("people", "volunteers", "unpaid", "employers", "residents", "schools", "others")
    return "gain" if name.casefold().startswith(many) else "gains"


def _short(title: str, most: int = 90) -> str:
    return title if len(title) <= most else f"{title[: most - 1].rstrip()}…"
