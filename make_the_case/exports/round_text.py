"""A workshop as plain text for the terminal: who answered, what it came to, and whether it matters that people differ."""

from __future__ import annotations

from make_the_case.exports.plain_text import WIDTH, folded, table_lines
from make_the_case.words import round_words
from make_the_case.words.assumption_phrases import name_of
from make_the_case.words.phrases import capital
from make_the_case.words.tables.summary_tables import Table
from valuation import Case
from valuation.rounds.questions import outcomes_of
from valuation.rounds.round_answer import RoundAnswer
from valuation.rounds.what_kinds_change import WhatKindsChange


def round_report(case: Case, answer: RoundAnswer, found: WhatKindsChange) -> str:
    """Returns the readable report of a round: who, each question, the difference it makes, what matters, and the reasons."""
    title = folded(f"Workshop: {case.shape.title or case.name}")
    lines = [*title, "=" * min(WIDTH, max(map(len, title))), "", *folded(round_words.who_was_there(answer))]
    for asked in answer.asked:
        lines += ["", *folded(capital(name_of(case, asked.question.path)))]
        for sentence in round_words.pooled_sentences(case, asked):
            lines += folded(sentence, "  ")
        lines += _table(round_words.kinds_table(case, asked))
        lines += [line for reason in asked.reasons for line in folded(reason, "  - ")]
    if answer.asked:
        lines += ["", "Whether it matters that people differ", ""]
        for sentence in round_words.difference_sentences(case, answer, found):
            lines += folded(sentence)
        for sentence in round_words.kind_sentences(case, found):
            lines += folded(sentence, "  - ")
    names = {outcome.id: outcome.name for outcome in outcomes_of(case)}
    lines += _table(round_words.weights_table(names, answer))
    for sentence in round_words.weights_sentences(names, [(w.outcome, w.share) for w in answer.weights]):
        lines += folded(sentence)
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _table(table: Table | None) -> list[str]:
    return [] if table is None else ["", table.caption, *table_lines(table.header, table.rows)]
