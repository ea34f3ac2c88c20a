"""How fast the evaluator is, beside a bare numpy version of the same arithmetic. Run: python benchmarks/speed.py

The case: 4 options × 25 priced outcomes and 5 costs × 10 years, about 120 uncertain assumptions. Printed: one
evaluation of the base case; 10,000 draws as a multiple of the bare version, which is written here for this case
alone, without lines, parties, parts or checks; the memory of 10,000 and of 40,000 draws; the command line.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from valuation import Model, central, compile_case, evaluate, parse_case
from valuation.draws import Draws
from valuation.measures import appraise

OPTIONS, OUTCOMES, YEARS = 4, 25, 10


def case_text(years: int = YEARS) -> str:
    """Returns the benchmark's case: effects of a year and a half that fade, half of the values cashable."""
    effects = "\n".join(
        f"  effect_{k}: {{value: {0.05 + 0.01 * k:.2f}, range: [{0.02 + 0.01 * k:.2f}, {0.08 + 0.01 * k:.2f}], grade: 2}}"
        for k in range(OUTCOMES)
    )
    shared = f"assumptions:\n{effects}\n" + "".join(
        f"  {name}: {{value: {value}, range: [{low}, {high}], grade: 3}}\n"
        for name, value, low, high in (
            ("lasts", 1.5, 0.5, 3),
            ("drop_off", 0.2, 0.1, 0.3),
            ("deadweight", 0.1, 0.05, 0.2),
        )
    )
    shared += "  cashable: {value: 0.5, grade: 1}\n  half: {value: 0.5, grade: 1}\n"
    options = []
    for o in range(OPTIONS):
        costs = "\n".join(
            f"  - {{id: cost_{c}, per: {per}, unit_cost: {{value: {money}, range: [{money / 2}, {money * 2}], grade: 3}}, payer: nhs_icb}}"
            for c, (per, money) in enumerate(
                (
                    ("once", 20000),
                    ("year", 50000),
                    ("start", 120),
                    ("completer", 40),
                    ("participant_year", 30),
                )
            )
        )
        outcomes = "\n".join(
            f"  - {{id: outcome_{k}, adds: {{use: effect_{k}}}, applies_to: completers, lasts: {{use: lasts}}, drop_off: {{use: drop_off}},\n"
            f"     deadweight: {{use: deadweight}}, values: [{{kind: fiscal, to: acute_trust, cashable: {{use: cashable}}, release: {{action: close}},\n"
            f"     unit_value: {{value: {80 + k}, range: [{60 + k}, {100 + k}], grade: 2}}}}]}}"
            for k in range(OUTCOMES)
        )
        options.append(
            f"- id: option_{o}\n  people: {{eligible: {{value: {1000 * (o + 1)}, grade: 1}}, pool: each_year, "
            f"uptake: {{value: 0.2, range: [0.1, 0.3], grade: 2}}, completion: {{value: 0.7, range: [0.5, 0.9], grade: 2}}, ramp: [{{use: half}}, {{value: 1, grade: 1}}]}}\n"
            f"  costs:\n{costs}\n  outcomes:\n{outcomes}"
        )
    head = "format: make-the-case/1\ntitle: Benchmark\ncommissioner: nhs_icb\n"
    head += (
        f"appraisal: {{first_year: 2026-27, years: {years}, price_year: 2026-27, discounting: green_book}}\n"
    )
    return head + shared + "options:\n" + "\n".join(options) + "\n"


def drawn(model: Model, rows: int) -> Draws:
    """Returns draws within each assumption's range, made with numpy alone: what is timed is not the drawing."""
    generator = np.random.default_rng(1)
    values = central(model, rows).values
    for k, assumption in enumerate(model.assumptions):
        if assumption.low is not None and assumption.high is not None:
            values[:, k] = generator.uniform(assumption.low, assumption.high, rows)
    return Draws(values)


def bare(model: Model, values: np.ndarray) -> np.ndarray:
    """Returns the society npv of every option, shape (draws, options): the same arithmetic, for this case only."""
    columns = {assumption.path: k for k, assumption in enumerate(model.assumptions)}

    def at(*paths: str) -> np.ndarray:
        return values[:, [columns[path] for path in paths]]

    option = [f"options.option_{o}" for o in range(OPTIONS)]
    year = np.arange(YEARS)
    factor = 1.035**-year
    starts = (at(*(f"{o}.people.eligible" for o in option)) * at(*(f"{o}.people.uptake" for o in option)))[
        :, :, None
    ]
    starts = starts * np.where(year == 0, 0.5, 1.0)
    completers = starts * at(*(f"{o}.people.completion" for o in option))[:, :, None]
    lasts, keeps = at("assumptions.lasts"), 1 - at("assumptions.drop_off")
    length = np.clip(lasts - year, 0, 1)
    weight = keeps**year
    now, later = weight * length * (1 - length / 2), weight * length * length / 2
    person_years = now + np.concatenate([np.zeros((len(values), 1)), later[:, :-1]], axis=1)
    lag = year[:, None] - year[None, :]
    spread = np.where(lag >= 0, person_years[:, np.maximum(lag, 0)], 0.0)
    exposure = np.einsum("doj,dyj->doy", completers, spread)
    cost = [at(*(f"{o}.costs.cost_{c}.unit_cost" for o in option))[:, :, None] for c in range(5)]
    whole = np.where(lag == 0, 0.5, np.where(lag == 1, 0.5, 0.0))
    served = np.einsum("doj,yj->doy", starts, whole)
    costs = cost[0] * (year == 0) + cost[1] + cost[2] * starts + cost[3] * completers + cost[4] * served
    effect = at(*(f"assumptions.effect_{k}" for k in range(OUTCOMES))) * (1 - at("assumptions.deadweight"))
    worth = np.stack(
        [at(*(f"{o}.outcomes.outcome_{k}.values.0.unit_value" for k in range(OUTCOMES))) for o in option],
        axis=1,
    )
    value = exposure[:, :, None, :] * (effect[:, None, :] * worth)[:, :, :, None]
    cash, capacity = value * 0.5, value * 0.5
    optimism_cost, optimism_value = costs * 0.10, 0.05 * (cash + capacity)
    benefits = (cash + capacity - optimism_value).sum(axis=2)
    return ((benefits - costs - optimism_cost) * factor).sum(axis=2)


def best(work: Callable[[], object], times: int = 5) -> float:
    """Returns the shortest of a few runs, in seconds."""
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return min(taken)


def peak_mb(rows: int) -> float:
    """Returns the peak memory, in MB, of a process of its own that appraises that many draws."""
    done = subprocess.run(
        [sys.executable, __file__, "--memory", str(rows)], capture_output=True, text=True, check=True
    )
    return float(done.stdout)


def main() -> None:
    """Prints every figure."""
    model = compile_case(parse_case(case_text()))
    if sys.argv[1:2] == ["--memory"]:
        appraise(model, drawn(model, int(sys.argv[2])))
        print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
        return
    uncertain = sum(1 for assumption in model.assumptions if assumption.low is not None)
    print(
        f"{OPTIONS} options × {OUTCOMES} outcomes × {YEARS} years, {uncertain} uncertain assumptions, {len(model.lines)} lines"
    )
    base = central(model)
    print(f"one evaluation: {1000 * best(lambda: evaluate(model, base), 50):.2f} ms (aim: under 5)")
    print(f"one evaluation with every measure: {1000 * best(lambda: appraise(model, base), 20):.2f} ms")
    draws = drawn(model, 10_000)
    npv = np.stack(
        [found.accounts["society"].npv for found in appraise(model, draws).options.values()], axis=1
    )
    difference = np.abs(npv / bare(model, draws.values) - 1).max()
    print(f"the two versions agree to {difference:.1e} relative")
    plain = best(lambda: bare(model, draws.values), 3)
    full, all_measures = (best(lambda: evaluate(model, draws), 3), best(lambda: appraise(model, draws), 3))
    print(
        f"10,000 draws: bare {plain:.3f} s; evaluate {full:.3f} s, {full / plain:.1f} times (aim: within 10)"
    )
    print(f"10,000 draws with every measure: {all_measures:.3f} s, {all_measures / plain:.1f} times")
    if len(sys.argv) == 1:
        small, large = peak_mb(10_000), peak_mb(40_000)
        print(
            f"peak memory: {small:.0f} MB at 10,000 draws, {large:.0f} MB at 40,000, {large / small:.2f} times"
        )
        with tempfile.TemporaryDirectory() as folder:
            case = Path(folder) / "case.yaml"
            case.write_text(case_text(), encoding="utf-8")
            command = [sys.executable, str(ROOT / "make_the_case"), "appraise"]
            for label, path in (
                ("the worked example", ROOT / "cases" / "worked_example.yaml"),
                ("this benchmark's case", case),
            ):
                taken = best(
                    lambda p=path: subprocess.run([*command, str(p)], capture_output=True, check=True), 5
                )
                print(f"make-the-case appraise, {label}: {taken:.2f} s with start-up (aim: under 1)")


if __name__ == "__main__":
    main()
