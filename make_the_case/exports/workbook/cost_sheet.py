"""The sheet *Costs*: what each cost comes to by year, its driver × price × phase × growth."""

from __future__ import annotations

from collections.abc import Sequence

from make_the_case.exports.workbook.formulas import Formula, largest, term, whole
from make_the_case.exports.workbook.people_sheet import PeopleSheet
from make_the_case.exports.workbook.year_sheets import ONE, ZERO, Calculation, in_year, multiplied, summed
from make_the_case.words.assumption_phrases import entry_name
from valuation.case.drivers import DRIVERS
from valuation.case.option_shape import Cost
from valuation.lines.model import Model


class CostSheet:
    """Writes the costs one by one, and those that are a share of others after the others."""

    def __init__(self, calculation: Calculation, people: PeopleSheet, exposures: list[list[Formula]]):
        self.calculation, self.number = calculation, calculation.number
        self.people, self.exposures = people, exposures
        table = calculation.model.costs
        self.stated = costs_as_stated(calculation.model)
        self.posts = {row[0]: row for row in table.fte}
        self.trained = {row[0]: row for row in table.trainee}
        self.times = dict(table.times)
        self.exposed = dict(zip(table.by_participant_year.tolist(), table.exposure.tolist(), strict=True))
        self.growth: dict[int, Formula] = {
            cost: self.number(column)
            for cost, column in zip(table.growing.tolist(), table.growth.tolist(), strict=True)
        }
        self.phases: dict[int, list[Formula]] = {
            cost: [self.number(in_year(columns, year)) for year in range(calculation.all_years)]
            for cost, columns in zip(table.phased.tolist(), table.phase.tolist(), strict=True)
        }
        self.prices: list[Formula] = []
        self.drivers: dict[int, list[Formula]] = {}
        """What each cost grows with, by year; none for a cost that is a share of others."""
        self.years: list[list[Formula]] = []
        if self.stated:
            self._write()

    def names(self, cost: int) -> tuple[str, str]:
        """Returns whose cost it is, and what it is called."""
        model = self.calculation.model
        return model.options[int(model.costs.option[cost])].name, entry_name(model.case, self.stated[cost][0])

    def _write(self) -> None:
        self.sheet = self.calculation.year_sheet("Costs")
        share_of = dict(self.calculation.model.costs.share_of)
        for cost in range(len(self.stated)):
            self.prices.append(self._price(cost))
            self.years.append([] if cost in share_of else self._amounts(cost))
        for cost, others in share_of.items():
            self.years[cost] = self._share_of(cost, others)

    def _price(self, cost: int) -> Formula:
        table, (whose, item) = self.calculation.model.costs, self.names(cost)
        price = self.number(int(table.quantity[cost])) * self.number(int(table.unit_cost[cost]))
        return self.sheet.figure(whose, f"{item}: price", "quantity × unit cost", price, "money2")

    def _amounts(self, cost: int) -> list[Formula]:
        """Writes a cost by year, and how many of what it is paid for where that is worked out here."""
        whose, item = self.names(cost)
        row = DRIVERS[self.stated[cost][1].per]
        how = row.says + f" × {row.times.replace('_', ' ')}" * bool(row.times)
        driver = self._driver(cost)
        if cost in self.times:
            driver = [many if many is ZERO else many * self.number(self.times[cost]) for many in driver]
        if cost in self.posts or cost in self.trained or cost in self.times:
            driver = self.sheet.by_year(whose, f"{item}: how many", how, driver, "people")
        self.drivers[cost] = driver
        how += " × price" + " × phase" * (cost in self.phases) + " × growth" * (cost in self.growth)
        return self.sheet.by_year(whose, item, how, self._scaled(cost, driver), "money")

    def _share_of(self, cost: int, others: Sequence[int]) -> list[Formula]:
        """Writes a cost that is a share of others."""
        base = []
        for year in range(self.calculation.all_years):
            amounts = [self.years[other][year] for other in others]
            base.append(summed([amount for amount in amounts if amount is not ZERO]))
        how = "the costs that it is a share of, added up × price"
        return self.sheet.by_year(*self.names(cost), how, self._scaled(cost, base), "money")

    def _scaled(self, cost: int, driver: Sequence[Formula]) -> list[Formula]:
        """Returns a driver by year × price × phase × growth, in the years in which the cost can fall."""
        window = self.calculation.model.costs.window[cost].tolist()
        amounts = []
        for year, many in enumerate(driver):
            if many is ZERO or not in_year(window, year):
                amounts.append(ZERO)
                continue
            factors = [many, self.prices[cost]]
            factors += [self.phases[cost][year]] if cost in self.phases else []
            factors += [(ONE + self.growth[cost]) ** term(year)] if year and cost in self.growth else []
            amounts.append(multiplied(factors))
        return amounts

    # What a cost grows with -----------------------------------------------------------------------------------

    def _driver(self, cost: int) -> list[Formula]:
        """Returns what a cost grows with by year."""
        table, years = self.calculation.model.costs, self.calculation.years
        people = self.people.options[int(table.option[cost])]
        tail = [ZERO] * (self.calculation.all_years - years)
        if cost in self.exposed:
            return self.exposures[self.exposed[cost]]
        if cost in table.by_start:
            return [*people.starts, *tail]
        if cost in table.by_completer:
            return [*people.completers, *tail]
        if cost in self.posts:
            return [*self._whole_time_posts(cost, people.starts), *tail]
        if cost in self.trained:
            return [*self._people_trained(cost), *tail]
        return [*(ONE if falls else ZERO for falls in table.steady[cost, :years]), *tail]

    def _whole_time_posts(self, cost: int, starts: Sequence[Formula]) -> list[Formula]:
        _, starts_per_post, at_least, multiple, served = self.posts[cost]
        posts = []
        for year, people in enumerate(starts):
            needed = largest(self.number(at_least), people / self.number(starts_per_post))
            if multiple:  # −INT(−x) rounds up; a hair is taken off first, as the engine does
                needed = -whole(-(needed / term(multiple) - 1e-9)) * term(multiple)
            posts.append(needed if year < served else ZERO)
        return posts

    def _people_trained(self, cost: int) -> list[Formula]:
        """Returns the first of them over the years that it takes, and those who replace the ones who leave."""
        _, trainees, turnover, over_years, served = self.trained[cost]
        first, leaving = self.number(trainees), self.number(turnover) * self.number(trainees)
        return [
            (first / over_years if year < over_years else ZERO)
            + leaving * term(min(year, over_years)) / over_years
            if year < served
            else ZERO
            for year in range(self.calculation.years)
        ]


def costs_as_stated(model: Model) -> list[tuple[str, Cost]]:
    """Returns the path of every cost and the cost, in the order of the model's table."""
    stated: list[tuple[str, Cost]] = []
    for option in model.case.shape.options:
        path = f"options.{option.id}"
        stated += [(f"{path}.costs.{cost.id}", cost) for cost in option.costs]
        for enabler in option.enablers:
            stated += [(f"{path}.enablers.{enabler.id}.costs.{cost.id}", cost) for cost in enabler.costs]
        stated += [(f"{path}.replaces.{cost.id}", cost) for cost in option.replaces]
    return stated
