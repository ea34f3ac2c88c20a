"""A pilot in plain sentences, for the terminal, a page and a paper: what to offer, when to go on, how likely that is, what it is worth."""

from __future__ import annotations

from make_the_case.words.names import account_in_prose
from make_the_case.words.outcome_cards import is_of_points, unit_words
from make_the_case.words.phrases import capital, day, gain_or_loss, going_on, money, pounds, quoted
from make_the_case.words.tables.evidence_tables import in_measure
from make_the_case.words.tables.summary_tables import Table
from make_the_case.words.thresholds import EffectBands
from make_the_case.words.uncertainty import Chance
from valuation import Case
from valuation.accounts import ACCOUNTS
from valuation.case.effects import RELATIVE_REDUCTION, FromFindings
from valuation.case.option_shape import Option
from valuation.case.places import option_at, step
from valuation.evidence.scales import measures_of
from valuation.sensitivity.pilots.pilot_answer import (
    CarryOn,
    Comparison,
    NoPilot,
    Pilot,
    PilotSize,
    WhyNot,
)

NUMBERS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
BESIDE: dict[Comparison, str] = {
    "randomised": ", and choose by lot {people} more who start later",
    "controlled": ", beside {people} on the waiting list",
    "none": ", and ask the same people before and after",
}
"""Who is measured beside those who are offered it, by what they are compared with."""
AT_LEAST, AT_MOST = ("at least", "at most"), ("at most", "at least")
LESS, MORE = ("less than", "more than"), ("more than", "less than")
"""How far a gain, and a loss, has to go."""
NEVER_STOPS = "nothing that may be seen"
NO_BAND, BETWEEN = "no value between", "between these"
NEGLIGIBLE = 50
"""Less than this, in £, is no difference in a sentence."""
TESTED_ALL_THE_SAME = "If it is tested all the same, this is the test that is worth most."
TEACHES_NOTHING = "Nothing that this test would measure is uncertain, so it would teach nothing."
DECIDES_NOTHING = "Whatever it found, the decision would be the same."


def why_not_sentence(case: Case, option: str, found: NoPilot) -> str:
    """Returns why no test can be worked out and what to do about it, in the names of the case."""
    shape = case.option(option)
    named = quoted(shape.name or shape.id)
    outcomes = {each.id: quoted(each.name or each.id) for each in shape.outcomes}
    outcome = outcomes.get(found.outcome, "the outcome")
    if found.why == WhyNot.NO_FINDINGS:
        return f"No outcome of {named} has findings, so nothing says what a test may find. On Outcomes, add what has been found elsewhere."
    if found.why == WhyNot.NO_SPREAD:
        return (
            f"It is not known how far people differ in {outcome}, so no one can say how exactly a test would measure it. "
            "Fill in “How far people differ”, or decide by another outcome."
        )
    if found.why == WhyNot.NO_TIME:
        return (
            f"By the time it is known what a test found of {outcome}, no years of {named} are left to go on in. Take fewer years in which people "
            "start, an outcome that shows sooner, or more years of the service."
        )
    if found.why == WhyNot.NO_PEOPLE:
        return f"{capital(named)} does not say who takes part, so no one can be in a test of it. On Costs and people, say how many start."
    return found.reason


def pilot_sentences(case: Case, pilot: Pilot) -> list[str]:
    """Returns which of the three ways is expected to be worth most, and the test as it would be offered."""
    is_best = pilot.best_way == "pilot"
    return [*([] if is_best else [way_sentence(pilot)]), *offered_sentences(case, pilot)]


def offered_sentences(case: Case, pilot: Pilot) -> list[str]:
    """Returns the test as it would be offered: the best of those that could start."""
    size = pilot.best_size
    if size is None:
        return [f"Too few people could start in {_years(pilot.years)} for a test of any size."]
    if not pilot.is_uncertain:
        return [TEACHES_NOTHING]
    lead = [] if pilot.best_way == "pilot" else [TESTED_ALL_THE_SAME]
    return [*lead, *size_sentences(case, pilot, size)]


def way_sentence(pilot: Pilot) -> str:
    """Returns which way is expected to be worth most."""
    if pilot.best_way == "commit":
        return f"Going ahead now is expected to be worth most: {money(pilot.commit.value)}."
    if pilot.best_way == "nothing":
        return "Leaving it is expected to be worth most: neither going ahead nor testing it first is expected to be worth its cost."
    return "Testing it first is expected to be worth most."


def size_sentences(case: Case, pilot: Pilot, size: PilotSize) -> list[str]:
    """Returns a pilot of one size in words: what to offer, when to go on, how likely that is, and what it is worth."""
    return [
        offer_sentence(pilot, size),
        *([DECIDES_NOTHING] if size.carry_on is None else go_sentences(case, pilot, size, size.carry_on)),
        worth_sentence(pilot, size),
    ]


def offer_sentence(pilot: Pilot, size: PilotSize) -> str:
    """Returns how many people it is offered to, for how long, and who they are compared with."""
    people = f"{size.people:,}"
    offered = f"Offer it to {people} {'person' if size.people == 1 else 'people'} for {_years(pilot.years)}"
    return f"{offered}{BESIDE[pilot.comparison].format(people=people)}."


def go_sentences(case: Case, pilot: Pilot, size: PilotSize, carry_on: CarryOn) -> list[str]:
    """Returns what has to be seen for it to be gone on with, and how likely that is."""
    chance = capital(Chance(size.chance_go).words)
    happens, that = _seen(case, pilot, carry_on.go_at, AT_LEAST if carry_on.is_rising else AT_MOST)
    return [f"Go on if {happens}.", f"{chance} that {that}."]


def _seen(case: Case, pilot: Pilot, amount: float, bounds: tuple[str, str]) -> tuple[str, str]:
    """Returns what is seen, with good positive, and how a sentence says that it will be.

    `bounds` are how far a gain, and how far a loss, has to go.
    """
    effect, is_gain = effect_of(case, pilot), amount >= 0
    known = measures_of(case.library)[effect.measure]
    unit = "" if effect.measure == RELATIVE_REDUCTION else f" {unit_words(case, effect)}"
    bound = bounds[0] if is_gain else bounds[1]
    size = f"{bound} {in_measure(effect.measure, abs(amount))}{unit}"
    more = ", beyond what would have changed anyway" if pilot.comparison == "none" else " more"
    if not is_of_points(known):
        side = "better" if is_gain else "worse"
        beyond = more if pilot.comparison == "none" else ""
        name = quoted(effect.outcome.name or effect.outcome.id)
        return f"the difference in {name} is {size} for the {side}{beyond}", "it will be"
    name = going_on(known.label.partition(" (")[0])
    if known.is_higher_better:
        return f"they {'gain' if is_gain else 'lose'} {size} of {name}{more}", "they will"
    return f"their score for {name} {'falls' if is_gain else 'rises'} by {size}{more}", "it will"


def effect_of(case: Case, pilot: Pilot) -> FromFindings:
    """Returns the outcome that decides the pilot, with what its findings come to."""
    return case.effects[step(option_at(pilot.option), f"outcomes.{pilot.outcome}")]


def worth_sentence(pilot: Pilot, size: PilotSize) -> str:
    """Returns what a pilot is expected to be worth beside deciding now."""
    more = size.expected.value - pilot.now
    if abs(more) < NEGLIGIBLE:
        return "Expected to be worth as much as deciding now."
    return f"Expected to be worth {money(abs(more))} {'more' if more > 0 else 'less'} than deciding now."


def chances_of_a_test(size: PilotSize) -> str:
    """Returns how likely it is that a test is gone on with, and how likely its decision is to be wrong."""
    go, wrong = Chance(size.chance_go), Chance(size.chance_wrong)
    return f"{go.that('it is gone on with')} {wrong.that('the decision after it is wrong')}"


def carry_on_sentences(case: Case, pilot: Pilot, carry_on: CarryOn) -> list[str]:
    """Returns by what a board goes on, changes the service or stops it, and on which dates."""
    least, less = (AT_LEAST, LESS) if carry_on.is_rising else (AT_MOST, MORE)
    sentences = [f"Go on if {_seen(case, pilot, carry_on.go_at, least)[0]}."]
    if carry_on.stop_at is None:
        sentences.append(
            "Otherwise change it: nothing that may be seen makes it almost certain that a stop is right."
        )
    elif carry_on.stop_at == carry_on.go_at:
        sentences.append("Otherwise stop.")
    else:
        sentences.append(f"Stop if {_seen(case, pilot, carry_on.stop_at, less)[0]}.")
        sentences.append("Change it in between.")
    return [
        *sentences,
        f"The last person starts by {day(carry_on.started_by)} and is asked by {day(carry_on.measured_by)}. "
        f"Decide on {day(carry_on.decided_on)}.",
    ]


def carry_on_bands(case: Case, pilot: Pilot, carry_on: CarryOn) -> EffectBands:
    """Returns what is seen as a row of a table of tests: what it is, and how much of it is to go on, to change something, or to stop.

    What the plan is stays empty: nobody plans on a figure that the test is there to find.
    """
    effect = effect_of(case, pilot)
    name = going_on(effect.outcome.name or effect.outcome.id)
    beyond = " than without it" if pilot.comparison != "none" else " than would have come anyway"
    what = f"How much better “{name}” is with it{beyond}"
    go, stop = carry_on.go_at, carry_on.stop_at
    less = LESS if carry_on.is_rising else MORE
    go_words = f"{amount_seen(case, effect, go)} {or_more(carry_on)}"
    if stop is None:
        return EffectBands(what, "", go_words, f"{less[go < 0]} {amount_seen(case, effect, go)}", NEVER_STOPS)
    stop_words = f"{less[stop < 0]} {amount_seen(case, effect, stop)}"
    if stop == go:
        return EffectBands(what, "", go_words, NO_BAND, stop_words)
    return EffectBands(what, "", go_words, BETWEEN, stop_words)


def or_more(carry_on: CarryOn) -> str:
    """Returns on which side of the threshold a test is gone on with: less of what is for the worse is better."""
    return "or more" if carry_on.is_rising == (carry_on.go_at >= 0) else "or less"


def amount_seen(case: Case, effect: FromFindings, amount: float) -> str:
    """Returns an amount that is seen with its unit; one for the worse says so."""
    unit = "" if effect.measure == RELATIVE_REDUCTION else f" {unit_words(case, effect)}"
    return f"{in_measure(effect.measure, abs(amount))}{unit}{'' if amount >= 0 else ' for the worse'}"


def decided_now_sentences(case: Case, pilot: Pilot) -> list[str]:
    """Returns what going ahead now is worth, why that is not the figure of the case, and how often deciding now is wrong."""
    found = [
        f"Going ahead now is expected to come to {gain_or_loss(pilot.commit.value)} ({_who(case, pilot)})."
    ]
    if abs(pilot.run_out) >= NEGLIGIBLE:
        side = "more" if pilot.run_out > 0 else "less"
        found.append(
            f"That is {money(abs(pilot.run_out))} {side} than in the case, at the best estimates: what begins late is counted to its end."
        )
    wrong = Chance(pilot.chance_wrong_now)
    better = "going ahead" if pilot.commit.value > pilot.nothing else "leaving it"
    found.append(wrong.that(f"{better} now turns out to be the wrong decision"))
    return found


def _who(case: Case, pilot: Pilot) -> str:
    if pilot.account not in ACCOUNTS.keys:
        return "as NICE counts, in health and in cost to the NHS and social care"
    return account_in_prose(pilot.account, case.shape.commissioner)


def sizes_table(case: Case, pilot: Pilot) -> Table:
    """Returns every size beside the others."""
    header = (
        "People", "Expected to be worth £", "Learning is worth £", "The test costs £", "Chance to go on", "Chance of being wrong",
    )  # fmt: skip
    rows = [
        (
            f"{size.people:,}",
            pounds(size.expected.value),
            pounds(size.evsi),
            pounds(size.cost),
            _in_ten(size.chance_go),
            _in_ten(size.chance_wrong),
        )
        for size in pilot.sizes
    ]
    return Table("Sizes of the test", header, tuple(rows))


def _in_ten(share: float) -> str:
    """Returns a chance in a cell of a table."""
    chance = Chance(share)
    return f"{chance.tenths} in 10" if chance.is_about else chance.words


def option_name(case: Case, pilot: Pilot) -> str:
    """Returns what the option is called."""
    option: Option = case.option(pilot.option)
    return option.name or option.id


def _years(count: int) -> str:
    return f"{NUMBERS[count - 1] if count <= len(NUMBERS) else count} {'year' if count == 1 else 'years'}"
