"""How fast the answers about uncertainty are, one core. Run: OMP_NUM_THREADS=1 python benchmarks/sensitivity.py [--million]

The case of benchmarks/speed.py: 4 options × 25 outcomes × 10 years, 156 uncertain assumptions. Beside it, on the same draws, the
regression EVPPI of statsmodels where that is installed (in an environment of its own: `pip install statsmodels numpy scipy pydantic
ruamel.yaml`), and what independent programmes took on a like machine. `--million` adds 1,000,000 draws and their memory (about a minute).
"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from speed import case_text

from valuation import (
    acceptability,
    compile_case,
    evpi,
    evppi,
    one_way,
    parse_case,
    simulate,
    switching_values,
)
from valuation.sensitivity.decision import information
from valuation.sensitivity.information import evppi_of_each
from valuation.sensitivity.monte_carlo import convergence, fan, net_benefits, payback_chances, summary
from valuation.sensitivity.variance import variance_shares

OTHERS = {
    "EVPPI of 20 parameters": ("voi, R", 1.3),
    "EVPPI of one parameter": ("dampack, R", 1.4),
    "acceptability and EVPI at 501 values": ("BCEA, R", 15.0),
}
"""Seconds that independent programmes took at 10,000 draws and 4 options, measured on a like machine."""


def best(work: Callable[[], Any], times: int = 5) -> float:
    """Returns the shortest of several times, in seconds."""
    found = []
    for _ in range(times):
        begun = time.perf_counter()
        work()
        found.append(time.perf_counter() - begun)
    return min(found)


def said(what: str, seconds: float, aim: str = "") -> None:
    other = OTHERS.get(what)
    beside = f"; {other[0]} {other[1]:g} s, {other[1] / seconds:,.0f} times as long" if other else ""
    print(f"{what}: {seconds * 1000:,.1f} ms{f' (aim: {aim})' if aim else ''}{beside}")


def whole(model: Any, seed: int = 1, draws: int = 10_000) -> Any:
    """Works out a simulation with every summary of every account of every option."""
    found = simulate(model, draws, seed)
    for option in found.options.values():
        for account in option.accounts.values():
            summary(account.npv)
            fan(account)
            convergence(account.npv)
        for name in ("commissioner", "public_cash"):
            payback_chances(option.accounts[name], model.years)
    return found


def beside_statsmodels(nb: np.ndarray, x: np.ndarray) -> None:
    try:
        from statsmodels.gam.api import BSplines, GLMGam
    except ImportError:
        print("statsmodels is not installed here: no comparison with it")
        return

    def theirs() -> float:
        splines = BSplines(x[:, None], df=[10], degree=[3])
        columns = [GLMGam(column, smoother=splines).fit().fittedvalues for column in nb[:, 1:].T]
        fitted = np.stack([np.zeros(len(nb)), *columns], axis=1)
        return float(fitted.max(axis=1).mean() - fitted.mean(axis=0).max())

    ours, other = best(lambda: evppi(nb, x)), best(theirs, 2)
    gap = abs(theirs() - evppi(nb, x)) / evpi(nb)
    print(f"EVPPI of one parameter beside statsmodels' GLMGam: {ours * 1000:.1f} ms and {other * 1000:.0f} ms, {other / ours:.0f} times "
          f"as long; the answers differ by {gap:.2%} of EVPI")  # fmt: skip


def main() -> None:
    model = compile_case(parse_case(case_text().encode(), "benchmark"))
    simulation = whole(model)
    print(
        f"{len(model.assumptions)} assumptions, {len(simulation.sample.columns)} uncertain, {len(model.lines)} lines"
    )
    said(
        "Monte Carlo, 10,000 draws with sampling, all accounts and summaries",
        best(lambda: whole(model, 2)),
        "under 500 ms",
    )
    said("one-way analysis of all assumptions", best(lambda: one_way(model)), "under 50 ms")
    said("all switching values", best(lambda: switching_values(model)), "under 200 ms")
    nb, x = net_benefits(simulation, "society"), simulation.values
    said(f"EVPPI of all {x.shape[1]} assumptions", best(lambda: evppi_of_each(nb, x)), "under 1,000 ms")
    said("EVPPI of 20 parameters", best(lambda: evppi_of_each(nb, x[:, :20])))
    said("EVPPI of one parameter", best(lambda: evppi(nb, x[:, 0])))
    slope = np.abs(nb) / 20_000
    prices = np.linspace(0, 50_000, 501)
    said(
        "acceptability and EVPI at 501 values",
        best(lambda: [(acceptability(nb + p * slope), evpi(nb + p * slope)) for p in prices], 2),
    )
    said("value of information with groups and noise floors", best(lambda: information(simulation), 2))
    said("Sobol' indices, 1,024 rows", best(lambda: variance_shares(model), 1))
    beside_statsmodels(nb, x[:, 0])
    if "--million" in sys.argv:
        begun = time.perf_counter()
        whole(model, 3, 1_000_000)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"1,000,000 draws of every headline: {time.perf_counter() - begun:.0f} s, peak memory {peak:,.0f} MB (aim: under 1,024)"
        )


if __name__ == "__main__":
    main()
