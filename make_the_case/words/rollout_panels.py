"""A roll-out in four figures."""

from __future__ import annotations

from make_the_case.words.panels import Tile, Tiles
from make_the_case.words.phrases import capital, counted, money, money_range, party_in_prose
from make_the_case.words.uncertainty import Chance
from valuation.rollout.rollout_answer import RolloutAnswer


def rollout_tiles(answer: RolloutAnswer, commissioner: str) -> Tiles:
    """Returns what the whole is worth if every wave goes ahead, how sure that is, what the commissioner pays, and whom it reaches."""
    low, high = answer.planned.likely
    chance = Chance(answer.planned.chance)
    return Tiles(
        (
            Tile(
                "If every wave goes ahead", money(answer.npv), note=f"likely range {money_range(low, high)}"
            ),
            Tile(
                "Chance",
                capital(chance.words),
                note="that it is worth more than it costs",
                filled=chance.filled,
            ),
            Tile(
                f"{capital(party_in_prose(commissioner))} pays",
                money(sum(answer.cost.get(commissioner, []))),
                note="in cash terms, if every wave goes ahead",
            ),
            Tile(
                "People",
                f"{sum(answer.people):,.0f}",
                note=f"start in {counted(len(answer.places), 'area')} over {counted(len(answer.years), 'year')}",
            ),
        )
    )
