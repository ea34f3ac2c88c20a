"""What a set of services comes to: sums of what each comes to, for the five lines that lead every result, and for who pays and gains."""

from __future__ import annotations

from collections.abc import Sequence

from valuation.accounts import BENEFIT_CLASSES
from valuation.programme.candidates import Candidate
from valuation.programme.programme_answer import SetWorth


def set_worth(chosen: Sequence[Candidate], commissioner: str) -> SetWorth:
    """Returns the sums over the services of a set, in £ at present value, each the mean over the draws.

    Σ over the services of each class of benefit, and of what each party pays and gains; the costs of the commissioner without what it gives in kind.
    """
    worths = [each.worth for each in chosen]
    names = dict.fromkeys(party for worth in worths for party in worth.parties)
    parties = {
        name: (
            sum(worth.parties[name].pv_costs for worth in worths if name in worth.parties),
            sum(worth.parties[name].net + worth.parties[name].pv_costs for worth in worths if name in worth.parties),
        )
        for name in names
    }  # fmt: skip
    own = [worth.parties[commissioner] for worth in worths if commissioner in worth.parties]
    return SetWorth(
        cost=sum(party.pv_costs - party.pv_costs_in_kind for party in own),
        classes={name: sum(worth.classes[name] for worth in worths) for name in BENEFIT_CLASSES.keys},
        parties=parties,
        people=sum(each.people for each in chosen),
        not_priced=tuple(dict.fromkeys(name for worth in worths for name in worth.not_priced)),
        groups=tuple((each.service, name, people) for each in chosen for name, people in each.worth.groups),
    )
