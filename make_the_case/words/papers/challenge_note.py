"""The challenge note: what was claimed, where both agree, what was changed and why, and what would settle it. Fair, and two pages at most."""

from __future__ import annotations

from dataclasses import dataclass

from make_the_case.words.blocks import Block, Facts, Heading, Tabled, ToWrite, paragraphs
from make_the_case.words.papers import comparison
from make_the_case.words.papers.annexes import LEFT_OUT
from make_the_case.words.papers.meeting_words import TO_ADD
from make_the_case.words.papers.summary import PRODUCED_WITH, five_lines, line_names
from make_the_case.words.phrases import after_words, capital, counted, listed, money
from make_the_case.words.tables.summary_tables import Table
from valuation import Answer, Case
from valuation.case.shape import Meeting, Scenario
from valuation.compare.bridge import Bridge
from valuation.sensitivity.decision import Worth

NAMES = ("The case", "Our reading")
MOST_SHOWN = 5
"""Changes that stand each in a row of the note: more would not leave two pages for the rest."""
WHO = "Who you are, who paid for this note, and what you stand to gain."


@dataclass(frozen=True)
class Signed:
    """Who disputes the case, and what they stand to gain; the author of the case never signs for them."""

    author: str = ""
    interests: str = ""


def signed_by(first: Case, second: Case, scenario: Scenario | None = None) -> Signed:
    """Returns who disputes: whoever the challenge names, or the author of another case; nobody where that is the same author."""
    if scenario is not None and (scenario.author or scenario.interests):
        return Signed(scenario.author or "", scenario.interests or "")
    ours, theirs = (case.shape.meeting or Meeting() for case in (second, first))
    if (ours.author, ours.interests) == (theirs.author, theirs.interests):
        return Signed()
    return Signed(ours.author or "", ours.interests or "")


def challenge_note(
    first: Case,
    second: Case,
    answers: tuple[Answer, Answer],
    bridge: Bridge,
    worths: tuple[Worth, ...] = (),
    names: tuple[str, str] = NAMES,
    signed: Signed | None = None,
) -> list[Block]:
    """Returns the note on two cases, agreement before dispute; `names` are what the two are called."""
    a, b = names
    lines = [five_lines(answer, bridge.option) for answer in answers]
    verdicts = [answer.options[bridge.option].verdict.sentence for answer in answers]
    codes = (
        (f"Code of {after_words(a)}", answers[0].check_code),
        (f"Code of {after_words(b)}", answers[1].check_code),
    )
    return [
        Heading("What was claimed"), paragraphs(verdicts[0], style="verdict"), paragraphs(lines[0][0]),
        Heading("Where we agree"), paragraphs(" ".join(agreement(first, second, bridge, lines, verdicts))),
        Heading("What we changed, and why"), *_changes(first, second, bridge, names),
        *_verdicts(verdicts, names),
        *_come_to_the_same(first, second, bridge, names),
        Heading("What evidence would settle it"), *_settled(first, second, bridge, worths),
        Heading("What neither covers"), paragraphs(LEFT_OUT, style="small"),
        Heading("What we support"), ToWrite("What you would support, and on which conditions."),
        Heading("Who we are, and our interest"), _interest(signed or signed_by(first, second)),
        Facts(codes),
        paragraphs(PRODUCED_WITH, style="small"),
    ]  # fmt: skip


def _changes(first: Case, second: Case, bridge: Bridge, names: tuple[str, str]) -> list[Block]:
    """Returns what the two cases put differently, and what explains the difference between their answers."""
    if not bridge.changes:
        return [paragraphs("Nothing that this option depends on differs.")]
    gap = [_flowing(words, names) for words in comparison.gap_sentences(first, second, bridge, *names)]
    return [
        Tabled(comparison.challenged_table(first, second, bridge, names, MOST_SHOWN)),
        Heading("What explains the difference"),
        paragraphs(" ".join(gap)),
    ]


def _verdicts(verdicts: list[str], names: tuple[str, str]) -> list[Block]:
    """Returns what each of the two concludes, where they do not conclude the same."""
    if verdicts[0] == verdicts[1]:
        return []
    said = (f"{capital(name)}: {words}" for name, words in zip(names, verdicts, strict=True))
    return [paragraphs(*said)]


def _come_to_the_same(first: Case, second: Case, bridge: Bridge, names: tuple[str, str]) -> list[Block]:
    """Returns which single change would bring the two together, where there is one."""
    sentences = comparison.agreement_sentences(first, second, bridge, *names)
    if not sentences:
        return []
    flowing = [_flowing(words, names) for words in sentences]
    return [Heading("Where the two would agree"), paragraphs(" ".join(flowing))]


def _settled(first: Case, second: Case, bridge: Bridge, worths: tuple[Worth, ...]) -> list[Block]:
    """Returns what evidence to ask for on what is disputed and who can give it, what drives the difference first."""
    if not bridge.changes:
        return [paragraphs("Nothing is disputed.")]
    value = {worth.path: worth.value for worth in worths if worth.distinguishable and worth.value >= 1}
    rows = []
    for change in bridge.changes[:MOST_SHOWN]:
        asked = comparison.asked_of(second, change)
        worth = f"up to {money(value[change.path])}" if change.path in value else ""
        name = comparison.changed_name(first, second, change)
        rows.append((name, capital(asked.what), capital(asked.who), *((worth,) if value else ())))
    header = ("Figure", "Ask for", "Who can give it", *(("Worth to the decision",) if value else ()))
    return [Tabled(Table("The evidence to ask for", header, tuple(rows)))]


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
        sentences.append("Both reach the same verdict.")
    return sentences


def _interest(signed: Signed) -> Block:
    if not (signed.author or signed.interests):
        return ToWrite(WHO)
    return paragraphs(f"{(signed.author or TO_ADD).rstrip('.')}. {signed.interests}".strip())
