"""How fast a pilot is worked out, one core. Run: OMP_NUM_THREADS=1 python benchmarks/pilot.py

All six sizes of a finished case at 10,000 draws: go and stop at each, and commit, every one by the evaluator. And `evsi` of one parameter at one size, 10,000 draws × 4 options, beside `evppi` of the same and what voi (R) took.
Fails (exit status 1) where the sizes take over 1.5 s or `evsi` takes over 10 ms.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from valuation import evppi, evsi, pilot, read_case
from valuation.draws import scores_of

CASE, OPTION = ROOT / "cases" / "highcombe_diabetes.yaml", "year_of_care"
"""The largest of the finished cases, and the option of which a pilot of 800 could start."""
MOST_SECONDS, MOST_MS = 1.5, 10.0
VOI_MS = 36
"""What `voi::evsi` by GAM took for the same shape on a like machine, beside 5 ms for our EVPPI in the same run."""


def shortest(work: Callable[[], object], times: int = 5) -> float:
    """Returns the shortest of several times, in seconds of this process."""
    took = []
    for _ in range(times):
        begun = time.process_time()
        work()
        took.append(time.process_time() - begun)
    return min(took)


def main() -> int:
    case = read_case(CASE)
    found = pilot(case, OPTION)
    whole = shortest(lambda: pilot(case, OPTION), 3)
    print(f"{len(found.sizes)} sizes of {OPTION}, 10,000 draws: {whole:.2f} s (aim: under {MOST_SECONDS} s)")
    theta = scores_of("theta", 10_000)
    nb = np.stack([k * theta + scores_of(f"other {k}", 10_000) - 0.2 * k for k in range(4)], axis=1)
    one = 1000 * shortest(lambda: evsi(nb, theta, 0.5))
    beside = 1000 * shortest(lambda: evppi(nb, theta))
    print(
        f"evsi of one parameter, 10,000 draws × 4 options: {one:.1f} ms (aim: under {MOST_MS:.0f} ms; voi, R: {VOI_MS} ms); evppi: {beside:.1f} ms"
    )
    return int(len(found.sizes) != 6 or whole > MOST_SECONDS or one > MOST_MS)


if __name__ == "__main__":
    sys.exit(main())
