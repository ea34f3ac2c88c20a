"""How fast a programme is chosen, one core. Run: OMP_NUM_THREADS=1 python benchmarks/programmes.py

Twelve services with three sizes each, 10,000 draws: the chosen set, then everything with the frontier, the next five and 1,000 draws solved. And how time
grows with services. Fails (exit status 1) where the set takes over 8 s or everything takes over 60 s.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from template_cases import case_from

from valuation.case.file import case_text
from valuation.draws import DRAWS
from valuation.programme.candidates import candidates
from valuation.programme.choosing import Chooser
from valuation.programme.programme_file import Programme, parse_programme

MOST_FOR_THE_SET, MOST_FOR_ALL = 8.0, 60.0
SERVICES = (
    "befriending", "health_champions", "peer_support_ltc", "time_banking", "health_coaching", "recovery_college", "year_of_care", "pain_self_management",
    "exercise_referral", "group_consultations", "community_navigators", "self_management_support_primary_care",
)  # fmt: skip


def programme_of(count: int) -> Programme:
    """Returns a programme of the first services, each in three sizes, under ceilings by payer and year."""
    from ruamel.yaml import YAML

    services = []
    for ident in SERVICES[:count]:
        case = YAML(typ="safe").load(case_text(case_from(ident)))
        services.append({"id": ident, "case": case, "sizes": [0.5, 1, 2]})
    data = {
        "format": "make-the-case-programme/1", "commissioner": "nhs_icb",
        "appraisal": {"first_year": "2026-27", "years": 5, "price_year": "2026-27", "discounting": "green_book", "evidence": "expected"},
        "budget": [{"payer": "nhs_icb", "total": 3_000_000}, {"payer": "nhs_icb", "by_year": [700_000] * 5}, {"payer": "local_authority", "total": 1_000_000}],
        "services": services,
    }  # fmt: skip
    import json

    return parse_programme(json.dumps(data), "benchmark")


def main() -> int:
    slow = False
    for count in (3, 6, 12):
        programme = programme_of(count)
        begun = time.process_time()
        chooser = Chooser(programme, candidates(programme, DRAWS, 1))
        chooser.choice.best(chooser.means)
        for_the_set = time.process_time() - begun
        chooser.answer()
        for_all = time.process_time() - begun
        print(
            f"{count} services in 3 sizes, 10,000 draws: the set in {for_the_set:.1f} s, everything in {for_all:.1f} s"
        )
        slow = for_the_set > MOST_FOR_THE_SET or for_all > MOST_FOR_ALL
    print(f"Aims: {MOST_FOR_THE_SET:.0f} s and {MOST_FOR_ALL:.0f} s")
    return int(slow)


if __name__ == "__main__":
    sys.exit(main())
