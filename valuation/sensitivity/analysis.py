"""The whole of sensitivity as one object: the contract of `sensitivity --json` (model.md, section 10)."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import Any

from valuation.accounts import ACCOUNTS, cash_accounts
from valuation.case.file import check_code
from valuation.case.validity.validation import Case, Fixed
from valuation.draws import DRAWS, SEED
from valuation.errors import CaseError, EvaluationError
from valuation.lines.compile import compile_case
from valuation.measures import Measures, appraise, refuse_unknown
from valuation.sensitivity.causes import expectation
from valuation.sensitivity.decision import Information, acceptability_curve, information
from valuation.sensitivity.evidence_shares import EvidenceShares, evidence_shares
from valuation.sensitivity.monte_carlo import (
    AccountDraws,
    Expectation,
    Simulation,
    chance_positive,
    convergence,
    fan,
    payback_chances,
    simulate,
    summary,
)
from valuation.sensitivity.one_way import DEFAULT_ACCOUNT, DEFAULT_MEASURE, Swing, one_way
from valuation.sensitivity.scenarios import Scenario, own_scenarios, ready_made
from valuation.sensitivity.switching import Switch, switching_values
from valuation.sensitivity.trials import Gap
from valuation.verdict import verdict_of

FORMAT = "make-the-case-sensitivity/1"
QALY_PRICES = tuple(range(0, 70_001, 1000))
WELLBY_PRICES = tuple(range(0, 20_001, 500))
"""£ at which the acceptability curves are read."""


@dataclass(frozen=True)
class Analysis:
    """Everything that sensitivity comes to, before it is written as JSON or as words."""

    case: Case
    account: str
    measure: str
    simulation: Simulation
    swings: dict[str, list[Swing]]
    switches: dict[str, list[Switch]]
    expectations: dict[str, Expectation]
    evidence: dict[str, EvidenceShares | None]

    @cached_property
    def information(self) -> Information:
        """Returns what finding out would be worth: worked out when it is first asked for, as not every reader does."""
        return information(self.simulation, self.account)


def analysed(
    case: Case,
    draws: int = DRAWS,
    seed: int = SEED,
    account: str = DEFAULT_ACCOUNT,
    measure: str = DEFAULT_MEASURE,
    method: str = "lhs",
    each: Callable[[int], None] | None = None,
) -> Analysis:
    """Returns one-way, switching values, Monte Carlo and value of information of a case.

    `each` is told how many draws are done, and stops the work by raising.
    """
    refuse_unknown(account, measure)
    return analysis_of(simulate(compile_case(case), draws, seed, method, each), account, measure)


def analysis_of(
    simulation: Simulation, account: str = DEFAULT_ACCOUNT, measure: str = DEFAULT_MEASURE
) -> Analysis:
    """Returns what goes with a simulation that has been run."""
    model = simulation.model
    return Analysis(
        case=model.case,
        account=account,
        measure=measure,
        simulation=simulation,
        swings=one_way(model, account, measure),
        switches=switching_values(model, account, measure),
        expectations={o.id: expectation(simulation, o.id, account, measure) for o in model.options},
        evidence={o.id: evidence_shares(simulation.base, o.id) for o in model.options},
    )


def sensitivity(analysis: Analysis) -> dict[str, Any]:
    """Returns an analysis as `sensitivity --json` prints it, the case's sets beside it; None where undefined."""
    case, simulation = analysis.case, analysis.simulation
    sample = simulation.sample
    return {
        "format": FORMAT,
        "title": case.shape.title or "",
        "check_code": check_code(case),
        "account": analysis.account,
        "measure": analysis.measure,
        "draws": len(sample),
        "seed": sample.seed,
        "method": sample.method,
        "uncertain": len(sample.columns),
        "options": {
            option.id: {
                "name": option.name,
                "one_way": [_swing(swing) for swing in analysis.swings[option.id]],
                "switching": [_switch(switch) for switch in analysis.switches[option.id]],
                "monte_carlo": monte_carlo_of(simulation, option.id, analysis.measure),
                "expectation": _all_defined(asdict(analysis.expectations[option.id])),
                "evidence": _shares(analysis.evidence[option.id]),
            }
            for option in simulation.model.options
        },
        **_information(analysis.information),
        "acceptability": {
            "qaly": _curve(simulation, "qaly", QALY_PRICES),
            "wellby": _curve(simulation, "wellby", WELLBY_PRICES),
        },
        "scenarios": [scenario_row(case, scenario) for scenario in (*ready_made(case), *own_scenarios(case))],
    }


def monte_carlo_of(simulation: Simulation, option: str, measure: str = DEFAULT_MEASURE) -> dict[str, Any]:
    """Returns what the draws say of an option: each account's measure, benefit by class, payback, the fan, convergence.

    `chance_positive` is of npv above 0, whatever the measure.
    """
    found = simulation[option]
    accounts = {}
    for name in ACCOUNTS.keys:
        account = found.accounts[name]
        chance = chance_positive(account.npv)
        accounts[name] = {**summary(account.measure(measure)), "chance_positive": chance}
    return {
        "draws": len(simulation.sample),
        "seed": simulation.sample.seed,
        "accounts": accounts,
        "costs": {name: summary(found.accounts[name].pv_costs) for name in ACCOUNTS.keys},
        "benefit_classes": {name: summary(values) for name, values in found.benefit_classes.items()},
        "payback_by_year": {
            name: payback_chances(found.accounts[name], simulation.model.years) for name in cash_accounts()
        },
        "fan": {name: _fan(found.accounts[name]) for name in ACCOUNTS.keys},
        "convergence": {name: convergence(found.accounts[name].npv) for name in ACCOUNTS.keys},
    }


def _fan(account: AccountDraws) -> dict[str, list[float | None]]:
    return {name: [_defined(value) for value in row] for name, row in fan(account).items()}


def scenario_row(case: Case, scenario: Scenario) -> dict[str, Any]:
    """Returns each option's verdict and headlines under a set of changes; None, and the reason, where there is no answer."""
    gap: Gap | None = None
    fixed: tuple[Fixed, ...] = ()
    options: dict[str, Any] = {option.id: None for option in case.shape.options}
    try:
        changed = scenario.of(case)
        measures = appraise(compile_case(changed))
        fixed = changed.fixed
        options = {option.id: headlines(measures, option.id) for option in measures.model.options}
    except CaseError:
        gap = Gap.NOT_IN_A_CASE
    except EvaluationError:
        gap = Gap.NO_ANSWER
    return {
        "id": scenario.id,
        "name": scenario.name,
        "note": scenario.note,
        "changes": len(scenario.changes),
        "options": options,
        "gap": gap,
        "reason": _reason(gap),
        "fixed_for_this_run": [asdict(each) for each in fixed],
    }


def headlines(measures: Measures, option: str) -> dict[str, Any]:
    """Returns the base row's verdict, the accounts' npv, what the commissioner pays, and benefit by class."""
    found = measures[option]
    number, sentence = verdict_of(found)
    return {
        "verdict": {"number": number, "sentence": sentence},
        "npv": {name: float(account.npv[0]) for name, account in found.accounts.items()},
        "commissioner_pv_costs": float(found.accounts["commissioner"].pv_costs[0]),
        "benefit_classes": {name: float(values[0]) for name, values in found.benefit_classes.items()},
    }


def _swing(swing: Swing) -> dict[str, Any]:
    return _all_defined({**asdict(swing), "swing": swing.swing, "reason": _reason(swing.gap)})


def _switch(switch: Switch) -> dict[str, Any]:
    return {**asdict(switch), "reason": _reason(switch.gap)}


def _reason(gap: Gap | None) -> str | None:
    """Returns in a sentence why there is no answer, or None where there is one."""
    return None if gap is None else gap.sentence


def _all_defined(found: dict[str, Any]) -> dict[str, Any]:
    return {key: _defined(value) for key, value in found.items()}


def _defined(value: Any) -> Any:
    return None if isinstance(value, float) and not math.isfinite(value) else value


def _shares(found: EvidenceShares | None) -> dict[str, float] | None:
    return None if found is None else asdict(found)


def _information(found: Information) -> dict[str, Any]:
    def rows(worths: Sequence[Any]) -> list[dict[str, Any]]:
        return [
            {k: v for k, v in asdict(worth).items() if k != "name" or v != worth.path} for worth in worths
        ]

    return {
        "chance_best": found.chance_best,
        "best": found.best,
        "evpi": found.evpi,
        "evpi_se": _defined(found.evpi_se),
        "evpi_per_person": found.per_person,
        "evppi": [{k: v for k, v in row.items() if k != "paths"} for row in rows(found.evppi)],
        "evppi_groups": rows(found.groups),
        "noise_floor": found.floor,
        "information_rows": found.rows,
    }


def _curve(simulation: Simulation, unit: str, prices: Sequence[float]) -> dict[str, Any] | None:
    found = acceptability_curve(simulation, unit, prices)
    return None if found is None else asdict(found)
