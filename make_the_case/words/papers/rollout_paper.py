"""The papers of a roll-out as blocks: two pages for a board, and the same with every area."""

from __future__ import annotations

from make_the_case.words import rollout_words as words
from make_the_case.words.blocks import Block, Drawn, Heading, Lines, Tabled, facts, paragraphs
from make_the_case.words.charts.chart import Chart
from make_the_case.words.charts.rollout_charts import fifths_chart, places_chart, ways_chart
from make_the_case.words.phrases import capital, counted, money, money_range, party_in_prose, party_name
from make_the_case.words.tables.summary_tables import Table
from make_the_case.words.uncertainty import Chance
from valuation.rollout.rollout_answer import RolloutAnswer
from valuation.rollout.rollout_file import Rollout
from valuation.sensitivity.spread import Spread

SUBTITLE = "From one place to many"
ENDS = 4
"""Areas at either end that a board's two pages name."""
NOT_KNOWN = (
    "Whether the staff exist in every area.",
    "Whether an area wants it, or will wait for what others show.",
    "Whether people cross a boundary to take part.",
    "Whether the service that is copied stays the service that was measured.",
)
"""What the figures of a roll-out do not know."""


def rollout_summary(rollout: Rollout, answer: RolloutAnswer) -> list[Block]:
    """Returns two pages for a board: what is asked, what the whole comes to, what waves are worth, who gains and which areas lose."""
    return [
        *_made_up(rollout),
        paragraphs(recommendation(rollout, answer), style="recommendation"),
        paragraphs(" ".join(words.whole_sentences(rollout, answer))),
        _in_figures(rollout, answer),
        Heading("In waves, or all at once"),
        paragraphs(" ".join(words.waves_sentences(rollout, answer))),
        Drawn(ways_chart(answer), has_table=False),
        Tabled(words.waves_table(answer)),
        Heading("People and money"),
        Tabled(words.years_table(answer)),
        Heading("Who gains, and who loses"),
        paragraphs(" ".join(words.areas_sentences(answer))),
        *([Tabled(words.fifths_table(answer))] if answer.fifths else []),
        Tabled(ends_table(answer)),
        Heading("What the figures do not know"),
        Lines(NOT_KNOWN),
        *_what_it_takes(rollout, answer),
    ]


def whole_rollout_paper(rollout: Rollout, answer: RolloutAnswer) -> list[Block]:
    """Returns the summary with its charts, and every area in a table."""
    return [
        *rollout_summary(rollout, answer),
        Heading("Every area"),
        Drawn(places_chart(answer)),
        *_by_fifth(fifths_chart(answer)),
    ]


def _by_fifth(chart: Chart | None) -> list[Block]:
    if chart is None:
        return []
    return [Heading("By how deprived the area is"), Drawn(chart, has_table=False)]


def recommendation(rollout: Rollout, answer: RolloutAnswer) -> str:
    """Returns what a board is asked to do, by which way to go about it is worth most."""
    stop, plain = answer.stop, max(answer.npv, answer.all_at_once)
    if stop is not None and answer.is_best_to_decide and answer.in_waves_with_stop > 0:
        first = next(wave for wave in answer.waves if wave.key == stop.wave)
        return (
            f"Recommendation: begin in {counted(len(first.places), 'area')}, and decide in April {stop.decided_in[:4]} on the others by what "
            "those areas show."
        )
    if plain <= 0:
        return "Recommendation: do not roll it out. In none of the ways that were worked out is it expected to be worth what it costs."
    if answer.all_at_once >= answer.npv and len(answer.begins) > 1:
        return "Recommendation: begin in every area at once, if the staff can be found. That is expected to be worth most."
    return f"Recommendation: roll it out to the {counted(len(answer.places), 'area')} as planned."


def _made_up(rollout: Rollout) -> list[Block]:
    return [paragraphs(words.MADE_UP, style="notice")] if rollout.shape.illustrative else []


def _in_figures(rollout: Rollout, answer: RolloutAnswer) -> Block:
    commissioner = rollout.case.shape.commissioner
    party = capital(party_in_prose(commissioner))
    rows = [
        ("Organisation", rollout.shape.organisation or ""),
        ("Organisation asked to pay", party_name(commissioner)),
    ]
    if answer.stop is not None:
        wave = f"wave {answer.stop.wave}" if answer.stop.wave == 1 else f"waves 1 to {answer.stop.wave}"
        rows += [
            ("Net value, with the decision", _net(answer.in_waves_with_stop, answer.stop.spread)),
            (f"{capital(wave)} and central costs", f"{party} pays {money(answer.committed(commissioner))} in cash terms, whatever is found"),
        ]  # fmt: skip
    return facts(
        [
            *rows,
            ("Net value, if every wave goes ahead", _net(answer.npv, answer.planned)),
            ("Every wave and central costs", f"{party} pays {money(sum(answer.cost.get(commissioner, [])))} in cash terms"),
            ("People who start, in every wave", f"{sum(answer.people):,.0f}"),
        ]
    )  # fmt: skip


def _net(npv: float, spread: Spread) -> str:
    """Returns a net value with its likely range and the chance that it is above 0."""
    return f"{money(npv)} (likely range {money_range(*spread.likely)}; {Chance(spread.chance).words} above 0)"


def ends_table(answer: RolloutAnswer) -> Table:
    """Returns the areas with the highest and the lowest net value; all of them where they are few."""
    table = words.places_table(answer)
    if len(table.rows) <= 2 * ENDS + 1:
        return table
    rows = (*table.rows[:ENDS], *table.rows[-ENDS:])
    return Table(
        f"The {ENDS} areas with the highest net value, and the {ENDS} with the lowest", table.header, rows
    )


def _what_it_takes(rollout: Rollout, answer: RolloutAnswer) -> list[Block]:
    """Returns what the figures take for granted of copying, learning and deciding."""
    said = words.assumed_sentences(rollout)
    return [Heading("What the figures take for granted"), Lines(tuple(said))] if said else []
