"""The whole of sensitivity, typed: what `sensitivity --json` prints (model.md, section 10), and what papers and pages read.

`None` in JSON stands for what is undefined.
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass, replace

from valuation.accounts import ACCOUNTS, cash_accounts
from valuation.answer import VerdictAnswer
from valuation.answers.plain_data import fields_of
from valuation.case.file import check_code
from valuation.case.validity.validation import Case, Fixed
from valuation.errors import CaseError, EvaluationError
from valuation.lines.compile import compile_case
from valuation.measures import Measures, appraise
from valuation.sensitivity.analysis import Analysis
from valuation.sensitivity.causes import Expectation
from valuation.sensitivity.decision import Acceptability, Information, Worth, acceptability_curve
from valuation.sensitivity.evidence_shares import EvidenceShares
from valuation.sensitivity.monte_carlo import (
    Convergence,
    Simulation,
    Summary,
    chance_positive,
    convergence,
    fan,
    payback_chances,
    summary,
)
from valuation.sensitivity.one_way import DEFAULT_MEASURE, Swing
from valuation.sensitivity.rung_chances import RungChances
from valuation.sensitivity.scenarios import Scenario, own_scenarios, ready_made
from valuation.sensitivity.switching import Switch
from valuation.sensitivity.trials import Gap
from valuation.verdict import verdict_of

FORMAT = "make-the-case-sensitivity/1"
QALY_PRICES = tuple(range(0, 70_001, 1000))
WELLBY_PRICES = tuple(range(0, 20_001, 500))
"""£ at which the acceptability curves are read."""


# All numbers at once -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class MonteCarloAnswer:
    """What the draws say of an option."""

    draws: int
    seed: int
    accounts: dict[str, Summary]
    """Of the measure, by account; `chance_positive` is of npv above 0, whatever the measure."""
    costs: dict[str, Summary]
    benefit_classes: dict[str, Summary]
    payback_by_year: dict[str, list[float]]
    """By account that counts cash: the chance of having been paid back by the end of year 1, 2 …"""
    fan: dict[str, dict[str, list[float]]]
    """By account and percentile: the cumulative net position by year; NaN where no draw has an answer."""
    convergence: dict[str, Convergence]

    def as_dict(self) -> dict[str, object]:
        """Returns what the draws say with the keys of `sensitivity --json`."""
        fans = {
            account: {name: [_defined(value) for value in row] for name, row in each.items()}
            for account, each in self.fan.items()
        }
        return {**fields_of(self), "fan": fans}


def monte_carlo_of(simulation: Simulation, option: str, measure: str = DEFAULT_MEASURE) -> MonteCarloAnswer:
    """Returns what the draws say of an option: each account's measure, benefit by class, payback, the fan, convergence."""
    draws = simulation[option]
    accounts = {name: draws.accounts[name] for name in ACCOUNTS.keys}
    return MonteCarloAnswer(
        draws=len(simulation.sample),
        seed=simulation.sample.seed,
        accounts={
            name: replace(summary(account.measure(measure)), chance_positive=chance_positive(account.npv))
            for name, account in accounts.items()
        },
        costs={name: summary(account.pv_costs) for name, account in accounts.items()},
        benefit_classes={name: summary(values) for name, values in draws.benefit_classes.items()},
        payback_by_year={
            name: payback_chances(accounts[name], simulation.model.years) for name in cash_accounts()
        },
        fan={name: fan(account) for name, account in accounts.items()},
        convergence={name: convergence(account.npv) for name, account in accounts.items()},
    )


# Sets side by side ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Headlines:
    """What an option comes to in a few numbers: all of them central estimates."""

    verdict: VerdictAnswer
    npv: dict[str, float]
    """By account."""
    commissioner_pv_costs: float
    benefit_classes: dict[str, float]


@dataclass(frozen=True)
class ScenarioAnswer:
    """What each option comes to under a set of changes."""

    id: str
    name: str
    note: str
    changes: int
    """How many there are."""
    options: dict[str, Headlines | None]
    """By option; None where there is no answer."""
    gap: Gap | None
    fixed_for_this_run: tuple[Fixed, ...]

    @property
    def reason(self) -> str | None:
        """Returns in a sentence why there is no answer, or None where there is one."""
        return reason_of(self.gap)

    def as_dict(self) -> dict[str, object]:
        """Returns the set with the keys of `sensitivity --json`."""
        rows = fields_of(self)
        fixed = rows.pop("fixed_for_this_run")
        return {**rows, "reason": self.reason, "fixed_for_this_run": fixed}


def scenario_row(case: Case, scenario: Scenario) -> ScenarioAnswer:
    """Returns each option's verdict and headlines under a set of changes; None, and the reason, where there is no answer."""
    gap: Gap | None = None
    fixed: tuple[Fixed, ...] = ()
    options: dict[str, Headlines | None] = {option.id: None for option in case.shape.options}
    try:
        changed = scenario.of(case)
        measures = appraise(compile_case(changed))
        fixed = changed.fixed
        options = {option.id: headlines(measures, option.id) for option in measures.model.options}
    except CaseError:
        gap = Gap.NOT_IN_A_CASE
    except EvaluationError:
        gap = Gap.NO_ANSWER
    return ScenarioAnswer(
        scenario.id, scenario.name, scenario.note, len(scenario.changes), options, gap, fixed
    )


def headlines(measures: Measures, option: str) -> Headlines:
    """Returns the base row's verdict, the accounts' npv, what the commissioner pays, and benefit by class."""
    measured = measures[option]
    return Headlines(
        verdict=VerdictAnswer(*verdict_of(measured)),
        npv={name: float(account.npv[0]) for name, account in measured.accounts.items()},
        commissioner_pv_costs=float(measured.accounts["commissioner"].pv_costs[0]),
        benefit_classes={name: float(values[0]) for name, values in measured.benefit_classes.items()},
    )


# The whole -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class OptionSensitivity:
    """How sure the answer is of one option."""

    name: str | None
    one_way: list[Swing]
    switching: list[Switch]
    monte_carlo: MonteCarloAnswer
    expectation: Expectation
    evidence: EvidenceShares | None
    chances: RungChances
    """At each standard of proof that is uncertain."""

    def as_dict(self) -> dict[str, object]:
        """Returns the option with the keys of `sensitivity --json`."""
        return {
            "name": self.name,
            "one_way": [
                {
                    **_with_companions(_all_defined(swing), swing),
                    "swing": _defined(swing.swing),
                    "reason": reason_of(swing.gap),
                }
                for swing in self.one_way
            ],
            "switching": [
                {**_with_companions(asdict(each), each), "reason": reason_of(each.gap)}
                for each in self.switching
            ],
            "monte_carlo": self.monte_carlo.as_dict(),
            "expectation": _all_defined(self.expectation),
            "evidence": {
                **({} if self.evidence is None else asdict(self.evidence)),
                "rungs": {rung: {"chance": chance} for rung, chance in self.chances.items()},
            },
        }


@dataclass(frozen=True)
class SensitivityAnswer:
    """How sure the answer of a case is: everything that `sensitivity` says."""

    title: str
    check_code: str
    account: str
    measure: str
    draws: int
    seed: int
    method: str
    uncertain: int
    """How many numbers have a range."""
    options: dict[str, OptionSensitivity]
    information: Information
    acceptability: dict[str, Acceptability | None]
    """By unit of health or wellbeing; None where no option has any."""
    scenarios: list[ScenarioAnswer]

    def as_dict(self) -> dict[str, object]:
        """Returns the whole as `sensitivity --json` prints it."""
        rows: dict[str, object] = {"format": FORMAT}
        for key, value in fields_of(self).items():
            if key == "information":
                rows |= _information(self.information)
            else:
                rows[key] = value
        return rows


def sensitivity_answer(analysis: Analysis) -> SensitivityAnswer:
    """Returns an analysis as it is told, the case's sets beside it."""
    case, simulation = analysis.case, analysis.simulation
    sample = simulation.sample
    return SensitivityAnswer(
        title=case.shape.title or "",
        check_code=check_code(case),
        account=analysis.account,
        measure=analysis.measure,
        draws=len(sample),
        seed=sample.seed,
        method=sample.method,
        uncertain=len(sample.columns),
        options={
            option.id: OptionSensitivity(
                name=option.name,
                one_way=analysis.swings[option.id],
                switching=analysis.switches[option.id],
                monte_carlo=monte_carlo_of(simulation, option.id, analysis.measure),
                expectation=analysis.expectations[option.id],
                evidence=analysis.evidence[option.id],
                chances=analysis.chances[option.id],
            )
            for option in simulation.model.options
        },
        information=analysis.information,
        acceptability={
            "qaly": acceptability_curve(simulation, "qaly", QALY_PRICES),
            "wellby": acceptability_curve(simulation, "wellby", WELLBY_PRICES),
        },
        scenarios=[scenario_row(case, scenario) for scenario in (*ready_made(case), *own_scenarios(case))],
    )


def sensitivity(analysis: Analysis) -> dict[str, object]:
    """Returns an analysis as `sensitivity --json` prints it, the case's sets beside it."""
    return sensitivity_answer(analysis).as_dict()


def reason_of(gap: Gap | None) -> str | None:
    """Returns in a sentence why there is no answer, or None where there is one."""
    return None if gap is None else gap.sentence


def _information(information: Information) -> dict[str, object]:
    return {
        "chance_best": information.chance_best,
        "best": information.best,
        "evpi": information.evpi,
        "evpi_se": _defined(information.evpi_se),
        "evpi_per_person": information.per_person,
        "evppi": [_worth(worth) for worth in information.evppi],
        "evppi_groups": information.by_group,
        "evppi_themes": [{**_worth(worth), "paths": worth.paths} for worth in information.groups],
        "noise_floor": information.floor,
        "information_rows": information.rows,
    }


def _worth(worth: Worth) -> dict[str, object]:
    """Returns what a number or a theme is worth learning; the name of a number is its path, which is not said twice."""
    name = {} if worth.name == worth.path else {"name": worth.name}
    return {
        "path": worth.path,
        **name,
        "value": worth.value,
        "distinguishable": worth.distinguishable,
    }


def _with_companions(row: dict[str, object], number: Swing | Switch) -> dict[str, object]:
    """Returns a row without `set_with` where nothing has to be set with the number, as of nearly all."""
    return row if number.set_with else {key: value for key, value in row.items() if key != "set_with"}


def _all_defined(row: Swing | Expectation) -> dict[str, object]:
    return {key: _defined(value) for key, value in asdict(row).items()}


def _defined(value: object) -> object:
    return None if isinstance(value, float) and not math.isfinite(value) else value
