"""A roll-out in four figures."""

from __future__ import annotations

from make_the_case.words.panels import Tile, Tiles
from make_the_case.words.phrases import capital, counted, money, money_range, party_in_prose
from make_the_case.words.uncertainty import Chance
from valuation.rollout.rollout_answer import RolloutAnswer, StopAnswer


def rollout_tiles(answer: RolloutAnswer, commissioner: str) -> Tiles:
    """Returns what the whole is worth, how sure that is, what the commissioner pays, and whom it reaches: as the verdict advises to go about it."""
    stop = answer.stop if answer.is_best_to_decide else None
    spread = answer.planned if stop is None else stop.spread
    npv = answer.npv if stop is None else answer.in_waves_with_stop
    chance = Chance(spread.chance)
    going = "If every wave goes ahead" if stop is None else f"Deciding after wave {stop.wave}"
    return Tiles(
        (
            Tile(going, money(npv), note=f"likely range {money_range(*spread.likely)}"),
            Tile(
                "Chance",
                capital(chance.words),
                note="that it is worth more than it costs",
                filled=chance.filled,
            ),
            _paid(answer, commissioner, stop),
            _people(answer, stop),
        )
    )


def _paid(answer: RolloutAnswer, commissioner: str, stop: StopAnswer | None) -> Tile:
    label = f"{capital(party_in_prose(commissioner))} pays"
    whole = money(sum(answer.cost.get(commissioner, [])))
    if stop is None:
        return Tile(label, whole, note="in cash terms, if every wave goes ahead")
    return Tile(
        label,
        money(answer.committed(commissioner)),
        note=f"in cash terms, whatever is found; {whole} if every wave goes ahead",
    )


def _people(answer: RolloutAnswer, stop: StopAnswer | None) -> Tile:
    whole = f"{sum(answer.people):,.0f}"
    if stop is None:
        areas, years = counted(len(answer.places), "area"), counted(len(answer.years), "year")
        return Tile("People", whole, note=f"start in {areas} over {years}")
    first = sum(wave.people for wave in answer.waves if wave.key <= stop.wave)
    waves = "wave 1" if stop.wave == 1 else f"waves 1 to {stop.wave}"
    note = f"start in {waves}, over all years; {whole} if every wave goes ahead"
    return Tile("People", f"{first:,.0f}", note=note)
