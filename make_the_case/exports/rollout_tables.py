"""A roll-out as tidy tables: the areas, people and money by year, the waves, and who gains by fifth of deprivation."""

from __future__ import annotations

from collections.abc import Iterator

from make_the_case.exports.data_files import csv_file, zip_file
from make_the_case.words.rollout_words import MADE_UP
from valuation.answers.tidy import Cell
from valuation.rollout.rollout_answer import RolloutAnswer
from valuation.rollout.rollout_file import CENTRAL, Rollout

Rows = Iterator[tuple[Cell, ...]]
README = """\
A roll-out as tables. Every figure is the mean over the simulation runs unless its name says otherwise.

places.csv   each area: its wave, its fifth of deprivation, who starts, its net value (present value, without central costs), benefits
             (present value), the chance that it is worth more than it costs, and its net value if every area began in the first year
people.csv   who starts in each area, by financial year
costs.csv    what is paid for each area and centrally, by payer and financial year, in cash terms, VAT and the optimism bias adjustment in
waves.csv    each wave: when it begins, its areas, who starts, its net value
ways.csv     the ways to go about it: net value of the whole, central costs taken off, its likely range (10th and 90th percentile), the
             chance that it is above 0, and how closely the mean is known from the simulation runs (1.96 standard errors)
"""


def rollout_zip(rollout: Rollout, answer: RolloutAnswer, code: str) -> bytes:
    """Returns the tables as a zip; the same roll-out gives the same bytes."""
    made_up = f"\n{MADE_UP}\n" if rollout.shape.illustrative else ""
    files = {
        "README.txt": f"{README}{made_up}\nCheck code {code}\n".encode(),
        "places.csv": csv_file(
            ("place", "name", "wave", "deprivation", "people", "npv_gbp", "benefits_gbp", "chance_positive", "npv_all_at_once_gbp"),
            _places(answer),
        ),
        "people.csv": csv_file(("place", "year", "people"), _people(answer)),
        "costs.csv": csv_file(("place", "payer", "year", "cost_gbp"), _costs(answer)),
        "waves.csv": csv_file(("wave", "year", "places", "people", "npv_gbp"), _waves(answer)),
        "ways.csv": csv_file(("way", "npv_gbp", "npv_low_gbp", "npv_high_gbp", "chance_positive", "npv_within_gbp"), _ways(answer)),
    }  # fmt: skip
    return zip_file(files)


def _places(answer: RolloutAnswer) -> Rows:
    for place in answer.places:
        yield (
            place.id, place.name, place.wave, place.deprivation, place.people_in_all, place.npv, place.benefits, place.chance, place.at_once
        )  # fmt: skip


def _people(answer: RolloutAnswer) -> Rows:
    for place in answer.places:
        for year, people in zip(answer.years, place.people, strict=True):
            yield place.id, year, people


def _costs(answer: RolloutAnswer) -> Rows:
    of_each = [(place.id, place.cost) for place in answer.places]
    for ident, cost in [*of_each, (CENTRAL, answer.central.cost)]:
        for payer, by_year in cost.items():
            for year, amount in zip(answer.years, by_year, strict=True):
                yield ident, payer, year, amount


def _waves(answer: RolloutAnswer) -> Rows:
    for wave in answer.waves:
        yield wave.key, answer.years[answer.begins[wave.key]], len(wave.places), wave.people, wave.npv


def _ways(answer: RolloutAnswer) -> Rows:
    for way in answer.ways:
        yield way.key, way.npv, *way.spread.likely, way.spread.chance, way.spread.within
