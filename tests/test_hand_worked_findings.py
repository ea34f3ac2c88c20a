"""By hand: one outcome with a review, two trials and our own figures, line by line as docs/evidence.md prints it, and the engine beside it.

Every line `name = arithmetic = result` of the page is worked out anew from what it says, and its result is what the engine has.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from math import sqrt
from pathlib import Path

import pytest

from valuation.evidence.findings import Finding, Scale
from valuation.evidence.readings import by_design, drift
from valuation.evidence.scales import bridges_of, measures_of
from valuation.evidence.standards import (
    Evidence,
    believed_share,
    claimed,
    expected,
    label,
    pooled_as_published,
    pooled_comparisons,
    proven,
    updated,
)
from valuation.library import load_library

PAGE = (Path(__file__).resolve().parents[1] / "docs" / "evidence.md").read_text(encoding="utf-8")
LINE = re.compile(r"^ {4,}(\S.*?) = (.+) = (−?[\d.]+)$", re.MULTILINE)
ARITHMETIC = re.compile(r"(?:[\d.\s()+*/,-]|sqrt|max)+")
LIBRARY = load_library()


def scale(measure: str) -> Scale:
    """The scale in which the library reads a measure."""
    found = MEASURES[measure].scale
    assert found is not None
    return found


MEASURES, BRIDGES = measures_of(LIBRARY), bridges_of(LIBRARY)
LIFE = scale("life_satisfaction")
REVIEW = Finding(
    "review", "Review 2024", "review", 0.50, interval=(0.16, 0.84), trials=6, tau=0.20, includes=frozenset({"Trial A 2019"})
)  # fmt: skip
TRIAL_A = Finding("trial_a", "Trial A 2019", "randomised", 0.75, interval=(0.25, 1.25))
TRIAL_B = Finding("trial_b", "Trial B 2026", "randomised", 0.20, n_with=150, n_without=150)
OURS = Finding(
    "ours", "ours 2027", "before_after", 1.2, n=62, baseline=5.2, population_mean=6.0, is_here=True
)
EVIDENCE = Evidence((REVIEW, TRIAL_A, TRIAL_B, OURS), LIFE)


def of_the_engine() -> dict[str, float]:
    """What the engine has for every line of the page's sections 8 and 10, by the line's name."""
    elsewhere = EVIDENCE.of_elsewhere(is_comparison=True)
    (ours,) = EVIDENCE.of_here(is_comparison=False)
    ((our_estimate, our_error),) = by_design([ours], LIFE)
    pooled = pooled_comparisons(elsewhere, LIFE)
    before, after = updated(pooled, LIFE), expected(EVIDENCE)
    defended = pooled_as_published(EVIDENCE)
    assert defended is not None
    everybody = Finding("x", "x", "before_after", 1.2, n=62, baseline=5.2)
    return {
        "s of the review": elsewhere[0].se,
        "s of Trial B": elsewhere[1].se,
        "s of ours": ours.se,
        "drift against everybody": drift(everybody, LIFE)[0],
        "drift of ours": drift(OURS, LIFE)[0],
        "what is left of ours": ours.value,
        "our estimate as read": our_estimate,
        "our error as read": our_error,
        "τ": pooled.tau,
        "weight of the review": pooled.weights[0] / pooled.variance,
        "weight of Trial B": pooled.weights[1] / pooled.variance,
        "share of the review": pooled.weights[0],
        "share of Trial B": pooled.weights[1],
        "X": pooled.mean,
        "S²": pooled.variance,
        "k": believed_share(pooled, LIFE),
        "mean of adds": before.adds,
        "variance of adds, A": before.adds_sd**2,
        "variance of place, B": before.place_sd**2,
        "S": before.sd**2 + our_error**2,
        "gap": our_estimate - before.mean,
        "mean of adds, with ours": after.adds,
        "mean of place, with ours": after.place,
        "A, with ours": after.adds_sd**2,
        "B, with ours": after.place_sd**2,
        "C, with ours": after.correlation * after.adds_sd * after.place_sd,
        "Expected": after.mean,
        "its standard deviation": after.sd,
        "low end": defended.interval[0],
        "high end": defended.interval[1],
        "Proven": proven(EVIDENCE).mean,
        "spread of life satisfaction, in £": LIFE.spread * LIBRARY.get("valuation.wellby").value,
        "spread of QALYs, in £": scale("qaly").spread * LIBRARY.get("valuation.qaly").value,
        "spread of PHQ-9, in QALYs": through("phq9", "phq9_to_qaly"),
        "spread of depression on any scale, in QALYs": through("smd_depression", "smd_depression_to_qaly"),
        "spread of pain, in QALYs": through("pain_nrs", "pain_nrs_to_qaly"),
        "spread of HbA1c, in QALYs": through("hba1c", "hba1c_to_qaly"),
        "τ of PHQ-9 by the rule": 0.18 * (scale("phq9").sd or 0.0),
    }


def through(measure: str, bridge: str) -> float:
    """The spread of a measure in units of what a bridge leads to."""
    return scale(measure).spread * BRIDGES[bridge].assumption.value


def lines() -> Mapping[str, tuple[str, str]]:
    """The page's lines: their arithmetic and their result, by name."""
    return {name: (arithmetic, result) for name, arithmetic, result in LINE.findall(PAGE)}


def last_place(result: str) -> float:
    """One unit in the last place that a result is printed to."""
    return 10.0 ** -len(result.partition(".")[2])


def worked_out(arithmetic: str) -> float:
    """Returns a line's arithmetic worked out from what it says."""
    plain = arithmetic.replace("·", "*").replace("−", "-").replace("²", "**2")
    plain = re.sub(r"√(\d[\d.]*)", r"sqrt(\1)", plain).replace("√", "sqrt")
    assert ARITHMETIC.fullmatch(plain), f"no arithmetic: {arithmetic}"
    return float(eval(plain, {"__builtins__": {}}, {"sqrt": sqrt, "max": max}))


def test_the_page_and_the_engine_have_the_same_lines() -> None:
    assert set(lines()) == set(of_the_engine())
    assert len(LINE.findall(PAGE)) == len(lines()), "a name twice"


@pytest.mark.parametrize("name", of_the_engine())
def test_each_line_comes_to_what_it_says_and_to_what_the_engine_has(name: str) -> None:
    arithmetic, result = lines()[name]
    printed = float(result.replace("−", "-"))
    assert printed == pytest.approx(of_the_engine()[name], abs=0.5 * last_place(result) * (1 + 1e-9))
    # What a line starts from is rounded where it is printed, so its last place may differ by one.
    assert worked_out(arithmetic) == pytest.approx(printed, abs=last_place(result) * (1 + 1e-9))


def test_the_trial_inside_the_review_is_shown_and_not_read() -> None:
    without = Evidence((REVIEW, TRIAL_B, OURS), LIFE)
    assert expected(EVIDENCE) == expected(without) and proven(EVIDENCE) == proven(without)


def test_what_the_page_says_of_it_in_words_is_so() -> None:
    effect = expected(EVIDENCE)
    assert (
        f"Expected** is therefore {effect.mean:.3f} points a person and year here, give or take {effect.sd:.3f}."
        in PAGE
    )
    assert claimed(EVIDENCE) == 1.2 and "our own 1.2" in PAGE
    assert label(EVIDENCE, 0.716) == "shown" and label(EVIDENCE, 0.718) == "too_small"
    worse = Evidence((REVIEW, TRIAL_A, TRIAL_B, Finding("o", "o", "before_after", 0.1, n=62, baseline=5.2, is_here=True)), LIFE)  # fmt: skip
    assert expected(worse).mean < proven(worse).mean
