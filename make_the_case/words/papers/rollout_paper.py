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
        paragraphs(f"{words.below_sentence(answer)} {words.losing_sentence(answer)}"),
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
    stop, in_waves = answer.stop, answer.in_waves_with_stop
    plain = max(answer.npv, answer.all_at_once)
    if stop is not None and in_waves > 0 and in_waves >= plain:
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
    low, high = answer.likely
    return facts(
        [
            ("Organisation", rollout.shape.organisation or ""),
            ("Organisation asked to pay", party_name(commissioner)),
            ("Worth, if every wave goes ahead", f"{money(answer.npv)} (likely range {money_range(low, high)})"),
            ("Worth more than it costs", capital(Chance(answer.chance).words)),
            (f"{capital(party_in_prose(commissioner))} pays, in cash terms", money(sum(answer.cost.get(commissioner, [])))),
            ("People who start", f"{sum(answer.people):,.0f}"),
        ]
    )  # fmt: skip


def ends_table(answer: RolloutAnswer) -> Table:
    """Returns the areas that are worth most and least; all of them where they are few."""
    table = words.places_table(answer)
    if len(table.rows) <= 2 * ENDS + 1:
        return table
    rows = (*table.rows[:ENDS], *table.rows[-ENDS:])
    return Table(
        f"The {ENDS} areas that are worth most, and the {ENDS} that are worth least", table.header, rows
    )


def _what_it_takes(rollout: Rollout, answer: RolloutAnswer) -> list[Block]:
    """Returns what the figures take for granted of copying, learning and deciding."""
    said = words.assumed_sentences(rollout)
    return [Heading("What the figures take for granted"), Lines(tuple(said))] if said else []
