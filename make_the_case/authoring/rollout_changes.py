"""What a person says of a roll-out, made into the data of its file: the places, the waves, the costs of the whole, what decides."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from importlib.resources import files
from typing import Any

from valuation import Case, Library, load_library
from valuation.case.file import document_of, parse_case, plain
from valuation.case.validity.case_as_written import mapping
from valuation.errors import CaseError, Problem
from valuation.prices import financial_year, years_from
from valuation.rollout.places_table import PlacesTable, table_of
from valuation.rollout.rollout_file import costs_of
from valuation.rollout.rollout_shape import FORMAT

RolloutData = dict[str, Any]
"""The plain data of a roll-out file, which holds its case and its places (`Any`: text, numbers, lists and mappings of them)."""
EXAMPLE, BOARDS = "green_prescribing_roll_out.yml", "made_up_boards.csv"
YEARS_BETWEEN = 2
"""Years between two waves, until somebody says otherwise."""
MOST_WAVES_ASKED = 6
PLANNING = "planning_assumption"


def made_up_boards() -> list[dict[str, str]]:
    """Returns the 42 boards, all of them made up, as the rows of a table."""
    return rows_of(table_of(files("cases").joinpath(BOARDS).read_bytes(), BOARDS))


def rows_of(table: PlacesTable) -> list[dict[str, str]]:
    """Returns a table of places as the rows of a roll-out file, empty cells left out."""
    return [{column: cell for column, cell in row.cells.items() if cell} for row in table.rows]


def example(library: Library | None = None) -> RolloutData:
    """Returns the roll-out that is shipped, its case and its places whole within it."""
    folder = files("cases")
    data = mapping(plain(document_of(folder.joinpath(EXAMPLE).read_bytes(), EXAMPLE)))
    name = str(data["case"])
    case = parse_case(folder.joinpath(name).read_bytes(), name, library or load_library())
    return {**data, "case": _without_records(case.data), "places": made_up_boards()}


def new_rollout(case: Case, option: str) -> RolloutData:
    """Returns a roll-out of one option of a case to the 42 made-up boards, in three waves, without anything else said of it."""
    stated = case.option(option)
    first, years = case.shape.appraisal.first_year, case.shape.appraisal.years
    begins = int(first[:4])
    waves = {str(k + 1): financial_year(begins + k * YEARS_BETWEEN) for k in range(3)}
    boards = made_up_boards()
    if stated.people is None or stated.people.uptake is None:
        boards = [{key: cell for key, cell in row.items() if key != "people.uptake"} for row in boards]
    if stated.people is None or stated.people.eligible is None:
        boards = [{key: cell for key, cell in row.items() if key != "eligible"} for row in boards]
    return {
        "format": FORMAT,
        "title": f"{stated.name or option}: from one place to many",
        "illustrative": True,
        "case": _without_records(case.data),
        "option": option,
        "places": boards,
        "waves": waves,
        "years": years + 2 * YEARS_BETWEEN,
    }


def _without_records(data: Mapping[str, Any]) -> dict[str, Any]:
    """Returns the data of a case without what happened in its own place and who has saved it, which no other place reads."""
    return {key: item for key, item in data.items() if key not in ("measured", "saved", "scenarios")}


def read_text(text: str) -> RolloutData:
    """Returns the data of a text as `text_of` writes it; raises CaseError where it is none. Whether it can be worked out is not looked at."""
    try:
        data = json.loads(text)
    except ValueError:
        data = None
    if not isinstance(data, dict) or data.get("format") != FORMAT:
        raise CaseError(
            "The roll-out",
            [Problem("", "what is kept is no roll-out that this version of the program reads")],
        )
    return data


def text_of(data: RolloutData) -> str:
    """Returns the text of the roll-out's file: JSON, which every reader of the file reads as well."""
    return json.dumps(data, ensure_ascii=False, indent=1)


def table_text(data: RolloutData) -> str:
    """Returns the places as the text of a CSV file."""
    rows: Sequence[Mapping[str, Any]] = data["places"]
    columns = list(dict.fromkeys(key for row in rows for key in row))
    stream = io.StringIO()
    writer = csv.DictWriter(stream, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue()


# Changes -----------------------------------------------------------------------------------------------------


def with_places(
    data: RolloutData, rows: Sequence[Mapping[str, Any]], is_made_up: bool = False
) -> RolloutData:
    """Returns the roll-out with other places."""
    kept = {key: item for key, item in data.items() if key != "illustrative"}
    return kept | {"places": [dict(row) for row in rows]} | ({"illustrative": True} if is_made_up else {})


def with_waves(data: RolloutData, count: int) -> RolloutData:
    """Returns the roll-out with so many waves: later ones added two years apart, or the last taken away with their places put in the last that is left."""
    waves = dict(sorted(data["waves"].items(), key=lambda row: int(row[0]))[:count])
    while len(waves) < count:
        last = max(int(year[:4]) for year in waves.values())
        waves[str(len(waves) + 1)] = financial_year(last + YEARS_BETWEEN)
    places = [row | ({"wave": str(count)} if _is_beyond(row, count) else {}) for row in data["places"]]
    years = max(years_of(data), 1 + span_of_waves(waves))
    changed = data | {"waves": waves, "places": places, "years": years}
    return without(changed, "stop_after") if count < 2 else changed


def _is_beyond(row: Mapping[str, Any], count: int) -> bool:
    wave = str(row.get("wave", ""))
    return wave.isdecimal() and int(wave) > count


def years_of(data: RolloutData) -> int:
    """Returns for how many years it is worked out: as the file says, or the case."""
    stated = data.get("years") or data["case"]["appraisal"]["years"]
    return int(stated)


def span_of_waves(waves: Mapping[str, str]) -> int:
    """Returns how many years lie between the first wave and the last."""
    begins = [int(year[:4]) for year in waves.values()]
    return max(begins) - min(begins)


def with_wave_in(data: RolloutData, wave: str, year: str) -> RolloutData:
    """Returns the roll-out with a wave that begins in another year, and enough years in all for it to begin."""
    waves = data["waves"] | {wave: year}
    return data | {"waves": waves, "years": max(years_of(data), 1 + span_of_waves(waves))}


def with_key(data: RolloutData, key: str, value: object) -> RolloutData:
    """Returns the roll-out with something else at one of its keys."""
    return data | {key: value}


def without(data: RolloutData, key: str) -> RolloutData:
    """Returns the roll-out without one of its keys."""
    return {each: item for each, item in data.items() if each != key}


def with_central_cost(data: RolloutData, name: str, amount: float, per: str) -> RolloutData:
    """Returns the roll-out with one more cost of the whole, which the commissioner pays."""
    costs = list(data.get("central", []))
    known = {str(cost.get("id")) for cost in costs}
    ident = next(f"cost_{k}" for k in range(1, len(costs) + 2) if f"cost_{k}" not in known)
    cost = {
        "id": ident, "name": name, "category": "non_pay", "per": per, "payer": data["case"]["commissioner"],
        "unit_cost": {"value": amount, "grade": 5, "status": PLANNING, "price_year": data["case"]["appraisal"]["price_year"]},
    }  # fmt: skip
    return data | {"central": [*costs, cost]}


def without_central_cost(data: RolloutData, place: int) -> RolloutData:
    """Returns the roll-out without one of the costs of the whole."""
    costs = [cost for k, cost in enumerate(data.get("central", [])) if k != place]
    return data | {"central": costs} if costs else without(data, "central")


def with_share(
    data: RolloutData, key: str, value: float, low: float, high: float, on: Sequence[str] = ()
) -> RolloutData:
    """Returns the roll-out with another share that is kept, or learned on some costs."""
    share: dict[str, Any] = {"value": value, "range": [low, high], "grade": 5, "status": PLANNING}
    return data | {key: share | ({"on": list(on)} if on else {})}


def with_stop(data: RolloutData, outcome: str, years: int, account: str = "society") -> RolloutData:
    """Returns the roll-out with the decision after the first wave."""
    first = min(int(wave) for wave in data["waves"])
    return data | {"stop_after": {"wave": first, "outcome": outcome, "account": account, "years": years}}


def years_to_choose(data: RolloutData, most: int) -> list[str]:
    """Returns the financial years in which a wave may begin: from the first wave's on."""
    first = min(data["waves"].values())
    return years_from(first, most)


def costs_to_learn_on(case: Case, option: str) -> dict[str, str]:
    """Returns the costs that later places may do for less, by their ids, with their names."""
    stated = case.option(option)
    named = {cost.id: cost.name or cost.id for cost in stated.costs}
    named |= {cost.id: cost.name or cost.id for enabler in stated.enablers for cost in enabler.costs}
    return {ident: named[ident] for ident in costs_of(case, option)}
