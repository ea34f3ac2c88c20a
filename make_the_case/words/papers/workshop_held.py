"""What the papers say of workshops: when they were, who was there, what they changed, and what matters to the people who came."""

from __future__ import annotations

from datetime import date

from make_the_case.words.assumption_phrases import name_of, value_in_words
from make_the_case.words.blocks import Block, Drawn, Heading, paragraphs
from make_the_case.words.charts.chart import Chart, Series
from make_the_case.words.phrases import capital, counted, day, listed, quoted
from make_the_case.words.round_words import points, weights_sentences
from make_the_case.words.tables.summary_tables import Table
from valuation import Case
from valuation.case.records.round_shape import Round, RoundQuestion
from valuation.rounds.kinds import OTHERS, counted_in_words
from valuation.rounds.questions import outcomes_of

HEADING = "What matters to people"
ALL_POINTS = 100


def _day(held: Round) -> str:
    return day(date.fromisoformat(held.at))


def who_came(held: Round) -> str:
    """Returns who was at a workshop, by kind and number."""
    if list(held.people) == [OTHERS]:
        return counted(held.people[OTHERS], "person", "people")
    return listed([counted_in_words(kind, count) for kind, count in held.people.items()], 9)


def workshop_sentences(case: Case) -> list[str]:
    """Returns of each workshop when it was, who was there, and which figures come from it; nothing where there was none."""
    sentences = []
    for held in case.shape.rounds:
        named = [quoted(name_of(case, each.path)) for each in _still_there(case, held)]
        said = f"At a workshop on {_day(held)}, {who_came(held)} answered questions."
        sentences.append(
            said if not named else f"{said} These figures come from their answers: {listed(named, 8)}."
        )
    return sentences


def _still_there(case: Case, held: Round) -> list[RoundQuestion]:
    """Returns the questions whose numbers still say that they come from a round."""
    return [each for each in held.questions if _comes_from(case, each.path, held.id)]


def _comes_from(case: Case, path: str, ident: str) -> bool:
    stated = case.stated.get(path)
    return stated is not None and isinstance(stated.raw, dict) and stated.raw.get("uses_round") == ident


def shaping_rows(case: Case) -> list[tuple[str, str, str, str]]:
    """Returns who shaped the case by answering: who, how, how many, and what their answers changed."""
    rows = []
    for held in case.shape.rounds:
        changed = [
            f"{name_of(case, each.path)}: from {value_in_words(case, each.path, each.before)} to {value_in_words(case, each.path, each.value)}"
            for each in _still_there(case, held)
            if each.before is not None
        ]
        people = sum(held.people.values())
        told = f"{'. '.join(map(capital, changed))}." if changed else "No figure of the case changed."
        rows.append((capital(who_came(held)), f"Workshop on {_day(held)}", f"{people}", told))
    return rows


def latest_weights(case: Case) -> Round | None:
    """Returns the last workshop at which people shared points; None where there was none."""
    return next((held for held in reversed(case.shape.rounds) if held.weights), None)


def weight_names(case: Case) -> dict[str, str]:
    """Returns what each outcome is called."""
    return {outcome.id: outcome.name for outcome in outcomes_of(case)}


def what_matters(case: Case) -> list[str]:
    """Returns what matters most to the people who shared points, in sentences."""
    held = latest_weights(case)
    if held is None:
        return []
    shares = sorted(
        ((outcome, weight.share) for outcome, weight in held.weights.items()), key=lambda row: -row[1]
    )
    return [
        f"At the workshop on {_day(held)} people shared {ALL_POINTS} points.",
        *weights_sentences(weight_names(case), shares),
    ]


def weights_chart(case: Case) -> Chart | None:
    """Returns how people shared 100 points, the outcome with most points first; None where nobody was asked."""
    held = latest_weights(case)
    if held is None:
        return None
    names = weight_names(case)
    listed_weights = sorted(held.weights.items(), key=lambda row: -row[1].share)
    labels = tuple(names.get(outcome, outcome) for outcome, _ in listed_weights)
    values = tuple(ALL_POINTS * weight.share for _, weight in listed_weights)
    words = tuple(points(weight.share) for _, weight in listed_weights)
    kinds = list(dict.fromkeys(kind for _, weight in listed_weights for kind in weight.by_kind))
    rows = tuple(
        (
            label,
            said,
            f"{points(weight.range[0])} to {points(weight.range[1])}",
            *(points(weight.by_kind[k]) if k in weight.by_kind else "" for k in kinds),
        )
        for label, said, (_, weight) in zip(labels, words, listed_weights, strict=True)
    )
    heads = tuple(capital(counted_in_words(kind, 2).partition(" ")[2]) for kind in kinds)
    return Chart(
        "what_matters",
        "bars",
        f"“{labels[0]}” matters most to the people who came",
        "Points out of 100. They stand beside the money and change no figure",
        " ".join(what_matters(case)),
        f"Bar chart of points out of 100. {'; '.join(f'{label} {said}' for label, said in zip(labels, words, strict=True))}.",
        labels,
        (Series("Points", values, words),),
        "points",
        1,
        Table("Points out of 100", ("Outcome", "Everyone", "Half of them gave", *heads), rows),
    )


def workshop_blocks(case: Case) -> list[Block]:
    """Returns what a paper says of workshops, with the chart of what matters; nothing where there was none."""
    sentences, chart = workshop_sentences(case), weights_chart(case)
    blocks: list[Block] = [paragraphs(*sentences)] if sentences else []
    return blocks if chart is None else [*blocks, Heading(HEADING, 2), Drawn(chart)]
