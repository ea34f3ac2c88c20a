"""A roll-out file, read and judged: its case and its places with it, every problem together."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from pydantic import ValidationError

from valuation.accounts import ACCOUNTS
from valuation.case.drivers import DRIVERS
from valuation.case.file import MOST_BYTES, document_of, parse_case, plain, with_every_rule
from valuation.case.places import is_at_or_below, key_of, option_at, rest_of, step, within_option
from valuation.case.validity.case_as_written import mapping
from valuation.case.validity.case_messages import shape_problems
from valuation.case.validity.validation import Case, refused
from valuation.case.written.named_files import bytes_in_folder
from valuation.errors import CaseError, EvaluationError, Problem, choices, probably, shown
from valuation.figures import digits
from valuation.library import Library, assumption_from, load_library
from valuation.prices import is_financial_year, years_from
from valuation.quantities import SHARE, Assumption, number_problems
from valuation.rollout.place import Place, places_of
from valuation.rollout.places_table import A_TABLE, NoTable, PlacesTable, table_of, table_of_rows
from valuation.rollout.places_table import MOST_BYTES as MOST_BYTES_OF_PLACES
from valuation.rollout.rollout_shape import FORMAT, RolloutShape, ShareShape
from valuation.sensitivity.pilots.pilot_design import Measured, design_of, measurable

CENTRAL = "central"
"""The key of the costs of the whole, and the option of the case that they are worked out as."""
FIXED = tuple(driver.id for driver in DRIVERS if not driver.counts_people)
"""What a cost of the whole may be counted by."""
A_CASE = "a case file in the same folder, or the case itself"


@dataclass(frozen=True)
class Rollout:
    """A roll-out that can be worked out."""

    shape: RolloutShape
    case: Case
    option: str
    places: tuple[Place, ...]
    """By their ids, in order: in whatever order the table has them, the answer has the same digits."""
    central: Case | None
    """The costs of the whole, as a case of their own over its years."""
    name: str

    @property
    def title(self) -> str:
        """Returns what it is called."""
        return self.shape.title or self.name

    @property
    def option_name(self) -> str:
        """Returns what the option that is rolled out is called."""
        return self.case.option(self.option).name or self.option

    @property
    def years(self) -> int:
        """Returns for how many years it is worked out, from the first wave's year on."""
        return self.shape.years or self.case.shape.appraisal.years

    @property
    def begins(self) -> dict[int, int]:
        """Returns the year in which each wave begins, 0 the first, by the wave's number in order."""
        return begins_of(self.shape)

    @property
    def first_wave(self) -> int:
        """Returns the number of the wave that begins first."""
        return min(self.begins)

    @property
    def first_year(self) -> str:
        """Returns the financial year in which the first wave begins."""
        return self.shape.waves[str(self.first_wave)]

    @property
    def year_names(self) -> tuple[str, ...]:
        """Returns its financial years."""
        return tuple(years_from(self.first_year, self.years))

    @property
    def fidelity(self) -> Assumption | None:
        """Returns the share of a gain that is kept outside the first wave; None where the whole is."""
        return None if self.shape.fidelity is None else number_of("fidelity", self.shape.fidelity)

    @property
    def learning(self) -> Assumption | None:
        """Returns by what share some costs fall with each doubling of the places before; None where none do."""
        return None if self.shape.learning is None else number_of("learning", self.shape.learning)

    @property
    def measured(self) -> Measured | None:
        """Returns the outcome by which the later waves are decided; None where there is no decision."""
        return None if self.shape.stop_after is None else measured_of(self.shape, self.case, self.option)

    def as_data(self) -> dict[str, object]:
        """Returns it as one file that holds its case and its places, whatever the order of their table."""
        stated = self.shape.model_dump(exclude_none=True, by_alias=True, exclude={"case", "places"})
        return stated | {"case": dict(self.case.data), "option": self.option, "places": [place.as_row() for place in self.places]}  # fmt: skip


def begins_of(shape: RolloutShape) -> dict[int, int]:
    """Returns the year in which each wave begins, 0 that of the first, by the wave's number in order."""
    years = {int(wave): int(year[:4]) for wave, year in shape.waves.items()}
    first = years[min(years)]
    return {wave: years[wave] - first for wave in sorted(years)}


def number_of(path: str, number: ShareShape) -> Assumption:
    """Returns a share that the file states, as a number that can be questioned."""
    stated = number.model_dump(exclude_none=True, exclude={"on"})
    return replace(assumption_from(path, stated), kind=SHARE)


def measured_of(shape: RolloutShape, case: Case, option: str) -> Measured:
    """Returns the outcome by which the later waves are decided, measured as a pilot of the case is; raises EvaluationError where it cannot be."""
    stop = shape.stop_after
    assert stop is not None
    found = measurable(design_of(case, option, stop.years, None), stop.outcome)
    if len(found) > 1:
        named = choices([each.effect.outcome.id for each in found])
        raise EvaluationError(f"More than one outcome has findings. Name the one that decides: {named}.")
    found[0].error_sd(1.0)  # which says so where nobody knows how far people differ in the measure
    return found[0]


# Reading -----------------------------------------------------------------------------------------------------


def read_rollout(path: Path, library: Library | None = None) -> Rollout:
    """Returns the roll-out in a file, with the case and the places that it names; raises CaseError with every problem."""
    try:
        with path.open("rb") as file:
            text = file.read(MOST_BYTES + 1)
    except OSError as error:
        problem = Problem(
            "", f"the file cannot be read: {error.strerror or error}.", str(path), "a roll-out file"
        )
        raise CaseError(str(path), [problem]) from error
    return parse_rollout(text, path.name, path.parent, library)


def parse_rollout(
    text: str | bytes, name: str, folder: Path | None = None, library: Library | None = None
) -> Rollout:
    """Returns the roll-out that a text states; what it names by a path is read in the folder, where one is given."""
    document = document_of(text, name)
    return rollout_of(mapping(plain(document)), name, folder, library, document)


def rollout_of(
    data: Mapping[str, object],
    name: str,
    folder: Path | None = None,
    library: Library | None = None,
    document: object = None,
) -> Rollout:
    """Returns the roll-out that plain data states; raises CaseError with every problem of it, its case and its places together."""
    library = library or load_library()
    if data.get("format") != FORMAT:
        problem = Problem("format", "this is not a roll-out file.", shown(data.get("format")), FORMAT)
        raise refused(name, [problem], document)
    try:
        shape = RolloutShape.model_validate(data)
    except ValidationError as error:
        raise refused(name, list(shape_problems(error, data)), document) from error
    wave_problems = list(_wave_problems(shape))
    problems = [*wave_problems, *_share_problems(shape)]
    table = _table(shape, folder, problems)
    case = _case(shape, folder, library, problems)
    if case is None:
        raise refused(name, [*problems, *_place_problems(table, None, "", shape, wave_problems)[1]], document)
    option = shape.option or case.preferred
    known = [each.id for each in case.shape.options]
    if option not in known:
        message = f"no option of the case is called so.{probably(option, known)}"
        raise refused(name, [*problems, Problem("option", message, option, choices(known))], document)
    places, refused_places = _place_problems(table, case, option, shape, wave_problems)
    problems += refused_places
    central = None
    if not wave_problems:
        problems += _span_problems(shape, case)
        problems += _learning_problems(shape, case, option)
        problems += _stop_problems(shape, case, option)
        central = _central(shape, case, library, problems)
    if problems:
        raise refused(name, problems, document)
    return Rollout(shape, case, option, places, central, name)


def _table(shape: RolloutShape, folder: Path | None, problems: list[Problem]) -> PlacesTable | None:
    """Returns the table of places; notes why there is none."""
    try:
        if not isinstance(shape.places, str):
            return table_of_rows(shape.places)
        content = bytes_in_folder(folder, shape.places, MOST_BYTES_OF_PLACES)
        if isinstance(content, str):
            raise NoTable(content)
        return table_of(content, Path(shape.places).name)
    except NoTable as error:
        found = shown(shape.places) if isinstance(shape.places, str) else f"{len(shape.places):,} places"
        problems.append(Problem("places", str(error), found, A_TABLE))
        return None


def _place_problems(
    table: PlacesTable | None,
    case: Case | None,
    option: str,
    shape: RolloutShape,
    wave_problems: list[Problem],
) -> tuple[tuple[Place, ...], list[Problem]]:
    """Returns the places of a table, and all that is wrong with them; their waves are not judged by waves that are themselves wrong."""
    if table is None:
        return (), []
    waves = [] if wave_problems else list(begins_of(shape))
    read = places_of(table, case, option, waves)
    return read.places, [
        each for each in read.problems if not (wave_problems and key_of(each.path) == "wave")
    ]


def _case(shape: RolloutShape, folder: Path | None, library: Library, problems: list[Problem]) -> Case | None:
    """Returns the case that is rolled out; notes every problem of it."""
    try:
        if isinstance(shape.case, dict):
            return with_every_rule(dict(shape.case), "case", library, None)
        content = bytes_in_folder(folder, shape.case, MOST_BYTES)
        if isinstance(content, str):
            raise CaseError(shape.case, [Problem("", content, shown(shape.case), A_CASE)])
        return parse_case(content, shape.case, library)
    except CaseError as error:
        for each in error.problems:
            path = f"case: {each.path}" if each.path else "case"
            problems.append(Problem(path, each.message, each.found, each.allowed))
        return None


def restored(data: Mapping[str, object]) -> Rollout:
    """Returns a roll-out from the data that one gave (`Rollout.as_data`), which has been judged and is not judged again."""
    shape, library = RolloutShape.model_validate(data), load_library()
    assert isinstance(shape.case, dict) and isinstance(shape.places, list)
    case = with_every_rule(dict(shape.case), "case", library, None)
    places = tuple(Place.of_row(row) for row in shape.places)
    return Rollout(
        shape, case, shape.option or case.preferred, places, _central(shape, case, library, []), "roll-out"
    )


# What a roll-out may say -------------------------------------------------------------------------------------


def _wave_problems(shape: RolloutShape) -> Iterator[Problem]:
    """Yields the waves that have no number, or no year."""
    for wave, year in shape.waves.items():
        if not (wave.isascii() and wave.isdecimal() and str(int(wave[:9]) or 1) == wave):
            yield Problem(step("waves", wave), "a wave has a whole number.", shown(wave), "1, 2, 3 and so on")
        if not is_financial_year(year):
            yield Problem(
                step("waves", wave), "this is no financial year.", shown(year), "a year such as 2027-28"
            )


def _span_problems(shape: RolloutShape, case: Case) -> Iterator[Problem]:
    """Yields the waves that begin before the first, or after the last year."""
    years = shape.years or case.shape.appraisal.years
    begins = begins_of(shape)
    first = shape.waves[str(min(begins))]
    for wave, begin in begins.items():
        if 0 <= begin < years:
            continue
        when = "before the first wave" if begin < 0 else "after the last year"
        last = years_from(first, years)[-1]
        yield Problem(
            step("waves", wave), f"this wave begins {when}.", shape.waves[str(wave)], f"{first} to {last}"
        )


def _share_problems(shape: RolloutShape) -> Iterator[Problem]:
    """Yields what is wrong with fidelity and learning, each a share with its range."""
    for path, number in (("fidelity", shape.fidelity), ("learning", shape.learning)):
        if number is None:
            continue
        stated = number_of(path, number)
        for message, found, allowed in number_problems(
            SHARE, stated.value, stated.low, stated.high, stated.stated_distribution
        ):
            yield Problem(path, message, found, allowed)


def costs_of(case: Case, option: str) -> dict[str, str]:
    """Returns the path of each cost of an option, those of what makes it easier among them, by its id."""
    at, stated = option_at(option), case.option(option)
    costs = {cost.id: step(at, f"costs.{cost.id}") for cost in stated.costs}
    for enabler in stated.enablers:
        costs |= {cost.id: step(at, f"enablers.{enabler.id}.costs.{cost.id}") for cost in enabler.costs}
    return costs


def _learning_problems(shape: RolloutShape, case: Case, option: str) -> Iterator[Problem]:
    known = costs_of(case, option)
    for ident in () if shape.learning is None else shape.learning.on:
        if ident not in known:
            message = f"no cost of the option is called so.{probably(ident, known)}"
            yield Problem("learning.on", message, ident, choices(list(known), 30))


def _stop_problems(shape: RolloutShape, case: Case, option: str) -> Iterator[Problem]:
    """Yields what is wrong with the decision: its wave, its account, its outcome, and later waves that begin before it."""
    stop, begins = shape.stop_after, begins_of(shape)
    if stop is None:
        return
    if stop.account not in ACCOUNTS.keys:
        message = f"no account is called so.{probably(stop.account, ACCOUNTS.keys)}"
        yield Problem("stop_after.account", message, stop.account, choices(ACCOUNTS.keys))
    before_last = [wave for wave in begins if wave != max(begins)]
    if stop.wave not in before_last:
        message = "no later wave could be stopped after this one."
        allowed = choices([str(w) for w in before_last]) or "a roll-out of two waves or more"
        yield Problem("stop_after.wave", message, str(stop.wave), allowed)
        return
    try:
        measured = measured_of(shape, case, option)
    except EvaluationError as error:
        known = [outcome.id for outcome in case.option(option).outcomes if outcome.findings]
        yield Problem(
            "stop_after.outcome", str(error), stop.outcome or "nothing", f"an outcome: {choices(known)}"
        )
        return
    decided = begins[stop.wave] + measured.go_year
    for wave, begin in begins.items():
        if wave > stop.wave and begin < decided:
            first = shape.waves[str(min(begins))]
            when = years_from(first, decided + 1)[-1]
            yield Problem(
                step("waves", wave),
                f"this wave begins before it is known what wave {stop.wave} shows: people start for {_years(measured.design.years)} "
                f"and are asked {_years(measured.follow_up)} later.",
                shape.waves[str(wave)],
                f"{when} or later, or no stop_after",
            )


def _years(number: float) -> str:
    return f"{digits(round(number, 1))} year{'' if number == 1 else 's'}"


def _for_each_person(shape: RolloutShape) -> Problem:
    """Returns that costs of the whole grow with no one who takes part."""
    named = [str(cost.get("id")) for cost in shape.central if cost.get("per") not in FIXED]
    message = "a cost of the whole is paid whoever takes part. One for each person, or for so many, belongs in the case."
    return Problem(CENTRAL, message, choices(named), f"costs that are paid {choices(FIXED)}")


def _central(shape: RolloutShape, case: Case, library: Library, problems: list[Problem]) -> Case | None:
    """Returns the costs of the whole as a case of their own; notes every problem of them."""
    if not shape.central:
        return None
    first = shape.waves[str(min(begins_of(shape)))]
    appraisal = dict(mapping(copy.deepcopy(case.data.get("appraisal"))))
    appraisal |= {"first_year": first, "years": shape.years or case.shape.appraisal.years}
    data: dict[str, object] = {
        key: copy.deepcopy(case.data[key])
        for key in ("format", "commissioner", "assumptions")
        if key in case.data
    }
    option = {"id": CENTRAL, "name": "Central costs", "costs": copy.deepcopy(shape.central)}
    data |= {"title": "Central costs", "appraisal": appraisal, "options": [option]}
    try:
        return with_every_rule(data, CENTRAL, library, None)
    except CaseError as error:
        at, nobody = step(option_at(CENTRAL), "costs"), step(option_at(CENTRAL), "people")
        for each in error.problems:
            if is_at_or_below(each.path, nobody):
                problems.append(_for_each_person(shape))
                continue
            is_cost = is_at_or_below(each.path, at)
            path = step(CENTRAL, rest_of(within_option(each.path))) if is_cost else f"{CENTRAL}: {each.path}"
            problems.append(Problem(path, each.message, each.found, each.allowed))
        return None
