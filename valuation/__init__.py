"""The engine of Make the Case, in the order of its line:
assumptions → case → lines → draws → ledger → accounts → measures → answer → sensitivity."""

# ruff: noqa: I001, RUF022  (the order is that of the line, so that this page is the table of contents)

from valuation.version import MODEL_VERSION, PROGRAM_VERSION
from valuation.errors import AssumptionError, CaseError, EvaluationError, MakeTheCaseError, Problem
from valuation.quantities import Assumption, Kind
from valuation.library import Library, load_library
from valuation.case.validity.validation import Case
from valuation.case.file import case_text, check_code, parse_case, read_case, write_case
from valuation.case.changes import with_changes, with_scenario
from valuation.lines.model import Model
from valuation.lines.compile import compile_case
from valuation.draws import Draws, central, with_values
from valuation.ledger import Ledger, evaluate
from valuation.accounts import ACCOUNTS, Account
from valuation.measures import Measures, appraise
from valuation.answer import Answer, OptionAnswer
from valuation.answers.base_case import answer, answer_of, result
from valuation.answers.saving import library_changes
from valuation.answers.check import Check
from valuation.checks.critical_friend import checks
from valuation.sensitivity.one_way import Swing, one_way, two_way
from valuation.sensitivity.switching import Switch, switching_values
from valuation.sensitivity.scenarios import Scenario, own_scenarios, ready_made
from valuation.sensitivity.monte_carlo import Simulation, simulate
from valuation.sensitivity.information import acceptability, evpi, evppi
from valuation.sensitivity.decision import information
from valuation.sensitivity.pilots.sample_information import evsi
from valuation.sensitivity.pilot import pilot
from valuation.compare.bridge import Bridge, bridge
from valuation.learning.track import track
from valuation.sensitivity.analysis import analysed
from valuation.sensitivity.sensitivity_answer import sensitivity

__all__ = [
    "MODEL_VERSION",
    "PROGRAM_VERSION",
    "AssumptionError",
    "CaseError",
    "EvaluationError",
    "MakeTheCaseError",
    "Problem",
    "Assumption",
    "Kind",
    "Library",
    "load_library",
    "Case",
    "case_text",
    "check_code",
    "parse_case",
    "read_case",
    "write_case",
    "with_changes",
    "with_scenario",
    "Model",
    "compile_case",
    "Draws",
    "central",
    "with_values",
    "Ledger",
    "evaluate",
    "ACCOUNTS",
    "Account",
    "Measures",
    "appraise",
    "Answer",
    "OptionAnswer",
    "answer",
    "answer_of",
    "result",
    "library_changes",
    "Check",
    "checks",
    "Swing",
    "one_way",
    "two_way",
    "Switch",
    "switching_values",
    "Scenario",
    "own_scenarios",
    "ready_made",
    "Simulation",
    "simulate",
    "acceptability",
    "evpi",
    "evppi",
    "information",
    "evsi",
    "pilot",
    "Bridge",
    "bridge",
    "track",
    "analysed",
    "sensitivity",
]
