"""The terms and fixed sentences of the papers as a list for a translator: docs/terms.csv, written from the words that the papers use."""

from __future__ import annotations

import ast
import csv
from collections.abc import Iterator
from dataclasses import astuple
from importlib.resources import files
from io import StringIO
from pathlib import Path

from make_the_case.words.blocks import Heading
from make_the_case.words.first_screen import ADVICE_WORDS
from make_the_case.words.formats import AUDIENCES
from make_the_case.words.glossary import BY_WORD, IN_PAPERS
from make_the_case.words.names import ACCOUNT_WORDS, CLASS_WORDS, OPTIMISM_POLICIES
from make_the_case.words.papers import (
    constant_block,
    marks,
    meeting_words,
    progress_tests,
    recommended,
    summary,
)
from make_the_case.words.papers.audiences import for_audience
from make_the_case.words.papers.full_case import full_case
from make_the_case.words.tables.evidence_tables import LABEL_WORDS, RUNG_WORDS
from make_the_case.words.uncertainty import LIKELY_MEANS, NOTHING_UNCERTAIN, WEAK_EVIDENCE
from valuation import answer, read_case
from valuation.answers.appraised import Appraised
from valuation.verdict import VERDICTS

HEADER = ("Kind", "English", "What it means", "Translation")
HEADINGS = ("Heading", "Table")
"""What is called with the words of a heading, or of the caption of a table, first."""


def terms_file() -> str:
    """Returns the list as a CSV file: each term once, with what it means and room for its translation."""
    made = StringIO()
    writer = csv.writer(made, lineterminator="\n")
    writer.writerow(HEADER)
    seen: set[str] = set()
    for kind, words, means in _terms():
        if words and words not in seen:
            seen.add(words)
            writer.writerow((kind, words, means, ""))
    return made.getvalue()


def _terms() -> Iterator[tuple[str, str, str]]:
    """Yields every term: its kind, its words, and what it means where the words alone do not say."""
    for word in IN_PAPERS:
        yield "term", word, BY_WORD[word].means
    for verdict in VERDICTS:
        yield "verdict", verdict.sentence, ""
        yield "verdict", verdict.sentence_beyond_own_budget, ""
    for advice in ADVICE_WORDS.values():
        yield "recommendation", advice, ""
    for rung in RUNG_WORDS.values():
        yield "standard of proof", rung.name, rung.asks
        yield "standard of proof", rung.asks, ""
    for known in LABEL_WORDS.values():
        yield "what is known", known, ""
    for table in (CLASS_WORDS, ACCOUNT_WORDS):
        for row in table.values():
            yield from (
                ("benefits and points of view", words, "{} and names in braces stand for amounts and names")
                for words in astuple(row)
            )
    for policy in OPTIMISM_POLICIES.values():
        yield "optimism bias", policy, ""
    for steps in (marks.COST_WORDS, marks.IMPACT_WORDS, marks.EVIDENCE_WORDS):
        yield from (("mark", words, "") for words in steps)
    for labels in (meeting_words.HEADER_WORDS, meeting_words.WHY_WORDS, meeting_words.IMPLICATIONS):
        yield from (("label", words, "") for words in labels.values())
    yield from (("label", words, "") for words in (*meeting_words.PURPOSES, *progress_tests.HEADER))
    yield from (("sentence", words, "") for words in SENTENCES)
    yield from (("heading", words, "") for words in headings())


SENTENCES = (
    constant_block.NO_SIMULATION, LIKELY_MEANS, NOTHING_UNCERTAIN, WEAK_EVIDENCE, recommended.DRAFTED_BY_RULE, recommended.NOT_AS_IT_STANDS,
    meeting_words.BY_RULE, meeting_words.NO_TESTS, meeting_words.TO_ADD, meeting_words.NOT_DONE_YET, meeting_words.TESTS_TITLE,
    summary.NOT_CHECKED, summary.ILLUSTRATIVE, summary.PRODUCED_WITH, summary.ROUNDING, summary.CODE_MEANS, summary.CENTRAL_ESTIMATES,
)  # fmt: skip
"""Sentences that papers print as they are."""


def headings() -> Iterator[str]:
    """Yields the headings of every paper of the worked example, and then the headings and captions that the code of the papers writes out."""
    case = read_case(Path(str(files("cases"))) / "worked_example.yaml")
    appraised = Appraised(case, answer(case), case.preferred)
    for blocks in (
        *(for_audience(appraised, audience) for audience in AUDIENCES),
        full_case(appraised, "short"),
    ):
        yield from (block.text for block in blocks if isinstance(block, Heading))
    for place in ("papers", "tables"):
        folder = Path(str(files("make_the_case.words"))) / place
        for module in sorted(folder.glob("*.py")):
            yield from _headings_in(module.read_text(encoding="utf-8"))


def _headings_in(code: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(code)):
        if (
            isinstance(node, ast.Call)
            and isinstance(node.func, ast.Name)
            and node.func.id in HEADINGS
            and node.args
        ):
            first = node.args[0]
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield first.value
