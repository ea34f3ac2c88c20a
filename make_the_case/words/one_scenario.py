"""One scenario opened: what it says, what it comes to, and which figures it changes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from make_the_case.words.assumption_phrases import assumption, name_of, value_in_words
from make_the_case.words.blocks import Block, Bold, Lines, facts, paragraphs
from make_the_case.words.charts.tried_chart import tried_name
from make_the_case.words.names import CLASS_WORDS, VERDICT_WORDS
from make_the_case.words.phrases import counted, money, party_in_prose
from valuation import Case
from valuation.accounts import BENEFIT_CLASSES
from valuation.sensitivity.everything_tried import Tried

MOST_CHANGES = 6
"""Changed figures that are named; the rest are counted."""


def one_scenario(case: Case, option: str, tried: Tried) -> list[Block]:
    """Returns a scenario as it is read when it is opened."""
    note = tried.scenario.note or "This scenario has no note."
    blocks: list[Block] = [
        paragraphs((Bold(f"{tried_name(tried)}."), f" {note}")),
        _comes_to(case, option, tried),
    ]
    changed = changes_in_words(case, tried.scenario.changes)
    if changed:
        blocks.append(Lines(tuple(changed)))
    return blocks


def _comes_to(case: Case, option: str, tried: Tried) -> Block:
    """Returns what a scenario comes to, figure by figure, or why it has no answer."""
    headlines = tried.answer.options[option]
    if headlines is None:
        return paragraphs(tried.answer.reason or "")
    kinds = (
        (CLASS_WORDS[name].amount, money(headlines.benefit_classes[name])) for name in BENEFIT_CLASSES.keys
    )
    return facts(
        (
            (f"Cost to {party_in_prose(case.shape.commissioner)}", money(headlines.commissioner_pv_costs)),
            *kinds,
            ("Net value, counting everyone", money(headlines.npv["society"])),
            ("Verdict", VERDICT_WORDS[headlines.verdict.number].short),
        )
    )


def changes_in_words(case: Case, changes: Mapping[str, object]) -> list[str]:
    """Returns the figures that a scenario changes, each with the value of our case."""
    said = [line for path, change in changes.items() if (line := _change(case, path, change))]
    left = len(changes) - len(said[:MOST_CHANGES])
    more = [f"Another {counted(left, 'change')}"] if left and said else []
    return [*said[:MOST_CHANGES], *more]


def _change(case: Case, path: str, change: object) -> str:
    """Returns a changed figure with what it was; nothing for what is no figure."""
    try:
        now = changed_value(case, path, change)
        number = case.library.get(path).value if path in case.library else case.number(path)
        was = value_in_words(case, path, number)
        return f"{name_of(case, path)}: {now}, not {was}" if now not in ("", was) else ""
    except (KeyError, ValueError, IndexError, TypeError):
        return ""


def changed_value(case: Case, path: str, change: object) -> str:
    """Returns the figure of a change in the case's prices, whichever prices it is stated in; nothing for what is no figure."""
    value = change.get("value") if isinstance(change, dict) else change
    if isinstance(value, bool) or not isinstance(value, int | float):
        return ""
    found = assumption(case, path)
    year = change.get("price_year", found.price_year) if isinstance(change, dict) else found.price_year
    factor = case.price_factor(replace(found, price_year=year)) / case.price_factor(found)
    return value_in_words(case, path, float(value) * factor)
