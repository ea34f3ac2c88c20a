"""The tables of what the value of an option is made of, and of what has no value in money."""

from __future__ import annotations

from dataclasses import dataclass

from make_the_case.words.first_answer import class_of
from make_the_case.words.names import CLASS_WORDS
from make_the_case.words.phrases import NEGLIGIBLE, capital, pounds
from make_the_case.words.tables.evidence_tables import known_words
from make_the_case.words.tables.summary_tables import Table
from make_the_case.words.unpriced_effects import way_of
from valuation import Answer, Case, OptionAnswer
from valuation.case.option_shape import Outcome
from valuation.case.places import is_at_or_below, option_at, path_of

REPLACED = "Costs that are no longer paid"
TYPED = "A figure of this case, without findings"


@dataclass(frozen=True)
class ValueRow:
    """What one outcome adds to the value, with its class and what is known of it."""

    name: str
    benefit_class: str
    amount: float
    known: str


def value_made_of_table(answer: Answer, case: Case, option: str) -> Table:
    """Returns what each outcome adds to the value counted, the largest first, harms among them; the rows add up to the whole."""
    rows = _rows(answer.options[option], case, option)
    whole = answer.options[option].accounts["society"].pv_benefits
    rest = whole - sum(row.amount for row in rows)
    if abs(rest) > NEGLIGIBLE:
        rows.append(ValueRow(REPLACED, "", rest, ""))
    cells = tuple((row.name, row.benefit_class, pounds(row.amount), row.known) for row in rows)
    total = ("Together", "", pounds(whole), "")
    return Table(
        "What the value is made of",
        ("Benefit or harm", "Kind", "Value £", "What is known"),
        (*cells, total),
        "Present values, after the optimism bias adjustment. A figure below 0 is a harm.",
    )


def _rows(option_answer: OptionAnswer, case: Case, option: str) -> list[ValueRow]:
    rows = []
    for outcome in case.option(option).outcomes:
        if not outcome.values:
            continue
        at = path_of((option_at(option), "outcomes", outcome.id))
        lines = (line for line in option_answer.lines if line.counted and line.side == "benefit")
        amount = sum(line.pv for line in lines if is_at_or_below(line.path, at))
        kind = CLASS_WORDS[class_of(outcome)].column
        rows.append(
            ValueRow(outcome.name or outcome.id, kind, amount, _known(option_answer, case, at, outcome))
        )
    return sorted(rows, key=lambda row: -row.amount)


def _known(option_answer: OptionAnswer, case: Case, at: str, outcome: Outcome) -> str:
    found = option_answer.evidence.outcomes.get(outcome.id)
    return TYPED if found is None else known_words(case.effects[at], found.label)


def not_valued_table(answer: Answer, option: str) -> Table:
    """Returns what is not valued in money: which way it goes, how large it is, and who it is for."""
    rows = tuple(
        (
            effect.name,
            capital(way_of(effect)),
            effect.who or "",
        )
        for effect in answer.options[option].not_priced
    )
    return Table("What is not valued in money", ("Effect", "Direction and size", "Who it is for"), rows)
