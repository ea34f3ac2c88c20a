"""What a workbook's cells should come to, and a spreadsheet that works them out: for the tests of the workbook."""

from __future__ import annotations

import copy
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
from patience import PATIENCE

from make_the_case.exports.workbook.cash_flow_sheet import PayerCells
from make_the_case.exports.workbook.formulas import Formula
from make_the_case.exports.workbook.other_sheets import Made
from valuation import Answer, Model
from valuation.answer import OptionAnswer

SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")
ALWAYS_RECALCULATE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>"""
"""Without this LibreOffice shows what was written beside each formula, and a test would pass on whatever that is."""

Held = tuple[str, Formula, Any]


def is_close(found: Any, expected: Any) -> bool:
    """Whether a cell comes to what is expected, to 1e-9 relative; a text where a measure is undefined."""
    if expected is None:
        return isinstance(found, str)
    if isinstance(expected, str):
        return (found or "") == expected
    return isinstance(found, int | float) and abs(found - expected) <= 1e-9 * max(1.0, abs(expected))


def held(made: Made, model: Model, answer: Answer) -> Iterator[Held]:
    """Yields (what, the formula, what the engine says) for every headline and every yearly line."""
    sheets, result = made.model, answer.as_dict()
    lines = sheets.ledger.lines
    for place, option in enumerate(model.options):
        app, who = result["options"][option.id], option.id
        people, found = sheets.ledger.people.options[place], sheets.accounts.options[place]
        for key in ("starts", "completers"):
            yield from by_year(f"{who} {key}", getattr(people, key), app[key])
        for account, measures in app["accounts"].items():
            cells = found.accounts[account]
            streams = {
                "yearly_costs": cells.costs,
                "yearly_net": cells.net,
                "yearly_net_discounted": cells.discounted,
            }
            for name, value in measures.items():
                at = f"{who}.{account}.{name}"
                if name in streams:
                    yield from by_year(at, streams[name], value)
                else:
                    yield at, cells.measures[name], value
        for name in ("cash_releasing", "capacity", "wider"):
            yield f"{who} class {name}", found.classes[name], app["benefit_classes"][name]
            yield f"{who} beyond {name}", found.beyond[name], app["beyond_horizon"][name]
        yield from singles(who, found.readings, app, answer.options[who])
        parties = sheets.who_pays.options[place]
        # Who gains by another route alone, of two ways to value one change, has a row that comes to nothing.
        others = set(parties) - set(app["parties"])
        assert set(app["parties"]) <= set(parties) and (not others or lines.routes.routes)
        for party in others:
            yield f"{who} {party} net", parties[party].net, 0.0
        for party, row in app["parties"].items():
            for key in ("pv_costs", "pv_cash_benefits", "pv_other_benefits", "net"):
                yield f"{who} {party} {key}", getattr(parties[party], key), row[key]
            yield from by_year(f"{who} {party}", parties[party].net_by_year, row["net_by_year"])
        yield from financial(who, sheets.cash_flow.options[place], app["financial_case"])
        for k, line in enumerate(app["lines"]):
            at = f"{line['path']} {line['kind']}"
            yield from by_year(at, lines.years[option.lines.start + k], line["undiscounted"])
            yield f"{at} pv", lines.pv[option.lines.start + k], line["pv"]


def singles(
    who: str, readings: dict[str, Formula], app: dict[str, Any], option: OptionAnswer
) -> Iterator[Held]:
    nice = app["nice"]
    for key in ("sroi", "bcr_public", "weighted_npv"):
        yield f"{who} {key}", readings[key], app[key]
    for unit in ("qalys", "wellbys"):
        for how in ("undiscounted", "discounted"):
            yield f"{who} {unit} {how}", readings[f"{unit}.{how}"], app[unit] and app[unit][how]
    yield f"{who} verdict", readings["verdict.number"], app["verdict"]["number"]
    yield (
        f"{who} verdict in words",
        readings["verdict.sentence"],
        option.evidence.of_the_case.sentence,
    )
    for key in ("net_cost", "qalys", "net_health_benefit"):
        yield f"{who} nice {key}", readings[f"nice.{key}"], nice[key]
    for key in ("value", "reading"):
        yield f"{who} icer {key}", readings[f"nice.icer.{key}"], nice["icer"][key]
    for price, value in nice["net_monetary_benefit"].items():
        yield f"{who} nmb at {price}", readings[f"nice.net_monetary_benefit.{price}"], value


def financial(who: str, payers: dict[str, PayerCells], app: dict[str, Any]) -> Iterator[Held]:
    assert set(payers) == set(app)
    for party, row in app.items():
        for key, value in row.items():
            if key == "peak_funding":
                yield f"{who} {party} peak", payers[party].peak_funding, value
            elif key == "costs_by_category":
                for category, years in value.items():
                    yield from by_year(
                        f"{who} {party} {category}", payers[party].streams[f"{key}.{category}"], years
                    )
            else:
                yield from by_year(f"{who} {party} {key}", payers[party].streams[key], value)


def by_year(what: str, cells: Iterable[Formula], values: Iterable[float]) -> Iterator[Held]:
    for year, (cell, value) in enumerate(zip(cells, values, strict=False)):
        yield f"{what} in year {year}", cell, value


def dressed(data: dict[str, Any]) -> dict[str, Any]:
    """A case at random with the keys that the generator leaves out: shared numbers, overlap, weights by income and the rest."""
    data = copy.deepcopy(data)
    data["assumptions"] = {"shared": {"value": 12.5, "range": [8, 16], "grade": 3, "price_year": "2023-24"}}
    for option in data["options"]:
        for k, cost in enumerate(option.get("costs") or []):
            cost["category"] = ("pay", "non_pay", "capital")[k % 3]
            if cost["per"] != "costs":
                cost["unit_cost"] = (
                    {"use": "shared"} if k % 2 else {"use": "staff.afc_band_5", "value": 41_000, "grade": 2}
                )
        values = [value for outcome in option["outcomes"] for value in outcome["values"]]
        for value in values:
            if value["kind"] == "fiscal":
                value["unit_value"] = {"use": "unit_costs.ae_attendance"}
            elif value["kind"] != "transfer":
                value["discount"] = "standard"
        if len(values) > 1:
            values[0]["overlap"], values[1]["overlap"] = (
                {"group": "gain", "counted": first} for first in (True, False)
            )
        for outcome in option["outcomes"]:
            if outcome.get("unit") in ("qaly", "wellby"):
                outcome.pop("unit")  # or two of one group might both be totalled, which is refused
        quality = {
            "id": "quality",
            "unit": "qaly",
            "adds": {"value": 0.02, "range": [-0.01, 0.05], "grade": 2},
            "applies_to": "starters",
        }
        option["outcomes"].append(
            {
                **quality,
                "total": True,
                "values": [{"kind": "health", "to": "participants", "unit_value": {"use": "valuation.qaly"}}],
            }
        )
        option["outcomes"].append(
            {"id": "trust", "direction": "better", "size": "large", "applies_to": "starters"}
        )
        for segment in (option.get("people") or {}).get("segments") or []:
            segment["weight"] = {"income": 14_000, "median_income": 31_000, "elasticity": 1.2}
    return data


def recalculated(files: list[Path], folder: Path) -> list[Any]:
    """Returns workbooks as LibreOffice, told to work every formula out anew, leaves them."""
    profile = folder / "profile" / "user"
    profile.mkdir(parents=True, exist_ok=True)
    (profile / "registrymodifications.xcu").write_text(ALWAYS_RECALCULATE)
    made = folder / "recalculated"
    command = [
        str(SOFFICE), "--headless", f"-env:UserInstallation=file://{profile.parent}", "--convert-to", "xlsx",
        "--outdir", str(made), *map(str, files),
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=PATIENCE)
    return [openpyxl.load_workbook(made / file.name, data_only=True) for file in files]


def cell_at(book: Any, formula: Formula) -> Any:
    """Returns what the cell that a formula refers to holds in an opened workbook."""
    sheet, _, place = formula.text.partition("!")
    return book[sheet][place.replace("$", "")].value if place else formula.value


def named(book: Any, name: str) -> Any:
    """Returns the single cell behind a defined name."""
    sheet, _, place = book.defined_names[name].attr_text.partition("!")
    return book[sheet.strip("'$")][place.replace("$", "")].value
