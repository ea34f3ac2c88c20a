"""What findings cost in time: 4 options × 25 outcomes with 5 findings each, beside the same case with typed effects.

Run: python benchmarks/evidence.py. Fails (exit status 1) where compiling takes over twice as long, where 2,000 draws take over 1.2 times
as long, or where the three standards of proof together take over 3 ms.
"""

from __future__ import annotations

import copy
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from valuation import Case, compile_case, load_library
from valuation.answers.rungs import rungs_of
from valuation.case.validity.validation import validated
from valuation.draws import Sample
from valuation.measures import appraise, values_of

OPTIONS, OUTCOMES, DRAWS = 4, 25, 2000
FROM_FINDINGS = ("effects", "derived", "standard")
MOST_COMPILING, MOST_DRAWING, MOST_MS = 2.0, 1.2, 3.0
DESIGNS = ("randomised", "controlled", "before_after", "review", "randomised")


def sure(value: float) -> dict[str, Any]:
    return {"value": value, "grade": 1, "distribution": "fixed", "reason": "It is certain."}


def finding(place: int) -> dict[str, Any]:
    found: dict[str, Any] = {
        "id": f"f{place}", "study": f"Study {place}", "design": DESIGNS[place], "estimate": 0.01 * (place + 1), "se": 0.01,
        "follow_up_months": 12,
    }  # fmt: skip
    found |= {1: {"here": True}, 2: {"baseline": 0.6}}.get(place, {})
    return found | ({"trials": 8, "tau": 0.01, "includes": ["Study 0"]} if DESIGNS[place] == "review" else {})


def outcome(place: int, has_findings: bool) -> dict[str, Any]:
    overlap = {"group": "all", "counted": place == 0}
    value = {"kind": "health", "to": "participants", "unit_value": sure(70_000), "overlap": overlap}
    typed = {"adds": {"value": 0.02, "range": [0.0, 0.04], "grade": 1}}
    effect = {"findings": [finding(k) for k in range(len(DESIGNS))]} if has_findings else typed
    return {"id": f"o{place}", "unit": "qaly", "applies_to": "starters", "values": [value], **effect}


def case_with(has_findings: bool) -> Case:
    post = {"id": "post", "per": "year", "unit_cost": sure(1000), "payer": "nhs_icb"}
    options = [
        {"id": f"p{k}", "people": {"planned_starts": [sure(100)]}, "costs": [post], "outcomes": [outcome(n, has_findings) for n in range(OUTCOMES)]}
        for k in range(OPTIONS)
    ]  # fmt: skip
    appraisal = {
        "first_year": "2026-27",
        "years": 5,
        "price_year": "2026-27",
        "discounting": "green_book",
    }
    data = {
        "format": f"make-the-case/{2 if has_findings else 1}",
        "commissioner": "nhs_icb",
        "appraisal": appraisal,
        "options": options,
    }
    return validated(data, "case", load_library(), None, {})


def shortest(work: Callable[[], object], times: int = 9) -> float:
    """Returns the shortest time in milliseconds that work took."""
    took = []
    for _ in range(times):
        begun = time.perf_counter()
        work()
        took.append(1000 * (time.perf_counter() - begun))
    return min(took)


def compiled_anew(case: Case) -> None:
    """Compiles a case of which nothing has been found out yet."""
    fresh = copy.copy(case)
    for name in FROM_FINDINGS:
        fresh.__dict__.pop(name, None)
    compile_case(fresh)


def main() -> int:
    cases = {"typed": case_with(False), "findings": case_with(True)}
    compiling = {name: shortest(lambda case=case: compiled_anew(case)) for name, case in cases.items()}
    models = {name: compile_case(case) for name, case in cases.items()}
    drawing = {
        name: shortest(lambda model=model: values_of(model, Sample(model, DRAWS), "society", "npv"), times=3)
        / len(model.assumptions)
        for name, model in models.items()
    }
    measures = appraise(models["findings"])
    rungs = shortest(lambda: rungs_of(measures))
    print(f"compiling: {compiling['typed']:.1f} ms typed, {compiling['findings']:.1f} ms with findings")
    print(
        f"{DRAWS} draws, for each number: {drawing['typed']:.2f} ms typed, {drawing['findings']:.2f} ms with findings"
    )
    print(f"the three standards together: {rungs:.2f} ms")
    is_slow = (
        compiling["findings"] > MOST_COMPILING * compiling["typed"]
        or drawing["findings"] > MOST_DRAWING * drawing["typed"]
        or rungs > MOST_MS
    )
    return int(is_slow)


if __name__ == "__main__":
    sys.exit(main())
