"""What findings come to under three standards of proof, against the answers of the contract (evidence.md, section 8).

Q, L and P are a measure of health in QALYs, of life satisfaction from 0 to 10, and of low mood on which lower is better.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import Any

import pytest

from valuation.evidence.findings import Finding, Scale
from valuation.evidence.scales import mark_downs_of
from valuation.evidence.standards import Evidence, claimed, expected, label, proven
from valuation.library import load_library

MARK_DOWNS = mark_downs_of(load_library())
Q = Scale("qaly", tau=0.0105, spread=0.0125, is_total=True, sd=0.25, mark_downs=MARK_DOWNS)
L = Scale("life_satisfaction", tau=0.34, spread=0.38, sd=1.9, mean=7.5, retest=0.55, mark_downs=MARK_DOWNS)
P = Scale("phq9", tau=1.0, spread=1.2, is_higher_better=False, sd=6.0, mark_downs=MARK_DOWNS)
WORTHWHILE = {Q: 0.009, L: 0.4, P: 0.4}
_count = itertools.count(1)


def finding(design: str, estimate: float, **keys: Any) -> Finding:
    """A finding of a study of its own, followed for a year unless it says otherwise."""
    name = keys.pop("study", f"study {next(_count)}")
    keys.setdefault("follow_up_months", 12)
    return Finding(name, name, design, estimate, **keys)  # type: ignore[arg-type]


def here(design: str, estimate: float, **keys: Any) -> Finding:
    """A finding of this service in this place."""
    return finding(design, estimate, is_here=True, **keys)


@dataclass(frozen=True)
class Answer:
    """One row of the contract's table."""

    scale: Scale
    findings: tuple[Finding, ...]
    adds: tuple[float, float]
    place: tuple[float, float, float]
    proven: float
    claimed: float
    label: str


INSIDE = frozenset({"s1", "s2"})
ANSWERS = [
    Answer(Q, (finding("randomised", 0.0325, interval=(-0.0238, 0.0888)),),
           (0.0046520174, 0.011570848), (0, 0.0105, 0), 0, 0.0325, "not_ruled_out"),
    Answer(Q, (finding("randomised", 0.076, interval=(0.028, 0.124)), finding("randomised", 0.007, interval=(-0.009, 0.023))),
           (0.010891263, 0.0086188591), (0, 0.0105, 0), 0, 0.076, "not_ruled_out"),
    Answer(Q, (finding("randomised", 0.0162, se=0.01, follow_up_months=24), finding("controlled", 0.03, se=0.0125), finding("before_after", 0.09, se=0.02)),
           (0.0078935224, 0.007636517), (0, 0.0105, 0), 0, 0.09, "not_ruled_out"),
    Answer(Q, (finding("review", 0.03, se=0.005, trials=8, tau=0.006, includes=frozenset({"b"})), finding("randomised", 0.05, se=0.02, study="b"), finding("randomised", 0.02, se=0.03)),
           (0.025730131, 0.0045898428), (0, 0.006, 0), 0.025730131, 0.05, "shown"),
    Answer(L, (finding("before_after", 2.1, n=400, baseline=4.7),),
           (0.19424609, 0.2785971), (0, 0.34, 0), 0, 2.1, "no_comparison"),
    Answer(L, (finding("before_after", 2.1, n=400, baseline=4.7, population_mean=5.5),),
           (0.27468828, 0.31433749), (0, 0.34, 0), 0, 2.1, "no_comparison"),
    Answer(L, (finding("before_after", 2.1, n=400),),
           (0.10895042, 0.30635601), (0, 0.34, 0), 0, 2.1, "no_comparison"),
    Answer(L, (here("before_after", 0.9, n=62, baseline=6.8),),
           (0.12119543, 0.29080718), (0.097023492, 0.27794782, -0.59258387), 0, 0.9, "no_comparison"),
    Answer(Q, (finding("claim", 0.11),),
           (0, 0.0125), (0, 0.0105, 0), 0, 0.11, "no_comparison"),
    Answer(P, (finding("randomised", -1.65, interval=(-2.54, -0.75)),),
           (0.89710704, 0.81059868), (0, 1, 0), 0, 1.65, "not_ruled_out"),
    Answer(Q, (finding("randomised", 0.01, n=500, took_part=0.41),),
           (0.0011758931, 0.012194955), (0, 0.0105, 0), 0, 0.024390244, "not_ruled_out"),
    Answer(Q, (finding("controlled", -0.03, interval=(-0.045, -0.015), is_to_verify=True), finding("monitoring", 0.1, n=50)),
           (-0.0098556959, 0.0093705745), (0, 0.0105, 0), 0, 0.1, "harm_shown"),
    Answer(Q, (finding("randomised", -0.05, interval=(-0.075, -0.025)),),
           (-0.018202782, 0.0099682649), (0, 0.0105, 0), -0.018202782, -0.018202782, "harm_shown"),
    Answer(Q, (finding("randomised", 0.0325, interval=(-0.0238, 0.0888)), here("controlled", 0.04, n_with=120, n_without=110)),
           (0.0070945851, 0.010999238), (0.0020113831, 0.010074799, -0.095870025), 0, 0.04, "not_ruled_out"),
    Answer(L, (finding("before_after", 1.2, n=150, baseline=6), finding("before_after", 0.3, n=60, baseline=5), finding("monitoring", 0.8, n=900, baseline=8), finding("monitoring", 1.4, n=200, baseline=6.5)),
           (0.082189805, 0.30032102), (0, 0.34, 0), 0, 1.4, "no_comparison"),
    Answer(P, (finding("before_after", -6, n=81, sd=5, baseline=14), finding("before_after", -2, n=40, baseline=15, population_mean=11), finding("randomised", -9, se=0.5, is_in_measure=False), finding("controlled", -2, took_part=0.1)),
           (0.26810563, 0.9430418), (0, 1, 0), 0, 6, "no_comparison"),
    Answer(Q, (finding("review", 0.02, se=0.004, trials=5, tau=0.004, includes=INSIDE, is_set_aside=True), finding("randomised", 0.025, n=901, sd=0.2, took_part=0.8, study="s1"), finding("review", 0.056, se=0.008, trials=5, tau=0.004, follow_up_months=24, study="s2"), here("before_after", 0.02, se=0.01, follow_up_months=6)),
           (0.025069936, 0.0036787779), (-0.0011835823, 0.0051275145, -0.033872082), 0.025664876, 0.04, "shown"),
    Answer(L, (finding("randomised", 0.9, se=0.15), finding("randomised", 1.2, se=0.2, is_to_verify=True), here("controlled", 0.7, n=300), here("before_after", -0.5, n=62, baseline=6.8), here("controlled", 0.4, se=0.2)),
           (0.57313907, 0.18932454), (-0.28049236, 0.2086535, -0.76631107), 0.43907586, 1.2, "shown"),
    Answer(L, (finding("monitoring", -0.5, n=90, baseline=8), here("before_after", -0.9, n=300, baseline=8.2), here("randomised", -0.25, se=0.2, is_to_verify=True)),
           (-0.12488844, 0.23842409), (-0.12189687, 0.24198078, -0.83021535), -0.12488844, -0.24678531, "not_ruled_out"),
    Answer(Q, (finding("review", 0.004, se=0.001, trials=5, tau=0.001, includes=INSIDE), finding("randomised", 0.03, se=0.005, study="s1"), here("controlled", 0.05, se=0.004, study="s2"), finding("review", 0.09, trials=9, includes=frozenset({"s4"}), sd=None), finding("controlled", 0.003, se=0.002, study="s4")),
           (0.0039340731, 0.00098504404), (0, 0.00525, 0), 0.0039340731, 0.09, "too_small"),
    Answer(Q, (finding("randomised", -0.02, se=2), finding("before_after", -0.05, se=0.01, baseline=0.7, population_mean=0.7)),
           (-0.0074725012, 0.010466464), (0, 0.0105, 0), 0, -0.0074725012, "not_ruled_out"),
    Answer(Q, (finding("randomised", 0.001, se=0.001), finding("review", 0.05, se=0.001, is_set_aside=True)),
           (0.00058411215, 0.0080611709), (0, 0.0105, 0), 0, 0.001, "not_ruled_out"),
]  # fmt: skip


@pytest.mark.parametrize("row", range(len(ANSWERS)))
def test_findings_come_to_the_answers_of_the_contract(row: int) -> None:
    answer = ANSWERS[row]
    evidence = Evidence(answer.findings, answer.scale)
    effect = expected(evidence)
    assert (effect.adds, effect.adds_sd) == pytest.approx(answer.adds, rel=1e-7, abs=1e-12)
    assert (effect.place, effect.place_sd, effect.correlation) == pytest.approx(
        answer.place, rel=1e-7, abs=1e-12
    )
    assert proven(evidence).adds == pytest.approx(answer.proven, rel=1e-7, abs=1e-12)
    assert claimed(evidence) == pytest.approx(answer.claimed, rel=1e-7)
    assert label(evidence, WORTHWHILE[answer.scale]) == answer.label
