"""The options as a board compares them: what each costs, for how many people, what it is worth, and how likely that is."""

from __future__ import annotations

from make_the_case.words.first_screen import chance_of, signed
from make_the_case.words.phrases import counted, financial_year, party_in_prose, plain_number, pounds
from make_the_case.words.tables.summary_tables import Table
from make_the_case.words.uncertainty import Chance
from valuation import Answer, Case, OptionAnswer
from valuation.sensitivity.monte_carlo import Simulation

MOST_OPTIONS = 4
SAME = 1.0
"""£ by which two costs may differ and still be the same."""


def options_table(case: Case, answer: Answer, simulation: Simulation | None = None) -> Table:
    """Returns what was considered, business as usual first; where anyone but the organisation asked to pay pays for an option,
    what all public bodies pay stands beside its cost."""
    usual = (case.shape.counterfactual.name if case.shape.counterfactual else None) or "Business as usual"
    shown = list(answer.options.items())[:MOST_OPTIONS]
    do_others_pay = any(abs(_public(option) - _own(option)) > SAME for _, option in shown)
    nothing = (usual, "0", *(("0",) if do_others_pay else ()), "0", "", "£0", "")
    rows = [nothing]
    for ident, option in shown:
        starts = sum(option.starts)
        chance = chance_of(simulation, ident)
        mark = " (preferred)" if ident == case.preferred and len(answer.options) > 1 else ""
        public = _public(option)
        rows.append(
            (
                f"{option.name}{mark}",
                pounds(_own(option)),
                *((pounds(public),) if do_others_pay else ()),
                plain_number(round(starts)),
                f"£{pounds(public / starts)}" if starts >= 0.5 else "",
                signed(option.accounts["society"].npv),
                "" if chance is None else Chance(chance).words,
            )
        )
    payer = party_in_prose(answer.commissioner)
    public_column = ("All public bodies pay £",) if do_others_pay else ()
    header = (
        "Option",
        f"Costs {payer} £",
        *public_column,
        "People start",
        "Public cost for each",
        "Value less cost",
        "Chance it is worth it",
    )
    left = len(answer.options) - MOST_OPTIONS
    note = f"Present values over {counted(len(answer.years), 'year')} in {financial_year(answer.price_year)} prices, with the optimism bias adjustment."
    return Table(
        "Options considered",
        header,
        tuple(rows),
        note + (f" {counted(left, 'more option')} in the full case." if left > 0 else ""),
    )


def _own(option: OptionAnswer) -> float:
    return option.accounts["commissioner"].pv_costs


def _public(option: OptionAnswer) -> float:
    return option.accounts["public_cash"].pv_costs
