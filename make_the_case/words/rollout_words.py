"""A roll-out in plain sentences and tables, for the terminal, the page and the paper: the whole, its waves, its places, who gains."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from make_the_case.words.names import account_in_prose
from make_the_case.words.outcome_cards import is_of_points, unit_words
from make_the_case.words.phrases import (
    ALL_TOGETHER,
    CASH_OF_MANY,
    better_or_worse,
    capital,
    counted,
    financial_year,
    for_each,
    gain_or_loss,
    going_on,
    listed,
    money,
    party_in_prose,
    percent,
    plain_number,
    pounds,
    price,
    quoted,
)
from make_the_case.words.tables.evidence_tables import in_measure
from make_the_case.words.tables.summary_tables import Table
from make_the_case.words.uncertainty import Chance
from valuation import Case
from valuation.accounts import SOCIETY
from valuation.case.effects import RELATIVE_REDUCTION
from valuation.case.places import option_at, step
from valuation.evidence.scales import measures_of
from valuation.quantities import Assumption
from valuation.rollout.rollout_answer import (
    ALL_AT_ONCE,
    IN_WAVES,
    WITH_STOP,
    Group,
    PlaceAnswer,
    RolloutAnswer,
    StopAnswer,
    WayAnswer,
)
from valuation.rollout.rollout_file import Rollout
from valuation.sensitivity.spread import Spread

MADE_UP = "The places are made up, and so is every number about them."
NEGLIGIBLE = 50
"""Less than this, in £, is no difference in a sentence."""
CENTRAL = "Central costs"
FIFTHS = {1: "1, most deprived", 5: "5, least deprived"}
LEAVES_OUT = (
    "The figures do not know whether the staff exist, whether each place wants it, or whether people move between places. "
    "A place differs from another only in the numbers that its row states, and in how well it may work there."
)


def title_of(rollout: Rollout) -> str:
    """Returns what a roll-out is called."""
    return rollout.shape.title or f"{rollout.option_name}: from one place to many"


def whole_sentences(rollout: Rollout, answer: RolloutAnswer) -> list[str]:
    """Returns what the whole is worth, how sure that is, whom it reaches and what it costs."""
    commissioner = rollout.case.shape.commissioner
    people, places = sum(answer.people), len(answer.places)
    paid = sum(answer.cost.get(commissioner, []))
    sentences = [
        f"{rollout.option_name} would reach {people:,.0f} people in {counted(places, 'area')} over {counted(len(answer.years), 'year')}.",
        f"If every wave goes ahead, it is expected to come to {gain_or_loss(answer.npv)}, counting everyone. {spread_sentence(answer.planned)}".rstrip(),
        f"{capital(party_in_prose(commissioner))} would then pay {money(paid)} in cash terms.",
    ]
    if answer.central.cost and answer.central_per_person is not None:
        central = sum(answer.central.by_year(len(answer.years)))
        sentences.append(
            f"Of all that is paid, {money(central)} is for the whole rather than for one area: {for_each(answer.central_per_person)} for each person who starts."
        )
    return sentences


def areas_sentences(answer: RolloutAnswer) -> list[str]:
    """Returns how many areas cost more than they are worth on average, where that is worst, and in how many it may turn out so."""
    lose, places = losing(answer), len(answer.places)
    if not lose:
        sentences = ["On average every area is worth at least what it costs."]
    elif len(lose) == places:
        sentences = [f"On average every area costs more than it is worth: {_worst(lose)}."]
    else:
        verb = "costs" if len(lose) == 1 else "cost"
        than = "it is" if len(lose) == 1 else "they are"
        sentences = [
            f"On average {counted(len(lose), 'area')} of the {places:,} {verb} more than {than} worth: {_worst(lose)}. The others are worth at least what they cost."
        ]
    return [*sentences, turn_out_sentence(answer)]


def _worst(lose: list[PlaceAnswer]) -> str:
    named = listed(f"{place.name} ({money(-place.npv)})" for place in lose[:3])
    return named if len(lose) <= 3 else f"most of all {named}"


def turn_out_sentence(answer: RolloutAnswer) -> str:
    """Returns in how many areas it may turn out to cost more than it is worth: the mean over the simulation runs, and its likely range."""
    low, high = (round(end) for end in answer.likely_below)
    mean, places = round(answer.below_zero), len(answer.places)
    head = "What turns out may be better or worse than the average"
    if low == high == mean:
        return f"{head}, but in nearly all simulation runs {mean:,} of the {places:,} areas cost more than they are worth."
    return (
        f"{head}. In 8 of 10 simulation runs between {low:,} and {high:,} of the {places:,} areas cost more than they are worth; "
        f"over all runs it is {mean:,} on average."
    )


def waves_sentences(rollout: Rollout, answer: RolloutAnswer) -> list[str]:
    """Returns what it is worth to go in waves, with or without a decision, beside all at once."""
    in_waves, at_once = answer.in_waves_with_stop, answer.all_at_once
    sentences = []
    if answer.stop is not None:
        sentences += stop_sentences(rollout, answer, answer.stop)
    how = "in waves, and stopping where the first results say so," if answer.stop else "in these waves"
    difference = in_waves - at_once
    spread = answer.planned if answer.stop is None else answer.stop.spread
    going = f"Going {how} is expected to come to {gain_or_loss(in_waves)}. {spread_sentence(spread)}"
    sentences.append(going.rstrip())
    beside = f"Beginning everywhere in {financial_year(answer.years[0])} is expected to come to {gain_or_loss(at_once)}"
    if abs(difference) < NEGLIGIBLE:
        return [*sentences, f"{beside}, which is as much."]
    word = "more" if difference > 0 else "less"
    sentences.append(f"{beside}. Waves are worth {money(abs(difference))} {word}.")
    return [*sentences, *settled_sentences(answer)]


def spread_sentence(spread: Spread) -> str:
    """Returns the likely range of what the whole is worth, and the chance that it is worth more than it costs."""
    low, high = spread.likely
    if high - low < NEGLIGIBLE:
        return ""
    return f"The likely range is {better_or_worse(low, high)}. {Chance(spread.chance).that('it is worth more than it costs')}"


def settled_sentences(answer: RolloutAnswer) -> list[str]:
    """Returns how closely the worth of the best way is known from so many simulation runs; nothing where more would not move it."""
    best = max(answer.ways, key=lambda way: way.npv)
    if best.spread.within < NEGLIGIBLE:
        return []
    known = f"From {answer.draws:,} simulation runs the expected {money(best.npv)} is known to within {money(best.spread.within)}"
    if best.spread.within >= abs(best.npv):
        return [f"{known}, which is too wide to say whether it is above 0. Use more runs."]
    return [f"{known}."]


def stop_sentences(rollout: Rollout, answer: RolloutAnswer, stop: StopAnswer) -> list[str]:
    """Returns when it is decided on the later waves, by what, how likely they are to go ahead, and what deciding is worth."""
    first = stop.decided_in[:4]
    if stop.threshold is None:
        goes = "go ahead" if stop.chance_go > 0.5 else "stop"
        return [
            f"Nothing that wave {stop.wave} may show by April {first} would change what is best for the later waves: they {goes}."
        ]
    account = (
        ""
        if stop.account == SOCIETY
        else f", in the account of {account_in_prose(stop.account, rollout.case.shape.commissioner)}"
    )
    return [
        f"In April {first} it is decided{account} whether the later waves go ahead, by what {stop.answering:,.0f} people in wave {stop.wave} say.",
        f"They go ahead if {seen_words(rollout, stop)}.",
        Chance(stop.chance_go).that("they do"),
    ]  # fmt: skip


def seen_words(rollout: Rollout, stop: StopAnswer) -> str:
    """Returns what has to be seen in the wave that decides for the later ones to go ahead."""
    assert stop.threshold is not None
    case = rollout.case
    effect = case.effects[step(option_at(rollout.option), f"outcomes.{stop.outcome}")]
    known = measures_of(case.library)[effect.measure]
    amount, is_gain = abs(stop.threshold), stop.threshold >= 0
    bound = "at least" if stop.is_rising == is_gain else "at most"
    unit = "" if effect.measure == RELATIVE_REDUCTION else f" {unit_words(case, effect)}"
    size = f"{bound} {in_measure(effect.measure, amount)}{unit}"
    if not is_of_points(known):
        name = quoted(effect.outcome.name or effect.outcome.id)
        return f"the difference in {name} is {size} for the {'better' if is_gain else 'worse'}"
    name = going_on(known.label.partition(" (")[0])
    if known.is_higher_better:
        return f"people {'gain' if is_gain else 'lose'} {size} of {name} more than people without the service"
    return (
        f"people's score for {name} {'falls' if is_gain else 'rises'} by {size} more than without the service"
    )


def name_of_way(answer: RolloutAnswer, way: WayAnswer) -> str:
    """Returns what a way to go about it is called."""
    return {
        ALL_AT_ONCE: f"All at once, in {financial_year(answer.years[0])}",
        IN_WAVES: "In waves, whatever is found",
        WITH_STOP: "In waves" if answer.stop is None else f"In waves, deciding after wave {answer.stop.wave}",
    }[way.key]


def verdict_sentence(rollout: Rollout, answer: RolloutAnswer) -> str:
    """Returns in one sentence what the roll-out comes to, if it goes about it in the best of the ways that it has."""
    places = counted(len(answer.places), "area")
    if answer.stop is not None and answer.is_best_to_decide:
        first = next(wave for wave in answer.waves if wave.key == answer.stop.wave)
        worth = (
            "it is expected to be worth " + money(answer.in_waves_with_stop)
            if answer.in_waves_with_stop > 0
            else "even so it is expected to cost more than it is worth"
        )
        return f"Begin in {counted(len(first.places), 'area')} and decide on the rest by what they show: {worth}."
    best = max(answer.npv, answer.all_at_once)
    if best <= 0:
        return (
            f"Taken to {places}, {going_on(rollout.option_name)} is expected to cost more than it is worth."
        )
    how = (
        "beginning everywhere at once"
        if answer.all_at_once >= answer.npv and len(answer.begins) > 1
        else "as it is planned"
    )
    return f"Taken to {places}, {going_on(rollout.option_name)} is expected to be worth {money(best)}, {how}."


def areas_title(answer: RolloutAnswer) -> str:
    """Returns how many areas are worth more than they cost on average, as a title."""
    lose, all_of_them = len(losing(answer)), len(answer.places)
    if not lose:
        return "On average every area is worth at least what it costs"
    if lose == all_of_them:
        return "On average every area costs more than it is worth"
    return f"On average {counted(all_of_them - lose, 'area')} of {all_of_them:,} are worth at least what they cost"


def assumed_sentences(rollout: Rollout) -> list[str]:
    """Returns what is taken for granted of copying, learning, measuring and central costs, a sentence for each."""
    sentences = []
    if rollout.fidelity is not None:
        sentences.append(
            f"Outside the first wave {_share_words(rollout.fidelity)} of a gain is kept, and the whole of a harm."
        )
    if rollout.learning is not None and rollout.shape.learning is not None:
        costs = rollout.case.option(rollout.option)
        named = {cost.id: cost.name or cost.id for cost in costs.costs}
        named |= {cost.id: cost.name or cost.id for enabler in costs.enablers for cost in enabler.costs}
        on = listed(quoted(named[ident]) for ident in rollout.shape.learning.on)
        sentences.append(
            f"With each doubling of the areas that have begun before, these costs fall by {_share_words(rollout.learning)}: {on}."
        )
    if rollout.central is not None:
        sentences.append("Central costs are paid whether or not the later waves go ahead.")
    sentences.append(
        "All at once takes it that areas which begin together all do as well as the first would."
    )
    return sentences


def _share_words(share: Assumption) -> str:
    ends = (
        ""
        if share.low is None or share.high is None
        else f" (range {percent(share.low)} to {percent(share.high)})"
    )
    return f"{percent(share.value)}{ends}"


# What a roll-out says of itself ------------------------------------------------------------------------------


def places_words(data: Mapping[str, Any]) -> str:
    """Returns how many places there are, and whether they are made up."""
    rows = data["places"]
    made_up = (
        " They are made up, to begin with: put your own in their place." if data.get("illustrative") else ""
    )
    return f"There are {counted(len(rows), 'place')} in {counted(len(data['waves']), 'wave')}.{made_up}"


def central_words(cost: Mapping[str, Any], case: Case) -> str:
    """Returns a cost of the whole in one line, in the prices of the case that is rolled out."""
    name = str(cost.get("name") or cost.get("id"))
    value, many = _in_the_case(cost.get("unit_cost"), case), _in_the_case(cost.get("quantity", 1), case)
    if value is None:
        return name
    when = {"year": " a year", "once": ", once"}.get(str(cost.get("per")), "")
    if many is None or many == 1:
        return f"{name}: {money(value)}{when}"
    unit = written["unit"] if isinstance(written := cost["quantity"], Mapping) and written.get("unit") else "of them"  # fmt: skip
    return f"{name}: {plain_number(many)} {unit} at {price(round(value))} each{when}"


def _in_the_case(written: Any, case: Case) -> float | None:
    """Returns a number of a roll-out's file as its case would have it: a library figure, or its own, in the case's prices."""
    if isinstance(written, Mapping) and "use" in written:
        of_the_library = case.library.get(written["use"])
        return of_the_library.value * case.price_factor(of_the_library)
    value = written.get("value") if isinstance(written, Mapping) else written
    if not isinstance(value, int | float):
        return None
    year = written.get("price_year") if isinstance(written, Mapping) else None
    return value if year is None else value * case.price_factor_from(year)


def decision_words(stop: Mapping[str, Any]) -> str:
    """Returns what a decision after a wave is."""
    lead = "The people of the first wave can be asked before the later waves begin."
    if not stop:
        return f"{lead} Without a decision every wave goes ahead, whatever the first one shows."
    return f"{lead} The later waves go ahead only if what they show makes that worth it."


# Tables ------------------------------------------------------------------------------------------------------


def waves_table(answer: RolloutAnswer) -> Table:
    """Returns the waves: when each begins, in how many places, whom it reaches, and what it is worth."""
    rows = tuple(
        (
            str(wave.key),
            financial_year(answer.years[answer.begins[wave.key]]),
            f"{len(wave.places):,}",
            f"{wave.people:,.0f}",
            pounds(wave.npv),
        )
        for wave in answer.waves
    )
    central = ((CENTRAL, "", "", "", pounds(answer.central.npv)),) if round(answer.central.npv) else ()
    total = (ALL_TOGETHER, "", f"{len(answer.places):,}", f"{sum(answer.people):,.0f}", pounds(answer.npv))
    return Table(
        "The waves", ("Wave", "Begins", "Areas", "People who start", "Net value £"), (*rows, *central, total)
    )


def years_table(answer: RolloutAnswer) -> Table:
    """Returns by year who starts and what each payer spends, central costs in."""
    payers = [payer for payer, paid in answer.cost.items() if any(abs(amount) >= 0.5 for amount in paid)]
    people = answer.people
    rows = tuple(
        (financial_year(year), f"{people[k]:,.0f}", *(pounds(answer.cost[payer][k]) for payer in payers))
        for k, year in enumerate(answer.years)
    )
    total = ("All years", f"{sum(people):,.0f}", *(pounds(sum(answer.cost[payer])) for payer in payers))
    columns = ("Year", "People who start", *(f"{capital(party_in_prose(payer))} pays £" for payer in payers))
    return Table("People and money by year, in cash terms", columns, (*rows, total), CASH_OF_MANY)


def places_table(answer: RolloutAnswer) -> Table:
    """Returns every place, the one that is worth most first."""
    rows = tuple(
        (
            place.name,
            str(place.wave),
            f"{place.people_in_all:,.0f}",
            pounds(place.npv),
            pounds(per_person(place)),
            capital(Chance(place.chance).words),
        )
        for place in by_worth(answer)
    )
    return Table(
        "The areas",
        ("Area", "Wave", "People who start", "Net value £", "For each person £", "Chance that it is worth more than it costs"),
        rows,
    )  # fmt: skip


def fifths_table(answer: RolloutAnswer) -> Table:
    """Returns who gains by fifth of deprivation; shares of the benefits only where there are benefits to share."""
    together = Group(0, tuple(place for fifth in answer.fifths for place in fifth.places))
    whole = together.benefits
    is_shared = whole > 0 and all(fifth.benefits >= 0 for fifth in answer.fifths)
    rows = tuple(
        (
            name,
            f"{len(fifth.places):,}",
            f"{fifth.people:,.0f}",
            pounds(fifth.benefits),
            pounds(fifth.benefits / fifth.people if fifth.people > 0 else 0.0),
            *([f"{100 * fifth.benefits / whole:,.0f}%"] if is_shared else []),
            pounds(fifth.npv),
        )
        for name, fifth in [
            *((FIFTHS.get(each.key, str(each.key)), each) for each in answer.fifths),
            (ALL_TOGETHER, together),
        ]
    )
    share = ["Share of benefits"] if is_shared else []
    return Table(
        "Who gains, by how deprived the area is",
        ("Fifth", "Areas", "People who start", "Benefits £, present value", "For each person £", *share, "Net value £"),
        rows,
        f"Without {CENTRAL.lower()}." if round(answer.central.npv) else "",
    )  # fmt: skip


def by_worth(answer: RolloutAnswer) -> list[PlaceAnswer]:
    """Returns the places, the one of the highest net value first."""
    return sorted(answer.places, key=lambda place: (-place.npv, place.id))


def per_person(place: PlaceAnswer) -> float:
    """Returns what a place is worth for each person who starts there; 0 where no one does."""
    return place.npv / place.people_in_all if place.people_in_all > 0 else 0.0


def losing(answer: RolloutAnswer) -> list[PlaceAnswer]:
    """Returns the places that are expected to be worth less than they cost, the largest loss first."""
    return [place for place in reversed(by_worth(answer)) if place.npv < 0]
