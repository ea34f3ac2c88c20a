"""The engine of Make the Case, in the order of its line:
assumptions → case → lines → draws → ledger → accounts → measures → result."""

from valuation.version import MODEL_VERSION, PROGRAM_VERSION  # isort: skip
from valuation.errors import AssumptionError, CaseError, EvaluationError, MakeTheCaseError, Problem
from valuation.quantities import Assumption, Kind
from valuation.library import Library, load_library
from valuation.case_file import Case, case_text, check_code, parse_case, read_case, with_changes, with_scenario, write_case
from valuation.compile import Model, compile_case
from valuation.draws import Draws, central, with_values
from valuation.ledger import Ledger, evaluate
from valuation.accounts import ACCOUNTS, Account
from valuation.measures import Measures, appraise
from valuation.result import library_changes, result, result_of

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
    "with_changes",
    "with_scenario",
    "write_case",
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
    "library_changes",
    "result",
    "result_of",
]
