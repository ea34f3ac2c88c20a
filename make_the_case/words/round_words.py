"""What a workshop came to, in plain sentences and tables: the pool, each kind, whether it matters that they differ, and what matters to people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from make_the_case.words.assumption_phrases import name_of, value_in_words
from make_the_case.words.phrases import capital, counted, day, gain_or_loss, listed, money, whole_percent
from make_the_case.words.tables.summary_tables import Table
from valuation import Case
from valuation.rounds.kinds import FEWEST_APART, OTHERS, counted_in_words, kind_in_words
from valuation.rounds.pools import Pooled
from valuation.rounds.round_answer import Asked, RoundAnswer
from valuation.rounds.what_kinds_change import WhatKindsChange


def who_was_there(answer: RoundAnswer) -> str:
    """Returns when the workshop was and who answered, in a sentence."""
    people = capital(counted(answer.people, "person", "people"))
    if answer.people < FEWEST_APART:
        return f"{people} answered on {day(answer.at)}. So few people are not told apart by kind."
    kinds = listed([counted_in_words(kind, count) for kind, count in answer.counts.items()], 9)
    return f"{people} answered on {day(answer.at)}: {kinds}."


def pooled_sentences(case: Case, asked: Asked) -> list[str]:
    """Returns what the answers to one question come to, beside what the case said before."""
    path, number = asked.question.path, asked.number

    def said(value: float) -> str:
        return value_in_words(case, path, value)

    answers = f"{capital(counted(asked.people, 'person', 'people'))} answered"
    sentences = [
        f"{answers}. Their answers together come to {said(number.value)}, and lie between {said(number.low)} and {said(number.high)} "
        f"with a chance of 95%. Before the workshop the case said {said(asked.question.number.value)}."
    ]
    if number.is_even:
        sentences.append(
            f"The mean of the answers is {said(number.mean)}. No usual distribution has that mean with so wide a range. "
            "So every value in the range is taken to be as likely as any other, and the case uses the middle."
        )
    if asked.people == 1:
        sentences.append(
            "Only one person answered, so this figure is that person's own answer. Anyone who knows who it was can tell."
        )
    if not _alike(number, asked.all_equally):
        sentences.append(
            f"Each kind of person counts the same here. Where each person counts the same, the answers come to {said(asked.all_equally.value)}."
        )
    if asked.with_set_aside is not None:
        aside = capital(counted(asked.set_aside, "answer was", "answers were"))
        sentences.append(
            f"{aside} set aside. With all answers it would be {said(asked.with_set_aside.value)}."
        )
    return sentences


def _alike(a: Pooled, b: Pooled) -> bool:
    return abs(a.value - b.value) <= 1e-9 * max(abs(a.value), abs(b.value))


def kinds_table(case: Case, asked: Asked) -> Table | None:
    """Returns what each kind that may be shown apart says of one question; None where none may be."""
    if not asked.by_kind:
        return None
    path = asked.question.path

    def row(name: str, people: int, number: Pooled) -> tuple[str, ...]:
        values = (value_in_words(case, path, value) for value in (number.value, number.low, number.high))
        return (name, f"{people}", *values)

    rows = [
        row(capital(kind_in_words(kind)), each.people, each.number) for kind, each in asked.by_kind.items()
    ]
    rows.append(row("Everyone", asked.people, asked.number))
    return Table("By kind of person", ("Who", "People", "Answers come to", "Low", "High"), tuple(rows))


def not_apart_sentence(answer: RoundAnswer) -> str:
    """Returns why kinds are not shown apart, or that small ones are merged; nothing where each kind is."""
    if not answer.kinds_apart:
        return f"Kinds of people are not shown apart, because some of them have fewer than {FEWEST_APART} answers and could be recognised."
    merged = OTHERS in answer.kinds_apart
    return f"Kinds with fewer than {FEWEST_APART} answers are counted together as others." if merged else ""


def difference_sentences(case: Case, answer: RoundAnswer, found: WhatKindsChange) -> list[str]:
    """Returns whether it matters that kinds of people differ."""
    everyone = found.everyone
    moved = found.before.verdict.number != everyone.verdict.number
    now, was = gain_or_loss(everyone.npv), gain_or_loss(found.before.npv)
    sentences = [
        f"With everyone's figures, counting everyone, the net value is {now}. Before the workshop it was {was}.",
        f"The verdict is {'now' if moved else 'still'}: {everyone.verdict.sentence}",
    ]
    if not found.kinds:
        return [*sentences, not_apart_sentence(answer)]
    path = found.differ_most_on
    if path is None:
        return [*sentences, "It makes no difference to the result whose figures are used."]
    apart = most_apart(answer, path)
    who = (
        f"{capital(kind_in_words(apart[0]))} and {kind_in_words(apart[1])} differ"
        if apart
        else "Kinds of people differ"
    )
    does = "it changes the verdict" if found.changes_the_verdict else "it does not change the verdict"
    sentences.append(f"{who} most on “{name_of(case, path)}”. Taking the figures of one kind alone, {does}.")
    sentences += [
        f"With the figures of {kind_in_words(kind.kind)} the verdict is: {kind.reading.verdict.sentence}"
        for kind in found.kinds
        if kind.reading.verdict.number != everyone.verdict.number
    ]
    return [sentence for sentence in [*sentences, not_apart_sentence(answer)] if sentence]


def kind_sentences(case: Case, found: WhatKindsChange) -> list[str]:
    """Returns for each kind the result with its figures alone, and what leads from there to everyone's."""
    told = []
    for kind in found.kinds:
        steps = [_step(name_of(case, path), amount) for path, amount in kind.bridge.items()]
        told.append(
            f"With the figures of {kind_in_words(kind.kind)} the net value is {gain_or_loss(kind.reading.npv)}. "
            f"From there to everyone's figures, {listed(steps, 9)}."
        )
    return told


def _step(name: str, amount: float) -> str:
    """Returns what one number adds on the way from one kind's figures to everyone's.

    >>> _step("Uptake", -1_200.0), _step("Uptake", 0.2)
    ('“Uptake” takes off £1,200', '“Uptake” changes nothing')
    """
    if abs(amount) < 0.5:
        return f"“{name}” changes nothing"
    return f"“{name}” {'adds' if amount >= 0 else 'takes off'} {money(abs(amount))}"


def most_apart(answer: RoundAnswer, path: str) -> tuple[str, str] | None:
    """Returns the two kinds that are furthest apart on a question."""
    values = {
        kind: each.number.value
        for asked in answer.asked
        if asked.question.path == path
        for kind, each in asked.by_kind.items()
    }
    if len(values) < 2:
        return None
    low, high = min(values, key=lambda kind: values[kind]), max(values, key=lambda kind: values[kind])
    return low, high


def verdicts_table(case: Case, found: WhatKindsChange) -> Table | None:
    """Returns the result under each kind's figures, and how far each question takes it to everyone's."""
    if not found.kinds:
        return None
    paths = list(dict.fromkeys(path for kind in found.kinds for path in kind.bridge))
    rows = [
        (
            capital(kind_in_words(kind.kind)),
            money(kind.reading.npv),
            *(money(kind.bridge[path]) if path in kind.bridge else "" for path in paths),
            kind.reading.verdict.sentence,
        )
        for kind in found.kinds
    ]
    rows.append(
        ("Everyone", money(found.everyone.npv), *("" for _ in paths), found.everyone.verdict.sentence)
    )
    steps = (f"To everyone's: {name_of(case, path)}" for path in paths)
    return Table(
        "Under each kind's figures", ("Whose figures", "Net value to society", *steps, "Verdict"), tuple(rows)
    )


def weights_table(names: Mapping[str, str], answer: RoundAnswer) -> Table | None:
    """Returns how people shared 100 points; None where they were not asked to."""
    if not answer.weights:
        return None
    kinds = list(dict.fromkeys(kind for weight in answer.weights for kind in weight.by_kind))
    rows = tuple(
        (
            names.get(weight.outcome, weight.outcome),
            points(weight.share),
            f"{points(weight.low)} to {points(weight.high)}",
            *(points(weight.by_kind[kind]) if kind in weight.by_kind else "" for kind in kinds),
        )
        for weight in answer.weights
    )
    heads = (capital(kind_in_words(kind)) for kind in kinds)
    return Table(
        "What matters to people: points out of 100",
        ("Outcome", "Everyone", "Half of them gave", *heads),
        rows,
    )


def points(share: float) -> str:
    """Returns a share of the points as points."""
    return f"{100 * share:.0f}"


def weights_sentences(names: Mapping[str, str], shares: Iterable[tuple[str, float]]) -> list[str]:
    """Returns what matters most to people, in sentences; shares with the greatest first."""
    listed_shares = list(shares)
    if not listed_shares:
        return []
    first, *rest = [(names.get(outcome, outcome), share) for outcome, share in listed_shares]
    sentences = [f"Of 100 points, people gave {whole_percent(first[1]).removesuffix('%')} to “{first[0]}”."]
    if rest:
        others = listed([f"{points(share)} to “{name}”" for name, share in rest], 9)
        sentences.append(f"They gave {others}.")
    sentences.append("These points stand beside the money and change no figure.")
    return sentences
