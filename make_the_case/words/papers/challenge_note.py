"""The challenge note: what was claimed, where both agree, what was changed and why, and what would settle it. Fair, and short."""

from __future__ import annotations

from dataclasses import replace

from make_the_case.words.blocks import Block, Drawn, Facts, Heading, Lines, Tabled, ToWrite, paragraphs
from make_the_case.words.charts.bridge_charts import bridge_chart
from make_the_case.words.papers import comparison
from make_the_case.words.papers.annexes import LEFT_OUT
from make_the_case.words.papers.meeting_words import TO_ADD
from make_the_case.words.papers.summary import PRODUCED_WITH, five_lines, line_names
from make_the_case.words.phrases import after_words, capital, counted, listed
from make_the_case.words.tables.summary_tables import Table
from valuation import Answer, Case
from valuation.compare.bridge import Bridge
from valuation.sensitivity.decision import Worth

NAMES = ("The case", "Our reading")


def challenge_note(
    first: Case,
    second: Case,
    answers: tuple[Answer, Answer],
    bridge: Bridge,
    worths: tuple[Worth, ...] = (),
    names: tuple[str, str] = NAMES,
) -> list[Block]:
    """Returns the note on two cases, agreement before dispute; `names` are what the two are called."""
    a, b = names
    lines = [five_lines(answer, bridge.option) for answer in answers]
    verdicts = [answer.options[bridge.option].verdict.sentence for answer in answers]
    settle = comparison.settle_sentences(first, second, bridge, worths)
    return [
        Heading("What was claimed"), paragraphs(verdicts[0], style="verdict"), Lines(tuple(lines[0]), is_numbered=True),
        Heading("Where we agree"), paragraphs(*agreement(first, second, bridge, lines, verdicts)),
        Heading("What we changed, and why"), *_changes(first, second, bridge, names),
        _where_they_differ(lines, verdicts, names),
        *_come_to_the_same(first, second, bridge, names),
        Heading("What neither covers"), paragraphs(LEFT_OUT),
        Heading("What evidence would settle it"), paragraphs(*(settle or ("Nothing is disputed.",))),
        Heading("What we support"), ToWrite("What you would support, and on which conditions."),
        Heading("Who we are, and our interest"), _interest(second),
        Facts(((f"Code of {after_words(a)}", answers[0].check_code), (f"Code of {after_words(b)}", answers[1].check_code))),
        paragraphs(PRODUCED_WITH, style="small"),
    ]  # fmt: skip


def _changes(first: Case, second: Case, bridge: Bridge, names: tuple[str, str]) -> list[Block]:
    """Returns what the two cases put differently, and what explains the difference between their answers."""
    if not bridge.changes:
        return [paragraphs("Nothing that this option depends on differs.")]
    chart = bridge_chart(first, second, bridge, *names)
    flowing = replace(
        chart, title=_flowing(chart.title, names), subtitle=_flowing(chart.subtitle, names),
        summary=_flowing(chart.summary, names), alt=_flowing(chart.alt, names),
    )  # fmt: skip
    gap = [_flowing(words, names) for words in comparison.gap_sentences(first, second, bridge, *names)]
    return [
        Tabled(comparison.differences_table(first, second, bridge, *names)),
        Heading("What explains the difference"), paragraphs(*gap), Drawn(flowing, has_table=False),
    ]  # fmt: skip


def _where_they_differ(lines: list[list[str]], verdicts: list[str], names: tuple[str, str]) -> Block:
    """Returns the verdict and those of the five lines that the two do not say alike, side by side."""
    rows = [("Verdict", *verdicts), *zip(line_names(), *lines, strict=True)]
    apart = tuple(row for row in rows if row[1] != row[2])
    same = listed(row[0].lower() for row in rows if row[1] == row[2])
    note = "" if same == "none" else f"The same in both: {same}."
    return Tabled(Table("The verdict and the five lines, where they differ", ("What", *names), apart, note))


def _come_to_the_same(first: Case, second: Case, bridge: Bridge, names: tuple[str, str]) -> list[Block]:
    """Returns which single change would bring the two together, where there is one."""
    sentences = comparison.agreement_sentences(first, second, bridge, *names)
    if not sentences:
        return []
    flowing = [_flowing(words, names) for words in sentences]
    return [Heading("Where the two would agree"), paragraphs(*flowing)]


def _flowing(text: str, names: tuple[str, str]) -> str:
    """Returns a sentence in which what the two cases are called begins with a small letter, but at its start."""
    for name in names:
        text = text.replace(f" {name}", f" {after_words(name)}")
    return text


def agreement(
    first: Case, second: Case, bridge: Bridge, lines: list[list[str]], verdicts: list[str]
) -> list[str]:
    """Returns what both cases say alike: years and prices, how many numbers, the verdict, and which of the five lines."""
    numbers = set(first.numbers_written) & set(second.numbers_written)
    moved = {path for change in bridge.changes for path in (change.path, *change.paths)}
    same = len([path for path in numbers if path not in moved])
    appraisal = first.shape.appraisal
    sentences = [
        f"Both look at {counted(appraisal.years, 'year')} from {appraisal.first_year.replace('-', '/')}, in the same prices.",
        f"{capital(counted(same, 'figure'))} {'is' if same == 1 else 'are'} the same in both, and "
        f"{counted(len(bridge.changes), 'change')} {'is' if len(bridge.changes) == 1 else 'are'} disputed.",
    ]
    alike = [name.lower() for name, a, b in zip(line_names(), *lines, strict=True) if a == b]
    if alike:
        sentences.append(f"Of the five lines, both say the same of {listed(alike)}.")
    if verdicts[0] == verdicts[1]:
        sentences.append(f"Both reach the same verdict: {verdicts[0]}")
    return sentences


def _interest(case: Case) -> Block:
    meeting = case.shape.meeting
    if meeting and (meeting.author or meeting.interests):
        return paragraphs(f"{meeting.author or TO_ADD}. {meeting.interests or ''}".strip())
    return ToWrite("Who you are, who paid for this note, and what you stand to gain.")
