"""The best set of a programme in four figures."""

from __future__ import annotations

from make_the_case.words.panels import Tile, Tiles
from make_the_case.words.phrases import capital, counted, money, party_in_prose
from make_the_case.words.programme_words import amount, likely_words
from make_the_case.words.uncertainty import Chance
from valuation.programme.programme_answer import ProgrammeAnswer


def programme_tiles(answer: ProgrammeAnswer, maximise: str, commissioner: str) -> Tiles:
    """Returns what the chosen set is worth, what it costs of the money that there is, whom it reaches, and how sure it is."""
    payer = capital(party_in_prose(commissioner))
    spent = sum(answer.cost.get(commissioner, []))
    most = next((use.most for use in answer.ceilings if use.payer == commissioner and not use.year), None)
    others = sum(map(sum, answer.cost.values())) - spent
    paid = ["in cash terms" if most is None else f"of {money(most)}, in cash terms", f"others pay {money(others)}" if others >= 1 else ""]  # fmt: skip
    services = f"{counted(len(answer.best.chosen), 'service')} of {len({row.picked.service for row in answer.services})}"
    return Tiles(
        (
            Tile(
                "Expected to be worth",
                amount(answer.best.value, maximise),
                note="; ".join(filter(None, (likely_words(answer, maximise), services))),
            ),
            Tile(f"{payer} pays", money(spent), note="; ".join(filter(None, paid))),
            Tile("People", f"{answer.worth.people:,.0f}", note=f"start over {counted(len(answer.years), 'year')}"),
            Tile(
                "Chance that no other set is better",
                capital(Chance(answer.chance_best).words),
                note="under the same ceilings and rules",
                filled=Chance(answer.chance_best).filled,
            ),
        )
    )  # fmt: skip
