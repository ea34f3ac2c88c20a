"""What pages have done in a process of its own: each a function of its arguments, importable by its name, without Streamlit."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from numpy.typing import NDArray

from make_the_case.jobs.worker import progress
from valuation import (
    Check,
    Library,
    MakeTheCaseError,
    appraise,
    compile_case,
    load_library,
    parse_case,
    result,
)
from valuation.answers.saving import case_of_body, packed, unpacked
from valuation.checks.critical_friend import checks_of
from valuation.compare.bridge import Bridge, bridge
from valuation.people import Array
from valuation.sensitivity.carried import (
    LAST,
    Asked,
    CarriedAnalysis,
    CarriedSimulation,
    carried,
    carried_analysis,
)
from valuation.sensitivity.decision import Acceptability, Information, acceptability_curve
from valuation.sensitivity.everything_tried import Tried, everything_tried
from valuation.sensitivity.monte_carlo import net_values
from valuation.sensitivity.one_way import two_way
from valuation.sensitivity.pilot import pilot_or_why_not
from valuation.sensitivity.pilots.pilot_answer import NoPilot, Pilot
from valuation.sensitivity.sensitivity_answer import QALY_PRICES, WELLBY_PRICES
from valuation.sensitivity.variance import VarianceShare, variance_shares

PRICES = {"qaly": QALY_PRICES, "wellby": WELLBY_PRICES}


@cache
def library() -> Library:
    """Returns the library, read once for each process."""
    return load_library()


# What a case comes to ----------------------------------------------------------------------------------------


def simulated(asked: Asked) -> CarriedSimulation:
    """Returns a simulation, small enough to travel."""
    return carried(LAST.simulation(asked, library(), progress))


def net_values_of(asked: Asked) -> dict[str, Array]:
    """Returns each option's net value, everyone counted, in every draw of a simulation, of which no more is worked out."""
    return net_values(compile_case(asked.case(library())), asked.draws, each=progress)


def analysed(asked: Asked) -> CarriedAnalysis:
    """Returns what goes with a simulation."""
    return carried_analysis(LAST.analysis(asked, library(), progress))


def informed(asked: Asked) -> Information:
    """Returns what finding out would be worth."""
    return LAST.analysis(asked, library(), progress).information


def piloted(asked: Asked, option: str) -> Pilot | NoPilot:
    """Returns what it is worth to try an option first, or why that cannot be worked out."""
    return pilot_or_why_not(asked.case(library()), option, asked.draws, each=progress)


def curves(asked: Asked) -> dict[str, Acceptability | str | None]:
    """Returns by unit the chance of being best at each price; None where there is none of it, or why it could not be worked out."""
    simulation = LAST.simulation(asked, library(), progress)
    by_option: dict[str, Acceptability | str | None] = {}
    for unit, prices in PRICES.items():
        try:
            by_option[unit] = acceptability_curve(simulation, unit, prices)
        except MakeTheCaseError as error:
            by_option[unit] = str(error)
    return by_option


def shares(asked: Asked) -> dict[str, list[VarianceShare]]:
    """Returns how the spread of the results is shared out among the assumptions."""
    return variance_shares(compile_case(asked.case(library())))


def crossed(
    asked: Asked, down: str, firsts: NDArray[Any], across: str, seconds: NDArray[Any]
) -> dict[str, NDArray[Any]]:
    """Returns each option's net value at every pair of values of two assumptions."""
    return two_way(compile_case(asked.case(library())), down, firsts, across, seconds)


def checked(asked: Asked) -> list[Check]:
    """Returns what a critical friend says of a case."""
    measures = appraise(compile_case(asked.case(library())))
    return checks_of(measures)


def tried(pack: bytes, option: str) -> list[Tried]:
    """Returns everything tried of an option: each study, each scenario and each claim, with what the case comes to."""
    return everything_tried(unpacked(pack, library()), option, progress)


def bridged(first: bytes, second: bytes, option: str | None) -> Bridge:
    """Returns the way from one case to another."""
    return bridge(unpacked(first, library()), unpacked(second, library()), option)


# What is opened ----------------------------------------------------------------------------------------------


def read_text(content: bytes | str, name: str) -> bytes:
    """Returns a case file's case, packed, once it has been worked out; raises CaseError."""
    case = parse_case(content, name, library())
    result(case)
    return packed(case)


def read_body(body: str, name: str, file: str) -> bytes:
    """Returns a kept case, packed; raises CaseError."""
    return packed(case_of_body(body, name, library(), file))


@dataclass(frozen=True)
class Returned:
    """What a workbook that came back says, its cases packed."""

    case: bytes
    changed: bytes
    changes: Mapping[str, object]
    report: Sequence[str]
    as_set: dict[str, Any]


def read_back(reader: Callable[[bytes, str], Any], content: bytes, name: str) -> Returned:
    """Returns what a workbook that came back says, by whoever reads it, once its case has been worked out."""
    read = reader(content, name)
    result(read.case)
    return Returned(
        packed(read.case),
        packed(read.changed),
        dict(read.changes),
        tuple(read.report),
        dict(read.as_set),
    )
