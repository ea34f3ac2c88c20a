"""One route in formulas: of two ways to value one change, the one with the lower present value counts, whatever is typed.

The rows stand below the lines. What differs between the routes, which lines are counted and who reads them, follows the row.
"""

from __future__ import annotations

from dataclasses import dataclass

from make_the_case.exports.workbook.formulas import Formula, Sheet, Term, chosen, place_of_lowest
from make_the_case.exports.workbook.year_sheets import summed
from make_the_case.words.assumption_phrases import entry_name
from valuation.lines.compile import compiled_by
from valuation.lines.model import Model, OptionModel
from valuation.lines.routes import open_groups


@dataclass(frozen=True)
class Route:
    """An overlap group of which findings leave open which value counts: its values, and the model with each of them."""

    paths: tuple[str, ...]
    models: tuple[Model, ...]


def routes_of(model: Model) -> list[Route]:
    """Returns every such group of a case, in its order."""
    return [
        Route(
            tuple(paths),
            tuple(compiled_by(model.case, {**model.routes, route: path}, model) for path in paths),
        )
        for route, paths in open_groups(model.case).items()
    ]


class RouteRows:
    """Writes which value of each group counts, and lets words and amounts follow it."""

    def __init__(self, model: Model):
        self.model = model
        self.routes = routes_of(model)
        self.cells: list[Formula] = []

    def write(self, sheet: Sheet, column: int, present_values: list[Formula]) -> None:
        """Writes what each value of a group is worth, and which is the lowest; of two alike it is the first."""
        for route in self.routes:
            sheet.row += 1
            worths = []
            for path in route.paths:
                parts = [
                    present_values[k]
                    for k, line in enumerate(self.model.lines)
                    if line.path == path and line.side == "benefit" and line.kind != "transfer"
                ]
                name = f"{entry_name(self.model.case, path)}: what it is worth, one way to value one change"
                sheet.put(sheet.row, 1, name, "text")
                worths.append(sheet.put(sheet.row, column, summed(parts), "money"))
                sheet.row += 1
            sheet.put(sheet.row, 1, "Which of these counts: the lowest", "text")
            self.cells.append(sheet.put(sheet.row, column, place_of_lowest(sheet.run(worths)), "count"))
            sheet.row += 1

    def models_of(self, line: int) -> tuple[Model, ...]:
        """Returns the model as it is and, of a line that a route may count or not, with each value of its group."""
        path = self.model.lines[line].path
        return next((route.models for route in self.routes if path in route.paths), (self.model,))

    def followed(self, line: int, contents: list[str]) -> Term:
        """Returns what stands at a line, of what stands there with each value of its group; one thing where all are the same."""
        if len(set(contents)) == 1:
            return contents[0]
        path = self.model.lines[line].path
        place = next(k for k, route in enumerate(self.routes) if path in route.paths)
        return chosen(self.cells[place], *contents)

    def health_units(self, place: int) -> list[tuple[str, int, int | None, list[Formula]]]:
        """Returns (unit, outcome, optimism column) of each outcome of an option that is totalled with any route, and on which tests."""
        option = self.model.options[place]
        units = dict.fromkeys(option.health_units)
        for route in self.routes:
            for model in route.models:
                units |= dict.fromkeys(model.options[place].health_units)
        return [(*unit, self._tests(place, unit)) for unit in units]

    def _tests(self, place: int, unit: tuple[str, int, int | None]) -> list[Formula]:
        tests = []
        for cell, route in zip(self.cells, self.routes, strict=True):
            is_totalled = [unit in model.options[place].health_units for model in route.models]
            if len(set(is_totalled)) > 1:
                flags = ["yes" if each else "no" for each in is_totalled]
                tests.append(chosen(cell, *flags).is_same("yes"))
        return tests


def option_of_line(model: Model, line: int) -> tuple[OptionModel, int]:
    """Returns the option of a line, and the line's place among the option's."""
    option = model.options[model.lines[line].option]
    return option, line - option.lines.start
