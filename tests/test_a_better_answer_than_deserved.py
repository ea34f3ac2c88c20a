"""Every way to a better answer than one deserves that the page for a sceptic lists, tried; and the page's figures, worked out anew.

The page is docs/how-to-get-a-better-answer-than-you-deserve.md. Each attempt begins with what is deserved and ends with what is
tried, so that what it buys is the last row's Expected less the first's.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, replace
from math import sqrt
from pathlib import Path
from typing import Any

import pytest

from valuation import answer, parse_case
from valuation.evidence.findings import Finding, Scale
from valuation.evidence.readings import drift
from valuation.evidence.scales import bridges_of, measures_of
from valuation.evidence.standards import USELESS, Evidence, claimed, expected, label, proven
from valuation.library import load_library

PAGE = (
    Path(__file__).resolve().parents[1] / "docs" / "how-to-get-a-better-answer-than-you-deserve.md"
).read_text(encoding="utf-8")
LIBRARY = load_library()
MEASURES, BRIDGES = measures_of(LIBRARY), bridges_of(LIBRARY)
BUYS_NOTHING, BUYS_SOMETHING, IS_NOT_TRUE = (
    "What buys nothing",
    "What buys something, and what shows it",
    "What buys more, because it is not true",
)
ENTERED = (
    "estimate",
    "interval",
    "se",
    "n",
    "sd",
    "tau",
    "baseline",
    "population_mean",
    "took_part",
    "follow_up_months",
)
"""Keys of a finding that hold numbers."""
_count = itertools.count(1)


def scale(measure: str) -> Scale:
    """The scale in which the library reads a measure."""
    found = MEASURES[measure].scale
    assert found is not None
    return found


LIFE, HEALTH, UTILITY = scale("life_satisfaction"), scale("qaly"), scale("eq5d")


MOOD_BRIDGES = ("phq9_to_qaly", "smd_depression_to_qaly")


def worth_of(bridge: str) -> float:
    """What the library takes a unit of a bridge's measure to be worth."""
    return BRIDGES[bridge].assumption.value


def finding(design: str, estimate: float, **keys: Any) -> Finding:
    """A finding of a study of its own, followed for a year unless it says otherwise."""
    name = keys.pop("study", f"study {next(_count)}")
    keys.setdefault("follow_up_months", 12)
    return Finding(name, name, design, estimate, **keys)  # type: ignore[arg-type]


@dataclass(frozen=True)
class Entry:
    """What somebody enters, in words and as findings; `worth` turns the measure into what the table is in."""

    words: str
    scale: Scale
    findings: tuple[Finding, ...]
    worth: float = 1.0

    @property
    def evidence(self) -> Evidence:
        return Evidence(self.findings, self.scale)

    @property
    def expected(self) -> float:
        return expected(self.evidence).mean * self.worth

    def all_of(self, name: str) -> list[float]:
        """Returns every number that stands under a key of its findings."""
        stated = [getattr(each, name) for each in self.findings]
        return [
            n for each in stated if each is not None for n in (each if isinstance(each, tuple) else (each,))
        ]

    def row(self, digits: int) -> str:
        """Returns the row of the page's table."""
        effect = expected(self.evidence)
        figures = (
            number(self.expected, digits),
            chance_in_words(1 - effect.chance_of_harm),
            number(proven(self.evidence).mean * self.worth, digits),
            number(claimed(self.evidence) * self.worth, digits),
        )
        return f"| {self.words} | {' | '.join(figures)} |"


@dataclass(frozen=True)
class Attempt:
    """A way to a better answer: under which chapter and heading it stands, in what it is counted, and what is entered."""

    chapter: str
    heading: str
    unit: str
    entries: tuple[Entry, ...]

    @property
    def digits(self) -> int:
        return 4 if self.unit == "QALYs" else 3

    @property
    def buys(self) -> float:
        return self.entries[-1].expected - self.entries[0].expected

    @property
    def sentence(self) -> str:
        """Returns what it buys, as the page says it."""
        amount = f"{number(abs(self.buys), self.digits)} {self.unit} a year"
        if abs(self.buys) < 1e-9:
            return "**It buys nothing.**"
        return f"**It buys {amount}.**" if self.buys > 0 else f"**It costs you {amount}.**"


def number(amount: float, digits: int) -> str:
    """Returns a figure as the page prints it, with a minus sign where it is below 0."""
    return "0" if abs(amount) < 1e-12 else f"{amount:.{digits}f}".replace("-", "−")


def chance_in_words(chance: float) -> str:
    """Returns a chance as the page prints it: never as certain."""
    return "over 99%" if chance > 0.99 else f"{chance:.0%}"


def life(words: str, *findings: Finding) -> Entry:
    return Entry(words, LIFE, findings)


def health(words: str, *findings: Finding) -> Entry:
    return Entry(words, HEALTH, findings)


def programme(design: str, **keys: Any) -> Finding:
    """A programme after which 400 people say 2.1 points more, from 4.7."""
    return finding(design, 2.1, n=400, **{"baseline": 4.7, **keys})


def ours(estimate: float = 0.9, n: float = 62, **keys: Any) -> Finding:
    """Our own figures, before and after: 62 people who say 0.9 points more, unless it says otherwise."""
    return finding("before_after", estimate, n=n, is_here=True, **keys)


def figures_of_a_provider(times: int) -> tuple[Finding, ...]:
    return tuple(finding("monitoring", 1.5, n=200, baseline=6) for _ in range(times))


TRIAL = finding("randomised", 0.0325, interval=(-0.0238, 0.0888))
GOOD_TRIAL = finding("randomised", 0.076, interval=(0.028, 0.124))
DULL_TRIAL = finding("randomised", 0.007, interval=(-0.009, 0.023))
REVIEW = finding("review", 0.05, se=0.015, trials=3)
HARM = finding("controlled", -0.03, interval=(-0.045, -0.015))
NULL_TRIAL = finding("randomised", 0.0, n=600)
KIND_STUDY = finding("before_after", 1.5, n=300, baseline=6)
MOOD = finding("randomised", -1.65, interval=(-2.54, -0.75))
MOOD_SD = scale("phq9").sd or 0.0
MOOD_IN_SDS = replace(
    MOOD, estimate=-1.65 / MOOD_SD, interval=(-2.54 / MOOD_SD, -0.75 / MOOD_SD), id="sds", study="sds"
)

ATTEMPTS = [
    Attempt(BUYS_NOTHING, "Make a claim", "QALYs", (
        health("A trial: 0.007 (−0.009 to 0.023)", DULL_TRIAL),
        health("The same, and a forecast of 0.11", DULL_TRIAL, finding("claim", 0.11)),
    )),
    Attempt(BUYS_NOTHING, "Split a before-and-after study", "points", (
        life("1.2 more, 400 people, from 6", finding("before_after", 1.2, n=400, baseline=6)),
        life("The same people as ten studies of 40", *(finding("before_after", 1.2, n=40, baseline=6) for _ in range(10))),
    )),
    Attempt(BUYS_NOTHING, "Pile up weak findings beside a trial", "points", (
        life("A trial: 0.1 more, 400 people", finding("randomised", 0.1, n=400)),
        life("The same, and 100 providers' figures of 1.5", finding("randomised", 0.1, n=400), *figures_of_a_provider(100)),
    )),
    Attempt(BUYS_NOTHING, "Measure more people who would have changed anyway", "points", (
        life("Ours: 5.2 to 6.1, 62 people", ours(baseline=5.2)),
        life("Ours: 5.2 to 6.1, 62,000 people", ours(baseline=5.2, n=62_000)),
    )),
    Attempt(BUYS_NOTHING, "Rename the measure", "QALYs", (
        health("QALYs: 0.0325 (−0.0238 to 0.0888)", TRIAL),
        Entry("The same, called EQ-5D", UTILITY, (TRIAL,)),
    )),
    Attempt(BUYS_NOTHING, "Call a change in life satisfaction WELLBYs", "points", (
        life("Life satisfaction: 1.2 more, 400 people, from 6", finding("before_after", 1.2, n=400, baseline=6)),
        Entry("The same, called WELLBYs", scale("wellby"), (finding("before_after", 1.2, n=400, baseline=6),)),
    )),
    Attempt(BUYS_NOTHING, "Leave out the baseline", "points", (
        life("2.1 more, 400 people, from 4.7", programme("before_after")),
        life("2.1 more, 400 people", programme("before_after", baseline=None)),
    )),
    Attempt(BUYS_NOTHING, "Report a change that is too good", "points", (
        *(life(f"Ours: {change:g} more, 1,000,000 people, from 6.8", ours(change, 10**6, baseline=6.8)) for change in (2.5, 4, 8)),
    )),
    Attempt(BUYS_NOTHING, "Say that few took part in a small trial", "QALYs", (
        health("A trial of 500 people: 0.01", finding("randomised", 0.01, n=500)),
        health("The same, of whom 0.41 took part", finding("randomised", 0.01, n=500, took_part=0.41)),
    )),
    Attempt(BUYS_SOMETHING, "Pile up weak findings alone", "points", (
        life("One provider's figures: 1.5 more, 200 people, from 6", *figures_of_a_provider(1)),
        life("Ten providers", *figures_of_a_provider(10)),
        life("A thousand providers", *figures_of_a_provider(1000)),
    )),
    Attempt(BUYS_SOMETHING, "Measure more people of your own", "points", (
        life("Ours: 6.8 to 7.7, 62 people", ours(baseline=6.8)),
        life("Ours: 6.8 to 7.7, 620 people", ours(baseline=6.8, n=620)),
        life("Ours: 6.8 to 7.7, 62,000 people", ours(baseline=6.8, n=62_000)),
    )),
    Attempt(BUYS_SOMETHING, "Call a provider's figures a study", "points", (
        life("2.1 more, 400 people, from 4.7: a provider's own figures", programme("monitoring")),
        life("The same, called a before-and-after study", programme("before_after")),
    )),
    Attempt(BUYS_SOMETHING, "Leave out a very low baseline", "points", (
        life("2.1 more, 400 people, from 3", programme("before_after", baseline=3)),
        life("2.1 more, 400 people", programme("before_after", baseline=None)),
    )),
    Attempt(BUYS_SOMETHING, "Compare with unhappier people", "points", (
        life("2.1 more, from 4.7, set against everybody's mean", programme("before_after")),
        life("Set against a mean of 5.5", programme("before_after", population_mean=5.5)),
        life("Set against a mean of 4.7, so that nothing would have changed", programme("before_after", population_mean=4.7)),
    )),
    Attempt(BUYS_SOMETHING, "Call somebody else's figures ours", "points", (
        life("1.2 more, 150 people, from 6, elsewhere", finding("before_after", 1.2, n=150, baseline=6)),
        life("The same, said to be here", finding("before_after", 1.2, n=150, baseline=6, is_here=True)),
    )),
    Attempt(BUYS_SOMETHING, "Split a trial", "QALYs", (
        health("One trial: 0.025, standard error 0.01", finding("randomised", 0.025, se=0.01)),
        health("Two trials of half the people", *(finding("randomised", 0.025, se=0.01 * sqrt(2)) for _ in range(2))),
        health("Ten trials of a tenth", *(finding("randomised", 0.025, se=0.01 * sqrt(10)) for _ in range(10))),
    )),
    Attempt(BUYS_SOMETHING, "Split a comparison of your own", "points", (
        life("Ours: a comparison, 0.8 more, 400 people", finding("controlled", 0.8, n=400, is_here=True)),
        life("Two comparisons of 200 people", *(finding("controlled", 0.8, n=200, is_here=True) for _ in range(2))),
        life("Ten comparisons of 40 people", *(finding("controlled", 0.8, n=40, is_here=True) for _ in range(10))),
    )),
    Attempt(BUYS_SOMETHING, "Hide a trial inside a review", "QALYs", (
        health("A review of three trials: 0.05, standard error 0.015; a trial: 0.007 (−0.009 to 0.023)", REVIEW, DULL_TRIAL),
        health("The review said to hold the trial", replace(REVIEW, includes=frozenset({DULL_TRIAL.study})), DULL_TRIAL),
        health("The same, where nobody has read the review", replace(REVIEW, includes=frozenset({DULL_TRIAL.study}), is_to_verify=True), DULL_TRIAL),
    )),
    Attempt(BUYS_SOMETHING, "Say that few took part", "QALYs", (
        health("A trial of 20,000 people: 0.01", finding("randomised", 0.01, n=20_000)),
        health("The same, of whom 0.41 took part", finding("randomised", 0.01, n=20_000, took_part=0.41)),
    )),
    Attempt(BUYS_SOMETHING, "Set aside the trial that found little", "QALYs", (
        health("Two trials: 0.076 (0.028 to 0.124) and 0.007 (−0.009 to 0.023)", GOOD_TRIAL, DULL_TRIAL),
        health("The second set aside", GOOD_TRIAL, replace(DULL_TRIAL, is_set_aside=True)),
    )),
    Attempt(BUYS_SOMETHING, "Set aside the only trial", "points", (
        life("A trial of 600 people: 0; a study: 1.5 more, 300 people, from 6", NULL_TRIAL, KIND_STUDY),
        life("The trial set aside", replace(NULL_TRIAL, is_set_aside=True), KIND_STUDY),
    )),
    Attempt(BUYS_SOMETHING, "Choose the measure whose bridge pays more", "QALYs", (
        Entry("PHQ-9: −1.65 (−2.54 to −0.75) points", scale("phq9"), (MOOD,), worth_of(MOOD_BRIDGES[0])),
        Entry("The same in standard deviations of 6", scale("smd_depression"), (MOOD_IN_SDS,), worth_of(MOOD_BRIDGES[1])),
    )),
    Attempt(IS_NOT_TRUE, "Call a before-and-after study a trial", "points", (
        life("2.1 more, 400 people, from 4.7: a before-and-after study", programme("before_after")),
        life("The same, called a comparison", programme("controlled")),
        life("The same, called a randomised trial", programme("randomised")),
    )),
    Attempt(IS_NOT_TRUE, "Call one trial a review of six", "QALYs", (
        health("A trial: 0.03, standard error 0.0075", finding("randomised", 0.03, se=0.0075)),
        health("The same, called a review of six trials that agree", finding("review", 0.03, se=0.0075, trials=6, tau=0.0)),
    )),
    Attempt(IS_NOT_TRUE, "Say nothing of a harm", "QALYs", (
        health("A comparison: −0.03 (−0.045 to −0.015)", HARM),
        health("Only a forecast of 0 in its place", finding("claim", 0.0)),
    )),
    Attempt(IS_NOT_TRUE, "Make the trial look useless", "points", (
        life("A trial of 60 people: 0; a study: 1.5 more, 300 people, from 6", replace(NULL_TRIAL, n=60), KIND_STUDY),
        life("The trial reported with 30 people", replace(NULL_TRIAL, n=30), KIND_STUDY),
    )),
    Attempt(IS_NOT_TRUE, "Enter a total as a level", "QALYs", (
        health("QALYs: 0.04 over 24 months, standard error 0.01", finding("randomised", 0.04, se=0.01, follow_up_months=24)),
        Entry("The same, called EQ-5D", UTILITY, (finding("randomised", 0.04, se=0.01, follow_up_months=24),)),
    )),
]  # fmt: skip
TYPED = "Type the effect as a number"
every_attempt = pytest.mark.parametrize("attempt", ATTEMPTS, ids=lambda attempt: attempt.heading)


def most(measure: Scale, design: str, is_here: bool) -> float:
    """The most that changes can come to, however large and many: q²/(2β√(q² + τ²)) elsewhere, √(q² + τ²)/(2β) here."""
    beta = measure.mark_downs[design].added_spread  # type: ignore[index]
    spread = sqrt(measure.spread**2 + measure.tau**2)
    return spread / (2 * beta) if is_here else measure.spread**2 / (2 * beta * spread)


CEILINGS = [
    ("Life satisfaction, before-and-after studies (β = 0.5)", LIFE, "before_after", 3),
    ("Life satisfaction, a provider's own figures (β = 1)", LIFE, "monitoring", 3),
    ("QALYs, before-and-after studies", HEALTH, "before_after", 4),
    ("QALYs, a provider's own figures", HEALTH, "monitoring", 4),
    (
        "Share of visits or bed days avoided, a provider's own figures",
        scale("relative_reduction"),
        "monitoring",
        3,
    ),
]


def typed(grade: int) -> float:
    """QALYs counted for one person and year of an effect of 0.05 that is typed as a number, after its optimism bias."""
    case = parse_case(f"""format: make-the-case/1
title: An effect typed as a number
commissioner: nhs_icb
appraisal: {{first_year: 2026-27, years: 1, price_year: 2026-27, discounting: green_book}}
options:
- id: it
  people: {{planned_starts: [1], timing: start_of_year}}
  costs: [{{id: cost, per: once, unit_cost: 100, payer: nhs_icb}}]
  outcomes:
  - id: life
    unit: qaly
    adds: {{value: 0.05, range: [0, 0.1], grade: {grade}}}
    applies_to: starters
    values: [{{kind: health, to: participants, unit_value: {{use: valuation.qaly}}}}]
""")
    qalys = answer(case).options["it"].qalys
    assert qalys is not None
    return qalys.undiscounted


def chapters() -> dict[str, dict[str, str]]:
    """The page's chapters, each with its headings and what stands under them."""
    parts: dict[str, dict[str, str]] = {}
    for chapter in PAGE.split("\n## ")[1:]:
        name, _, rest = chapter.partition("\n")
        sections = ("\n" + rest).split("\n### ")
        parts[name] = {"": sections[0]} | {
            each.partition("\n")[0]: each.partition("\n")[2] for each in sections[1:]
        }
    return parts


def rows_of(text: str) -> list[str]:
    """The rows of a section's table, without its head."""
    return [line for line in text.splitlines() if line.startswith("|")][2:]


@every_attempt
def test_the_page_prints_what_each_attempt_comes_to(attempt: Attempt) -> None:
    section = chapters()[attempt.chapter][attempt.heading]
    assert rows_of(section) == [entry.row(attempt.digits) for entry in attempt.entries]
    assert attempt.sentence in section


def test_every_attempt_on_the_page_is_tried_here() -> None:
    on_the_page = {
        (chapter, heading)
        for chapter, sections in chapters().items()
        for heading, text in sections.items()
        if rows_of(text) and heading
    }
    assert on_the_page == {(each.chapter, each.heading) for each in ATTEMPTS} | {(IS_NOT_TRUE, TYPED)}


@every_attempt
def test_an_attempt_stands_in_the_chapter_of_what_it_buys(attempt: Attempt) -> None:
    assert (attempt.buys > 1e-9) == (attempt.chapter != BUYS_NOTHING)


@every_attempt
def test_a_row_says_in_words_what_was_entered(attempt: Attempt) -> None:
    for entry in attempt.entries:
        entered = {abs(amount) for name in ENTERED for amount in entry.all_of(name)}
        entered |= {round(f.baseline + f.estimate, 9) for f in entry.findings if f.baseline is not None}
        assert {float(figure) for figure in re.findall(r"\d+\.\d+", entry.words)} <= entered
        people = {float(figure.replace(",", "")) for figure in re.findall(r"(\d[\d,]*) people", entry.words)}
        assert people <= set(entry.all_of("n"))


@pytest.mark.parametrize(("words", "measure", "design", "digits"), CEILINGS)
def test_no_change_comes_to_more_than_the_ceiling_on_the_page(
    words: str, measure: Scale, design: str, digits: int
) -> None:
    ceilings = {is_here: most(measure, design, is_here) for is_here in (False, True)}
    figures = " | ".join(number(ceiling, digits) for ceiling in ceilings.values())
    assert f"| {words} | {figures} |" in rows_of(chapters()["How to read the tables"][""])
    for is_here, ceiling in ceilings.items():
        changes = (
            finding(design, measure.spread * step / 20, se=1e-9, baseline=0.7, population_mean=0.7, is_here=is_here)
            for step in range(1, 200)
        )  # fmt: skip
        reached = max(expected(Evidence((change,), measure)).mean for change in changes)
        assert 0.99 * ceiling < reached <= ceiling * (1 + 1e-9)


def test_half_as_many_visits_after_a_crisis_count_as_a_few_in_a_hundred() -> None:
    visits = scale("relative_reduction")
    effect = expected(Evidence((finding("before_after", 0.5, se=0.05),), visits)).mean
    assert 0.02 < effect < 0.04 and "count as a few in a hundred" in PAGE


def lowest_baseline_worth_saying() -> str:
    """The baseline at which a programme's change is worth as much without it, to one place."""
    none = expected(Evidence((programme("before_after", baseline=None),), LIFE)).mean
    low, high = 3.0, 4.7
    for _ in range(60):
        middle = (low + high) / 2
        effect = expected(Evidence((programme("before_after", baseline=middle),), LIFE)).mean
        low, high = (middle, high) if effect < none else (low, middle)
    return f"{low:.1f}"


def test_the_baseline_below_which_it_pays_to_say_none_is_the_one_on_the_page() -> None:
    section = chapters()[BUYS_SOMETHING]["Leave out a very low baseline"]
    assert f"below about {lowest_baseline_worth_saying()}" in section


def test_splitting_a_trial_turns_what_is_proven_and_setting_one_aside_does_too() -> None:
    for heading in ("Split a trial", "Set aside the trial that found little"):
        (attempt,) = (each for each in ATTEMPTS if each.heading == heading)
        first, last = (proven(entry.evidence).mean for entry in (attempt.entries[0], attempt.entries[-1]))
        assert first == 0 < last
    aside = Evidence((GOOD_TRIAL, replace(DULL_TRIAL, is_set_aside=True)), HEALTH)
    assert (
        label(aside, None) == "shown" and label(Evidence((GOOD_TRIAL, DULL_TRIAL), HEALTH), None) != "shown"
    )


def test_an_effect_typed_as_a_number_counts_but_for_the_optimism_bias_of_its_grade() -> None:
    section = chapters()[IS_NOT_TRUE][TYPED]
    assert rows_of(section) == [
        f"| {words} | {number(typed(grade), 4)} |"
        for words, grade in (
            ("0.05, grade 6: our own judgement", 6),
            ("0.05, grade 1: said to be a trial", 1),
        )
    ]


def test_every_figure_in_the_words_of_the_page_is_worked_out_here() -> None:
    words = "\n".join(line for line in PAGE.splitlines() if not line.startswith("|"))
    known = {number(abs(attempt.buys), attempt.digits) for attempt in ATTEMPTS}
    known |= {
        number(most(measure, design, is_here), digits)
        for _, measure, design, digits in CEILINGS
        for is_here in (True, False)
    }
    entries = [entry for attempt in ATTEMPTS for entry in attempt.entries]
    known |= {f"{abs(n):g}" for entry in entries for name in ENTERED for n in entry.all_of(name)}
    known |= {
        f"{n:g}" for measure in (LIFE, HEALTH) for n in (measure.spread, measure.tau, measure.mean or 0)
    }
    known |= {f"{mark.share:g}" for mark in LIFE.mark_downs.values()}
    known |= {f"{worth_of(each):g}" for each in MOOD_BRIDGES}
    known |= {number(drift(ours(baseline=5.2), LIFE)[0], 3), f"{USELESS:g}", lowest_baseline_worth_saying()}
    loose = set(re.findall(r"\d+\.\d+", words)) - known
    assert not loose, f"worked out nowhere: {sorted(loose)}"
