"""The challenge note: what was claimed, where both agree, what was changed and why, and what would settle it. Fair, and short."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from make_the_case.words.blocks import Block, Drawn, Facts, Heading, Lines, Tabled, ToWrite, paragraphs
from make_the_case.words.papers import comparison
from make_the_case.words.papers.annexes import LEFT_OUT
from make_the_case.words.papers.constant_block import NOT_DONE_YET
from make_the_case.words.papers.summary import PRODUCED_WITH, five_lines, line_names
from make_the_case.words.phrases import after_words, counted, listed
from make_the_case.words.tables.summary_tables import Table
from valuation import Answer, Case
from valuation.compare.bridge import Bridge
from valuation.sensitivity.decision import Worth

NAMES = ("The case", "Our reading")


def challenge_note(
    first: Case,
    second: Case,
    results: tuple[Answer, Answer],
    found: Bridge,
    worths: tuple[Worth, ...] = (),
    names: tuple[str, str] = NAMES,
) -> list[Block]:
    """Returns the note on two cases, agreement before dispute; `names` are what the two are called."""
    a, b = names
    option = found.option
    lines = [five_lines(result, option) for result in results]
    verdicts = [result.options[option].verdict.sentence for result in results]
    blocks: list[Block] = [
        Heading("What was claimed"), paragraphs(verdicts[0], style="verdict"), Lines(tuple(lines[0]), is_numbered=True),
        Heading("Where we agree"), paragraphs(*agreement(first, second, found, lines, verdicts)),
        Heading("What we changed, and why"),
    ]  # fmt: skip
    if not found.changes:
        blocks.append(paragraphs("Nothing that this option rests on differs."))
    else:
        chart = comparison.bridge_chart(first, second, found, a, b)
        flowing = replace(
            chart, title=_flowing(chart.title, names), subtitle=_flowing(chart.subtitle, names),
            summary=_flowing(chart.summary, names), alt=_flowing(chart.alt, names),
        )  # fmt: skip
        gap = [_flowing(words, names) for words in comparison.gap_sentences(first, second, found, a, b)]
        blocks += [
            Tabled(comparison.differences_table(first, second, found, a, b)),
            Heading("What the difference turns on"), paragraphs(*gap), Drawn(flowing, has_table=False),
        ]  # fmt: skip
    rows = [("Verdict", *verdicts), *zip(line_names(), *lines, strict=True)]
    apart = tuple(row for row in rows if row[1] != row[2])
    same = listed(row[0].lower() for row in rows if row[1] == row[2])
    blocks.append(
        Tabled(
            Table(
                "The verdict and the five lines, where they differ",
                ("What", a, b),
                apart,
                "" if same == "none" else f"The same in both: {same}.",
            )
        )
    )
    said = [_flowing(words, names) for words in comparison.agreement_sentences(first, second, found, a, b)]
    if said:
        blocks += [Heading("Where the two would come to the same"), paragraphs(*said)]
    settle = comparison.settle_sentences(first, second, found, worths)
    blocks += [
        Heading("What neither covers"), paragraphs(LEFT_OUT),
        Heading("What evidence would settle it"), paragraphs(*(settle or ("Nothing is in dispute.",))),
        Heading("What we support"), ToWrite("What you would support, and on which conditions."),
        Heading("Who we are, and our interest"), _interest(second),
        Facts(((f"Code of {after_words(a)}", results[0].check_code), (f"Code of {after_words(b)}", results[1].check_code))),
        paragraphs(PRODUCED_WITH, style="small"),
    ]  # fmt: skip
    return blocks


def _flowing(text: str, names: tuple[str, str]) -> str:
    """Returns a sentence in which what the two cases are called begins with a small letter, but at its start."""
    for name in names:
        text = text.replace(f" {name}", f" {after_words(name)}")
    return text


def agreement(
    first: Case, second: Case, found: Bridge, lines: list[list[str]], verdicts: list[str]
) -> list[str]:
    """Returns what both cases say alike: years and prices, how many numbers, the verdict, and which of the five lines."""
    numbers = set(first.numbers_written) & set(second.numbers_written)
    moved = {path for change in found.changes for path in (change.path, *change.paths)}
    same = len([path for path in numbers if path not in moved])
    appraisal = first.shape.appraisal
    said = [
        f"Both look at {counted(appraisal.years, 'year')} from {appraisal.first_year.replace('-', '/')}, in the same prices.",
        f"{counted(same, 'number').capitalize()} {'is' if same == 1 else 'are'} the same in both; "
        f"{counted(len(found.changes), 'change')} {'is' if len(found.changes) == 1 else 'are'} in dispute.",
    ]
    alike = [name.lower() for name, a, b in zip(line_names(), *lines, strict=True) if a == b]
    if alike:
        said.append(f"Of the five lines, both say the same of {listed(alike)}.")
    if verdicts[0] == verdicts[1]:
        said.append(f"Both come to one verdict: {verdicts[0]}")
    return said


def _interest(case: Case) -> Block:
    meeting: Any = case.shape.meeting
    if meeting and (meeting.author or meeting.interests):
        return paragraphs(f"{meeting.author or NOT_DONE_YET}. {meeting.interests or ''}".strip())
    return ToWrite("Who you are, who paid for this note, and what you stand to gain.")
