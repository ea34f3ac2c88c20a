"""What Results says before anything is opened: the advice, the headline figures, cost against value, and the standards of proof."""

from __future__ import annotations

from make_the_case.words.likely_range import range_beside
from make_the_case.words.names import CLASS_WORDS
from make_the_case.words.panels import (
    CostAndValue,
    Decision,
    Ladder,
    Piece,
    Rung,
    Tile,
    Tiles,
    Tone,
    ValueBar,
)
from make_the_case.words.phrases import (
    NEGLIGIBLE,
    capital,
    counted,
    financial_year,
    listed,
    money,
    party_in_prose,
    plain_number,
    pounds,
)
from make_the_case.words.tables.evidence_tables import LABEL_WORDS, RUNG_WORDS, Chances
from make_the_case.words.uncertainty import Chance
from valuation import Answer, OptionAnswer
from valuation.accounts import BENEFIT_CLASSES, CAPACITY, CASH_RELEASING, WIDER
from valuation.answers.advice import Advice, advised
from valuation.answers.main_outcome import main_outcome
from valuation.case.effects import CLAIMED
from valuation.case.effects import Rung as RungName
from valuation.case.places import key_of
from valuation.sensitivity.monte_carlo import Simulation, chance_positive, likely_range
from valuation.sensitivity.pilots.pilot_answer import NoPilot, Pilot

ADVICE_WORDS: dict[Advice, str] = {
    Advice.DO_NOT_APPROVE: "Do not approve",
    Advice.TEST_FIRST: "Test first",
    Advice.APPROVE: "Approve",
}
"""The three answers, as a page and a paper say them."""
ASKS: dict[RungName, str] = {"proven": "for an auditor", "expected": "to plan on", "claimed": "by supporters"}
MARKS: dict[RungName, str] = {"proven": "full", "expected": "half", "claimed": "empty"}


def chance_of(simulation: Simulation | None, option: str, account: str = "society") -> float | None:
    """Returns the chance that an account breaks even, or None where nothing has been simulated or nothing is uncertain."""
    if simulation is None or simulation.has_nothing_uncertain:
        return None
    return chance_positive(simulation[option].accounts[account].npv)


def decision(answer: OptionAnswer, chance: float | None, pilot: Pilot | NoPilot | None = None) -> Decision:
    """Returns the three answers that a board may give, with the one that is nearest to what the case shows."""
    chosen = list(Advice).index(advised(answer, chance, pilot).advice)
    return Decision("Of three answers", tuple(ADVICE_WORDS[answer] for answer in Advice), chosen)


# The headline figures ----------------------------------------------------------------------------------------


def tiles(answer: Answer, option: str, simulation: Simulation | None) -> Tiles:
    """Returns what it costs a year, how many people start, what that comes to for each, and the chance that it is worth its cost."""
    option_answer = answer.options[option]
    paid, starts = sum(option_answer.nominal_costs(answer.commissioner)), sum(option_answer.starts)
    finish = sum(option_answer.completers)
    years = len(answer.years)
    over = f"over {counted(years, 'year')}"
    each = "" if finish < 0.5 or paid < NEGLIGIBLE else f"{_each(paid / finish)} for each who finishes"
    return Tiles(
        (
            Tile(
                f"Cost to {party_in_prose(answer.commissioner)}",
                money(paid / years) if paid > NEGLIGIBLE else "No cash",
                "a year" if paid > NEGLIGIBLE else "",
                f"{money(paid)} in cash {over}" if years > 1 and paid > NEGLIGIBLE else "in cash",
            ),
            Tile(
                "People",
                plain_number(round(starts)),
                "start",
                f"{plain_number(round(finish))} finish, {over}",
            ),
            Tile(
                _each_label(option_answer, answer.commissioner),
                _each(paid / starts) if starts > 0.5 and paid > NEGLIGIBLE else "–",
                note=each,
            ),
            _chance_tile(simulation, option),
        )
    )


def _each_label(option_answer: OptionAnswer, payer: str) -> str:
    """Returns whose cost for each person is meant, where others pay cash too."""
    others = sum(
        sum(cash.nominal_costs) for party, cash in option_answer.financial_case.items() if party != payer
    )
    return (
        f"For each who starts, {party_in_prose(payer)} alone"
        if others >= 1
        else "Cost for each person who starts"
    )


def _each(amount: float) -> str:
    return f"£{pounds(round(amount, -1) if amount >= 100 else amount)}"


def _chance_tile(simulation: Simulation | None, option: str) -> Tile:
    label = "Chance that it is worth its cost"
    overall, cash = chance_of(simulation, option), chance_of(simulation, option, "public_cash")
    if overall is None or cash is None:
        waits = "Being worked out" if simulation is None else "No figure of this case has a range"
        return Tile(label, "–", note=waits)
    said = Chance(overall)
    return Tile(
        label,
        f"{said.tenths} in 10" if said.is_about else capital(said.words),
        note=f"saves cash: {Chance(cash).words}",
        filled=said.filled,
    )


# Cost against value ------------------------------------------------------------------------------------------


def cost_and_value(
    answer: Answer, option: str, simulation: Simulation | None = None, is_small: bool = False
) -> CostAndValue:
    """Returns what an option costs everyone against what it is worth, on one scale, with likely ranges where they are known."""
    account = answer.options[option].accounts["society"]
    net = account.npv
    title = (
        f"The benefits counted are {money(net)} greater than the costs"
        if net > NEGLIGIBLE
        else f"The costs are {money(-net)} greater than the benefits counted"
        if net < -NEGLIGIBLE
        else "The benefits counted are as great as the costs"
    )
    bars = (
        _bar("It costs everyone", "cost", account.pv_costs, _cost_pieces(answer, option), option, simulation),
        _bar("It is worth", "value", account.pv_benefits, _value_pieces(answer, option), option, simulation),
    )
    kind = f"Present value over {counted(len(answer.years), 'year')}, {financial_year(answer.price_year)} prices."
    alt = f"{bars[0].name}. {bars[1].name}. It breaks even at {money(account.pv_costs)}."
    return CostAndValue(
        title,
        kind,
        alt,
        bars,
        account.pv_costs,
        "breaks even" if is_small else f"breaks even at {money(account.pv_costs)}",
        is_small,
    )


def _bar(
    name: str, tone: Tone, total: float, pieces: list[Piece], option: str, simulation: Simulation | None
) -> ValueBar:
    likely, ends = "", None
    if simulation is not None and not simulation.has_nothing_uncertain:
        drawn = simulation[option].accounts["society"]
        ends = likely_range(drawn.pv_costs if tone == "cost" else drawn.pv_benefits)
        likely = range_beside(total, *ends)
    shown = [piece for piece in pieces if abs(piece.amount) > NEGLIGIBLE]
    adds_up = abs(sum(piece.amount for piece in shown) - total) < max(1.0, 0.005 * abs(total))
    if not shown or not adds_up or any(piece.amount < 0 for piece in shown):
        shown = [Piece(total)]
    beside = listed(piece.words for piece in shown) if len(shown) > 1 else ""
    return ValueBar(f"{name} {money(total)}", tone, tuple(shown), likely, ends, capital(beside))


def _cost_pieces(answer: Answer, option: str) -> list[Piece]:
    """Returns what the organisation asked to pay pays in cash, what others pay, and the unpaid time and resources."""
    option_answer = answer.options[option]
    whole = option_answer.accounts["society"].pv_costs
    own = option_answer.accounts["commissioner"].pv_costs
    unpaid = sum(row.pv_costs_in_kind for row in option_answer.parties.values())
    others = whole - own - unpaid
    return [
        Piece(own, f"{party_in_prose(answer.commissioner)} {money(own)}"),
        Piece(others, f"others {money(others)}"),
        Piece(unpaid, f"unpaid time and resources {money(unpaid)}", is_pale=True),
    ]


CLASS_PIECES = {WIDER: "better lives", CAPACITY: "staff time and beds", CASH_RELEASING: "cash released"}
"""The classes of benefit, in so few words that they fit on a bar."""


def _value_pieces(answer: Answer, option: str) -> list[Piece]:
    classes = answer.options[option].benefit_classes
    order = sorted(BENEFIT_CLASSES.keys, key=lambda name: -classes[name])
    return [
        Piece(
            classes[name],
            f"{CLASS_PIECES.get(name, CLASS_WORDS[name].prose)} {money(classes[name])}",
            is_pale=name == CAPACITY,
        )
        for name in order
    ]


# The standards of proof --------------------------------------------------------------------------------------


def ladder(answer: Answer, option: str, chances: Chances | None) -> Ladder | None:
    """Returns the net value at the three standards of proof; None where the case has no findings, which all count as they stand."""
    evidence = answer.options[option].evidence
    if evidence.standard is None:
        return None
    own = "proven" if evidence.standard == "proven" else "expected"
    rungs = tuple(
        Rung(
            RUNG_WORDS[name].name,
            ASKS[name],
            found.npv,
            signed(found.npv),
            _chance_words(name, chances),
            MARKS[name],  # type: ignore[arg-type]
            name == own,
        )
        for name, found in evidence.rungs.items()
    )
    return Ladder(
        "By three standards of proof",
        "Benefits less costs, and the chance that this is above 0",
        rungs,
        _known(answer, option),
    )


def signed(amount: float) -> str:
    """Returns an amount with its sign, a gain with a plus.

    >>> signed(330_000), signed(-660_000), signed(0)
    ('+£330,000', '\u2212£660,000', '£0')
    """
    return f"+{money(amount)}" if amount > NEGLIGIBLE else money(amount)


def _chance_words(rung: RungName, chances: Chances | None) -> str:
    if rung == CLAIMED or chances is None:
        return "no chance is given" if rung == CLAIMED else ""
    return Chance(chances[rung]).words


def _known(answer: Answer, option: str) -> str:
    """Returns what comparisons show of the outcome that matters most, with its name."""
    option_answer = answer.options[option]
    outcomes = option_answer.evidence.outcomes
    main = main_outcome(option_answer) or next(iter(outcomes), None)
    if main is None:
        return ""
    names = {key_of(outcome.path): outcome.name for outcome in option_answer.outcomes}
    known = LABEL_WORDS[outcomes[main].label]
    return f"{names[main]}: {_uncapital(known)}" if names.get(main) else known


def _uncapital(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]
